"""The page of a tariff war: what it leaves each player, what talks reach, at which rates, and what one must believe."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.document.file import write
from middlepower.document.game_war_body import TariffWar, WarState
from middlepower.document.number import Number
from middlepower.game.war_played import ALONE, FROM_STATUS_QUO, FROM_WAR, NASH
from middlepower.language.catalogue import say
from middlepower.report.charts import side_by_side
from middlepower.report.drawing import Drawing, RowFigure
from middlepower.report.figures import Chart
from middlepower.report.game_war_tables import (
    answer_rows,
    check_text,
    income_rows,
    pair_rows,
    rate_key,
    rate_name,
    rate_rows,
)
from middlepower.report.profile import profile_page
from middlepower.report.profile_figures import dots
from middlepower.report.profile_tables import numbers_csv, numbers_of
from middlepower.report.wording import Bullet, listed, the

MILLIONS = 1000  # in a billion
MOST_ROWS = 16  # of a figure of rates


def headline(document: TariffWar) -> str:
    """The sentence that a minister can repeat."""
    war = document.war.states[NASH]
    first, *rest = document.players
    others = listed(outcome(document, war, player) for player in rest)
    deal = document.war.states[FROM_WAR]
    after = deal.players[first].real_income_percent
    end = (
        say("game_war.no_deal")
        if after.value is None
        else say("game_war.deal", name=the(document.name(first)), change=changed(after))
    )
    return say(
        "game_war.headline",
        players=listed(the(document.name(player)) for player in document.players),
        first=outcome(document, war, first),
        others=others,
        end=end,
    )


def outcome(document: TariffWar, state: WarState, player: str) -> str:
    """`Canada loses 0.81% of its real income, US$ 16.7 billion a year`."""
    one = state.players[player]
    money = f"{abs(one.real_income_musd.known) / MILLIONS:,.0f}"
    key = "loses" if one.real_income_percent.known < 0.0 else "gains"
    percent = _size(one.real_income_percent)
    return say(f"game_war.change.{key}", name=the(document.name(player)), percent=percent, money=money)


def _size(number: Number) -> str:
    return f"{abs(number.known):.2f}"


def changed(number: Number) -> str:
    """A change in words: `loses 0.46%`."""
    return say("game_war.loss" if number.known < 0.0 else "game_war.gain", percent=_size(number))


def render_war(document: TariffWar) -> str:
    """The page as HTML text; the same document always gives the same text."""
    tables = [
        (
            say("game_war.incomes"),
            say("game_war.incomes_note", baseline=document.header.baseline),
            income_rows(document),
        ),
        (say("game_war.rates"), say("game_war.rates_note"), rate_rows(document)),
        (say("game_war.pairs"), say("game_war.pairs_note"), pair_rows(document)),
        (
            say("game_war.answers"),
            say("game_war.answers_note", baseline=document.header.baseline),
            answer_rows(document),
        ),
    ]
    context = {
        "d": document,
        "h": document.header,
        "who": listed(the(document.name(player)) for player in document.players),
        "bullets": bullets(document),
        "incomes": income_chart(document),
        "war": war_chart(document),
        "rates": rate_chart(document),
        "tables": [
            (title, note, list(rows[0]), [list(row.values()) for row in rows]) for title, note, rows in tables if rows
        ],
    }
    return profile_page("game_war.html", context)


def bullets(document: TariffWar) -> tuple[Bullet, ...]:
    """The sentence, what each could gain if nobody answered, what talks reach, how it was checked."""
    alone = listed(outcome(document, document.war.states[f"{ALONE}{player}"], player) for player in document.players)
    return (
        Bullet(say("game_war.lead.war"), headline(document)),
        Bullet(say("game_war.lead.alone"), say("game_war.if_alone", list=alone)),
        Bullet(say("game_war.lead.talks"), talks_text(document)),
        *first_year_bullet(document),
        Bullet(say("game_war.lead.check"), check_text(document)),
    )


def first_year_bullet(document: TariffWar) -> tuple[Bullet, ...]:
    """What the war's rates leave each player in the first year; none at that horizon itself."""
    war = document.war.states[NASH].players
    known = [(player, one.in_first_year_percent) for player, one in war.items() if one.in_first_year_percent]
    parts = [
        say("game_war.then", name=the(document.name(player)), change=changed(number))
        for player, number in known
        if number.value is not None
    ]
    if not parts:
        return ()
    return (Bullet(say("game_war.lead.first_year"), say("game_war.in_first_year", list=listed(parts))),)


def talks_text(document: TariffWar) -> str:
    """What all players have after the two kinds of talks."""
    parts = []
    for name in (FROM_WAR, FROM_STATUS_QUO):
        state = document.war.states[name]
        if state.reason:
            parts.append(say("game_war.none_found", title=state.title, reason=state.reason))
        else:
            who = listed(outcome(document, state, player) for player in document.players)
            parts.append(say("game_war.talks", title=state.title, list=who))
    return " ".join(parts)


def income_chart(document: TariffWar) -> Chart:
    """Real income of every player in every outcome."""
    names = [document.name(player) for player in document.players]
    rows = [
        (state.title, [state.players[player].real_income_percent for player in document.players])
        for state in document.war.states.values()
        if not state.reason
    ]
    return side_by_side(names, rows, 2)


def war_chart(document: TariffWar) -> Chart:
    """Real income in the war with its range."""
    war = document.war.states[NASH]
    return dots([(document.name(player), one.real_income_percent) for player, one in war.players.items()])


def rate_chart(document: TariffWar) -> Chart:
    """The war's rates with their ranges, the highest first."""
    rows = [(rate_name(document, rate_key(rate)), rate.rate_percent) for rate in document.war.states[NASH].rates]
    return dots(sorted(rows, key=lambda row: -row[1].known)[:MOST_ROWS])


def war_drawings(document: TariffWar) -> Iterator[Drawing]:
    """The figures of the page."""
    note = say("game_war.figure_note", baseline=document.header.baseline, centre=document.header.centre)
    yield RowFigure("incomes", say("game_war.figure.incomes"), note, income_chart(document), "series", "")
    yield RowFigure("war", say("game_war.figure.war"), note, war_chart(document), "dots")
    yield RowFigure("rates", say("game_war.figure.rates"), note, rate_chart(document), "dots")


def war_texts(document: TariffWar) -> dict[str, str]:
    """File name to content: the document, incomes and rates by outcome, answers, the page."""
    incomes = (
        ((name, player), numbers_of(one))
        for name, state in document.war.states.items()
        for player, one in state.players.items()
    )
    rates = (
        (
            (name, rate.player, rate.tax, rate.sector or "", rate.partner or "", "yes" if rate.freed else "no"),
            numbers_of(rate),
        )
        for name, state in document.war.states.items()
        for rate in state.rates
    )
    answers = (((one.sender, one.target, one.closure), numbers_of(one)) for one in document.answers)
    return {
        document.file_name: write(document),
        "game_war_incomes.csv": numbers_csv(("outcome", "player"), incomes),
        "game_war_rates.csv": numbers_csv(("outcome", "player", "tax", "sector", "partner", "freed"), rates),
        "game_war_answers.csv": numbers_csv(("sender", "target", "closure"), answers),
        "game_war.html": render_war(document),
    }
