"""A download that goes on where it broke off, for pooch."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests

    from middlepower.data.fetch import Bar

TIME_OUT = 60  # seconds without an answer
CHUNK = 1 << 13  # bytes; of a line that breaks, what is left of a chunk is lost
PARTIAL = 206  # the status of an answer that goes on where it was asked to


@dataclass(frozen=True)
class Resuming:
    """What pooch calls to download: the bytes gather in `part`, which stays when the line breaks."""

    part: Path
    bar: Bar | None

    def __call__(self, url: str, output_file: Any, pooch: Any, check_only: bool = False) -> bool | None:
        """Download to the file that pooch names; requests' own errors where that fails."""
        import requests

        mark = self.part.with_suffix(".version")
        start = self.part.stat().st_size if self.part.is_file() and mark.is_file() else 0
        headers = {"Range": f"bytes={start}-", "If-Range": mark.read_text(encoding="utf-8")} if start else {}
        with requests.get(url, headers=headers, stream=True, timeout=TIME_OUT) as answer:
            answer.raise_for_status()
            start = start if answer.status_code == PARTIAL else 0
            _note_version(answer, mark)
            self._gather(answer, start)
        mark.unlink(missing_ok=True)
        shutil.move(self.part, output_file)
        return None

    def _gather(self, answer: requests.Response, start: int) -> None:
        """Write what comes after the first `start` bytes; ConnectionError where the line broke."""
        import requests

        size = start + int(answer.headers.get("Content-Length", 0))
        if self.bar is not None:
            self.bar.total = size
            self.bar.update(start)
        with self.part.open("ab" if start else "wb") as file:
            for chunk in answer.iter_content(CHUNK):
                file.write(chunk)
                if self.bar is not None:
                    self.bar.update(len(chunk))
        if self.bar is not None:
            self.bar.close()
        if size and self.part.stat().st_size < size:
            raise requests.ConnectionError(f"the line broke after {self.part.stat().st_size} of {size} bytes")


def _note_version(answer: requests.Response, mark: Path) -> None:
    """Keep what tells this version of the file from a later one; without it the next try begins anew."""
    version = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
    if version is None:
        mark.unlink(missing_ok=True)
    else:
        mark.write_text(version, encoding="utf-8")
