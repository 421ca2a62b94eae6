"""Scenarios of the main question with all its quotas per core-second, at both horizons, to the ensemble's tolerance."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import cast

import numpy as np
from measure import Row

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.batch import ENSEMBLE_TOLERANCE, solve_many
from middlepower.experiment.experiment import solve_baseline
from middlepower.experiment.machine_code import compiled
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import main_variant, nest_elasticity
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.read import read_scenario
from middlepower.scenario.shock import Shock

STATE = "deal-and-us-100"
GOALS = {"long": 450.0, "first-year": 80.0}  # scenarios per core-second
COUNT = 60


def scenario_rows() -> Iterator[Row]:
    """One row for each horizon."""
    yield from (row_of(horizon, goal) for horizon, goal in GOALS.items())


def row_of(horizon: str, goal: float) -> Row:
    """The main question's hardest state, each time with two per cent of noise on foreign costs."""
    settings = Settings(horizon=horizon)
    question, variant = question_of(read_scenario("beijing-2026")), main_variant(settings)
    baseline = solve_baseline(question, settings, settings.main_closure, variant)
    make = question.shock_of(STATE, baseline.world, nest_elasticity(variant))
    draw = np.random.default_rng(3)
    foreign = 1.0 - np.eye(len(baseline.world.regions))
    noise = [np.exp(0.02 * foreign * draw.standard_normal(baseline.world.flow.shape)) for _ in range(COUNT)]
    shocks = [make(one) for one in noise]
    solve = in_one_call(baseline) if isinstance(baseline.solver, Solver) else one_by_one(baseline)
    solve(shocks[:1])
    quotas = len(shocks[0].quotas)
    before = time.process_time()
    sweeps, worst = solve(shocks)
    spent = time.process_time() - before
    note = f"{quotas} quotas, {sweeps:.1f} sweeps, largest residual {worst:.0e}"
    size = f"{len(baseline.world.regions)} x {len(baseline.world.sectors)}"
    return Row(f"{horizon}, {size} at 1e-8 with quotas", COUNT / spent, "per core-second", goal, note=note)


def in_one_call(baseline: Baseline) -> Callable[[list[Shock]], tuple[float, float]]:
    """A function from shocks to (mean sweeps, largest residual), solved as an ensemble solves them."""
    solver = cast(Solver, baseline.solver)

    def solve(shocks: list[Shock]) -> tuple[float, float]:
        done = solve_many(solver, shocks, baseline.closure, ENSEMBLE_TOLERANCE, 1)
        return float(done.sweeps.mean()), float(done.residual.max())

    return solve


def one_by_one(baseline: Baseline) -> Callable[[list[Shock]], tuple[float, float]]:
    """The same with the compiled solver of the first year."""
    solver = compiled(baseline).solver

    def solve(shocks: list[Shock]) -> tuple[float, float]:
        reports = [solver.solve(shock, baseline.closure, ENSEMBLE_TOLERANCE).report for shock in shocks]
        return float(np.mean([one.sweeps for one in reports])), max(one.residual for one in reports)

    return solve
