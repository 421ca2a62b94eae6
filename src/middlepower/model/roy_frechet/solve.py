"""The equilibrium with sector wages: sweeps of `loop`, renewed linearisation, then the shock in steps.

kappa: the default is 1.5, the order of magnitude of the paper's estimates from the China shock in US commuting zones.
The article itself was not at hand when this was written, so the value is quoted from memory; its estimates differ with
the specification, and every result should be read over KAPPA_RANGE.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.problem import prepare
from middlepower.model.long_run.iterate import Outcome, Unknowns
from middlepower.model.long_run.settle import accepted, claimed, equilibrium_at
from middlepower.model.long_run.solve import CONTINUATION_STEPS, ROUNDING, TOLERANCE, Solver, partial_shock
from middlepower.model.roy_frechet.check import check_roy_frechet
from middlepower.model.roy_frechet.equations import (
    Labour,
    employment_share,
    income_per_worker_log,
    incumbents_hat,
    labour_of,
)
from middlepower.model.roy_frechet.loop import roy_mix, roy_renewed, roy_start, roy_steering
from middlepower.scenario.shock import Shock
from middlepower.solve.report import SolveReport
from middlepower.world.world import World

Array = NDArray[np.float64]

KAPPA = 1.5  # see the module's docstring
KAPPA_RANGE = (1.2, 1.5, 3.0)  # from almost fixed abilities to easy moves; infinity is the default model
SWEEPS = 120  # a healthy solve needs 20 to 40
RENEWALS = 4  # times the linearisation is renewed at the best point before the shock is taken in steps


@dataclass(frozen=True)
class RoyFrechetEquilibrium:
    """A solved equilibrium with sector wages.

    `equilibrium` holds prices, flows, income and the residuals as in any model, its w_hat[n] being Phi_hat, income per
    worker; wage_hat[s, n] wages per efficiency unit, missing (nan) where nobody works; kappa the dispersion.
    """

    equilibrium: Equilibrium
    wage_hat: Array
    labour: Labour

    @property
    def kappa(self) -> float:
        """Dispersion of abilities: the elasticity of relative employment to relative wages."""
        return self.labour.kappa

    @property
    def real_income_hat(self) -> Array:
        """Real income ratio to the benchmark [n], transfers and tariff revenue included."""
        return self.equilibrium.real_income_hat

    @cached_property
    def employment_share(self) -> Array:
        """Share of each sector in employment and in factor income [s, n]."""
        filled = np.where(self.labour.share > 0, self.wage_hat, 1.0)
        return employment_share(np.log(filled), self.labour.share, self.kappa)

    @cached_property
    def sector_real_wage_hat(self) -> Array:
        """Real income ratio of those who stay in sector s [s, n]: w_hat[s] over consumer prices.

        The short-run reading: what happens to the pay of a sector's job before anybody moves.
        """
        ratio: Array = self.wage_hat / self.equilibrium.consumer_price_hat
        return ratio

    @cached_property
    def incumbent_real_income_hat(self) -> Array:
        """Mean real income ratio of a sector's benchmark workers [s, n], moves to better-paid sectors included.

        At least `sector_real_wage_hat`; weighted by benchmark shares it adds up to income per worker.
        """
        share, w_hat = self.labour.share, np.where(self.labour.share > 0, self.wage_hat, 1.0)
        economies = range(share.shape[1])
        nominal = np.array([incumbents_hat(w_hat[:, n], share[:, n], self.kappa) for n in economies]).T
        ratio: Array = nominal / self.equilibrium.consumer_price_hat
        return ratio


def solve_roy_frechet(
    world: World | Solver,
    shock: Shock,
    kappa: float = KAPPA,
    closure: ClosureName = "world_gdp_share",
    tolerance: float = TOLERANCE,
) -> RoyFrechetEquilibrium:
    """The equilibrium after a shock when workers differ by sector; raises NoEquilibriumError when none is found."""
    solver = world if isinstance(world, Solver) else Solver.of(benchmark_of(world))
    labour = labour_of(solver.benchmark, kappa)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # a wild iterate shows in its residual
        outcome, method = find(solver, labour, shock, closure, tolerance)
        return settle(solver, labour, shock, closure, outcome, method, tolerance)


def find(solver: Solver, labour: Labour, shock: Shock, closure: ClosureName, tolerance: float) -> tuple[Outcome, str]:
    """Anderson sweeps; then the same with the linearisation renewed; then the shock in steps; else an error."""
    first = attempt(solver, labour, shock, closure, tolerance, None)
    if first.gaps.within(max(tolerance, ROUNDING)):
        return first, "anderson"
    state: Unknowns | None = None
    for step in CONTINUATION_STEPS:
        outcome = attempt(solver, labour, partial_shock(solver.benchmark, shock, step), closure, tolerance, state)
        if not outcome.gaps.within(tolerance):
            break
        state = outcome.state
    if outcome.gaps.within(tolerance):
        return outcome, "continuation"
    raise NoEquilibriumError(
        f"no equilibrium found under closure `{closure}` with kappa {labour.kappa:g}: Anderson sweeps with renewed "
        f"linearisation and the shock in {len(CONTINUATION_STEPS)} steps came no closer than a residual of "
        f"{first.gaps.worst:.1e} (wanted {tolerance:.0e}).{advice(solver, labour, shock, closure, tolerance)}"
    )


def advice(solver: Solver, labour: Labour, shock: Shock, closure: ClosureName, tolerance: float) -> str:
    """What to do instead, said only where it was seen to work."""
    if closure == "balanced":
        return ""
    if not attempt(solver, labour, shock, "balanced", tolerance, None).gaps.within(tolerance):
        return " Closure `balanced` was tried and has none either."
    return " A country that is cut off cannot keep a deficit: use closure `balanced`, which solves."


def attempt(
    solver: Solver, labour: Labour, shock: Shock, closure: ClosureName, tolerance: float, first: Unknowns | None
) -> Outcome:
    """The outcome of sweeps from a state, with the linearisation renewed at the best point when they fall short."""
    problem = prepare(solver.benchmark, shock, closure)
    steer = roy_steering(solver.benchmark, labour, solver.steer)
    outcome = roy_mix(problem, labour, steer, first or roy_start(problem), tolerance, SWEEPS)
    for _ in range(RENEWALS):
        if outcome.gaps.within(tolerance) or not np.isfinite(outcome.gaps.worst):
            break
        steer = roy_renewed(problem, labour, outcome)
        again = roy_mix(problem, labour, steer, outcome.state, tolerance, SWEEPS)
        outcome = replace(again, sweeps=again.sweeps + outcome.sweeps)
    return outcome


def settle(
    solver: Solver,
    labour: Labour,
    shock: Shock,
    closure: ClosureName,
    outcome: Outcome,
    method: str,
    tolerance: float,
) -> RoyFrechetEquilibrium:
    """The equilibrium at an outcome, with residuals from the independent check."""
    bench = solver.benchmark
    average = np.exp(income_per_worker_log(outcome.state.log_w, labour.share, labour.kappa))
    claim, quotas, (pi, log_price) = claimed(bench, shock, closure, outcome.point, average)
    residuals = check_roy_frechet(bench, labour.kappa, claim, average, pi, log_price)
    report = SolveReport(method, outcome.sweeps, tolerance, residuals.with_part("quota", outcome.gaps["quota"]))
    accepted(report)
    equilibrium = equilibrium_at(bench, shock, closure, (claim, quotas), pi, average, np.log(claim.w_hat), report)
    return RoyFrechetEquilibrium(equilibrium, np.where(labour.share > 0, claim.w_hat, np.nan), labour)
