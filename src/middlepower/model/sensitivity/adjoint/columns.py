"""Multipliers of many objectives at once: the equations of `adjoint` in one column per objective.

The same steps as `equations.adjoint_gaps` and `solve.preconditioned`, written into rooms that are allocated once: at
81 x 28 with 81 columns an array takes 1.5 MB, and asking the system for such pages costs more than the matrix
products. Tested equal to `solve` to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.long_run.iterate import Steering
from middlepower.model.sensitivity.adjoint.equations import Tangent, levy_gap

Array = NDArray[np.float64]
Columns = NDArray[np.intp]

ASTRAY = 1e3  # a step this much larger than the one before: the steering is of no use here


@dataclass(frozen=True)
class Room:
    """Multipliers of ln W[column[m]]: v, u[k, n, m], q, e[n, m], refined in place; and working space.

    transposed steering: goods, price[n, k, h]; wage[n, m]; by_price, by_output[m, (k, n)].
    """

    column: Columns
    v: Array
    q: Array
    u: Array
    e: Array
    work: tuple[Array, Array, Array, Array]
    goods: Array
    price: Array
    wage: Array
    by_price: Array
    by_output: Array


def room_of(column: Columns, shape: tuple[int, ...], steer: Steering) -> Room:
    """An empty Room for these columns at [k, n] = shape."""
    wide, flat = (*shape, len(column)), (shape[1], len(column))
    return Room(
        column,
        np.zeros(wide),
        np.zeros(flat),
        np.zeros(wide),
        np.zeros(flat),
        (np.empty(wide), np.empty(wide), np.empty(wide), np.empty(wide)),
        np.ascontiguousarray(steer.inverse.goods.transpose(0, 2, 1)),
        np.ascontiguousarray(steer.inverse.price.transpose(0, 2, 1)),
        -steer.wage_inverse.T,
        np.ascontiguousarray(steer.price_response.reshape(-1, shape[1]).T),
        np.ascontiguousarray(steer.output_response.reshape(-1, shape[1]).T),
    )


def settle_columns(here: Tangent, room: Room, income: Array, tolerance: float, limit: int) -> float:
    """The last step of the multipliers, in logs of objectives: at most `tolerance`, or what `limit` passes left."""
    size = np.inf
    for _ in range(limit):
        last, size = size, refine(here, room, income)
        if size <= tolerance or not size < ASTRAY * last:
            break
    return size


def refine(here: Tangent, room: Room, income: Array) -> float:
    """The largest step of one pass: `equations.adjoint_gaps`, then the solver's preconditioner transposed."""
    wage = sales_side(here, room, income)
    price_side(here, room, wage)
    return improve(here, room, wage)


def sales_side(here: Tangent, room: Room, income: Array) -> Array:
    """Writes q, worth Mv - keep q into work[1] and the gap of v into work[2]; returns the gap of e but for costs."""
    bench, share, keep = here.benchmark, (1.0 / here.Phi)[..., None], here.keep[..., None]
    spare, worth, gap, _ = room.work
    np.multiply(here.b[..., None], room.v, out=spare)
    np.matmul(here.Kt, spare, out=worth)
    worth *= share
    room.q[:] = np.einsum("kn,knm->nm", bench.alpha, worth)
    room.q[room.column, np.arange(len(room.column))] += 1.0 / income[room.column]
    if here.levied is None:
        room.q[:] /= here.kept[:, None]
    else:
        room.q[:] = here.income_inverse @ room.q
        worth += share * np.matmul(here.levied, here.b[..., None] * room.q)
    np.multiply(keep, room.q, out=spare)
    worth -= spare
    np.add(worth, room.q, out=spare)
    from_users(bench.gamma.transpose(0, 2, 1), spare, gap)
    np.multiply(bench.beta[..., None], room.e, out=spare)
    gap += spare
    gap -= room.v
    wage: Array = here.size[:, None] * (room.q - room.e - here.size @ room.e / here.size.sum())
    if here.deficit_slope is not None:
        wage += here.deficit_slope.T @ room.q
    return wage


def price_side(here: Tangent, room: Room, wage: Array) -> None:
    """Adds costs to the gap of e, and turns work[1] into the gap of u."""
    bench, share = here.benchmark, 1.0 / here.Phi
    theta = bench.theta[:, None]
    spare, gap, _, cost = room.work
    np.multiply((theta * share * here.X)[..., None], room.q, out=spare)
    np.matmul(here.Kt.transpose(0, 2, 1), spare, out=cost)
    if here.levied is not None:
        cost += theta[..., None] * levy_gap(here, room.q, (share * here.X)[..., None])
    np.multiply(share[..., None], room.u, out=spare)
    for k in range(len(theta)):
        cost[k] += here.K[k].T @ spare[k]
    cost *= here.b[..., None]
    np.multiply((theta * here.Y)[..., None], room.v, out=spare)
    cost -= spare
    wage += np.einsum("kn,knm->nm", bench.beta, cost)
    from_users(bench.gamma, cost, spare)
    gap *= (theta * here.X)[..., None]
    gap += spare
    gap[:, room.column, np.arange(len(room.column))] -= bench.alpha[:, room.column]
    gap -= room.u


def improve(here: Tangent, room: Room, wage: Array) -> float:
    """The largest step: `solve.preconditioned`, added to the room's multipliers."""
    wL, columns = here.benchmark.wL[:, None], len(room.column)
    spare, gap_u, gap_v, step = room.work
    np.multiply(gap_v, wL, out=spare)
    wage = wage + room.by_price @ gap_u.reshape(-1, columns) + room.by_output @ spare.reshape(-1, columns)
    e = room.wage @ wage
    room.e[:] += e
    np.multiply(here.benchmark.beta[..., None], e, out=spare)
    gap_v += spare
    from_users(room.goods, gap_v, step)
    room.v[:] += step
    step *= wL
    highest, lowest = step.max(), step.min()
    from_users(room.price, gap_u, step)
    room.u[:] += step
    return float(np.max((highest, -lowest, step.max(), -step.min())))  # NaN where a step is


def from_users(table: Array, values: Array, out: Array) -> None:
    """Write sum_s table[n, k, s] values[s, n, m] into out[k, n, m]."""
    np.matmul(table, values.transpose(1, 0, 2), out=out.transpose(1, 0, 2))
