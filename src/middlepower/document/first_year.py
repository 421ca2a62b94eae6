"""The first year beside the long run: the document's part, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
    jobs_percent: Mapping[str, Number]  # by sector


def at_once(experiment: Experiment) -> Experiment | None:
    """The experiment of the first year: itself where that is its horizon, else the one beside it."""
    return experiment if experiment.main.variant.horizon == FIRST_YEAR else experiment.first_year


def first_year_of(experiment: Experiment | None, name: str, e: int) -> FirstYear | None:
    """The first year of economy e in a state; None where it was not asked for, or has no equilibrium."""
    if experiment is None or name not in experiment.main.states:
        return None
    members, spread = experiment.question.members[[e]], spread_of(experiment)
    runs = [run for run in experiment.runs if name in run.states]

    def spreads(change: Change, factor: float) -> Spreads:
        pairs = [(run.baseline.equilibrium, run.states[name]) for run in runs]
        return Spreads.over(np.array([factor * change(*pair, members) for pair in pairs]), spread)

    numbers = {key: spreads(*wanted).number(0, NOTHING) for key, wanted in CHANGES.items()}
    jobs = spreads(work.jobs, 100.0)
    by_sector = {sector: jobs.number((k, 0), NOTHING) for k, sector in enumerate(experiment.world.sectors)}
    return FirstYear(**numbers, jobs_percent=by_sector)
