"""The error of a solve that found nothing: what was tried, how close it came, and advice that was tried, too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.long_run.iterate import Outcome
from middlepower.scenario.shock import Shock


@dataclass(frozen=True)
class Attempts:
    """The best outcome and its method; the part of the shock that was solved, and whether `balanced` solves it all."""

    best: Outcome
    method: str
    solved_part: float = 0.0
    balanced: bool = False


def unsolved(
    benchmark: Benchmark, shock: Shock, closure: ClosureName, tolerance: float, attempts: Attempts
) -> NoEquilibriumError:
    """The error of a shock without equilibrium under a closure."""
    gaps = attempts.best.gaps
    return NoEquilibriumError(
        f"no equilibrium found under closure `{closure}`: Anderson sweeps, Newton steps on wages and the shock in "
        f"steps came no closer than a residual of {gaps.worst:.1e} (wanted {tolerance:.0e}), farthest off in "
        f"{benchmark.labels.region(farthest(benchmark, attempts.best))}.{subsidy(benchmark, shock)}"
        f"{advice(attempts)}"
    )


def farthest(benchmark: Benchmark, outcome: Outcome) -> int:
    """The economy whose income fell deepest below its floor, else the one whose factor market is farthest off."""
    short = outcome.implied.shortfall
    gap = short if short.max() > 0 else outcome.implied.excess / (np.exp(outcome.state.log_w) * benchmark.wL)
    return int(np.argmax(np.abs(gap)))


def subsidy(benchmark: Benchmark, shock: Shock) -> str:
    """A sentence on the largest subsidy in a shock, nothing where it has none."""
    rates = shock.tariff if shock.export_tax is None else np.minimum(shock.tariff, shock.export_tax)
    rate = float(rates.min())
    if rate >= min(0.0, float(benchmark.tau.min())):
        return ""
    k, n, i = (int(index) for index in np.unravel_index(rates.argmin(), rates.shape))
    return f" It holds subsidies, of {-rate:.0%} on {benchmark.labels.flow(k, n, i)}."


def advice(attempts: Attempts) -> str:
    """What to do instead: only what was seen to work."""
    if attempts.balanced:
        return " A country that trades too little cannot keep its deficit: use closure `balanced`, which solves."
    if attempts.solved_part > 0.0:
        return f" The same shock to the power of {attempts.solved_part:g} has an equilibrium: soften it."
    return " Not even a quarter of the shock, in logs, has one."
