"""The compiled first-year solver: the same equations and fallbacks as `first_year`, its main loop in machine code.

Numba twins of `first_year.equations`, `first_year.loop.step` and `mix`, in their letters, equal to 1e-9 at a solution.
Quotas, export taxes and cut-offs are those of `quotas` and `kernels`. As in `world`, import this only where it pays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from middlepower.model.compiled.entered import entered
from middlepower.model.compiled.kernels import (
    CompiledCase,
    CompiledSweep,
    CompiledWorld,
    Gaps,
    Single,
    costs_and_inputs,
    empty_sweep,
    outputs,
    prices,
    spending,
    worst_of,
)
from middlepower.model.compiled.loop import advance, astray, distance, empty_memory, retreat
from middlepower.model.compiled.math import compiled, exp, log, worse
from middlepower.model.compiled.quotas import CompiledQuotas, bundles_at, moved_at, next_z, quotas_of, tax_quota_flows
from middlepower.model.compiled.world import case_of, plain, single, sweep_of, world_of
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.first_year.equations import LOWEST_LOG, Anchor, Frictions
from middlepower.model.first_year.loop import (
    DEPTH,
    LARGEST_STEP,
    FirstYearEvaluator,
    PricesAndOutputs,
    Reached,
    pack,
    unpack,
)
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]
NAMES = ("price", "goods", "income", "numeraire", "quota")  # of residuals, as `first_year.loop.residuals` has them
PRICES, OWN = 1, 2  # anchors; the third, world value added, is the numeraire
ANCHORS: dict[Anchor, int] = {"world value added": 0, "consumer prices": PRICES, "own value added": OWN}


class CompiledFrictions(NamedTuple):
    """`equations.Frictions` with the benchmark's weights of sectors in labour income, outputs, and the steering.

    log_floor is minus infinity where wages are free; inverse[n, 2k, 2k] as in `first_year.loop.steering`.
    """

    labour_share: Array
    weight: Array
    kappa: float
    log_floor: float
    anchor: int
    reference: Array
    Y: Array
    made: NDArray[np.bool_]
    inverse: Single


@compiled
def price_of_value_added(
    world: CompiledWorld, frictions: CompiledFrictions, log_P: Array, log_VA: Array, log_v: Array
) -> None:
    """Write ln v[s, n] at outputs, see `equations.pay_at`."""
    K, N = log_P.shape
    own, common = 1.0 / frictions.kappa, 1.0 - 1.0 / frictions.kappa
    for n in range(N):
        Phi, value, prices_of_living = 0.0, 0.0, 0.0
        for s in range(K):
            grown = exp(log_VA[s, n])
            Phi += frictions.weight[s, n] * grown
            value += world.beta[s, n] * frictions.Y[s, n] * grown
            prices_of_living += world.alpha[s, n] * log_P[s, n]
        lowest = frictions.log_floor
        if frictions.anchor == PRICES:
            lowest += prices_of_living
        if frictions.anchor == OWN:
            lowest += log(value / world.wL[n])
        pull = common * log(Phi)
        for s in range(K):
            lam, log_w = frictions.labour_share[s, n], own * log_VA[s, n] + pull
            if frictions.log_floor > -np.inf:
                log_w = worse(log_w, lowest + frictions.reference[s, n])
            log_v[s, n] = lam * log_w + (1.0 - lam) * log_VA[s, n]


@compiled
def outputs_at(frictions: CompiledFrictions, log_VA: Array) -> Array:
    """Y[s, n] at log output ratios."""
    K, N = log_VA.shape
    Y = np.empty((K, N))
    for s in range(K):
        for n in range(N):
            Y[s, n] = frictions.Y[s, n] * exp(log_VA[s, n])
    return Y


@compiled
def value_added(world: CompiledWorld, Y: Array) -> Array:
    """sum_s beta Y [n], million US dollars."""
    K, N = Y.shape
    size = np.zeros(N)
    for s in range(K):
        for n in range(N):
            size[n] += world.beta[s, n] * Y[s, n]
    return size


@compiled
def first_year_sweep(
    world: CompiledWorld,
    case: CompiledCase,
    frictions: CompiledFrictions,
    log_P: Array,
    log_VA: Array,
    moved: Array,
    swept: CompiledSweep,
) -> Array:
    """All equations once, see `equations.first_year_sweep`; returns the outputs Y that it starts from."""
    Y = outputs_at(frictions, log_VA)
    average = value_added(world, Y) / world.wL
    price_of_value_added(world, frictions, log_P, log_VA, swept.log_c)
    costs_and_inputs(world, log_P, Y, swept)
    prices(world, case, swept)
    spending(world, case, average, moved, swept)
    outputs(world, case, average, swept)
    return Y


@compiled
def first_year_residuals(
    world: CompiledWorld, log_P: Array, Y: Array, swept: CompiledSweep
) -> tuple[float, float, float, float]:
    """Residuals of prices, goods, incomes and the numeraire, see `first_year.loop.residuals`; NaN where one is."""
    K, N = Y.shape
    size = value_added(world, Y)
    price, goods, income = 0.0, 0.0, 0.0
    for k in range(K):
        for n in range(N):
            price = worse(price, abs(swept.log_P[k, n] - log_P[k, n]) * world.used[k, n])
            goods = worse(goods, abs(swept.Y[k, n] - Y[k, n]) / size[n])
    for n in range(N):
        income = worse(income, swept.shortfall[n])
    return price, goods, income, abs(size.sum() / world.wL.sum() - 1.0)


@compiled
def split(world: CompiledWorld, x: Array) -> tuple[Array, Array, Array]:
    """(ln P, ln VA_hat, z) of a vector, its output ratios kept from vanishing in place."""
    K, N = world.alpha.shape
    log_VA = x[K * N : 2 * K * N].reshape((K, N))
    np.maximum(log_VA, LOWEST_LOG, log_VA)
    return x[: K * N].reshape((K, N)), log_VA, x[2 * K * N :]


@compiled
def first_year_look(
    world: CompiledWorld,
    case: CompiledCase,
    frictions: CompiledFrictions,
    quotas: CompiledQuotas,
    x: Array,
    swept: CompiledSweep,
) -> tuple[Gaps, Array]:
    """(residuals at a point, the z that it asks for): one sweep, see `loop.FirstYearEvaluator`."""
    log_P, log_VA, z = split(world, x)
    premium = z[: quotas.flow.size]
    bundle = bundles_at(quotas, premium)
    tax_quota_flows(world, quotas, bundle, case)
    Y = first_year_sweep(world, case, frictions, log_P, log_VA, moved_at(world, quotas, z), swept)
    asked = next_z(world, quotas, case, premium, bundle, swept)
    gaps = first_year_residuals(world, log_P, Y, swept)
    return (gaps[0], gaps[1], gaps[2], gaps[3], distance(asked, z)), asked


@compiled
def first_year_step(
    world: CompiledWorld, frictions: CompiledFrictions, log_P: Array, log_VA: Array, swept: CompiledSweep, step: Array
) -> None:
    """The step of (ln P, ln VA_hat), see `first_year.loop.step`."""
    K, N = log_P.shape
    d_P, d_VA = step[: K * N].reshape((K, N)), step[K * N : 2 * K * N].reshape((K, N))
    gap, value = np.empty(2 * K), 0.0
    for n in range(N):
        for k in range(K):
            gap[k] = (swept.log_P[k, n] - log_P[k, n]) * world.used[k, n]
            gap[K + k] = 0.0
            if frictions.made[k, n]:
                gap[K + k] = worse(log(worse(swept.Y[k, n] / frictions.Y[k, n], 1e-300)), LOWEST_LOG) - log_VA[k, n]
        for k in range(K):
            price, made = frictions.inverse[n, k], frictions.inverse[n, K + k]
            more_P, more_VA = 0.0, 0.0
            for h in range(2 * K):
                more_P += price[h] * gap[h]
                more_VA += made[h] * gap[h]
            d_P[k, n] = min(max(more_P, -LARGEST_STEP), LARGEST_STEP)
            d_VA[k, n] = min(max(more_VA, -LARGEST_STEP), LARGEST_STEP)
            value += world.beta[k, n] * frictions.Y[k, n] * exp(log_VA[k, n] + d_VA[k, n])
    step[: 2 * K * N] -= log(value / world.wL.sum())


@compiled
def first_year_mix(
    world: CompiledWorld,
    case: CompiledCase,
    frictions: CompiledFrictions,
    quotas: CompiledQuotas,
    x: Array,
    tolerance: float,
    limit: int,
) -> tuple[CompiledSweep, Gaps, int]:
    """What the last sweep found, its residuals and the number of sweeps; x becomes the best point met."""
    K, N = world.alpha.shape
    swept, memory, step = empty_sweep(K, N), empty_memory(x, DEPTH), np.empty(x.size)
    for count in range(1, limit + 1):
        gaps, asked = first_year_look(world, case, frictions, quotas, x, swept)
        worst = worst_of(gaps)
        if worst <= tolerance:
            return swept, gaps, count
        if astray(memory, worst):
            retreat(memory, x)
            continue
        log_P, log_VA, z = split(world, x)
        first_year_step(world, frictions, log_P, log_VA, swept, step)
        step[x.size - z.size :] = asked - z
        advance(memory, x, step, worst)
    x[:] = memory.best_x
    gaps, asked = first_year_look(world, case, frictions, quotas, x, swept)
    return swept, gaps, limit


def with_compiled_first_year(solver: FirstYearSolver) -> FirstYearSolver:
    """The same solver with compiled sweeps."""
    world = world_of(solver.benchmark)

    def mix(
        evaluate: FirstYearEvaluator, inverse: Array, first: PricesAndOutputs, tolerance: float, limit: int
    ) -> Reached:
        return mix_first_year(world, evaluate, inverse, first, tolerance, limit)

    return replace(solver, mix=mix)


def mix_first_year(
    world: CompiledWorld,
    evaluate: FirstYearEvaluator,
    inverse: Array,
    first: PricesAndOutputs,
    tolerance: float,
    limit: int,
) -> Reached:
    """Where compiled sweeps from a state end, see `first_year.loop.mix`; the evaluator's kernels move along."""
    bench = evaluate.problem.benchmark
    x, case = pack(first), case_of(evaluate.work)
    quotas = quotas_of(evaluate.table, evaluate.base, evaluate.problem.export_tax)
    frictions = compiled_frictions(bench, evaluate.frictions, evaluate.labour, inverse)
    swept, gaps, sweeps = entered(first_year_mix, world, case, frictions, quotas, x, tolerance, limit)
    return Reached(unpack(x, bench), sweep_of(swept), Residuals(dict(zip(NAMES, gaps, strict=True))), sweeps)


def compiled_frictions(bench: Benchmark, frictions: Frictions, labour: Array, inverse: Array) -> CompiledFrictions:
    """The frictions in the form that the kernels read."""
    reference = np.zeros_like(bench.beta) if frictions.reference is None else frictions.reference
    return CompiledFrictions(
        labour_share=plain(frictions.labour_share),
        weight=plain(labour),
        kappa=float(frictions.kappa),
        log_floor=float(np.log(frictions.floor)) if frictions.floor > 0.0 else -np.inf,
        anchor=ANCHORS[frictions.anchor],
        reference=plain(reference),
        Y=plain(bench.Y),
        made=bench.Y > 0,
        inverse=single(inverse),
    )
