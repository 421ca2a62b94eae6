"""`middlepower run`: solve, print, write."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from middlepower.cli.output import print_table
from middlepower.cli.streams import unfiltered
from middlepower.document.run import results_document
from middlepower.experiment.experiment import Experiment, Progress
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.report.files import FlowTable, check_folder, json_text, write_report
from middlepower.report.terminal import terminal_text
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario


def run_command(
    name: str, economy: str | None, states: Sequence[str], settings: Settings, out: Path | None, as_json: bool
) -> None:
    """Run a scenario; print its table or its JSON document; write its files when a folder is given."""
    scenario = narrowed(read_scenario(name), economy, states)
    if out is not None:
        check_folder(out)
    with _progress() as progress:
        experiment = run_scenario(scenario, settings, progress)
    document = results_document(scenario, experiment)
    if out is not None:
        written = write_report(document, flow_table(experiment), out)
        print(f"wrote {len(written)} files to {out}; open {out / 'brief.html'}", file=sys.stderr)
    if as_json:
        sys.stdout.write(json_text(document))
    else:
        _write_table(document)
        if experiment.closures:
            sys.stdout.write("\n" + _closures(document))


def flow_table(experiment: Experiment) -> FlowTable:
    """Flows of the baseline and of every state, as levels."""
    world, main = experiment.world, experiment.main
    states = {name: solved.flow for name, solved in main.states.items()}
    return FlowTable(world.regions, world.sectors, main.baseline.equilibrium.flow, states)


def _write_table(document: dict[str, Any]) -> None:
    """Print the table of a run, in colours on a terminal: colours of our own, so they pass the filter."""
    if not sys.stdout.isatty():
        sys.stdout.write(terminal_text(document))
        return
    import shutil

    unfiltered(sys.stdout).write(terminal_text(document, shutil.get_terminal_size().columns, colour=True))


def _closures(document: dict[str, Any]) -> str:
    """Real income of the brief's economy by state and closure."""
    economy = document["economy"]
    rows = []
    for name, state in document["states"].items():
        changes = state["economies"][economy]["by_closure"]["real_income_percent"]
        shown = {closure: "none" if change is None else f"{change:+.2f}" for closure, change in changes.items()}
        rows.append({"state": name, **shown})
    return print_table(f"how much the closure matters: real income of {economy}, %", rows)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A progress line on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.status import Status

    with Status("reading the world", console=Console(file=unfiltered(sys.stderr))) as status:

        def show(label: str, done: int, total: int) -> None:
            status.update(f"solving all states under {label} ({done + 1} of {total})")

        yield show
