"""How the benchmarks measure: CPU time, medians after a warm-up, peak memory; never the wall clock."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

MIB = 1024.0 * 1024.0


@dataclass(frozen=True)
class Row:
    """One measured number: what, value, unit, the goal that it has (None: none), how many times our time it is."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    ratio: float | None = None
    peak_mib: float | None = None
    note: str = ""

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


def child(arguments: list[str]) -> tuple[float, float]:
    """(CPU seconds, peak memory in MiB) of a fresh Python process."""
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments} ended with {process.returncode}")
    unit = 1.0 if sys.platform == "darwin" else 1024.0
    return used.ru_utime + used.ru_stime, used.ru_maxrss * unit / MIB
