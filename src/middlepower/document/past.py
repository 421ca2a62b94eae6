"""What is said of a baseline that is older than the flows of its world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from middlepower.experiment.past import earlier_world, is_past
from middlepower.experiment.without_effect import day_text
from middlepower.language.catalogue import say
from middlepower.policy.schema import Measure
from middlepower.world.embedded import vintages
from middlepower.world.world import World


def before_all_text(measures: Iterable[Measure], day: dt.date) -> str:
    """That no measure is known of a day, as it is before all of them; empty where one is."""
    days = [measure.date_in_force for measure in measures if measure.date_in_force]
    if not days or day >= min(days):
        return ""
    return say("document.remark_before_all", day=day_text(day), first=day_text(min(days)))


def past_text(world: World, day: dt.date | None) -> str:
    """That the law of a baseline's day is older than the flows, and which world's are not; empty where it is not."""
    if day is None or not is_past(world, day):
        return ""
    other = earlier_world(world, day.year)
    remedy = (
        say("document.past_world", vintage=str(vintages()[other]), world=other)
        if other
        else say("document.past_no_world", year=str(day.year))
    )
    return say("document.past", day=day_text(day), vintage=str(world.vintage), remedy=remedy)
