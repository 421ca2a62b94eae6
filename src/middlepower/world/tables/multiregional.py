"""Multi-regional input-output tables of pymrio: what it has saved, EXIOBASE 3, which is published in that layout, and
the official files of WIOD and Eora26, which it parses."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, MissingExtraError
from middlepower.world.tables.table import SourceTable, from_parts

Array = NDArray[np.float64]
TEST = "pymrio:test"
PARSERS = {"wiod": "parse_wiod", "eora": "parse_eora26"}  # what stands before a path -> how pymrio reads it
EXPORTS = ("export", "exports")  # final demand of nobody in the table


def parser_of(name: str) -> str:
    """The kind of official files that a name such as `wiod:FOLDER` says; empty where it says none."""
    kind, mark, path = name.partition(":")
    return kind if mark and path and kind in PARSERS else ""


def read_pymrio(name: str, year: int) -> SourceTable:
    """The table of a folder that pymrio saved, of official files (`wiod:FOLDER`, `eora:FOLDER`), or of its own test."""
    pymrio, kind = _library(), parser_of(name)
    path = Path(name.removeprefix(f"{kind}:") if kind else name)
    if name.startswith(TEST.split(":")[0] + ":") and name != TEST:
        raise DataError(f"`{name[:40]}`: of pymrio's own tables there is `{TEST}`; name the folder of any other.")
    if name != TEST and not path.exists():
        raise DataError(f"there is no file or folder {path}: check the path.")
    try:
        return table_of(_parsed(pymrio, kind, path, year) if name != TEST else pymrio.load_test(), name)
    except DataError:
        raise
    except Exception as error:  # the library fails in many ways on a folder that is none of its own
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        remedy = f"Are these the official files of {year}?" if kind else "Save it with `io.save_all`."
        raise DataError(f"can't read a table of pymrio from {name}: {reason}. {remedy}") from None


def _parsed(pymrio: Any, kind: str, path: Path, year: int) -> Any:
    """The system in official files or in a saved folder; Z from A where only that was saved."""
    if kind:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of satellite accounts that are not there: a world has none
            return getattr(pymrio, PARSERS[kind])(path, year=year)
    system = pymrio.load_all(path)
    if getattr(system, "Z", None) is None and getattr(system, "A", None) is not None:
        system.calc_all()
    return system


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
    table = from_parts(regions, sectors, block.reshape(K, N, K, N), ends.reshape(K, N, N), source)
    return replace(table, units=_units(system))


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


def _units(system: Any) -> tuple[str, ...]:
    """All units that the table says its values are in."""
    unit = getattr(system, "unit", None)
    return () if unit is None else tuple(sorted({str(one).strip() for one in unit.to_numpy().ravel()}))
