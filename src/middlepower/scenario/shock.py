"""What changes, as arrays: the only thing about a scenario that a model reads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class QuotaPart:
    """Goods under a quota: their share of the flow's benchmark spending, and their rates as fractions."""

    product: str
    share: float
    rate_before: float
    rate_in_quota: float
    rate_over_quota: float

    @property
    def log_premium_max(self) -> float:
        """ln of the premium at which over-quota imports begin: (1 + t_out)/(1 + t_in)."""
        return float(np.log1p(self.rate_over_quota) - np.log1p(self.rate_in_quota))


@dataclass(frozen=True)
class QuotaLine:
    """A tariff-rate quota on parts of the bundle of one flow (k, n, i), which share its volume and its premium.

    The bundle is CES with elasticity eta. Over its parts under no quota at all, `other_cost` = sum of s_p r_p^(1-eta),
    with r_p = (1 + t_p')/(1 + t_p), and `other_net` = the same sum divided by (1 + t_p') part by part: all quotas on
    one flow agree on them. `volume` is the quota relative to its parts' benchmark volume.
    """

    measure: str
    sector: int
    importer: int
    exporter: int
    parts: tuple[QuotaPart, ...]
    volume: float
    eta: float
    other_cost: float
    other_net: float
    rent_to: str = "exporter"

    @property
    def product(self) -> str:
        """The products under the quota."""
        return ", ".join(dict.fromkeys(part.product for part in self.parts))

    @property
    def flow(self) -> tuple[int, int, int]:
        """(sector, importer, exporter)."""
        return self.sector, self.importer, self.exporter


@dataclass(frozen=True)
class Shock:
    """Changes relative to the benchmark, axes [k, n, i].

    trade_cost kappa_hat = d_hat x landed-cost change from all taxes (ratio); tariff tau' the new effective rate
    for revenue; export_tax e' a fraction of the exporter's price, which its own treasury collects, None where it
    stays what it is in the benchmark; iceberg d_hat the part of trade_cost that is no tax (only told apart by
    decompositions); cut[n, i] True where importer n buys nothing from exporter i. At a quota's flow, trade_cost
    holds only the part that is not the tariff (the quota adds its own).
    """

    trade_cost: Array
    tariff: Array
    cut: NDArray[np.bool_] | None = None
    quotas: tuple[QuotaLine, ...] = field(default=())
    export_tax: Array | None = None
    iceberg: Array | None = None


def no_change(tariff: Array) -> Shock:
    """The shock that changes nothing."""
    return Shock(np.ones_like(tariff), tariff)


def cheaper(shock: Shock, d_hat: Array) -> Shock:
    """The shock with trade costs other than taxes changed by d_hat [k, n, i] on top of its own."""
    iceberg = d_hat if shock.iceberg is None else shock.iceberg * d_hat
    return replace(shock, trade_cost=shock.trade_cost * d_hat, iceberg=iceberg)


def iceberg_change(before: Shock, after: Shock) -> Array:
    """Change of ln d between two shocks [k, n, i]; zero where neither declares trade costs."""
    one = np.ones_like(before.tariff) if before.iceberg is None else before.iceberg
    two = np.ones_like(after.tariff) if after.iceberg is None else after.iceberg
    change: Array = np.log(two) - np.log(one)
    return change
