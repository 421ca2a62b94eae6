"""Rows of the study `analytic`, with expected numbers and tolerances from targets/analytic.csv."""

from __future__ import annotations

from middlepower.replicate.published import read_table
from middlepower.replicate.study import Kind, Reproduction

SOLVED: Kind = "independently solved"
BESIDE: Kind = "exact beside an approximation"


def row(key: str, where: str, ours: float, note: str = "") -> Reproduction:
    """The Reproduction of a key of the table; underscores become spaces."""
    target = read_table("analytic", "test")[key]
    return Reproduction(
        key.replace("_", " "), where, target["expected"], float(ours), target["tolerance"], SOLVED, note
    )
