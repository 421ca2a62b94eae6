"""The door of trade by product: the trade itself, the lists that come with it, and the concordance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from unittest.mock import patch

import numpy as np
from own_data import LINES_IN_SECTORS, TRADE_BY_PRODUCT

from middlepower.front.product_world import ProductChoices, build_products
from middlepower.world.world import World

COUNTRIES = "country_code,country_name,country_iso2,country_iso3\n124,Canada,CA,CAN\n842,USA,US,USA\n156,China,CN,CHN\n"
NAMES = "code,description\n870380,Electric cars\n120510,Canola seed\n"
TEXTS = {"trade": TRADE_BY_PRODUCT, "sectors": LINES_IN_SECTORS, "countries": COUNTRIES, "names": NAMES}


@cache
def small_world() -> World:
    """Three economies, goods and services."""
    flow = np.full((2, 3, 3), 3e5) * (1.0 + 9.0 * np.eye(3))
    return World.from_flows(
        "small", 2022, ("CAN", "USA", "CHN"), ("goods", "services"), flow, np.zeros_like(flow), np.zeros((3, 2, 2)),
        np.array([5.0, 4.0]), tariff_date=dt.date(2022, 7, 1), services=("services",), elasticity_set="own",
    )  # fmt: skip


def product_tables(draw: Random, folder: Path, table: Callable[[Random, str], bytes]) -> None:
    """One of the files with cells or bytes changed; the others are sound."""
    kind = draw.choice((*TEXTS, "trade"))
    for name, text in TEXTS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / f"{kind}.csv").write_bytes(table(draw, TEXTS[kind]))
    choices = ProductChoices(
        name="products",
        inputs="small",
        countries=folder / "countries.csv" if kind == "countries" or draw.random() < 0.2 else None,
        titles=folder / "names.csv" if kind == "names" or draw.random() < 0.2 else None,
        concordance=folder / "sectors.csv",
    )
    with patch("middlepower.front.product_world.load_world", lambda name, theta: small_world()):
        build_products(folder / "trade.csv", choices)
