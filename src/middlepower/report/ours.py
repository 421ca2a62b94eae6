"""Whose the files in an output folder are: those that an earlier command wrote give way, a user's stay as they are."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from middlepower.errors import MiddlepowerError, OutputError
from middlepower.reading import read_text

MANIFEST = ".middlepower.json"  # {file name: SHA-256} of what the last command wrote
SIZE_LIMIT = 1_000_000  # bytes of the list
REMEDY = "Move it elsewhere, or name another --out."


def written_before(out: Path) -> dict[str, str]:
    """{file name: SHA-256} of what the last command wrote into a folder; none where none did."""
    if not os.path.lexists(out / MANIFEST):
        return {}
    content = _parsed(out / MANIFEST)
    if not isinstance(content, dict) or not all(_is_name(name) and isinstance(content[name], str) for name in content):
        raise OutputError(f"{out / MANIFEST} is no list of files that middlepower wrote. {REMEDY}")
    return content


def check_unchanged(out: Path) -> dict[str, str]:
    """What the last command wrote into a folder; OutputError where a file is no longer as it was then."""
    before = written_before(out)
    for name, digest in before.items():
        path = out / name
        if os.path.lexists(path) and (path.is_symlink() or not path.is_file() or _digest(path) != digest):
            raise OutputError(f"`{path}` was changed since middlepower wrote it, and would be lost. {REMEDY}")
    return before


def take_over(out: Path, staging: Path, names: Iterable[str]) -> None:
    """Move complete files from a staging folder into the place of all that the last command wrote, or change nothing.

    OutputError where a file that is not ours stands in the way.
    """
    new = list(names)
    before = check_unchanged(out)
    _refuse_others(out, [name for name in new if name not in before])
    manifest = {name: _digest(staging / name) for name in new}
    (staging / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    kept = staging / ".before"
    kept.mkdir()
    old = [name for name in (MANIFEST, *before) if os.path.lexists(out / name)]
    moves = [(out / name, kept / name) for name in old] + [(staging / name, out / name) for name in (*new, MANIFEST)]
    _move_all(moves)


def _move_all(moves: Iterable[tuple[Path, Path]]) -> None:
    """Move every file, or none: what was moved goes back when something stops it."""
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            os.replace(source, target)
            done.append((source, target))
    except BaseException:
        for source, target in reversed(done):
            os.replace(target, source)
        raise


def _refuse_others(out: Path, names: Iterable[str]) -> None:
    for name in names:
        path = out / name
        if path.is_dir():
            raise OutputError(f"output file `{path}` can't be written: it is a folder. Name another --out.")
        if os.path.lexists(path):
            raise OutputError(f"`{path}` is not a file that middlepower wrote there, and would be lost. {REMEDY}")


def _is_name(name: str) -> bool:
    """Whether a name is that of a file in the folder itself."""
    return bool(name) and Path(name).name == name and name not in (".", "..", MANIFEST)


def _parsed(path: Path) -> dict[str, str] | None:
    try:
        content = json.loads(read_text(path, SIZE_LIMIT, "the list of written files", OutputError))
    except (ValueError, RecursionError):
        return None
    except MiddlepowerError as error:
        raise OutputError(f"{error} {REMEDY}") from None
    return content if isinstance(content, dict) else None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
