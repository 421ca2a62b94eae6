"""What scenarios solved in lock step share: one problem's kernels, of which each scenario changes some cells.

Axes are [k, n, i] as everywhere, with the scenario j last: [k, n, j]. A product of the kernels with all scenarios'
cost terms is one matrix product; what differs in a scenario, cut or taxed flows and flows under quotas, is added to it
cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.problem import check_fits, export_tax_after, prepare, receipts
from middlepower.model.core.quota import QuotaTable, quota_table
from middlepower.model.core.quota_outcomes import QuotaOutcomes
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Flows = tuple[Index, Index, Index]
MOST_CELLS = 0.15  # of all flows: where more differ, a scenario has little in common with the others
NO_TAX = np.zeros((1, 1, 1))
NOTHING_CUT = np.zeros((1, 1, 1), dtype=bool)


@dataclass(frozen=True)
class SharedProblem:
    """The problem of a common shock, ready for matrix products.

    kernels[k, 2n, i] = K over Kt; Ke = export tax x Kt, None where no scenario has one.
    """

    benchmark: Benchmark
    closure: ClosureName
    shock: Shock
    K: Array
    Kt: Array
    Ke: Array | None
    log_shift: Array
    kernels: Array

    @classmethod
    def of(cls, benchmark: Benchmark, shock: Shock, closure: ClosureName, taxed: bool) -> SharedProblem:
        """The shared problem; taxed where any scenario has export taxes."""
        common = prepare(benchmark, shock, closure)
        tax = common.export_tax
        Ke = None if not taxed else np.zeros_like(common.K) if tax is None else tax * common.Kt
        kernels = np.concatenate([common.K, common.Kt], axis=1)
        return cls(benchmark, closure, shock, common.K, common.Kt, Ke, common.log_shift, kernels)

    @cached_property
    def literal(self) -> SharedProblem:
        """The same with shares written out as powers of landed costs, for the independent check."""
        bench, net = self.benchmark, receipts(self.benchmark, self.shock)
        K = bench.pi * self.shock.landed_cost ** -bench.theta[:, None, None]
        tax = export_tax_after(bench, self.shock)
        Ke = None if self.Ke is None else np.zeros_like(K) if tax is None else tax * net * K
        kernels = np.concatenate([K, K * net], axis=1)
        return replace(self, K=K, Kt=K * net, Ke=Ke, log_shift=np.zeros_like(self.log_shift), kernels=kernels)


@dataclass(frozen=True)
class Cells:
    """Flows [c] of one scenario (flat positions in [k, n, i]): landed costs, producers' receipts, export taxes."""

    at: Index
    cost: Array
    net: Array
    tax: Array


@dataclass(frozen=True)
class BatchScenario:
    """One scenario: the cells where it differs from the shared problem, its quotas, and the cells of their flows.

    premium and rent [q] are where its quotas start: log premiums, and rents over the importer's value added. With
    free_wages no floor holds those of the first year in this scenario, whatever the others' are held at.
    """

    shock: Shock
    cells: Cells
    table: QuotaTable
    quota_cells: Cells
    premium: Array
    rent: Array
    free_wages: bool = False


class BatchScenarios:
    """Makes scenarios of a shared problem; tables of quotas are made once and shared where scenarios share quotas."""

    def __init__(self, shared: SharedProblem, solved: QuotaOutcomes) -> None:
        """Quotas start where those of the same name on the same flow ended in the common solution `solved`."""
        self.shared = shared
        wL = shared.benchmark.wL
        self._start = {one.line.key: (np.log1p(one.premium), one.rent / wL[one.line.importer]) for one in solved}
        self._tables: dict[tuple[int, ...], tuple[Shock, QuotaTable, Array]] = {}

    def of(self, shock: Shock) -> BatchScenario | None:
        """The scenario of a shock; None where it differs in too much."""
        bench = self.shared.benchmark
        check_fits(bench, shock)
        at = changed(self.shared, shock)
        if len(at) > MOST_CELLS * self.shared.K.size:
            return None
        table, start = self._quotas(shock)
        under_quota = np.ravel_multi_index(table.cells, self.shared.K.shape)
        own = cells_of(bench, shock, at[~np.isin(at, under_quota)])
        return BatchScenario(shock, own, table, cells_of(bench, shock, under_quota), start[:, 0], start[:, 1])

    def _quotas(self, shock: Shock) -> tuple[QuotaTable, Array]:
        """(the quotas of a shock as arrays, [q, 2] log premiums and rents to start from)."""
        key = (*(id(line) for line in shock.quotas), id(shock.export_tax))
        if key not in self._tables:  # the shock is kept with its table, so that no identity is used again
            benchmark = self.shared.benchmark
            table = quota_table(shock.quotas, benchmark, export_tax_after(benchmark, shock))
            start = [self._start.get(line.key, (0.0, 0.0)) for line in shock.quotas]
            self._tables[key] = shock, table, np.array(start).reshape(-1, 2)
        return self._tables[key][1:]


def changed(shared: SharedProblem, shock: Shock) -> Index:
    """Flat positions of the flows on which a shock differs from the common one, its quotas' premiums apart."""
    base, bench = shared.shock, shared.benchmark
    taxes = [export_tax_after(bench, one) for one in (base, shock)]
    pairs = (
        (base.trade_cost, shock.trade_cost),
        (base.tariff, shock.tariff),
        (NO_TAX if taxes[0] is None else taxes[0], NO_TAX if taxes[1] is None else taxes[1]),
        (NOTHING_CUT if base.cut is None else base.cut, NOTHING_CUT if shock.cut is None else shock.cut),
    )
    found = [np.flatnonzero(here != there) for here, there in pairs if here is not there]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.intp)


def cells_of(benchmark: Benchmark, shock: Shock, at: Index) -> Cells:
    """What a shock makes of some flows; the cost of what is cut is infinite."""
    tax = export_tax_after(benchmark, shock)
    flows = np.unravel_index(at, benchmark.pi.shape)
    cost = shock.trade_cost[flows]
    if shock.cut is not None:
        cost[shock.cut[flows]] = np.inf
    levied = np.zeros(len(at)) if tax is None else tax[flows]
    return Cells(at, cost, 1.0 / ((1.0 + shock.tariff[flows]) * (1.0 + levied)), levied)


def weights(benchmark: Benchmark, flows: Flows, cost: Array, log_shift: Array) -> Array:
    """pi cost^-theta of flows (k, n, i), relative to the shift of their rows."""
    k, n, i = flows
    logs: Array = benchmark.log_pi[k, n, i] - benchmark.theta[k] * np.log(cost) - log_shift[k, n]
    return np.exp(logs)
