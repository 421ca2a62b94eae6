"""What the draws of an ensemble cost: solved here, on a cluster, written, read back; and how memory grows with them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from measure import OVER, Row, child
from runner_cost import PART as SMALL_PART

from middlepower.document.ensemble import draws_read
from middlepower.ensemble.plan import DrawsPart, Plan
from middlepower.ensemble.run import kept_of
from middlepower.ensemble.solve import SolvedPart
from middlepower.ensemble.store import Store
from middlepower.experiment.settings import Settings
from middlepower.scenario.read import read_scenario

HERE = Path(__file__).parent
FEW, MANY = 200, 1000  # draws: both give two workers parts to solve; their difference is free of starting up
FEW_PARTS, MANY_PARTS = 2, 8
KEPT = 2000  # draws that are written and read back


def draw_rows() -> Iterator[Row]:
    """One more draw of the main question with all its states, and what it takes on top to keep it."""
    yield from solved_rows()
    yield from runner_rows()
    yield from store_rows()


def solved_rows() -> Iterator[Row]:
    """10,000 draws in five minutes on two cores are 60 ms a draw."""
    few, many = (child(["ensemble", "beijing-2026", "--draws", str(n), "--out", "draws"]) for n in (FEW, MANY))
    each = (many.cpu - few.cpu) / (MANY - FEW)
    note = f"{FEW} draws {few.cpu:.1f} s, {MANY} draws {many.cpu:.1f} s, start and summary included"
    yield Row("one more draw of `ensemble beijing-2026`", 1e3 * each, "ms CPU", 60.0, peak_mib=many.peak, note=note)
    note = "of the first process; draws are fetched as they come and written"
    yield Row(f"  peak memory of {MANY} draws over that of {FEW}", many.peak / few.peak, "times", note=note)


def runner_rows() -> Iterator[Row]:
    """One more draw on two workers of a Dask cluster over one on two local processes."""
    if find_spec("distributed") is None:
        yield Row("one more draw on Dask", float("nan"), "", note="not installed: pip install 'middlepower[cluster]'")
        return
    local, there = (_one_more(kind) for kind in ("processes", "cluster"))
    draws = SMALL_PART * (MANY_PARTS - FEW_PARTS)
    note = f"CPU of all processes, {draws} draws more in parts of {SMALL_PART}; by the clock {there[1] / local[1]:.2f}"
    yield Row("one more draw on Dask over one on local processes", there[0] / local[0], OVER, 1.1, note=note)
    yield Row("  peak memory of a Dask worker", there[2], "MiB")


def _one_more(kind: str) -> tuple[float, float, float]:
    """(CPU seconds, seconds by the clock, peak MiB of a worker) of the parts that many have more than few."""
    few, many = (_spent(kind, parts) for parts in (FEW_PARTS, MANY_PARTS))
    return many[0] - few[0], many[1] - few[1], many[2]


def _spent(kind: str, parts: int) -> tuple[float, float, float]:
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    line = [sys.executable, "runner_cost.py", kind, str(parts)]
    alone = os.environ | {"MIDDLEPOWER_CACHE": ""}  # no run reads law that another one kept
    done = subprocess.run(line, cwd=HERE, capture_output=True, text=True, check=True, env=alone)
    after, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - begun
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, clock, float(done.stdout.split()[-1]) if done.stdout else 0.0


def store_rows() -> Iterator[Row]:
    """Made-up draws with all columns, written part by part and summed up again, by one process."""
    plan = Plan(read_scenario("beijing-2026"), Settings(), KEPT)
    kept = kept_of(plan)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), plan, tuple(column.name for column in kept.columns), "made up")
        store.begin(resume=False)
        note = f"{len(store.columns)} numbers a draw, 8 bytes each; one process writes for all workers"
        yield _row("  keeping one draw, all its numbers", lambda: _written(store), note)
        yield _row("  reading one draw back and summing it up", lambda: draws_read(plan, kept, store), "")


def _row(what: str, work: Callable[[], object], note: str) -> Row:
    before = time.process_time()
    work()
    return Row(what, 1e3 * (time.process_time() - before) / KEPT, "ms CPU", note=note)


def _written(store: Store) -> None:
    draw = np.random.default_rng(5)
    for part in store.plan.parts:
        store.add(made_up(store, part, draw))


def made_up(store: Store, part: DrawsPart, draw: np.random.Generator) -> SolvedPart:
    """A part of random numbers."""
    numbers = draw.standard_normal((part.count, len(store.columns)))
    drawn = draw.random((part.count, len(store.plan.uncertain)))
    return SolvedPart(part, drawn, numbers, np.zeros(part.count), ("",) * part.count)
