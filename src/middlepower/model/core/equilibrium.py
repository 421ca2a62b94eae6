"""The outcome of a solve: levels and ratios of everything the indicators need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.labour import LabourMarket
from middlepower.model.core.patched import Patched
from middlepower.model.core.quota_outcomes import QuotaOutcomes
from middlepower.solve.report import SolveReport

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Equilibrium:
    """A solved equilibrium; `_hat` arrays are ratios to the benchmark, the others levels (million US dollars).

    w_hat[n] wages; P_hat[k, n] prices; c_hat[k, i] unit costs; pi[k, n, i] spending shares, tariff-inclusive;
    X[k, n] spending; `receipts`, `landed`, `to_exporters` hold `net`, `kappa_hat`, `foreign_share`; D[n] deficits;
    received[n] and paid[n] the rents and taxes that go to the exporter's side; labour wages and jobs where the model
    has specific factors (w_hat is then the ratio of value added), None elsewhere.
    """

    benchmark: Benchmark
    closure: ClosureName
    w_hat: Array
    P_hat: Array
    c_hat: Array
    pi: Array
    X: Array
    receipts: Patched
    landed: Patched
    to_exporters: Patched
    D: Array
    received: Array
    paid: Array
    quotas: QuotaOutcomes
    report: SolveReport
    labour: LabourMarket | None = None

    def __repr__(self) -> str:
        """How it was solved; the arrays are not printed."""
        return f"<Equilibrium, closure {self.closure}: {self.report}>"

    @property
    def net(self) -> Array:
        """Producers' receipts per unit of spending [k, n, i]."""
        return self.receipts.whole

    @property
    def kappa_hat(self) -> Array:
        """Landed-cost change with all taxes and premiums [k, n, i]."""
        return self.landed.whole

    @property
    def foreign_share(self) -> Array:
        """Quota rents and export taxes that go to the exporter's side per unit of spending [k, n, i]."""
        return self.to_exporters.whole

    @cached_property
    def flow(self) -> Array:
        """Bilateral flows [k, n, i] at basic prices (what the producer receives), million US dollars."""
        value: Array = self.pi * self.net
        value *= self.X[:, :, None]
        return value

    @cached_property
    def border_ratio(self) -> tuple[Index, Array]:
        """(flat positions in [k, n, i], export taxes and exporters' quota rents over producers' receipts there) of the
        flows that have either: few do."""
        share = self.foreign_share.ravel()
        cells = np.flatnonzero(share != 0.0)
        return cells, share[cells] / self.net.ravel()[cells]

    @cached_property
    def border_flow(self) -> Array:
        """Bilateral flows [k, n, i] at border prices: producers' receipts, export taxes and exporters' quota rents."""
        value, (cells, ratio) = self.flow.copy(), self.border_ratio
        value.reshape(-1)[cells] *= 1.0 + ratio
        return value

    @cached_property
    def output(self) -> Array:
        """Gross output [k, i] at basic prices."""
        total: Array = self.flow.sum(axis=1)
        return total

    @cached_property
    def value_added_price_log(self) -> Array:
        """ln of the price of value added: of every sector [s, n], or the wage [n] where one holds for all."""
        price: Array = np.log(self.w_hat) if self.labour is None else self.labour.value_added_price_log
        return price

    @cached_property
    def value_added(self) -> Array:
        """Value added [n] = w_hat wL."""
        return self.w_hat * self.benchmark.wL

    @cached_property
    def treasury(self) -> Array:
        """All that buyers pay beyond producers' receipts [n]: tariffs, quota rents, foreign export taxes."""
        collected: Array = self.X.sum(axis=0) - self.flow.sum(axis=(0, 2))
        return collected

    @cached_property
    def tariff_revenue(self) -> Array:
        """Tariff revenue R'[n], with the quota rents that importers keep."""
        return self.treasury - self.paid

    @cached_property
    def income(self) -> Array:
        """Income [n] = value added + tariff revenue + rents and export taxes received + deficit, Eq. CP (8)."""
        total: Array = self.value_added + self.tariff_revenue + self.received + self.D
        return total

    @cached_property
    def consumer_price_hat(self) -> Array:
        """Consumption price index ratio [n] = prod_k P_hat^alpha."""
        index: Array = np.exp(np.einsum("kn,kn->n", self.benchmark.alpha, np.log(self.P_hat)))
        return index

    @cached_property
    def real_income_hat(self) -> Array:
        """Exact real income ratio to the benchmark [n] = (I'/I) / prod_k P_hat^alpha."""
        ratio: Array = self.income / self.benchmark.income / self.consumer_price_hat
        return ratio

    @cached_property
    def real_wage_hat(self) -> Array:
        """Real wage ratio [n] = w_hat / consumption price index; of those at work where factors are specific."""
        if self.labour is not None:
            return self.labour.real_wage_hat
        ratio: Array = self.w_hat / self.consumer_price_hat
        return ratio

    @cached_property
    def volume(self) -> Array:
        """Bilateral volumes [k, n, i]: flows over the origin's unit-cost ratio, in benchmark prices."""
        quantity: Array = self.flow / self.c_hat[:, None, :]
        return quantity

    @cached_property
    def terms_of_trade_hat(self) -> Array:
        """Export over import price ratio [n], both weighted by this equilibrium's trade (unit costs)."""
        trade = self.flow.copy()
        n = np.arange(len(self.w_hat))
        trade[:, n, n] = 0.0
        log_c = np.log(self.c_hat)
        sold = np.einsum("kni,ki->i", trade, log_c) / trade.sum(axis=(0, 1))
        bought = np.einsum("kni,ki->n", trade, log_c) / trade.sum(axis=(0, 2))
        ratio: Array = np.exp(sold - bought)
        return ratio


def at_baseline_prices(baseline: Equilibrium, of: Equilibrium) -> Array:
    """Volumes [k, n, i] of an equilibrium at baseline unit costs, million US dollars."""
    valued: Array = of.volume * baseline.c_hat[:, None, :]
    return valued
