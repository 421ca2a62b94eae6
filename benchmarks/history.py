"""The stored history of the benchmark: ratios only, because milliseconds of different machines say nothing.

A row of ours is its time over the yardstick's, the papers' nested fixed point at 31 x 40 in the same run, which this
project has no reason to change; a peer's row is our time over the peer's; a row over another one of ours is kept as it
is. So a larger number is always slower.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from measure import OVER, Row

HISTORY = Path(__file__).parent / "history.csv"
COLUMNS = ("date", "commit", "row", "ratio")
SECONDS = {"us CPU": 1e-6, "ms CPU": 1e-3, "s CPU": 1.0}
YARDSTICK = "nested fixed point, spending by iteration, 31 x 40"
NOTICED = 1.25  # times as slow as before; less comes from other users of the machine


@dataclass(frozen=True)
class Ratios:
    """The ratios of one run by row, with the date and the commit that it measured."""

    date: str
    commit: str
    by_row: Mapping[str, float]


def ratios(rows: Iterable[Row]) -> dict[str, float]:
    """{row: ratio} of a run; nothing without the yardstick's row."""
    known = {row.what.strip(): row for row in rows}
    if YARDSTICK not in known:
        return {}
    yardstick = known[YARDSTICK].value * SECONDS[known[YARDSTICK].unit]
    found = {name: ratio(row, yardstick) for name, row in known.items()}
    return {name: value for name, value in found.items() if value is not None and value > 0}


def ratio(row: Row, yardstick: float) -> float | None:
    """The ratio of one row, None where it has none."""
    if row.peer:
        return None if row.ratio is None else 1.0 / row.ratio
    if row.unit == OVER:
        return row.value
    if row.unit in SECONDS:
        return row.value * SECONDS[row.unit] / yardstick
    return 1.0 / (row.value * yardstick) if row.unit == "per core-second" else None


def last(path: Path = HISTORY) -> Ratios | None:
    """The last run of the history, None where there is none."""
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        return None
    date, commit = rows[-1]["date"], rows[-1]["commit"]
    same = [row for row in rows if (row["date"], row["commit"]) == (date, commit)]
    return Ratios(date, commit, {row["row"]: float(row["ratio"]) for row in same})


def appended(run: Ratios, path: Path = HISTORY) -> None:
    """Write a run at the end of the history; one of the same date and commit takes the place of its former one."""
    kept = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            kept = [row for row in csv.reader(file) if row[:2] != [run.date, run.commit]][1:]
    new = [[run.date, run.commit, name, f"{value:.4g}"] for name, value in run.by_row.items()]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *kept, *new])


def compared(now: Mapping[str, float], before: Ratios | None) -> list[str]:
    """Lines that say which rows became slower or faster than in the last run of the history, and which are gone."""
    if before is None:
        return ["no earlier run to compare with"]
    both = {name: value / before.by_row[name] for name, value in now.items() if name in before.by_row}
    slower = [f"SLOWER {change:.2f} times: {name}" for name, change in both.items() if change > NOTICED]
    faster = [f"faster {1.0 / change:.2f} times: {name}" for name, change in both.items() if change < 1.0 / NOTICED]
    gone = [f"no longer measured: {name}" for name in before.by_row if name not in now]
    head = f"beside the run of {before.date} at {before.commit}: {len(both)} rows compared, {len(slower)} slower"
    return [head, *slower, *faster, *gone]
