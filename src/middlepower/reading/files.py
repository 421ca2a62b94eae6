"""Files that a user names: ordinary ones, within a size, decoded, and inside their folder where they must be."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from middlepower.errors import DataError, MiddlepowerError

SORTS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def check_ordinary(path: Path, limit: int, what: str, kind: type[MiddlepowerError] = DataError) -> int:
    """The size of an ordinary file of at most `limit` bytes, not opened; `kind` says what is wrong with any other.

    A pipe or a device has no end, and opening it can already wait for ever.
    """
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        raise kind(f"can't read {what} from {path}: {_reason(error)}. Check the path.") from None
    if not stat.S_ISREG(status.st_mode):
        sort = SORTS.get(stat.S_IFMT(status.st_mode), "no file")
        raise kind(f"can't read {what} from {path}: it is {sort}. Give an ordinary file.")
    if status.st_size > limit:
        raise kind(f"{path} has more than {_size(limit)}, too much for {what}. Is it the right file?")
    return status.st_size


def read_bytes(path: Path, limit: int, what: str, kind: type[MiddlepowerError] = DataError) -> bytes:
    """The content of an ordinary file of at most `limit` bytes.

    Raises `kind` naming the file, what was expected there, and what is wrong.
    """
    size = check_ordinary(path, limit, what, kind)
    try:
        with path.open("rb") as file:
            content = file.read(size + 1)
    except OSError as error:
        raise kind(f"can't read {what} from {path}: {_reason(error)}. Check the path.") from None
    if len(content) > size:  # what the system makes up while one reads, as below /proc, has no size
        raise kind(f"can't read {what} from {path}: it grows while it is read. Give an ordinary file.")
    return content


def read_text(path: Path, limit: int, what: str, kind: type[MiddlepowerError] = DataError) -> str:
    """The text of an ordinary UTF-8 file of at most `limit` bytes, without a byte-order mark.

    Raises `kind` naming the file, what was expected there, and what is wrong.
    """
    content = read_bytes(path, limit, what, kind)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise kind(f"can't read {what} from {path}: it is UTF-16. Save it as UTF-8.")
    nul = content.find(b"\0")
    if nul >= 0:
        line = content.count(b"\n", 0, nul) + 1
        raise kind(f"can't read {what} from {path}: line {line} holds a NUL byte. It must be a UTF-8 text file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise kind(f"can't read {what} from {path}: line {line} is not UTF-8. Save it as a UTF-8 text file.") from None


def inside(folder: Path, name: str, what: str, kind: type[MiddlepowerError] = DataError) -> Path:
    """The path of a file in a folder or below it; `kind` for a name that leads anywhere else, links included."""
    try:
        path = (folder / name).resolve()
        within = path.is_relative_to(folder.resolve()) and not Path(name).is_absolute()
    except (OSError, ValueError, RuntimeError) as error:
        raise kind(f"{what} `{name}` is no file name: {_reason(error)}.") from None
    if not within or not name.strip():
        raise kind(f"{what} `{name}` lies outside the folder {folder}. Put the file there, and give its name alone.")
    return path


@contextmanager
def data_from(path: Path) -> Iterator[None]:
    """A block that reads data files: whatever is wrong with their content becomes a DataError naming the place."""
    try:
        yield
    except (OSError, ValueError, KeyError, IndexError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DataError(f"the data in {path} are not what they should be ({reason[:160]}). Get them anew.") from error


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _size(limit: int) -> str:
    return f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit:,} bytes"
