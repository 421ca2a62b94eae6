"""Intermediate sales of each service industry from the OECD ICIO tables, without the rest of the world."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from middlepower.reading import data_from

if TYPE_CHECKING:
    import xarray as xr


SOURCES = ("oecd-icio-2025-services",)


def read_service_sales(path: Path) -> xr.Dataset:
    """Intermediate sales [industry, exporter, importer] of service industries, million US dollars."""
    import xarray as xr

    with data_from(path), np.load(path, allow_pickle=False) as file:
        countries = [str(name) for name in file["countries"]]
        industries = [str(name) for name in file["industries"]]
        sales = np.asarray(file["sales"], dtype=float)
    axes = ("industry", "exporter", "importer")
    return xr.Dataset(
        {"sales": (axes, sales)}, coords={"industry": industries, "exporter": countries, "importer": countries}
    )
