"""An independent Caliendo-Parro economy in levels, written as plain loops: slow, and sharing no line with the package.

Technology, endowments and deficits are given; prices, wages and flows are found by a general root finder. Worlds
cut from its flows must answer shocks as it does itself.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

from middlepower.world.world import World

Array = NDArray[np.float64]
PRICE_SWEEPS = 400
PRICE_TOLERANCE = 1e-15


@dataclass(frozen=True)
class Economy:
    """Parameters in levels: weight[k][n][i] of origin i in buyer n, cost[k][n][i] iceberg, tax[k][n][i] tariff."""

    weight: Array
    cost: Array
    tax: Array
    labour: Array
    alpha: Array
    gamma: Array
    theta: Array
    deficit: Array


@dataclass(frozen=True)
class Levels:
    """An equilibrium in levels: wages, prices, flows at basic prices [k, n, i], income and real income."""

    wage: Array
    price: Array
    flow: Array
    income: Array
    real_income: Array


def random_economy(seed: int, regions: int = 3, sectors: int = 2) -> Economy:
    """A random economy; deficits sum to zero and stay below a fifth of endowments."""
    draw = np.random.default_rng(seed)
    shape = (sectors, regions, regions)
    own = np.eye(regions, dtype=bool)
    labour = draw.uniform(50.0, 150.0, regions)
    deficit = draw.uniform(-0.1, 0.1, regions) * labour
    return Economy(
        weight=draw.lognormal(0.0, 0.5, shape),
        cost=np.where(own, 1.0, draw.uniform(1.1, 1.6, shape)),
        tax=np.where(own, 0.0, draw.uniform(0.0, 0.3, shape)),
        labour=labour,
        alpha=draw.dirichlet(np.full(sectors, 3.0), regions).T,
        gamma=0.8 * draw.dirichlet(np.full(sectors + 1, 1.0), (regions, sectors)).transpose(0, 2, 1)[:, :sectors],
        theta=draw.uniform(2.0, 6.0, sectors),
        deficit=deficit - deficit.mean(),
    )


def shocked(economy: Economy, seed: int) -> Economy:
    """The same economy with other icebergs and other tariffs."""
    draw = np.random.default_rng(seed)
    shape = economy.cost.shape
    own = np.eye(shape[1], dtype=bool)
    return replace(
        economy,
        cost=economy.cost * np.where(own, 1.0, draw.uniform(0.8, 1.3, shape)),
        tax=np.where(own, 0.0, draw.uniform(0.0, 0.5, shape)),
    )


def levels(economy: Economy) -> Levels:
    """The equilibrium with world labour income as numeraire."""
    count = len(economy.labour)
    total = economy.labour.sum()

    def gaps(log_wage: Array) -> Array:
        wage = np.exp(log_wage)
        _, _, _, sales = _at(economy, wage)
        gap = [sales[n] - wage[n] * economy.labour[n] for n in range(count)]
        gap[-1] = sum(wage[n] * economy.labour[n] for n in range(count)) - total
        return np.array(gap) / total

    found = root(gaps, np.zeros(count), tol=1e-13)
    assert np.abs(gaps(found.x)).max() < 1e-11, found.message
    wage = np.exp(found.x)
    price, flow, income, _ = _at(economy, wage)
    index = [math.prod(price[k][n] ** economy.alpha[k][n] for k in range(len(price))) for n in range(count)]
    return Levels(wage, price, flow, income, income / np.array(index))


def _at(economy: Economy, wage: Array) -> tuple[Array, Array, Array, Array]:
    """(prices, flows, income, factor payments) at given wages."""
    price, unit_cost = _prices(economy, wage)
    share = _shares(economy, price, unit_cost)
    spending, income = _spending(economy, wage, share)
    K, N = price.shape
    flow = np.zeros((K, N, N))
    sales = np.zeros(N)
    for k in range(K):
        for n in range(N):
            for i in range(N):
                flow[k, n, i] = share[k, n, i] * spending[k, n] / (1.0 + economy.tax[k, n, i])
                sales[i] += flow[k, n, i] * (1.0 - sum(economy.gamma[i, h, k] for h in range(K)))
    return price, flow, income, sales


def _prices(economy: Economy, wage: Array) -> tuple[Array, Array]:
    K, N = economy.alpha.shape
    price = np.ones((K, N))
    unit_cost = np.ones((K, N))
    for _ in range(PRICE_SWEEPS):
        for s in range(K):
            for i in range(N):
                labour_share = 1.0 - sum(economy.gamma[i, k, s] for k in range(K))
                inputs = math.prod(price[k, i] ** economy.gamma[i, k, s] for k in range(K))
                unit_cost[s, i] = wage[i] ** labour_share * inputs
        new = np.empty_like(price)
        for k in range(K):
            for n in range(N):
                total = 0.0
                for i in range(N):
                    landed = unit_cost[k, i] * economy.cost[k, n, i] * (1.0 + economy.tax[k, n, i])
                    total += economy.weight[k, n, i] * landed ** -economy.theta[k]
                new[k, n] = total ** (-1.0 / economy.theta[k])
        done = np.abs(new / price - 1.0).max() < PRICE_TOLERANCE
        price = new
        if done:
            break
    return price, unit_cost


def _shares(economy: Economy, price: Array, unit_cost: Array) -> Array:
    K, N = price.shape
    share = np.zeros((K, N, N))
    for k in range(K):
        for n in range(N):
            for i in range(N):
                landed = unit_cost[k, i] * economy.cost[k, n, i] * (1.0 + economy.tax[k, n, i])
                share[k, n, i] = economy.weight[k, n, i] * (landed / price[k, n]) ** -economy.theta[k]
    return share


def _spending(economy: Economy, wage: Array, share: Array) -> tuple[Array, Array]:
    """Spending by product and buyer from one linear system, and income."""
    K, N = economy.alpha.shape
    earned = wage * economy.labour + economy.deficit
    matrix = np.zeros((K, N, K, N))
    for k in range(K):
        for n in range(N):
            matrix[k, n, k, n] += 1.0
            for h in range(K):
                matrix[k, n, h, n] -= economy.alpha[k, n] * _taxed(economy, share, h, n)
                for buyer in range(N):
                    sold = share[h, buyer, n] / (1.0 + economy.tax[h, buyer, n])
                    matrix[k, n, h, buyer] -= economy.gamma[n, k, h] * sold
    right = (economy.alpha * earned).ravel()
    spending = np.linalg.solve(matrix.reshape(K * N, K * N), right).reshape(K, N)
    revenue = [sum(_taxed(economy, share, h, n) * spending[h, n] for h in range(K)) for n in range(N)]
    return spending, earned + np.array(revenue)


def _taxed(economy: Economy, share: Array, k: int, n: int) -> float:
    """The part of n's spending on k that is tariff."""
    tax = economy.tax[k, n]
    return float(sum(share[k, n, i] * tax[i] / (1.0 + tax[i]) for i in range(len(tax))))


def world_of(economy: Economy, found: Levels) -> World:
    """The world that a statistician would record in this economy."""
    K, N = economy.alpha.shape
    return World.from_flows(
        name="oracle",
        vintage=2000,
        regions=[f"R{n}" for n in range(N)],
        sectors=[f"S{k}" for k in range(K)],
        flow=found.flow,
        tariff=economy.tax,
        input_share=economy.gamma,
        elasticity=economy.theta,
        elasticity_set="oracle",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
