"""The document of `ensemble`: what thousands of draws over everything uncertain say of a scenario's states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.header import Document
from middlepower.document.number import Number


@dataclass(frozen=True)
class DrawnParameter:
    """One uncertain number or choice, and its distribution."""

    name: str
    meaning: str
    distribution: str  # choice, uniform, triangular, normal or errors
    low: float | None  # null for a choice and where no end bounds it
    high: float | None
    options: tuple[str, ...]  # of a choice
    weights: tuple[float, ...]  # of the options
    source: str


@dataclass(frozen=True)
class EconomyDraws:
    """One economy or group in one state: medians, with the tenth and ninetieth percentile as range."""

    real_income_percent: Number
    real_income_musd: Number
    chance_of_loss_percent: Number  # share of draws in which it loses


@dataclass(frozen=True)
class ChanceAbove:
    """The share of draws in which real income changes by more than a level."""

    level_percent: Number
    chance_above_percent: Number


@dataclass(frozen=True)
class MovedBy:
    """How much one parameter moves the economy's real income in a state."""

    name: str
    low_at: str  # where the parameter gives the lower median: its lowest fifth, or an option
    high_at: str
    median_low_percent: Number
    median_high_percent: Number
    variance_share: Number  # first-order share of the variance


@dataclass(frozen=True)
class SectorDraws:
    """One sector of the economy or of a power."""

    output_percent: Number
    sector_exports_percent: Number


@dataclass(frozen=True)
class ProductDraws:
    """A product of one flow of the economy whose law the state changes."""

    product: str
    name: str
    sector: str
    exporter: str
    importer: str
    volume_percent: Number


@dataclass(frozen=True)
class StateDraws:
    """One state over all draws."""

    code: str  # its key again
    title: str
    draws: int  # that have an equilibrium in this state
    economies: Mapping[str, EconomyDraws]
    percentiles_percent: Mapping[str, Number]  # real income of the economy: percentile to change
    gdp_volume_percent: Number
    real_wage_percent: Number
    consumer_prices_percent: Number
    exports_percent: Number
    imports_percent: Number
    sectors: Mapping[str, Mapping[str, SectorDraws]]  # of the economy and each power, by sector
    products: tuple[ProductDraws, ...]
    of_sales_percent: Mapping[str, Number]  # goods that each province sells abroad; empty for economies but Canada
    above: tuple[ChanceAbove, ...]
    moved_by: tuple[MovedBy, ...]  # the parameter that moves it most first


@dataclass(frozen=True)
class StateOrder:
    """The states by the economy's median real income, best first, and how often that order holds."""

    states: tuple[str, ...]
    whole_percent: Number  # share of draws with exactly this order
    first_percent: Number  # with this state first
    neighbours_percent: tuple[Number, ...]  # with a state no worse than the next one


@dataclass(frozen=True)
class EnsembleDraws(Document):
    """An ensemble of a scenario."""

    file_name: ClassVar = "ensemble.json"

    scenario: str
    title: str
    economy: str  # that the scenario is about
    draws: int
    design: str
    seed: int
    parameters: tuple[DrawnParameter, ...]
    provinces: Mapping[str, str]  # code to name, of Canada's alone
    states: Mapping[str, StateDraws]
    order: StateOrder | None  # null for one state
    failures: Mapping[str, int]  # states without equilibrium, by what was said; none in most ensembles
    set_aside: tuple[str, ...]  # parts that could not be read, or were of other draws, and were solved again
    notes: tuple[str, ...]  # what no draw varies
