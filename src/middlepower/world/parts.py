"""What a world's NetCDF-4 file holds, read with h5py and checked on the way; also as a program of its own.

A damaged HDF5 file can keep the HDF5 library busy for ever, or end the process that reads it. So files of a user's
are read by a process apart (`read_apart`), which hands over plain arrays, and which can be stopped.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, one_line
from middlepower.reading import check_ordinary, check_self_contained
from middlepower.reading.hdf5 import SIZE_LIMIT

Values = NDArray[Any] | list[Any]
SECONDS = 60  # in which a sound file of the largest size is read many times over
HEADER = "header"  # name of the entry of the archive that holds all that is no array of numbers
PACKED = ("scale_factor", "add_offset")
FILLED = ("_FillValue", "missing_value")


@dataclass(frozen=True)
class Parts:
    """The variables of a file by name, each with its axes and values, and the file's attributes."""

    variables: Mapping[str, tuple[tuple[str, ...], Values]]
    attributes: Mapping[str, Any]


def read_apart(path: Path, names: tuple[str, ...]) -> Parts:
    """Those variables that a file has of the names, and its attributes, read by a process apart."""
    check_ordinary(path, SIZE_LIMIT, "a world")
    command = [sys.executable, "-P", "-m", __name__, str(path.absolute()), *names]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folder for folder in sys.path if folder)}
    try:
        done = subprocess.run(
            command, capture_output=True, env=environment, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise DataError(f"can't read a world from {path}: it takes for ever, so the file must be damaged.") from None
    if done.returncode == 2:
        raise DataError(done.stderr.decode(errors="replace"))
    if done.returncode != 0:
        raise DataError(f"can't read a world from {path}: the HDF5 library gave up, so the file must be damaged.")
    return _unpacked(done.stdout)


def read_parts(path: Path, names: tuple[str, ...]) -> Parts:
    """The same, read by this process: only for files that no stranger made."""
    import h5py

    check_self_contained(path, "a world")
    try:
        with h5py.File(path, "r") as file:
            held = [name for name in names if name in file and _is_filled(file[name])]
            variables = {name: _variable(name, file[name]) for name in held}
            return Parts(variables, {name: _plain(value) for name, value in file.attrs.items()})
    except (DataError, MemoryError):
        raise
    except Exception as error:  # a damaged file makes the library fail in many ways; all mean the same
        reason = str(error).partition(" (")[0] or type(error).__name__
        raise DataError(f"can't read a world from {path}: {reason}. It must be a NetCDF-4 file.") from error


def _is_filled(stored: Any) -> bool:
    """Whether there are values: a dimension without labels stands in the file as an array too."""
    mark = stored.attrs.get("NAME", b"")
    return not (isinstance(mark, bytes) and mark.startswith(b"This is a netCDF dimension but not"))


def _variable(name: str, stored: Any) -> tuple[tuple[str, ...], Values]:
    import h5py

    if not isinstance(stored, h5py.Dataset):
        raise DataError(f"`{name}` is a group, not an array: write the numbers themselves.")
    packed = next((key for key in PACKED if key in stored.attrs), None)
    if packed is not None:
        raise DataError(f"`{name}` is packed (`{packed}`): write plain floating-point numbers.")
    return _axes(name, stored), _values(stored)


def _axes(name: str, stored: Any) -> tuple[str, ...]:
    """The names of an array's dimensions; labels along an axis name that axis."""
    if stored.is_scale and stored.ndim == 1:
        return (name,)
    try:
        return tuple(str(axis[0].name).strip("/") if len(axis) else f"axis {i}" for i, axis in enumerate(stored.dims))
    except (RuntimeError, KeyError):
        raise DataError(f"`{name}` has an axis whose labels are gone: write the file anew with them.") from None


def _values(stored: Any) -> Values:
    """Numbers as an array, anything else as a list of texts."""
    values = np.asarray(stored[()])
    if values.dtype.kind not in "fiub":
        return [_text(value) for value in values.ravel()]
    for key in FILLED:
        fill = np.ravel(stored.attrs.get(key, np.nan))
        if values.dtype.kind == "f" and fill.size == 1 and fill.dtype.kind in "fiu":
            values = np.where(values == fill[0], np.nan, values)
    return values


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _plain(value: Any) -> Any:
    """An attribute as JSON has it."""
    if isinstance(value, np.ndarray):
        return [_plain(part) for part in value.ravel()[:1_000]]
    if isinstance(value, np.bool_ | np.integer | np.floating):
        return value.item()
    return value if isinstance(value, str | int | float) else _text(value)


# ---------------------------------------------------------------- from one process to the other


def _archive(parts: Parts) -> bytes:
    """Parts as an archive of arrays, the rest of them as JSON in it."""
    arrays = {name: values for name, (_, values) in parts.variables.items() if isinstance(values, np.ndarray)}
    texts = {name: values for name, (_, values) in parts.variables.items() if not isinstance(values, np.ndarray)}
    axes = {name: axes for name, (axes, _) in parts.variables.items()}
    header = json.dumps({"axes": axes, "texts": texts, "attributes": dict(parts.attributes)}).encode()
    page = io.BytesIO()
    entries: dict[str, Any] = {f"_{name}": values for name, values in arrays.items()}
    entries[HEADER] = np.frombuffer(header, dtype=np.uint8)
    np.savez(page, **entries)
    return page.getvalue()


def _unpacked(content: bytes) -> Parts:
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        header = json.loads(archive[HEADER].tobytes())
        arrays: dict[str, Values] = {name[1:]: archive[name] for name in archive.files if name != HEADER}
    values = {**arrays, **header["texts"]}
    variables = {name: (tuple(axes), values[name]) for name, axes in header["axes"].items()}
    return Parts(variables, header["attributes"])


def main(arguments: list[str]) -> int:
    """Write the parts of a file to standard output, or one line on what is wrong to standard error."""
    try:
        content = _archive(read_parts(Path(arguments[0]), tuple(arguments[1:])))
    except DataError as error:
        sys.stderr.write(str(error))
        return 2
    except MemoryError:
        sys.stderr.write(one_line(f"can't read a world from {arguments[0]}: the memory is exhausted."))
        return 2
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
