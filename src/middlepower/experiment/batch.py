"""Many scenarios of one benchmark: one compiled solve per thread at a time, everything shared but its kernels."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import DEFAULT_CLOSURE, ClosureName
from middlepower.model.long_run.iterate import Unknowns
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]
ENSEMBLE_TOLERANCE = 1e-8  # equation residual; leaves an error of real income below 1e-6 percentage points


@dataclass(frozen=True)
class Ensemble:
    """Solved scenarios [m] of a benchmark: wage and price ratios, spending and income (million US dollars).

    residual is that of the literal check, `check.check`; method is `anderson` where the compiled sweeps sufficed.
    A scenario without equilibrium is NaN in every array, and `failed` says why.
    """

    benchmark: Benchmark
    closure: ClosureName
    tolerance: float
    w_hat: Array
    P_hat: Array
    X: Array
    income: Array
    residual: Array
    sweeps: NDArray[np.int64]
    method: tuple[str, ...]
    failed: Mapping[int, str] = field(default_factory=dict)

    @property
    def rough(self) -> NDArray[np.bool_]:
        """Whether a solved scenario misses the tolerance that was asked for [m], as `Status.ROUGH` says of one."""
        return self.residual > self.tolerance

    @cached_property
    def real_income_hat(self) -> Array:
        """Exact real income ratio to the benchmark [m, n]."""
        index = np.exp(np.einsum("kn,mkn->mn", self.benchmark.alpha, np.log(self.P_hat)))
        ratio: Array = self.income / self.benchmark.income / index
        return ratio


@dataclass(frozen=True)
class BatchRow:
    """One scenario's place in the ensemble and its outcome."""

    w_hat: Array
    P_hat: Array
    X: Array
    income: Array
    residual: float
    sweeps: int
    method: str
    failure: str = ""


def solve_many(
    solver: Solver,
    shocks: Iterable[Shock],
    closure: ClosureName = DEFAULT_CLOSURE,
    tolerance: float = ENSEMBLE_TOLERANCE,
    workers: int | None = None,
    first: Unknowns | None = None,
) -> Ensemble:
    """The equilibria after many shocks, in their order; results do not depend on the number of workers.

    Shocks are drawn from the iterable one by one, so a generator keeps memory flat. `first` is a common starting
    point: the solution of a scenario near all others saves a third of the sweeps. Workers default to the cores.
    """
    count = workers or os.cpu_count() or 1
    source = _Numbered(shocks)
    crew = [Worker(solver, closure, tolerance, first) for _ in range(count)]
    with ThreadPoolExecutor(count) as pool:
        parts = list(pool.map(lambda worker: [(number, worker.row(shock)) for number, shock in source], crew))
    rows = {number: row for part in parts for number, row in part}
    return _gathered(solver.benchmark, closure, tolerance, [rows[number] for number in range(len(rows))])


class Worker:
    """Solves one scenario at a time in arrays of its own: tariffs, costs, cut-offs, quotas and export taxes."""

    def __init__(self, solver: Solver, closure: ClosureName, tolerance: float, first: Unknowns | None) -> None:
        """Take room for one scenario's kernels; Numba is loaded here, and nowhere earlier."""
        from middlepower.model.compiled import one_call
        from middlepower.model.compiled.world import with_compiled_sweeps

        self.solver, self.closure, self.tolerance, self.first = solver, closure, tolerance, first
        self.compiled_solver, self.no_shares = with_compiled_sweeps(solver), one_call.NO_SHARES
        self.call = one_call.OneCall(solver, closure)

    def row(self, shock: Shock) -> BatchRow:
        """The solved scenario: in one compiled call where sweeps suffice, else by all methods."""
        swept, _ = self.call.solved(shock, self.tolerance, self.first, self.no_shares)
        if not swept.residual <= self.tolerance:  # the solver comes closer or says why not
            return self._by_all_methods(shock)
        return BatchRow(
            np.exp(swept.log_w), np.exp(swept.log_P), swept.X, swept.income, swept.residual, swept.sweeps, "anderson"
        )

    def _by_all_methods(self, shock: Shock) -> BatchRow:
        """The same through all methods of the solver; NaN and the reason where no equilibrium is found."""
        try:
            solved = self.compiled_solver.solve(shock, self.closure, self.tolerance, self.first)
        except NoEquilibriumError as error:
            shape = self.solver.benchmark.alpha.shape
            by_region, by_sector = np.full(shape[1], np.nan), np.full(shape, np.nan)
            return BatchRow(by_region, by_sector, by_sector, by_region, np.nan, 0, "", str(error))
        report = solved.report
        return BatchRow(
            solved.w_hat, solved.P_hat, solved.X, solved.income, report.residual, report.sweeps, report.method
        )


class _Numbered:
    """Scenarios with their numbers, handed out to one thread at a time."""

    def __init__(self, shocks: Iterable[Shock]) -> None:
        self._pairs, self._lock = enumerate(shocks), threading.Lock()

    def __iter__(self) -> Iterator[tuple[int, Shock]]:
        return self

    def __next__(self) -> tuple[int, Shock]:
        with self._lock:
            return next(self._pairs)


def _gathered(benchmark: Benchmark, closure: ClosureName, tolerance: float, rows: list[BatchRow]) -> Ensemble:
    """All rows as one Ensemble."""
    N, K = benchmark.regions, benchmark.sectors
    return Ensemble(
        benchmark,
        closure,
        tolerance,
        np.array([row.w_hat for row in rows]).reshape(-1, N),
        np.array([row.P_hat for row in rows]).reshape(-1, K, N),
        np.array([row.X for row in rows]).reshape(-1, K, N),
        np.array([row.income for row in rows]).reshape(-1, N),
        np.array([row.residual for row in rows], dtype=float),
        np.array([row.sweeps for row in rows], dtype=np.int64),
        tuple(row.method for row in rows),
        {number: row.failure for number, row in enumerate(rows) if row.failure},
    )
