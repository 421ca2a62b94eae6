"""HDF5 files (NetCDF-4, MATLAB 7.3) that keep to themselves: no link or data set that leads into another file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from middlepower.errors import DataError, MiddlepowerError
from middlepower.reading.files import check_ordinary

SIZE_LIMIT = 2_000_000_000  # bytes of a file of arrays
MOST_CELLS = 100_000_000  # numbers that a file may claim to hold: a compressed file can claim any number
MOST_NAMES = 10_000


def check_self_contained(path: Path, what: str, kind: type[MiddlepowerError] = DataError) -> None:
    """None; `kind` where a file is no HDF5, claims more numbers than fit, or refers to other files."""
    import h5py

    check_ordinary(path, SIZE_LIMIT, what, kind)
    try:
        with h5py.File(path, "r") as file:
            problem = _problem(file)
    except MiddlepowerError:
        raise
    except Exception as error:  # a damaged file makes the library fail in many ways; all mean the same
        raise kind(f"can't read {what} from {path}: {str(error).partition(' (')[0]}. Is it an HDF5 file?") from None
    if problem:
        raise kind(f"{path}: {problem}. Write the file anew, with all data inside.")


def _problem(file: Any) -> str:
    """What an open file holds that no file of a user should, or nothing."""
    cells = 0
    for count, (name, member) in enumerate(_members(file)):
        if member is None:
            return f"`{name}` is a link to another place"
        if getattr(member, "is_virtual", False) or getattr(member, "external", None):
            return f"the numbers of `{name}` stand in another file"
        cells += getattr(member, "size", 0) or 0
        if cells > MOST_CELLS or count > MOST_NAMES:
            return f"it claims to hold {cells:,} numbers under {count:,} names, more than fit"
    return ""


def _members(file: Any) -> Iterator[tuple[str, Any]]:
    """(name, data set or group) of all that a file holds, groups that hold themselves once; None for a link."""
    import h5py

    groups, seen = [file], {hash(file.id)}
    while groups:
        group = groups.pop()
        for name in group:
            hard = isinstance(group.get(name, getlink=True), h5py.HardLink)
            member = group[name] if hard else None
            yield name, member
            if isinstance(member, h5py.Group) and hash(member.id) not in seen:
                seen.add(hash(member.id))
                groups.append(member)
