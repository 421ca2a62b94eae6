"""The studies that come with the program are those that it makes today."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator

import pytest

from middlepower.document.file import write
from middlepower.document.kept import KINDS, file_of
from tools.standing import SCENARIO, documents

CLOSE = 1e-4  # relative: a search ends within its tolerance, not at a digit
SEARCH = (
    "evaluations",
    "slopes_left",
    "starts_gained",
    "residual",
    "worst_residual",
    "lever_percent",
    "fall_share_percent",
)


def numbers(value: object, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a document with its place; not those that say how the search went."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in SEARCH:
                yield from numbers(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from numbers(inner, f"{path}[{place}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, float(value)


@pytest.mark.slow
def test_the_studies_made_before_are_those_made_today() -> None:
    """Whatever moves the model's numbers moves these: `python -m tools.standing` writes them anew."""
    today = documents()
    for name in KINDS:
        before = dict(numbers(json.loads(gzip.decompress(file_of(SCENARIO, name).read_bytes()))))
        now = dict(numbers(json.loads(write(today[name]))))
        assert before.keys() == now.keys()
        far = [at for at, old in before.items() if not math.isclose(old, now[at], rel_tol=CLOSE, abs_tol=1e-3)]
        assert not far, f"{name}: {far[:5]}"
