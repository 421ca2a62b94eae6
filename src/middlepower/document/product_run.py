"""The document of `run` on a world of products: a scenario's states beside its baseline, by economy and product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.header import Document
from middlepower.document.number import Number, Pair


@dataclass(frozen=True)
class ProductBasis:
    """What a world of products is made of, and what was assumed."""

    name: str
    sector_world: str  # whose flows, tariffs, inputs and elasticities it has
    trade_year: int  # of the trade by product
    hs_edition: int  # of its lines
    products: int
    flows: int
    assumed: tuple[str, ...]  # when it was built, one sentence each


@dataclass(frozen=True)
class ProductEconomy:
    """The headlines of an economy, or a group as one, in one state, relative to the baseline."""

    real_income_percent: Number
    real_income_musd: Number
    exports_percent: Number
    imports_percent: Number
    consumer_prices_percent: Number
    tariff_revenue_change_musd: Number


@dataclass(frozen=True)
class ProductMove:
    """One product of an economy in one state; money is the baseline's, changes are relative to it."""

    product: str  # HS line of six digits, or the code of a sector that is not divided
    title: str
    sector: str
    effective_tariff_percent: Pair  # on imports, at the trade of each equilibrium
    imports_musd: Number
    imports_value_percent: Number
    imports_percent: Number  # in volume
    buyer_price_percent: Number  # imports and home sales together
    exports_musd: Number
    exports_value_percent: Number
    exports_percent: Number  # in volume


@dataclass(frozen=True)
class ProductStateResults:
    """A state of the scenario; without equilibrium it has a reason and nothing else."""

    title: str
    description: str
    date: str | None
    remark: str  # why it equals the baseline, or why it has no equilibrium; empty where it has and moves something
    taxed_flows: int  # flows of products whose rate is not the baseline's
    economies: Mapping[str, ProductEconomy]
    products: Mapping[str, tuple[ProductMove, ...]]  # by actor: those whose trade moves most, in money


@dataclass(frozen=True)
class ProductResults(Document):
    """The results of a scenario on a world of products."""

    file_name: ClassVar[str] = "results.json"

    scenario: str
    title: str
    basis: ProductBasis
    actors: tuple[str, ...]  # whose products are listed; products.csv has all of theirs
    not_applied: tuple[str, ...]  # measures in force that such a world can't have: quotas, licences, export taxes
    states: Mapping[str, ProductStateResults]
