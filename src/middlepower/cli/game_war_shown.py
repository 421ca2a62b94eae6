"""`middlepower game war` on a terminal."""

from __future__ import annotations

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.document.game_war_body import TariffWar
from middlepower.language.catalogue import say
from middlepower.report.game_war import headline
from middlepower.report.game_war_tables import answer_rows, check_text, income_rows, pair_rows, rate_rows
from middlepower.report.wording import labelled, listed, the

SHOWN_RATES = 40


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
    reasons = [labelled(state.title, f"{state.reason}.") for state in document.war.states.values() if state.reason]
    beliefs = [say("game_war.believe"), *(f"- {text}" for text in document.beliefs)]
    foot = "\n".join([check_text(document), *reasons, "", *beliefs, "", *document.notes, ""])
    return "\n".join([headline(document), "", heading(document.header, title), *tables, foot])
