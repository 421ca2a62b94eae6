"""Who carries the loss from a full cut-off by sector of production and by province, and what it weighs in politics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from middlepower.data.provinces import ECONOMY, PROVINCES
from middlepower.data.sector_names import find_sector
from middlepower.document.losses import LossShares, Production, ProvinceLoss, Provinces, SectorLoss, Weighted
from middlepower.document.number import Number, lost
from middlepower.document.table import Table
from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.indicators.incidence import (
    Concentration,
    Weights,
    concentration,
    equal_weights,
    exposure_weighed,
    incidence_sheet,
    read_weights,
    sector_value_added,
)
from middlepower.indicators.labelled import LabelledSheet
from middlepower.indicators.provinces import province_sheet, provinces_known
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.names import unknown_name


@dataclass(frozen=True)
class Declared:
    """Declared political weights, those of sectors and those of provinces."""

    sectors: Weights
    provinces: Weights
    source: str


def declared(path: Path, sectors: Sequence[str], code: str) -> Declared:
    """The weights in a file, by the kind of their labels; a label that is neither sector nor province is an error."""
    weights = read_weights(path)
    provinces = tuple(PROVINCES) if code == ECONOMY else ()
    values: dict[str, float] = {}
    for label, value in weights.values.items():
        known = label if label in (*sectors, *provinces) else find_sector(label)
        if known not in (*sectors, *provinces):
            raise unknown_name("weight", label, (*sectors, *provinces), "A weight needs a sector by code or name.")
        if known in values:
            raise ScenarioError(f"{path}: `{label}` and another label both mean {known}: keep one.")
        values[known] = value
    named = Weights(values, weights.source)
    return Declared(_only(named, sectors), _only(named, provinces), weights.source)


def _only(weights: Weights, labels: Sequence[str]) -> Weights:
    return Weights({label: value for label, value in weights.values.items() if label in labels}, weights.source)


def production(baseline: Baseline, after: Equilibrium, code: str, power: str, weights: Declared | None) -> Production:
    """Losses by sector of production, their concentration, provinces and weighted exposure, for one set."""
    world, before = baseline.world, baseline.equilibrium
    losses = incidence_sheet(world, before, after, code)
    table, provinces = Table.of(losses), province_sheet(losses, power) if provinces_known(world, code) else None
    size = sector_value_added(before)[:, world.region(code)]
    return Production(
        sectors={sector: _sector_loss(table, sector) for sector in world.sectors},
        other_loss_musd=Number.of(float(losses.attrs["other"])),
        total_loss_musd=Number.of(float(losses.attrs["total"])),
        concentration=loss_shares(concentration(losses.columns["loss"], size)),
        provinces=None if provinces is None else provinces_of(provinces),
        weighted=_weighted(losses, provinces, weights),
        residual=Number.of(after.report.residual),
    )


def _sector_loss(table: Table, sector: str) -> SectorLoss:
    return SectorLoss(
        value_added_lost_musd=table.number("loss", sector=sector),
        loss_of_income_percent=table.percent("loss_of_income", sector=sector),
        loss_of_value_added_percent=table.percent("loss_rate", sector=sector),
        share_percent=table.percent("share", sector=sector),
    )


def loss_shares(of: Concentration) -> LossShares:
    """Largest share and whose it is, Herfindahl index and Gini coefficient of gross losses."""
    return LossShares(
        top=of.top or None,
        top_share_percent=Number.of(100.0 * of.top_share, of.reason),
        hhi=Number.of(of.hhi, of.reason),
        gini=Number.of(of.gini, of.reason),
        gross_loss_musd=Number.of(of.gross),
        net_loss_musd=Number.of(of.net),
    )


def provinces_of(carried: LabelledSheet) -> Provinces:
    """Losses carried to provinces by the proxy, and what no province gets."""
    table = Table.of(carried)
    return Provinces(
        provinces={
            province: ProvinceLoss(
                carried_loss_musd=table.number("loss", province=province),
                share_percent=table.percent("share", province=province),
            )
            for province in PROVINCES
        },
        not_attributed_musd=Number.of(float(carried.attrs["not_attributed"])),
        concentration=loss_shares(concentration(carried.columns["loss"])),
    )


def _weighted(losses: LabelledSheet, provinces: LabelledSheet | None, weights: Declared | None) -> Weighted:
    """Exposure with equal weights and, where they are declared, with political ones."""
    equal = _weighted_percent(losses, equal_weights())
    if weights is None:
        return Weighted(equal)
    by_province = None if provinces is None else _weighted_percent(provinces, weights.provinces)
    return Weighted(equal, _weighted_percent(losses, weights.sectors), by_province)


def _weighted_percent(losses: LabelledSheet, weights: Weights) -> Number:
    return lost(Number.of(exposure_weighed(losses, weights)))
