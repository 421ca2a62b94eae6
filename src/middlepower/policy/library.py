"""The measures that come with the package, read once and validated."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from middlepower.errors import MeasureError
from middlepower.names import unknown_name
from middlepower.policy.goods import HERE
from middlepower.policy.schema import Measure, parse_measure

MEASURES = HERE / "measures"
# A file of measures is a few dozen kilobytes; a larger one is a mistake or an attack.
LARGEST_FILE = 1_000_000


def read_measures(path: Path) -> list[Measure]:
    """The validated measures of one YAML file, or a `MeasureError` that names the file and the remedy."""
    import yaml

    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise MeasureError(f"{path}: {size:,} bytes; a file of measures has at most {LARGEST_FILE:,}. Split it.")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        raw: Any = yaml.load(path.read_bytes(), Loader=loader)
    except OSError as error:
        raise MeasureError(f"{path}: can't be read ({error.strerror}); check the path.") from None
    except yaml.YAMLError as error:
        raise MeasureError(f"{path}: not valid YAML: {' '.join(str(error).split())}.") from None
    if raw is None:
        raise MeasureError(f"{path}: the file is empty; write a list of measures or delete it.")
    if not isinstance(raw, list):
        raise MeasureError(f"{path}: expected a list of measures, each beginning with `- id:`.")
    return [parse_measure(item, f"{path.name}, measure {at + 1}") for at, item in enumerate(raw)]


def unique(measures: list[Measure]) -> tuple[Measure, ...]:
    """The measures when every id is unique and every id referred to exists."""
    known: dict[str, Measure] = {}
    for one in measures:
        if one.id in known:
            raise MeasureError(f"measure `{one.id}` is defined twice; rename or delete one.")
        known[one.id] = one
    for one in measures:
        for other in one.replaces:
            if other not in known:
                raise unknown_name("measure", other, known, f"It stands in `replaces` of `{one.id}`.")
    return tuple(measures)


@cache
def load_measures(path: Path | None = None) -> tuple[Measure, ...]:
    """All measures of a file, or of a folder of YAML files (default: those of the package), in file order."""
    where = path or MEASURES
    files = sorted(where.glob("*.yaml")) if where.is_dir() else [where]
    if not files:
        raise MeasureError(f"{where}: no file `*.yaml` there; check the path.")
    return unique([one for file in files for one in read_measures(file)])


def measure(label: str) -> Measure:
    """The package's measure of that id, or an error with the nearest one."""
    known = {one.id: one for one in load_measures()}
    if label not in known:
        raise unknown_name("measure", label, known)
    return known[label]


def in_force_on(day: dt.date) -> tuple[Measure, ...]:
    """The package's measures that are law on a day."""
    return tuple(one for one in load_measures() if one.in_force_on(day))
