"""Sectors of economies and groups in one equilibrium relative to another: value, prices and employment.

`members` [e, n] is one where economy n belongs to e. Factors move between sectors without cost and earn one wage, so
that a sector employs w L_s = beta Y of its economy's factors: employment changes as value added over the wage.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.grouped import exports, growth, imports
from middlepower.indicators.incidence import sector_value_added
from middlepower.model.core.equilibrium import Equilibrium, at_baseline_prices

Array = NDArray[np.float64]


def output_value_change(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of gross output by sector [k, e] at basic prices, million US dollars."""
    change: Array = (state.output - baseline.output) @ members.T
    return change


def export_value_change(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of exports by sector [k, e] at basic prices, million US dollars."""
    return exports(state.flow - baseline.flow, members)


def import_value_change(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of imports by sector [k, e] at basic prices, million US dollars."""
    return imports(state.flow - baseline.flow, members)


def import_volume(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of import volume by sector [k, e]; nan where there are no baseline imports."""
    return growth(imports(at_baseline_prices(baseline, state), members), imports(baseline.flow, members))


def producer_price(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of producers' prices by sector [k, e], c, in the unit of account; of a group by baseline output."""
    output = baseline.output
    return growth((output * state.c_hat / baseline.c_hat) @ members.T, output @ members.T)


def buyer_price(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of buyers' prices by sector [k, e], P with duties, in the unit of account; of a group by spending."""
    return growth((baseline.X * state.P_hat / baseline.P_hat) @ members.T, baseline.X @ members.T)


def employment(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of labour at work by sector [k, e]: beta Y' / w' over beta Y / w, less one; of a group at baseline wages.

    With specific factors, of labour's own income over its sector's wage.
    """
    before, after = sector_value_added(baseline), sector_value_added(state)
    if baseline.labour is not None and state.labour is not None:
        paid = baseline.labour.paid
        return growth((paid * state.labour.input_hat / baseline.labour.input_hat) @ members.T, paid @ members.T)
    return growth((after * baseline.w_hat / state.w_hat) @ members.T, before @ members.T)


def value_added_change(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of value added by sector [k, e], million US dollars."""
    change: Array = (sector_value_added(state) - sector_value_added(baseline)) @ members.T
    return change
