"""Runs of pytest forked from one process, which has loaded pytest and the libraries but nothing of the project.

`python -m tests.mutants.forked` is that process: for each line of its input, a list of pytest's arguments in JSON, it
answers with one line, [exit code, output, errors]. Loading the libraries takes longer than most tests of a mutant.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

LIBRARIES = "hypothesis numba numpy pandas pydantic pytest scipy.optimize scipy.sparse.linalg typer xarray yaml".split()


class Forked:
    """Such a process in the folder of a copy of the project; runs of pytest are asked of it one after the other."""

    def __init__(self, folder: Path, environment: Mapping[str, str], command: Sequence[str]) -> None:
        """Start it; `command` are the arguments that stand before those of every run."""
        self.folder, self.command = folder, list(command)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.mutants.forked"],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Forked:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self.process.communicate()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What pytest says, as if it had been started anew."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        words = [*self.command, *arguments]
        print(json.dumps(words), file=self.process.stdin, flush=True)
        code, output, errors = json.loads(self.process.stdout.readline())
        return subprocess.CompletedProcess(words, code, output, errors)


def serve() -> None:
    """Answer until the input ends."""
    from tests.mutants.trial import limit

    for name in LIBRARIES:
        importlib.import_module(name)
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
            child = os.fork()
            if child == 0:
                limit()
                os.dup2(output.fileno(), 1)
                os.dup2(errors.fileno(), 2)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                _run(json.loads(line))
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            said = [_read(file.fileno()) for file in (output, errors)]
            sys.stdout.write(json.dumps([code, *said]) + "\n")
            sys.stdout.flush()


def _run(arguments: list[str]) -> None:
    """Run pytest in this process and end it, whatever happens."""
    import pytest

    code = 70
    try:
        code = int(pytest.main(arguments))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _read(file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    with os.fdopen(os.dup(file), encoding="utf-8", errors="replace") as text:
        return text.read()


if __name__ == "__main__":
    serve()
