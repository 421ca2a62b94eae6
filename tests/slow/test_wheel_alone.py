"""The wheel alone, in an environment of its own in a folder with a space in its name, runs the main job."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.project import ROOT

pytestmark = pytest.mark.slow


def done(command: list[str], folder: Path, **environment: str) -> str:
    """What a command prints; it must end well."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        command, cwd=folder, env=kept | environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment that holds the wheel, and the dependencies of the Python that runs the tests."""
    folder = tmp_path_factory.mktemp("a folder") / "with spaces"
    folder.mkdir()
    wheel = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done(wheel, ROOT)
    done([sys.executable, "-m", "venv", "its own"], folder)
    (built,) = folder.glob("*.whl")
    python = str(folder / "its own" / "bin" / "python")
    done([python, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", str(built)], folder)
    own = Path(done([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).strip())
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def test_the_library_is_that_of_the_wheel(place: Path) -> None:
    python = str(place / "its own" / "bin" / "python")
    where = done([python, "-c", "import middlepower; print(middlepower.__file__)"], place)
    assert "with spaces" in where


def test_the_command_runs_the_main_job(place: Path) -> None:
    command = str(place / "its own" / "bin" / "middlepower")
    done([command, "run", "beijing-2026", "--out", "an answer"], place)
    found = json.loads((place / "an answer" / "results.json").read_text("utf-8"))
    assert len(found["states"]) > 10
    assert (place / "an answer" / "brief.html").stat().st_size > 100_000
