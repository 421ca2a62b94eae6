"""Tasks shared out among forked copies of this process.

A fork knows all that this process knows, so nothing is sent to it; what it sends back leaves out all that both know:
arrays and objects within reach of the task and its starts. Starts are handed out one by one, in their order. A fork
that dies, for want of memory say, loses nothing: its tasks are done here.
"""

from __future__ import annotations

import gc
import io
import mmap
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.within_reach import Known, within_reach

Start = TypeVar("Start")
Result = TypeVar("Result")
NUMBER = 4  # bytes of a start's number
PLACE = 8  # bytes of a place in a file
LINE = 64  # bytes: arrays begin at multiples of it
SMALL = 4096  # bytes: smaller arrays stand among the rest
_known: ContextVar[Known] = ContextVar("_known")


@dataclass
class Done:
    """Results by number of the start; the first failure ends the handing out of starts."""

    results: dict[int, object] = field(default_factory=dict)
    failures: dict[int, BaseException] = field(default_factory=dict)

    def take(self, other: Done) -> None:
        """None; what another process did is added."""
        self.results |= other.results
        self.failures |= other.failures


def in_forks(
    task: Callable[[Start], Result], starts: Sequence[Start], crew: int, shared: Known | None = None
) -> list[Result]:
    """The results of a task in the order of the starts, of this process and its forks; the first failure is raised.

    `shared` is what both know and results hold as it is; by default what is within reach of the task and its starts.
    """
    known = within_reach(task, starts) if shared is None else shared
    numbers, done = _handed_out(len(starts)), Done()
    with _crew(crew - 1, lambda: _work(task, starts, numbers, Done()), known) as forks:
        _work(task, starts, numbers, done)
        for fork in forks:
            done.take(fork.result(known))
    os.close(numbers)
    for number, start in enumerate(starts):
        if number in done.failures:
            raise done.failures[number]
        if number not in done.results:
            done.results[number] = task(start)
    return [done.results[number] for number in range(len(starts))]  # type: ignore[misc]


def _handed_out(count: int) -> int:
    """A pipe's end from which every process takes the numbers of its starts, each once."""
    end, begin = os.pipe()
    os.write(begin, b"".join(number.to_bytes(NUMBER, "little") for number in range(count)))
    os.close(begin)
    return end


def _work(task: Callable[[Any], object], starts: Sequence[object], numbers: int, done: Done) -> Done:
    """What this process did of the starts; after a failure nobody takes another one."""
    while taken := os.read(numbers, NUMBER):
        number = int.from_bytes(taken, "little")
        try:
            done.results[number] = task(starts[number])
        except Exception as error:
            done.failures[number] = error
            while os.read(numbers, 1 << 16):
                pass
    return done


@dataclass(frozen=True)
class Fork:
    """A forked copy of this process, and the file in memory that it writes its results into."""

    pid: int
    file: int

    def result(self, known: Known) -> Done:
        """What it did, when it has ended; nothing where it died."""
        _, status = os.waitpid(self.pid, 0)
        if status != 0:
            return Done()  # what it had taken is done here
        return _unpacked(mmap.mmap(self.file, 0, access=mmap.ACCESS_COPY), known)


@contextmanager
def _crew(count: int, work: Callable[[], Done], known: Known) -> Iterator[list[Fork]]:
    """Forks at work; those that are still there at the end are ended."""
    forks: list[Fork] = []
    try:
        for _ in range(count):
            forks.append(_fork(work, known))
        yield forks
    finally:
        for fork in forks:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(fork.pid, signal.SIGKILL)
                os.waitpid(fork.pid, 0)
            os.close(fork.file)


def _fork(work: Callable[[], Done], known: Known) -> Fork:
    """A fork that works, writes down its results, and ends without a trace in files that both hold open."""
    file = os.memfd_create("results")
    pid = os.fork()
    if pid:
        return Fork(pid, file)
    status = 1
    try:
        gc.freeze()  # a collection would copy all memory that both share
        _report(work(), file, known)
        status = 0
    finally:
        os._exit(status)


def _report(done: Done, file: int, known: Known) -> None:
    """None; a file holds what was done, or why that can't be written down."""
    try:
        _pack(done, file, known)
    except (TypeError, AttributeError, pickle.PicklingError) as error:
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        told = TypeError(f"a result can't leave its process: {error}")
        _pack(Done(failures=dict.fromkeys(done.results, told)), file, known)


class _Pickler(pickle.Pickler):
    """Writes down objects; those that both processes know by where they lie in memory."""

    def __init__(self, text: io.BytesIO, known: Known, apart: Callable[[pickle.PickleBuffer], bool]) -> None:
        super().__init__(text, protocol=5, buffer_callback=apart)
        self._known = known

    def reducer_override(self, thing: object) -> Any:
        """How an object is written down: a known one as its place, an array as it lies, any other as always."""
        if self._known.get(id(thing)) is thing:
            return _at, (id(thing),)
        return _as_it_lies(thing) if isinstance(thing, np.ndarray) else NotImplemented


def _at(place: int) -> object:
    """The object that both processes know, in this one."""
    return _known.get()[place]


def _as_it_lies(array: NDArray[Any]) -> Any:
    """How an array is written down whose axes lie in another order, or that repeats one number; others as always.

    As it is, pickle would lay it out anew among all else.
    """
    if array.flags.forc or array.nbytes < SMALL:
        return NotImplemented
    if not any(array.strides):
        return _repeated, (array[(0,) * array.ndim], array.shape)
    order = sorted(range(array.ndim), key=lambda axis: -array.strides[axis])
    lying = array.transpose(order)
    return (_turned, (lying, tuple(np.argsort(order).tolist()))) if lying.flags.forc else NotImplemented


def _turned(lying: NDArray[Any], axes: tuple[int, ...]) -> NDArray[Any]:
    """The array whose axes, in this order, lie like this."""
    return lying.transpose(axes)


def _repeated(number: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """The array of this shape that repeats one number, which takes the room of one."""
    return np.broadcast_to(number, shape)


def _pack(done: Done, file: int, known: Known) -> None:
    """None; a file holds the arrays one after the other, then all else, and at its end where that begins."""
    spans: list[tuple[int, int]] = []
    with open(file, "wb", closefd=False) as out:

        def apart(buffer: pickle.PickleBuffer) -> bool:
            raw = buffer.raw()
            if raw.nbytes < SMALL:
                return True
            out.write(bytes(-out.tell() % LINE))
            spans.append((out.tell(), raw.nbytes))
            out.write(raw)
            return False

        text = io.BytesIO()
        _Pickler(text, known, apart).dump(done)
        place = out.tell()
        pickle.dump((spans, text.getvalue()), out)
        out.write(place.to_bytes(PLACE, "little"))


def _unpacked(memory: mmap.mmap, known: Known) -> Done:
    """What a fork did; its arrays stay where it wrote them."""
    place = int.from_bytes(memory[-PLACE:], "little")
    spans, text = pickle.loads(memory[place:-PLACE])
    view, mark = memoryview(memory), _known.set(known)
    try:
        found = pickle.loads(text, buffers=[view[start : start + size] for start, size in spans])
    finally:
        _known.reset(mark)
    if not isinstance(found, Done):
        raise TypeError("a fork wrote down something else than what it did")
    return found
