"""The first year beside the long run: the document's part, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from middlepower.document.arrange import spread_of
from middlepower.document.number import ALL, Number
from middlepower.document.spreads import Spreads
from middlepower.experiment.experiment import Experiment, VariantRun
from middlepower.experiment.frictions import BY_ANCHOR, FIRST_YEAR
from middlepower.indicators import accounts, grouped, work
from middlepower.language.catalogue import say
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.first_year.equations import Anchor

Array = NDArray[np.float64]
Change = Callable[[Equilibrium, Equilibrium, Array], Array]
CHANGES: dict[str, tuple[Change, float]] = {
    "real_income_percent": (grouped.real_income, 100.0),
    "real_income_musd": (grouped.real_income_money, 1.0),
    "gdp_volume_percent": (accounts.gdp_volume, 100.0),
    "real_value_added_percent": (work.real_value_added, 100.0),
    "employment_total_percent": (work.employment_total, 100.0),
    "unemployment_percent": (work.unemployment, 100.0),
    "real_wage_percent": (accounts.real_wage, 100.0),
    "exports_percent": (grouped.export_volume, 100.0),
}
SECTORS: dict[str, tuple[Change, float]] = {
    "jobs_percent": (work.jobs, 100.0),
    "real_wages_percent": (work.real_wages, 100.0),
    "real_returns_percent": (work.real_returns, 100.0),
    "sales_musd": (work.real_sales, 1.0),
}
DECIMALS = {"sales_musd": 1}  # of a sector's numbers, else 3: ranges are far wider, and the document is mailed


@dataclass(frozen=True)
class FirstYear:
    """An economy in the first year after a state's law begins, relative to the baseline.

    What stands by sector and by anchor is of the economy whose brief it is alone.
    """

    real_income_percent: Number
    real_income_musd: Number
    gdp_volume_percent: Number
    real_value_added_percent: Number
    employment_total_percent: Number
    unemployment_percent: Number
    real_wage_percent: Number
    exports_percent: Number
    unemployment_by_anchor_percent: Mapping[str, Number]  # what wages are held relative to; empty without ranges
    jobs_percent: Mapping[str, Number]
    real_wages_percent: Mapping[str, Number]
    real_returns_percent: Mapping[str, Number]
    sales_musd: Mapping[str, Number]


def at_once(experiment: Experiment) -> Experiment | None:
    """The experiment of the first year: itself where that is its horizon, else the one beside it."""
    known = [one for one in (experiment, experiment.beside) if one is not None]
    return next((one for one in known if one.main.variant.horizon == FIRST_YEAR), None)


def residuals_at_once(experiment: Experiment) -> list[float]:
    """Of every equilibrium of the first year behind a document, its runs that no range counts included."""
    found = at_once(experiment)
    runs = () if found is None else (*found.runs, *found.apart)
    solved = (one for run in runs for one in (run.baseline.equilibrium, *run.states.values()))
    return [one.report.residual for one in solved]


@dataclass(frozen=True)
class FirstYears:
    """One state in the first year: changes [e] of every economy and group, by sector [k, e], sectors in their order.

    `anchors`: the rise of unemployment [e] by what wages are held relative to.
    """

    numbers: Mapping[str, Spreads]
    anchors: Mapping[Anchor, Spreads]
    by_sector: Mapping[str, Spreads]
    sectors: Sequence[str]

    def of(self, e: int) -> FirstYear:
        """The first year of one economy, without its sectors and anchors."""
        missing = say("document.nothing_before")
        numbers: dict[str, Any] = {key: spreads.number(e, missing) for key, spreads in self.numbers.items()}
        none: dict[str, Any] = {key: {} for key in SECTORS}
        return FirstYear(**numbers, unemployment_by_anchor_percent={}, **none)

    def with_sectors(self, e: int) -> FirstYear:
        """The first year of one economy, its sectors and anchors included."""
        missing, unsolved = say("document.nothing_before"), say("document.no_equilibrium_wages")
        found: dict[str, Any] = {
            key: {sector: spreads.number((k, e), missing) for k, sector in enumerate(self.sectors)}
            for key, spreads in self.by_sector.items()
        }
        anchors: dict[str, Number] = {at: spreads.number(e, unsolved) for at, spreads in self.anchors.items()}
        return replace(self.of(e), unemployment_by_anchor_percent=anchors, **found)


def first_years(experiment: Experiment | None, name: str) -> FirstYears | None:
    """A state in the first year; None where that was not asked for, or has no equilibrium."""
    if experiment is None or name not in experiment.main.states:
        return None
    members, spread = experiment.question.members, spread_of(experiment)
    pairs = [run.pair(name) for run in experiment.runs if name in run.states]

    def table(wanted: tuple[Change, float]) -> Array:
        change, factor = wanted
        return np.array([factor * change(*pair, members) for pair in pairs])

    return FirstYears(
        {key: Spreads.over(table(wanted), spread) for key, wanted in CHANGES.items()},
        {anchor: by_anchor(experiment, name, cases) for anchor, cases in BY_ANCHOR.items() if experiment.apart},
        {
            key: Spreads.over(np.round(table(wanted), DECIMALS.get(key, 3)) + 0.0, spread)
            for key, wanted in SECTORS.items()
        },
        experiment.world.sectors,
    )


def by_anchor(experiment: Experiment, name: str, cases: Sequence[str]) -> Spreads:
    """The rise of unemployment [e], percentage points, with the floor of wages in the middle and at its ends."""
    main = experiment.main.variant
    runs = {run.variant: run for run in (*experiment.runs, *experiment.apart)}
    chosen = [runs.get(replace(main, frictions=case)) for case in cases]
    return Spreads.over(np.array([_unemployment(experiment, run, name) for run in chosen]), ALL)


def _unemployment(experiment: Experiment, run: VariantRun | None, name: str) -> Array:
    members = experiment.question.members
    if run is None or name not in run.states:
        return np.full(len(members), np.nan)
    return 100.0 * work.unemployment(*run.pair(name), members)
