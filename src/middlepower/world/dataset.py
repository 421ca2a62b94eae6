"""World <-> labelled xarray Dataset <-> NetCDF."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from middlepower.data.embedded import Source
from middlepower.errors import DataError, OutputError
from middlepower.world.world import World

if TYPE_CHECKING:
    import xarray as xr

DIMS = {
    "flow": ("sector", "importer", "exporter"),
    "tariff": ("sector", "importer", "exporter"),
    "input_share": ("region", "sold", "using"),
    "value_added_share": ("sector", "region"),
    "consumption_share": ("sector", "region"),
    "elasticity": ("sector",),
}
UNITS = {
    "flow": "million current US dollars at basic prices",
    "tariff": "fraction of the pre-tariff value",
    "input_share": "fraction of basic-price output",
    "value_added_share": "fraction of basic-price output",
    "consumption_share": "fraction of income",
    "elasticity": "trade elasticity theta = sigma - 1",
}


def to_dataset(world: World) -> xr.Dataset:
    """The world's arrays with labels, units and sources."""
    import xarray as xr

    regions, sectors = list(world.regions), list(world.sectors)
    coords = {
        "sector": sectors,
        "sold": sectors,
        "using": sectors,
        "region": regions,
        "importer": regions,
        "exporter": regions,
        "region_name": ("region", list(world.region_names)),
        "sector_name": ("sector", list(world.sector_names)),
        "isic": ("sector", list(world.isic)),
    }
    variables = {name: (dims, np.array(getattr(world, name)), {"units": UNITS[name]}) for name, dims in DIMS.items()}
    attrs = {
        "name": world.name,
        "vintage": world.vintage,
        "tariff_date": world.tariff_date.isoformat(),
        "services": json.dumps(list(world.services)),
        "elasticity_set": world.elasticity_set,
        "horizon": world.horizon,
        "members": json.dumps(dict(world.members)),
        "sources": json.dumps([vars(source) for source in world.sources]),
    }
    return xr.Dataset(variables, coords=coords, attrs=attrs)


def from_dataset(dataset: xr.Dataset) -> World:
    """The validated world in a Dataset; labels may come in any order, axes are aligned by label."""
    return World(**fields_of(dataset))


def fields_of(dataset: xr.Dataset) -> dict[str, Any]:
    """What a world is made of, from a Dataset: arrays in storage order, labels, sources."""
    missing = [name for name in DIMS if name not in dataset]
    if missing:
        raise DataError(f"the dataset lacks `{missing[0]}`: a world needs {', '.join(DIMS)}.")
    regions = [str(code) for code in dataset["region"].values]
    sectors = [str(code) for code in dataset["sector"].values]
    arrays = {name: _aligned(dataset[name], name, regions, sectors) for name in DIMS}
    attrs = dataset.attrs
    return {
        "name": str(attrs.get("name", "unnamed")),
        "vintage": int(attrs.get("vintage", 0)),
        "regions": tuple(regions),
        "sectors": tuple(sectors),
        "tariff_date": tariff_date_of(attrs),
        "services": services_of(attrs),
        "elasticity_set": str(attrs.get("elasticity_set", "own")),
        "horizon": str(attrs.get("horizon", "long")),
        "region_names": _names(dataset, "region_name"),
        "sector_names": _names(dataset, "sector_name"),
        "isic": _names(dataset, "isic"),
        "members": json.loads(attrs.get("members", "{}")),
        "sources": tuple(Source(**source) for source in json.loads(attrs.get("sources", "[]"))),
        **arrays,
    }


def tariff_date_of(attributes: Mapping[str, Any]) -> dt.date:
    """The day whose law a file's tariffs stand for, from its attribute `tariff_date`."""
    text = attributes.get("tariff_date")
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        raise DataError(
            f"the attribute `tariff_date` is `{text!s:.40}`: it must be the day whose law the tariffs stand for, "
            "such as 2022-07-01. Set it in the file."
        ) from None


def services_of(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """The sectors that are services, from a file's attribute `services`, a JSON list of their codes."""
    text = attributes.get("services")
    try:
        codes = json.loads(str(text))
    except ValueError:
        codes = None
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise DataError(
            f"the attribute `services` is `{text!s:.40}`: it must list the sectors that are services as JSON, such "
            'as ["SERV"], or [] for none. Set it in the file.'
        )
    return tuple(codes)


def _aligned(array: xr.DataArray, name: str, regions: list[str], sectors: list[str]) -> np.ndarray:
    """The array with its axes in storage order and its labels in the world's order."""
    if set(array.dims) != set(DIMS[name]):
        raise DataError(f"`{name}` has axes {tuple(array.dims)}; it needs {DIMS[name]}.")
    ordered = array.transpose(*DIMS[name])
    for dim in DIMS[name]:
        wanted = sectors if dim in ("sector", "sold", "using") else regions
        labels = [str(label) for label in ordered[dim].values]
        if set(labels) != set(wanted) or len(labels) != len(wanted):
            odd = sorted(set(labels) ^ set(wanted))
            raise DataError(f"`{name}` and the world disagree on axis {dim} at {odd[:3]}: give both the same labels.")
        ordered = ordered.sel({dim: wanted})
    return np.asarray(ordered.values, dtype=np.float64)


def _names(dataset: xr.Dataset, coord: str) -> tuple[str, ...]:
    return tuple(str(name) for name in dataset[coord].values) if coord in dataset.coords else ()


def to_netcdf(world: World, path: str | Path) -> None:
    """Write to a temporary file beside `path`, then rename; OutputError when that can't be done."""
    target = Path(path)
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".nc")
        os.close(handle)
        try:
            to_dataset(world).to_netcdf(temporary, engine="h5netcdf")
            os.replace(temporary, target)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"can't write the world to {target}: {error.strerror}. Choose a writable folder.") from error


def from_netcdf(path: str | Path) -> World:
    """Read a world; DataError when the file is missing, is no NetCDF, or breaks an identity."""
    return from_dataset(open_dataset(path))


def open_dataset(path: str | Path) -> xr.Dataset:
    """The Dataset in a NetCDF-4 file; DataError when the file is missing or is none."""
    import xarray as xr

    try:
        with xr.open_dataset(path, engine="h5netcdf") as dataset:
            return dataset.load()
    except OSError as error:
        raise DataError(
            f"can't read a world from {path}: {str(error).partition(' (')[0]}. It must be a NetCDF-4 file."
        ) from error
