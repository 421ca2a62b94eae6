"""One mutant put into a copy of the project, and its tests run there up to the first failure."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.mutants.edit import Mutant
from tests.mutants.forked import Forked
from tests.project import ROOT

PACKAGE = Path("src") / "middlepower"
PROCESSOR_SECONDS = 900
"""A mutant whose tests run longer than this loops for ever: all tests together take half of it."""
MEMORY = 8 << 30
"""Bytes; a mutant that wants more has lost an axis."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:benchmark", "--tb=no",
           "--hypothesis-profile=unshrunk")  # fmt: skip
FAILED, BROKEN, UNLOADED = 1, 2, 4  # pytest's exit codes: a test failed; a file of tests or conftest.py was no good


class Verdict(Enum):
    """What the tests said of a mutant."""

    KILLED = "killed"
    SURVIVED = "SURVIVED"
    FAULTY = "FAULTY"


@dataclass(frozen=True)
class Trial:
    """A mutant, what the tests said, and the first that failed or why none was run."""

    mutant: Mutant
    verdict: Verdict
    reason: str


def tried(mutant: Mutant, tests: list[str], copy: Forked, number: int) -> Trial:
    """What the tests say of a mutant put into a copy of the project; the copy is as before afterwards.

    Compiled files are told apart by the whole seconds of a source's time, so each mutant gets a second of its own.
    """
    path = copy.folder / PACKAGE / mutant.file
    source, stat = path.read_bytes(), path.stat()
    try:
        path.write_bytes(mutant.applied(source))
        os.utime(path, (stat.st_atime, int(stat.st_mtime) + number + 1))
        done = copy.run("-x", *tests)
    finally:
        path.write_bytes(source)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return Trial(mutant, *judged(done))


def judged(done: subprocess.CompletedProcess[str]) -> tuple[Verdict, str]:
    """The verdict of a run of pytest, and the first test that failed."""
    if done.returncode == 0:
        return Verdict.SURVIVED, done.stdout.strip().rsplit("\n", 1)[-1]
    if done.returncode < 0:
        return Verdict.KILLED, f"stopped by signal {-done.returncode}"
    unloaded = done.returncode == UNLOADED and "while loading conftest" in done.stderr
    if done.returncode in (FAILED, BROKEN) or unloaded:
        failures = (line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR")))
        return Verdict.KILLED, next(failures, "an import fails").split(" - ")[0]
    return Verdict.FAULTY, f"pytest ended with {done.returncode}: {(done.stderr or done.stdout)[-300:]}"


def run_tests(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest against the copy of the project in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, *arguments],
        cwd=folder,
        env=environment(folder),
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )


def forked(folder: Path) -> Forked:
    """A process that runs pytest against the copy of the project in a folder, again and again."""
    return Forked(folder, environment(folder), OPTIONS)


def environment(folder: Path) -> dict[str, str]:
    """The environment in which the copy of the project in a folder is the project."""
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": f"{folder / 'src'}{os.pathsep}{folder}", **_data()}


def _data() -> dict[str, str]:
    """Where the raw data lie, seen from anywhere."""
    return {"MIDDLEPOWER_DATA": os.environ.get("MIDDLEPOWER_DATA", str(ROOT.parent / "shared" / "data"))}


def limit() -> None:
    """Bound processor time and memory of the process that begins; a clock on the wall would blame a busy machine."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
