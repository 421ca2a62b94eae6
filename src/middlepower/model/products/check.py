"""An independent check of a product equilibrium: the equations written out in logs, no kernel of the solver used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.products.equilibrium import ProductEquilibrium
from middlepower.model.products.problem import ProductShock
from middlepower.model.products.world import ProductWorld, row_sums, sector_starts
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]
Flows = NDArray[np.floating]

BLOCK = 100  # products at a time, so that temporary arrays stay small


def verify(world: ProductWorld, shock: ProductShock, solved: ProductEquilibrium) -> Residuals:
    """Residuals of Eqs. CP (11), (13), (14), of factor markets and of the numeraire, as `long_run` states them.

    Only w_hat, P_hat, X and D are taken from the solution; all shares and flows are computed anew.
    """
    gamma, beta, bench = world.input_share, world.value_added_share, world.benchmark
    log_P = np.log(solved.P_hat)
    log_c = beta * np.log(solved.w_hat) + np.einsum("nks,kn->sn", gamma, log_P)
    log_price, output, imports = _flows_anew(world, shock, log_c, solved.X)
    size = solved.w_hat * bench.wL
    income = size + (solved.X.sum(axis=0) - imports) + solved.D
    spending = bench.alpha * income + np.einsum("nks,sn->kn", gamma, output)
    payments = np.einsum("sn,sn->n", beta, output)
    return Residuals.of(
        price=(log_price - log_P) * (world.spending > 0),
        goods=(spending - solved.X) / size,
        factor=(payments - size) / size,
        trade_balance=(imports - solved.D - output.sum(axis=0)) / size,
        numeraire=size.sum() / bench.wL.sum() - 1.0,
    )


def _flows_anew(world: ProductWorld, shock: ProductShock, log_c: Array, X: Array) -> tuple[Array, Array, Array]:
    """(ln P_hat[k, n], output[k, i], imports net of tariffs [n]) from unit costs and spending."""
    N, G = len(world.regions), len(world.products)
    log_p = np.zeros((G, N))
    output, imports = np.zeros_like(log_c), np.zeros(N)
    for first in range(0, G, BLOCK):
        last = min(first + BLOCK, G)
        start = world.row_start[first * N : last * N + 1]
        part = slice(int(start[0]), int(start[-1]))
        row = np.repeat(np.arange(len(start) - 1), np.diff(start))
        product, importer, exporter = first + row // N, row % N, world.exporter[part].astype(np.int64)
        sector = world.sector_of[product]
        cost = log_c[sector, exporter] + _logs(shock.trade_cost, part)
        weight = np.log(world.trade_share[part], dtype=np.float64) - world.elasticity[product] * cost
        log_p[first:last], share = _prices_and_shares(weight, start - start[0], world, first, last)
        tariff = _logs(shock.tariff if shock.tariff is not None else world.tariff, part, plus_one=True)
        receipts = share * (world.product_share[product, importer] * X[sector, importer]) * np.exp(-tariff)
        np.add.at(output, (sector, exporter), receipts)
        np.add.at(imports, importer, receipts)
    return np.add.reduceat(world.product_share * log_p, sector_starts(world.sector_of), axis=0), output, imports


def _logs(value: Flows | None, part: slice, plus_one: bool = False) -> Array | float:
    """ln of a block of a flow array, or ln(1 + it); zero when it is not there."""
    if value is None:
        return 0.0
    block = value[part].astype(np.float64)
    logs: Array = np.log1p(block) if plus_one else np.log(block)
    return logs


def _prices_and_shares(
    weight: Array, start: NDArray[np.int64], world: ProductWorld, first: int, last: int
) -> tuple[Array, Array]:
    """(ln p_hat[g, n], share of each flow in its row), Eqs. CP (11) and (12), for the products first:last."""
    filled = np.flatnonzero(np.diff(start))
    top = np.zeros(len(start) - 1)
    top[filled] = np.maximum.reduceat(weight, start[filled])
    scaled = np.exp(weight - np.repeat(top, np.diff(start)))
    total = row_sums(scaled, start)
    total[total == 0] = 1.0
    shape = last - first, len(world.regions)
    log_phi = (np.log(total) + top).reshape(shape) - np.log(world.row_total[first:last])
    return -log_phi / world.elasticity[first:last, None], scaled / np.repeat(total, np.diff(start))
