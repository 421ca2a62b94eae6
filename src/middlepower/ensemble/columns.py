"""What is kept of every draw: the numbers of each state, as columns of one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.question import Question
from middlepower.indicators import accounts, grouped
from middlepower.model.core.equilibrium import Equilibrium

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
"""Of the economy that the scenario is about, beside its volumes."""
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
    """Which columns an ensemble of a question keeps, for the economy that it is about."""

    question: Question
    economy: str

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns in the order of `numbers`."""
        return tuple(column for state in self.question.states for column in self._of(state))

    def _of(self, state: str) -> Iterator[Column]:
        for quantity in EVERYWHERE:
            yield from (Column(state, quantity, name) for name in self.question.names)
        yield from (Column(state, quantity, self.economy) for quantity in OWN)
        yield from (Column(state, OUTPUT, self.economy, sector) for sector in self.question.world.sectors)

    def numbers(self, baseline: Equilibrium, state: Equilibrium) -> Array:
        """The columns of one state."""
        members = self.question.members
        own = members[[list(self.question.names).index(self.economy)]]
        every = [factor * change(baseline, state, members) for change, factor in EVERYWHERE.values()]
        home = [factor * change(baseline, state, own) for change, factor in AT_HOME.values()]
        grown = grouped.volume_growth(baseline, state, own)
        volumes = (100.0 * array for array in (grown.exports, grown.imports, grown.output[:, 0]))
        return np.concatenate([*every, *home, *volumes])

    @property
    def width(self) -> int:
        """Columns of one state."""
        return len(EVERYWHERE) * len(self.question.names) + len(OWN) + len(self.question.world.sectors)
