"""`middlepower replay` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from middlepower.cli.output import print_table
from middlepower.document.replayed import Replay, ReplayedActor
from middlepower.language.catalogue import say
from middlepower.report.profile_wording import short_number
from middlepower.report.replay import (
    MOVES,
    at_horizons,
    change,
    change_in_money,
    dated_rates,
    move_of,
    move_words,
    pairs_of,
    parties,
)

Rows = list[Mapping[str, str]]


def plain_replay(document: Replay) -> str:
    """The document as text for a terminal."""
    header = document.header
    settings = say(
        "cli.replay_settings",
        world=header.world,
        vintage=str(header.vintage),
        elasticities=header.elasticities,
        horizon=header.horizon,
        closure=header.closure,
        range=header.range,
    )
    law = say("cli.replay_title", parties=parties(document), first=document.first, last=document.last)
    title = f"{law}\n{settings}\n"
    if not document.steps:
        return f"{title}\n{say('cli.no_step')}\n"
    tables = {
        say("cli.replay_law"): list(_law(document)),
        say("cli.replay_rates"): list(_rates(document)),
        **{say("cli.replay_income", compared=move_words(field)): list(_moves(document, field)) for field in MOVES},
        say("cli.replay_money", compared=move_words("by_step"), unit=header.unit): list(_money(document)),
    }
    said = "".join(
        say("cli.note", text=text) + "\n" for text in (*(remark.text for remark in document.remarks), *document.notes)
    )
    return "\n".join([title, *(print_table(name, rows) for name, rows in tables.items()), said])


def _law(document: Replay) -> Iterator[Mapping[str, str]]:
    for step in document.steps:
        for one in step.law:
            title = say("cli.no_effect", title=one.title, reason=one.no_effect) if one.no_effect else one.title
            yield _law_row(step.date, one.imposer, say(f"replay.change.{one.change}"), one.measure, title)
        if step.elsewhere:
            names = ", ".join(step.elsewhere)
            told = say("cli.others_alone" if step.alone else "cli.others_too")
            yield _law_row(step.date, say("cli.others"), say("cli.same_day"), names, told)


def _law_row(date: str, by: str, change: str, measure: str, title: str) -> Mapping[str, str]:
    return {
        say("cli.column.from"): date,
        say("cli.column.by"): by,
        say("cli.column.change"): change,
        say("cli.column.measure"): measure,
        say("cli.column.title"): title,
    }


def _rates(document: Replay) -> Iterator[Mapping[str, str]]:
    for date, rates in dated_rates(document).items():
        yield {
            say("cli.column.from"): date,
            **{say("replay.pair", importer=n, partner=i): short_number(rates[n][i]) for n, i in pairs_of(document)},
        }


def _moves(document: Replay, field: str) -> Iterator[Mapping[str, str]]:
    for step in document.steps:
        moves = {code: _at_horizons(document, actor, field) for code, actor in step.actors.items()}
        yield {
            say("cli.column.from"): step.date,
            **{code: "\n".join(move) for code, move in moves.items()},
        }


def _at_horizons(document: Replay, actor: ReplayedActor, field: str) -> list[str]:
    """A change of real income at the main horizon, and below it at the other one with its name."""
    (_, main), *others = at_horizons(document, actor)
    shown = [change(move_of(main, field).real_income_percent)]
    for horizon, moves in others:
        told = change(move_of(moves, field).real_income_percent)
        shown.append(say("cli.at_horizon", change=told, horizon=say(f"common.horizon.{horizon}")))
    return shown


def _money(document: Replay) -> Iterator[Mapping[str, str]]:
    for step in document.steps:
        moves = {code: actor.by_step.real_income_musd for code, actor in step.actors.items()}
        yield {say("cli.column.from"): step.date, **{code: change_in_money(move) for code, move in moves.items()}}
