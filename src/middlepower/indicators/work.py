"""Work and value added in the first year, relative to the baseline: jobs, and what earns them.

`members` [e, n] is one where economy n belongs to e. Where labour moves freely nobody loses work: changes are zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.grouped import growth
from middlepower.indicators.incidence import sector_value_added
from middlepower.indicators.sectoral import employment
from middlepower.model.core.equilibrium import Equilibrium

Array = NDArray[np.float64]


def employment_total(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of employed persons [e]: sum_s share' e over the baseline's, less one; of a group by value added."""
    if baseline.labour is None or state.labour is None:
        return np.zeros(len(members))
    change = state.labour.employment_hat / baseline.labour.employment_hat - 1.0
    return _mean(baseline, change, members)


def jobs(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of employed persons by sector [k, e]; of a group by baseline labour income.

    Persons move by (W / Phi)^kappa, which moves more heads than labour at work. Without specific factors: `employment`.
    """
    if baseline.labour is None or state.labour is None:
        return employment(baseline, state, members)
    before, after = (np.nan_to_num(of.labour.jobs_hat, nan=1.0) for of in (baseline, state) if of.labour is not None)
    weight = baseline.labour.paid
    return _grown(weight, before, after, members)


def unemployment(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Rise of the unemployment rate [e], a fraction: everybody works in the baseline, who loses work does not."""
    rise: Array = 0.0 - employment_total(baseline, state, members)
    return rise


def real_wages(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of wages per efficiency unit over consumer prices by sector [k, e]; of a group by labour income.

    Where labour moves freely the one wage over consumer prices.
    """
    before, after = (_by_sector(of, None if of.labour is None else of.labour.w_hat) for of in (baseline, state))
    weight = sector_value_added(baseline) if baseline.labour is None else baseline.labour.paid
    return _grown(weight, before, after, members)


def real_returns(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of what a sector's capital, land and resources earn over consumer prices [k, e]; of a group by income.

    Where they move freely, as in the long run, they earn what labour earns.
    """
    before, after = (_by_sector(of, None if of.labour is None else of.labour.r_hat) for of in (baseline, state))
    weight = sector_value_added(baseline)
    if baseline.labour is not None:
        weight = weight - baseline.labour.paid
    return _grown(weight, before, after, members)


def real_sales(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of gross output at basic prices over consumer prices by sector [k, e], million US dollars.

    What a sector sells, in the money of an economy whose consumer prices stay those of the baseline.
    """
    after = state.output / (state.consumer_price_hat / baseline.consumer_price_hat)
    change: Array = (after - baseline.output) @ members.T
    return change


def _grown(weight: Array, before: Array, after: Array, members: Array) -> Array:
    """after / before - 1 by sector [k, e]; of a group by weight."""
    return growth((weight * after / before) @ members.T, weight @ members.T)


def _by_sector(of: Equilibrium, earned: Array | None) -> Array:
    """What earns value added by sector [k, n], by default the one wage, over consumer prices."""
    everywhere = np.broadcast_to(of.w_hat, of.P_hat.shape) if earned is None else earned
    ratio: Array = everywhere / of.consumer_price_hat
    return ratio


def real_value_added(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of value added over consumer prices [e]: what many call real GDP; of a group by baseline value added."""
    change = _real(state) / _real(baseline) - 1.0
    return _mean(baseline, change, members)


def _real(of: Equilibrium) -> Array:
    return of.w_hat / of.consumer_price_hat


def _mean(baseline: Equilibrium, change: Array, members: Array) -> Array:
    """The mean of changes [n] over members, weighted by baseline value added."""
    mean: Array = members @ (baseline.value_added * change) / (members @ baseline.value_added)
    return mean
