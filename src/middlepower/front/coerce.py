"""`mp.game.coerce`: a threat, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from middlepower.data.first_year import knows_labour
from middlepower.document.coerced import CoerceGame
from middlepower.document.game_coerce import CoerceTold, coerce_document
from middlepower.document.game_tellings import coerce_telling
from middlepower.document.over_draws import DrawnQuestion
from middlepower.errors import GameError
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG
from middlepower.front.asked import Names, Tell, drawn_over, name_of, names_in, say_nothing, set_of
from middlepower.front.drawn import answer
from middlepower.front.finding import Paper
from middlepower.game.coerce import Coercion, coercion_of, states_of
from middlepower.game.coerce_played import CoercionPlayed
from middlepower.game.payoffs import payoffs
from middlepower.game.reading import read_game, scenario_of
from middlepower.game.schema import GameFile
from middlepower.game.start import start_of
from middlepower.language.catalogue import say
from middlepower.report.game_coerce import coerce_drawings, coerce_texts, headline
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario
from middlepower.world.embedded import load_world
from middlepower.world.groups import expand
from middlepower.world.parties import label_of
from middlepower.world.world import World

DEFAULT_SCENARIO = "beijing-2026"


@dataclass(frozen=True)
class CoerceAsked:
    """What is asked: a game file, or who threatens whom with what over what."""

    game: str | None
    sender: str | None
    target: str | None
    threat: str | None
    demand: str | None
    reference: str
    scenario: str | None
    world: str | None = None


def coerce(
    sender: Names | None = None,
    target: str | None = None,
    threat: str | None = None,
    demand: str | None = None,
    reference: str = "tariff:1.0",
    scenario: str | None = None,
    game: str | None = None,
    *,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    world: str | World | None = None,
    ranges: bool = True,
    draws: int | None = None,
    over: Names | None = None,
    tell: Tell = say_nothing,
) -> Paper[CoerceGame]:
    """How a threat ends: conceded, carried out or dropped, by the record of threats and exact losses.

    Args:
        sender: Who threatens: an economy or group; several act together.
        target: Whom.
        threat: With what: tariff:1.0, cutoff, or a state of the scenario.
        demand: The policy to be given up: a state of the scenario.
        reference: The threat at which the estimate is taken to hold.
        scenario: Scenario of baseline and states; beijing-2026 if none.
        game: A game, of the library or a YAML file, in the place of all that.
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        world: Another world than the scenario's: a World, a name or a file.
        ranges: Also under every published elasticity set.
        draws: Medians and 10th to 90th percentiles of so many draws instead of ranges.
        over: What these draw, by name, such as elasticity_set; everything if none.
        tell: Is called with a line of text at each step.
    """
    senders = None if sender is None else ",".join(names_in(sender, "--sender"))
    asked = CoerceAsked(game, senders, target, threat, demand, reference, scenario, name_of(world))
    theta = set_of(elasticities, load_world(_chosen(asked)[0].scenario.world))
    return coerced(asked, Settings(theta, horizon, closure, ranges=ranges, over=drawn_over(over, draws)), draws, tell)


def coerced(asked: CoerceAsked, settings: Settings, draws: int | None, tell: Tell) -> Paper[CoerceGame]:
    """The answer; a dyad without an estimate is refused before any solving."""
    coercion, game = _chosen(asked)
    question = question_of(_scenario_with(coercion))
    coercion = _in_labels(coercion, question)
    start = start_of(coercion)
    words, remarks = _words(asked), list[str]()

    def build(settings: Settings, question: Question) -> CoerceGame:
        found = payoffs(
            question,
            horizons=_horizons(question, settings),
            settings=settings,
            progress=lambda label, done, total: tell(say("game_coerce.solving", label=label, done=done, total=total)),
        )
        remarks.extend(found.remarks)
        told = CoerceTold(question, settings, coercion.scenario.scenario, words)
        if game is not None:
            told = replace(told, asks=game.question, remarks=(*game.notes, *game.sources))
        return coerce_document(CoercionPlayed(coercion, found, start), told)

    drawn = DrawnQuestion(build, coerce_telling, settings, question, _horizons(question, settings))
    document = answer(drawn, draws, tell)
    files = "game_coerce.html", "costs", coerce_texts, coerce_drawings
    return Paper(document, headline(document), *files, remarks=tuple(remarks))


def _chosen(asked: CoerceAsked) -> tuple[Coercion, GameFile | None]:
    """(the coercion that is asked about, on the world that is named; the game file that says it, if any)."""
    game = None if asked.game is None else _file(asked, asked.game)
    coercion = _of_options(asked) if game is None else _of_file(game, asked.reference)
    return replace(coercion, scenario=narrowed(coercion.scenario, world=asked.world)), game


def _of_options(asked: CoerceAsked) -> Coercion:
    """The coercion that options ask for."""
    for option in ("sender", "target", "threat"):
        if getattr(asked, option) is None:
            raise GameError(f"`--{option}` is missing: give --sender, --target and --threat, or --game coerce.")
    scenario = read_scenario(asked.scenario or DEFAULT_SCENARIO)
    senders = names_in(str(asked.sender), "--sender")
    return Coercion(senders, str(asked.target), str(asked.threat), asked.demand, scenario, asked.reference)


def _file(asked: CoerceAsked, name: str) -> GameFile:
    """The game file, which says all that the other options would."""
    for option in ("sender", "target", "threat", "demand", "scenario"):
        if getattr(asked, option) is not None:
            raise GameError(f"`--{option}` and `--game` exclude each other: the game file says it.")
    return read_game(name)


def _of_file(game: GameFile, reference: str) -> Coercion:
    """The coercion in a game file."""
    scenario = scenario_of(game) or read_scenario(DEFAULT_SCENARIO)
    return replace(coercion_of(game, scenario), reference=reference)


def _words(asked: CoerceAsked) -> str:
    """The command's part of the command line."""
    named = {f"--{field.name}": getattr(asked, field.name) for field in fields(asked)}
    return "game coerce" + "".join(f" {option} {value}" for option, value in named.items() if value is not None)


def _scenario_with(coercion: Coercion) -> Scenario:
    """The scenario whose states are those that the game needs."""
    return coercion.scenario.model_copy(
        update={
            "states": states_of(coercion),
            "actors": (*coercion.senders, coercion.target),
            "questions": (),
        }
    )


def _in_labels(coercion: Coercion, question: Question) -> Coercion:
    """The coercion by the codes of the world; GameError where two parties share a member."""
    world = question.world
    senders, target = tuple(label_of(world, one) for one in coercion.senders), label_of(world, coercion.target)
    sides = [set(expand([one], world)) for one in (*senders, target)]
    if len(set().union(*sides)) < sum(map(len, sides)):
        raise GameError(f"{', '.join((*senders, target))}: one is inside another: name economies that are apart.")
    return replace(coercion, senders=senders, target=target)


def _horizons(question: Question, settings: Settings) -> tuple[str, ...]:
    """The horizons that are told, the main one first; the first year where labour's shares are known."""
    known = knows_labour(question.world.sectors)
    return tuple(dict.fromkeys((settings.horizon, LONG, *((FIRST_YEAR,) if known else ()))))
