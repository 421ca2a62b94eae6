"""Ignatenko, Lashkaripour, Macedoni and Simonovska (2025, Journal of International Economics 157, 104138).

One sector, many economies, with elastic labour supply, scale economies, overhead labour at the destination and,
as a variant, roundabout production. The benchmark has no tariffs. Letters as in the paper, stored [n, i] =
[importer, exporter]; t is net. With nu = 0 it is Eaton-Kortum or Krugman; labour_supply = 0 fixes employment.

(1) lambda'[n,i] ~ lambda[n,i] c_hat_i^-eps (1 + t[n,i])^(-phi_n eps),   c_hat = (w_hat^b P_hat^(1-b)) / Z^psi,
    Z = (w_hat / P_hat)^(1-b) L_hat, b the labour share (1 without roundabout production)
(2) w L_i = b sum_n (1 - nu_n) X'[n,i] + nu_i sum_j X'[i,j],   X'[n,i] = lambda' E'_n / (1 + t[n,i])
(3) L_hat_i = [a_i w_hat_i / P_hat_i]^kappa,   a_i = 1 / (1 - R_i / (w L)_i) if revenue relieves income tax, else 1
(4) P_hat_i = (E_hat_i / w_hat_i)^(1 - phi_i) [sum_j lambda[i,j] c_hat_j^-eps (1 + t)^(-phi_i eps)]^(-1/eps)
(5) E'_i = w L_i + (1 - b) sum_n (1 - nu_n) X'[n,i] + R_i + T_i (sum w L)'/(sum w L),   R_i = E'_i - sum_j X'[i,j]

The paper prints Eq. (22) with exponent -psi eps and Eq. (24) with exponent phi - 1 and no -1/eps; the signs above
follow from its Eqs. (1)-(5) and are those of its public code. Numeraire: mean over economies of (P_hat - 1) E is 0
(of (w_hat - 1) w L with roundabout production); only prices depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.one_sector.equations import Letters, kernel, place, residuals, step
from middlepower.world.world import World

Array = NDArray[np.float64]
Rebate = Literal["income_tax_relief", "lump_sum"]

TOLERANCE = 1e-12  # largest relative residual of Eqs. (1)-(5)
NEWTON_STEPS = 12  # four or five suffice from the benchmark
PATHS = ((1.0,), (0.25, 0.5, 0.75, 1.0))  # shares of the tariffs: at once, then in steps
LARGEST_STEP = 1.0  # of any log unknown in one Newton step
LARGEST_RATE = 20.0  # a rate above 2000% is a rate in per cent

# The calibration of the paper and its public code
TRADE_ELASTICITY = 4.0
LABOUR_SUPPLY = 0.5
SCALE = 0.67 / TRADE_ELASTICITY
FIRM_TAIL = TRADE_ELASTICITY / 0.67
IO_LABOUR_SHARE = 0.49  # appendix A.3, value of the public code


@dataclass(frozen=True)
class Parameters:
    """Parameters of the variant. Defaults are the paper's; `overhead` has one value per economy.

    overhead[n] nu, share of sales in n that pays overhead labour there; pass_through phi~, elasticity of the
    exporter's price to the tariff (1 full, 0.25 the paper's low case); labour_share b, 1 without roundabout
    production; trade_elasticity eps; labour_supply kappa; scale psi; firm_tail theta.
    """

    overhead: Array
    trade_elasticity: float = TRADE_ELASTICITY
    labour_supply: float = LABOUR_SUPPLY
    scale: float = SCALE
    firm_tail: float = FIRM_TAIL
    pass_through: float = 1.0
    labour_share: float = 1.0

    def __post_init__(self) -> None:
        """Refuse values outside the model."""
        if not ((self.overhead >= 0.0) & (self.overhead < 1.0)).all():
            worst = float(self.overhead.max())
            raise DataError(f"`overhead` must lie in [0, 1); one is {worst:.3g}: give shares of sales, not per cent.")
        if self.trade_elasticity <= 0.0 or not 0.0 < self.labour_share <= 1.0 or self.labour_supply < 0.0:
            raise DataError(
                f"`trade_elasticity` {self.trade_elasticity:.3g} must be positive, `labour_supply` "
                f"{self.labour_supply:.3g} not negative and `labour_share` {self.labour_share:.3g} in (0, 1]."
            )

    @property
    def phi(self) -> Array:
        """phi[n] = phi~ + nu (1 + 1/theta) / (1 - nu): exponent of the tariff in demand, per unit of eps."""
        extra: Array = self.overhead / (1.0 - self.overhead) * (1.0 + 1.0 / self.firm_tail)
        return self.pass_through + extra


@dataclass(frozen=True)
class OneSectorBenchmark:
    """A free-trade benchmark: flow[n, i] own sales included, million US dollars, and parameters.

    Everything else follows: spending E, value added Y = w L, transfers T = E - Y - inputs.
    """

    flow: Array
    parameters: Parameters

    def __post_init__(self) -> None:
        """Check shape, sign, and that every economy buys and sells."""
        N = len(self.parameters.overhead)
        if self.flow.shape != (N, N):
            raise DataError(f"`flow` has shape {self.flow.shape}; with {N} overhead shares it must be ({N}, {N}).")
        for n in np.flatnonzero((self.flow.min(axis=1) < 0.0) | (self.E <= 0.0) | (self.flow.sum(axis=0) <= 0.0)):
            raise DataError(f"economy {n} has a negative flow, or buys or sells nothing: drop or merge it.")

    @cached_property
    def E(self) -> Array:
        """Spending [n], inputs included with roundabout production."""
        total: Array = self.flow.sum(axis=1)
        return total

    @cached_property
    def share(self) -> Array:
        """lambda[n, i]: share of n's spending that goes to i."""
        ratio: Array = self.flow / self.E[:, None]
        return ratio

    @cached_property
    def sold(self) -> Array:
        """Sales [i] net of the destination's overhead labour, sum_n (1 - nu_n) X[n, i]."""
        total: Array = (1.0 - self.parameters.overhead) @ self.flow
        return total

    @cached_property
    def Y(self) -> Array:
        """Value added w L [i], Eq. (2)."""
        total: Array = self.parameters.labour_share * self.sold + self.parameters.overhead * self.E
        return total

    @cached_property
    def T(self) -> Array:
        """Transfers received [i], Eq. (5): a fixed share of world value added."""
        total: Array = self.E - self.Y - (1.0 - self.parameters.labour_share) * self.sold
        return total

    @property
    def regions(self) -> int:
        """Number of economies."""
        return len(self.E)

    @cached_property
    def letters(self) -> Letters:
        """The arrays that the equations read."""
        p = self.parameters
        return Letters(
            self.share,
            self.E,
            self.Y,
            self.T,
            p.overhead,
            p.phi,
            p.trade_elasticity,
            p.labour_supply,
            p.scale,
            p.labour_share,
        )


