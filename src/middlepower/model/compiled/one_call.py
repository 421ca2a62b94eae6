"""Shocks of a benchmark solved one at a time, each from its costs and tariffs to its checked solution in one compiled
call. Import this only where it pays, as `world`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.model.compiled.entered import entered
from middlepower.model.compiled.quotas import CompiledQuotas, quotas_of
from middlepower.model.compiled.scenario import Solved, solve_scenario
from middlepower.model.compiled.world import empty_case, plain, start_vector, steering_of, world_of
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName, deficits
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.patched import Patched
from middlepower.model.core.problem import check_fits, export_tax_after, receipts
from middlepower.model.core.quota import (
    Bundles,
    QuotaTable,
    bundles,
    fills,
    quota_table,
    rent_transfers,
    volumes,
)
from middlepower.model.core.quota_outcomes import QuotaOutcomes
from middlepower.model.long_run.equations import unit_cost_log
from middlepower.model.long_run.iterate import Unknowns, unpack
from middlepower.model.long_run.solve import FIRST_SWEEPS, Solver
from middlepower.scenario.shock import Shock
from middlepower.solve.report import SolveReport
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]
Index = NDArray[np.intp]
NO_SHARES = np.zeros((0, 0, 0))
MOST_KNOWN = 32  # shocks whose quotas are remembered


@dataclass(frozen=True)
class Levied:
    """What a shock levies on a benchmark beside tariffs: its quotas, and export taxes [k, n, i], None where none."""

    shock: Shock
    table: QuotaTable
    quotas: CompiledQuotas
    tax: Array | None
    kept: Array

    @classmethod
    def of(cls, benchmark: Benchmark, shock: Shock) -> Levied:
        """The quotas and export taxes of a shock, with room for the kernels of the quota flows."""
        tax = export_tax_after(benchmark, shock)
        table = quota_table(shock.quotas, benchmark, tax)
        return cls(shock, table, quotas_of(table, np.empty(len(table.k)), tax), tax, receipts(benchmark, shock))

    @cached_property
    def taxed(self) -> tuple[Index, Index, Index]:
        """The flows [t] with export taxes."""
        return self.quotas.tax_k, self.quotas.tax_n, self.quotas.tax_i

    @cached_property
    def both(self) -> tuple[Index, Index]:
        """(places among the taxed flows, places among the quota flows) of the flows that are both."""
        shape = self.kept.shape
        taxed, under = (np.ravel_multi_index(cells, shape) for cells in (self.taxed, self.table.cells))
        quota = np.flatnonzero(np.isin(under, taxed))
        return np.searchsorted(taxed, under[quota]), quota  # taxed flows stand in their order

    @cached_property
    def to_treasuries(self) -> Array:
        """Export taxes per unit of spending [k, n, i], but for what premiums change."""
        tax: Array = np.broadcast_to(0.0, self.kept.shape) if self.tax is None else self.tax * self.kept
        return tax


class LevyBook:
    """What the last shocks levy on the last benchmark, and on others that differ from it in elasticities alone."""

    def __init__(self) -> None:
        """Begin empty."""
        self._known: dict[tuple[int, int], Levied] = {}
        self._of: Benchmark | None = None

    def levied(self, benchmark: Benchmark, shock: Shock) -> Levied:
        """What a shock levies; quotas and export taxes are those of the last shock with the same ones."""
        if benchmark is not self._of:
            self._known = self._known if same_flows(self._of, benchmark) else {}
            self._of = benchmark
        key = id(shock.quotas), id(shock.export_tax)  # both are kept with the entry, so that no identity comes twice
        last = self._known.get(key)
        if last is not None and last.shock is shock:
            return last
        if last is None:
            self._known = {} if len(self._known) >= MOST_KNOWN else self._known
            found = Levied.of(benchmark, shock)
        else:
            found = Levied(shock, last.table, last.quotas, last.tax, receipts(benchmark, shock))
        self._known[key] = found
        return found


def same_flows(one: Benchmark | None, other: Benchmark) -> bool:
    """Whether two benchmarks have the same flows and export taxes."""
    if one is None or not (np.array_equal(one.pi, other.pi) and np.array_equal(one.X, other.X)):
        return False
    if one.export_tax is None or other.export_tax is None:
        return one.export_tax is other.export_tax
    return np.array_equal(one.export_tax, other.export_tax)


class OneCall:
    """Solves one shock at a time in arrays of its own, so each thread needs one; one closure for all."""

    def __init__(self, solver: Solver, closure: ClosureName, book: LevyBook | None = None) -> None:
        """Take room for one shock's kernels; a `book` may know them of another benchmark with the same flows."""
        self.book = LevyBook() if book is None else book
        self.benchmark, self.closure = solver.benchmark, closure
        self.world, self.steer = world_of(solver.benchmark), steering_of(solver.steer)
        self.case, self.log_pi = empty_case(solver.benchmark, closure), solver.benchmark.log_pi.copy()

    def solved(self, shock: Shock, tolerance: float, first: Unknowns | None, pi: Array) -> tuple[Solved, Array]:
        """(what the sweeps found and its residual, the point where they ended); shares are written into pi unless it
        is `NO_SHARES`. Where the residual is not within the tolerance, the shock needs other methods."""
        check_fits(self.benchmark, shock)
        levied, x = self.book.levied(self.benchmark, shock), start_vector(self.benchmark, first, shock)
        room = self.world, self.steer, levied.quotas, self._flows(levied), self.case
        solved: Solved = entered(solve_scenario, *room, x, tolerance, FIRST_SWEEPS, pi)
        return solved, x

    def _flows(self, levied: Levied) -> tuple[Array, Array, Array, Array]:
        """(ln pi, landed costs, producers' receipts, export taxes) of a shock, as the compiled code asks."""
        shock, tax = levied.shock, NO_SHARES if levied.tax is None else levied.tax
        log_pi = self.log_pi if shock.cut is None else np.where(shock.cut, -np.inf, self.log_pi)
        return plain(log_pi), plain(shock.trade_cost), plain(levied.kept), plain(tax)

    def equilibrium(
        self, shock: Shock, tolerance: float, first: Unknowns | None
    ) -> tuple[Equilibrium, Unknowns] | None:
        """(the Equilibrium after a shock, the unknowns there); None where sweeps don't reach it."""
        pi = np.empty(self.benchmark.pi.shape)
        found, x = self.solved(shock, tolerance, first, pi)
        if not found.residual <= tolerance:
            return None
        state = unpack(x, self.benchmark)
        report = SolveReport("anderson", found.sweeps, tolerance, Residuals({"equations": found.residual}))
        return _settled(
            self.benchmark, self.closure, self.book.levied(self.benchmark, shock), (found, state), pi, report
        ), state


