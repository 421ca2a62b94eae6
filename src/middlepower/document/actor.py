"""What the document of `run` holds of the economies that it is about: its own, the powers and the other actors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from middlepower.document.first_year import FirstYear
from middlepower.document.number import Number, Pair


@dataclass(frozen=True)
class Headlines:
    """The headline changes of an economy by label, such as `FGO/medium@0.75` or the name of a closure."""

    real_income_percent: Mapping[str, Number]
    real_income_musd: Mapping[str, Number]
    exports_percent: Mapping[str, Number]
    imports_percent: Mapping[str, Number]


@dataclass(frozen=True)
class TradeWith:
    """Trade of one economy with one partner, in the baseline and in the state."""

    exports_musd: Pair
    imports_musd: Pair
    balance_musd: Pair


@dataclass(frozen=True)
class DivertedTrade:
    """One sector of an economy in which a state touches flows: the touched partners, and who takes their place."""

    sector: str  # its code; `all` for the sum over the sectors with a touched flow
    touched: tuple[str, ...]  # partners with a touched flow, the largest change first
    touched_musd: Number
    instead_musd: Mapping[str, Number]  # by partner that is not touched, the largest change first; home by its own code
    others_musd: Number


@dataclass(frozen=True)
class Actor:
    """An economy that the document is about, or a group as one, in one state, relative to the baseline."""

    code: str  # its key again
    gdp_volume_percent: Number
    gdp_volume_musd: Number
    real_value_added_percent: Number
    real_wage_percent: Number
    consumer_prices_percent: Number
    terms_of_trade_percent: Number
    gdp_musd: Pair
    tariff_revenue_musd: Pair
    tariff_revenue_share_percent: Pair
    exports_volume_musd: Number
    imports_volume_musd: Number
    exports_value_percent: Number
    imports_value_percent: Number
    exports_musd: Pair
    imports_musd: Pair
    balance_musd: Pair
    trade_with: Mapping[str, TradeWith]  # by power and other actor
    export_share_percent: Mapping[str, Number]  # by actor; `partners.csv` has all
    diverted_sales: tuple[DivertedTrade, ...]  # who buys instead, the most touched sectors first
    diverted_purchases: tuple[DivertedTrade, ...]  # who sells instead, the most touched sectors first
    by_variant: Headlines  # the answer of each variant
    first_year: FirstYear | None  # beside the long run; null where it was not asked for or has no equilibrium
    by_closure: Headlines | None = None  # with `--closure all`


@dataclass(frozen=True)
class SectorChange:
    """One sector of one economy in one state, relative to the baseline; missing where there was nothing to change."""

    output_percent: Number
    output_change_musd: Number
    exports_percent: Number
    exports_change_musd: Number
    imports_percent: Number
    imports_change_musd: Number
    producer_price_percent: Number
    buyer_price_percent: Number
    employment_percent: Number
    value_added_change_musd: Number


@dataclass(frozen=True)
class ProductChange:
    """A product of one flow that a state's law treats unlike the baseline's, before and after."""

    product: str  # its code, or its HS lines
    name: str
    sector: str
    exporter: str
    importer: str
    value_musd: Pair
    volume_percent: Number
    price_received_percent: Number
    price_paid_percent: Number
    duty_percent: Pair
    quota_fill: Pair | None = None  # where it is under a quota in one of both


@dataclass(frozen=True)
class BaselineActor:
    """Levels of an economy that the document is about, in the baseline."""

    export_share_percent: Mapping[str, Number]
    output_musd: Mapping[str, Number]  # by sector
