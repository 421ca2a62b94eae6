"""What is said of a baseline that is older than the flows of its world."""

from __future__ import annotations

import datetime as dt

from middlepower.experiment.past import earlier_world, is_past
from middlepower.experiment.without_effect import day_text
from middlepower.world.embedded import vintages
from middlepower.world.world import World


def past_text(world: World, day: dt.date | None) -> str:
    """That the law of a baseline's day is older than the flows, and which world's are not; empty where it is not."""
    if day is None or not is_past(world, day):
        return ""
    other = earlier_world(world, day.year)
    remedy = (
        f"Flows of {vintages()[other]} are in another world: `--world {other}`, or `world: {other}` in a scenario."
        if other
        else f"No world of {day.year} or before comes with middlepower: bring one of your own."
    )
    return (
        f"The baseline is the law of {day_text(day)}, the flows are those of {world.vintage}: they already lack the "
        "trade that bans, duties and fear had ended by then, and the model brings back only what the duties in it "
        f"explain. {remedy}"
    )
