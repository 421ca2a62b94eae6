"""The numbers of `docs/explanation/score.md` are those of the table of scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from middlepower.data.track_record import track_records

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "score.md").read_text(encoding="utf-8")
MINUS = "\N{MINUS SIGN}"


def shown(value: float, decimals: int) -> str:
    """A number as the page writes it."""
    return f"{value:.{decimals}f}".replace("-", MINUS)


@pytest.mark.parametrize(("horizon", "words"), [("first-year", "first year"), ("medium", "medium"), ("long", "long")])
def test_sectors_of_us_imports(horizon: str, words: str) -> None:
    """Error, correlation, slope and signs of the model at each horizon."""
    one = track_records()["2025-us-imports", "sectors", f"MEDIAN/{horizon}"]
    slope = f"{shown(one.slope, 2)} [{shown(one.slope_low, 2)} to {shown(one.slope_high, 2)}]"
    numbers = shown(one.error_percent, 1), shown(one.correlation, 2), slope, f"{one.sign_hits} of {one.flows}"
    assert f"| general equilibrium | {words} | {' | '.join(numbers)} |" in PAGE
    assert f"| no change | | {shown(one.no_change_percent, 1)} |" in PAGE


@pytest.mark.parametrize("sample", ["lines", "lines by value"])
def test_slopes_of_lines(sample: str) -> None:
    """First year with its interval, and the long run."""
    first, long = (track_records()["2025-us-imports", sample, f"MEDIAN/{when}"] for when in ("first-year", "long"))
    assert f"{shown(first.slope, 2)} ({shown(first.slope_low, 2)} to {shown(first.slope_high, 2)})" in PAGE
    assert shown(long.slope, 2) in PAGE.split("In the long run the slope is")[1].split(". Those")[0]


def test_errors_of_canadas_industries() -> None:
    """As fixed, and with the whole sector for aluminium."""
    one = track_records()["canada-2025", "industries", "MEDIAN/first-year"]
    assert f"{shown(one.error_percent, 1)} in the first year, {shown(one.no_change_percent, 1)} for no change" in PAGE
    whole = "industries, the whole sector standing for aluminium"
    first, medium = (track_records()["canada-2025", whole, f"MEDIAN/{when}"] for when in ("first-year", "medium"))
    assert f"{shown(first.error_percent, 1)} in the first year and {shown(medium.error_percent, 1)} in the" in PAGE
