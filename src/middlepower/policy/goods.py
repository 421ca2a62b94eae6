"""The named products, the sectors and the economies that a measure may refer to."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from middlepower.data.codes import sectors
from middlepower.errors import DataError

HERE = Path(__file__).parent
ALL_GOODS = "all_goods"


@dataclass(frozen=True)
class Product:
    """A named product: HS prefixes that all lie in one sector."""

    id: str
    name: str
    hs: tuple[str, ...]
    sector: str
    note: str


@dataclass(frozen=True)
class ProductTrade:
    """What share of one flow (importer, exporter or `*`, sector) a product was in its reference year."""

    importer: str
    exporter: str
    product: str
    sector: str
    value_musd: float
    sector_value_musd: float
    year: int
    share: float
    source: str
    note: str


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as dictionaries of text."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def load_products() -> dict[str, Product]:
    """All named products by id."""
    products: dict[str, Product] = {}
    for row in read_rows(HERE / "products.csv"):
        if row["id"] in products:
            raise DataError(f"products.csv: product `{row['id']}` stands there twice; delete one.")
        products[row["id"]] = Product(row["id"], row["name"], tuple(row["hs"].split(";")), row["sector"], row["note"])
    return products


@cache
def load_product_trade() -> tuple[ProductTrade, ...]:
    """The committed table of product shares in flows."""
    return tuple(
        ProductTrade(
            importer=row["importer"],
            exporter=row["exporter"],
            product=row["product"],
            sector=row["sector"],
            value_musd=float(row["value_musd"]),
            sector_value_musd=float(row["sector_value_musd"]),
            year=int(row["year"]),
            share=float(row["share"]),
            source=row["source"],
            note=row["note"],
        )
        for row in read_rows(HERE / "product_trade.csv")
    )


@cache
def goods_sectors() -> tuple[str, ...]:
    """The sectors that are goods; services are never taxed."""
    return tuple(code for code, sector in sectors().items() if sector.is_goods)


@cache
def known_goods() -> tuple[str, ...]:
    """Every label a measure may use for goods: products, goods sectors and `all_goods`."""
    return (ALL_GOODS, *goods_sectors(), *load_products())
