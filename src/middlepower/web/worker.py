"""What a process of the desk does: it takes tasks one by one, keeps what it looked up, and never dies of an error."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from middlepower.errors import MiddlepowerError
from middlepower.language.catalogue import language_of, speaking, spoken

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True)
class Task:
    """A question to the desk: the name of what is asked, its values as JSON text, and the language of its answer.

    They are text so that equal ones are equal.
    """

    name: str
    values: str
    language: str = field(default_factory=lambda: spoken().rules.code)


@dataclass(frozen=True)
class Reply:
    """What came of a task: its result, or why there is none in one line; `ours` where the fault is not the asker's."""

    result: Any = None
    error: str = ""
    ours: bool = False


def work(connection: Connection) -> None:
    """Answer tasks until the other end closes."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    import warnings

    warnings.simplefilter("ignore")  # of libraries below: what concerns the asker, our own errors say
    from middlepower.web.tasks import TASKS

    while True:
        try:
            task: Task = connection.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            connection.send(replied(TASKS, task))
        except OSError:  # the desk is closed: nobody waits any more
            return


def replied(tasks: Mapping[str, Callable[[str], Any]], task: Task) -> Reply:
    """The reply to a task; an error is one line."""
    try:
        with speaking(language_of(task.language)):
            return Reply(tasks[task.name](task.values))
    except MiddlepowerError as error:
        return Reply(error=str(error))
    except MemoryError:
        return Reply(error="the memory is exhausted: ask for less at a time.", ours=True)
    except Exception as error:  # whatever it is, the desk goes on, and the asker is told
        return Reply(error=f"this question ended in a fault of the program ({type(error).__name__}).", ours=True)
