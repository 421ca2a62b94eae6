"""The source distribution holds all that git does, and the wheel made from it holds the whole package."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.project import LEFT_OVER, ROOT, project_files


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the unpacked source distribution, built without a network."""
    folder = tmp_path_factory.mktemp("distribution")
    archive = built("sdist", ROOT, folder)
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def built(target: str, source: Path, folder: Path) -> Path:
    """The one file that the build of a source tree makes in a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(path for path in folder.iterdir() if path.is_file())


def test_the_source_distribution_holds_every_file_of_the_project(unpacked: Path) -> None:
    missing = {path for path in project_files() if not (unpacked / path).is_file()}
    assert not missing
    for needed in ("Makefile", "pyproject.toml", "tests/conftest.py", "benchmarks/run.py", "requirements/dev.txt"):
        assert (unpacked / needed).read_bytes() == (ROOT / needed).read_bytes()


def test_the_source_distribution_holds_no_left_over(unpacked: Path) -> None:
    names = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert not {name for name in names if LEFT_OVER & set(name.split("/"))}


def test_a_wheel_from_it_holds_the_package_with_all_its_data(unpacked: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(built("wheel", unpacked, tmp_path)) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    wanted = {path.removeprefix("src/") for path in project_files() if path.startswith("src/middlepower/")}
    assert packed == wanted
    assert {Path(name).suffix for name in packed} >= {".py", ".csv", ".nc", ".toml", ".yaml", ".html", ".css", ".json"}
