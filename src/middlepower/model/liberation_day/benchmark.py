"""The free-trade benchmark of `liberation_day`: flows, the paper's parameters, and what both imply."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.core.benchmark import refuse_export_taxes
from middlepower.model.liberation_day.equations import Letters
from middlepower.names import NO_LABELS, Labels
from middlepower.world.world import World

Array = NDArray[np.float64]

Rebate = Literal["income_tax_relief", "lump_sum"]

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

    labels say what stands at a position, for messages. Everything else follows: spending E, value added Y = w L,
    transfers T = E - Y - inputs.
    """

    flow: Array
    parameters: Parameters
    labels: Labels = NO_LABELS

    def __post_init__(self) -> None:
        """Check shape, sign, and that every economy buys and sells."""
        N = len(self.parameters.overhead)
        if self.flow.shape != (N, N):
            raise DataError(f"`flow` has shape {self.flow.shape}; with {N} overhead shares it must be ({N}, {N}).")
        for n in np.flatnonzero(~((self.flow.min(axis=1) >= 0.0) & (self.E > 0.0) & (self.flow.sum(axis=0) > 0.0))):
            raise DataError(
                f"{self.labels.region(int(n))} has a flow that is negative or no number, or buys or sells nothing: "
                "drop or merge it."
            )

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
    refuse_export_taxes(world.export_tax, "the model of one sector")
    return OneSectorBenchmark(world.flow.sum(axis=0), parameters, Labels(("goods and services",), world.regions))
