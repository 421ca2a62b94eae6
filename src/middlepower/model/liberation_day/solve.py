"""Newton's method on Eqs. (1)-(5) of `liberation_day`, at once or in steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.liberation_day.benchmark import OneSectorBenchmark, Rebate
from middlepower.model.liberation_day.equations import kernel, place, residuals
from middlepower.model.liberation_day.jacobian import step
from middlepower.model.liberation_day.outcome import OneSectorOutcome

Array = NDArray[np.float64]

TOLERANCE = 1e-12  # largest relative residual of Eqs. (1)-(5)
NEWTON_STEPS = 12  # four or five suffice from the benchmark
PATHS = ((1.0,), (0.25, 0.5, 0.75, 1.0))  # shares of the tariffs: at once, then in steps
LARGEST_STEP = 1.0  # of any log unknown in one Newton step
LARGEST_RATE = 20.0  # a rate above 2000% is a rate in per cent


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
    check_tariff(benchmark, tariff)
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
        "income: start from a solution near it (`first`)."
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


def check_tariff(benchmark: OneSectorBenchmark, tariff: Array) -> None:
    """Refuse a wrong shape, a tariff on own sales, rates in per cent and what is no number."""
    regions = benchmark.regions
    if tariff.shape != (regions, regions):
        raise DataError(f"`tariff` has shape {tariff.shape}; it must be [importer, exporter] = ({regions}, {regions}).")
    if np.diag(tariff).any():
        n = int(np.flatnonzero(np.diag(tariff))[0])
        raise DataError(
            f"`tariff` of {benchmark.labels.region(n)} on its own sales is {tariff[n, n]:.3g}: set the diagonal to 0."
        )
    if not (tariff.max() <= LARGEST_RATE and tariff.min() > -1.0):
        worst = tariff.flat[int(np.abs(tariff).argmax())]  # a NaN before all others
        raise DataError(f"a tariff of {worst:.4g} is outside (-1, {LARGEST_RATE:.0f}]: write 25% as 0.25.")
