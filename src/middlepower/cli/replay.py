"""`middlepower replay`: the law between some economies step by step, and what each step did."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from middlepower.cli.output import print_table
from middlepower.document.file import write
from middlepower.document.replay import replay_document
from middlepower.document.replayed import Replay
from middlepower.errors import ScenarioError
from middlepower.experiment.ladder import Ladder, LadderRequest
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.report.files import check_folder, write_texts
from middlepower.report.profile_wording import short_number
from middlepower.report.replay import (
    MOVES,
    change,
    change_in_money,
    dated_rates,
    move_of,
    move_words,
    pairs_of,
    parties,
    replay_texts,
)
from middlepower.world.embedded import load_world

OTHERS = {True: "others' trade; not in the step's effect", False: "others' trade; in the step's effect too"}
Rows = list[Mapping[str, str]]


def replay_command(request: LadderRequest, world: str, settings: Settings, out: Path | None, as_json: bool) -> None:
    """Show every day on which the law changes, who moved, the rates after it, and what it did to real income."""
    if out is not None:
        check_folder(out)
    ladder = Ladder.of(load_world(world), request)
    document = replay_document(ladder, threat_experiment(settings, ladder.question))
    if out is not None:
        written = write_texts(out, replay_texts(document))
        print(f"wrote {len(written)} files to {out}; open {out / 'replay.html'}", file=sys.stderr)
    sys.stdout.write(write(document) if as_json else _plain(document))


def two_parties(text: str | None) -> tuple[str, ...]:
    """The two parties of a text such as CAN-CHN; none where none are named."""
    if text is None:
        return ()
    parts = tuple(part.strip() for part in text.split("-"))
    if len(parts) != 2 or not all(parts):
        raise ScenarioError(f"`--of` is `{text}`: write two economies or groups as CAN-CHN.")
    return parts


def _plain(document: Replay) -> str:
    header = document.header
    title = (
        f"the law between {parties(document)}, {document.first} to {document.last}\n"
        f"world {header.world} ({header.vintage}); elasticities {header.elasticities}; horizon {header.horizon}; "
        f"closure {header.closure}; range: {header.range}\n"
    )
    if not document.steps:
        return f"{title}\nno step: no measure between them begins, ends or changes in these days\n"
    tables = {
        "the law, step by step": list(_law(document)),
        "average applied rates from each day on, %": list(_rates(document)),
        **{f"real income: {move_words(field)}, %": list(_moves(document, field)) for field in MOVES},
        f"real income: {move_words('by_step')}, {header.unit}": list(_money(document)),
    }
    said = "".join(f"note: {text}\n" for text in (*(remark.text for remark in document.remarks), *document.notes))
    return "\n".join([title, *(print_table(name, rows) for name, rows in tables.items()), said])


def _law(document: Replay) -> Iterator[Mapping[str, str]]:
    for step in document.steps:
        for one in step.law:
            title = f"{one.title}; no effect: {one.no_effect}" if one.no_effect else one.title
            yield {"from": step.date, "by": one.imposer, "change": one.change, "measure": one.measure, "title": title}
        if step.elsewhere:
            names = ", ".join(step.elsewhere)
            yield {
                "from": step.date,
                "by": "others",
                "change": "same day",
                "measure": names,
                "title": OTHERS[step.alone],
            }


def _rates(document: Replay) -> Iterator[Mapping[str, str]]:
    for date, rates in dated_rates(document).items():
        yield {"from": date, **{f"{n} on {i}": short_number(rates[n][i]) for n, i in pairs_of(document)}}


def _moves(document: Replay, field: str) -> Iterator[Mapping[str, str]]:
    for step in document.steps:
        moves = {code: move_of(actor, field) for code, actor in step.actors.items()}
        yield {"from": step.date, **{code: change(move.real_income_percent) for code, move in moves.items()}}


def _money(document: Replay) -> Iterator[Mapping[str, str]]:
    for step in document.steps:
        moves = {code: actor.by_step.real_income_musd for code, actor in step.actors.items()}
        yield {"from": step.date, **{code: change_in_money(move) for code, move in moves.items()}}
