"""The published sets of trade elasticities, one file of the folder `sets` each, and the horizons."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from middlepower.data.concordance import concorded, values_for
from middlepower.data.own_elasticities import EVERY, OWN_SET, Estimate, is_own, own_rows
from middlepower.errors import DataError, UnknownNameError
from middlepower.names import unknown_name
from middlepower.reading import read_text

Array = NDArray[np.float64]
FOLDER = Path(__file__).parent
MEDIAN, PUBLISHED = "MEDIAN", "published"
DEFAULT_SET = MEDIAN
Role = Literal["published", "median", "variant"]
DEFAULT_HORIZON = "long"
LARGEST_FILE = 1_000_000  # bytes; a set of 28 sectors has 2 kB
HEADER = "# "
SHOWN = 6  # sectors, in a message


@dataclass(frozen=True)
class ElasticitySet:
    """A set: its citation, how it was mapped to sectors, what its value for services is, its role, the estimates.

    `published` sets make ranges; the `median` of them is the centre; a `variant` of one is there to be asked for.
    """

    name: str
    citation: str
    mapping: str
    services: str
    role: Role
    estimates: Mapping[str, Estimate]

    def of(self, code: str) -> Estimate | None:
        """The estimate of a sector: its own row, that of the sector of ours that it is part of, the mean of those that
        it holds, or that of all sectors (`*`); None where there is none."""
        found = values_for(code, self.estimates)
        if len(found) > 1:
            return Estimate(sum(one.theta for one in found) / len(found), None, f"mean of {len(found)} sectors in it")
        return found[0] if found else self.estimates.get(EVERY)

    def knows(self, sectors: Iterable[str]) -> bool:
        """Whether the set has an estimate for every one of some sectors."""
        return all(self.of(code) is not None for code in sectors)

    def refuse_strays(self, labels: Iterable[str]) -> None:
        """DataError where a row is of a sector that is none of some labels, and none that we know."""
        known = set(labels)
        for name in self.estimates:
            if name != EVERY and name not in known and concorded(name) is None:
                raise DataError(
                    f"{self.name}: `{name[:40]}` is no sector of the world, which has {', '.join(sorted(known)[:20])}, "
                    "and none of `middlepower list sectors`."
                )

    def theta(self, sectors: Sequence[str]) -> Array:
        """theta[k] in the order of some sectors; DataError that names those the set has no estimate for."""
        self.refuse_strays(sectors)
        found = {code: self.of(code) for code in sectors}
        lost = [code for code, estimate in found.items() if estimate is None]
        if lost:
            raise DataError(
                f"elasticity set {self.name} has no sector {', '.join(lost[:SHOWN])}: give them in a file of your own "
                "(`--elasticities my.csv`), one number for all (`--elasticities 4`), or merge the sectors."
            )
        return np.array([estimate.theta for estimate in found.values() if estimate is not None])


@dataclass(frozen=True)
class Horizon:
    """How long after a change: the elasticity used in every sector with its range, or None to use the set."""

    name: str
    elasticity: float | None
    low: float | None
    high: float | None
    citation: str

    @property
    def ends(self) -> tuple[float, ...]:
        """The ends of the range of the one elasticity; none where the set is used."""
        return tuple(value for value in (self.low, self.high) if value is not None)


def read_set(path: Path) -> ElasticitySet:
    """The set of a file: lines `# citation: ...`, `# mapping: ...`, `# services: ...`, then one row a sector.

    DataError names the file and what is wrong with it.
    """
    lines = read_text(path, LARGEST_FILE, "an elasticity set").splitlines()
    notes = dict(line.removeprefix(HEADER).split(": ", 1) for line in lines if line.startswith(HEADER) and ": " in line)
    wanted = [field.name for field in fields(ElasticitySet)][1:-1]
    if list(notes) != wanted:
        raise DataError(f"{path}: the lines before the table say {list(notes)}: they must say {wanted}, in that order.")
    table = csv.DictReader(line for line in lines if not line.startswith("#"))
    if table.fieldnames != ["sector", "theta", "standard_error", "source"]:
        raise DataError(f"{path}: the columns are {table.fieldnames}: they must be sector,theta,standard_error,source.")
    estimates: dict[str, Estimate] = {}
    for row in table:
        if None in row or None in row.values():
            raise DataError(f"{path}: the row of sector {row['sector']} must have four cells, with points in numbers.")
        if row["sector"] in estimates:
            raise DataError(f"{path}: sector {row['sector']} stands there twice; delete one.")
        estimates[row["sector"]] = _estimate(row, path)
    role = _role(notes.pop("role"), path)
    return ElasticitySet(path.stem, **notes, role=role, estimates=estimates)


def _role(text: str, path: Path) -> Role:
    for role in get_args(Role):
        if text == role:
            return role  # type: ignore[no-any-return]
    raise DataError(f"{path}: `# role:` is {text}: it must be one of {', '.join(get_args(Role))}.")


def _estimate(row: Mapping[str, str], path: Path) -> Estimate:
    """One row of a set; its numbers must be positive and finite."""
    try:
        theta, error = float(row["theta"]), float(row["standard_error"]) if row["standard_error"] else None
    except (TypeError, ValueError):
        raise DataError(f"{path}: a number of sector {row['sector']} can't be read: write it as 4.17.") from None
    if not all(0.0 < value < math.inf for value in (theta, error) if value is not None):
        raise DataError(f"{path}: sector {row['sector']} has theta {theta}, error {error}: both must be positive.")
    if not row["source"]:
        raise DataError(f"{path}: sector {row['sector']} has no source: name the table or the file it is from.")
    return Estimate(theta, error, row["source"])


def read_sets(folder: Path = FOLDER / "sets") -> dict[str, ElasticitySet]:
    """All sets of a folder by name, the default first, then in the order of their names."""
    files = sorted(folder.glob("*.csv"), key=lambda path: (path.stem != DEFAULT_SET, path.stem))
    return {path.stem: read_set(path) for path in files}


def read_horizons() -> dict[str, Horizon]:
    """The horizons of `horizons.csv`, in its order; without a theta the set itself is used."""
    with (FOLDER / "horizons.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["horizon"]: _horizon(row) for row in rows}


def _horizon(row: Mapping[str, str]) -> Horizon:
    theta, low, high = (float(row[name]) if row[name] else None for name in ("theta", "low", "high"))
    return Horizon(row["horizon"], theta, low, high, row["citation"])


SETS = read_sets()
HORIZONS = read_horizons()
RENAMED_HORIZONS = {"short": "first-year"}


def elasticity_set(name: str) -> ElasticitySet:
    """The elasticity set of that name, such as `FGO`; a file of one's own by its path, one number for all as `4`."""
    if name in SETS:
        return SETS[name]
    if not is_own(name):
        raise unknown_name("elasticity set", name, SETS, "Or give a file of your own (my.csv), or a number.")
    return _own_set(name, _stamp(name))


