"""A run's document -> the same question solved again -> its changes of real income, explained."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from middlepower.data.first_year import knows_labour
from middlepower.document.explained import Explained, HorizonSplit, Mover, StateExplained
from middlepower.document.number import Number
from middlepower.document.quantities import quantities_of
from middlepower.document.results import Results
from middlepower.errors import DataError
from middlepower.experiment.between_horizons import STEPS, Corners, corners_of
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG
from middlepower.indicators.between_horizons import split
from middlepower.indicators.decomposition import decompose
from middlepower.indicators.explain import Explanation, explain
from middlepower.indicators.first_order import first_order_welfare
from middlepower.language.catalogue import named, say, spoken
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.shock import iceberg_change

Array = NDArray[np.float64]
REPRODUCED = 1e-6  # per cent: solving again must give the document's own number


def solve_again(results: Results) -> Experiment:
    """The main run of a results document, solved anew from the scenario and settings that it holds."""
    header = results.header
    settings = Settings(
        elasticities=header.elasticities,
        horizon=header.horizon,
        closure=header.closure,
        nest_elasticity=header.long_run_nest_elasticity,
        ranges=False,
    )
    return run_scenario(narrowed(results.scenario_definition, results.economy, tuple(results.states)), settings)


def explained(results: Results, economy: str) -> Explained:
    """The document of `middlepower explain`: every state's change of real income in exact parts."""
    experiment = solve_again(results)
    world, main = experiment.world, experiment.main
    n = world.region(economy)
    corners = corners_of(experiment.question, experiment.settings) if knows_labour(world.sectors) else None
    states = {name: _state(experiment, results, name, n, corners) for name in main.states}
    residuals = [solved.report.residual for solved in (main.baseline.equilibrium, *main.states.values())]
    header = replace(
        results.header,
        document="explain",
        command=f"middlepower explain DIR --economy {world.regions[n]}",
        question=say("document.explain_question", whose=spoken().possessive(world.region_names[n])),
        centre=say("document.outcome", name=results.header.main_variant),
        range=say("document.main_run_only"),
        ranged_over=(),
        variants=(results.header.main_variant,),
        worst_residual=float(np.max(residuals)),
    )
    return Explained(
        header=header,
        quantities=quantities_of(Explained, world.vintage),
        regions=results.regions,
        groups=results.groups,
        sectors=results.sectors,
        scenario=results.scenario,
        economy=world.regions[n],
        states=states,
    )


def _state(experiment: Experiment, results: Results, name: str, n: int, corners: Corners | None) -> StateExplained:
    world, main = experiment.world, experiment.main
    before, after = main.baseline.equilibrium, main.states[name]
    change = 100.0 * (float(after.real_income_hat[n] / before.real_income_hat[n]) - 1.0)
    _check_reproduced(change, results, name, world.regions[n])
    log_iceberg = iceberg_change(main.baseline.shock, main.shocks[name])
    parts = explain(decompose(main.baseline.solver, before, after, log_iceberg), n)
    horizons, missing = _between(corners, name, n)
    both = _at_both(results, name, world.regions[n], horizons)
    return StateExplained(
        title=named(experiment.question.states[name].title),
        real_income_percent=Number.of(change),
        real_income_by_horizon_percent=both,
        residual=Number.of(after.report.residual),
        **_parts(parts),
        by_partner=_movers(world.regions, parts.by_partner, parts.order),
        by_sector=_movers(world.sectors, parts.by_sector, parts.order),
        first_order_welfare_percent=Number.of(100.0 * float(first_order_welfare(before, after).welfare[n])),
        horizons=horizons,
        horizons_missing=missing,
    )


def _at_both(results: Results, name: str, code: str, split: HorizonSplit | None) -> dict[str, Number]:
    """Real income at both horizons: what the results say, with its range, and else the ends of the steps."""
    state, horizon = results.states[name], results.header.horizon
    actor = state.actors.get(code)
    soon = None if actor is None else actor.first_year
    found = {horizon: state.economies[code].real_income_percent}
    found |= {} if soon is None else {FIRST_YEAR: soon.real_income_percent}
    ends = {} if split is None else {LONG: split.long_run_log_points, FIRST_YEAR: split.first_year_log_points}
    return {**{when: points.changed(_percent) for when, points in ends.items()}, **found}


def _percent(log_points: float) -> float:
    return 100.0 * math.expm1(log_points / 100.0)


def _between(corners: Corners | None, name: str, n: int) -> tuple[HorizonSplit | None, str]:
    """What leads a state from the long run to the first year, and why that is missing."""
    if corners is None:
        return None, say("document.no_steps")
    values = corners.log_changes(name, n)
    found = split({frozenset(corner): value for corner, value in values.items()}, STEPS)
    if found is None:
        return None, say("document.no_way")
    tables = (100.0 * np.array([found.parts, found.low, found.high])).T.tolist()
    steps: dict[str, Number] = {step: Number(*row) for step, row in zip(STEPS, tables, strict=True)}
    first, last = (Number.of(100.0 * values[frozenset(corner)]) for corner in ((), STEPS))
    return HorizonSplit(first, steps, last, found.orders), ""


def _check_reproduced(change: float, results: Results, name: str, code: str) -> None:
    """None; DataError where a change of real income, per cent, is not the one that the results report."""
    economies, main = results.states[name].economies, results.header.main_variant
    if code not in economies or main not in economies[code].by_variant_percent:
        raise DataError(f"the results hold no `real_income_percent` of {code} in state `{name}`. Run it again.")
    told = economies[code].by_variant_percent[main].known
    if not math.isclose(change, told, abs_tol=REPRODUCED):
        raise DataError(
            f"state `{name}` solved again gives {change:.6f}% for {code}, the results say {told:.6f}%: "
            "they come from other data or another version. Run the scenario again."
        )


def _parts(parts: Explanation) -> dict[str, Number]:
    """Totals in log points x 100."""
    values = {
        "total": parts.total,
        "terms_of_trade": parts.terms_of_trade,
        **parts.parts,
        "deficit": parts.deficit,
        "rents": parts.rents,
        "employment": parts.employment,
        "gap": parts.gap,
    }
    return {name: Number.of(100.0 * value) for name, value in values.items()}


def _movers(labels: tuple[str, ...], table: Array, order: tuple[str, ...]) -> tuple[Mover, ...]:
    """Rows by label, the largest movers first; rows of nothing left out."""
    totals = table.sum(axis=1)
    return tuple(
        Mover(
            label=labels[place],
            sum=Number.of(100.0 * float(totals[place])),
            **{name: Number.of(100.0 * float(value)) for name, value in zip(order, table[place], strict=True)},
        )
        for place in np.argsort(-np.abs(totals), kind="stable")
        if np.abs(table[place]).max() > 0
    )
