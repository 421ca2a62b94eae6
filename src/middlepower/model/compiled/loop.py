"""Numba twins of the main loop, `solve.mixing` with its Anderson mixing, and of `iterate.mix` that runs it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from middlepower.model.compiled.kernels import (
    CompiledCase,
    CompiledSteering,
    CompiledSweep,
    CompiledWorld,
    empty_sweep,
    preconditioned,
    residuals,
    sweep,
    worst_of,
)
from middlepower.model.compiled.math import compiled, worse
from middlepower.model.compiled.quotas import CompiledQuotas, bundles_at, moved_at, next_z, tax_quota_flows
from middlepower.solve.anderson import DEPTH, REGULARISATION
from middlepower.solve.mixing import BLOW_UP

Array = NDArray[np.float64]
AllGaps = tuple[float, float, float, float, float, float]  # `kernels.Gaps` and that of z


class Past(NamedTuple):
    """The last steps of the mixing: differences of points and of steps, their Gram matrix, the last point and step."""

    d_x: Array
    d_f: Array
    gram: Array
    last_x: Array
    last_f: Array


@compiled
def empty_past(size: int, depth: int) -> Past:
    """Room for the past."""
    return Past(
        np.zeros((depth, size)), np.zeros((depth, size)), np.zeros((depth, depth)), np.zeros(size), np.zeros(size)
    )


@compiled
def remember(past: Past, slot: int, x: Array, f: Array) -> None:
    """Write the newest differences over the oldest, refresh their row of the Gram matrix, keep the point."""
    for j in range(x.size):
        past.d_x[slot, j] = x[j] - past.last_x[j]
        past.d_f[slot, j] = f[j] - past.last_f[j]
    for row in range(past.gram.shape[0]):
        total = 0.0
        for j in range(x.size):
            total += past.d_f[row, j] * past.d_f[slot, j]
        past.gram[row, slot] = total
        past.gram[slot, row] = total


@compiled
def mixed(past: Past, count: int, x: Array, f: Array) -> None:
    """x <- the next iterate after `count` earlier ones; see `anderson.AndersonMixer.next`."""
    if count:
        remember(past, (count - 1) % past.gram.shape[0], x, f)
    past.last_x[:] = x
    past.last_f[:] = f
    used = min(count, past.gram.shape[0])
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


class Memory(NamedTuple):
    """What a loop keeps: the past of its mixing, the best point met and its step; tally = (smallest residual met,
    damping of a restart, steps mixed since the last one, points met)."""

    past: Past
    best_x: Array
    best_step: Array
    tally: Array


@compiled
def empty_memory(x: Array, depth: int) -> Memory:
    """The memory of a loop that begins at x."""
    return Memory(empty_past(x.size, depth), x.copy(), np.zeros(x.size), np.array([np.inf, 1.0, 0.0, 0.0]))


@compiled
def astray(memory: Memory, worst: float) -> bool:
    """Whether a residual is so much worse than the best one that the mixing went astray."""
    return memory.tally[3] > 0.0 and not worst < BLOW_UP * memory.tally[0]


@compiled
def retreat(memory: Memory, x: Array) -> None:
    """x <- the best point met and half the step of the last time; the past is forgotten."""
    memory.tally[1] *= 0.5
    memory.tally[2] = 0.0
    for j in range(x.size):
        x[j] = memory.best_x[j] + memory.tally[1] * memory.best_step[j]


@compiled
def advance(memory: Memory, x: Array, step: Array, worst: float) -> None:
    """x <- the mixed iterate after a point with its step, which are kept where they are the best."""
    if memory.tally[3] == 0.0 or worst < memory.tally[0]:
        memory.tally[0] = worst
        memory.best_x[:] = x
        memory.best_step[:] = step
    mixed(memory.past, int(memory.tally[2]), x, step)
    memory.tally[2] += 1.0
    memory.tally[3] += 1.0


@compiled
def opened(world: CompiledWorld, x: Array) -> tuple[Array, Array, Array, Array]:
    """(ln w, ln P, Y, z) of a vector, its outputs made non-negative in place."""
    K, N = world.alpha.shape
    scaled = x[N + K * N : N + 2 * K * N].reshape((K, N))
    np.maximum(scaled, 0.0, scaled)
    return x[:N], x[N : N + K * N].reshape((K, N)), scaled * world.wL, x[N + 2 * K * N :]


@compiled
def distance(asked: Array, z: Array) -> float:
    """The largest gap between the z that is asked for and the one there is; NaN where one is."""
    gap = 0.0
    for j in range(z.size):
        gap = worse(gap, abs(asked[j] - z[j]))
    return gap


@compiled
def look(
    world: CompiledWorld, case: CompiledCase, quotas: CompiledQuotas, x: Array, swept: CompiledSweep
) -> tuple[AllGaps, Array]:
    """(residuals at a point, the z that it asks for): one sweep, see `evaluate.Evaluator`."""
    log_w, log_P, Y, z = opened(world, x)
    premium = z[: quotas.flow.size]
    bundle = bundles_at(quotas, premium)
    tax_quota_flows(world, quotas, bundle, case)
    sweep(world, case, log_w, log_P, Y, moved_at(world, quotas, z), swept)
    asked = next_z(world, quotas, case, premium, bundle, swept)
    gaps = residuals(world, log_w, log_P, Y, swept)
    return (gaps[0], gaps[1], gaps[2], gaps[3], gaps[4], distance(asked, z)), asked


@compiled
def mix(
    world: CompiledWorld,
    steer: CompiledSteering,
    case: CompiledCase,
    quotas: CompiledQuotas,
    x: Array,
    tolerance: float,
    limit: int,
) -> tuple[CompiledSweep, AllGaps, int]:
    """What the last sweep found, its residuals and the number of sweeps; x becomes the best point met."""
    K, N = world.alpha.shape
    swept, memory, step = empty_sweep(K, N), empty_memory(x, DEPTH), np.empty(x.size)
    for count in range(1, limit + 1):
        gaps, asked = look(world, case, quotas, x, swept)
        worst = worst_of(gaps)
        if worst <= tolerance:
            return swept, gaps, count
        if astray(memory, worst):
            retreat(memory, x)
            continue
        log_w, log_P, Y, z = opened(world, x)
        preconditioned(world, steer, log_w, log_P, Y, swept, step)
        step[x.size - z.size :] = asked - z
        advance(memory, x, step, worst)
    x[:] = memory.best_x
    gaps, asked = look(world, case, quotas, x, swept)
    return swept, gaps, limit
