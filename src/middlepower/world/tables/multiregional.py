"""Multi-regional input-output tables of pymrio: WIOD, FIGARO, EXIOBASE, Eora, or any other that it reads."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, MissingExtraError
from middlepower.world.tables.table import SourceTable, from_parts

Array = NDArray[np.float64]
TEST = "pymrio:test"
EXPORTS = ("export", "exports")  # final demand of nobody in the table


def read_pymrio(name: str) -> SourceTable:
    """The table of a folder that pymrio saved (`io.save_all`), or of its own small test table, `pymrio:test`."""
    pymrio = _library()
    if name == TEST:
        return table_of(pymrio.load_test(), name)
    try:
        system = pymrio.load_all(Path(name))
    except Exception as error:  # the library fails in many ways on a folder that is none of its own
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        raise DataError(f"can't read a table of pymrio from {name}: {reason}. Save it with `io.save_all`.") from None
    return table_of(system, name)


def _library() -> Any:
    try:
        return importlib.import_module("pymrio")
    except ImportError:
        raise MissingExtraError(
            "tables of pymrio need the package pymrio: `pip install 'middlepower[mrio]'`."
        ) from None


def table_of(system: Any, source: str) -> SourceTable:
    """The table of a pymrio system with Z and Y."""
    if getattr(system, "Z", None) is None or getattr(system, "Y", None) is None:
        raise DataError(f"{source}: the system lacks Z or Y: have pymrio compute them with `io.calc_all()`.")
    Z, Y = system.Z, system.Y
    if Z.index.nlevels != 2 or not Z.index.equals(Z.columns) or not Y.index.equals(Z.index):
        raise DataError(f"{source}: rows and columns of Z, and rows of Y, must be the same (region, sector) labels.")
    regions = list(dict.fromkeys(str(label) for label in Z.index.get_level_values(0)))
    sectors = list(dict.fromkeys(str(label) for label in Z.index.get_level_values(1)))
    if len(Z) != len(regions) * len(sectors):
        raise DataError(f"{source}: its regions have different sectors: aggregate them in pymrio to the same ones.")
    i = np.array([regions.index(str(label)) for label in Z.index.get_level_values(0)])
    k = np.array([sectors.index(str(label)) for label in Z.index.get_level_values(1)])
    final = _final(Y, regions, source)
    K, N = len(sectors), len(regions)
    row = k * N + i
    block, ends = np.zeros((K * N, K * N)), np.zeros((K * N, N))
    block[np.ix_(row, row)], ends[row] = Z.to_numpy(dtype=np.float64), final
    _check_numbers(block, ends, source)
    return from_parts(regions, sectors, block.reshape(K, N, K, N), ends.reshape(K, N, N), source).noted(_unit(system))


def _final(Y: Any, regions: Sequence[str], source: str) -> Array:
    """Final demand [label, region]; exports to nowhere are refused where there are any."""
    owners = [str(label) for label in Y.columns.get_level_values(0)]
    kinds = [str(label).strip().lower() for label in Y.columns.get_level_values(-1)]
    values = Y.to_numpy(dtype=np.float64)
    final = np.zeros((len(Y), len(regions)))
    for place, (owner, kind) in enumerate(zip(owners, kinds, strict=True)):
        if kind in EXPORTS and values[:, place].any():
            raise DataError(f"{source}: {owner} exports to nobody in the table: add a rest of the world as a region.")
        if owner not in regions:
            raise DataError(f"{source}: final demand of `{owner}`, which is no region of the table.")
        final[:, regions.index(owner)] += values[:, place]
    return final


def _check_numbers(block: Array, ends: Array, source: str) -> None:
    if not (np.isfinite(block).all() and np.isfinite(ends).all()):
        raise DataError(f"{source}: Z or Y holds a cell that is no number: fill it in.")
    if block.min() < 0:
        raise DataError(f"{source}: Z holds {block.min():g}: inputs are zero or more. Clip and re-balance them first.")


def _unit(system: Any) -> str:
    """What the table says of its unit."""
    unit = getattr(system, "unit", None)
    if unit is None or not len(unit):
        return ""
    return f"the table's unit is `{str(unit.to_numpy().ravel()[0])[:40]}`."
