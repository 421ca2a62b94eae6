"""Persons at work in the first year: by sector and by province, where a count exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.data.provinces import PROVINCES
from middlepower.document.arrange import spread_of
from middlepower.document.number import ALL, Number, Spread, shortened
from middlepower.document.spreads import Spreads
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.indicators import work
from middlepower.indicators.persons import Staff, staff
from middlepower.language.catalogue import say
from middlepower.model.core.equilibrium import Equilibrium

Array = NDArray[np.float64]
DIGITS = 5  # significant ones: counts of employees are no better


@dataclass(frozen=True)
class ProvincePersons:
    """Employees of a province: how many more or fewer are at work, and what share of those counted."""

    change_persons: Number
    change_persons_percent: Number


@dataclass(frozen=True)
class Persons:
    """How many more or fewer employees are at work in the first year than in the baseline."""

    total: ProvincePersons
    by_sector: Mapping[str, Number]
    by_province: Mapping[str, ProvincePersons]


@dataclass(frozen=True)
class PersonsCount:
    """The employees of a baseline, from which states are counted; `member` [1, n] is one at the economy."""

    staff: Staff
    member: Array
    sectors: tuple[str, ...]

    def moved(self, before: Equilibrium, after: Equilibrium) -> Array:
        """Change of employees [p, k] from one equilibrium of the first year to another."""
        return self.staff.change(work.jobs(before, after, self.member)[:, 0])


def persons_count(baseline: Baseline, code: str, exports: Array) -> PersonsCount | None:
    """Employees by province and sector, from exports [p, k]; None where the model has no labour market."""
    world, solved = baseline.world, baseline.equilibrium
    if solved.labour is None:
        return None
    n = world.region(code)
    found = staff(world.sectors, frozenset(world.services), solved.labour.paid[:, n], exports)
    return PersonsCount(found, np.eye(len(world.regions))[[n]], tuple(world.sectors))


def persons_of(experiment: Experiment, name: str, count: PersonsCount) -> Persons | None:
    """A state's change of employees with its range over the cases; None where it has no equilibrium."""
    if name not in experiment.main.states:
        return None
    runs = [run for run in experiment.runs if name in run.states]
    return _persons(count, np.array([count.moved(*run.pair(name)) for run in runs]), spread_of(experiment))


def persons_between(count: PersonsCount, before: Equilibrium, after: Equilibrium) -> Persons:
    """The change of employees from one equilibrium to another, without a range."""
    return _persons(count, count.moved(before, after)[None], ALL)


def _persons(count: PersonsCount, moved: Array, spread: Spread) -> Persons:
    """Persons of changes [run, p, k]."""
    whole = count.staff.persons
    by_sector, by_province = (Spreads.over(moved.sum(axis=axis), spread) for axis in (1, 2))
    shares = Spreads.over(100.0 * _over(moved.sum(axis=2), whole.sum(axis=1)), spread)
    total = moved.sum(axis=(1, 2))[:, None]
    return Persons(
        total=_both(Spreads.over(total, spread), Spreads.over(100.0 * total / whole.sum(), spread), 0),
        by_sector={
            sector: shortened(Number.of(float(by_sector.value[k]), say("provinces.no_count")), DIGITS)
            if count.staff.counted[k]
            else Number(None, reason=say("provinces.not_counted"))
            for k, sector in enumerate(count.sectors)
        },
        by_province={code: _both(by_province, shares, p) for p, code in enumerate(PROVINCES)},
    )


def _both(change: Spreads, share: Spreads, place: int) -> ProvincePersons:
    percent = Number.of(float(share.value[place]), say("provinces.no_count"))
    return ProvincePersons(
        shortened(change.number(place, say("provinces.no_count")), DIGITS), shortened(percent, DIGITS)
    )


def _over(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0.0)
