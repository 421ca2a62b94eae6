"""`mp.run`: the states of a scenario beside its baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.document.columns import table_makers, tables_of
from middlepower.document.full_table import Columns
from middlepower.document.outcomes import Outcomes, outcomes_of
from middlepower.document.results import Results
from middlepower.document.run import document_of
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.front.asked import (
    Names,
    Tell,
    drawn_over,
    name_of,
    names_in,
    path_or_none,
    say_nothing,
    scenario_in,
    set_of,
)
from middlepower.front.beside import StudyFound, asked_beside, check_beside, kept_beside, with_beside
from middlepower.front.finding import Finding
from middlepower.front.product_run import ProductFinding, products_in, refuse_beside, run_products
from middlepower.front.solved_world import SolvedWorld
from middlepower.language.catalogue import say
from middlepower.names import unknown_name
from middlepower.report.brief import render_brief
from middlepower.report.changes import LawTable
from middlepower.report.csv_text import columns_csv
from middlepower.report.files import Aside, FlowTable, write_report
from middlepower.report.folder import Place
from middlepower.report.run_drawings import run_drawings
from middlepower.report.sentences import answer
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.schema import Scenario
from middlepower.world.embedded import load_world
from middlepower.world.world import World

if TYPE_CHECKING:
    from middlepower.report.drawing import Drawing


@dataclass(frozen=True, repr=False)
class RunFinding(Finding[Results]):
    """What a run gives back: its document, and the equilibria behind it with their labels."""

    outcomes: Outcomes
    aside: Aside | None

    @property
    def states(self) -> tuple[str, ...]:
        """The names of the states that `equilibrium` gives."""
        return tuple(self.outcomes.experiment.main.states)

    def equilibrium(self, state: str) -> SolvedWorld:
        """The equilibrium of a state under the main elasticity set, its ratios to the run's baseline."""
        main = self.outcomes.experiment.main
        if state not in main.states:
            raise unknown_name("state", state, main.states)
        title = self.document.states[state].title
        base = main.baseline.equilibrium
        return SolvedWorld(
            self.outcomes.experiment.world, main.states[state], base, title, self.document.header.baseline
        )

    @cached_property
    def _full(self) -> tuple[Columns, ...]:
        return tables_of(self.outcomes, tuple(self.document.main.actors))

    def texts_of_tables(self) -> Mapping[str, str]:
        """CSV text by the name of the table; flows are written only."""
        return {table.name: columns_csv(table) for table in self._full}

    def drawings(self) -> Iterable[Drawing]:
        """The figures of the brief, and those of the studies beside it."""
        return [*run_drawings(self.document), *(self.aside.drawings if self.aside else ())]

    def html(self) -> str:
        """The brief as HTML text."""
        return render_brief(self.document, self.aside.drawings if self.aside else ())

    def write_at(self, place: Place) -> list[Path]:
        """The paths of all files, written at a place that was checked."""
        flows, law = flow_table(self.outcomes.experiment), law_table(self.outcomes)
        tables = table_makers(self.outcomes, tuple(self.document.main.actors))
        return write_report(self.document, tables, flows, place, law, self.aside)


def run(
    scenario: str | Path | Scenario,
    *,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    economy: str | None = None,
    states: Names | None = None,
    world: str | World | None = None,
    nest_elasticity: float = 5.0,
    ranges: bool = True,
    weights: str = "equal",
    beside: Names | None = None,
    draws: int | None = None,
    over: Names | None = None,
    out: str | Path | None = None,
    tell: Tell = say_nothing,
) -> RunFinding | ProductFinding:
    """The policy states of a scenario beside its baseline; on a world of products also by product.

    Args:
        scenario: A built-in scenario, a YAML file, or a Scenario.
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits; `all` compares.
        economy: Whose brief it is: a code or name.
        states: Only these states.
        world: Another world than the scenario's: a World, a name or a file, also of products.
        nest_elasticity: Long-run elasticity between products of a flow.
        ranges: Also under every published elasticity set.
        weights: What published sets weigh in the centre of headlines: equal, or score.
        beside: Also ask, for the brief: coerce, treaty, wedge, frontier, align.
        draws: Medians and 10th to 90th percentiles of so many draws in the place of ranges over sets.
        over: What these draw, by name, such as elasticity_set; everything if none.
        out: The folder that keeps these draws; `write` writes files.
        tell: Is called with a line of text at each step.

    >>> import middlepower as mp
    >>> answer = mp.run("beijing-2026", states=["deal"], ranges=False)
    >>> frame = answer.to_frame()
    >>> own = frame[(frame.economy == "CAN") & (frame.quantity == "real_income_percent")]
    >>> own[["state", "value", "unit"]].round(3).to_dict("records")
    [{'state': 'deal', 'value': 0.031, 'unit': 'per cent'}]
    >>> round(float(answer.equilibrium("deal").real_income.sel(economy="CAN")), 5)
    1.00031
    """
    studies = () if beside is None else names_in(beside, "--beside")
    check_beside(studies)
    chosen = () if states is None else names_in(states, "--states")
    asked = narrowed(scenario_in(scenario), economy, chosen, name_of(world))
    table = products_in(asked.world)
    theta = set_of(elasticities, load_world(asked.world) if table is None else table.world)
    settings = Settings(theta, horizon, closure, nest_elasticity, ranges, weights, over=drawn_over(over, draws))
    if table is not None:
        refuse_beside({"--beside": beside, "--draws": draws})
        return run_products(asked, table, settings, tell)
    outcomes, found = _solved(asked, settings, draws, path_or_none(out), tell)
    results, aside = document_of(asked, outcomes), None
    if studies:
        given = asked.scenario if isinstance(scenario, Scenario) else str(scenario)
        found += asked_beside(asked, given, settings, studies, tell)
    else:
        found += kept_beside(results)
    if found:
        results, aside = with_beside(results, found)
    return RunFinding(results, answer(results), "brief.html", "economies", outcomes, aside)


def _solved(
    scenario: Scenario, settings: Settings, draws: int | None, kept_in: Path | None, tell: Tell
) -> tuple[Outcomes, list[tuple[str, StudyFound]]]:
    """(the outcomes of a scenario, what its draws say beside them); without draws ranges are over sets."""
    if draws is not None:
        from middlepower.front.run_draws import drawn_run

        return drawn_run(scenario, settings, draws, kept_in, tell)
    return outcomes_of(scenario, run_scenario(scenario, settings, lambda *step: tell(_step(*step)))), []


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
