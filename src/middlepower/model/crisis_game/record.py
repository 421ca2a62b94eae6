"""The record of threatened sanctions in the crisis game: data, the estimate that it gives, and each dyad's payoffs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sanctions import DyadDecade, sanction_record, threat_counts
from middlepower.model.crisis_game.equations import Payoffs, equilibria
from middlepower.model.crisis_game.estimate import (
    CrisisEstimate,
    CrisisMaximum,
    maximum_likelihood,
    nested_pseudo_likelihood,
)
from middlepower.model.crisis_game.likelihood import UTILITIES, Crises
from middlepower.model.crisis_game.specification import COEFFICIENTS, crises

Array = NDArray[np.float64]
DEPENDENCE = "C_B: sqrt targetecondep"


@dataclass(frozen=True)
class EstimatedDyad:
    """A dyad in a decade: its payoffs at the estimate, how often the target resists and the sender stands firm.

    `dependence_term` is what the target's dependence on the sender adds to the payoff of conceding.
    """

    row: DyadDecade
    payoffs: Payoffs
    resists: float
    stands_firm: float
    dependence_term: float


def recorded() -> Crises:
    """The data of the likelihood from the embedded record."""
    rows = sanction_record()
    names = [*rows[0].ends, *rows[0].covariates]
    return crises({key: np.array([{**row.ends, **row.covariates}[key] for row in rows]) for key in names})


def averages(data: Crises) -> tuple[Array, Array]:
    """(p_R, p_F) of the whole record, for every dyad: a start that needs no first step."""
    counts, size = threat_counts(), len(data.counts.concession)
    resisted = counts.carried_out + counts.backed_down
    return np.full(size, resisted / counts.threats), np.full(size, counts.carried_out / resisted)


@cache
def estimated() -> CrisisEstimate:
    """The nested pseudo-likelihood estimate from the embedded record."""
    data = recorded()
    return nested_pseudo_likelihood(data, *averages(data))


@cache
def full_maximum() -> CrisisMaximum:
    """The maximum of the likelihood with the equilibrium inside, from the embedded record."""
    return maximum_likelihood(recorded(), estimated())


def estimated_dyads(sender: int, target: int) -> tuple[EstimatedDyad, ...]:
    """A dyad's decades at the estimate, in their order (COW codes); none where the record does not hold it."""
    rows = sanction_record()
    places = [i for i, row in enumerate(rows) if (row.sender, row.target) == (sender, target)]
    if not places:
        return ()
    found = estimated()
    return tuple(
        _at(found.theta, i, float(found.resists[i]), float(found.stands_firm[i]))
        for i in sorted(places, key=lambda i: rows[i].decade)
    )


def full_estimate_of(row: DyadDecade) -> EstimatedDyad:
    """A dyad in a decade at the maximum of the full likelihood, in the equilibrium that the likelihood is of."""
    found, place = full_maximum(), sanction_record().index(row)
    near = float(found.resists[place])
    own = min(equilibria(_means(found.theta, place)), key=lambda end: abs(end.resists - near))
    return _at(found.theta, place, own.resists, own.stands_firm)


def _at(theta: Array, place: int, resists: float, firm: float) -> EstimatedDyad:
    row = sanction_record()[place]
    slope = float(theta[COEFFICIENTS.index(DEPENDENCE)])
    term = slope * float(np.sqrt(row.covariates["targetecondep"]))
    return EstimatedDyad(row, _means(theta, place), resists, firm, term)


def _means(theta: Array, place: int) -> Payoffs:
    """The mean payoffs of the dyad at a place of the record."""
    means = recorded().payoffs(theta)
    return Payoffs(*(np.array(float(getattr(means, name)[place])) for name in UTILITIES))
