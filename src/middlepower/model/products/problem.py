"""One scenario on a product world, prepared: kernels of all flows, once; no power of a flow is taken after this."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.model.core.closure import ClosureName
from middlepower.model.products.world import ProductWorld, sector_starts

Array = NDArray[np.float64]
Flows = NDArray[np.floating]
Index = NDArray[np.int64]

BLOCK = 256  # products whose flows are prepared together: half a million flows, temporary arrays of a few megabytes
SAFE_EXPONENT = 30.0  # kernels between e^-30 and e^30 of a share keep their digits in single precision


@dataclass(frozen=True)
class ProductShock:
    """What changes, per flow [f] in the world's order; None for no change.

    trade_cost kappa_hat, ratio of landed cost with all taxes (inf: not sold any more); tariff the new rate, a fraction.
    """

    trade_cost: Flows | None = None
    tariff: Flows | None = None

    @classmethod
    def of_tariff(cls, world: ProductWorld, tariff: Flows, iceberg: Flows | None = None) -> ProductShock:
        """The shock of new tariffs [f], and of changes in other trade costs (ratios) where given."""
        _check_flow_array("tariff", tariff, world.flows)
        cost = 1 + tariff
        if world.tariff is not None:
            cost /= 1 + world.tariff
        return cls(cost if iceberg is None else cost * iceberg, tariff)

    def part(self, world: ProductWorld, step: float) -> ProductShock:
        """The shock with costs and tariff factors raised to the power `step`; cut flows stay cut."""
        cost = None if self.trade_cost is None else self.trade_cost**step
        if self.tariff is None:
            return ProductShock(cost, None)
        before = np.ones_like(self.tariff) if world.tariff is None else 1 + world.tariff
        return ProductShock(cost, before * ((1 + self.tariff) / before) ** step - 1)


@dataclass(frozen=True)
class Groups:
    """Products of one sector and elasticity share b = c^-theta: group of product [g]; sector and theta of each group.

    first[k] is the first group of a sector.
    """

    of_product: Index
    sector: Index
    theta: Array
    first: Index

    @classmethod
    def of(cls, world: ProductWorld) -> Groups:
        """The groups of a world: a new one wherever sector or elasticity changes along the products."""
        new = np.diff(world.sector_of, prepend=-1) != 0
        new[1:] |= np.diff(world.elasticity) != 0
        start = np.flatnonzero(new)
        sector = world.sector_of[start]
        return cls(np.cumsum(new) - 1, sector, world.elasticity[start], sector_starts(sector))


@dataclass(frozen=True)
class ProductProblem:
    """Kernels of one scenario, and the constants of the price index.

    K[f] = share x kappa_hat^-theta, rows scaled by exp(-shift); Kt = K / (1 + tariff'). ln P_hat[k, n] =
    constant[k, n] - sum_g weight[g, n] (ln Phi[g, n] + ln of b's scale), weight = omega / theta.
    """

    world: ProductWorld
    closure: ClosureName
    groups: Groups
    K: Flows
    Kt: Flows
    weight: Array
    group_weight: Array
    constant: Array
    log_scale: Array


def prepare_products(world: ProductWorld, shock: ProductShock, closure: ClosureName) -> ProductProblem:
    """The ProductProblem of a shock."""
    check_shock(world, shock)
    log_scale = -np.log(world.row_total)
    K = world.trade_share if shock.trade_cost is None else _kernel(world, shock.trade_cost, log_scale)
    tariff = world.tariff if shock.tariff is None else shock.tariff
    Kt = K if tariff is None else K / (1 + tariff)
    groups = Groups.of(world)
    weight = world.product_share / world.elasticity[:, None]
    group_weight = np.add.reduceat(weight, _group_starts(groups), axis=0)
    constant = -np.add.reduceat(weight * log_scale, sector_starts(world.sector_of), axis=0)
    return ProductProblem(world, closure, groups, K, Kt, weight, group_weight, constant, log_scale)


def _group_starts(groups: Groups) -> Index:
    """The first product of each group."""
    return np.flatnonzero(np.diff(groups.of_product, prepend=-1)).astype(np.int64)


def _kernel(world: ProductWorld, cost: Flows, log_scale: Array) -> Flows:
    """K[f] = share x cost^-theta; where exponents leave the safe range, rows are shifted and log_scale takes it."""
    N, G = len(world.regions), len(world.products)
    K = world.trade_share.copy()
    for first in range(0, G, BLOCK):
        last = min(first + BLOCK, G)
        start = world.row_start[first * N : last * N + 1]
        flows = slice(int(start[0]), int(start[-1]))
        changed = np.flatnonzero(cost[flows] != 1)
        if not len(changed):
            continue
        theta = world.elasticity[first + _product_of(start[::N] - start[0], changed)]
        exponent = -theta * np.log(cost[flows][changed], dtype=np.float64)
        if np.abs(exponent).max() > SAFE_EXPONENT:
            exponent = _shifted(world, first, start, changed, exponent, log_scale)
            changed = np.arange(flows.stop - flows.start)
        K[flows][changed] *= np.exp(exponent).astype(K.dtype)
    return K


def _product_of(starts: Index, flow: Index) -> Index:
    """The product (counted from the block's first) of each flow, flows rising."""
    ends = np.searchsorted(flow, starts)
    return np.repeat(np.arange(len(starts) - 1), np.diff(ends))


def _shifted(world: ProductWorld, first: int, start: Index, changed: Index, exponent: Array, log_scale: Array) -> Array:
    """Exponents of all flows of a block less their row's largest, which is added to log_scale of the row."""
    N = len(world.regions)
    full = np.zeros(int(start[-1] - start[0]))
    full[changed] = exponent
    filled = np.flatnonzero(np.diff(start))
    top = np.zeros(len(start) - 1)
    top[filled] = np.maximum.reduceat(full, start[filled] - start[0])
    stranded = filled[~np.isfinite(top[filled])]
    if len(stranded):
        g, n = divmod(int(stranded[0]) + first * N, N)
        raise NoEquilibriumError(
            f"the cut-off leaves {world.regions[n]} without any supplier of {world.products[g]}: its price has no "
            "finite value. Keep one supplier, or use a large tariff instead of a cut."
        )
    log_scale.reshape(-1)[first * N : first * N + len(top)] += top
    shifted: Array = full - np.repeat(top, np.diff(start))
    return shifted


def check_shock(world: ProductWorld, shock: ProductShock) -> None:
    """Refuse arrays of another length, costs that are not positive, and tariffs of -100% or less."""
    if shock.trade_cost is not None:
        _check_flow_array("trade_cost", shock.trade_cost, world.flows)
        if not shock.trade_cost.min() > 0:
            raise ScenarioError(
                f"`trade_cost` is a ratio and must be positive; its lowest value is "
                f"{shock.trade_cost.min()}. Write 1 for no change, inf for a cut-off."
            )
    if shock.tariff is not None:
        _check_flow_array("tariff", shock.tariff, world.flows)
        if not (shock.tariff.min() > -1 and np.isfinite(shock.tariff.max())):
            raise ScenarioError(
                f"`tariff` must be finite and above -1; it runs from {shock.tariff.min()} to "
                f"{shock.tariff.max()}. Write 25% as 0.25."
            )


def _check_flow_array(name: str, value: Flows, flows: int) -> None:
    """Refuse an array that is not one number per flow."""
    if value.shape != (flows,):
        raise ScenarioError(f"`{name}` has shape {value.shape}; it needs one number per flow, ({flows},).")
