"""Intermediate flows from the OECD ICIO tables, aggregated to 28 sectors, without the rest of the world."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from middlepower.data.codes import sectors
from middlepower.reading import data_from

if TYPE_CHECKING:
    import xarray as xr


SOURCES = ("oecd-icio-2025-intermediate",)


def read_intermediate(path: Path) -> xr.Dataset:
    """Intermediate flows [sold, exporter, using, importer] and gross output [sector, country], million US
    dollars."""
    import xarray as xr

    codes = list(sectors())
    with data_from(path), np.load(path, allow_pickle=False) as file:
        countries = [str(name) for name in file["countries"]]
        flows = np.asarray(file["Z"], dtype=float)
        output = np.asarray(file["go"], dtype=float)
    return xr.Dataset(
        {
            "intermediate": (("sold", "exporter", "using", "importer"), flows),
            "output": (("sector", "exporter"), output),
        },
        coords={
            "sold": codes,
            "using": codes,
            "sector": codes,
            "exporter": countries,
            "importer": countries,
        },
    )
