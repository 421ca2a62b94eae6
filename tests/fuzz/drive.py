"""Feed hostile inputs to every door of the program, and look that each works or is refused in one clear line.

    python tests/fuzz/drive.py                                          # 10,000 inputs of every class
    python tests/fuzz/drive.py --class worlds --count 500 --seed 7
    python tests/fuzz/drive.py --class worlds --seed 7 --first 123 --count 1   # one input again

The invariant: an input works, or ends in a MiddlepowerError (exit code 2) whose one line holds no control character,
within bounds of time and memory, and with nothing half-written. An input is made from its seed, class and number alone.
`make fuzz` runs 10,000 inputs a class; the fast tests run the first 100, and CI 400 more.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import multiprocessing
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "unit"))  # the examples of the other tests

from middlepower.errors import HIDDEN, MiddlepowerError

SECONDS = 10.0  # of processor time for one input; the slowest that works takes a tenth
MEGABYTES = 600  # by which one input may let the process grow
LONGEST = 2_100  # characters of a refusal


class BrokenInvariantError(AssertionError):
    """An input that neither works nor is refused as it should be."""


class ReachedError(BaseException):
    """The input was accepted and would now be solved: far enough for a look at input."""


@dataclass(frozen=True)
class Door:
    """A class of inputs: how one is made in a folder of its own, and what is done with it.

    `enter` returns what the command line said, as (exit code, output, errors), or None where no command line ran.
    """

    name: str
    enter: Callable[[Random, Path], tuple[int, str, str] | None]


@dataclass(frozen=True)
class Failure:
    """An input that broke the invariant, and how to see it again."""

    door: str
    seed: int
    number: int
    what: str

    def __str__(self) -> str:
        """The command that repeats it, and what happened."""
        again = f"python tests/fuzz/drive.py --class {self.door} --seed {self.seed} --first {self.number} --count 1"
        return f"{again}\n{self.what}"


def attempt(door: Door, seed: int, number: int) -> Failure | None:
    """Make one input, try it, and say what was wrong, if anything."""
    draw = Random(f"{seed} {door.name} {number}")
    folder = Path(tempfile.mkdtemp(prefix="middlepower-fuzz-"))
    begun, size = time.process_time(), _megabytes()
    try:
        _enter(door, draw, folder)
        if time.process_time() - begun > SECONDS:
            raise BrokenInvariantError(f"it took {time.process_time() - begun:.1f} s of processor time")
        if _megabytes() - size > MEGABYTES:
            raise BrokenInvariantError(f"it took {_megabytes() - size} MB")
    except Exception:
        return Failure(door.name, seed, number, traceback.format_exc(limit=-6))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return None


def _enter(door: Door, draw: Random, folder: Path) -> None:
    """Try an input: what it says, if it is refused, must be one line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            said = door.enter(draw, folder)
    except ReachedError:
        return
    except MiddlepowerError as error:
        _check_line(str(error))
        return
    if said is not None:
        _check_command(*said)


def _check_command(code: int, output: str, errors: str) -> None:
    if HIDDEN.search((output + errors).replace("\n", "").replace("\t", "")):
        raise BrokenInvariantError(f"a control character was printed: {output + errors!r:.500}")
    if code not in (0, 2) or "Traceback" in errors:
        raise BrokenInvariantError(f"exit code {code}: {errors:.500}")
    if code == 2:
        _check_line(errors.removesuffix("\n"))


def _check_line(line: str) -> None:
    if "\n" in line or HIDDEN.search(line) or not 10 <= len(line) <= LONGEST:
        raise BrokenInvariantError(f"a refusal that is no clear line: {line!r:.500}")


def command(arguments: Sequence[str]) -> tuple[int, str, str]:
    """Exit code, output and errors of a command line in this process."""
    from middlepower.cli.guard import guarded

    output, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(output), redirect_stderr(errors):
        code = guarded(list(arguments))
    return code, output.getvalue(), errors.getvalue()


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def failures(door: Door, seed: int, first: int, count: int) -> Iterator[Failure]:
    """The inputs of a class that break the invariant."""
    for number in range(first, first + count):
        failure = attempt(door, seed, number)
        if failure is not None:
            yield failure


def watched(door: Door, seed: int, first: int, count: int) -> Iterator[Failure]:
    """The same in a process of its own, so that an input which kills the process is named and the rest goes on."""
    context = multiprocessing.get_context("fork")
    while count > 0:
        current, found = context.Value("q", first), context.SimpleQueue()
        child = context.Process(target=_run, args=(door, seed, first, count, current, found))
        child.start()
        yield from iter(found.get, None) if _lives(child, found) else ()
        child.join()
        if child.exitcode == 0:
            return
        yield Failure(door.name, seed, current.value, f"the process died with code {child.exitcode}")
        count -= current.value + 1 - first
        first = current.value + 1


def _lives(child: multiprocessing.process.BaseProcess, found: multiprocessing.SimpleQueue[Failure | None]) -> bool:
    """Wait until a child has something to say, or is gone."""
    while child.is_alive() and found.empty():
        time.sleep(0.05)
    return not found.empty()


def _run(door: Door, seed: int, first: int, count: int, current, found) -> None:  # type: ignore[no-untyped-def]
    for number in range(first, first + count):
        current.value = number
        failure = attempt(door, seed, number)
        if failure is not None:
            found.put(failure)
    found.put(None)


def main() -> int:
    """Run the classes that are asked for; the exit code says whether an input broke the invariant."""
    from fuzz.doors import DOORS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--class", dest="names", action="append", choices=[door.name for door in DOORS])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="classes at the same time, each in a process of its own")
    asked = parser.parse_args()
    faulthandler.enable()
    doors = [door for door in DOORS if not asked.names or door.name in asked.names]
    if asked.jobs > 1 and len(doors) > 1:
        return int(any(_side_by_side([door.name for door in reversed(doors)], asked)))
    broken = [_driven(door, asked) for door in doors]  # all, also after one that broke
    return int(any(broken))


def _driven(door: Door, asked: argparse.Namespace) -> bool:
    """Whether an input of a class broke the invariant; each that did is printed, and a line on all."""
    begun, found = time.perf_counter(), 0
    for failure in watched(door, asked.seed, asked.first, asked.count):
        print(f"\n{failure}", flush=True)
        found += 1
    print(f"{door.name}: {asked.count} inputs, {found} broke the invariant, {time.perf_counter() - begun:.0f} s")
    return found > 0


def _side_by_side(names: Sequence[str], asked: argparse.Namespace) -> list[int]:
    """Exit codes of one process for each class, some at the same time."""
    rest = [f"--{word}={getattr(asked, word)}" for word in ("count", "seed", "first")]
    with ThreadPoolExecutor(asked.jobs) as pool:
        commands = [[sys.executable, __file__, "--class", name, *rest] for name in names]
        return list(pool.map(lambda command: subprocess.run(command, check=False).returncode, commands))


if __name__ == "__main__":
    from fuzz.drive import main as main_of_module  # the same classes as those that the doors import

    sys.exit(main_of_module())
