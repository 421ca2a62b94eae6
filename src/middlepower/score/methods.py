"""What each method says of every flow and of goods within it: the model under every variant, and its rivals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.frictions import CENTRE
from middlepower.experiment.variant import variant_world
from middlepower.score.forecast import Forecast, Law
from middlepower.score.rivals import DEMAND, GRAVITY, NO_CHANGE, demand_curve, gravity

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Cell = tuple[Index, int, Index]
MODEL = "general equilibrium"
REFERENCE = "USA"  # whose price index is one in the gravity model; no flow's change relative to others hangs on it


@dataclass(frozen=True)
class Told:
    """A method's log changes at the border [k, n, i], and of goods of a flow: `common` less `reaction` dln(1 + t)."""

    method: str
    variant: str
    border: Array
    common: Array
    reaction: Array

    def of_lines(self, cell: Cell, log_tax: Array) -> Array:
        """Log changes of goods of flows (k, n, i), given the change of their own ln(1 + t)."""
        change: Array = self.common[cell] - self.reaction[cell[0]] * log_tax
        return change


def methods(law: Law, found: Sequence[Forecast]) -> Iterator[Told]:
    """No change, then the model under every variant, then each rival under those without other frictions."""
    shape = law.world.flow.shape
    yield Told(NO_CHANGE, "", np.zeros(shape), np.zeros(shape), np.zeros(shape[0]))
    yield from map(_model, found)
    plain, log_tax = [one for one in found if one.variant.frictions == CENTRE], law.log_tax
    yield from (_demand(one, log_tax) for one in plain)
    yield from (_gravity(law, one, log_tax) for one in plain)


def _model(one: Forecast) -> Told:
    """The model's: a good of a CES bundle with spending X is worth s_p' X' / (1 + t_p') at the border, `scenario.nest`.

    So dln X of the flow + (eta - 1) dln of its landed cost - eta dln(1 + t) of the good.
    """
    common = one.spending + (one.eta - 1.0) * one.cost
    return Told(MODEL, one.variant.label, one.border, common, np.full(len(one.theta), one.eta))


def _demand(one: Forecast, log_tax: Array) -> Told:
    """A demand curve's, for goods as for flows."""
    border = demand_curve(one.theta, log_tax)
    return Told(DEMAND, one.variant.label, border, np.zeros_like(border), 1.0 + one.theta)


def _gravity(law: Law, one: Forecast, log_tax: Array) -> Told:
    """Gravity's; goods of a flow are apart from it by -(1 + theta) times their own tax less the flow's."""
    border = gravity(variant_world(law.world, one.variant), log_tax, law.world.region(REFERENCE))
    sigma = 1.0 + one.theta
    return Told(GRAVITY, one.variant.label, border, border + sigma[:, None, None] * log_tax, sigma)
