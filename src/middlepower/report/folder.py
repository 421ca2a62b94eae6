"""The folder of a command's files: each complete or absent, in the place of those that an earlier command wrote."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.errors import DataError, OutputError, printable
from middlepower.report.ours import check_unchanged, take_over

if TYPE_CHECKING:
    from middlepower.document.header import Document
    from middlepower.report.drawing import Drawing
    from middlepower.report.exports import Texts


@dataclass(frozen=True)
class Place:
    """The folder of a command's files, and the formats that are written beside CSV, JSON and HTML."""

    folder: Path
    also: tuple[str, ...] = ()

    def check(self) -> None:
        """None; an error at once where the folder can't be written, or a format lacks what makes it."""
        from middlepower.report.exports import check_engines

        check_engines(self.also)
        check_folder(self.folder)

    def write(self, texts: Texts, document: Document | None = None, drawings: Iterable[Drawing] = ()) -> list[Path]:
        """All files, written into the folder."""
        from middlepower.report.exports import further

        return write_texts(self.folder, {**texts, **further(texts, self.also, document, drawings)})


def write_texts(out: Path, texts: Mapping[str, str | bytes]) -> list[Path]:
    """The files written into `out`, in the place of those that an earlier command wrote there.

    All are complete before the first appears, and either all appear or none.
    """
    with _folder(out), _staging(out) as staging:
        for name, text in texts.items():
            if isinstance(text, bytes):
                (staging / name).write_bytes(text)
            else:
                (staging / name).write_text(text, encoding="utf-8", newline="")
        take_over(out, staging, texts)
    return [out / name for name in texts]


def check_folder(out: Path) -> None:
    """None; raises OutputError at once when files could not be written into `out`, and leaves no trace."""
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    with _folder(out), _staging(out):
        check_unchanged(out)
    _remove_empty(made)


def json_text(content: Mapping[str, object]) -> str:
    """Indented JSON; DataError for a value that JSON does not have."""
    try:
        return printable(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False), keep="\n") + "\n"
    except (TypeError, ValueError) as error:
        raise DataError(f"results document can't be written as JSON: {error}.") from error


@contextmanager
def _folder(out: Path) -> Iterator[None]:
    """The output folder, made where missing and removed again when nothing could be written into it."""
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException as error:
        _remove_empty(made)
        if isinstance(error, OSError):
            raise _output_error(out, error) from error
        raise


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:  # not made, or not empty: then it is not ours to remove
            return


def _output_error(out: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        f"output folder `{out}` can't be written: {reason}. Name another with --out, or free some space."
    )


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A hidden folder beside the final files, so that each can be moved into place in one step."""
    staging = Path(tempfile.mkdtemp(prefix=".middlepower-", dir=out))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
