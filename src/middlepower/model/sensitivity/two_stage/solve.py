"""Stage 2 after an equilibrium of stage 1, and the gradient of what the threat costs by all policy of stage 1.

>>> import numpy as np
>>> import middlepower as mp
>>> from middlepower.experiment.baseline import Baseline
>>> from middlepower.experiment.frictions import frictions_of
>>> from middlepower.scenario.shock import Shock
>>> world = mp.load_world()
>>> start = Baseline.of(world)
>>> canada, usa = world.region("CAN"), world.region("USA")
>>> cut = np.zeros((len(world.regions),) * 2, dtype=bool)
>>> cut[canada, usa] = cut[usa, canada] = True
>>> theta = np.full(len(world.sectors), 0.75)
>>> stage = SecondStage(frictions_of(world), theta, lambda tau: Shock(np.ones_like(tau), tau, cut=cut))
>>> threat = met(start.equilibrium, stage, canada)
>>> exposure = -threat.log_income
>>> slopes = two_stage_gradient(start.equilibrium, stage, threat, canada, 1.0)
>>> cars = world.sectors.index("C29")
>>> bool(exposure > 0.1 and slopes.tariff[cars, canada, usa] > 0)
True
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.problem import prepare
from middlepower.model.first_year.equations import Frictions
from middlepower.model.first_year.loop import PricesAndOutputs, mix, start
from middlepower.model.first_year.solve import FirstYearSolver, Mix, attempt, settle
from middlepower.model.long_run.iterate import Steering
from middlepower.model.long_run.solve import TOLERANCE
from middlepower.model.sensitivity.adjoint.equations import Objective
from middlepower.model.sensitivity.adjoint.solve import gradient as long_run_gradient
from middlepower.model.sensitivity.adjoint.solve import real_income_of
from middlepower.model.sensitivity.first_year.objectives import market, real_income
from middlepower.model.sensitivity.first_year.solve import gradient as first_year_gradient
from middlepower.model.sensitivity.two_stage.equations import PulledBack, added, pulled_back, recorded_benchmark
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SecondStage:
    """What is met after ties were made: frictions, elasticities theta[k], and the threat.

    `threat` makes the shock of a recorded tariff [k, n, i]; where the policy of stage 1 may move a tariff, the threat
    must leave it alone or cut its flow. Wages are held relative to stage 1, as `frictions` say. `near` is the outcome
    of a stage 1 nearby, to start from.
    """

    frictions: Frictions
    theta: Array
    threat: Callable[[Array], Shock]
    mix: Mix = mix


@dataclass(frozen=True)
class MetThreat:
    """A threat carried out: its equilibrium over stage 1, the solver, and ln W of one economy over stage 1."""

    equilibrium: Equilibrium
    solver: FirstYearSolver
    log_income: float


@dataclass(frozen=True)
class PolicySlopes:
    """Derivatives [k, n, i] by stage 1's ln(1 + tariff), ln(1 + export tax) and ln of iceberg trade costs."""

    tariff: Array
    export_tax: Array
    trade_cost: Array


def met(
    first: Equilibrium,
    stage: SecondStage,
    region: int,
    near: MetThreat | None = None,
    tolerance: float = TOLERANCE,
) -> MetThreat:
    """The threat of a stage carried out on an equilibrium of the long run, started from that of one nearby."""
    bench = replace(recorded_benchmark(first), theta=stage.theta)
    if near is None:
        solver = replace(FirstYearSolver.of(bench, stage.frictions), mix=stage.mix)
    else:
        solver = replace(near.solver, benchmark=bench)
    shock = stage.threat(bench.tau)
    found = None if near is None else continued(solver, shock, near.equilibrium, tolerance)
    if found is None:
        solver = replace(FirstYearSolver.of(bench, stage.frictions), mix=stage.mix)
        found = solver.solve(shock, first.closure, tolerance)
    return MetThreat(found, solver, float(np.log(found.real_income_hat[region])))


def continued(solver: FirstYearSolver, shock: Shock, near: Equilibrium, tolerance: float) -> Equilibrium | None:
    """The equilibrium by sweeps from one nearby; None where they do not get there."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        problem = prepare(solver.benchmark, shock, near.closure)
        begin = PricesAndOutputs(np.log(near.P_hat), np.log(market(near).r_hat), start(problem).z)
        evaluate, reached = attempt(solver, shock, near.closure, tolerance, begin)
        if not reached.gaps.within(tolerance):
            return None
        return settle(evaluate, shock, near.closure, reached, "anderson", tolerance)


def threat_slopes(first: Equilibrium, threat: MetThreat, region: int) -> PulledBack:
    """What stage 1's flows, wages and taxes are worth to ln W of stage 2 over stage 1."""
    found = threat.equilibrium
    slopes = first_year_gradient(found, threat.solver.frictions, real_income(found, region)).held
    return pulled_back(first, slopes, region)


def two_stage_gradient(
    first: Equilibrium,
    stage: SecondStage,
    threat: MetThreat,
    region: int,
    belief: float,
    steer: Steering | None = None,
) -> PolicySlopes:
    """Slopes of ln W of stage 1 + belief x ln W of stage 2 over stage 1, of one economy, by all policy of stage 1."""
    return policy_slopes(first, real_income_of(first, region), [(belief, threat_slopes(first, threat, region))], steer)


def policy_slopes(
    first: Equilibrium, objective: Objective, threats: list[tuple[float, PulledBack]], steer: Steering | None = None
) -> PolicySlopes:
    """Slopes of an objective of stage 1 + sum of beliefs x ln W of stage 2: one adjoint of stage 1 for them all."""
    for belief, back in threats:
        objective = added(objective, back.objective, belief)
    slopes = long_run_gradient(first, objective, steer)
    tariff, export_tax = slopes.tariff, slopes.export_tax
    for belief, back in threats:
        tariff = tariff + belief * back.by_tariff
        export_tax = export_tax + belief * back.by_export_tax
    return PolicySlopes(tariff, export_tax, slopes.trade_cost)
