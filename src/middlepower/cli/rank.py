"""`middlepower rank`: who is most exposed to whom."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.cli.streams import unfiltered
from middlepower.document.rank import Progress, check_measure, check_question, matrix_document, rank_document
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.report.files import check_folder, json_text, write_texts
from middlepower.report.profile_rank import matrix_texts, rank_texts
from middlepower.report.profile_wording import ranged, short_number

SHOWN = 15


def rank_command(
    to: str | None,
    matrix: bool,
    by: str,
    side: str,
    question: Question,
    settings: Settings,
    out: Path | None,
    as_json: bool,
) -> None:
    """Rank all economies by their tie to a power, or show the matrix of all pairs."""
    check_measure(by)
    check_question(to, matrix)
    if out is not None:
        check_folder(out)
    experiment = threat_experiment(settings, question)
    document = _matrix(side, experiment) if to is None else rank_document(experiment, to, by, side)
    if out is not None:
        texts = matrix_texts(document) if to is None else rank_texts(document)
        written = write_texts(out, texts)
        print(f"wrote {len(written)} files to {out}", file=sys.stderr)
    if as_json:
        sys.stdout.write(json_text(document))
    else:
        sys.stdout.write(_plain_matrix(document) if to is None else _plain_rank(document))


def _matrix(side: str, experiment: Experiment) -> dict[str, Any]:
    with _progress() as progress:
        return matrix_document(experiment, side, progress)


def _plain_rank(document: dict[str, Any]) -> str:
    title = f"all economies by {document['by']} to {document['to']}: {document['measure']} ({document['side_meaning']})"
    rows = [
        {
            "rank": row["rank"],
            "economy": f"{row['economy']} {document['regions'][row['economy']]}",
            "exposure %": ranged(row["exposure_percent"]),
            "sender cost %": ranged(row["sender_cost_percent"], 3),
            "leverage": short_number(row["leverage"], 1),
            "export share %": short_number(row["export_share_percent"], 1),
            "import share %": short_number(row["import_share_percent"], 1),
        }
        for row in document["economies"]
    ]
    others = [one["same_order"] for one in document["rank_stability"].values() if one["same_order"] is not None]
    stable = f"pairs that every set orders as the main set does by exposure: at least {100 * min(others):.0f}%\n"
    return "\n".join([heading(document, title), print_table("", rows), stable])


def _plain_matrix(document: dict[str, Any]) -> str:
    title = f"who is exposed to whom: {document['solves']} exact cut-offs ({document['side_meaning']})"
    top = sorted(document["most_exposed"].items(), key=lambda item: -(item[1]["exposure_percent"] or 0.0))
    exposed = [
        {"economy": f"{code} {document['regions'][code]}", "most exposed to": one["to"],
         "real income lost %": f"{one['exposure_percent']:.2f}"}
        for code, one in top[:SHOWN]
    ]  # fmt: skip
    reach = sorted(document["reach_musd"].items(), key=lambda item: -item[1])
    powers = [
        {"power": f"{code} {document['regions'][code]}", "could cost others, US$ bn": f"{value / 1000:,.0f}"}
        for code, value in reach[:SHOWN]
    ]
    pages = [
        heading(document, title),
        print_table(f"the {SHOWN} most exposed", exposed),
        print_table("reach: losses that each could cause, one economy at a time", powers),
        "--out DIR writes the whole matrix as CSV, JSON and a heat map.\n",
    ]
    return "\n".join(pages)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A progress line on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.status import Status

    with Status("reading the world", console=Console(file=unfiltered(sys.stderr))) as status:

        def show(done: int, total: int) -> None:
            status.update(f"cutting pair {done} of {total}")

        yield show
