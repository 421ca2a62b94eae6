"""What a threat of the first year is worth to the long-run policy before it: the chain rule through the record.

Stage 1 is an equilibrium of `long_run`. Recorded as a benchmark (flows, taxes and sizes as a statistician would write
them down: `recorded_benchmark`), it is where stage 2, of `first_year`, begins:
  pi0 = pi' of stage 1,   Y0 = Y',   wL0 = w_hat wL,   D0 = D,   tau and e as in stage 1.
With O2 = ln W of stage 2 over stage 1 and its slopes g = dO2/dln pi0, h = dO2/dln Y0, o = dO2/dln wL0 of
`sensitivity.first_year`, and with pi' = f / (net X), X = sum_i f / net, the differential of O2 is
  sum (g - pi' sum_i g) (dln f + dln(1+tau) + dln(1+e)) + sum h (sum_n df) / Y + sum o dln w - dln I
  + r dln(1+tau) + s dln(1+e),
where r and s are what a recorded tax is worth through revenue alone: its price stands in pi0 already, so they are the
slope by the tax less that by trade costs. The first line makes an objective of stage 1's adjoint; the rest is direct.
The deficit is taken as given: closures in which it moves with wages are refused.
[Derivation ours; tested against differences of pairs of exact solves.]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.sensitivity.adjoint.equations import Objective
from middlepower.model.sensitivity.first_year.solve import FirstYearSlopes

Array = NDArray[np.float64]
GIVEN_DEFICITS = ("world_gdp_share", "balanced")


@dataclass(frozen=True)
class PulledBack:
    """O2 as stage 1 sees it: an objective of its adjoint, and what taxes are worth directly [k, n, i].

    by_tariff, by_export_tax by ln(1 + tau) and ln(1 + e), the flows of stage 1 held.
    """

    objective: Objective
    by_tariff: Array
    by_export_tax: Array


def recorded_benchmark(found: Equilibrium) -> Benchmark:
    """The Benchmark that an equilibrium makes: taxes stay taxes, and end with the trade that they are on."""
    border = found.net + found.foreign_share
    taxed = bool(found.foreign_share.any())
    before = found.benchmark
    return Benchmark(
        pi=found.pi,
        tau=1.0 / border - 1.0,
        gamma=before.gamma,
        beta=before.beta,
        alpha=before.alpha,
        theta=before.theta,
        wL=found.value_added,
        D=found.D,
        X=found.X,
        export_tax=found.foreign_share / found.net if taxed else None,
        labels=before.labels,
    )


def pulled_back(first: Equilibrium, slopes: FirstYearSlopes, region: int) -> PulledBack:
    """The PulledBack of ln W of one economy in stage 2 over stage 1."""
    refuse_moving_deficits(first)
    share = slopes.benchmark_share - first.pi * slopes.benchmark_share.sum(axis=2, keepdims=True)
    flow, output = first.flow, first.output
    per_flow = np.divide(share, flow, out=np.zeros_like(share), where=flow > 0)
    per_output = np.divide(slopes.benchmark_output, output, out=np.zeros_like(output), where=output > 0)
    income = np.zeros(first.benchmark.regions)
    income[region] = -1.0 / first.income[region]
    objective = Objective(income, np.zeros_like(first.X), slopes.value_added, per_flow + per_output[:, None, :])
    return PulledBack(
        objective, share + slopes.tariff - slopes.trade_cost, share + slopes.export_tax - slopes.trade_cost
    )


def refuse_moving_deficits(first: Equilibrium) -> None:
    """Refuse closures in which deficits move with wages: the record would carry them into stage 2."""
    if first.closure not in GIVEN_DEFICITS:
        raise ScenarioError(
            f"`closure` is {first.closure}: policy before a threat is found with given deficits; ask for one of "
            f"{', '.join(GIVEN_DEFICITS)}."
        )


def added(first: Objective, second: Objective, weight: float) -> Objective:
    """The objective first + weight x second."""
    return Objective(
        first.income + weight * second.income,
        first.log_price + weight * second.log_price,
        first.log_wage + weight * second.log_wage,
        together(first.flow, second.flow, weight),
    )


def together(first: Array | None, second: Array | None, weight: float) -> Array | None:
    """first + weight x second of arrays that may be left out."""
    if second is None:
        return first
    return weight * second if first is None else first + weight * second
