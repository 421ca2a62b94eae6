"""`middlepower ensemble`: a scenario under thousands of draws over everything uncertain."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from middlepower.cli.output import print_table, wrote
from middlepower.cli.progress import status_line
from middlepower.document.drawn import EnsembleDraws
from middlepower.document.ensemble import DrawsRead, draws_read, ensemble_document
from middlepower.document.file import write
from middlepower.ensemble.design import check_design
from middlepower.ensemble.plan import Plan
from middlepower.ensemble.run import kept_of, runner_of, solve_ensemble
from middlepower.ensemble.runners import Cluster, Runner
from middlepower.ensemble.store import check_engine
from middlepower.errors import ScenarioError
from middlepower.experiment.settings import Settings
from middlepower.language.catalogue import say
from middlepower.report.ensemble_page import chance, ensemble_drawings, ensemble_texts, headline, places_of
from middlepower.report.folder import Place
from middlepower.report.profile_wording import ranged
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario


@dataclass(frozen=True)
class HowDrawn:
    """How many draws, of which design and seed, and who solves them."""

    draws: int
    design: str = "sobol"
    seed: int = 1
    workers: int | None = None
    scheduler: str | None = None
    resume: bool = False

    def runner(self) -> Runner:
        """Who solves the draws: a cluster, or as many processes as asked for, by default one for each core."""
        if self.scheduler is not None and self.workers is not None:
            raise ScenarioError("--workers and --scheduler exclude each other: a cluster has its own workers.")
        if self.scheduler is not None:
            cluster = Cluster(self.scheduler)
            cluster.check()
            return cluster
        return runner_of(self.workers if self.workers is not None else os.cpu_count() or 1)

    def plan(self, scenario: Scenario, settings: Settings) -> Plan:
        """The ensemble of a scenario that is asked for."""
        return Plan(scenario, settings, self.draws, check_design(self.design), self.seed)


@dataclass(frozen=True)
class Drawn:
    """A solved ensemble: what its draws say, in full and as a document."""

    plan: Plan
    read: DrawsRead
    document: EnsembleDraws


def ensemble_command(
    name: str,
    economy: str | None,
    states: Sequence[str],
    settings: Settings,
    how: HowDrawn,
    place: Place | None,
    as_json: bool,
) -> None:
    """Solve what is missing of an ensemble and say what its draws say."""
    if how.resume and place is None:
        raise ScenarioError("`--resume` goes on with the draws in a folder: name it with `--out`.")
    document = draw(narrowed(read_scenario(name), economy, states, None), settings, how, place).document
    if place is not None:
        written = place.write(ensemble_texts(document), document, ensemble_drawings(document))
        print(wrote(written, place.folder, "ensemble.html"), file=sys.stderr)
    sys.stdout.write(write(document) if as_json else _plain(document))


def draw(scenario: Scenario, settings: Settings, how: HowDrawn, place: Place | None) -> Drawn:
    """A scenario's ensemble, solved as far as it is missing in the folder of a place, and read."""
    check_engine()
    plan = how.plan(scenario, settings)
    runner = how.runner()
    if place is not None:
        place.check()
    kept = kept_of(plan)
    with _folder(place) as folder, status_line() as tell:
        store, _ = solve_ensemble(
            plan, folder, runner, how.resume, lambda done, total: tell(say("ensemble.drawing", done=done, total=total))
        )
        read = draws_read(plan, kept, store)
        return Drawn(plan, read, ensemble_document(plan, read, store))


@contextmanager
def _folder(place: Place | None) -> Iterator[Path]:
    """The folder of the draws: the command's own, or one that goes when the command ends."""
    if place is not None:
        yield place.folder
        return
    with tempfile.TemporaryDirectory(prefix="middlepower-") as folder:
        yield Path(folder)


def _plain(document: EnsembleDraws) -> str:
    """The states as a table, under one sentence."""
    rows = []
    for name, state in document.states.items():
        own = state.economies[document.economy]
        rows.append(
            {
                say("ensemble.column.state"): name,
                say("ensemble.column.income"): ranged(own.real_income_percent, places_of(own.real_income_percent)),
                say("ensemble.column.loses"): chance(own.chance_of_loss_percent),
                say("ensemble.column.moves"): state.moved_by[0].name.replace("_", " ") if state.moved_by else "-",
            }
        )
    title = say("ensemble.title", title=document.title, n=document.draws)
    return f"{headline(document)}\n\n{print_table(title, rows)}"
