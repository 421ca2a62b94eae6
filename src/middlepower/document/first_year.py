"""The first year beside the long run: the document's part, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.document.arrange import spread_of
from middlepower.document.number import Number
from middlepower.document.spreads import Spreads
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.indicators import accounts, grouped, work
from middlepower.model.core.equilibrium import Equilibrium

Array = NDArray[np.float64]
Change = Callable[[Equilibrium, Equilibrium, Array], Array]
NOTHING = "nothing in the baseline"
CHANGES: dict[str, tuple[Change, float]] = {
    "real_income_percent": (grouped.real_income, 100.0),
    "real_income_musd": (grouped.real_income_money, 1.0),
    "gdp_volume_percent": (accounts.gdp_volume, 100.0),
    "real_value_added_percent": (work.real_value_added, 100.0),
    "employment_total_percent": (work.employment_total, 100.0),
    "real_wage_percent": (accounts.real_wage, 100.0),
}


@dataclass(frozen=True)
class FirstYear:
    """An economy in the first year after a state's law begins, relative to the baseline."""

    real_income_percent: Number
    real_income_musd: Number
    gdp_volume_percent: Number
    real_value_added_percent: Number
    employment_total_percent: Number
    real_wage_percent: Number
    jobs_percent: Mapping[str, Number]  # by sector, of the economy whose brief it is


def at_once(experiment: Experiment) -> Experiment | None:
    """The experiment of the first year: itself where that is its horizon, else the one beside it."""
    return experiment if experiment.main.variant.horizon == FIRST_YEAR else experiment.first_year


@dataclass(frozen=True)
class FirstYears:
    """One state in the first year: changes [e] of every economy and group, jobs [k, e], sectors in their order."""

    numbers: Mapping[str, Spreads]
    jobs: Spreads
    sectors: Sequence[str]

    def of(self, e: int) -> FirstYear:
        """The first year of one economy, without its sectors."""
        numbers = {key: spreads.number(e, NOTHING) for key, spreads in self.numbers.items()}
        return FirstYear(**numbers, jobs_percent={})

    def with_jobs(self, e: int) -> FirstYear:
        """The first year of one economy, its jobs by sector included."""
        jobs = {sector: self.jobs.number((k, e), NOTHING) for k, sector in enumerate(self.sectors)}
        return replace(self.of(e), jobs_percent=jobs)


def first_years(experiment: Experiment | None, name: str) -> FirstYears | None:
    """A state in the first year; None where that was not asked for, or has no equilibrium."""
    if experiment is None or name not in experiment.main.states:
        return None
    members, spread = experiment.question.members, spread_of(experiment)
    pairs = [(run.baseline.equilibrium, run.states[name]) for run in experiment.runs if name in run.states]

    def spreads(change: Change, factor: float) -> Spreads:
        return Spreads.over(np.array([factor * change(*pair, members) for pair in pairs]), spread)

    numbers = {key: spreads(*wanted) for key, wanted in CHANGES.items()}
    return FirstYears(numbers, spreads(work.jobs, 100.0), experiment.world.sectors)
