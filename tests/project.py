"""The files that make the project, and copies of it in which a test may change things."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
GIT = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
LEFT_OVER = {"__pycache__", "output"}


def project_files() -> set[str]:
    """Paths of what git tracks or would; in a copy without git, of every file but caches."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(GIT, cwd=ROOT, capture_output=True, check=True).stdout.decode()
        return {path for path in listed.split("\0") if path and (ROOT / path).is_file()}
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if not LEFT_OVER & set(path.parts) and path.parts[0][0] != "."}


def copy_project(folder: Path) -> None:
    """Copy the project, times of files included, so that what was compiled of it stays valid."""
    for path in project_files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, folder / path)


def to_rounding(attrs: Mapping[Hashable, Any], relative: float) -> dict[Hashable, Any]:
    """What a world says of itself, sums to rounding: processors add up in different orders."""
    return {
        name: pytest.approx(said, rel=relative) if isinstance(said, float) else said for name, said in attrs.items()
    }
