"""What the commands on power share: lists of names, and the baseline that they start from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from middlepower.errors import ScenarioError

if TYPE_CHECKING:
    from middlepower.experiment.question import Question


def split(names: str, option: str) -> tuple[str, ...]:
    """The names between commas; ScenarioError where one is empty."""
    parts = tuple(name.strip() for name in names.split(","))
    if not all(parts):
        raise ScenarioError(f"`{option}` is `{names}`: a name between its commas is empty. Write it as in A,B.")
    return parts


def question_of_power(date: str, benchmark: bool, world: str) -> Question:
    """The question whose baseline is the law of a day or a world's benchmark; ScenarioError for a date that is none."""
    from middlepower.experiment.status_quo import status_quo
    from middlepower.world.embedded import load_world

    return status_quo(None if benchmark else day(date), load_world(world))


def day(text: str) -> dt.date:
    """A date written as 2026-01-13."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ScenarioError(f"`--date` is `{text}`: write a day as 2026-01-13, or use --benchmark.") from None
