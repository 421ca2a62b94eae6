"""The desk where solves are asked for: a few processes, a queue before them, a time limit for each question.

A solve can't be stopped from outside its process. So every question goes to a process of its own kind, which is ended
and replaced where it takes too long; what was answered before is answered from memory.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import Empty, LifoQueue
from typing import Any

from middlepower.errors import MiddlepowerError
from middlepower.web.worker import Reply, Task, work

SECONDS = 60.0  # a solve takes a tenth of one; a ladder or a profile some
MOST_WAITING = 40  # who comes then is told to come back
KEPT = 200  # answers


class BusyError(MiddlepowerError):
    """The queue before the desk is full."""


class TooLongError(MiddlepowerError):
    """A question took longer than it may."""


class FaultError(MiddlepowerError):
    """A question ended in a fault of the program, not of who asked."""


@dataclass
class Clerk:
    """One process of the desk."""

    process: SpawnProcess
    connection: Connection

    @classmethod
    def started(cls) -> Clerk:
        """A clerk in a new process."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def ask(self, task: Task, seconds: float) -> Reply | None:
        """The reply to a task; None where it took too long, or the process died over it."""
        try:
            self.connection.send(task)
            reply: Reply | None = self.connection.recv() if self.connection.poll(seconds) else None
        except (EOFError, OSError):
            return None
        return reply

    def end(self) -> None:
        """End the process."""
        self.connection.close()
        self.process.kill()
        self.process.join()


@dataclass
class Desk:
    """The processes that are idle, and what was answered."""

    clerks: int = field(default_factory=lambda: min(os.cpu_count() or 1, 8))
    seconds: float = SECONDS
    most_waiting: int = MOST_WAITING

    def __post_init__(self) -> None:
        """Start the processes."""
        self._idle: LifoQueue[Clerk] = LifoQueue()
        self._answers: OrderedDict[Task, Any] = OrderedDict()
        self._lock = threading.Lock()
        self._waiting = 0
        for _ in range(self.clerks):
            self._idle.put(Clerk.started())

    def ask(self, task: Task, seconds: float | None = None) -> Any:
        """The answer to a task, from memory where it was given before; a MiddlepowerError where there is none."""
        with self._lock:
            if task in self._answers:
                self._answers.move_to_end(task)
                return self._answers[task]
            if self._waiting >= self.clerks + self.most_waiting:
                raise BusyError("too many questions wait before this one: try again in a few seconds.")
            self._waiting += 1
        try:
            answer = self._asked(task, seconds or self.seconds)
        finally:
            with self._lock:
                self._waiting -= 1
        with self._lock:
            self._answers[task] = answer
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return answer

    def _asked(self, task: Task, seconds: float) -> Any:
        """The answer of the next idle process."""
        try:
            clerk = self._idle.get(timeout=seconds)
        except Empty:
            raise BusyError(f"nobody was free for {seconds:g} s: try again.") from None
        reply = clerk.ask(task, seconds)
        if reply is None:
            died = not clerk.process.is_alive()
            clerk.end()
            self._idle.put(Clerk.started())
            if died:
                raise FaultError("the process that solved this died: ask for less at a time.")
            raise TooLongError(f"this took longer than {seconds:g} s and was stopped: ask for less.")
        self._idle.put(clerk)
        if reply.error:
            raise FaultError(reply.error) if reply.ours else MiddlepowerError(reply.error)
        return reply.result

    def close(self) -> None:
        """End all processes that are idle."""
        while not self._idle.empty():
            self._idle.get().end()
