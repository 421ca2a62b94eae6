"""The document of `explain`: who and what moved an economy's real income, in parts that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.header import Document
from middlepower.document.number import Number


@dataclass(frozen=True)
class Mover:
    """What one partner or one sector added."""

    label: str
    sum: Number
    own_wages: Number
    input_prices: Number
    import_prices: Number
    trade_costs: Number
    volume: Number


@dataclass(frozen=True)
class HorizonSplit:
    """What leads from the long run to the first year, in steps that add up to the difference.

    How much each step has depends on their order, which is that of `steps_log_points`: low and high are its smallest
    and largest part over the `orders` of the 24 in which every equilibrium on the way was found.
    """

    long_run_log_points: Number
    steps_log_points: Mapping[str, Number]  # in the stated order
    first_year_log_points: Number
    orders: int


@dataclass(frozen=True)
class StateExplained:
    """One state's change of real income: its parts, and those by partner and by sector, the largest first."""

    title: str
    real_income_percent: Number
    real_income_by_horizon_percent: Mapping[str, Number]  # as the results have it, with ranges; else of the steps
    residual: Number
    total: Number
    terms_of_trade: Number
    own_wages: Number
    input_prices: Number
    import_prices: Number
    trade_costs: Number
    volume: Number
    deficit: Number
    rents: Number
    employment: Number
    gap: Number
    by_partner: tuple[Mover, ...]
    by_sector: tuple[Mover, ...]
    first_order_welfare_percent: Number
    horizons: HorizonSplit | None  # from the long run to the first year; null with the reason
    horizons_missing: str = ""


@dataclass(frozen=True)
class Explained(Document):
    """All states of a run, explained for one economy."""

    file_name: ClassVar = "explained.json"

    scenario: str
    economy: str
    states: Mapping[str, StateExplained]
