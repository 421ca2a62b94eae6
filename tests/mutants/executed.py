"""Which test file executes which function of the package, recorded once and used to choose the tests of a mutant.

A pytest plugin: `pytest -p tests.mutants.executed --executed FOLDER` writes one JSON file a process. What a cache holds
from one test file is forgotten before the next, so that each file is seen to execute all that it needs.
"""

from __future__ import annotations

import functools
import gc
import inspect
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that says where records go."""
    parser.addoption("--executed", required=True, type=Path, help="folder for the records, one file a process")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to record."""
    config.pluginmanager.register(Recorder(config.getoption("--executed")), "recorder")


class Recorder:
    """Functions executed and seconds of processor time spent, by test file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = f"{ROOT / 'src' / 'middlepower'}{os.sep}"
        self.codes: dict[str, set[object]] = defaultdict(set)
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: dict[str, list[str]] = defaultdict(list)
        self.enter("")
        threading.settrace(self.trace)
        sys.settrace(self.trace)

    def trace(self, frame: FrameType, event: str, argument: object) -> None:
        """Note the function that begins; no line of it is traced."""
        self.current.add(frame.f_code)

    def enter(self, file: str) -> None:
        """From now on what runs belongs to this test file."""
        forget_caches()
        self.file, self.current = file, self.codes[file]

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Iterator[None]:
        """The import of a test module belongs to its file."""
        if isinstance(collector, pytest.Module):
            self.enter(relative(collector.path))
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """A test with its fixtures belongs to its file."""
        file = relative(item.path)
        if file != self.file:
            self.enter(file)
        sys.settrace(self.trace)  # a test may have put its own in place
        begun = time.process_time()
        result = yield
        self.seconds[file] += time.process_time() - begun
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails without any mutant can say nothing of one."""
        if report.failed:
            self.failed[report.nodeid.split("::")[0]].append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write what this process saw."""
        sys.settrace(None)
        threading.settrace(None)
        self.folder.mkdir(parents=True, exist_ok=True)
        records = {
            file: {
                "seconds": self.seconds.get(file, 0.0),
                "functions": self.functions(codes),
                "failed": self.failed.get(file, []),
            }
            for file, codes in self.codes.items()
            if file
        }
        (self.folder / f"{os.getpid()}.json").write_text(json.dumps(records), encoding="utf-8")

    def functions(self, codes: set[object]) -> list[list[str]]:
        """File and name of the functions of the package among these; bodies of classes belong to no test."""
        inside = {
            (str(code.co_filename)[len(self.package) :], code.co_qualname.split(".<locals>")[0])  # type: ignore[attr-defined]
            for code in codes
            if str(code.co_filename).startswith(self.package) and code.co_flags & inspect.CO_OPTIMIZED  # type: ignore[attr-defined]
        }
        return [list(pair) for pair in sorted(inside)]


def relative(path: Path) -> str:
    """The path as it stands under the project's root."""
    return path.resolve().relative_to(ROOT).as_posix()


def forget_caches() -> None:
    """Empty the caches of functions of the package and of the tests."""
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper) and _ours(thing):
            thing.cache_clear()


def _ours(cached: object) -> bool:
    """Whether a cached function was written here."""
    module = getattr(cached, "__module__", None) or ""
    return module.split(".")[0] in {"middlepower", "tests", "tools", "worlds"}
