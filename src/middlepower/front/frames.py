"""Tables as pandas: one number a row, with its range and its unit."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from middlepower.document.header import Document

if TYPE_CHECKING:
    import pandas as pd

LOW, HIGH = "_low", "_high"
TIMES = ("_before", "_after", "_change")  # of a quantity's columns in tables with two states
ENDINGS = {"_percent": "per cent", "_musd": "million US dollars a year"}
NUMBER, INDICATOR = "number", "indicator"  # columns of tables whose rows are of different quantities


def tidy(text: str, document: Document) -> pd.DataFrame:
    """A CSV table of a document with one number a row: its labels, quantity, value, low, high, unit."""
    import pandas as pd

    wide = pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""])
    units = {name: unit for name in _measured(wide) if (unit := unit_of(name, document)) is not None}
    return _long(wide, units, document) if units else wide


def unit_of(name: str, document: Document) -> str | None:
    """The unit of a column: its quantity's, or what its ending says; None for a column that is a label."""
    for time in ("", *TIMES):
        quantity = document.quantities.get(name.removesuffix(time))
        if quantity is not None:
            return quantity.unit
    return next((unit for ending, unit in ENDINGS.items() if ending in name), "" if name == NUMBER else None)


def _measured(wide: pd.DataFrame) -> list[str]:
    """The columns of numbers, but for the ends of their ranges."""
    columns = list(wide.columns)
    ends = {f"{name}{end}" for name in columns for end in (LOW, HIGH)}
    return [name for name in columns if name not in ends and wide[name].dtype.kind in "fi"]


def _long(wide: pd.DataFrame, units: Mapping[str, str], document: Document) -> pd.DataFrame:
    """The table with its numbers one below the other, in the order of its rows."""
    import pandas as pd

    taken = {part for name in units for part in (name, f"{name}{LOW}", f"{name}{HIGH}")}
    labels = [name for name in wide.columns if name not in taken]
    parts = [_part(wide, labels, name, unit) for name, unit in units.items()]
    frame = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    if set(units) == {NUMBER} and INDICATOR in labels:
        frame["quantity"] = frame.pop(INDICATOR)
        frame["unit"] = [unit_of(name, document) or "" for name in frame["quantity"]]
        labels = [name for name in labels if name != INDICATOR]
    return frame[[*labels, "quantity", "value", "low", "high", "unit"]]


def _part(wide: pd.DataFrame, labels: Sequence[str], name: str, unit: str) -> pd.DataFrame:
    """The rows of one quantity."""
    part = wide[list(labels)].copy()
    part["quantity"], part["value"] = name, wide[name].astype(float)
    for end, ending in (("low", LOW), ("high", HIGH)):
        column = f"{name}{ending}"
        part[end] = wide[column].astype(float) if column in wide.columns else float("nan")
    part["unit"] = unit
    return part
