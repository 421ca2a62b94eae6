"""The page and files of `game coerce`: what the threat costs, how it ends, and what one must believe."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.document.coerced import CoerceGame, CoerceHorizon
from middlepower.document.file import write
from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.csv_text import csv_text
from middlepower.report.drawing import Drawing, PlotFigure, RowFigure
from middlepower.report.game_coerce_figures import (
    ENDS,
    MAPPED,
    credibility_plot,
    ends_chart,
    ends_of,
    shift_plot,
    threat_names,
)
from middlepower.report.profile import profile_page
from middlepower.report.profile_tables import numbers_csv, numbers_of
from middlepower.report.profile_wording import billions, horizon_names, ranged, ranged_percent, short_number, steady
from middlepower.report.wording import Bullet, capital, listed, per_cent, plain, the

FIRST_YEAR = "first-year"


def coerce_texts(document: CoerceGame) -> dict[str, str]:
    """File name to content: the document, its page, and the tables."""
    costs = (((name,), numbers_of(one)) for name, one in document.horizons.items())
    ends = (
        ((name, place), numbers_of(end))
        for name, one in document.horizons.items()
        for place, end in enumerate(one.equilibria, 1)
    )
    threats = (((t, when), numbers_of(one)) for t, points in document.threats.items() for when, one in points.items())
    curve = ([one.shift, one.resists, one.challenges, one.carried_out] for one in document.shift_map)
    return {
        document.file_name: write(document),
        "costs.csv": numbers_csv(("horizon",), costs),
        "equilibria.csv": numbers_csv(("horizon", "equilibrium"), ends),
        "threats.csv": numbers_csv(("threat", "horizon"), threats),
        "shift_map.csv": csv_text(("shift", *MAPPED), curve),
        "game_coerce.html": render_coerce(document),
    }


def render_coerce(document: CoerceGame) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "senders": senders(document),
        "target": the(document.name(document.target)),
        "horizons": {name: horizon_names()[name] for name in document.horizons},
        "bullets": bullets(document),
        "ends": ends_chart(document),
        "shifts": shift_plot(document),
        "plane": credibility_plot(document),
        "beliefs": belief_cells(document),
        "threats": threat_names(document),
    }
    return profile_page("game_coerce.html", context)


def coerce_drawings(document: CoerceGame) -> Iterator[Drawing]:
    """The figures of the page."""
    base = document.header.baseline
    yield RowFigure("ends", say("game_coerce.ends"), say("game_coerce.ends_note"), ends_chart(document), "dots")
    note = say("game_coerce.shift_note", baseline=base)
    axes = {"x_title": say("game_coerce.axis.shift"), "y_title": say("game_coerce.axis.chance")}
    yield PlotFigure("shifts", say("game_coerce.shift_title"), note, shift_plot(document), **axes)
    note = say("game_coerce.plane_note", baseline=base)
    axes = {"x_title": say("game_coerce.axis.sender"), "y_title": say("game_coerce.axis.target")}
    yield PlotFigure("credibility", say("game_coerce.plane_title"), note, credibility_plot(document), **axes)


def senders(document: CoerceGame) -> str:
    """The senders by name."""
    return listed(the(document.name(code)) for code in document.senders)


def main_horizon(document: CoerceGame) -> tuple[str, CoerceHorizon]:
    """The horizon of the header, and what is played there."""
    return document.header.horizon, document.horizons[document.header.horizon]


def headline(document: CoerceGame) -> str:
    """One sentence that a minister can repeat: how the threat ends, and what it would cost."""
    _, one = main_horizon(document)
    who, target, threat = senders(document), the(document.name(document.target)), document.threat_words
    loss = ranged_percent(one.target_loses_percent)
    if not one.equilibria:
        return say("game_coerce.headline_missing", senders=who, target=target, threat=threat)
    if len(one.equilibria) > 1:
        chances = listed(_whole(end.concedes_percent) for end in one.equilibria)
        n = len(one.equilibria)
        return say(
            "game_coerce.headline_several", n=n, senders=who, target=target, threat=threat, loss=loss, chances=chances
        )
    (end,) = one.equilibria
    return say(
        "game_coerce.headline",
        senders=who,
        target=target,
        threat=threat,
        loss=loss,
        whose=whose(document),
        concedes=_whole(end.concedes_percent),
        carried_out=_whole(end.carried_out_percent),
        backs_down=_whole(end.backs_down_percent),
    )


def _whole(number: Number) -> str:
    """A chance in whole per cent."""
    return per_cent(short_number(number, 0))


def whose(document: CoerceGame) -> str:
    """Whose past the utilities are taken from, in words."""
    used = document.utilities
    if used.decade is None and used.of == "given":
        return say("game_coerce.whose.given")
    one, other = (the(document.name(code)) for code in used.of.split("-"))
    return say("game_coerce.whose.dyad", sender=one, target=other)


def bullets(document: CoerceGame) -> tuple[Bullet, ...]:
    """How it ends; what resisting must be worth; what the threat costs the sender; what one must believe."""
    found = [Bullet(say("game_coerce.lead.answer"), headline(document)), _resisting(document), _sender(document)]
    if FIRST_YEAR in document.horizons and document.header.horizon != FIRST_YEAR:
        found.append(_first_year(document))
    used = document.utilities
    believe = say(
        "game_coerce.believe",
        whose=whose(document),
        reference=used.reference,
        weight=f"{used.per_percent:.2f}",
    )
    return (*found, Bullet(say("game_coerce.lead.believe"), believe))


def _resisting(document: CoerceGame) -> Bullet:
    """What resisting must be worth beyond income, and the chance of action above which it costs income."""
    _, one = main_horizon(document)
    lead, target = say("game_coerce.lead.resisting"), the(document.name(document.target))
    percent, money = ranged_percent(one.resisting_stake_percent), ranged(billions(one.resisting_stake_musd), 0)
    if one.resistance_break_even_percent is None or one.concession_percent is None or not one.equilibria:
        return Bullet(lead, say("game_coerce.resisting_no_demand", target=target, percent=percent, money=money))
    text = say(
        "game_coerce.resisting",
        target=target,
        cost=ranged_percent(one.concession_percent, 3),
        chance=ranged_percent(one.resistance_break_even_percent, 1),
        firm=_whole(one.equilibria[0].stands_firm_percent),
        percent=percent,
        money=money,
    )
    return Bullet(lead, text)


def _sender(document: CoerceGame) -> Bullet:
    """What the threat costs the sender at each horizon, a gain where it is below zero."""
    names = horizon_names()
    parts = [
        say("game_coerce.sender_part", horizon=names[when].lower(), percent=ranged_percent(one.sender_loses_percent))
        for when, one in document.horizons.items()
    ]
    text = say("game_coerce.sender", senders=capital(senders(document)), parts=listed(parts))
    return Bullet(say("game_coerce.lead.sender"), text)


def _first_year(document: CoerceGame) -> Bullet:
    one = document.horizons[FIRST_YEAR]
    end = one.equilibria[0] if one.equilibria else None
    text = say(
        "game_coerce.first_year",
        target=the(document.name(document.target)),
        loss=ranged_percent(one.target_loses_percent, 1),
        concedes=say("game_coerce.unknown") if end is None else ranged_percent(end.concedes_percent, 0),
    )
    return Bullet(say("game_coerce.lead.first_year"), text)


def belief_cells(document: CoerceGame) -> list[tuple[str, ...]]:
    """The rows of the table of beliefs: words, weight, shift, and the chances of every equilibrium."""
    rows = []
    for row in document.beliefs:
        chances = [
            " / ".join(short_number(ends_of(end)[name], 0) for end in row.equilibria) for name in (*ENDS, "challenges")
        ]
        rows.append((row.belief, plain(row.per_percent, 2), steady(row.shift, 2), *chances))
    return rows
