"""`mp.game.treaty`: which scope of an agreement pays, given what a third party would do."""

from __future__ import annotations

from dataclasses import replace

from middlepower.document.game_tellings import treaty_telling
from middlepower.document.game_treaty import TreatyRequest, over_horizons, treaty_document
from middlepower.document.over_draws import DrawnQuestion
from middlepower.document.treaty import GameTreaty
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.uncertain import belief_between
from middlepower.experiment.variant import LONG
from middlepower.front.asked import Names, Tell, drawn_over, name_of, say_nothing, set_of
from middlepower.front.drawn import answer
from middlepower.front.finding import Paper
from middlepower.game.treaty.payoffs import ask
from middlepower.game.treaty.read import believing, punished_belief, read_treaty, with_punished
from middlepower.report.game_treaty import headline, treaty_drawings, treaty_texts, treaty_trees
from middlepower.scenario.read import read_scenario
from middlepower.world.embedded import load_world
from middlepower.world.world import World


def treaty(
    game: str = "treaty",
    scenario: str | None = None,
    punished: float | None = None,
    *,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    world: str | World | None = None,
    ranges: bool = True,
    draws: int | None = None,
    over: Names | None = None,
    tell: Tell = say_nothing,
) -> Paper[GameTreaty]:
    """Which scope of an agreement pays, what the third party would do, and what one must believe.

    Args:
        game: A built-in treaty game, or a YAML file.
        scenario: A scenario with other states of the same names.
        punished: The probability that a threat is carried out; from the record if none.
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        world: Another world than the scenario's: a World, a name or a file.
        ranges: Also under every published elasticity set.
        draws: Medians and 10th to 90th percentiles of so many draws instead of ranges.
        over: What these draw, by name, such as elasticity_set; everything if none.
        tell: Is called with a line of text at each step.
    """
    asked, words = with_punished(read_treaty(game), punished), f"game treaty --game {game}"
    if scenario is not None:
        asked, words = asked.model_copy(update={"scenario": scenario}), f"{words} --scenario {scenario}"
    named = name_of(world)
    theta = set_of(elasticities, load_world(named or read_scenario(asked.scenario).world))
    settings = Settings(theta, horizon, closure, ranges=ranges, over=drawn_over(over, draws))
    request, posed = TreatyRequest(asked, words, named), ask(asked, named)

    def build(settings: Settings, question: Question) -> GameTreaty:
        if settings.draw is None:
            return treaty_document(request, posed, settings, tell)
        drawn = replace(request, game=believing(asked, settings.draw))
        return treaty_document(drawn, replace(posed, question=question), settings, say_nothing)

    belief = punished_belief(asked)
    more = belief_between(belief.low, belief.value, belief.high, belief.source)
    drawn = DrawnQuestion(build, treaty_telling, settings, posed.question, (LONG, FIRST_YEAR), more)
    document = over_horizons(answer(drawn, draws, tell))
    files = "game_treaty.html", "payoffs", treaty_texts, treaty_drawings
    return Paper(document, headline(document), *files, more=treaty_trees)
