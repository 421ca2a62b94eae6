"""Rows of the study `analytic`, with expected numbers and tolerances from targets/analytic.csv."""

from __future__ import annotations

from middlepower.replicate.published import read_table
from middlepower.replicate.study import Comparison, Kind

SOLVED: Kind = "independently solved"
BESIDE: Kind = "exact beside an approximation"


def row(key: str, where: str, ours: float, note: str = "") -> Comparison:
    """The Comparison of a key of the table; underscores become spaces."""
    target = read_table("analytic", "test")[key]
    return Comparison(key.replace("_", " "), where, target["expected"], float(ours), target["tolerance"], SOLVED, note)
