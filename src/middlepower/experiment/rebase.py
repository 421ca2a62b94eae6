"""An equilibrium recorded as a new benchmark: ties made in the long run, threats met at another horizon."""

from __future__ import annotations

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.variant import LONG, Variant, frictions_under, variant_world
from middlepower.model.core.rebase import rebased_world


def recorded(baseline: Baseline, variant: Variant) -> Baseline:
    """The baseline with its equilibrium recorded as a benchmark, and the elasticities of a variant for what follows.

    Its tariffs stand for the law of the baseline's day.
    """
    same = rebased_world(baseline.world, baseline.equilibrium, baseline.world.name)
    world = same.with_tariff_date(baseline.tariff_date)
    chosen = variant_world(world, variant)
    frictions = frictions_under(chosen, variant)
    return Baseline.of(chosen, None, baseline.closure, f"{baseline.name}, settled", frictions=frictions)


def met_at(baseline: Baseline, variant: Variant) -> Baseline:
    """A long-run baseline as threats under a variant meet it."""
    return baseline if variant.horizon == LONG else recorded(baseline, variant)
