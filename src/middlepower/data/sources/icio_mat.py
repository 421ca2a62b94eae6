"""Flows, applied tariffs and trade elasticities from the prepared ICIO file (MATLAB v7.3)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from middlepower.data.codes import sectors
from middlepower.errors import DataError
from middlepower.reading import data_from

if TYPE_CHECKING:
    import xarray as xr

SOURCES = ("oecd-icio-2025", "teti-gtd", "lashkaripour-package")
ELASTICITY_SETS = ("FGO", "CP", "BSY", "GYY", "IS", "LL", "Shap", "U4")
ICIO_ROW = "ROW"


def read_icio_mat(path: Path) -> xr.Dataset:
    """Flows and tariffs [sector, importer, exporter] and elasticities [elasticity_set, sector].

    Flows are in million US dollars at basic prices, domestic sales included; tariffs are fractions;
    elasticities are theta = sigma - 1. Importers and exporters are the source's 80 countries and its rest of
    the world.
    """
    import h5py
    import xarray as xr

    with data_from(path), h5py.File(path) as file:
        countries = text_labels(file, "data/countries")
        labels = text_labels(file, "data/sectors")
        flow = np.asarray(file["data/Xjik_3D"][()], dtype=float)
        tariff = np.asarray(file["data/tjik_3D"][()], dtype=float)
        theta = np.stack([np.ravel(file[f"data/sigma/{name}/epsilon_S"][()]) for name in ELASTICITY_SETS])
    codes = list(sectors())
    if labels[:-1] != codes[:-1]:  # the file calls services otherwise
        raise DataError(f"`{path.name}`: sectors {labels} are not the known ones, {codes}.")
    axes = ("sector", "importer", "exporter")
    return xr.Dataset(
        {"flow": (axes, flow), "tariff": (axes, tariff), "elasticity": (("elasticity_set", "sector"), theta)},
        coords={
            "sector": codes,
            "importer": countries,
            "exporter": countries,
            "elasticity_set": list(ELASTICITY_SETS),
        },
    )


def text_labels(file: Any, field: str) -> list[str]:
    """The text labels that a MATLAB cell array refers to."""
    return ["".join(chr(code) for code in np.ravel(file[ref][()])) for ref in np.ravel(file[field][()])]
