"""The nine findings as published: `docs/explanation/findings.csv` is what the package computes, the page what it says.

`python -m tools.findings --out docs/explanation/findings.csv` writes the table; the frontier of finding
6 and the eight sets of finding 7 take minutes, so that here they are recomputed in part.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.findings.frontier import finding_5, frontier
from tools.findings.policy import WHEN, doubled, finding_8
from tools.findings.power import finding_1, finding_2, finding_3, finding_4, finding_9
from tools.findings.settings import MAIN, settings
from tools.findings.table import markdown, of_finding, quantity, read, statement, verdict

DOCS = Path(__file__).parents[2] / "docs" / "explanation"
PUBLISHED = read(DOCS / "findings.csv")
PRINTED = 2e-5  # the table has five decimals
OPTIMISED = 2e-3  # per cent of real income: where the search for the best tariffs stops
VERDICTS = {1: "changed", 2: "confirmed", 3: "changed", 4: "confirmed", 5: "confirmed", 6: "changed", 7: "changed",
            8: "changed", 9: "changed"}  # fmt: skip


def sections() -> dict[int, str]:
    """The page's text by finding."""
    parts = re.split(r"^## (\d)\. ", (DOCS / "findings.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {int(number): text for number, text in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.mark.parametrize("compute", [finding_1, finding_2, finding_3, finding_4, finding_8, finding_9])
def test_published_numbers_are_those_computed(compute) -> None:
    """Every row of the findings that are quick."""
    same(compute())


def test_slopes() -> None:
    """Finding 5 in the main variant: the numbers found, and those without inputs."""
    for ours in finding_5([MAIN])[:-1]:
        theirs = one(5, ours.quantity)
        assert (ours.found, ours.without) == pytest.approx((theirs.found, theirs.without), abs=PRINTED)


def test_one_point_of_the_frontier() -> None:
    """Finding 6: the cost of a tenth less exposure after a year."""
    found = frontier(settings().main, "first-year", [0.10])
    assert found.cost(0.10) == pytest.approx(one(6, "cost of one-year exposure 10% lower").found, abs=OPTIMISED)


def test_doubled_exports() -> None:
    """Finding 7 in the main variant."""
    found = doubled(settings().main)
    for power, name in (("USA", "the United States"), ("CHN", "China")):
        for horizon, when in WHEN.items():
            label = f"exposure to {name}, {when}"
            assert found.before[power, horizon] == pytest.approx(one(7, f"{label}, before").found, abs=PRINTED)
            assert found.after[power, horizon] == pytest.approx(one(7, f"{label}, after").found, abs=PRINTED)


@pytest.mark.parametrize("finding", range(1, 10))
def test_the_page_shows_the_table(finding) -> None:
    """Verdict, table and statements, as the table prints them; no other decimal number in the text."""
    rows, text = of_finding(PUBLISHED, finding), sections()[finding]
    assert verdict(rows) == VERDICTS[finding]
    assert f"**{VERDICTS[finding].capitalize()}.**" in text
    shown = markdown(rows)
    assert shown in text
    decimals = re.compile(r"\d+\.\d+")
    assert set(decimals.findall(text.replace(shown, ""))) <= set(decimals.findall(shown))


def test_verdicts() -> None:
    """Core false: refuted; all true in all variants: confirmed; else changed."""
    core, further = statement(1, "a", {"x": True, "y": True}), statement(1, "b", {"x": False}, "further")
    assert verdict([quantity(1, "q", "%", "", {"x": 1.0}), core]) == "confirmed"
    assert verdict([core, further]) == "changed"
    assert verdict([statement(1, "a", {"x": True, "y": False})]) == "changed"
    assert verdict([statement(1, "a", {"x": False, "y": True}), core]) == "refuted"


def one(finding, name):
    """The published row of a quantity."""
    (row,) = (row for row in of_finding(PUBLISHED, finding) if row.quantity == name)
    return row


def same(rows) -> None:
    """Rows equal to the published ones, numbers to the last decimal printed."""
    published = of_finding(PUBLISHED, rows[0].finding)
    assert [(row.quantity, row.claimed) for row in rows] == [(row.quantity, row.claimed) for row in published]
    for ours, theirs in zip(rows, published, strict=True):
        numbers = [(row.without, row.inputs, row.found, row.low, row.high) for row in (ours, theirs)]
        assert numbers[0] == pytest.approx(numbers[1], abs=PRINTED, nan_ok=True), ours.quantity
