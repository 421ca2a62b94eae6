"""The threats of a profile, solved once for every variant: those of partners, of powers by side, and along curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from middlepower.document.arrange import spread_of
from middlepower.document.number import combine
from middlepower.document.profile_ties import Subject
from middlepower.document.table import Table
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import VariantRun
from middlepower.experiment.parallel import each
from middlepower.experiment.variant import Variant
from middlepower.indicators.exposure import SIDES, Side, curve_table, exposure_table, tables_together
from middlepower.indicators.labelled import LabelledSheet

Body = TypeVar("Body")


@dataclass(frozen=True)
class ThreatLosses:
    """What threats cost under one variant: cut-offs by the powers, on every side, and with wages that fall freely where
    a floor holds them; at the main horizon also by every partner, and the powers' threat curves."""

    powers: LabelledSheet
    free: Table | None
    partners: LabelledSheet | None
    curves: Mapping[str, LabelledSheet]


@dataclass(frozen=True)
class AllLosses:
    """The ThreatLosses of every variant of a profile."""

    subject: Subject
    by_variant: Mapping[Variant, ThreatLosses]

    def over_sets(self, build: Callable[[ThreatLosses], Body], horizon: str | None = None) -> Body:
        """What is built from losses at the main set with its range over all sets, at one horizon."""
        experiment = self.subject.experiment
        found = [build(self.by_variant[variant]) for variant in experiment.baselines(horizon)]
        return combine(found, spread_of(experiment, horizon))

    def partners(self) -> dict[Variant, LabelledSheet]:
        """{variant at the main horizon: exposure to every other economy, both ways}."""
        known = {variant: losses.partners for variant, losses in self.by_variant.items()}
        return {variant: partners for variant, partners in known.items() if partners is not None}


def losses_of(subject: Subject) -> AllLosses:
    """The losses of every variant, each solved in one go."""
    runs, main = subject.experiment.runs, subject.experiment.main.variant.horizon

    def solve(run: VariantRun) -> ThreatLosses:
        return (_at_main if run.variant.horizon == main else _elsewhere)(run.baseline, subject)

    return AllLosses(subject, dict(zip((run.variant for run in runs), each(solve, runs), strict=True)))


def _at_main(baseline: Baseline, subject: Subject) -> ThreatLosses:
    """All threats at the main horizon."""
    others = [name for name in baseline.world.regions if name != subject.code]
    tables = [
        exposure_table(baseline, subject.code, subject.powers),
        exposure_table(baseline, subject.code, others, ["both"]),
        *(curve_table(baseline, subject.code, power) for power in subject.powers),
    ]
    powers, partners, *curves = tables_together(baseline, tables)
    by_power = dict(zip(subject.powers, curves, strict=True))
    return ThreatLosses(powers, _floor_free(baseline, subject), partners, by_power)


def _elsewhere(baseline: Baseline, subject: Subject) -> ThreatLosses:
    """The powers' cut-offs at another horizon."""
    return ThreatLosses(cut_by_powers(baseline, subject), _floor_free(baseline, subject), None, {})


def cut_by_powers(baseline: Baseline, subject: Subject, sides: Sequence[Side] = SIDES) -> LabelledSheet:
    """Exposure to every power's cut-off on some sides."""
    return tables_together(baseline, [exposure_table(baseline, subject.code, subject.powers, sides)])[0]


def _floor_free(baseline: Baseline, subject: Subject) -> Table | None:
    """Exposures with wages that fall freely; None where no floor holds them."""
    free = baseline.with_free_wages
    return None if free is baseline else Table.of(cut_by_powers(free, subject))
