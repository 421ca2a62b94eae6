"""Many sectors without inputs: Lashkaripour (2021, Journal of International Economics 131), Eqs. (6) and (7).

Labour is the only cost, tastes are Cobb-Douglas across sectors and CES across origins. Storage is [k, n, i] =
[sector, importer, exporter]; the paper's lambda_ji,k is pi[k, n, i], its e_i,k is alpha[k, n], eps_k is theta[k].

      pi' = pi (kappa_hat w_hat)^-theta / sum_i pi (kappa_hat w_hat)^-theta
(6)   w_hat wL = sum_k sum_n pi' alpha I' / (1 + tau')         wages are sales net of tariffs
(7)   I' = w_hat wL + sum_k sum_i pi' alpha I' tau' / (1 + tau') + D'
Real income = I_hat / prod_k P_hat^alpha,  P_hat = [sum_i pi (kappa_hat w_hat)^-theta]^(-1/theta).

It is Caliendo and Parro (2015) with gamma = 0 and beta = 1, so `Solver.of(without_inputs(world))` solves it too.
Here income is eliminated from (7), and Newton's method solves (6) for N log wages, with the exact Jacobian.
The numeraire is world value added.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.long_run.check import CheckedResiduals, Claim, check, new_shares
from middlepower.scenario.shock import Shock, no_change
from middlepower.solve.report import SolveReport, Status

if TYPE_CHECKING:
    from middlepower.world.world import World

Array = NDArray[np.float64]
Closure = Literal["balanced", "world_gdp_share"]

TOLERANCE = 1e-12  # excess labour demand over own value added; double precision leaves about 1e-15
NEWTON_STEPS = 40  # four or five from the benchmark; more only for extreme shocks
WAGE_STEP = 0.5  # largest change of a log wage in one step
TINY = 1e-300  # stands for a price-index kernel that underflowed; its log is finite


@dataclass(frozen=True)
class Kernels:
    """What a shock does to demand: K[k, n, i] = pi kappa_hat^-theta, each row divided by exp(log_shift[k, n]).

    Kt = K x producers' receipts per unit of spending, 1 / (1 + tau') without export taxes.
    """

    K: Array
    Kt: Array
    log_shift: Array


@dataclass(frozen=True)
class Point:
    """The economy at given log wages: all of Eqs. (6) and (7), with the labour market's excess demand.

    pi[k, n, i] shares; flow[k, n, i] at basic prices and trade[n, i] its sum over sectors; keep[k, n] producers'
    receipts per unit of spending; kept[n] = sum_k alpha keep; income[n]; value_added[n]; excess[n] (million US$).
    """

    log_w: Array
    log_P: Array
    pi: Array
    flow: Array
    trade: Array
    keep: Array
    kept: Array
    income: Array
    value_added: Array
    excess: Array

    @property
    def own_share(self) -> Array:
        """pi[k, n, n]."""
        n = np.arange(len(self.log_w))
        return self.pi[:, n, n]

    @property
    def own_flow(self) -> Array:
        """flow[k, n, n]."""
        n = np.arange(len(self.log_w))
        return self.flow[:, n, n]

    @property
    def residual(self) -> float:
        """The largest excess demand for labour over own value added."""
        return float(np.abs(self.excess / self.value_added).max())


def benchmark_from_spending(spending: Array, tariff: Array, elasticity: Array) -> Benchmark:
    """The benchmark of tariff-inclusive spending[k, n, i]: gross flows net of tariffs are value added.

    Lashkaripour (2021) and the public programs of that paper read their flows this way. A sector that an
    importer doesn't buy gets a domestic share of one.
    """
    X = spending.sum(axis=2)
    home = np.broadcast_to(np.eye(spending.shape[1]), spending.shape)
    bought = (X > 0.0)[:, :, None]
    flow = spending / (1.0 + tariff)
    N, S = X.shape[1], X.shape[0]
    return Benchmark(
        pi=np.where(bought, spending / np.where(bought, X[:, :, None], 1.0), home),
        tau=tariff,
        gamma=np.zeros((N, S, S)),
        beta=np.ones((S, N)),
        alpha=X / X.sum(axis=0),
        theta=elasticity,
        wL=flow.sum(axis=(0, 1)),
        D=flow.sum(axis=(0, 2)) - flow.sum(axis=(0, 1)),
        X=X,
    )


def without_inputs(world: World) -> Benchmark:
    """The benchmark of a world whose input-output loop is dropped: all sales are final, all receipts value added."""
    return benchmark_from_spending(world.flow * (1.0 + world.tariff), world.tariff, world.elasticity)


def balanced(benchmark: Benchmark) -> Benchmark:
    """The benchmark after every deficit has gone to zero, all else unchanged (Dekle, Eaton and Kortum 2008)."""
    return rebased(benchmark, solve(benchmark, no_change(benchmark.tau), "balanced"))


def rebased(benchmark: Benchmark, found: Equilibrium) -> Benchmark:
    """The benchmark that starts from an equilibrium without export taxes: later changes are relative to it."""
    tau = 1.0 / found.net - 1.0
    return replace(benchmark, pi=found.pi, tau=tau, wL=found.value_added, D=found.D, X=found.X)


def check_no_inputs(benchmark: Benchmark) -> None:
    """Refuse a benchmark that has inputs."""
    if np.any(benchmark.gamma):
        raise DataError(
            "this model has no inputs but `gamma` is not zero: build the benchmark by without_inputs(world)."
        )


def kernels(benchmark: Benchmark, shock: Shock) -> Kernels:
    """The Kernels of a shock; quotas and export taxes need the input-output solver."""
    if shock.quotas or shock.export_tax is not None:
        raise DataError(
            "the model without inputs takes tariffs and trade costs only: for quotas and export taxes use "
            "Solver.of(without_inputs(world))."
        )
    with np.errstate(divide="ignore"):
        log_k = np.log(benchmark.pi) - benchmark.theta[:, None, None] * np.log(shock.trade_cost)
    if shock.cut is not None:
        log_k[:, shock.cut] = -np.inf
    shift = log_k.max(axis=2)
    if not np.isfinite(shift).all():
        k, n = (int(v) for v in np.argwhere(~np.isfinite(shift))[0])
        raise NoEquilibriumError(f"importer {n} is left without any supplier of sector {k}: keep one of them.")
    K = np.exp(log_k - shift[:, :, None])
    return Kernels(K, K * shock.net, shift)


def evaluate(benchmark: Benchmark, kernel: Kernels, D: Array, log_w: Array) -> Point:
    """The Point at log wages [n] and deficits D[n]; tariff revenue of Eq. (7) is eliminated from income."""
    exponent = -benchmark.theta[:, None] * log_w
    top = exponent.max(axis=1, keepdims=True)
    b = np.exp(exponent - top)
    Phi = np.maximum(np.matmul(kernel.K, b[:, :, None])[:, :, 0], TINY)
    log_P = -(np.log(Phi) + top + kernel.log_shift) / benchmark.theta[:, None]
    weight = b[:, None, :] / Phi[:, :, None]
    pi_net = kernel.Kt * weight
    keep = pi_net.sum(axis=2)
    kept = np.einsum("kn,kn->n", benchmark.alpha, keep)
    value_added = np.exp(log_w) * benchmark.wL
    income = (value_added + D) / kept
    if not (income > 0.0).all():
        n = int(np.argmin(income))
        raise NoEquilibriumError(f"income of region {n} falls to {income[n]:.4g}: use closure `balanced`.")
    flow = np.multiply(pi_net, (benchmark.alpha * income)[:, :, None], out=pi_net)
    trade = flow.sum(axis=0)
    excess = trade.sum(axis=0) - value_added
    return Point(log_w, log_P, kernel.K * weight, flow, trade, keep, kept, income, value_added, excess)


def income_slope(benchmark: Benchmark, point: Point) -> Array:
    """d ln I[n] / d ln w[m]: own wages, and tariff revenue as wages move the shares; from Eq. (7)."""
    theta_alpha = benchmark.theta[:, None] * benchmark.alpha
    per_spending = benchmark.alpha * point.income
    net = np.einsum("kn,kni->ni", theta_alpha / per_spending.clip(min=TINY), point.flow)
    moved = net - np.einsum("kn,kni->ni", theta_alpha * point.keep, point.pi)
    own = point.value_added / (point.income * point.kept)
    slope: Array = np.diag(own) + moved / point.kept[:, None]
    return slope


def wage_jacobian(benchmark: Benchmark, point: Point, slope: Array) -> Array:
    """d excess[i] / d ln w[m] of Eq. (6), by one matrix product over (sector, importer); `slope` = income_slope."""
    N = benchmark.regions
    weighted = benchmark.theta[:, None, None] * point.flow
    substitution = weighted.reshape(-1, N).T @ point.pi.reshape(-1, N)
    own = weighted.sum(axis=(0, 1)) + point.value_added
    jacobian: Array = substitution + point.trade.T @ slope - np.diag(own)
    return jacobian


def gauged(benchmark: Benchmark, point: Point, jacobian: Array) -> tuple[Array, Array]:
    """(J - wL u', right-hand side) of a Newton step on wages with world value added pinned.

    Excess demands sum to zero (Walras), so J alone is singular. u = value added / world value added; the step d
    then obeys u'd = -(relative defect of the numeraire).
    """
    world = benchmark.wL.sum()
    defect = point.value_added.sum() / world - 1.0
    return jacobian - np.outer(benchmark.wL, point.value_added / world), benchmark.wL * defect - point.excess


def solve_wages(benchmark: Benchmark, kernel: Kernels, D: Array, first: Array | None = None) -> tuple[Point, int]:
    """(the Point where every labour market clears, Newton steps taken); NoEquilibriumError when none is reached."""
    log_w = np.zeros(benchmark.regions) if first is None else first
    for steps in range(NEWTON_STEPS):
        point = evaluate(benchmark, kernel, D, log_w)
        defect = abs(point.value_added.sum() / benchmark.wL.sum() - 1.0)
        if max(point.residual, defect) <= TOLERANCE:
            return point, steps
        jacobian = wage_jacobian(benchmark, point, income_slope(benchmark, point))
        step = np.linalg.solve(*gauged(benchmark, point, jacobian))
        log_w = log_w + np.clip(step, -WAGE_STEP, WAGE_STEP)
    raise NoEquilibriumError(
        f"{NEWTON_STEPS} Newton steps on wages leave an excess demand of {point.residual:.1e} of own value added: "
        "use Solver.of(without_inputs(world)), which has further methods."
    )


def solve(benchmark: Benchmark, shock: Shock, closure: Closure = "balanced", first: Array | None = None) -> Equilibrium:
    """The equilibrium after a shock, Eqs. (6)-(7); `first` = log wages to start from.

    Where Newton's method fails, the sweeps and continuation of the input-output solver take over.
    """
    check_no_inputs(benchmark)
    begun = time.perf_counter()
    D = np.zeros(benchmark.regions) if closure == "balanced" else benchmark.D
    try:
        point, steps = solve_wages(benchmark, kernels(benchmark, shock), D, first)
    except (NoEquilibriumError, np.linalg.LinAlgError):
        from middlepower.model.long_run.solve import Solver

        return Solver.of(benchmark).solve(shock, closure)
    return settle(benchmark, shock, closure, point, steps, time.perf_counter() - begun)


def settle(
    benchmark: Benchmark, shock: Shock, closure: Closure, point: Point, steps: int, seconds: float
) -> Equilibrium:
    """The Equilibrium at a solved Point, with residuals from the independent check."""
    none = np.zeros(benchmark.regions)
    kappa = shock.trade_cost if shock.cut is None else np.where(shock.cut, np.inf, shock.trade_cost)
    D = none if closure == "balanced" else benchmark.D
    w_hat, P_hat = np.exp(point.log_w), np.exp(point.log_P)
    claim = Claim(w_hat, P_hat, benchmark.alpha * point.income, kappa, shock.net, none, none, D)
    pi, _ = new_shares(benchmark, claim)
    report = reported(check(benchmark, claim), steps, seconds)
    return Equilibrium(
        benchmark=benchmark,
        closure=closure,
        w_hat=w_hat,
        P_hat=P_hat,
        c_hat=np.broadcast_to(w_hat, P_hat.shape),
        pi=pi,
        X=claim.X,
        net=shock.net,
        kappa_hat=kappa,
        foreign_share=np.zeros_like(pi),
        D=D,
        received=none,
        paid=none,
        quotas=(),
        report=report,
    )


def reported(found: CheckedResiduals, steps: int, seconds: float) -> SolveReport:
    """The SolveReport of a Newton solve with independently checked residuals."""
    parts = (found.price, found.goods, found.factor, found.trade_balance)
    return SolveReport(Status.SOLVED, "newton on wages", steps, seconds, found.worst, *parts)
