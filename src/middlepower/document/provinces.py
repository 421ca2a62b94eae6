"""What the document of `run` holds of Canada's provinces: sales abroad by product and market, and persons at work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from middlepower.document.number import Number
from middlepower.document.persons import Persons


@dataclass(frozen=True)
class ProvinceProxy:
    """What stands for a province's part in the sales of a product, and each province's share in it."""

    title: str
    confidence: str  # of its weakest source
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    province_share_percent: Mapping[str, Number]
    not_known_percent: Number


@dataclass(frozen=True)
class KnownProvinces:
    """Whose provinces are known, and the proxies that stand for what they sell; empty with the reason for others."""

    missing: str  # why nothing is said of provinces; empty where something is
    names: Mapping[str, str]
    proxies: Mapping[str, ProvinceProxy]  # by key
    note: str  # what can't be seen


@dataclass(frozen=True)
class ProductByProvince:
    """One product, or the rest of a sector, sold to one market: the change of its sales, carried to provinces."""

    product: str  # code of a good or a sector
    name: str
    market: str  # code of a power, or `others`
    sales_before_musd: Number
    sales_change_musd: Number
    by_province_musd: Mapping[str, Number]
    not_known_musd: Number
    proxy: str  # key of the proxy; empty where there is none
    reason: str  # why it is not carried, or not wholly


@dataclass(frozen=True)
class LargestPart:
    """The product and market that make most of what changes in a province."""

    product: str  # code of a good or a sector
    name: str
    market: str
    sales_change_musd: Number


@dataclass(frozen=True)
class ProvinceSales:
    """Goods that a province sells abroad, as the proxies carry them."""

    sales_change_musd: Number
    of_sales_percent: Number
    of_gdp_percent: Number
    by_market_musd: Mapping[str, Number]  # power or `others`
    largest: LargestPart | None  # null where nothing changes


@dataclass(frozen=True)
class StateProvinces:
    """One state by province, relative to the baseline."""

    provinces: Mapping[str, ProvinceSales]
    not_known_musd: Number  # sold abroad by no province that is known
    products: tuple[ProductByProvince, ...]  # the largest changes; `provinces.csv` has all
    farm_and_sea: FarmAndSea | None  # crops, food and fish in the first year
    persons: Persons | None  # in the first year


@dataclass(frozen=True)
class FarmAndSea:
    """Crops, food and fish sold abroad in the first year, by province; `province_sales.csv` has them by market."""

    sales_change_musd: Number
    by_province_musd: Mapping[str, Number]
    not_known_musd: Number
