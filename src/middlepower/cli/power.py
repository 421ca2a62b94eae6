"""What the commands on power share: lists of names, and the baseline that they ask for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from middlepower.errors import ScenarioError

if TYPE_CHECKING:
    from middlepower.experiment.power import Settings


def split(names: str) -> tuple[str, ...]:
    """The names between commas."""
    return tuple(name.strip() for name in names.split(",") if name.strip())


def power_settings(elasticities: str, horizon: str, closure: str, date: str, benchmark: bool, ranges: bool) -> Settings:
    """How a question of power is asked; ScenarioError for a date that is none."""
    from middlepower.experiment.power import Settings

    return Settings(elasticities, horizon, closure, None if benchmark else day(date), ranges)


def day(text: str) -> dt.date:
    """A date written as 2026-01-13."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ScenarioError(f"`--date` is `{text}`: write a day as 2026-01-13, or use --benchmark.") from None
