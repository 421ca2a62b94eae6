"""A stand-in for the tariffs that members of the WTO are bound by: what an importer's table records for everybody.

Bound rates by sector are not at hand. For rich members and China applied most-favoured-nation rates lie at or just
below their bounds; for Mexico, India and others they lie far below, so that the stand-in binds them too tightly. The
most-favoured-nation rate of a sector is taken as the highest that the table records on any partner, less the added
duties that it records on single partners (tariff disputes since 2018), which are outside any schedule.
"""

from __future__ import annotations

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.world.world import World

Array = NDArray[np.float64]
COLUMNS = "importer,exporter,sector,added_rate,measures"


def recorded_ceiling(world: World) -> Array:
    """ceiling[k, n]: the highest recorded tariff of importer n in sector k less added duties; ScenarioError for a world
    whose added duties are not known."""
    name = f"benchmark_duties_{world.vintage}.csv"
    path = files("middlepower.data").joinpath(name)
    if not path.is_file():
        raise ScenarioError(
            f"the world `{world.name}` of {world.vintage} has no table of added duties, so that bounds `wto` are not "
            "known: use --bounds none, or --highest."
        )
    regular = world.tariff.copy()
    rows = path.read_text(encoding="utf-8").splitlines()
    if rows[0] != COLUMNS:
        raise ScenarioError(f"{name} must have the columns {COLUMNS}.")
    for row in rows[1:]:
        importer, exporter, sector, added = row.split(",")[:4]
        if importer in world.regions and exporter in world.regions and sector in world.sectors:
            k, n, i = world.sectors.index(sector), world.region(importer), world.region(exporter)
            regular[k, n, i] = max(regular[k, n, i] - float(added), 0.0)
    highest: Array = regular.max(axis=2)
    return highest
