"""`mp.ensemble`: a scenario under thousands of draws over everything uncertain."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from middlepower.data.elasticities import published_sets
from middlepower.document.drawn import EnsembleDraws
from middlepower.document.ensemble import DrawsRead, draws_read, ensemble_document
from middlepower.ensemble.cluster import Cluster
from middlepower.ensemble.plan import Plan
from middlepower.ensemble.run import Progress, kept_of, runner_of, solve_ensemble
from middlepower.ensemble.runners import Runner
from middlepower.ensemble.store import check_engine
from middlepower.errors import ScenarioError, StoppedError
from middlepower.experiment.design import AT_SETS, check_design
from middlepower.experiment.settings import Settings
from middlepower.front.asked import (
    Names,
    Tell,
    name_of,
    names_in,
    names_or_none,
    path_or_none,
    say_nothing,
    scenario_in,
    set_of,
)
from middlepower.front.finding import Paper
from middlepower.language.catalogue import say
from middlepower.report.ensemble_page import ensemble_drawings, ensemble_texts, headline
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.schema import Scenario
from middlepower.world.embedded import load_world
from middlepower.world.world import World

DRAWS = 1000  # of a design that may have any number


@dataclass(frozen=True)
class HowDrawn:
    """How many draws, of which design and seed, and who solves them."""

    draws: int | None  # as many as the design has by itself where none are asked for
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
        design = check_design(self.design)
        by_itself = len(published_sets()) if design == AT_SETS else DRAWS
        return Plan(scenario, settings, by_itself if self.draws is None else self.draws, design, self.seed)


@dataclass(frozen=True)
class Drawn:
    """A solved ensemble: what its draws say, in full and as a document."""

    plan: Plan
    read: DrawsRead
    document: EnsembleDraws


def ensemble(
    scenario: str | Path | Scenario,
    draws: int | None = None,
    *,
    design: str = "sobol",
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    resume: bool = False,
    out: str | Path | None = None,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    economy: str | None = None,
    states: Names | None = None,
    world: str | World | None = None,
    nest_elasticity: float = 5.0,
    weights: str = "equal",
    over: Names | None = None,
    flow_error: float = 0.0,
    tell: Tell = say_nothing,
) -> Paper[EnsembleDraws]:
    """How sure a scenario's answers are: everything uncertain drawn many times. Needs the extra `draws`.

    Args:
        scenario: A built-in scenario, a YAML file, or a Scenario.
        draws: How many draws; 1000 if none, of sets all of them.
        design: Where they lie: sobol, latin, or sets for the published sets themselves.
        seed: Of the draws; the same seed gives the same numbers.
        workers: Processes on this machine; its cores if none.
        scheduler: Address of a Dask scheduler, tcp://HOST:8786.
        resume: Go on with the draws in `out`.
        out: The folder that keeps the draws; none are kept if none.
        elasticities: Elasticity set of the main run; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        economy: Whose answer it is: a code or name.
        states: Only these states.
        world: Another world than the scenario's: a World, a name or a file.
        nest_elasticity: Long-run elasticity between products of a flow.
        weights: What published sets weigh: equal, or score.
        over: What is drawn, by name, such as elasticity_set; everything if none.
        flow_error: Standard deviation of ln flows, drawn by pair and sector; none if 0.
        tell: Is called with a line of text at each step.
    """
    how = HowDrawn(draws, design, seed, workers, scheduler, resume)
    if resume and out is None:
        raise ScenarioError("`--resume` goes on with the draws in a folder: name it with `--out`.")
    chosen = () if states is None else names_in(states, "--states")
    asked = narrowed(scenario_in(scenario), economy, chosen, name_of(world))
    theta = set_of(elasticities, load_world(asked.world))
    named = names_or_none(over, "--over") or ()
    settings = Settings(theta, horizon, closure, nest_elasticity, weights=weights, over=named, flow_error=flow_error)
    document = draw(asked, settings, how, path_or_none(out), tell).document
    return Paper(document, headline(document), "ensemble.html", "economies", ensemble_texts, ensemble_drawings)


def draw(scenario: Scenario, settings: Settings, how: HowDrawn, kept_in: Path | None, tell: Tell) -> Drawn:
    """A scenario's ensemble, solved as far as it is missing in a folder, and read."""
    check_engine()
    plan = how.plan(scenario, settings)
    runner = how.runner()
    kept = kept_of(plan)
    with _folder(kept_in, how.resume) as folder:
        store, _ = solve_ensemble(plan, folder, runner, how.resume, by_percent(tell))
        read = draws_read(plan, kept, store)
        return Drawn(plan, read, ensemble_document(plan, read, store))


@contextmanager
def _folder(kept_in: Path | None, resume: bool) -> Iterator[Path]:
    """The folder of the draws: the one that keeps them, or one that goes when they are read."""
    if kept_in is not None:
        try:
            yield kept_in
        except KeyboardInterrupt:
            remedy = "the same command goes on with it" if resume else "go on with --resume"
            raise StoppedError(f"what was solved is kept in {kept_in}: {remedy}.") from None
        return
    with tempfile.TemporaryDirectory(prefix="middlepower-") as folder:
        yield Path(folder)


def by_percent(tell: Tell) -> Progress:
    """A function of (draws done, draws in all) that tells of them once a per cent at most."""
    told = [-1]

    def progress(done: int, total: int) -> None:
        if 100 * done // total > told[-1]:
            told[:] = [100 * done // total]
            tell(say("ensemble.drawing", done=done, total=total))

    return progress
