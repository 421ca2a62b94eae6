"""Who solves the parts of an ensemble: this process, or processes on this machine; a cluster has a file of its own."""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Protocol

from middlepower.ensemble.plan import DrawsPart, Plan
from middlepower.ensemble.solve import Bench, SolvedPart
from middlepower.errors import EnsembleError
from middlepower.experiment.machine_code import all_at_hand, build

RETRIES = 3  # times that workers may die without a part being solved between
SELDOM = 1_000_000  # objects made before any are collected: law that is compiled stays, and is not looked through anew
AHEAD = 3  # parts that wait for each worker: results that nobody has fetched yet are held in memory
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
TRIM, MAPPED = (-1, 128 * 1024 * 1024), (-3, 32 * 1024 * 1024)  # of mallopt in Linux: how much it keeps, in bytes
_benches: dict[int, Bench] = {}


class Runner(Protocol):
    """Solves parts of a plan in any order."""

    def run(self, plan: Plan, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
        """The solved parts as they come; a part that can't be solved is an EnsembleError."""


@dataclass(frozen=True)
class Here:
    """In this process, one part after the other."""

    def run(self, plan: Plan, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
        """The solved parts in their order."""
        bench = Bench(plan)
        yield from map(bench.solve, parts)


@dataclass(frozen=True)
class Processes:
    """In so many processes of this machine, one thread each; a dead one is replaced and its parts solved again."""

    workers: int

    def run(self, plan: Plan, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
        """The solved parts as they come."""
        ready()  # machine code that two processes build at once, they build in each other's way
        left, died = {part.number: part for part in parts}, 0
        while died <= RETRIES:
            try:
                for solved in self._once(plan, list(left.values())):
                    del left[solved.part.number]
                    died = 0
                    yield solved
            except BrokenProcessPool:
                died += 1
                continue
            return
        raise EnsembleError(
            f"worker processes died {died} times without solving a part (out of memory?): give fewer --workers, then "
            "go on with --resume; what was solved is kept."
        )

    def _once(self, plan: Plan, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
        """The solved parts as they come, until a process dies; processes end with this block, or with this process.

        They read the plan from a file: what a process is started with goes through a pipe that holds little, and who
        writes more waits forever where the process dies before it has read.
        """
        alive, held = Pipe(duplex=False)
        with _written(plan) as file:
            pool = ProcessPoolExecutor(self.workers, get_context("spawn"), _prepare, (file, alive))
            try:
                yield from _as_they_come(pool, parts, AHEAD * self.workers)
            finally:
                held.close()
                pool.shutdown(cancel_futures=True)  # once they have ended: a pool that is left meanwhile says so
                alive.close()


@contextmanager
def _written(plan: Plan) -> Iterator[Path]:
    """A file that holds a plan and goes with the block."""
    with tempfile.TemporaryDirectory(prefix="middlepower-") as folder:
        file = Path(folder) / "plan"
        file.write_bytes(pickle.dumps(plan, protocol=5))
        yield file


def _as_they_come(pool: ProcessPoolExecutor, parts: Sequence[DrawsPart], ahead: int) -> Iterator[SolvedPart]:
    """The solved parts; only so many are handed out ahead, so that results never pile up."""
    waiting, out = iter(parts), set[Future[SolvedPart]]()
    while True:
        with for_children():
            out |= {pool.submit(_solve, part) for _, part in zip(range(ahead - len(out)), waiting, strict=False)}
        if not out:
            return
        done, out = wait(out, return_when=FIRST_COMPLETED)
        while done:
            yield done.pop().result()


@contextmanager
def for_children() -> Iterator[None]:
    """While it holds, processes that are started compute in one thread each, are deaf to Ctrl-C, and do not run the
    script of who asks again.

    Who started them hears Ctrl-C and ends them; their own traces of it would be noise. A new process imports the main
    module of the old one, for functions that it may have to call: it calls none but ours.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    deaf = hasattr(signal, "pthread_sigmask")
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if deaf else set()
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if deaf:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def ready() -> None:
    """None; the machine code of both horizons and of ensembles is at hand."""
    if not all_at_hand():
        build()


def keep_memory() -> None:
    """None; what arrays free stays with this process, where the C library can be told so.

    Dask starts its workers so that every array is given back at once, and fetching it anew takes longer than solving.
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):
            library = ctypes.CDLL(None)
            for name, most in (TRIM, MAPPED):
                library.mallopt(name, most)


def _prepare(file: Path, alive: Connection) -> None:
    """None; a plan's question compiled in a new process, which ends when the other end of a pipe is closed."""
    Thread(target=_end_with, args=(alive,), daemon=True).start()
    keep_memory()
    gc.set_threshold(SELDOM)
    _benches[os.getpid()] = Bench(pickle.loads(file.read_bytes()))


def _end_with(alive: Connection) -> None:
    """Never returns: this process ends once the one that started it lets go of it, or is killed."""
    with suppress(EOFError, OSError):
        alive.recv()
    os._exit(0)


def _solve(part: DrawsPart) -> SolvedPart:
    return _benches[os.getpid()].solve(part)
