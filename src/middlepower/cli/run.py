"""`middlepower run`: solve, print, write."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from middlepower.cli.beside import StudyFound, asked_beside, check_beside, with_beside
from middlepower.cli.output import print_table, wrote
from middlepower.cli.progress import status_line
from middlepower.cli.streams import unfiltered
from middlepower.document.columns import tables_of
from middlepower.document.file import write
from middlepower.document.outcomes import Outcomes, outcomes_of
from middlepower.document.results import Results
from middlepower.document.run import document_of
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.language.catalogue import say
from middlepower.report.changes import LawTable, why_tables
from middlepower.report.files import FlowTable, write_report
from middlepower.report.folder import Place
from middlepower.report.terminal import PLAIN_SIGNS, terminal_text
from middlepower.report.wording import signed
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario


def run_command(
    name: str,
    economy: str | None,
    states: Sequence[str],
    world: str | None,
    settings: Settings,
    place: Place | None,
    as_json: bool,
    why: bool = False,
    beside: Sequence[str] = (),
    draws: int | None = None,
) -> None:
    """Run a scenario; print its table or its JSON document; write its files when a folder is given.

    With `why` the table of what each state changes in law follows; `beside` names games, the frontier or alignment,
    whose answers stand in the brief. With `draws` ranges are quantiles of so many.
    """
    check_beside(beside)
    scenario = narrowed(read_scenario(name), economy, states, world)
    if place is not None:
        place.check()
    outcomes, studies = _solved(scenario, settings, draws, place)
    experiment, results, aside = outcomes.experiment, document_of(scenario, outcomes), None
    if beside:
        with status_line() as tell:
            studies += asked_beside(scenario, name, settings, beside, tell)
    if studies:
        results, aside = with_beside(results, studies)
    if place is not None:
        tables = tables_of(outcomes, tuple(results.main.actors))
        written = write_report(results, tables, flow_table(experiment), place, law_table(outcomes), aside)
        print(wrote(written, place.folder, "brief.html"), file=sys.stderr)
    elif not as_json:
        print(say("cli.add_out"), file=sys.stderr)
    if as_json:
        sys.stdout.write(write(results))
    else:
        _show(results, bool(experiment.closures), why)


def _solved(
    scenario: Scenario, settings: Settings, draws: int | None, place: Place | None
) -> tuple[Outcomes, list[tuple[str, StudyFound]]]:
    """(the outcomes of a scenario, what its draws say beside them); without draws ranges are over sets."""
    if draws is not None:
        from middlepower.cli.run_draws import drawn_run

        return drawn_run(scenario, settings, draws, place)
    with status_line() as tell:
        return outcomes_of(scenario, run_scenario(scenario, settings, lambda *step: tell(_step(*step)))), []


def _show(results: Results, closures: bool, why: bool) -> None:
    """Print the table of a run, that of closures where all were compared, and what each state changes in law."""
    _write_table(results)
    if closures:
        sys.stdout.write("\n" + _closures(results))
    if why:
        sys.stdout.write("".join(f"\n{print_table(title, rows)}" for title, rows in why_tables(results)))


def _step(label: str, done: int, total: int) -> str:
    return say("cli.solving", label=label, done=done + 1, total=total)


def flow_table(experiment: Experiment) -> FlowTable:
    """Flows of the baseline and of every state, as levels."""
    world, main = experiment.world, experiment.main
    states = {name: solved.flow for name, solved in main.states.items()}
    return FlowTable(world.regions, world.sectors, main.baseline.equilibrium.flow, states)


def law_table(outcomes: Outcomes) -> LawTable:
    """What every state changes in law, flow by flow."""
    world = outcomes.experiment.world
    return LawTable(
        world.regions,
        world.sectors,
        world.sector_names or world.sectors,
        {name: found.touches for name, found in outcomes.accounts.items()},
    )


def _write_table(results: Results) -> None:
    """Print the table of a run, in colours on a terminal: colours of our own, so they pass the filter."""
    if not sys.stdout.isatty():
        sys.stdout.write(terminal_text(results))
        return
    import shutil

    unfiltered(sys.stdout).write(terminal_text(results, shutil.get_terminal_size().columns, colour=True))


def _closures(results: Results) -> str:
    """Real income of the brief's economy by state and closure."""
    rows = []
    for name, state in results.states.items():
        closures = results.own_actor(state).by_closure
        changes = {} if closures is None else closures.real_income_percent
        shown = {
            closure: say("cli.no_equilibrium") if n.value is None else signed(n.value).translate(PLAIN_SIGNS)
            for closure, n in changes.items()
        }
        rows.append({say("cli.column.state"): name, **shown})
    return print_table(say("cli.closures", economy=results.economy), rows)
