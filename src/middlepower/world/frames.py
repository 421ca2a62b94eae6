"""A world as pandas tables with one number a row, and as a few lines of HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from middlepower.names import unknown_name
from middlepower.world.dataset import DIMS, UNITS, to_dataset

if TYPE_CHECKING:
    import pandas as pd

    from middlepower.world.world import World

ECONOMIES = "economies"
MONEY = "million current US dollars"
TOTALS = ("value_added", "exports", "imports", "deficit", "tariff_revenue", "income")
ROWS = 12  # economies that a notebook shows


def frame_of(world: World, table: str) -> pd.DataFrame:
    """A table of a world by name: labels, quantity, value, unit."""
    held = [name for name in DIMS if getattr(world, name) is not None]
    if table not in (ECONOMIES, *held):
        raise unknown_name("table", table, (ECONOMIES, *held))
    frame = _economies(world) if table == ECONOMIES else _array(world, table)
    frame.attrs.update(world=world.name, vintage=world.vintage, elasticities=world.elasticity_set)
    return frame


def _economies(world: World) -> pd.DataFrame:
    """The totals of every economy."""
    import pandas as pd

    count = len(TOTALS)
    return pd.DataFrame(
        {
            "economy": np.repeat(np.array(world.regions), count),
            "name": np.repeat(np.array(world.region_names), count),
            "quantity": list(TOTALS) * len(world.regions),
            "value": np.stack([getattr(world, name) for name in TOTALS], axis=1).ravel(),
            "unit": MONEY,
        }
    )


def _array(world: World, name: str) -> pd.DataFrame:
    """An array of the world, one cell a row."""
    variable = to_dataset(world)[name]
    frame: pd.DataFrame = variable.to_series().rename("value").reset_index()
    frame.insert(len(variable.dims), "quantity", name)
    frame["unit"] = UNITS[name]
    return frame


def html_of(world: World) -> str:
    """The world in a line, and the totals of its first economies."""
    wide = frame_of(world, ECONOMIES).pivot(index="name", columns="quantity", values="value")
    shown = wide.loc[list(world.region_names[:ROWS]), list(TOTALS)]
    text: str = shown.to_html(border=0, float_format="{:,.0f}".format)
    more = f"<p><small>{escape(MONEY)}; {len(shown)} / {len(world.regions)}</small></p>"
    return f"<p><b>{escape(repr(world))}</b></p>\n{text}\n{more}"
