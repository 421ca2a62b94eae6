"""Files of rankings, of the matrix of exposures with its heat map, and of coalitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from middlepower.report.files import csv_text, json_text
from middlepower.report.profile import profile_page
from middlepower.report.profile_tables import cells_csv
from middlepower.report.wording import plain

Document = Mapping[str, Any]
SHADES = ("#fff7ee", "#fde3cd", "#f8bd8a", "#ec8b46", "#c55a10", "#7c3206", "#3d1802")
BOUNDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)  # per cent of real income; each about three times the last
ITSELF = "#e3e6ea"
MISSING = "#ffffff"


@dataclass(frozen=True)
class Shaded:
    """A cell of the heat map."""

    fill: str
    words: str


def rank_texts(document: Document) -> dict[str, str]:
    """File name to content of a ranking."""
    rows = (
        ((row["rank"], row["economy"], document["regions"][row["economy"]]), _cells(row))
        for row in document["economies"]
    )
    return {"rank.json": json_text(document), "rank.csv": cells_csv(("rank", "economy", "name"), rows)}


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: cell for name, cell in row.items() if isinstance(cell, Mapping)}


def coalition_texts(document: Document) -> dict[str, str]:
    """File name to content of a coalition: the whole, and its members."""
    found = document["coalition"]
    whole = (((name,), {"number": cell}) for name, cell in found.items() if name not in ("members", "residual"))
    members = (((name,), cells) for name, cells in found["members"].items())
    return {
        "coalition.json": json_text(document),
        "coalition.csv": cells_csv(("measure",), whole),
        "members.csv": cells_csv(("member",), members),
    }


def matrix_texts(document: Document) -> dict[str, str]:
    """File name to content of the matrix: JSON, one line per pair, the table, and the heat map."""
    names = ("exposure_percent", "sender_cost_percent", "loss_musd")
    pairs = (
        [n, m, *("" if cell[name] is None else cell[name] for name in names)]
        for n, row in document["matrix"].items()
        for m, cell in row.items()
    )
    codes = list(document["matrix"])
    square = ([n, *(document["matrix"][n].get(m, {}).get("exposure_percent", "") for m in codes)] for n in codes)
    return {
        "exposure_matrix.json": json_text(document),
        "exposure_pairs.csv": csv_text(("economy", "power", *names), pairs),
        "exposure_matrix.csv": csv_text(("economy", *codes), (["" if c is None else c for c in row] for row in square)),
        "exposure.html": render_matrix(document),
    }


def render_matrix(document: Document) -> str:
    """The heat map as HTML text: rows by their largest exposure, columns by the loss that they can cause."""
    most, reach = document["most_exposed"], document["reach_musd"]
    rows = sorted(most, key=lambda code: -float(most[code]["exposure_percent"] or 0.0))
    columns = sorted(reach, key=lambda code: -float(reach[code]))
    context = {
        "d": document,
        "columns": columns,
        "rows": [(code, [shaded(document, code, power) for power in columns]) for code in rows],
        "legend": legend(),
        "top": rows,
    }
    return profile_page("profile_matrix.html", context)


def shaded(document: Document, n: str, m: str) -> Shaded:
    """The colour and the words of one pair."""
    if n == m:
        return Shaded(ITSELF, "")
    cell = document["matrix"][n][m]
    names = document["regions"]
    if cell["exposure_percent"] is None:
        return Shaded(MISSING, f"{names[n]} to {names[m]}: {cell['reason']}")
    value = float(cell["exposure_percent"])
    return Shaded(shade(value), f"{names[n]} to {names[m]}: {plain(value, 2 if value >= 0.1 else 4)}%")


def shade(value: float) -> str:
    """One hue, darker with size, so that it reads without colour vision and in grey."""
    return SHADES[sum(value >= bound for bound in BOUNDS)]


def legend() -> list[tuple[str, str]]:
    """(colour, class) from the smallest to the largest."""
    texts = [f"{bound:g}" for bound in BOUNDS]
    middle = [f"{low} to {high}" for low, high in pairwise(texts)]
    return list(zip(SHADES, [f"below {texts[0]}", *middle, f"above {texts[-1]}"], strict=True))