def _stamp(name: str) -> tuple[int, ...]:
    """What tells a file from another one of its name, and from what it was before; nothing where there is no file."""
    try:
        found = os.stat(name)
    except (OSError, ValueError):
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


@cache
def _own_set(name: str, stamp: tuple[int, ...]) -> ElasticitySet:
    """The set of a user's file or number, read once for each state of the file; that of a world's own file is empty."""
    estimates = own_rows(name)
    return ElasticitySet(name, citation_of(name), "as given", "as given", "variant", estimates)


def citation_of(name: str) -> str:
    """Where a set's numbers are from: its citation, or that the user gave them."""
    if name in SETS:
        return SETS[name].citation
    if name == OWN_SET:
        return "The world's own elasticities, in its file."
    return f"Given by the user: {name}."


def published_sets() -> tuple[str, ...]:
    """The names of the sets that make ranges."""
    return tuple(name for name, one in SETS.items() if one.role == PUBLISHED)


def horizon(name: str) -> Horizon:
    """The horizon of that name: `long`, `medium` or `first-year`."""
    if name in RENAMED_HORIZONS:
        raise UnknownNameError(f"horizon `{name}` is called `{RENAMED_HORIZONS[name]}` now: write that.")
    if name not in HORIZONS:
        raise unknown_name("horizon", name, HORIZONS)
    return HORIZONS[name]


def at_horizon(elasticity: Array, name: str) -> Array:
    """The elasticities [sector] at a horizon: the set itself, or the horizon's value in every sector."""
    value = horizon(name).elasticity
    return elasticity if value is None else np.full_like(elasticity, value)


def elasticities(sectors: Sequence[str], name: str, when: str) -> Array:
    """theta[k] of a named set at a horizon, in the order of some sectors."""
    return at_horizon(elasticity_set(name).theta(sectors), when)