def one_sector_benchmark(world: World, parameters: Parameters) -> OneSectorBenchmark:
    """The benchmark of a world with its sectors added up; its tariffs count as part of trade costs."""
    return OneSectorBenchmark(world.flow.sum(axis=0), parameters)


@dataclass(frozen=True)
class OneSectorOutcome:
    """A solved equilibrium. Ratios [n]: w_hat, E_hat, L_hat, P_hat; flow[n, i] before tariffs; revenue[n]."""

    benchmark: OneSectorBenchmark
    tariff: Array
    rebate: Rebate
    w_hat: Array
    E_hat: Array
    L_hat: Array
    P_hat: Array
    flow: Array
    residual: float
    newton_steps: int
    unknowns: Array = field(repr=False)

    @cached_property
    def value_added(self) -> Array:
        """w L' [n], million US dollars."""
        total: Array = self.benchmark.Y * self.w_hat * self.L_hat
        return total

    @cached_property
    def revenue(self) -> Array:
        """Tariff revenue R' [n], Eq. (5), million US dollars."""
        total: Array = self.benchmark.E * self.E_hat - self.flow.sum(axis=1)
        return total

    @cached_property
    def welfare_hat(self) -> Array:
        """Welfare ratio [n] = d C_hat / P_hat + (1 - d) w_hat L_hat / P_hat.

        d = C / (C - kappa (1 - tau) Y / (1 + kappa)) takes out the disutility of work; C = Y + T is final
        spending and tau the income tax that tariff revenue replaces (0 when revenue is handed out lump sum).
        """
        bench, kappa = self.benchmark, self.benchmark.parameters.labour_supply
        world = self.value_added.sum() / bench.Y.sum()
        before = bench.Y + bench.T
        after = self.value_added + self.revenue + bench.T * world
        tau = self.revenue / self.value_added if self.rebate == "income_tax_relief" else np.zeros(bench.regions)
        d = before / (before - kappa * (1.0 - tau) * bench.Y / (1.0 + kappa))
        ratio: Array = (d * after / before + (1.0 - d) * self.w_hat * self.L_hat) / self.P_hat
        return ratio

    @cached_property
    def deficit_change(self) -> Array:
        """Change of the trade deficit over its benchmark size [n]."""
        before = imports(self.benchmark.flow) - exports(self.benchmark.flow)
        change: Array = (imports(self.flow) - exports(self.flow) - before) / np.abs(before)
        return change

    @cached_property
    def exports_to_gdp_change(self) -> Array:
        """Change of exports over value added [n], a fraction of the benchmark ratio."""
        before = exports(self.benchmark.flow) / self.benchmark.Y
        change: Array = exports(self.flow) / self.value_added / before - 1.0
        return change

    @cached_property
    def imports_to_gdp_change(self) -> Array:
        """Change of imports before tariffs over value added [n], a fraction of the benchmark ratio."""
        before = imports(self.benchmark.flow) / self.benchmark.Y
        change: Array = imports(self.flow) / self.value_added / before - 1.0
        return change


