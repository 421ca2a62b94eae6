"""One page as one file: HTML, or PDF as Chromium prints it; complete or absent."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from middlepower.errors import OutputError
from middlepower.report.chromium import printed

HTML, PDF = (".html", ".htm"), ".pdf"


def write_page(page: str, path: Path) -> Path:
    """The path of a page that was written as its ending says; OutputError for another ending."""
    ending = path.suffix.lower()
    if ending not in (*HTML, PDF):
        raise OutputError(f"`{path}` ends in `{ending or 'nothing'}`: end it in .html or .pdf.")
    content = printed(page) if ending == PDF else page.encode("utf-8")
    try:
        _replace(path, content)
    except OSError as error:
        raise OutputError(f"`{path}` can't be written: {error.strerror or error}. Name another file.") from error
    return path


def _replace(path: Path, content: bytes) -> None:
    """Write a file beside its place, and move it there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=".middlepower-", dir=path.parent)
    staged = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        staged.chmod(0o644)
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)
