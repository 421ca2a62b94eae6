"""Worlds of products as files: the file of a sector world, with the products of its flows beside."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from middlepower.errors import DataError, OutputError
from middlepower.world.dataset import AXES, DIMS, NAMES, dataset_of
from middlepower.world.dataset import to_netcdf as write_world
from middlepower.world.parts import Parts, read_apart
from middlepower.world.products.table import ProductTable
from middlepower.world.world import World

SUFFIX = ".h5"
GROUP = "products"
ARRAYS = {"sector_of": np.int64, "row_start": np.int64, "exporter": np.uint8, "value": None}
TEXTS = ("products", "titles")
KEY = "product_world"  # attribute that tells such a file from a sector world's


def write_products(table: ProductTable, path: Path) -> None:
    """Write a world of products by way of a temporary file; OutputError where that can't be done."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=SUFFIX)
        os.close(handle)
        try:
            write_world(table.world, temporary)
            _add(table, temporary)
            os.replace(temporary, path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"can't write the world to {path}: {error.strerror}. Choose a writable folder.") from error


def _add(table: ProductTable, path: str) -> None:
    """Add the products to the file of their sector world."""
    import h5py

    about = {"name": table.name, "year": table.year, "edition": table.edition, "notes": list(table.notes)}
    with h5py.File(path, "a") as file:
        file.attrs[KEY] = json.dumps(about)
        group = file.create_group(GROUP)
        for name in ARRAYS:
            group.create_dataset(name, data=getattr(table, name), compression="gzip", compression_opts=1, shuffle=True)
        for name in TEXTS:
            group.create_dataset(name, data=list(getattr(table, name)), dtype=h5py.string_dtype())


def read_products(path: Path) -> ProductTable:
    """The world of products in a file; DataError where it is damaged, or does not add up."""
    inside = tuple(f"{GROUP}/{name}" for name in (*ARRAYS, *TEXTS))
    parts = read_apart(path, (*AXES, *NAMES, *DIMS, *inside))
    missing = [name for name in inside if name not in parts.variables]
    about = _about(parts, path)
    if missing:
        raise DataError(f"{path} lacks `{missing[0]}`: write the world of products anew.")
    values = {name.partition("/")[2]: parts.variables[name][1] for name in inside}
    arrays: dict[str, Any] = {name: _array(name, values[name], path) for name in ARRAYS}
    texts = {name: tuple(map(str, values[name])) for name in TEXTS}
    return ProductTable(
        name=str(about["name"]),
        world=World.from_dataset(dataset_of(parts)),
        year=int(about["year"]),
        edition=int(about["edition"]),
        notes=tuple(map(str, about["notes"])),
        products=texts["products"],
        titles=texts["titles"],
        **arrays,
    )


def _array(name: str, value: Any, path: Path) -> Any:
    """One array of a file in its own type."""
    if not isinstance(value, np.ndarray) or value.ndim != 1 or value.dtype.kind not in "fiu":
        raise DataError(f"{path}: `{name}` is no list of numbers: write the world of products anew.")
    kind = ARRAYS[name]
    return np.ascontiguousarray(value if kind is None else value.astype(kind))


def _about(parts: Parts, path: Path) -> Mapping[str, Any]:
    """What the file says of its products."""
    try:
        about = json.loads(str(parts.attributes[KEY]))
        about["name"], int(about["year"]), int(about["edition"]), list(about["notes"])
    except (KeyError, TypeError, ValueError):
        raise DataError(f"{path} does not say what its products are: write the world of products anew.") from None
    return dict(about)
