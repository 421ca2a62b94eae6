"""Caliendo and Parro (2015, Review of Economic Studies 82): trade with input-output linkages and tariffs.

Letters as in the paper except that storage is [k, n, i] = [sector, importer, exporter] and tau is net.

(1) c_hat = w_hat^beta prod_k P_hat^gamma            unit cost
(2) P_hat = [sum_i pi (kappa_hat c_hat)^-theta]^(-1/theta)
(3) pi' = pi (kappa_hat c_hat / P_hat)^-theta
(4) X' = alpha I' + sum_s gamma Y'_s,  I' = w_hat wL + R' + D'
(5) imports - D' = exports, all net of tariffs
Real income = I_hat / prod_k P_hat^alpha.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName, deficits
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.problem import Problem, export_tax_after, prepare, receipts
from middlepower.model.core.quota import (
    QuotaOutcome,
    bundles,
    export_tax_transfers,
    fills,
    quota_table,
    rent_transfers,
    volumes,
)
from middlepower.model.long_run.check import CheckedResiduals, Claim, check_at, new_shares
from middlepower.model.long_run.equations import unit_cost_log
from middlepower.model.long_run.iterate import Outcome, State, Steering, fitting, mix, start, steering
from middlepower.model.long_run.newton import newton
from middlepower.scenario.shock import Shock
from middlepower.solve.report import SolveReport, Status

Array = NDArray[np.float64]

TOLERANCE = 1e-10  # equation residual; leaves a real-income error below 1e-8 percentage points
REFUSED = 1e-5  # a residual above this by the independent check is no solution, whatever the solver says
FIRST_SWEEPS = 60  # a healthy solve needs 20 to 45
CONTINUATION_STEPS = (0.25, 0.5, 0.75, 1.0)
Mix = Callable[[Problem, Steering, State, float, int], Outcome]  # `iterate.mix` or a compiled twin


@dataclass(frozen=True)
class Solver:
    """A benchmark with its steering and its main loop, ready for any number of shocks."""

    benchmark: Benchmark
    steer: Steering
    mix: Mix = mix

    @classmethod
    def of(cls, benchmark: Benchmark) -> Solver:
        """Prepare a benchmark once."""
        return cls(benchmark, steering(benchmark))

    def solve(
        self,
        shock: Shock,
        closure: ClosureName = "world_gdp_share",
        tolerance: float = TOLERANCE,
        first: State | None = None,
    ) -> Equilibrium:
        """The equilibrium after a shock; raises NoEquilibriumError when none is found."""
        begun = time.perf_counter()
        outcome, method = find(self, shock, closure, tolerance, first)
        return settle(self.benchmark, shock, closure, outcome, method, time.perf_counter() - begun)


def find(
    solver: Solver, shock: Shock, closure: ClosureName, tolerance: float, first: State | None
) -> tuple[Outcome, str]:
    """Anderson sweeps; then Newton steering renewed at the best point; then the shock in steps; else an error."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # a wild iterate shows in its residual
        return _find(solver, shock, closure, tolerance, first)


def _find(
    solver: Solver, shock: Shock, closure: ClosureName, tolerance: float, first: State | None
) -> tuple[Outcome, str]:
    problem = prepare(solver.benchmark, shock, closure)
    begin = start(problem) if first is None else fitting(problem, first)
    outcome = solver.mix(problem, solver.steer, begin, tolerance, FIRST_SWEEPS)
    if outcome.gaps.worst <= tolerance:
        return outcome, "anderson"
    outcome = newton(problem, start(problem), tolerance)
    if outcome.gaps.worst <= tolerance:
        return outcome, "newton"
    outcome = continuation(solver, shock, closure, tolerance)
    if outcome.gaps.worst <= tolerance:
        return outcome, "continuation"
    raise unsolved(solver.benchmark, outcome, closure, tolerance)


def unsolved(benchmark: Benchmark, outcome: Outcome, closure: ClosureName, tolerance: float) -> NoEquilibriumError:
    """The error that says what was tried, how close it came, where it is stuck, and which closure would work."""
    size = np.exp(outcome.state.log_w) * benchmark.wL
    worst = int(np.argmax(np.abs(outcome.found.excess) / size))
    why = "" if closure == "balanced" else " A country that trades too little cannot keep its deficit or surplus:"
    remedy = " soften the shock." if closure == "balanced" else " use closure `balanced`."
    return NoEquilibriumError(
        f"no equilibrium found under closure `{closure}`: Anderson sweeps, Newton steps on wages and the shock in "
        f"{len(CONTINUATION_STEPS)} steps came no closer than a residual of {outcome.gaps.worst:.1e} "
        f"(wanted {tolerance:.0e}), farthest off in {{region}}.{why}{remedy}",
        region=worst,
    )


def continuation(solver: Solver, shock: Shock, closure: ClosureName, tolerance: float) -> Outcome:
    """The shock in steps of its logarithm, each solved from the last."""
    bench = solver.benchmark
    state: State | None = None
    for step in CONTINUATION_STEPS:
        part = partial_shock(bench, shock, step)
        problem = prepare(bench, part, closure)
        outcome = solver.mix(problem, solver.steer, state or start(problem), tolerance, FIRST_SWEEPS)
        outcome = outcome if outcome.gaps.worst <= tolerance else newton(problem, state or start(problem), tolerance)
        state = outcome.state
    return outcome


