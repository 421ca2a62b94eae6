"""What is kept of every draw: the numbers of each state, as columns of one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.question import Question
from middlepower.experiment.run import in_labels
from middlepower.indicators import accounts, grouped
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.schema import Scenario

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


@dataclass(frozen=True)
class Column:
    """One number of every draw: of a state, an economy or group, and for output a sector."""

    state: str
    quantity: str
    economy: str
    sector: str = ""

    @property
    def name(self) -> str:
        """Its name in the store."""
        return "|".join((self.state, self.quantity, self.economy, self.sector))


@dataclass(frozen=True)
class Kept:
    """Which columns an ensemble of a question keeps: `about` is the economy that it is about, then its powers."""

    question: Question
    about: tuple[str, ...]

    @property
    def economy(self) -> str:
        """Whose sectors are kept."""
        return self.about[0]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns in the order of `numbers`."""
        return tuple(column for state in self.question.states for column in self._of(state))

    def _of(self, state: str) -> Iterator[Column]:
        for quantity in EVERYWHERE:
            yield from (Column(state, quantity, name) for name in self.question.names)
        for quantity in OWN:
            yield from (Column(state, quantity, name) for name in self.about)
        yield from (Column(state, OUTPUT, self.economy, sector) for sector in self.question.world.sectors)

    @cached_property
    def _places(self) -> list[int]:
        names = list(self.question.names)
        return [names.index(name) for name in self.about]

    def numbers(self, baseline: Equilibrium, state: Equilibrium) -> Array:
        """The columns of one state."""
        members = self.question.members
        own = members[self._places]
        every = [factor * change(baseline, state, members) for change, factor in EVERYWHERE.values()]
        home = [factor * change(baseline, state, own) for change, factor in AT_HOME.values()]
        grown = grouped.volume_growth(baseline, state, own)
        volumes = (100.0 * array for array in (grown.exports, grown.imports, grown.output[:, 0]))
        return np.concatenate([*every, *home, *volumes])

    @cached_property
    def width(self) -> int:
        """Columns of one state."""
        regions, about = len(self.question.names), len(self.about)
        return len(EVERYWHERE) * regions + len(OWN) * about + len(self.question.world.sectors)


def kept_for(scenario: Scenario, question: Question) -> Kept:
    """The columns for a scenario: those of its economy and its powers in full."""
    named = in_labels(scenario, question.world)
    about = dict.fromkeys((named.economy, *named.powers))
    return Kept(question, tuple(about))
