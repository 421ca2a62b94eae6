"""What is kept of every draw: the numbers of each state, as columns of one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.ensemble.carried import Carried
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.run import in_labels
from middlepower.indicators import accounts, grouped
from middlepower.indicators.parts import PartsSold, parts_sold
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.policy.flows import TaxedFlows, only
from middlepower.scenario.schema import Scenario
from middlepower.world.groups import expand

Array = NDArray[np.float64]
Change = Callable[[Equilibrium, Equilibrium, Array], Array]
REAL_INCOME, MONEY, OUTPUT = "real_income_percent", "real_income_musd", "output_percent"
EVERYWHERE: dict[str, tuple[Change, float]] = {
    REAL_INCOME: (grouped.real_income, 100.0),
    MONEY: (grouped.real_income_money, 1.0),
}
"""Of every economy and group: name in documents -> array function and factor."""
AT_HOME: dict[str, tuple[Change, float]] = {
    "gdp_volume_percent": (accounts.gdp_volume, 100.0),
    "real_wage_percent": (accounts.real_wage, 100.0),
    "consumer_prices_percent": (accounts.consumer_prices, 100.0),
}
"""Of the economy that the scenario is about and of its powers, beside their volumes."""
EXPORTS, IMPORTS = "exports_percent", "imports_percent"
OWN = (*AT_HOME, EXPORTS, IMPORTS)
SECTOR_EXPORTS = "sector_exports_percent"
BY_SECTOR = (OUTPUT, SECTOR_EXPORTS)
"""Of the same, by sector."""
PRODUCT, PROVINCE = "volume_percent", "of_sales_percent"


@dataclass(frozen=True)
class Column:
    """One number of every draw: of a state, an economy, group or flow, and of some a sector, product or province."""

    state: str
    quantity: str
    economy: str
    sector: str = ""

    @property
    def name(self) -> str:
        """Its name in the store."""
        return "|".join((self.state, self.quantity, self.economy, self.sector))


@dataclass(frozen=True)
class DrawStart:
    """A draw's baseline, the parts of its flows at the draw's elasticity between products, and the volumes that are
    told of a few economies."""

    equilibrium: Equilibrium
    parts: PartsSold
    volumes: grouped.Volumes
    eta: float


@dataclass(frozen=True)
class Kept:
    """Which columns an ensemble of a question keeps: `about` is the economy that it is about, then its powers."""

    question: Question
    about: tuple[str, ...]
    carried: Carried
    _flows: dict[str, TaxedFlows] = field(default_factory=dict, init=False, compare=False)

    def under(self, question: Question) -> Kept:
        """The same columns of the same question under another law."""
        return Kept(question, self.about, self.carried.anew())

    @property
    def economy(self) -> str:
        """Whose products and provinces are kept."""
        return self.about[0]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns in the order of `numbers`, state by state."""
        return tuple(column for state in self.question.states for column in self.of(state))

    def of(self, state: str) -> Iterator[Column]:
        """The columns of one state."""
        for quantity in EVERYWHERE:
            yield from (Column(state, quantity, name) for name in self.question.names)
        for quantity in OWN:
            yield from (Column(state, quantity, name) for name in self.about)
        for quantity in BY_SECTOR:
            for sector in self.question.world.sectors:
                yield from (Column(state, quantity, name, sector) for name in self.about)
        for flow in self.carried.products[state]:
            yield Column(state, PRODUCT, flow.between, flow.label)
        yield from (Column(state, PROVINCE, self.economy, code) for code in self.carried.provinces)

    @cached_property
    def places(self) -> dict[str, slice]:
        """Where the columns of each state stand."""
        ends = np.cumsum([0, *(sum(1 for _ in self.of(state)) for state in self.question.states)]).tolist()
        return {state: slice(*ends[place : place + 2]) for place, state in enumerate(self.question.states)}

    @property
    def width(self) -> int:
        """Columns of all states."""
        return sum(place.stop - place.start for place in self.places.values())

    @cached_property
    def _about(self) -> list[int]:
        names = list(self.question.names)
        return [names.index(name) for name in self.about]

    def start(self, baseline: Equilibrium, eta: float) -> DrawStart:
        """What the states of a draw are compared with."""
        parts, volumes = parts_sold(self._flows_of(BASELINE), baseline, eta), self._volumes(baseline, baseline)
        return DrawStart(baseline, parts, volumes, eta)

    def _volumes(self, of: Equilibrium, baseline: Equilibrium) -> grouped.Volumes:
        """Volumes at a baseline's prices of the economy that the scenario is about and of its powers."""
        return grouped.volumes(of, baseline.c_hat, self.question.members[self._about])

    def _flows_of(self, name: str) -> TaxedFlows:
        """The taxed flows of the baseline or a state that the economy sells or buys."""
        if name not in self._flows:
            flows, world = self.question.flows_with_own(name), self.question.world
            inside = [world.region(code) for code in expand([self.economy], world)]
            self._flows[name] = only(flows, np.logical_or(*np.isin(flows.cell[1:], inside)))
        return self._flows[name]

    def numbers(self, name: str, start: DrawStart, state: Equilibrium) -> Array:
        """The columns of one state."""
        members, baseline = self.question.members, start.equilibrium
        own = members[self._about]
        every = [factor * change(baseline, state, members) for change, factor in EVERYWHERE.values()]
        home = [factor * change(baseline, state, own) for change, factor in AT_HOME.values()]
        grown = self._volumes(state, baseline).growth_from(start.volumes)
        volumes = (grown.exports, grown.imports, grown.output, grown.sector_exports)
        after = parts_sold(self._flows_of(name), state, start.eta)
        changes = (100.0 * array.ravel() for array in volumes)
        return np.concatenate([*every, *home, *changes, *self.carried.numbers(name, start.parts, after)])


def kept_for(scenario: Scenario, question: Question) -> Kept:
    """The columns for a scenario: those of its economy and its powers in full."""
    named = in_labels(scenario, question.world)
    about = dict.fromkeys((named.economy, *named.powers))
    return Kept(question, tuple(about), Carried.of(question, named.economy, named.powers))
