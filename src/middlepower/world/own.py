"""The user's own worlds: in her data folder by name, anywhere as a file, or objects of this process."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

import numpy as np

from middlepower.data.embedded import embedded_names
from middlepower.data.trade.store import checked_name, user_folder
from middlepower.errors import DataError
from middlepower.names import unknown_name
from middlepower.world.products.file import SUFFIX as OF_PRODUCTS
from middlepower.world.products.file import read_products, write_products
from middlepower.world.products.table import ProductTable
from middlepower.world.world import ARRAYS, World

SUFFIX = ".nc"
GIVEN = "@"  # between the name of a world that is given as an object and what tells it from others
MOST_GIVEN = 16  # worlds that are kept at hand, the last ones given
_GIVEN: OrderedDict[str, World] = OrderedDict()


def own_folder() -> Path:
    """The folder of the user's own worlds."""
    return user_folder().parent / "worlds"


def own_names() -> tuple[str, ...]:
    """The names of the user's own worlds."""
    folder = own_folder()
    return tuple(sorted(path.stem for path in folder.glob(f"*{SUFFIX}"))) if folder.is_dir() else ()


def product_names() -> tuple[str, ...]:
    """The names of the user's worlds of products."""
    folder = own_folder()
    return tuple(sorted(path.stem for path in folder.glob(f"*{OF_PRODUCTS}"))) if folder.is_dir() else ()


def product_path(label: str) -> Path | None:
    """The file of a world of products given by name or path; None where it is none."""
    if label in product_names():
        return own_folder() / f"{label}{OF_PRODUCTS}"
    path = Path(label)
    return path if path.suffix == OF_PRODUCTS and os.path.lexists(path) else None


def open_products(path: Path) -> ProductTable:
    """The world of products in a file, read once while the file stays as it is."""
    return _products(*_as_it_is(path))


def _as_it_is(path: Path) -> tuple[Path, int, int]:
    """(a file, when it was changed, its size): what is kept of it counts while these stay."""
    try:
        status = path.stat()
    except OSError as error:
        raise DataError(f"can't read a world from {path}: {error.strerror}. Check the path.") from None
    return path.absolute(), status.st_mtime_ns, status.st_size


@lru_cache(maxsize=1)
def _products(path: Path, changed: int, size: int) -> ProductTable:
    """The world of products in a file."""
    return read_products(path)


def store_products(table: ProductTable) -> Path:
    """Where a world of products was written under its name in the user's folder; one of that name is replaced."""
    checked_name(table.name)
    if table.name in world_names():
        raise DataError(f"`--name` is `{table.name}`, which is a world of sectors: choose another name.")
    target = own_folder() / f"{table.name}{OF_PRODUCTS}"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_products(table, target)
    return target


def world_names() -> tuple[str, ...]:
    """The names of all worlds, the embedded ones first."""
    return (*embedded_names(), *own_names())


def own_path(label: str) -> Path:
    """The file of a user's world given by name or path; DataError or UnknownNameError where there is none."""
    if label in own_names():
        return own_folder() / f"{label}{SUFFIX}"
    if os.path.lexists(label):
        return Path(label)
    if GIVEN in label and not label.endswith(SUFFIX):
        raise DataError(
            f"world `{label}` was given as an object and is not at hand in this process: store it "
            "(`world.to_netcdf(path)`) and name the file."
        )
    if label.endswith(SUFFIX) or os.sep in label:
        raise DataError(f"there is no world file {label}. `middlepower world build` makes one.")
    raise unknown_name("world", label, world_names(), "`middlepower world build` makes one of your own.")


def at_hand(world: World) -> str:
    """A name by which `open_own` finds a world that is given as an object, as long as this process lives."""
    marks = hashlib.sha256(repr((world.regions, world.sectors, world.horizon, world.tariff_date)).encode())
    for name in (*ARRAYS, "export_tax"):
        marks.update(np.array(getattr(world, name), dtype=np.float64).tobytes())
    label = f"{world.name}{GIVEN}{marks.hexdigest()[:8]}"
    _GIVEN[label] = world
    _GIVEN.move_to_end(label)
    while len(_GIVEN) > MOST_GIVEN:
        _GIVEN.popitem(last=False)
    return label


def open_own(label: str) -> World:
    """The user's world of that name, in that file, or given as an object before.

    DataError for a world of products, which `run` alone solves.
    """
    if label in _GIVEN:
        return _GIVEN[label]
    products = product_path(label)
    if products is not None:
        raise DataError(
            f"`{label}` is a world of products, which `run` and `doctor` take: here name a world of sectors, such as "
            f"`{open_products(products).world.name}`, whose sectors, inputs and elasticities it has."
        )
    return _opened(*_as_it_is(own_path(label)))


@lru_cache(maxsize=4)
def _opened(path: Path, changed: int, size: int) -> World:
    """The world in a file, read once while the file stays as it is."""
    return World.from_netcdf(str(path))


def store(world: World, name: str) -> Path:
    """Where the world was written under a name in the user's folder; a world of that name is replaced."""
    checked_name(name)
    if name in product_names():
        raise DataError(f"`--name` is `{name}`, which is a world of products: choose another name.")
    if name in embedded_names():
        raise DataError(f"`--name` is `{name}`, a world that comes with middlepower: choose another name.")
    target = own_folder() / f"{name}{SUFFIX}"
    target.parent.mkdir(parents=True, exist_ok=True)
    world.to_netcdf(str(target))
    return target
