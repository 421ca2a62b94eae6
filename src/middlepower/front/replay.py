"""`mp.replay`: the law between some economies step by step, and what each step did."""

from __future__ import annotations

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.replay import replay_document
from middlepower.document.replayed import Replay
from middlepower.errors import ScenarioError
from middlepower.experiment.ladder import Ladder, LadderRequest
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import law_at_both
from middlepower.front.asked import Day, Tell, day_in, say_nothing, set_of, world_in
from middlepower.front.finding import Paper, first_of
from middlepower.report.replay import bullets, replay_drawings, replay_texts
from middlepower.world.world import World


def replay(
    first: Day = "2018-01-01",
    last: Day = "2026-11-01",
    *,
    of: str | None = None,
    economy: str | None = None,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    world: str | World = DEFAULT_WORLD,
    ranges: bool = False,
    tell: Tell = say_nothing,
) -> Paper[Replay]:
    """The law between economies step by step: who moved, the rates after it, and what each step did.

    Args:
        first: The first day, with whose law all is compared (`--from`).
        last: The last day (`--to`).
        of: Between whom, such as CAN-CHN; CAN, USA, CHN and MEX if nobody is named.
        economy: Whose income is told first.
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        world: The world that is asked.
        ranges: Also under every published elasticity set.
        tell: Is called with a line of text at each step.
    """
    request = LadderRequest(day_in(first, "--from"), day_in(last, "--to"), two_parties(of), economy)
    ladder = Ladder.of(world_in(world), request)
    settings = Settings(set_of(elasticities, ladder.question.world), horizon, closure, ranges=ranges)
    document = replay_document(ladder, law_at_both(settings, ladder.question))
    return Paper(document, first_of(bullets(document)), "replay.html", "steps", replay_texts, replay_drawings)


def two_parties(text: str | None) -> tuple[str, ...]:
    """The two parties of a text such as CAN-CHN; none where none are named."""
    if text is None:
        return ()
    parts = tuple(part.strip() for part in text.split("-"))
    if len(parts) != 2 or not all(parts):
        raise ScenarioError(f"`--of` is `{text}`: write two economies or groups as CAN-CHN.")
    return parts
