"""The model's forecast of a year: its law on a frozen world, against the law of the baseline's day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.parallel import each
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import Variant, frictions_under, nest_elasticity, variant_world
from middlepower.language.catalogue import say
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.policy.flows import TaxedFlows
from middlepower.policy.library import load_measures
from middlepower.policy.place import in_world
from middlepower.policy.rate_book import statutory_rates
from middlepower.policy.schema import Measure
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import policy_state
from middlepower.scenario.compile import shock_of
from middlepower.scenario.schema import State
from middlepower.score.year_law import Spell, spells, taxed_over
from middlepower.world.embedded import load_world
from middlepower.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Law:
    """The laws of a baseline's day and of a year on a world, compiled once for all variants."""

    world: World
    measures: tuple[Measure, ...]
    day: dt.date
    year: int
    before: tuple[Spell, ...]
    after: tuple[Spell, ...]
    flows_before: TaxedFlows
    flows_after: TaxedFlows

    @property
    def log_tax(self) -> Array:
        """Change of ln(1 + t) [k, n, i] at the benchmark's composition of each flow."""
        before, after = (statutory_rates(self.world, flows) for flows in (self.flows_before, self.flows_after))
        return np.asarray(np.log1p(after) - np.log1p(before), dtype=np.float64)

    @property
    def rate_after(self) -> Array:
        """The year's rates [k, n, i] at the benchmark's composition of each flow."""
        return statutory_rates(self.world, self.flows_after)


@cache
def law_of(world: str, day: dt.date, year: int) -> Law:
    """The library's law on an embedded world; kept, for a year's law takes seconds."""
    return law_between(load_world(world), tuple(load_measures()), day, year)


def law_between(world: World, measures: tuple[Measure, ...], day: dt.date, year: int) -> Law:
    """The law of a day and of a year under some measures on a world."""
    book = ShareBook(world)
    before = (Spell(in_world(policy_state(measures, day), world), 1.0, frozenset()),)
    after = spells(world, measures, year)
    flows_before, flows_after = (taxed_over(world, measures, one, book) for one in (before, after))
    return Law(world, measures, day, year, before, after, flows_before, flows_after)


@dataclass(frozen=True)
class Forecast:
    """Log changes [k, n, i] from the baseline to the year: spending with tariffs, value at the border, landed cost.

    Cells without trade are NaN. `eta` is the elasticity between the goods of a flow, `theta[k]` between origins.
    """

    variant: Variant
    eta: float
    theta: Array
    spending: Array
    border: Array
    cost: Array
    residual: float


def forecasts(law: Law, variants: Sequence[Variant], settings: Settings) -> tuple[Forecast, ...]:
    """The forecast of every variant, in their order."""
    return tuple(each(lambda variant: forecast(law, variant, settings), variants))


def forecast(law: Law, variant: Variant, settings: Settings) -> Forecast:
    """The forecast of one variant; NoEquilibriumError where it has none."""
    world, eta = variant_world(law.world, variant), nest_elasticity(variant, settings.nest_elasticity)
    title = say("score.law_of", day=law.day.isoformat())
    start, end = (shock_of(world, State(title=title), flows, eta) for flows in (law.flows_before, law.flows_after))
    baseline = Baseline.of(
        world, start, settings.main_closure, title, law_date=law.day, frictions=frictions_under(world, variant)
    )
    earlier, later = baseline.equilibrium, baseline.solve(end)
    spent, valued, landed = (log_change(of(earlier), of(later)) for of in (spending, border, cost))
    worst = max(earlier.report.residual, later.report.residual)
    return Forecast(variant, eta, world.elasticity, spent, valued, landed, worst)


def spending(solved: Equilibrium) -> Array:
    """What buyers pay [k, n, i], tariffs included."""
    paid: Array = solved.pi * solved.X[:, :, None]
    return paid


def border(solved: Equilibrium) -> Array:
    """Values at the border [k, n, i]."""
    return solved.border_flow


def cost(solved: Equilibrium) -> Array:
    """Landed cost over the benchmark's, from taxes alone [k, n, i]."""
    return solved.kappa_hat


def log_change(before: Array, after: Array) -> Array:
    """ln(after / before); NaN where either is nothing."""
    traded = (before > 0.0) & (after > 0.0)
    ratio = np.divide(after, before, out=np.full_like(after, np.nan), where=traded)
    return np.asarray(np.log(np.where(ratio > 0.0, ratio, np.nan)), dtype=np.float64)
