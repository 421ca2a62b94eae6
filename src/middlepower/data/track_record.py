"""What the model's variants scored in the tests of `middlepower score`: a table made by `tools.score_table`."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from middlepower.data.elasticities import DEFAULT_SET

LONG_RUN = "long"
FILE = Path(__file__).parent / "score.csv"
HEADLINE = ("2025-us-imports", "sectors")
"""The test and sample that stand beside headlines: the informative one, in flows that a reader knows."""
WEIGHED = (HEADLINE, ("canada-2025", "industries"))
"""The samples whose errors weigh variants: both of 2025, where the size of an error means something."""


@dataclass(frozen=True)
class Record:
    """How one variant did on a sample; the error of no change on it stands beside."""

    variant: str
    sign_hits: int
    flows: int
    correlation: float
    slope: float
    slope_low: float
    slope_high: float
    error_percent: float
    no_change_percent: float


@cache
def track_records() -> dict[tuple[str, str, str], Record]:
    """{(test, sample, variant): record}."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["test"], row["sample"], row["variant"]): _record(row) for row in rows}


def _record(row: dict[str, str]) -> Record:
    correlation, slope, low, high, error, nothing = (
        float(row[name])
        for name in ("correlation", "slope", "slope_low", "slope_high", "error_percent", "no_change_percent")
    )
    return Record(
        row["variant"], int(row["sign_hits"]), int(row["flows"]), correlation, slope, low, high, error, nothing
    )


def record_of(variant: str) -> Record | None:
    """How a variant did on the sample that stands beside headlines; None where it was not scored.

    At a shorter horizon one elasticity holds in all sectors, so every set is the same.
    """
    _, _, horizon = variant.partition("/")
    known = variant if horizon == LONG_RUN else f"{DEFAULT_SET}/{horizon}"
    return track_records().get((*HEADLINE, known))


def loss(variant: str) -> float | None:
    """The loss of a variant by which it is weighed; None where it was not scored."""
    found = [track_records().get((*sample, variant)) for sample in WEIGHED]
    known = [(one.error_percent / one.no_change_percent) ** 2 for one in found if one is not None]
    return sum(known) / len(known) if len(known) == len(WEIGHED) else None


def score_weights(variants: Iterable[str]) -> dict[str, float]:
    """{variant: weight}, exp(-loss) over their sum; variants that were not scored are left out."""
    losses = {variant: loss(variant) for variant in variants}
    raw = {variant: math.exp(-value) for variant, value in losses.items() if value is not None}
    total = sum(raw.values())
    return {variant: value / total for variant, value in raw.items()}
