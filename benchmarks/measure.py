"""How the benchmarks measure: CPU time, medians after a warm-up, peak memory; never the wall clock."""

from __future__ import annotations

import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MIB = 1024.0 * 1024.0
OVER = "times local processes"  # unit of a row whose value is itself a ratio of two of ours, the larger the slower
COMMAND = """
import pathlib, sys
sys.argv = {arguments!r}
from middlepower.cli import main
try:
    main()
finally:
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        lines = [line.split() for line in status.read_text().splitlines()]
        pathlib.Path({report!r}).write_text(next(line[1] for line in lines if line[0] == "VmHWM:"))
"""


@dataclass(frozen=True)
class Row:
    """One measured number: what, value, unit, the goal that it has (None: none), how many times our time it is.

    A peer's row is another program's or algorithm's, or what the machine allows, on the same task as ours.
    """

    what: str
    value: float
    unit: str
    goal: float | None = None
    ratio: float | None = None
    peak_mib: float | None = None
    note: str = ""
    peer: bool = False

    def line(self) -> str:
        """The row as text."""
        goal = "" if self.goal is None else f"{self.goal:g}"
        ratio = "" if self.ratio is None else f"{self.ratio:.1f}x"
        peak = "" if self.peak_mib is None else f"{self.peak_mib:.1f}"
        numbers = f"{self.value:10.3f} {self.unit:18s} {goal:>7s} {ratio:>9s} {peak:>9s}"
        return f"{self.what:58s} {numbers}  {self.note}".rstrip()


def header() -> str:
    """The head of the table."""
    return f"{'what':58s} {'value':>10s} {'unit':18s} {'goal':>7s} {'x ours':>9s} {'peak MiB':>9s}  note"


def cpu(work: Callable[[], object], repeats: int = 15, warm: int = 2) -> float:
    """Median CPU seconds of a call, all threads of this process added up."""
    for _ in range(warm):
        work()
    spent = []
    for _ in range(repeats):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return statistics.median(spent)


def peak(work: Callable[[], object]) -> float:
    """Largest memory (MiB) that a call holds beyond what was there before, as Python and NumPy count it.

    Numba's own temporary arrays are not seen: they are as many and as large as those of the NumPy twin.
    """
    tracemalloc.start()
    work()
    largest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return largest / MIB


@dataclass(frozen=True)
class Spent:
    """What a command took: CPU seconds of all its processes, seconds by the clock, peak memory of its first process in
    MiB (NaN where /proc is missing)."""

    cpu: float
    clock: float
    peak: float


def child(arguments: list[str], cores: int | None = None, law: str = "") -> Spent:
    """What the command line takes in a fresh process, on all cores or on the first few.

    `law` is the folder with law that earlier commands kept; without one all of it is looked up, and none is kept.
    The process reports its own peak: what the system reports to a parent includes the parent's memory.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "peak")
        code = COMMAND.format(arguments=["middlepower", *arguments], report=str(report))
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [*_bound(cores), sys.executable, "-c", code],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=os.environ | {"MIDDLEPOWER_CACHE": law},
            check=True,
        )
        after, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - begun
        largest = int(report.read_text()) / 1024.0 if report.exists() else math.nan
    return Spent(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock, largest)


def _bound(cores: int | None) -> list[str]:
    """What keeps a command on the first few cores; nothing where it may use all."""
    if cores is None:
        return []
    first = sorted(os.sched_getaffinity(0))[:cores]
    return ["taskset", "--cpu-list", ",".join(map(str, first))]
