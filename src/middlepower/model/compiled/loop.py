"""Numba twin of the main loop, `iterate.mix`, with its Anderson mixing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from middlepower.model.compiled.kernels import (
    CompiledCase,
    CompiledSweep,
    CompiledWorld,
    Gaps,
    empty_sweep,
    preconditioned,
    residuals,
    sweep,
    worst_of,
)
from middlepower.model.compiled.math import compiled
from middlepower.solve.anderson import DEPTH, REGULARISATION
from middlepower.solve.mixing import BLOW_UP

Array = NDArray[np.float64]


class Past(NamedTuple):
    """The last steps of the mixing: differences of points and of steps, their Gram matrix, the last point and step."""

    d_x: Array
    d_f: Array
    gram: Array
    last_x: Array
    last_f: Array


@compiled
def empty_past(size: int) -> Past:
    """Room for the past."""
    return Past(
        np.zeros((DEPTH, size)), np.zeros((DEPTH, size)), np.zeros((DEPTH, DEPTH)), np.zeros(size), np.zeros(size)
    )


@compiled
def remember(past: Past, slot: int, x: Array, f: Array) -> None:
    """Write the newest differences over the oldest, refresh their row of the Gram matrix, keep the point."""
    for j in range(x.size):
        past.d_x[slot, j] = x[j] - past.last_x[j]
        past.d_f[slot, j] = f[j] - past.last_f[j]
    for row in range(DEPTH):
        total = 0.0
        for j in range(x.size):
            total += past.d_f[row, j] * past.d_f[slot, j]
        past.gram[row, slot] = total
        past.gram[slot, row] = total


@compiled
def mixed(past: Past, count: int, x: Array, f: Array) -> None:
    """x <- the next iterate after `count` earlier ones; see `anderson.AndersonMixer.next`."""
    if count:
        remember(past, (count - 1) % DEPTH, x, f)
    past.last_x[:] = x
    past.last_f[:] = f
    used = min(count, DEPTH)
    weights = np.empty(used)
    for row in range(used):
        total = 0.0
        for j in range(x.size):
            total += past.d_f[row, j] * f[j]
        weights[row] = total
    least_squares(past.gram, weights)
    for j in range(x.size):
        x[j] += f[j]
    for row in range(used):
        weight = weights[row]
        for j in range(x.size):
            x[j] -= weight * (past.d_x[row, j] + past.d_f[row, j])


@compiled
def least_squares(gram: Array, right: Array) -> None:
    """right <- the solution of (gram + ridge) g = right, by Gaussian elimination of a positive definite matrix."""
    used = right.size
    matrix = gram[:used, :used].copy()
    largest = 0.0
    for row in range(used):
        largest = max(largest, matrix[row, row])
    for row in range(used):
        matrix[row, row] += REGULARISATION * largest + np.finfo(np.float64).tiny
    for pivot in range(used):
        for row in range(pivot + 1, used):
            factor = matrix[row, pivot] / matrix[pivot, pivot]
            right[row] -= factor * right[pivot]
            for column in range(pivot, used):
                matrix[row, column] -= factor * matrix[pivot, column]
    for pivot in range(used - 1, -1, -1):
        for column in range(pivot + 1, used):
            right[pivot] -= matrix[pivot, column] * right[column]
        right[pivot] /= matrix[pivot, pivot]


@compiled
def opened(world: CompiledWorld, x: Array) -> tuple[Array, Array, Array]:
    """(ln w, ln P, Y) of a vector, its outputs made non-negative in place."""
    K, N = world.alpha.shape
    scaled = x[N + K * N :].reshape((K, N))
    np.maximum(scaled, 0.0, scaled)
    return x[:N], x[N : N + K * N].reshape((K, N)), scaled * world.wL


@compiled
def mix(
    world: CompiledWorld, case: CompiledCase, x: Array, tolerance: float, limit: int
) -> tuple[CompiledSweep, Gaps, int]:
    """What the last sweep found, its residuals and the number of sweeps; x becomes the best point met."""
    K, N = world.alpha.shape
    swept, past = empty_sweep(K, N), empty_past(x.size)
    step, best_x, best_step = np.empty(x.size), x.copy(), np.zeros(x.size)
    best, damping, mixes = np.inf, 1.0, 0
    for count in range(1, limit + 1):
        log_w, log_P, Y = opened(world, x)
        sweep(world, case, log_w, log_P, Y, swept)
        gaps = residuals(world, log_w, log_P, Y, swept)
        worst = worst_of(gaps)
        if worst <= tolerance:
            return swept, gaps, count
        if count > 1 and not worst < BLOW_UP * best:
            damping, mixes = 0.5 * damping, 0
            x[:] = best_x + damping * best_step
            continue
        preconditioned(world, log_w, log_P, Y, swept, step)
        if count == 1 or worst < best:
            best = worst
            best_x[:] = x
            best_step[:] = step
        mixed(past, mixes, x, step)
        mixes += 1
    x[:] = best_x
    log_w, log_P, Y = opened(world, x)
    sweep(world, case, log_w, log_P, Y, swept)
    return swept, residuals(world, log_w, log_P, Y, swept), limit
