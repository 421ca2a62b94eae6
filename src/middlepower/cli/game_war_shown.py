"""`middlepower game war`: what a tariff war leaves each player, and what talks reach."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from middlepower.cli.output import print_table, wrote
from middlepower.cli.power import split
from middlepower.cli.profile import heading
from middlepower.document.file import write
from middlepower.document.game_war import war_document
from middlepower.document.game_war_body import TariffWar
from middlepower.errors import ScenarioError
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.game.cases import WarCase, read_war_case
from middlepower.game.war import WarRules, war_rules
from middlepower.indicators.incidence import Weights, read_weights
from middlepower.language.catalogue import say
from middlepower.model.core.closure import ALL
from middlepower.report.folder import Place
from middlepower.report.game_war import headline, war_drawings, war_texts
from middlepower.report.game_war_tables import answer_rows, check_text, income_rows, pair_rows, rate_rows
from middlepower.report.wording import listed, the

BOTH = "both"
SHOWN_RATES = 40


def game_war_command(
    case: str, given: dict[str, str | float | None], weights: Sequence[str], question: Question, settings: Settings,
    place: Place | None, as_json: bool,
) -> None:  # fmt: skip
    """Play the war of a file or of the options given, which come first; show it, and write its files."""
    if place is not None:
        place.check()
    file = read_war_case(case)
    texts = [*(f"{who}={name}" if who else name for who, name in file.weights.items()), *weights]
    rules = rules_of(file, given, weights, question)
    if settings.closure == ALL:
        raise ScenarioError("`--closure all` compares states: name one closure for a game.")
    experiment = threat_experiment(settings, question, horizons=(FIRST_YEAR,))
    document = war_document(experiment, rules, tuple({text.rpartition("=")[0]: text for text in texts}.values()))
    if place is not None:
        written = place.write(war_texts(document), document, war_drawings(document))
        print(wrote(written, place.folder, "game_war.html"), file=sys.stderr)
    sys.stdout.write(write(document) if as_json else plain_war(document))


def rules_of(
    file: WarCase, given: dict[str, str | float | None], weights: Sequence[str], question: Question
) -> WarRules:
    """The rules of a file with the options that were given in their place."""
    players = given["players"]
    taxes = given["taxes"]
    return war_rules(
        question.world,
        file.players if players is None else split(str(players), "--players"),
        str(given["instruments"] or file.instruments),
        both(file.taxes if taxes is None else split(str(taxes), "--taxes")),
        str(given["bounds"] or file.bounds),
        file.lowest if given["lowest"] is None else float(given["lowest"]),
        file.highest if given["highest"] is None else float(given["highest"]),
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


def plain_war(document: TariffWar) -> str:
    """The document on a terminal."""
    names = listed(the(document.name(player)) for player in document.players)
    title = say("game_war.terminal_title", players=names, meaning=document.instruments_meaning)
    tables = [print_table(say("game_war.incomes"), income_rows(document))]
    rates = rate_rows(document)
    tables.append(print_table(say("game_war.rates"), rates[:SHOWN_RATES]))
    if len(rates) > SHOWN_RATES:
        tables.append(say("game_war.more_rates", n=len(rates) - SHOWN_RATES) + "\n")
    if document.pairs:
        tables.append(print_table(say("game_war.pairs"), pair_rows(document)))
    tables.append(print_table(say("game_war.answers"), answer_rows(document)))
    reasons = [f"{state.title}: {state.reason}." for state in document.war.states.values() if state.reason]
    beliefs = [say("game_war.believe"), *(f"- {text}" for text in document.beliefs)]
    foot = "\n".join([check_text(document), *reasons, "", *beliefs, "", *document.notes, ""])
    return "\n".join([headline(document), "", heading(document.header, title), *tables, foot])
