"""The tests that can notice a mutant: those that execute its function, quick and narrow ones first."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.edit import Mutant

Function = tuple[str, str]


@dataclass(frozen=True)
class TestFile:
    """A test file: processor time in seconds, functions executed (file and name), tests that fail anyhow."""

    __test__ = False

    path: str
    seconds: float
    functions: frozenset[Function]
    failed: frozenset[str] = frozenset()

    @property
    def cost(self) -> float:
        """Seconds times functions: what is quick and narrow is small."""
        return (self.seconds + 1.0) * (len(self.functions) + 1.0)


def read(folder: Path) -> list[TestFile]:
    """The test files of all records in a folder, those of several processes added up."""
    seconds: dict[str, float] = defaultdict(float)
    functions: dict[str, set[Function]] = defaultdict(set)
    failed: dict[str, set[str]] = defaultdict(set)
    for record in sorted(folder.glob("*.json")):
        for path, row in json.loads(record.read_text(encoding="utf-8")).items():
            seconds[path] += row["seconds"]
            functions[path].update((file, name) for file, name in row["functions"])
            failed[path].update(row["failed"])
    return [
        TestFile(path, seconds[path], frozenset(functions[path]), frozenset(failed[path])) for path in sorted(seconds)
    ]


def chosen_tests(mutant: Mutant, files: Iterable[TestFile], most_seconds: float) -> list[str]:
    """Paths of the test files to run, in order; at least one, and no more than fit into the seconds."""
    chosen: list[str] = []
    spent = 0.0
    for file in sorted(reaching(mutant, list(files)), key=lambda file: file.cost):
        if chosen and spent + file.seconds > most_seconds:
            break
        chosen.append(file.path)
        spent += file.seconds
    return chosen


def reaching(mutant: Mutant, files: list[TestFile]) -> list[TestFile]:
    """Test files that execute the function; else the file; else its folder; else all."""
    folder = mutant.file.rsplit("/", 1)[0]
    for near in (
        lambda file, name: (file, name) == (mutant.file, mutant.function),
        lambda file, name: file == mutant.file,
        lambda file, name: file.rsplit("/", 1)[0] == folder,
    ):
        close = [test for test in files if any(near(*function) for function in test.functions)]
        if close:
            return close
    return files


def fingerprint(contents: Mapping[str, bytes]) -> str:
    """A name for the state of the files that a record depends on."""
    digest = hashlib.sha256()
    for path in sorted(contents):
        digest.update(path.encode() + b"\0" + contents[path] + b"\0")
    return digest.hexdigest()[:16]
