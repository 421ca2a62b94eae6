"""Reading what a user names: bounded, decoded, and every complaint one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from middlepower.errors import DataError, MiddlepowerError


def read_text(path: Path, limit: int, what: str, kind: type[MiddlepowerError] = DataError) -> str:
    """The text of a file of at most `limit` bytes; a device, which has no size to ask for, is not read on and on.

    Raises `kind` naming the file, what was expected there, and what is wrong.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
        if len(content) > limit:
            raise kind(f"{path} has more than {limit // 1_000_000} MB, too much for {what}. Is it the right file?")
        return content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise kind(f"can't read {what} from {path}: {reason}. It must be a UTF-8 text file.") from None


@contextmanager
def data_from(path: Path) -> Iterator[None]:
    """A block that reads data files: whatever is wrong with their content becomes a DataError naming the place."""
    try:
        yield
    except (OSError, ValueError, KeyError, IndexError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DataError(f"the data in {path} are not what they should be ({reason[:160]}). Get them anew.") from error
