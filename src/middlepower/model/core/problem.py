"""One scenario prepared for the solver: no power of a [k, n, i] array is taken after this."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.scenario.shock import QuotaLine, Shock

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """Kernels of one scenario.

    K[k, n, i] = pi kappa_hat^(-theta), each row (k, n) divided by exp(log_shift[k, n]); Kt = K x producers'
    receipts per unit of spending; export_tax is the exporter's tax as a fraction of its price.
    """

    benchmark: Benchmark
    closure: ClosureName
    K: Array
    Kt: Array
    log_shift: Array
    quotas: tuple[QuotaLine, ...]
    export_tax: Array | None

    def copy(self) -> Problem:
        """The same problem with kernels of its own, for flows that change while it is solved."""
        return replace(self, K=self.K.copy(), Kt=self.Kt.copy())


def prepare(benchmark: Benchmark, shock: Shock, closure: ClosureName) -> Problem:
    """The Problem of a shock: kernels with zero flows and cut ones excluded."""
    check_fits(benchmark, shock)
    log_k = np.log(shock.trade_cost)
    log_k *= -benchmark.theta[:, None, None]
    log_k += benchmark.log_pi
    if shock.cut is not None:
        log_k[shock.cut] = -np.inf
    log_shift = log_k.max(axis=2)
    _check_suppliers(benchmark, log_shift)
    shift = np.where(np.isfinite(log_shift), log_shift, 0.0)
    log_k -= shift[:, :, None]
    K = np.exp(log_k, out=log_k)
    net = receipts(benchmark, shock)
    return Problem(benchmark, closure, K, K * net, shift, shock.quotas, export_tax_after(benchmark, shock))


def export_tax_after(benchmark: Benchmark, shock: Shock) -> Array | None:
    """e'[k, n, i] after a shock: the benchmark's own where the shock doesn't change export taxes."""
    return benchmark.export_tax if shock.export_tax is None else shock.export_tax


def receipts(benchmark: Benchmark, shock: Shock) -> Array:
    """Producers' receipts per unit of spending [k, n, i] after a shock, 1 / ((1 + tau') (1 + e'))."""
    if shock.export_tax is not None or benchmark.export_tax is None:
        return shock.receipts
    own: Array = 1.0 / ((1.0 + shock.tariff) * (1.0 + benchmark.export_tax))
    return own


def check_fits(benchmark: Benchmark, shock: Shock) -> None:
    """Refuse a shock on other sectors or economies than the benchmark's."""
    if shock.tariff.shape != benchmark.pi.shape:
        raise DataError(
            f"the shock has shape {shock.tariff.shape} and the world {benchmark.pi.shape}, [sector, importer, "
            "exporter]: make the shock from this world."
        )


def _check_suppliers(benchmark: Benchmark, log_shift: Array) -> None:
    """Refuse a cut that leaves a buyer without any supplier of something it needs."""
    stranded = np.argwhere(~np.isfinite(log_shift) & (benchmark.X > 0))
    if len(stranded):
        k, n = (int(v) for v in stranded[0])
        buyer, good = benchmark.labels.region(n), benchmark.labels.sector(k)
        raise NoEquilibriumError(
            f"the cut-off leaves {buyer} without any supplier of {good}: its "
            "price index has no finite value. Keep one supplier, or use a large tariff instead of a cut."
        )
