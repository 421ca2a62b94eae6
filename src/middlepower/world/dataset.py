"""World <-> labelled xarray Dataset <-> NetCDF."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from middlepower.errors import DataError, OutputError
from middlepower.reading import shown
from middlepower.world.attributes import attributes_of
from middlepower.world.parts import Parts, read_apart

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.world.world import World

DIMS = {
    "flow": ("sector", "importer", "exporter"),
    "tariff": ("sector", "importer", "exporter"),
    "export_tax": ("sector", "importer", "exporter"),
    "input_share": ("region", "sold", "using"),
    "value_added_share": ("sector", "region"),
    "consumption_share": ("sector", "region"),
    "elasticity": ("sector",),
}
AXES = ("region", "sector", "importer", "exporter", "sold", "using")
NAMES = ("region_name", "sector_name", "isic")
OPTIONAL = ("export_tax",)  # left out where a world has none
UNITS = {
    "flow": "million current US dollars at basic prices",
    "tariff": "fraction of the pre-tariff value",
    "export_tax": "fraction of the flow, received by the exporter's treasury or licence holders",
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
    variables = {
        name: (dims, np.array(getattr(world, name)), {"units": UNITS[name]})
        for name, dims in DIMS.items()
        if getattr(world, name) is not None
    }
    attrs = {
        "name": world.name,
        "vintage": world.vintage,
        "input_year": world.input_year,
        "tariff_date": world.tariff_date.isoformat(),
        "services": json.dumps(list(world.services)),
        "elasticity_set": world.elasticity_set,
        "horizon": world.horizon,
        "members": json.dumps(dict(world.members)),
        "sources": json.dumps([vars(source) for source in world.sources]),
    }
    return xr.Dataset(variables, coords=coords, attrs=attrs)


def fields_of(dataset: xr.Dataset) -> dict[str, Any]:
    """What a world is made of, in storage order whatever the order of labels: arrays, labels, sources."""
    needed = [name for name in DIMS if name not in OPTIONAL]
    missing = [name for name in needed if name not in dataset]
    if missing:
        raise DataError(f"the dataset lacks `{missing[0]}`: a world needs {', '.join(needed)}.")
    regions, sectors = _axis(dataset, "region"), _axis(dataset, "sector")
    return {
        "regions": regions,
        "sectors": sectors,
        "region_names": _names(dataset, "region_name", "region"),
        "sector_names": _names(dataset, "sector_name", "sector"),
        "isic": _names(dataset, "isic", "sector"),
        **attributes_of(dataset.attrs),
        **{name: _aligned(dataset[name], name, regions, sectors) for name in DIMS if name in dataset},
    }


def _axis(dataset: xr.Dataset, dim: str) -> tuple[str, ...]:
    """The labels along a dimension; DataError where there are none or one stands twice."""
    if dim not in dataset.coords:
        raise DataError(f"axis `{dim}` has no labels: add a coordinate `{dim}` with the codes.")
    labels = texts_of(dataset[dim], dim)
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise DataError(f"axis `{dim}` holds `{twice[0]}` twice: labels must be unique.")
    return labels


def _aligned(array: xr.DataArray, name: str, regions: Sequence[str], sectors: Sequence[str]) -> np.ndarray:
    """The array with its axes in storage order and its labels in the world's order."""
    if sorted(map(str, array.dims)) != sorted(DIMS[name]):
        raise DataError(f"`{name}` has axes {tuple(array.dims)}; it needs {DIMS[name]}.")
    ordered = array.transpose(*DIMS[name])
    for dim in DIMS[name]:
        wanted = sectors if dim in ("sector", "sold", "using") else regions
        labels = texts_of(array[dim], dim) if dim in array.coords else ()
        if sorted(labels) != sorted(wanted):
            odd = sorted(set(labels) ^ set(wanted))
            raise DataError(f"`{name}` and the world disagree on axis {dim} at {odd[:3]}: give both the same labels.")
        ordered = ordered.isel({dim: [labels.index(label) for label in wanted]})
    if ordered.dtype.kind not in "fiu":
        raise DataError(f"`{name}` holds {ordered.dtype}, not numbers: write it as floating-point numbers.")
    return np.asarray(ordered.values, dtype=np.float64)


def _names(dataset: xr.Dataset, coord: str, dim: str) -> tuple[str, ...]:
    """Readable names along a dimension, where a Dataset has them."""
    if coord not in dataset.coords:
        return ()
    if dataset[coord].dims != (dim,):
        raise DataError(f"`{coord}` has axes {dataset[coord].dims}: it needs one text for each {dim}.")
    return texts_of(dataset[coord], coord)


def texts_of(array: xr.DataArray, name: str) -> tuple[str, ...]:
    """The texts in an array of one dimension; DataError for anything else."""
    values = [value.decode(errors="replace") if isinstance(value, bytes) else value for value in array.values.ravel()]
    odd = next((value for value in values if not isinstance(value, str)), None)
    if odd is not None or array.ndim != 1:
        raise DataError(f"`{name}` holds {shown(odd)}, where text should be: write labels as text.")
    return tuple(map(str, values))


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


def open_dataset(path: str | Path) -> xr.Dataset:
    """What a world is made of in a NetCDF-4 file; DataError when the file is missing, damaged, or is none."""
    return dataset_of(read_apart(Path(path), (*AXES, *NAMES, *DIMS)))


def dataset_of(parts: Parts) -> xr.Dataset:
    """The Dataset of what a file holds; DataError where its parts do not fit together."""
    import xarray as xr

    for name, (axes, values) in parts.variables.items():
        if isinstance(values, list) and len(axes) != 1:
            raise DataError(f"`{name}` holds text on the axes {axes}: write numbers there, or labels on one axis.")
    coords = {name: parts.variables[name] for name in (*AXES, *NAMES) if name in parts.variables}
    variables = {name: parts.variables[name] for name in DIMS if name in parts.variables}
    try:
        return xr.Dataset(variables, coords=coords, attrs=dict(parts.attributes))
    except ValueError as error:
        raise DataError(f"the arrays of the file do not fit together: {error}. Give each axis one length.") from None
