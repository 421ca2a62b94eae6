"""The threats of a profile, solved once for every variant: those of partners, of powers by side, and along curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from middlepower.document.arrange import spread_of
from middlepower.document.losses import Production
from middlepower.document.number import combine
from middlepower.document.persons import Persons, PersonsCount, persons_between
from middlepower.document.profile_production import production
from middlepower.document.profile_ties import Subject
from middlepower.document.table import Table
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import VariantRun
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.parallel import each
from middlepower.experiment.variant import Variant
from middlepower.indicators.exposure import (
    SIDES,
    ThreatTable,
    curve_table,
    exposure_table,
    tables_and_equilibria,
    tables_together,
    without_floor,
)
from middlepower.indicators.labelled import LabelledSheet
from middlepower.indicators.threat_shocks import Side
from middlepower.model.core.equilibrium import Equilibrium

Body = TypeVar("Body")


@dataclass(frozen=True)
class ThreatLosses:
    """What threats cost under one variant: cut-offs by the powers, on every side, and with wages that fall freely where
    a floor holds them; at the main horizon also by every partner, the powers' threat curves, and who makes less after a
    power's full cut-off; in the first year who is at work then, where persons are counted."""

    powers: LabelledSheet
    free: Table | None
    partners: LabelledSheet | None = None
    curves: Mapping[str, LabelledSheet] = field(default_factory=dict)
    made: Mapping[str, Production | NoEquilibriumError] = field(default_factory=dict)
    at_work: Mapping[str, Persons | NoEquilibriumError] = field(default_factory=dict)


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

    def made(self, power: str) -> Production:
        """Losses by sector of production after a power's full cut-off, at the main horizon."""
        return self.over_sets(lambda losses: _known(losses.made[power]))

    def at_work(self, power: str) -> Persons | None:
        """Persons more or fewer at work in the first year after a power's full cut-off; None where none are counted."""
        if self.subject.count is None:
            return None
        return self.over_sets(lambda losses: _known(losses.at_work[power]), FIRST_YEAR)

    def partners(self) -> dict[Variant, LabelledSheet]:
        """{variant at the main horizon: exposure to every other economy, both ways}."""
        known = {variant: losses.partners for variant, losses in self.by_variant.items()}
        return {variant: partners for variant, partners in known.items() if partners is not None}


def _known(found: Body | NoEquilibriumError) -> Body:
    """What was found; the error where there was no equilibrium."""
    if isinstance(found, NoEquilibriumError):
        raise found
    return found


def losses_of(subject: Subject) -> AllLosses:
    """The losses of every variant, each solved in one go."""
    runs, count = subject.experiment.runs, subject.count
    found = each(lambda run: _losses(run, subject, count if run.variant.horizon == FIRST_YEAR else None), runs)
    return AllLosses(subject, dict(zip((run.variant for run in runs), found, strict=True)))


def _losses(run: VariantRun, subject: Subject, count: PersonsCount | None) -> ThreatLosses:
    """All threats under one variant: whole equilibria only where more than incomes is asked of them."""
    baseline, code, powers = run.baseline, subject.code, subject.powers
    main = run.variant.horizon == subject.experiment.main.variant.horizon
    whole = dict(zip(powers, exposure_table(baseline, code, powers, ["both"]).cases, strict=True))
    cuts = exposure_table(baseline, code, powers)
    held = baseline.with_free_wages is not baseline
    tables = [without_floor(cuts) if held else cuts, cuts, *(_at_main(baseline, subject) if main else [])]
    needed = list(whole.values()) if main or count is not None else []
    (free, cut, *rest), ended = tables_and_equilibria(baseline, tables, needed)
    ends = {power: ended[case] for power, case in whole.items()} if needed else {}
    found = ThreatLosses(cut, Table.of(free) if held else None)
    if count is not None:
        staff, before = count, baseline.equilibrium
        persons = {
            power: _after(end, lambda after: persons_between(staff, before, after)) for power, end in ends.items()
        }
        found = replace(found, at_work=persons)
    if not main:
        return found
    made = {power: _after(end, _producing(baseline, subject, power)) for power, end in ends.items()}
    return replace(found, partners=rest[0], curves=dict(zip(powers, rest[1:], strict=True)), made=made)


def _at_main(baseline: Baseline, subject: Subject) -> list[ThreatTable]:
    """The threats that are asked at the main horizon alone: by every partner, and along the powers' curves."""
    others = [name for name in baseline.world.regions if name != subject.code]
    curves = [curve_table(baseline, subject.code, power) for power in subject.powers]
    return [exposure_table(baseline, subject.code, others, ["both"]), *curves]


def _producing(baseline: Baseline, subject: Subject, power: str) -> Callable[[Equilibrium], Production]:
    """Who makes less after a power's cut-off, as a function of where it leads."""
    return lambda after: production(baseline, after, subject.code, power, subject.weights)


def _counting(count: PersonsCount, before: Equilibrium) -> Callable[[Equilibrium], Persons]:
    """Who is at work after a cut-off, as a function of where it leads."""
    return lambda after: persons_between(count, before, after)


def _after(ended: Equilibrium | NoEquilibriumError, build: Callable[[Equilibrium], Body]) -> Body | NoEquilibriumError:
    """What is built from an equilibrium; the error where there is none."""
    return ended if isinstance(ended, NoEquilibriumError) else build(ended)


def cut_by_powers(baseline: Baseline, subject: Subject, sides: Sequence[Side] = SIDES) -> LabelledSheet:
    """Exposure to every power's cut-off on some sides."""
    return tables_together(baseline, [exposure_table(baseline, subject.code, subject.powers, sides)])[0]
