"""A world whose recorded trade has errors: who sells to whom moves, what each economy makes and buys stays.

Every flow between two economies is multiplied by exp(e), e normal, independent by sector and pair. What an economy
makes and what it buys of a sector are known better, from national accounts, so flows are fitted to both again
(iterative proportional fitting, own sales among them): no flow becomes zero, and none appears. Final demand is what is
left, as in any world, so every identity holds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.core.rebase import with_flows
from middlepower.world.world import World, buyers_over_producers

Array = NDArray[np.float64]
FITTED = 1e-3  # by which what is bought of a sector may miss, final demand takes it up; what is made holds exactly
SWEEPS = 1000  # of fitting; tens are enough at every error that is let in
LEFT = 1e-9  # of what is bought stays for final demand where industries would use more than all


def with_errors(world: World, error: float, point: float) -> World:
    """The world with errors of a standard deviation in the logarithms of its flows, those of a point of (0, 1)."""
    made, bought = world.flow.sum(axis=1), world.flow.sum(axis=2)
    flow = fitted(world.flow * np.exp(errors(world.flow.shape, error, point)), made, bought)
    return with_flows(world, world.name, flow, world.tariff, world.export_tax, covered(world, flow))


def errors(shape: tuple[int, ...], error: float, point: float) -> Array:
    """ln of the factors of all flows [k, n, i]; own sales have none."""
    found: Array = np.random.default_rng(int(point * 2**53)).normal(0.0, error, shape)
    own = np.arange(shape[1])
    found[:, own, own] = 0.0
    return found


def fitted(flow: Array, made: Array, bought: Array) -> Array:
    """Flows [k, n, i] scaled until their sums are what is made [k, i] and, nearly, what is bought [k, n]."""
    for _ in range(SWEEPS):
        miss = _ratio(bought, flow.sum(axis=2))
        if np.abs(miss - 1.0).max() <= FITTED:
            break
        flow = flow * miss[:, :, None]
        flow = flow * _ratio(made, flow.sum(axis=1))[:, None, :]
    else:
        raise DataError(
            f"`flow_error`: flows with these errors are not fitted to what each economy makes and buys in {SWEEPS} "
            "rounds: give a smaller error."
        )
    return flow * _ratio(made, flow.sum(axis=1))[:, None, :]


def _ratio(wanted: Array, found: Array) -> Array:
    return np.divide(wanted, found, out=np.ones_like(wanted), where=found > 0.0)


def covered(world: World, flow: Array) -> Array:
    """The input shares [n, k, s] after other flows: of a good of which industries would use more than is bought, they
    use as much less, in proportion."""
    spending = (flow * buyers_over_producers(world.tariff, world.export_tax)).sum(axis=2)
    used = np.einsum("nks,sn->kn", world.input_share, flow.sum(axis=1))
    scale = np.divide((1.0 - LEFT) * spending, used, out=np.ones_like(used), where=used > (1.0 - LEFT) * spending)
    share: Array = world.input_share * scale.T[:, :, None]
    return share
