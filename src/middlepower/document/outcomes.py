"""The numbers of all economies in all states, as arrays: computed once, for the document and for the tables in full."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.document.actor import ProductChange
from middlepower.document.arrange import Ranges, spread_of
from middlepower.document.number import ALL
from middlepower.document.province_runs import CarriedState
from middlepower.document.run_products import baseline_parts, products_of
from middlepower.document.run_provinces import Carriers, ProvinceOutcomes, province_outcomes
from middlepower.document.spreads import Spreads
from middlepower.experiment.experiment import Experiment, VariantRun
from middlepower.experiment.parallel import each
from middlepower.experiment.run import in_labels
from middlepower.experiment.switches import Account, account
from middlepower.indicators import accounts, grouped, sectoral, work
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.schema import Scenario

Array = NDArray[np.float64]
Change = Callable[[Equilibrium, Equilibrium, Array], Array]
Level = Callable[[Equilibrium, Array], Array]

HEADLINES: dict[str, tuple[Change, float]] = {
    "real_income_percent": (grouped.real_income, 100.0),
    "real_income_musd": (grouped.real_income_money, 1.0),
    "exports_percent": (grouped.export_volume, 100.0),
    "imports_percent": (grouped.import_volume, 100.0),
}
"""Headlines of an economy: name in the document -> array function and factor."""
CHANGES: dict[str, tuple[Change, float]] = {
    "gdp_volume_percent": (accounts.gdp_volume, 100.0),
    "real_value_added_percent": (work.real_value_added, 100.0),
    "real_wage_percent": (accounts.real_wage, 100.0),
    "consumer_prices_percent": (accounts.consumer_prices, 100.0),
    "terms_of_trade_percent": (accounts.terms_of_trade, 100.0),
    "exports_volume_musd": (accounts.export_volume_value, 1.0),
    "imports_volume_musd": (accounts.import_volume_value, 1.0),
}
"""Further headlines of an economy: their centre too is the median of the outcomes under the published sets."""
VALUES: dict[str, tuple[Change, float]] = {
    "exports_value_percent": (accounts.export_value, 100.0),
    "imports_value_percent": (accounts.import_value, 100.0),
}
"""Of one run, as the levels are, so that they add up."""
LEVELS: dict[str, tuple[Level, float]] = {
    "gdp_musd": (accounts.gdp, 1.0),
    "tariff_revenue_musd": (accounts.tariff_revenue, 1.0),
    "tariff_revenue_share_percent": (accounts.revenue_share, 100.0),
    "exports_musd": (accounts.exports_value, 1.0),
    "imports_musd": (accounts.imports_value, 1.0),
    "balance_musd": (accounts.trade_balance, 1.0),
}
RANGED_SECTORS: dict[str, tuple[Change, float]] = {
    "output_percent": (grouped.output_volume, 100.0),
    "exports_percent": (grouped.sector_export_volume, 100.0),
}
SECTORS: dict[str, tuple[Change, float]] = {
    "output_change_musd": (sectoral.output_value_change, 1.0),
    "exports_change_musd": (sectoral.export_value_change, 1.0),
    "imports_percent": (sectoral.import_volume, 100.0),
    "imports_change_musd": (sectoral.import_value_change, 1.0),
    "producer_price_percent": (sectoral.producer_price, 100.0),
    "buyer_price_percent": (sectoral.buyer_price, 100.0),
    "employment_percent": (sectoral.employment, 100.0),
    "value_added_change_musd": (sectoral.value_added_change, 1.0),
}
"""Of the main run alone, as products and diverted trade are."""


@dataclass(frozen=True)
class Levels:
    """A level in the baseline and in a state, in the main run, and its change with its range."""

    before: Array
    after: Array
    change: Spreads


@dataclass(frozen=True)
class StateOutcomes:
    """One state: `runs` that solved it; changes and levels by economy [e], by partner [e, p], by sector [k, e].

    `partners` are sales, `balances` sales less purchases; `by_run` holds the headlines [run, e].
    """

    runs: Sequence[VariantRun]
    by_run: Mapping[str, Array]
    economies: Mapping[str, Spreads]
    levels: Mapping[str, Levels]
    partners: Levels
    balances: Levels
    export_share: Array
    sectors: Mapping[str, Spreads]

    @property
    def labels(self) -> list[str]:
        """The variants that solved the state."""
        return [run.variant.label for run in self.runs]


@dataclass(frozen=True)
class DrawsBehind:
    """The draws whose quantiles stand in the place of ranges: what the header says of them, the options of the command
    line that make them again, the largest residual of all their equilibria, and the real income of the economy, per
    cent, by state [draw]."""

    ranges: Ranges
    options: str
    residual: float
    income: Mapping[str, Array]


@dataclass(frozen=True)
class Outcomes:
    """An experiment's numbers by state, of all economies and groups that are reported, in the question's order.

    `products` are those that a state's law treats unlike the baseline's; `provinces` those of the scenario's economy;
    `accounts` what a state's switches do, `drawn` the draws that ranges are of, where they are of draws.
    """

    experiment: Experiment
    states: Mapping[str, StateOutcomes]
    products: Mapping[str, tuple[ProductChange, ...]]
    provinces: ProvinceOutcomes
    accounts: Mapping[str, Account]
    drawn: DrawsBehind | None = None


@dataclass(frozen=True)
class FoundOfState:
    """All that is computed of one state; it hangs on no other state."""

    outcomes: StateOutcomes
    products: tuple[ProductChange, ...]
    provinces: tuple[CarriedState | None, CarriedState | None]
    account: Account


def outcomes_of(scenario: Scenario, experiment: Experiment) -> Outcomes:
    """The arrays of an experiment on a scenario."""
    parts = baseline_parts(experiment)
    return _gathered(scenario, experiment, lambda name: products_of(experiment, parts, name))


def outcomes_but_products(scenario: Scenario, experiment: Experiment) -> Outcomes:
    """The same without products, which take as long as all others."""
    return _gathered(scenario, experiment, lambda name: ())


def _gathered(
    scenario: Scenario, experiment: Experiment, products: Callable[[str], tuple[ProductChange, ...]]
) -> Outcomes:
    """The arrays of an experiment on a scenario, with the products of each state."""
    members = experiment.question.members
    before = {run.variant.label: _levels(run.baseline.equilibrium, members) for run in experiment.runs}
    asked = in_labels(scenario, experiment.world)
    carriers = Carriers.of(experiment, asked.economy, asked.powers)

    def found_of(name: str) -> FoundOfState:
        switched = account(experiment.question, name)
        return FoundOfState(_state(experiment, name, before), products(name), carriers.state(name), switched)

    names = list(experiment.main.states)
    found = dict(zip(names, each(found_of, names), strict=True))
    return Outcomes(
        experiment,
        {name: one.outcomes for name, one in found.items()},
        {name: one.products for name, one in found.items()},
        province_outcomes(carriers, {name: one.provinces for name, one in found.items()}),
        {name: one.account for name, one in found.items()},
    )


def _levels(of: Equilibrium, members: Array) -> dict[str, Array]:
    """Levels [e] by name, and by partner [e, p] sales as `partners` and `balances`."""
    found = {name: factor * level(of, members) for name, (level, factor) in LEVELS.items()}
    sold = accounts.bilateral(of, members)
    return {**found, "partners": sold, "balances": sold - sold.T}


def _state(experiment: Experiment, name: str, before: Mapping[str, Mapping[str, Array]]) -> StateOutcomes:
    members, runs = experiment.question.members, [run for run in experiment.runs if name in run.states]
    spread = spread_of(experiment, among=runs)
    pairs = [run.pair(name) for run in runs]
    by_run = changes(pairs, members, HEADLINES)
    national = changes(pairs, members, CHANGES)
    old = [before[run.variant.label] for run in runs]
    gdp = np.array([level["gdp_musd"] for level in old])
    national["gdp_volume_musd"] = national["gdp_volume_percent"] / 100.0 * gdp
    values = changes(pairs, members, VALUES)
    economies = {key: Spreads.over(table, spread, headline=True) for key, table in {**by_run, **national}.items()}
    economies |= {key: Spreads.over(table, spread) for key, table in values.items()}
    new = [_levels(after, members) for _, after in pairs]

    def levels(key: str) -> Levels:
        before, after = np.array([level[key] for level in old]), np.array([level[key] for level in new])
        return Levels(before[0], after[0], Spreads.over(after - before, spread))

    ranged = changes(pairs, members, RANGED_SECTORS)
    main = changes(pairs[:1], members, SECTORS)
    sectors = {key: Spreads.over(table, spread) for key, table in ranged.items()}
    alone = {key: Spreads.over(table, ALL) for key, table in main.items()}
    return StateOutcomes(
        runs,
        by_run,
        economies,
        {key: levels(key) for key in LEVELS},
        levels("partners"),
        levels("balances"),
        100.0 * grouped.export_share(experiment.main.states[name], members),
        {**sectors, **alone},
    )


def changes(
    pairs: Sequence[tuple[Equilibrium, Equilibrium]], members: Array, wanted: Mapping[str, tuple[Change, float]]
) -> dict[str, Array]:
    """{name: changes [run, ...]} of states against each run's own baseline."""
    return {
        key: np.array([factor * change(*pair, members) for pair in pairs]) for key, (change, factor) in wanted.items()
    }
