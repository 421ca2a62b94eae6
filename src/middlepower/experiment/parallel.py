"""Independent tasks on all cores: in forked processes where that is safe, in threads elsewhere.

What comes out is the same on one core and on many: every task computes by itself, and results keep the order of the
starts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from pathlib import Path
from typing import TypeVar

from middlepower.experiment.forked import in_forks
from middlepower.experiment.within_reach import Known, within_reach

Start = TypeVar("Start")
Result = TypeVar("Result")
MOST = 8  # processes: each holds what it changes of the memory
THREADS_OF_THIS = Path("/proc/self/task")
_among = ContextVar("_among", default=False)  # whether this is one of many tasks: it starts no others beside it


@contextmanager
def among_many() -> Iterator[None]:
    """Within it nothing starts others beside it: for what is short, and for a process that is one of several."""
    mark = _among.set(True)
    try:
        yield
    finally:
        _among.reset(mark)


def each(task: Callable[[Start], Result], starts: Iterable[Start], shared: Iterable[object] = ()) -> list[Result]:
    """The result of a task for every start, in their order, on all cores; each needs a solver of its own.

    `shared` are objects that results hold as they are, beside what the task and its starts hold. Every task speaks the
    language of this thread, and must not count on what another one changes in memory.
    """
    held = list(starts)
    return _on_all_cores(task, held, lambda: within_reach(task, held, *shared))


def each_plain(task: Callable[[Start], Result], starts: Iterable[Start]) -> list[Result]:
    """The same for results that hold nothing that was there before, such as texts: nobody looks for what is shared."""
    return _on_all_cores(task, list(starts), dict)


def _on_all_cores(task: Callable[[Start], Result], held: Sequence[Start], shared: Callable[[], Known]) -> list[Result]:
    crew = min(cores(), len(held), MOST)
    if crew < 2 or _among.get():
        return [task(start) for start in held]
    with among_many():
        return in_forks(task, held, crew, shared()) if alone() else _in_threads(task, held, crew)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def alone() -> bool:
    """Whether this process has one thread and can be forked; where the system doesn't tell, it is left whole."""
    return THREADS_OF_THIS.is_dir() and len(list(THREADS_OF_THIS.iterdir())) == 1


def _in_threads(task: Callable[[Start], Result], starts: Sequence[Start], crew: int) -> list[Result]:
    pool = ThreadPoolExecutor(crew)
    try:
        return list(pool.map(lambda held: held[0].run(task, held[1]), [(copy_context(), start) for start in starts]))
    finally:
        pool.shutdown(cancel_futures=True)
