"""`mp.game.war`: what a tariff war leaves each player, and what talks reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.game_tellings import war_telling
from middlepower.document.game_war import war_document
from middlepower.document.game_war_body import TariffWar
from middlepower.document.over_draws import DrawnQuestion
from middlepower.errors import ScenarioError
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.experiment.variant import LONG
from middlepower.front.asked import Day, Names, Tell, drawn_over, names_or_none, question_of_power, say_nothing, set_of
from middlepower.front.drawn import answer
from middlepower.front.finding import Paper
from middlepower.game.cases import WarCase, read_war_case
from middlepower.game.war import WarRules, war_rules
from middlepower.indicators.incidence import Weights, read_weights
from middlepower.model.core.closure import ALL
from middlepower.report.game_war import headline, war_drawings, war_texts
from middlepower.world.world import World

BOTH = "both"


@dataclass(frozen=True)
class WarAsked:
    """What is asked in the place of what a file says; None where the file's holds."""

    players: tuple[str, ...] | None
    instruments: str | None
    taxes: tuple[str, ...] | None
    bounds: str | None
    lowest: float | None
    highest: float | None


def war(
    players: Names | None = None,
    instruments: str | None = None,
    taxes: Names | None = None,
    bounds: str | None = None,
    lowest: float | None = None,
    highest: float | None = None,
    weights: Sequence[str] | None = None,
    game: str = "war",
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
) -> Paper[TariffWar]:
    """What a tariff war leaves each player, what talks reach, and at which rates.

    Args:
        players: Who plays: economies and groups; those of the file if none.
        instruments: uniform, sector or partner.
        taxes: import, export or both.
        bounds: none, wto or cusma.
        lowest: The lowest rate, a fraction; 0 forbids subsidies.
        highest: The highest rate, a fraction.
        weights: CSV files of political weights by sector, each as FILE or PLAYER=FILE.
        game: A war as a YAML file; that of January 2026 if none.
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
    file, files = read_war_case(game), tuple(weights or ())
    texts = [*(f"{who}={name}" if who else name for who, name in file.weights.items()), *files]
    named = names_or_none(players, "--players")
    asked = WarAsked(named, instruments, names_or_none(taxes, "--taxes"), bounds, lowest, highest)
    rules = rules_of(file, asked, files, question)
    if settings.closure == ALL:
        raise ScenarioError("`--closure all` compares states: name one closure for a game.")
    given = tuple({text.rpartition("=")[0]: text for text in texts}.values())

    def build(settings: Settings, question: Question) -> TariffWar:
        return war_document(threat_experiment(settings, question, horizons=(FIRST_YEAR,)), rules, given)

    document = answer(DrawnQuestion(build, war_telling, settings, question, (LONG, FIRST_YEAR)), draws, tell)
    return Paper(document, headline(document), "game_war.html", "game_war_incomes", war_texts, war_drawings)


def rules_of(file: WarCase, asked: WarAsked, weights: Sequence[str], question: Question) -> WarRules:
    """The rules of a file with what was asked in their place."""
    return war_rules(
        question.world,
        file.players if asked.players is None else asked.players,
        asked.instruments or file.instruments,
        both(file.taxes if asked.taxes is None else asked.taxes),
        asked.bounds or file.bounds,
        file.lowest if asked.lowest is None else asked.lowest,
        file.highest if asked.highest is None else asked.highest,
        {**{who: read_weights(Path(name)) for who, name in file.weights.items()}, **declared(weights)},
    )


def both(taxes: Sequence[str]) -> Sequence[str]:
    """The taxes, `both` written out."""
    return ("import", "export") if BOTH in taxes else taxes


def declared(weights: Sequence[str]) -> dict[str, Weights]:
    """Political weights by player, "" for all: FILE or PLAYER=FILE."""
    found: dict[str, Weights] = {}
    for text in weights:
        who, equals, name = text.rpartition("=")
        if equals and not who:
            raise ScenarioError(f"`--weights` is `{text}`: write FILE for all players, or PLAYER=FILE.")
        if who in found:
            raise ScenarioError(f"`--weights` gives `{who or 'all players'}` twice: keep one file.")
        found[who] = read_weights(Path(name))
    return found
