"""A policy of the long run and what threats do to it: ln W, exposures and slopes at any position of the levers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.autonomy.levers import PolicyLevers
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.long_run.iterate import Unknowns
from middlepower.model.long_run.solve import Solver
from middlepower.model.sensitivity.adjoint.solve import real_income_of
from middlepower.model.sensitivity.two_stage.solve import (
    MetThreat,
    PolicySlopes,
    SecondStage,
    met,
    policy_slopes,
    threat_slopes,
)
from middlepower.solve.ascent import Climbed

Array = NDArray[np.float64]
LEAST_CURVATURE = 1e-5  # of ln W by ln(1 + rate): a lever with hardly any trade must not take a wild step
TEN_PERCENT = float(-np.log(0.9))  # ln of trade costs that are 10% lower


@dataclass(frozen=True)
class PolicyChoice:
    """What an economy chooses before threats: its levers, the threats of stage 2 by power, and what access costs.

    `start` is the long-run baseline recorded as a benchmark, so that ln W is relative to it. Access to a partner's
    market costs access_cost x (sales there / income) x (a / ln(1 / 0.9))^2 of income, a = minus the log of trade costs.
    """

    start: Baseline
    n: int
    levers: PolicyLevers
    stages: Mapping[str, SecondStage]
    access_cost: float

    @property
    def solver(self) -> Solver:
        """The long run's solver."""
        assert isinstance(self.start.solver, Solver)
        return self.start.solver


@dataclass(frozen=True)
class PolicyPlace:
    """An evaluated policy: stage 1, the threats met there, ln W (access paid) and slopes of ln W alone by lever."""

    first: Equilibrium
    threats: Mapping[str, MetThreat]
    log_income: float
    slopes: Array = field(repr=False)

    def exposure(self, power: str) -> float:
        """E = ln W less ln W after the threat, log points."""
        return -self.threats[power].log_income


def stage_one(choice: PolicyChoice, x: Array, near: PolicyPlace | None) -> Equilibrium:
    """The long-run equilibrium of a policy, started from one nearby."""
    shock = choice.levers.shock(choice.start.world, x)
    first = None if near is None else unknowns_of(near.first)
    return choice.solver.solve(shock, choice.start.closure, first=first)


def unknowns_of(found: Equilibrium) -> Unknowns:
    """The unknowns of a stage-1 equilibrium, what export taxes move across borders included."""
    moved = (found.received - found.paid) / found.benchmark.wL
    return Unknowns(np.log(found.w_hat), np.log(found.P_hat), found.output, moved)


def access_paid(choice: PolicyChoice, x: Array) -> tuple[float, Array]:
    """(what access costs, as a part of income; its slopes by lever)."""
    cost, slope = 0.0, np.zeros(choice.levers.count)
    flow, income = choice.start.equilibrium.flow, choice.start.equilibrium.income[choice.n]
    for number, lever in enumerate(choice.levers.levers):
        if lever.kind == "access":
            sales = float(flow[choice.levers.access.lever == number].sum() / income)
            weight = choice.access_cost * sales / TEN_PERCENT**2
            cost += weight * x[number] ** 2
            slope[number] = 2.0 * weight * x[number]
    return cost, slope


def place_of(choice: PolicyChoice, x: Array, powers: tuple[str, ...], near: PolicyPlace | None = None) -> PolicyPlace:
    """The PolicyPlace of a policy with the threats of some powers; without slopes."""
    first = stage_one(choice, x, near)
    threats = {
        power: met(first, choice.stages[power], choice.n, None if near is None else near.threats.get(power))
        for power in powers
    }
    log_income = float(np.log(first.real_income_hat[choice.n])) - access_paid(choice, x)[0]
    return PolicyPlace(first, threats, log_income, np.zeros(choice.levers.count))


def by_lever(choice: PolicyChoice, slopes: PolicySlopes) -> Array:
    """Slopes by lever of what has these slopes by flow."""
    levers = choice.levers
    total: Array = levers.tariff.slopes(slopes.tariff, levers.count)
    total = total + levers.export_tax.slopes(slopes.export_tax, levers.count)
    return total - levers.access.slopes(slopes.trade_cost, levers.count)


def slopes_at(choice: PolicyChoice, x: Array, place: PolicyPlace, beliefs: Mapping[str, float]) -> Array:
    """Slopes by lever of ln W less the sum of beliefs x exposure, access paid."""
    backs = [(belief, threat_slopes(place.first, place.threats[power], choice.n)) for power, belief in beliefs.items()]
    found = policy_slopes(place.first, real_income_of(place.first, choice.n), backs, choice.solver.steer)
    return by_lever(choice, found) - access_paid(choice, x)[1]


def looked(
    choice: PolicyChoice, beliefs: Mapping[str, float], x: Array, near: PolicyPlace | None
) -> Climbed[PolicyPlace] | None:
    """Value and slopes of expected ln W at a policy; None where it, or a threat, has no equilibrium."""
    try:
        place = place_of(choice, x, tuple(beliefs), near)
        slope = slopes_at(choice, x, place, beliefs)
    except NoEquilibriumError:
        return None
    value = place.log_income - sum(belief * place.exposure(power) for power, belief in beliefs.items())
    return Climbed(x, value, slope, replace(place, slopes=slope))


def first_curvature(choice: PolicyChoice) -> Array:
    """A guess of minus the second derivatives of ln W by lever: trade elasticity x trade / income."""
    base, levers = choice.start.equilibrium, choice.levers
    value = base.benchmark.theta[:, None, None] * base.flow / base.income[choice.n]
    size = sum(
        reach.slopes(value * reach.per_unit, levers.count)
        for reach in (levers.tariff, levers.export_tax, levers.access)
    )
    paid = np.array([access_paid(choice, np.eye(levers.count)[j])[1][j] for j in range(levers.count)])
    return np.diag(np.maximum(size, LEAST_CURVATURE) + paid)
