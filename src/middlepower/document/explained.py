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
class StateExplained:
    """One state's change of real income: its parts, and those by partner and by sector, the largest first."""

    title: str
    real_income_percent: Number
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


@dataclass(frozen=True)
class Explained(Document):
    """All states of a run, explained for one economy."""

    file_name: ClassVar = "explained.json"

    scenario: str
    economy: str
    states: Mapping[str, StateExplained]
