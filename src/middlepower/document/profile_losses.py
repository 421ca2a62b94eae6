"""The threats of a profile, solved once for every variant: those of partners, of powers by side, and along curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from middlepower.document.arrange import spread_of
from middlepower.document.number import combine
from middlepower.document.profile_ties import Subject
from middlepower.document.table import Table
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import VariantRun
from middlepower.experiment.parallel import each
from middlepower.experiment.variant import Variant
from middlepower.indicators.exposure import curve_table, exposure_table, exposures, tables_together

if TYPE_CHECKING:
    import xarray as xr

Body = TypeVar("Body")


@dataclass(frozen=True)
class Losses:
    """What threats cost under one variant: cut-offs by the powers, on every side, and with wages that fall freely where
    a floor holds them; at the main horizon also by every partner, and the powers' threat curves."""

    powers: xr.Dataset
    free: Table | None
    partners: xr.Dataset | None
    curves: Mapping[str, xr.Dataset]


@dataclass(frozen=True)
class AllLosses:
    """The Losses of every variant of a profile."""

    subject: Subject
    by_variant: Mapping[Variant, Losses]

    def over_sets(self, build: Callable[[Losses], Body], horizon: str | None = None) -> Body:
        """What is built from losses at the main set with its range over all sets, at one horizon."""
        experiment = self.subject.experiment
        found = [build(self.by_variant[variant]) for variant in experiment.baselines(horizon)]
        return combine(found, spread_of(experiment, horizon))

    def partners(self) -> dict[Variant, xr.Dataset]:
        """{variant at the main horizon: exposure to every other economy, both ways}."""
        known = {variant: losses.partners for variant, losses in self.by_variant.items()}
        return {variant: partners for variant, partners in known.items() if partners is not None}


def losses_of(subject: Subject) -> AllLosses:
    """The losses of every variant, each solved in one go."""
    runs, main = subject.experiment.runs, subject.experiment.main.variant.horizon

    def solve(run: VariantRun) -> Losses:
        return (_at_main if run.variant.horizon == main else _elsewhere)(run.baseline, subject)

    return AllLosses(subject, dict(zip((run.variant for run in runs), each(solve, runs), strict=True)))


def _at_main(baseline: Baseline, subject: Subject) -> Losses:
    """All threats at the main horizon."""
    others = [name for name in baseline.world.regions if name != subject.code]
    tables = [
        exposure_table(baseline, subject.code, subject.powers),
        exposure_table(baseline, subject.code, others, ["both"]),
        *(curve_table(baseline, subject.code, power) for power in subject.powers),
    ]
    powers, partners, *curves = tables_together(baseline, tables)
    return Losses(powers, _floor_free(baseline, subject), partners, dict(zip(subject.powers, curves, strict=True)))


def _elsewhere(baseline: Baseline, subject: Subject) -> Losses:
    """The powers' cut-offs at another horizon."""
    return Losses(exposures(baseline, subject.code, subject.powers), _floor_free(baseline, subject), None, {})


def _floor_free(baseline: Baseline, subject: Subject) -> Table | None:
    """Exposures with wages that fall freely; None where no floor holds them."""
    free = baseline.with_free_wages
    return None if free is baseline else Table.of(exposures(free, subject.code, subject.powers))
