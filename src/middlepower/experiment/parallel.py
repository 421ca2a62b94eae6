"""Independent solves in threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

Start = TypeVar("Start")
Result = TypeVar("Result")


def each(task: Callable[[Start], Result], starts: Iterable[Start]) -> list[Result]:
    """The result of a task for every start, in their order, one thread per core; each needs a solver of its own.

    Every thread speaks the language of this one.
    """
    pool = ThreadPoolExecutor(os.cpu_count() or 1)
    try:
        return list(pool.map(lambda held: held[0].run(task, held[1]), [(copy_context(), start) for start in starts]))
    finally:
        pool.shutdown(cancel_futures=True)
