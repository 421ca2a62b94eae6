"""`middlepower game coerce`: a threat, and how it ends."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, replace

from middlepower.cli.output import print_table, wrote
from middlepower.cli.power import split
from middlepower.cli.profile import heading
from middlepower.cli.progress import status_line
from middlepower.data.first_year import knows_labour
from middlepower.document.coerced import CoerceGame, CoerceHorizon
from middlepower.document.file import write
from middlepower.document.game_coerce import CoerceTold, coerce_document
from middlepower.errors import GameError
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG
from middlepower.game.coerce import Coercion, coercion_of, states_of
from middlepower.game.coerce_played import CoercionPlayed
from middlepower.game.payoffs import payoffs
from middlepower.game.reading import read_game, scenario_of
from middlepower.game.schema import GameFile
from middlepower.game.start import start_of
from middlepower.language.catalogue import say
from middlepower.report.folder import Place
from middlepower.report.game_coerce import coerce_drawings, coerce_texts, headline
from middlepower.report.game_coerce_figures import ends_of
from middlepower.report.profile_wording import billions, ranged, ranged_percent
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario
from middlepower.world.groups import expand
from middlepower.world.parties import label_of

DEFAULT_SCENARIO = "beijing-2026"


@dataclass(frozen=True)
class CoerceAsked:
    """What the command line says: a game file, or who threatens whom with what over what."""

    game: str | None
    sender: str | None
    target: str | None
    threat: str | None
    demand: str | None
    reference: str
    scenario: str | None


def coerce_command(asked: CoerceAsked, settings: Settings, place: Place | None, as_json: bool) -> None:
    """Show how a threat ends, in all equilibria, and what one must believe."""
    if place is not None:
        place.check()
    document = coerced(asked, settings)
    if place is not None:
        written = place.write(coerce_texts(document), document, coerce_drawings(document))
        print(wrote(written, place.folder, "game_coerce.html"), file=sys.stderr)
    sys.stdout.write(write(document) if as_json else _plain(document))


def coerced(asked: CoerceAsked, settings: Settings) -> CoerceGame:
    """The document; a dyad without an estimate is refused before any solving."""
    game = None if asked.game is None else _file(asked, asked.game)
    coercion = _of_options(asked) if game is None else _of_file(game, asked.reference)
    question = question_of(_scenario_with(coercion))
    coercion = _in_labels(coercion, question)
    start = start_of(coercion)
    with status_line() as tell:
        found = payoffs(
            question,
            horizons=_horizons(question, settings),
            settings=settings,
            progress=lambda label, done, total: tell(say("game_coerce.solving", label=label, done=done, total=total)),
        )
    for remark in found.remarks:
        print(remark, file=sys.stderr)
    told = CoerceTold(question, settings, coercion.scenario.scenario, _words(asked))
    if game is not None:
        told = replace(told, asks=game.question, remarks=(*game.notes, *game.sources))
    return coerce_document(CoercionPlayed(coercion, found, start), told)


def _of_options(asked: CoerceAsked) -> Coercion:
    """The coercion that options ask for."""
    for option in ("sender", "target", "threat"):
        if getattr(asked, option) is None:
            raise GameError(f"`--{option}` is missing: give --sender, --target and --threat, or --game coerce.")
    scenario = read_scenario(asked.scenario or DEFAULT_SCENARIO)
    senders = split(str(asked.sender), "--sender")
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


def _plain(document: CoerceGame) -> str:
    title = say("game_coerce.title", sender=", ".join(document.senders), target=document.target)
    tables = [
        print_table(say("game_coerce.costs"), [_cost_row(name, one) for name, one in document.horizons.items()]),
        print_table(say("game_coerce.ends"), _end_rows(document)),
        print_table(say("game_coerce.record"), _record_rows(document)),
    ]
    return "\n".join([heading(document.header, title), headline(document) + "\n", *tables, *document.notes, ""])


def _cost_row(horizon: str, one: CoerceHorizon) -> dict[str, str]:
    conceding = "" if one.concession_percent is None else ranged_percent(one.concession_percent, 3)
    return {
        say("game_coerce.column.horizon"): horizon,
        say("game_coerce.column.target_loss"): ranged_percent(one.target_loses_percent),
        say("game_coerce.column.target_money"): ranged(billions(one.target_loses_musd), 1),
        say("game_coerce.column.sender_loss"): ranged_percent(one.sender_loses_percent),
        say("game_coerce.column.conceding"): conceding,
    }


def _end_rows(document: CoerceGame) -> list[dict[str, str]]:
    return [
        {
            say("game_coerce.column.horizon"): horizon,
            say("game_coerce.column.equilibrium"): f"{place} / {len(one.equilibria)}",
            **{say(f"game_coerce.column.{name}"): ranged_percent(number, 0) for name, number in ends_of(end).items()},
        }
        for horizon, one in document.horizons.items()
        for place, end in enumerate(one.equilibria, 1)
    ]


def _record_rows(document: CoerceGame) -> list[dict[str, object]]:
    return [
        {
            say("game_coerce.column.record"): row.of,
            say("game_coerce.column.threats"): row.threats,
            say("game_coerce.column.conceded"): row.conceded,
            say("game_coerce.column.carried"): row.carried_out,
            say("game_coerce.column.backed"): row.backed_down,
        }
        for row in document.record
    ]
