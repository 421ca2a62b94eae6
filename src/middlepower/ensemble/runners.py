"""Who solves the parts of an ensemble: this process, processes on this machine, or an existing Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from typing import TYPE_CHECKING, Protocol

from middlepower.ensemble.plan import DrawsPart, Plan
from middlepower.ensemble.solve import Bench, SolvedPart
from middlepower.errors import EnsembleError
from middlepower.experiment.machine_code import LOOPS, build
from middlepower.model.compiled.kept import built

if TYPE_CHECKING:
    from distributed import Client

RETRIES = 3  # times a part is tried again after its worker died
PATIENCE = 15  # seconds until a scheduler that does not answer is given up
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
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
        left = {part.number: part for part in parts}
        for _ in range(RETRIES + 1):
            try:
                for solved in self._once(plan, list(left.values())):
                    del left[solved.part.number]
                    yield solved
            except BrokenProcessPool:
                continue
            return
        raise EnsembleError(
            f"worker processes died {RETRIES + 1} times (out of memory?): give fewer --workers, then go on with "
            "--resume; what was solved is kept."
        )

    def _once(self, plan: Plan, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
        with one_thread_each():
            pool = ProcessPoolExecutor(self.workers, get_context("spawn"), _prepare, (plan,))
            try:
                yield from _as_they_come([pool.submit(_solve, part) for part in parts])
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


def _as_they_come(futures: Sequence[Future[SolvedPart]]) -> Iterator[SolvedPart]:
    for future in as_completed(futures):
        yield future.result()


class one_thread_each:  # noqa: N801 (a context manager)
    """While it holds, processes that are started compute in one thread each."""

    def __enter__(self) -> None:
        self._before = {name: os.environ.get(name) for name in ONE_THREAD}
        os.environ.update(dict.fromkeys(ONE_THREAD, "1"))

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def ready() -> None:
    """None; the machine code of both horizons is at hand."""
    if not all(built(loop) for loop in LOOPS.values()):
        build()


def _prepare(plan: Plan) -> None:
    """None; the plan's question compiled in a new process."""
    _benches[os.getpid()] = Bench(plan)


def _solve(part: DrawsPart) -> SolvedPart:
    return _benches[os.getpid()].solve(part)


@dataclass(frozen=True)
class Cluster:
    """On an existing Dask cluster: the plan is sent once to every worker, parts of dead workers go to others."""

    address: str

    def __post_init__(self) -> None:
        """Refuse an address without a port before anything is written."""
        if not self.address.rpartition(":")[2].isdigit():
            raise EnsembleError(
                f"`--scheduler` is `{self.address}`: give the address that it prints when it starts, such as "
                "tcp://10.0.0.1:8786."
            )

    def check(self) -> None:
        """None; EnsembleError where no scheduler answers, before anything is written."""
        connected(self.address).close()

    def run(self, plan: Plan, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
        """The solved parts as they come."""
        client = connected(self.address)
        try:
            from distributed import as_completed as finished

            sent = client.scatter(plan, broadcast=True, hash=True)
            futures = client.map(_solve_there, [sent] * len(parts), parts, retries=RETRIES, pure=False)
            for future in finished(futures, loop=client.loop):
                yield future.result()
                future.release()
        finally:
            client.close()


def connected(address: str) -> Client:
    """A client of a scheduler; EnsembleError where there is none, or it does not answer in time."""
    if find_spec("distributed") is None:
        raise EnsembleError('a cluster is reached with dask.distributed: `pip install "middlepower[cluster]"`.')
    from distributed import Client

    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise EnsembleError(
            f"no Dask scheduler answers at `{address}` within {PATIENCE} seconds ({type(error).__name__}): give the "
            "address that it prints when it starts, such as tcp://10.0.0.1:8786."
        ) from None


def _solve_there(plan: Plan, part: DrawsPart) -> SolvedPart:
    """A part solved on a worker, which compiles the plan's question once."""
    key = hash(tuple(plan.identity.items()))
    if key not in _benches:
        _benches[key] = Bench(plan)
    return _benches[key].solve(part)
