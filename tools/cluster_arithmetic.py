"""The arithmetic of docs/how-to/cluster.md: what ten million draws take, from the stored runs of the benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tools.folders import PROJECT

PAGE = PROJECT / "docs" / "how-to" / "cluster.md"
MARK = "<!-- Below: python -m tools.performance -->\n"
DRAWS = 10_000_000
BYTES = 8
SOLVED, ON_DASK, MEMORY = (
    "one more draw of `ensemble beijing-2026`",
    "one more draw on Dask over one on local processes",
    "peak memory of a Dask worker",
)
KEPT, READ = "keeping one draw, all its numbers", "reading one draw back and summing it up"
Run = dict[str, Any]


def arithmetic(page: str, runs: Sequence[Run]) -> str:
    """The page with the part below its mark made anew."""
    head, mark, _ = page.partition(MARK)
    if any(measured(run, name) is None for run in runs for name in (SOLVED, ON_DASK, MEMORY, KEPT, READ)):
        said = "The stored runs of the benchmark did not measure it: `make bench BENCH=--store` does."
        return f"{head}{mark}\n{said}\n"
    return f"{head}{mark}\n{said_of(runs)}\n"


def measured(run: Run, name: str) -> float | None:
    """A number of a stored run by the name of its row; None where it was not measured."""
    rows = (row for rows in run["sections"].values() for row in rows)
    return next((row["value"] for row in rows if row["what"].strip() == name), None)


def numbers_of(run: Run) -> int:
    """How many numbers a draw has."""
    note = next(row["note"] for rows in run["sections"].values() for row in rows if row["what"].strip() == KEPT)
    return int(note.split()[0])


def said_of(runs: Sequence[Run]) -> str:
    """The arithmetic in words, with ranges over the runs."""

    def each(name: str) -> list[float]:
        return [float(measured(run, name) or 0.0) for run in runs]

    solved, over, kept, read = each(SOLVED), each(ON_DASK), each(KEPT), each(READ)
    hours = [DRAWS * 1e-3 * one * more / 3600 for one, more in zip(solved, over, strict=True)]
    writing, reading = ([DRAWS * 1e-3 * one / 3600 for one in side] for side in (kept, read))
    cores = [all_hours / alone for all_hours, alone in zip(hours, writing, strict=True)]
    disk = BYTES * numbers_of(runs[-1])
    parts = (
        "One draw of `beijing-2026` with all its states and the baseline takes",
        f"{span(solved, 'ms')} of one core in the long run; on Dask it takes {span(over, 'times')}",
        "what it takes on local processes.",
        f"Ten million draws are then {span(hours, 'core-hours')}.",
        f"One process, yours, writes all parts, at {span(kept, 'ms')} a draw:",
        f"{span(writing, 'hours')} for all, so that more than {span(cores, 'cores')} have nothing to gain.",
        f"It then reads them back and sums them up at {span(read, 'ms')} a draw, {span(reading, 'hours')} in all.",
        f"A draw is {disk / 1000:.0f} kilobytes, ten million are {disk * DRAWS / 1e9:.0f} gigabytes,",
        "and summing up takes as much room again for a while: ask for fewer states where that is too much.",
        f"A worker held {span(each(MEMORY), 'MiB')} at most.",
    )
    return " ".join(parts)


def span(values: Sequence[float], unit: str) -> str:
    """The least and the largest value to two digits, with their unit."""
    low, high = (f"{float(f'{value:.2g}'):,g}" for value in (min(values), max(values)))
    return f"{low if low == high else f'{low} to {high}'} {unit}"