def partial_shock(benchmark: Benchmark, shock: Shock, step: float) -> Shock:
    """The shock with costs and tariff factors raised to the power `step`; cut pairs stay cut."""
    before = 1.0 + benchmark.tau
    tariff = before * ((1.0 + shock.tariff) / before) ** step - 1.0
    tax = shock.export_tax
    if tax is not None:
        was = 1.0 if benchmark.export_tax is None else 1.0 + benchmark.export_tax
        tax = was * ((1.0 + tax) / was) ** step - 1.0
    return replace(shock, trade_cost=shock.trade_cost**step, tariff=tariff, export_tax=tax)


def settle(
    benchmark: Benchmark, shock: Shock, closure: ClosureName, outcome: Outcome, method: str, seconds: float
) -> Equilibrium:
    """The Equilibrium at an outcome, with residuals from the independent check."""
    claim, quotas = claimed(benchmark, shock, closure, outcome)
    pi, log_price = new_shares(benchmark, claim)
    report = report_of(check_at(benchmark, claim, pi, log_price), outcome, method, seconds)
    log_c = unit_cost_log(outcome.state.log_w, np.log(claim.P_hat), benchmark.beta, benchmark.gamma)
    return Equilibrium(
        benchmark,
        closure,
        claim.w_hat,
        claim.P_hat,
        np.exp(log_c),
        pi,
        claim.X,
        claim.net,
        claim.kappa_hat,
        foreign_share(benchmark, shock, quotas, pi, claim),
        claim.D,
        claim.received,
        claim.paid,
        quotas,
        report,
    )


def report_of(found: CheckedResiduals, outcome: Outcome, method: str, seconds: float) -> SolveReport:
    """What the solver says of its work, with the check's residuals; refuses what the check finds to be no solution."""
    if not found.worst <= REFUSED:
        raise NoEquilibriumError(
            f"the solver stopped, but the independent check finds equations off by {found.worst:.1e} of own value "
            "added: an income fell to its floor, or a closure cannot hold. Use closure `balanced`."
        )
    return SolveReport(
        Status.SOLVED,
        method,
        outcome.sweeps,
        seconds,
        max(found.worst, outcome.gaps.quota),
        found.price,
        found.goods,
        found.factor,
        found.trade_balance,
    )


def foreign_share(
    benchmark: Benchmark, shock: Shock, quotas: tuple[QuotaOutcome, ...], pi: Array, claim: Claim
) -> Array:
    """What goes to the exporter's treasury or licence holders per unit of spending [k, n, i]."""
    tax = export_tax_after(benchmark, shock)
    share = np.zeros(pi.shape) if tax is None else tax * claim.net
    for quota in quotas:
        spending = pi[quota.line.flow] * claim.X[quota.line.flow[:2]]
        if quota.line.rent_to == "exporter" and spending > 0:
            share[quota.line.flow] += quota.rent / spending
    return share


def claimed(
    benchmark: Benchmark, shock: Shock, closure: ClosureName, outcome: Outcome
) -> tuple[Claim, tuple[QuotaOutcome, ...]]:
    """What the solver claims, in the terms of the independent check; transfers recomputed from shares."""
    kappa, net = shock.trade_cost.copy(), receipts(benchmark, shock)
    if shock.cut is not None:
        kappa[:, shock.cut] = np.inf
    export_tax = export_tax_after(benchmark, shock)
    count, table = len(shock.quotas), quota_table(shock.quotas, benchmark, export_tax)
    premium = outcome.state.z[:count]
    rent = outcome.state.z[count : 2 * count] * benchmark.wL[table.importer]
    if count:
        bundle = bundles(table, premium)
        kappa[table.at] *= bundle.cost
        net[table.at] = bundle.border / table.export
    w_hat = np.exp(outcome.state.log_w)
    received, paid = rent_transfers(table, rent, benchmark.regions)
    claim = Claim(
        w_hat,
        np.exp(outcome.found.log_P),
        outcome.found.X,
        kappa,
        net,
        received,
        paid,
        deficits(closure, benchmark, w_hat),
    )
    if export_tax is not None:
        pi, _ = new_shares(benchmark, claim)
        got, gave = export_tax_transfers(export_tax, pi * net * claim.X[:, :, None])
        claim = replace(claim, received=received + got, paid=paid + gave)
    return claim, quota_outcomes(benchmark, shock, claim, premium, rent)


def quota_outcomes(
    benchmark: Benchmark, shock: Shock, claim: Claim, premium: Array, rent: Array
) -> tuple[QuotaOutcome, ...]:
    """Premium, fill and rent of each quota, volumes recomputed from the claimed shares."""
    if not shock.quotas:
        return ()
    table = quota_table(shock.quotas, benchmark, export_tax_after(benchmark, shock))
    pi, _ = new_shares(benchmark, claim)
    log_c = benchmark.beta * np.log(claim.w_hat) + np.einsum("nks,kn->sn", benchmark.gamma, np.log(claim.P_hat))
    spending = pi[table.at] * claim.X[table.k, table.n]
    fill = fills(table, volumes(table, bundles(table, premium), spending, log_c))
    return tuple(
        QuotaOutcome(line, float(np.expm1(p)), float(f), float(r))
        for line, p, f, r in zip(shock.quotas, premium, fill, rent, strict=True)
    )
