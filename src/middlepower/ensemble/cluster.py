"""The parts of an ensemble solved on an existing Dask cluster."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

from middlepower.ensemble.plan import DrawsPart, Plan
from middlepower.ensemble.runners import AHEAD, RETRIES, keep_memory, ready
from middlepower.ensemble.solve import Bench, SolvedPart
from middlepower.errors import EnsembleError

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 15  # seconds until a scheduler that does not answer, or has no worker, is given up
PACKAGE = "middlepower"
_one_at_a_time = Lock()
_held: list[Bench] = []  # the last plan's bench of a worker


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
        """None; EnsembleError where no scheduler answers, no worker is there, or one lacks this version."""
        with connected(self.address) as client:
            check_workers(client, self.address)

    def run(self, plan: Plan, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
        """The solved parts as they come."""
        with connected(self.address) as client, in_one_line(self.address):
            check_workers(client, self.address)
            yield from _as_they_come(client, client.scatter(plan, broadcast=True, hash=False), parts)


def _as_they_come(client: Client, sent: Any, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
    """The solved parts; only so many are handed out ahead, so that results never pile up on workers."""
    from distributed import as_completed

    waiting = iter(parts)

    def more(count: int) -> list[Any]:
        next_parts = [part for _, part in zip(range(count), waiting, strict=False)]
        return client.map(solve_there, [sent] * len(next_parts), next_parts, retries=RETRIES, pure=False)

    out = as_completed(more(_ahead(client)), loop=client.loop)
    for future in out:
        yield future.result()
        future.release()
        for new in more(_ahead(client) - out.count()):
            out.add(new)


def _ahead(client: Client) -> int:
    """How many parts are handed out at once to the workers that are there now."""
    threads: Mapping[str, int] = client.nthreads()
    return AHEAD * max(1, sum(threads.values()))


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of a scheduler; EnsembleError where there is none, or it does not answer in time."""
    if find_spec("distributed") is None:
        raise EnsembleError('a cluster is reached with dask.distributed: `pip install "middlepower[cluster]"`.')
    from distributed import Client

    with quiet():
        try:
            client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, MemoryError) as error:  # the last where something else answers, as a web page
            raise EnsembleError(
                f"no Dask scheduler answers at `{address}` within {PATIENCE} seconds ({type(error).__name__}): give "
                "the address that it prints when it starts, such as tcp://10.0.0.1:8786."
            ) from None
        with client:
            yield client


@contextmanager
def quiet() -> Iterator[None]:
    """While it holds, Dask keeps to itself what goes wrong: we tell it once, in one line."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def check_workers(client: Client, address: str) -> None:
    """None; EnsembleError where no worker has joined, or one has another version of the package, or none."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise EnsembleError(
            f"no worker has joined the scheduler at `{address}` within {PATIENCE} seconds: start workers, then try "
            "again."
        ) from None
    check_versions(client.run(version, PACKAGE, on_error="return"), version(PACKAGE))


def check_versions(theirs: Mapping[str, str | Exception], ours: str) -> None:
    """None; EnsembleError where a worker has another version of the package than this machine, or none."""
    for worker, found in theirs.items():
        if found != ours:
            said = f"has {PACKAGE} {found}" if isinstance(found, str) else f"has no {PACKAGE}"
            raise EnsembleError(
                f"worker {worker} {said}, this machine has {ours}: install "
                f'"{PACKAGE}[cluster]=={ours}" on every worker.'
            )


@contextmanager
def in_one_line(address: str) -> Iterator[None]:
    """What a cluster breaks down with, as an EnsembleError; draws that came before stay in the store."""
    from distributed import KilledWorker

    kept = "the draws that came before are kept: go on with --resume"
    try:
        yield
    except KilledWorker as error:
        raise EnsembleError(
            f"the worker that solved part of the draws died each of {RETRIES + 1} times, last at "
            f"{error.last_worker.address} (out of memory?): give workers more memory; {kept}."
        ) from None
    except (CancelledError, OSError) as error:
        raise EnsembleError(
            f"the scheduler at `{address}` is gone ({type(error).__name__}): start it again; {kept}."
        ) from None
    except (ImportError, AttributeError) as error:
        raise EnsembleError(
            f"a worker can't read what it is to solve ({error}): install the same version on every worker; {kept}."
        ) from None


def solve_there(plan: Plan, part: DrawsPart) -> SolvedPart:
    """A part solved on a worker, which compiles the plan's question once, and solves one part at a time."""
    with _one_at_a_time:
        if not _held or _held[0].plan is not plan:
            plan.check_code()
            keep_memory()
            ready()
            _held[:] = [Bench(plan)]
        return _held[0].solve(part)