def imports(flow: Array) -> Array:
    """Imports [n] of a matrix [importer, exporter]."""
    total: Array = flow.sum(axis=1) - np.diag(flow)
    return total


def exports(flow: Array) -> Array:
    """Exports [i] of a matrix [importer, exporter]."""
    total: Array = flow.sum(axis=0) - np.diag(flow)
    return total


def solve(
    benchmark: OneSectorBenchmark,
    tariff: Array,
    rebate: Rebate = "income_tax_relief",
    tolerance: float = TOLERANCE,
    first: OneSectorOutcome | None = None,
) -> OneSectorOutcome:
    """The equilibrium under tariffs [n, i] (fractions, 0 on the diagonal), by Newton's method with all derivatives.

    Raises DataError for rates in per cent, NoEquilibriumError when neither the whole shock nor its four steps solve.
    """
    check_tariff(tariff, benchmark.regions)
    x = np.zeros(4 * benchmark.regions) if first is None else first.unknowns
    worst = np.inf
    for path in PATHS:
        start, count = x, 0
        for share in path:
            start, worst, used = newton(benchmark, share * tariff, rebate, start, tolerance)
            count += used
            if worst > tolerance:
                break
        if worst <= tolerance:
            return outcome(benchmark, tariff, rebate, start, worst, count)
        x = np.zeros(4 * benchmark.regions)
    raise NoEquilibriumError(
        f"no equilibrium found: Newton's method on the whole tariff change and in {len(PATHS[-1])} steps came no "
        f"closer than a residual of {worst:.1e} (wanted {tolerance:.0e}). Large transfers may leave an economy without "
        "income: balance trade first."
    )


def newton(
    benchmark: OneSectorBenchmark, tariff: Array, rebate: Rebate, x: Array, tolerance: float
) -> tuple[Array, float, int]:
    """(unknowns, largest residual, steps) of Newton's method from x; stops when a residual is not finite."""
    letters, K = benchmark.letters, kernel(benchmark.letters, tariff)
    for count in range(NEWTON_STEPS + 1):
        point = place(letters, K, tariff, x)
        gap = residuals(letters, point, rebate == "income_tax_relief")
        worst = float(np.abs(gap).max())
        if worst <= tolerance or not np.isfinite(worst) or count == NEWTON_STEPS:
            break
        d = step(letters, point, rebate == "income_tax_relief", gap)
        x = x + np.clip(d, -LARGEST_STEP, LARGEST_STEP)
    return x, worst if np.isfinite(worst) else float("inf"), count


def outcome(
    benchmark: OneSectorBenchmark, tariff: Array, rebate: Rebate, x: Array, worst: float, count: int
) -> OneSectorOutcome:
    """The OneSectorOutcome at a solution x = (ln w, ln E, ln L, ln P)."""
    point = place(benchmark.letters, kernel(benchmark.letters, tariff), tariff, x)
    w_hat, E_hat, L_hat, P_hat = np.exp(x.reshape(4, -1))
    return OneSectorOutcome(
        benchmark, tariff, rebate, w_hat, E_hat, L_hat, P_hat, point.net * point.E[:, None], worst, count, x
    )


def check_tariff(tariff: Array, regions: int) -> None:
    """Refuse a wrong shape, a tariff on own sales, and rates in per cent."""
    if tariff.shape != (regions, regions):
        raise DataError(f"`tariff` has shape {tariff.shape}; it must be [importer, exporter] = ({regions}, {regions}).")
    if np.diag(tariff).any():
        n = int(np.flatnonzero(np.diag(tariff))[0])
        raise DataError(f"`tariff` of economy {n} on its own sales is {tariff[n, n]:.3g}: set the diagonal to 0.")
    if tariff.max() > LARGEST_RATE or tariff.min() <= -1.0:
        worst = tariff.flat[int(np.abs(tariff).argmax())]
        raise DataError(f"a tariff of {worst:.4g} is outside (-1, {LARGEST_RATE:.0f}]: write 25% as 0.25.")
