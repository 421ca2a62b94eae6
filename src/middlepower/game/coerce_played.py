"""A coercion played at one horizon: losses, deviations and all equilibria, by variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import GameError
from middlepower.experiment.variant import LONG
from middlepower.game.coerce import (
    AT_REFERENCE,
    CARRIED_OUT,
    Coercion,
    Ending,
    Losses,
    concession_in,
    endings,
    losses_in,
)
from middlepower.game.payoffs import StatePayoffs
from middlepower.game.start import Start
from middlepower.model.crisis_game.shifts import Deviation

Array = NDArray[np.float64]
Value = TypeVar("Value")


@dataclass(frozen=True)
class CoercionPlayed:
    """A coercion with its payoffs at all horizons and its start."""

    coercion: Coercion
    payoffs: StatePayoffs
    start: Start

    @property
    def horizons(self) -> tuple[str, ...]:
        """The horizons, the main one first."""
        return self.payoffs.horizons

    @cached_property
    def references(self) -> Mapping[str, Losses]:
        """{horizon: losses of the reference threat that count there}: each long-run variant's own, else the main one's.

        The weight of a per cent of income is one number, so that a shorter horizon has the long run's.
        """
        long = losses_in(self.payoffs.at(LONG), self.coercion, AT_REFERENCE)
        main = float(long.target[0])
        if not main > 0.0:
            raise GameError(
                f"the reference threat `{self.coercion.reference}` costs {self.coercion.target} nothing ({main:.3g}% "
                "of real income), so that it says nothing of what a loss weighs: give another `--reference`."
            )
        found = {LONG: long}
        for horizon in self.horizons:
            size = len(self.payoffs.at(horizon).variants)
            parts = (long.target, long.target_musd, long.sender, long.sender_musd)
            found.setdefault(horizon, Losses(*(np.full(size, part[0]) for part in parts)))
        return found

    def weights(self, horizon: str) -> list[float]:
        """lambda of every variant of a horizon."""
        return [self.start.weight(float(loss)) for loss in self.references[horizon].target]

    def losses(self, horizon: str, state: str = CARRIED_OUT) -> Losses:
        """What a state costs at a horizon, by variant."""
        return losses_in(self.payoffs.at(horizon), self.coercion, state)

    def concession(self, horizon: str) -> Losses | None:
        """What conceding costs at a horizon; None where no policy of the scenario is demanded."""
        return None if self.coercion.demand is None else concession_in(self.payoffs.at(horizon), self.coercion)

    def stake(self, horizon: str) -> Array:
        """The senders' stake beyond trade [variant], per cent of their real income; zero where none is declared."""
        at = self.payoffs.at(horizon)
        income = np.asarray(sum(at.income_of(name) for name in self.coercion.senders))
        declared = self.coercion.stake
        if declared is None:
            return np.zeros(len(income))
        if declared.musd is not None:
            return 100.0 * declared.musd / income
        if declared.percent is None:
            raise GameError("the stake beyond trade has no size: give `percent` or `musd`.")
        return np.full(len(income), declared.percent)

    def deviations(self, horizon: str, state: str = CARRIED_OUT) -> list[Deviation]:
        """How the threat of a state differs from the reference, by variant."""
        lost, reference, conceded = self.losses(horizon, state), self.references[horizon], self.concession(horizon)
        zero = np.zeros(len(lost.target))
        cost, gain = (zero, zero) if conceded is None else (conceded.target, -conceded.sender)
        stake = self.stake(horizon)
        return [
            Deviation(
                float(lost.target[v] - reference.target[v]),
                float(lost.sender[v] - reference.sender[v]),
                float(cost[v]),
                float(gain[v] + stake[v]),
            )
            for v in range(len(zero))
        ]

    def endings(self, horizon: str, state: str = CARRIED_OUT) -> list[Ending | None]:
        """All equilibria of every variant of a horizon; None where a state has no equilibrium there."""
        by, weights = self.deviations(horizon, state), self.weights(horizon)
        known = [v for v, one in enumerate(by) if np.isfinite([one.target, one.sender, one.concession, one.gain]).all()]
        solved = dict(zip(known, endings(self.start.utilities, _some(by, known), _some(weights, known)), strict=True))
        return [solved.get(v) for v in range(len(by))]


def _some(values: Sequence[Value], places: Sequence[int]) -> list[Value]:
    return [values[place] for place in places]
