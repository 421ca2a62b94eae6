"""Indicators of one equilibrium relative to a baseline equilibrium of the same world, as arrays.

Volumes are flows over the origin's unit-cost ratio, weighted by baseline prices (Laspeyres), counted where
they leave the exporter. All changes are ratios less one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.equilibrium import Equilibrium, at_baseline_prices

Array = NDArray[np.float64]


def real_income_change(baseline: Equilibrium, state: Equilibrium) -> Array:
    """Exact change of real income [n]: (I / prod_k P^alpha) in the state over the baseline, less one."""
    change: Array = state.real_income_hat / baseline.real_income_hat - 1.0
    return change


def real_income_value(baseline: Equilibrium, state: Equilibrium) -> Array:
    """Change of real income in money [n]: its ratio times baseline income, million US dollars of the benchmark year."""
    return real_income_change(baseline, state) * baseline.income


def traded(volume: Array) -> Array:
    """Flows [k, n, i] without own sales."""
    abroad = volume.copy()
    n = np.arange(volume.shape[1])
    abroad[:, n, n] = 0.0
    return abroad


def export_change(baseline: Equilibrium, state: Equilibrium) -> Array:
    """Change of export volume [i]."""
    return _ratio(traded(at_baseline_prices(baseline, state)), traded(baseline.flow), (0, 1))


def import_change(baseline: Equilibrium, state: Equilibrium) -> Array:
    """Change of import volume [n]."""
    return _ratio(traded(at_baseline_prices(baseline, state)), traded(baseline.flow), (0, 2))


def output_change(baseline: Equilibrium, state: Equilibrium) -> Array:
    """Change of output volume by sector [k, i]; missing (nan) where there is no baseline output."""
    return _ratio(at_baseline_prices(baseline, state), baseline.flow, (1,))


def sector_export_change(baseline: Equilibrium, state: Equilibrium) -> Array:
    """Change of export volume by sector [k, i]; missing (nan) where there are no baseline exports."""
    return _ratio(traded(at_baseline_prices(baseline, state)), traded(baseline.flow), (1,))


def _ratio(top: Array, bottom: Array, axes: tuple[int, ...]) -> Array:
    new, old = top.sum(axis=axes), bottom.sum(axis=axes)
    safe = np.where(old > 0, old, 1.0)
    change: Array = np.where(old > 0, new / safe - 1.0, np.nan)
    return change
