"""The measures that come with the package, read once and validated."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args

from middlepower.errors import MeasureError
from middlepower.names import unknown_name
from middlepower.policy import kept
from middlepower.policy.goods import HERE
from middlepower.policy.schema import Instrument, Measure, parse_measure
from middlepower.policy.tables import with_tables
from middlepower.reading import parse_yaml, read_text

MEASURES = HERE / "measures"
KEPT = "measures"  # the file that keeps the package's
# A file of measures is a few dozen kilobytes; a larger one is a mistake or an attack.
LARGEST_FILE = 1_000_000


def read_measures(path: Path) -> list[Measure]:
    """The validated measures of one YAML file, or a `MeasureError` that names the file and the remedy."""
    raw = parse_yaml(read_text(path, LARGEST_FILE, "a file of measures", MeasureError), str(path), MeasureError)
    if raw is None:
        raise MeasureError(f"{path}: the file is empty; write a list of measures or delete it.")
    if not isinstance(raw, list):
        raise MeasureError(f"{path}: expected a list of measures, each beginning with `- id:`.")
    return list(measures_of(raw, path))


def measures_of(raw: Sequence[Any], path: Path) -> Iterator[Measure]:
    """The validated measures of a file's list, with the tables that stand beside the file."""
    for place, item in enumerate(raw, 1):
        where = f"measure `{str(item['id'])[:60]}`" if isinstance(item, dict) and "id" in item else f"measure {place}"
        try:
            read = with_tables(item, path.parent)
        except MeasureError as error:
            raise MeasureError(f"{path}: {where}: {error}") from None
        try:
            yield parse_measure(read, where)
        except MeasureError as error:
            raise MeasureError(f"{path}: {error}") from None


def consistent(measures: Sequence[Measure], others: Sequence[Measure] = ()) -> tuple[Measure, ...]:
    """The measures when every id is unique and every measure that one refers to exists, here or among others."""
    known: dict[str, Measure] = {}
    for measure in measures:
        if measure.id in known:
            raise MeasureError(f"measure `{measure.id}` is defined twice; rename or delete one.")
        known[measure.id] = measure
    names = (*known, *(other.id for other in others))
    for measure in measures:
        _check_names(measure, "replaces", names)
        _check_names(measure, "yields_to", (*names, *get_args(Instrument)))
        _check_names(measure, "yields_content_to", (*names, *get_args(Instrument)))
        _check_names(measure, "yields_over_quota_to", (*names, *get_args(Instrument)))
    return tuple(measures)


def _check_names(measure: Measure, field: str, known: Sequence[str]) -> None:
    for name in getattr(measure, field):
        if name not in known:
            raise unknown_name("measure", name, known, f"It stands in `{field}` of `{measure.id}`.")


def load_measures(path: str | Path | None = None) -> tuple[Measure, ...]:
    """All measures of a file, or of a folder of YAML files (default: those of the package), in file order.

    One of a user's may refer to those of the package. Tables that it names are read beside its file.
    """
    return _of_package() if path is None else consistent(_of_files(Path(path)), _of_package())


@cache
def _of_package() -> tuple[Measure, ...]:
    """The package's measures, as they are kept on disk or else read from their files."""
    text = kept.read(KEPT)
    known: tuple[Measure, ...] = _read_package() if text is None else pickle.loads(text)
    if text is None:
        kept.write(KEPT, pickle.dumps(known, protocol=5))  # before anybody has them compute what holds here alone
    return known


def _read_package() -> tuple[Measure, ...]:
    measures = consistent(_of_files(MEASURES))
    for measure in measures:
        if measure.verified_on is None:
            raise MeasureError(f"measure `{measure.id}`: `verified_on` is missing: add the last day it was checked.")
    return measures


def _of_files(where: Path) -> list[Measure]:
    files = sorted(where.glob("*.yaml")) if where.is_dir() else [where]
    if not files:
        raise MeasureError(f"{where}: no file `*.yaml` there; check the path.")
    return [measure for file in files for measure in read_measures(file)]


def measure(label: str) -> Measure:
    """The package's measure of that id, or an error with the nearest one."""
    known = {listed.id: listed for listed in load_measures()}
    if label not in known:
        raise unknown_name("measure", label, known)
    return known[label]