def _settled(
    benchmark: Benchmark,
    closure: ClosureName,
    levied: Levied,
    at: tuple[Solved, Unknowns],
    pi: Array,
    report: SolveReport,
) -> Equilibrium:
    """The Equilibrium of what one call found, as `settle.settle` makes it."""
    (found, state), table, count = at, levied.table, len(levied.shock.quotas)
    premium, rent = state.z[:count], state.z[count : 2 * count] * benchmark.wL[table.importer]
    bundle, log_c = bundles(table, premium), unit_cost_log(found.log_w, found.log_P, benchmark.beta, benchmark.gamma)
    spent, net, w_hat = pi[table.cells] * found.X[table.k, table.n], bundle.border / table.export, np.exp(found.log_w)
    received, paid = _transfers(levied, rent, net, pi, found.X)
    return Equilibrium(
        benchmark=benchmark,
        closure=closure,
        w_hat=w_hat,
        P_hat=np.exp(found.log_P),
        c_hat=np.exp(log_c),
        pi=pi,
        X=found.X,
        receipts=_patched(levied.kept, table, net),
        landed=_patched(levied.shock.landed_cost, table, levied.shock.landed_cost[table.cells] * bundle.cost),
        to_exporters=_patched(levied.to_treasuries, table, _to_exporters(levied, rent, net, spent)),
        D=deficits(closure, benchmark, w_hat),
        received=received,
        paid=paid,
        quotas=_outcomes(levied, bundle, premium, rent, spent, log_c),
        report=report,
    )


def _patched(common: Array, table: QuotaTable, values: Array) -> Patched:
    """An array that is the common one but on the flows with quotas."""
    return Patched(common, table.cells, values) if len(table.k) else Patched(common)


def _transfers(levied: Levied, rent: Array, net: Array, pi: Array, X: Array) -> tuple[Array, Array]:
    """(received[i], paid[n]): quota rents of exporters, and export taxes."""
    received, paid = rent_transfers(levied.table, rent, X.shape[1])
    k, n, i = levied.taxed
    kept, (taxed, quota) = levied.kept[k, n, i], levied.both
    kept[taxed] = net[quota]
    tax = levied.quotas.rate * pi[k, n, i] * kept * X[k, n]
    return received + np.bincount(i, tax, len(received)), paid + np.bincount(n, tax, len(paid))


def _to_exporters(levied: Levied, rent: Array, net: Array, spent: Array) -> Array:
    """Export taxes and exporters' rents [f] per unit of spending on the flows with quotas."""
    rents = np.bincount(levied.table.flow, np.where(levied.table.to_exporter, rent, 0.0), len(spent))
    share: Array = (levied.table.export - 1.0) * net + rents / np.where(spent > 0.0, spent, np.inf)
    return share


def _outcomes(
    levied: Levied, bundle: Bundles, premium: Array, rent: Array, spent: Array, log_c: Array
) -> QuotaOutcomes:
    """Premium, fill and rent of each quota."""
    fill = fills(levied.table, volumes(levied.table, bundle, spent, log_c)) if len(premium) else premium
    return QuotaOutcomes(levied.shock.quotas, np.expm1(premium), fill, rent)
