"""The profile's part on incidence: who would carry the loss of a full cut-off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from middlepower.document.number import Number
from middlepower.document.persons import Persons


@dataclass(frozen=True)
class SectorLoss:
    """What a cut-off takes from a sector of production."""

    value_added_lost_musd: Number
    loss_of_income_percent: Number
    loss_of_value_added_percent: Number
    share_percent: Number


@dataclass(frozen=True)
class JobLoss:
    """What a cut-off takes from those who work in a sector."""

    stay_percent: Number
    move_percent: Number
    income_lost_musd: Number


@dataclass(frozen=True)
class LossShares:
    """How concentrated losses are."""

    top: str | None
    top_share_percent: Number
    hhi: Number
    gini: Number
    gross_loss_musd: Number
    net_loss_musd: Number


@dataclass(frozen=True)
class ProvinceLoss:
    """Losses carried to a province by the proxy."""

    carried_loss_musd: Number
    share_percent: Number


@dataclass(frozen=True)
class Provinces:
    """Losses by province, and what no province gets."""

    provinces: Mapping[str, ProvinceLoss]
    not_attributed_musd: Number
    concentration: LossShares


@dataclass(frozen=True)
class Weighted:
    """Exposure with equal and, where they are declared, with political weights."""

    equal_percent: Number
    declared_by_sector_percent: Number | None = None
    declared_by_province_percent: Number | None = None


@dataclass(frozen=True)
class Production:
    """A cut-off's losses by sector of production."""

    sectors: Mapping[str, SectorLoss]
    other_loss_musd: Number
    total_loss_musd: Number
    concentration: LossShares
    provinces: Provinces | None
    weighted: Weighted
    residual: Number


@dataclass(frozen=True)
class Employment:
    """A cut-off's losses by sector of employment, ranges over kappa."""

    sectors: Mapping[str, JobLoss]
    exposure_percent: Number
    concentration: LossShares
    provinces: Provinces | None
    residual: Number


@dataclass(frozen=True)
class PowerIncidence:
    """Who carries one power's cut-off; None with the reason where there is no equilibrium."""

    production: Production | None
    employment: Employment | None
    persons: Persons | None  # at work in the first year; null but for Canada
    production_missing: str = ""
    employment_missing: str = ""
    persons_missing: str = ""


@dataclass(frozen=True)
class Incidence:
    """Who carries a full cut-off by each power."""

    threat: str  # what happens
    production_note: str
    employment_note: str
    provinces_proxy: str | None  # how losses get to provinces; null but for Canada
    kappa: float  # dispersion of abilities
    kappa_range: tuple[float, ...]
    powers: Mapping[str, PowerIncidence]
