"""The document of `tariffs`: average applied rates of one importer on its partners, by sector, measure and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.drawn_answer import DrawableDocument
from middlepower.document.number import Number


@dataclass(frozen=True)
class AppliedTariff:
    """The average rate on some goods of a partner."""

    applied_percent: Number  # at fixed weights
    adcvd_percent: Number  # what anti-dumping and countervailing duties make of it
    effective_tariff_percent: Number  # at the solved baseline's own trade
    weight_musd: Number


@dataclass(frozen=True)
class PartOfRate:
    """What one trade measure makes of an average rate."""

    measure: str
    title: str
    instrument: str
    part_percent: Number  # in points of the rate


@dataclass(frozen=True)
class PartnerTariffs:
    """The rates on one partner; ordinary duty and parts add up to the whole."""

    whole: AppliedTariff
    ordinary_percent: Number
    parts: tuple[PartOfRate, ...]  # the largest first
    sectors: Mapping[str, AppliedTariff]  # those with trade


@dataclass(frozen=True)
class DatedTariffs:
    """The rates from a day on, by partner."""

    date: str
    applied_percent: Mapping[str, Number]


@dataclass(frozen=True)
class Tariffs(DrawableDocument):
    """What an importer takes from each partner."""

    file_name: ClassVar = "tariffs.json"

    importer: str  # an economy or a group
    weights: str  # world, or a trade table
    weights_source: str
    left_out: tuple[str, ...]  # instruments that no rate contains
    partners: Mapping[str, PartnerTariffs]  # by economy, group, or * for everybody
    path: tuple[DatedTariffs, ...]  # the first day and every one on which the law changed
    path_end: str | None  # the last day of the path
    before_all_measures: str  # that its first day is before all law that is known; empty where it is not
    notes: tuple[str, ...]  # how to read the numbers
