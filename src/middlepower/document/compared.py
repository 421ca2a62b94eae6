"""The document of `compare`: two states side by side, how far their numbers are apart, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.header import Document
from middlepower.document.number import Pair


@dataclass(frozen=True)
class ComparedSide:
    """One of the two states."""

    name: str  # as it was asked for
    scenario: str
    state: str
    title: str
    baseline: str


@dataclass(frozen=True)
class SettingApart:
    """A setting in which the two differ."""

    setting: str
    first: str
    second: str


@dataclass(frozen=True)
class LawApart:
    """A trade measure that is law in one of the two alone."""

    measure: str
    title: str
    imposer: str
    only_in: str  # first or second


@dataclass(frozen=True)
class FirstYearApart:
    """The same economy's numbers in the first year, where the two stand in the long run."""

    real_income_percent: Pair
    real_income_musd: Pair
    gdp_volume_percent: Pair
    real_value_added_percent: Pair
    employment_total_percent: Pair


@dataclass(frozen=True)
class ComparedActor:
    """An economy's numbers in the first and the second state, each relative to its baseline, and their difference."""

    real_income_percent: Pair
    real_income_musd: Pair
    exports_percent: Pair
    imports_percent: Pair
    gdp_volume_percent: Pair
    real_wage_percent: Pair
    consumer_prices_percent: Pair
    terms_of_trade_percent: Pair
    first_year: FirstYearApart | None  # null where one of the two does not hold it


@dataclass(frozen=True)
class ComparedSector:
    """A sector of an economy, the largest differences in money first."""

    economy: str
    sector: str
    output_change_musd: Pair
    output_percent: Pair


@dataclass(frozen=True)
class ComparedProduct:
    """A product of a flow whose law differs from the baseline's in one of the two, or in both."""

    product: str
    name: str
    exporter: str
    importer: str
    value_musd: Pair


@dataclass(frozen=True)
class StatesCompared(Document):
    """Two states side by side; `before` is the first, `after` the second, `change` the second less the first."""

    file_name: ClassVar = "comparison.json"

    first: ComparedSide
    second: ComparedSide
    actors: Mapping[str, ComparedActor]
    settings: tuple[SettingApart, ...]  # in which the two differ
    law: tuple[LawApart, ...]  # measures that are law in one alone
    own: tuple[str, ...]  # entries of the states' own that differ, such as tariffs or cut_off
    sectors_apart: tuple[ComparedSector, ...]  # the largest differences of output
    products: tuple[ComparedProduct, ...]  # the largest differences of value
