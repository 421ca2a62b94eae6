"""`mp.game.coalition`: whether members that answer for one of them hold together, and whether it deters."""

from __future__ import annotations

from collections.abc import Mapping

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.game_coalition import coalition_game_document, dyad_of
from middlepower.document.game_coalition_body import CoalitionGame
from middlepower.document.game_tellings import coalition_telling
from middlepower.document.over_draws import DrawnQuestion
from middlepower.errors import ScenarioError
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.experiment.variant import LONG
from middlepower.front.asked import Day, Names, Tell, drawn_over, names_or_none, question_of_power, say_nothing, set_of
from middlepower.front.drawn import answer as answered
from middlepower.front.finding import Paper
from middlepower.game.alliance import Alliance, alliance
from middlepower.game.cases import read_coalition_case
from middlepower.model.core.closure import ALL
from middlepower.report.game_coalition import coalition_game_drawings, coalition_game_texts, headline
from middlepower.world.world import World


def coalition(
    members: Names | None = None,
    against: str | None = None,
    target: str | None = None,
    outsiders: Names | None = None,
    like: str | None = None,
    threat: float | None = None,
    answer: float | None = None,
    level: float | None = None,
    game: str = "coalition",
    *,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    date: Day = "2026-01-13",
    benchmark: bool = False,
    world: str | World = DEFAULT_WORLD,
    ranges: bool = True,
    draws: int | None = None,
    over: Names | None = None,
    tell: Tell = say_nothing,
) -> Paper[CoalitionGame]:
    """Whether a coalition that answers for one of its members holds, who should pay, and whether it deters.

    Args:
        members: Economies and groups; those of the file if none.
        against: The sender that threatens.
        target: The member that it threatens; the first if none.
        outsiders: Economies and groups that might join.
        like: A dyad of the record whose utilities are borrowed, such as USA-CAN.
        threat: The tariff that is threatened, a fraction added to those in force.
        answer: The tariff of every member in answer, a fraction.
        level: The yearly chance of a challenge below which a set deters.
        game: A coalition as a YAML file; that of January 2026 if none.
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        date: The baseline: measures in force on this day.
        benchmark: The baseline is the world's own year instead.
        world: The world that is asked.
        ranges: Also under every published elasticity set.
        draws: Medians and 10th to 90th percentiles of so many draws instead of ranges.
        over: What these draw, by name, such as elasticity_set; everything if none.
        tell: Is called with a line of text at each step.
    """
    question = question_of_power(date, benchmark, world)
    settings = Settings(
        set_of(elasticities, question.world), horizon, closure, ranges=ranges, over=drawn_over(over, draws)
    )
    asked: dict[str, object] = {"members": names_or_none(members, "--members"), "against": against, "target": target}
    asked |= {"outsiders": names_or_none(outsiders, "--outsiders"), "like": like, "threat": threat}
    chosen, borrowed = given_or(game, asked | {"answer": answer, "level": level}, question)
    dyad = dyad_of(chosen, borrowed)
    if settings.closure == ALL:
        raise ScenarioError("`--closure all` compares states: name one closure for a game.")

    def build(settings: Settings, question: Question) -> CoalitionGame:
        return coalition_game_document(threat_experiment(settings, question, horizons=(FIRST_YEAR,)), chosen, dyad)

    document = answered(DrawnQuestion(build, coalition_telling, settings, question, (LONG, FIRST_YEAR)), draws, tell)
    files = "game_coalition.html", "game_coalition_members", coalition_game_texts, coalition_game_drawings
    return Paper(document, headline(document), *files)


def given_or(file: str, asked: Mapping[str, object], question: Question) -> tuple[Alliance, str | None]:
    """(the game, the dyad whose utilities are borrowed): a file's, with what was asked in its place.

    With other members or another sender, the file's `target`, outsiders and dyad no longer hold.
    """
    case = read_coalition_case(file)
    if asked["members"] is not None or asked["against"] is not None:
        case = case.model_copy(update={"target": None, "outsiders": [], "like": None})
    found = case.model_copy(update={name: value for name, value in asked.items() if value is not None})
    game = alliance(
        question.world, found.members, found.against, found.target or found.members[0], found.outsiders, found.threat,
        found.answer, found.level,
    )  # fmt: skip
    return game, found.like
