"""What one economy's real income gains by every tariff, export tax and trade cost, at the margin: one transposed solve.

The same front door for both horizons: `model.sensitivity.adjoint` in the long run, `model.sensitivity.first_year` in
the first year. A slope is the derivative at an equilibrium. It says nothing of large changes: solve those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.baseline import Baseline
from middlepower.indicators.labelled import About, dataset, labelled
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.solve import Solver
from middlepower.model.sensitivity.adjoint.solve import gradient, real_income_of
from middlepower.model.sensitivity.first_year.objectives import real_income
from middlepower.model.sensitivity.first_year.solve import gradient as first_year_gradient

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
SIDES = ("wages held", "wages free")
BY = {
    "tariff": "ln(1 + tariff)",
    "export_tax": "ln(1 + export tax)",
    "trade_cost": "ln of trade costs that are no tax",
}


def real_income_slopes(baseline: Baseline, state: Equilibrium, economy: str) -> xr.Dataset:
    """Slopes of ln real income of an economy at a state [side, sector, importer, exporter], log points a log point.

    `side` matters in the first year alone, where wages stand on the edge of their floor (attribute `on_edge` counts
    them): `wages held` is the slope towards lower pay there, `wages free` towards higher. ScenarioError with quotas.

    >>> import middlepower as mp
    >>> start = Baseline.of(mp.load_world())
    >>> slopes = real_income_slopes(start, start.equilibrium, "CAN")
    >>> cars = slopes.tariff.sel(side="wages free", sector="C29", importer="USA", exporter="CAN")
    >>> bool(cars < 0)
    True
    """
    world = baseline.world
    sides, on_edge = _sides(baseline, state, world.region(economy))
    coords = {"side": SIDES, "sector": world.sectors, "importer": world.regions, "exporter": world.regions}
    arrays = [
        labelled(
            name,
            np.stack([side[name] for side in sides]),
            coords,
            About("log points a log point", f"derivative of ln real income of {economy} by {what}", baseline.source),
        )
        for name, what in BY.items()
    ]
    return dataset(arrays, economy=economy, horizon=world.horizon, on_edge=on_edge)


def _sides(baseline: Baseline, state: Equilibrium, region: int) -> tuple[tuple[dict[str, Array], ...], int]:
    """(slopes by name with wages on the edge of their floor held, and free; how many stand there)."""
    solver = baseline.solver
    if isinstance(solver, FirstYearSolver):
        both = first_year_gradient(state, solver.frictions, real_income(state, region))
        sides = tuple({name: getattr(side, name) for name in BY} for side in (both.held, both.free))
        return sides, int(both.edge.sum())
    steer = solver.steer if isinstance(solver, Solver) else None
    one = gradient(state, real_income_of(state, region), steer)
    return 2 * ({name: getattr(one, name) for name in BY},), 0
