# ruff: noqa: T201 -- a report on a terminal
"""`python -m tests.mutants --count 60 --seed 1`: break places of the package at random, and print what no test notices.

`--kernels` takes the list written by hand instead; every one of it must be noticed, by the tests that stand beside it.
For a draw, which test executes which function is recorded first (some minutes) and kept in `.mutants/` until a source
or a test changes.
"""

from __future__ import annotations

import argparse
import queue
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.mutants.choice import TestFile, chosen_tests, fingerprint, read
from tests.mutants.draw import drawn
from tests.mutants.edit import Mutant
from tests.mutants.forked import Forked
from tests.mutants.kernels import kernel_mutants
from tests.mutants.places import mutants_of
from tests.mutants.trial import FAILED, PACKAGE, Trial, Verdict, forked, run_tests, tried
from tests.project import ROOT, copy_project, project_files

RECORDS = ROOT / ".mutants"
LEFT_ALONE = "tests/unit/test_documented_commands.py"  # every documented command takes minutes and pins no number
DEPENDED_ON = ("src/", "tests/", "README.md", "docs/", "pyproject.toml")


def main() -> int:
    """0 when enough mutants are noticed."""
    options = _options()
    package = ROOT / PACKAGE
    plan = kernel_mutants(package) if options.kernels else _plan(options, package)
    trials = []
    for trial in run_all(plan, options.jobs):
        trials.append(trial)
        print(f"{trial.verdict.value:8} {trial.mutant.change}  {trial.reason}", flush=True)
    return summed_up(trials, 100.0 if options.kernels else options.at_least)


def _plan(options: argparse.Namespace, package: Path) -> list[tuple[Mutant, list[str]]]:
    """The mutants that the options ask for, each with the tests that execute its function."""
    mutants, files = _sample(options, package), recorded(options.jobs, options.stale)
    left_out = [f"--deselect={name}" for file in files for name in sorted(file.failed)]
    if left_out:
        print("left out, because they fail without any mutant:", *left_out, sep="\n", flush=True)
    return [(mutant, [*left_out, *chosen_tests(mutant, files, options.seconds)]) for mutant in mutants]


def _sample(options: argparse.Namespace, package: Path) -> list[Mutant]:
    """The mutants that the options ask for."""
    mutants = [mutant for mutant in mutants_of(package) if mutant.file.startswith(options.only)]
    if not mutants:
        sys.exit(f"--only {options.only}: no file of src/middlepower begins with this")
    sample = drawn(mutants, options.count, options.seed, package)
    print(f"{len(sample)} of {len(mutants)} mutants, seed {options.seed}", flush=True)
    return sample


def recorded(jobs: int, stale: bool) -> list[TestFile]:
    """Which test file executes what; recorded anew where a source or a test has changed, unless the last will do."""
    contents = {path: (ROOT / path).read_bytes() for path in project_files() if path.startswith(DEPENDED_ON)}
    folder = RECORDS / fingerprint(contents)
    if stale:
        folder = max(RECORDS.iterdir(), key=lambda record: record.stat().st_mtime, default=folder)
    if not any(folder.glob("*.json")):
        print("recording which test executes which function ...", flush=True)
        plugin = ("-p", "tests.mutants.executed", "--executed", str(folder))
        done = run_tests(ROOT, *plugin, "-n", str(jobs), f"--ignore={LEFT_ALONE}")
        if done.returncode not in (0, FAILED):
            shutil.rmtree(folder, ignore_errors=True)
            sys.exit(f"the tests don't run without any mutant:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return read(folder)


def run_all(plan: list[tuple[Mutant, list[str]]], jobs: int) -> Iterator[Trial]:
    """The trials as they end, on several copies of the project."""
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack, ThreadPoolExecutor(jobs) as pool:
        copies: queue.Queue[Forked] = queue.Queue()
        for job in range(jobs):
            copy_project(Path(scratch) / str(job))
            copies.put(stack.enter_context(forked(Path(scratch) / str(job))))

        def trial(number: int) -> Trial:
            copy = copies.get()
            try:
                return tried(*plan[number], copy, number)
            finally:
                copies.put(copy)

        yield from pool.map(trial, range(len(plan)))


def summed_up(trials: list[Trial], at_least: float) -> int:
    """The exit code; prints how many were noticed, and the survivors again."""
    count = Counter(trial.verdict for trial in trials)
    share = 100.0 * count[Verdict.KILLED] / len(trials)
    print(f"\n{count[Verdict.KILLED]} of {len(trials)} mutants noticed ({share:.0f}%; wanted: {at_least:g}%)")
    for trial in trials:
        if trial.verdict is not Verdict.KILLED:
            print(f"{trial.verdict.value} {trial.mutant.change}")
    return int(share < at_least or count[Verdict.FAULTY] > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument(
        "--kernels", action="store_true", help="the mutants written by hand, with the tests named beside them"
    )
    parser.add_argument("--count", type=int, default=60, help="how many to draw (60)")
    parser.add_argument("--seed", type=int, default=1, help="the draw (1)")
    parser.add_argument("--only", default="", help="a folder or file of src/middlepower, such as policy/ (all)")
    parser.add_argument("--jobs", type=int, default=2, help="how many at the same time (2)")
    parser.add_argument("--stale", action="store_true", help="use the last record although files have changed since")
    parser.add_argument("--seconds", type=float, default=120.0, help="most processor time of a mutant's tests (120)")
    parser.add_argument("--at-least", type=float, default=70.0, help="per cent that must be noticed (70)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
