"""Draws on disk: parts that are only ever added, each complete or absent, and a manifest that says of what.

A part is a Parquet file of some hundred draws, see `Plan.parts`, written under another name and renamed. Whatever kills
a process, what lies there under its own name is whole; a part that can't be read later is set aside and solved again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from middlepower.ensemble.lock import settled
from middlepower.ensemble.plan import DrawsPart, Plan
from middlepower.ensemble.solve import SolvedPart
from middlepower.errors import DataError, OutputError
from middlepower.experiment.identity import digest
from middlepower.reading import read_text

if TYPE_CHECKING:
    import pyarrow as pa

Array = NDArray[np.float64]
MANIFEST, PARTS = "manifest.json", "parts"
LARGEST_MANIFEST = 50_000_000  # bytes
DRAW, RESIDUAL, FAILURE = "draw", "residual", "failure"
DRAWN = "drawn|"  # before the names of parameters
OF = b"of"  # in a part's header: by what it is known of which draws it is
AS_IS: dict[str, Any] = {"use_dictionary": False, "write_statistics": False, "write_page_checksum": True}
AGAIN = "go on by the same command, `ensemble` with --resume"
AT_ONCE = 64_000_000  # bytes of numbers that are held at once


@dataclass(frozen=True)
class StoredBeside:
    """Of all draws of a store: what was drawn by parameter [draw], the largest residual [draw], and how many draws have
    no equilibrium, by what was said."""

    drawn: Mapping[str, Array]
    residual: Array
    failures: Mapping[str, int]


@dataclass(frozen=True)
class Store:
    """The folder of an ensemble; `columns` are the names of its numbers."""

    folder: Path
    plan: Plan
    columns: tuple[str, ...]
    law: str  # a hash of the world and of what the laws of all states change in it

    @property
    def identity(self) -> dict[str, str | int]:
        """What draws in a folder must agree in, to be gone on with, by name."""
        return {**self.plan.identity, "world_and_law": self.law}

    @cached_property
    def _mark(self) -> bytes:
        """By what every part is known as one of these draws, whatever folder it lies in."""
        return digest([self.identity, self.columns]).encode()

    def path(self, part: DrawsPart) -> Path:
        """The file of a part."""
        return self.folder / PARTS / f"part-{part.number:07d}.parquet"

    def begin(self, resume: bool) -> None:
        """None; a new manifest, or the old one found to be of the same plan. OutputError where it is of another."""
        check_engine()
        manifest = self.folder / MANIFEST
        (self.folder / PARTS).mkdir(parents=True, exist_ok=True)
        if manifest.exists() and not resume:
            raise OutputError(f"{self.folder} holds draws already: go on with --resume, or name another folder.")
        if manifest.exists():
            check_same(manifest, self)
        for left in (self.folder / PARTS).glob("*.writing"):
            left.unlink()
        self._write_manifest(manifest)

    def _write_manifest(self, manifest: Path) -> None:
        content = {**self.identity, "draws": self.plan.draws, "columns": list(self.columns)}
        temporary = manifest.with_suffix(".writing")
        try:
            temporary.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
            settled(manifest, temporary)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise OutputError(
                f"{manifest} could not be written ({error.strerror or error}): make room, or name another folder."
            ) from None

    def missing(self) -> tuple[DrawsPart, ...]:
        """The parts that are not there, or not whole: what can't be read or is of other draws is set aside as
        `*.corrupt`."""
        return tuple(part for part in self.plan.parts if not self._whole(part))

    def set_aside(self) -> list[Path]:
        """The parts that could not be read, or were of other draws."""
        return sorted((self.folder / PARTS).glob("*.corrupt"))

    def _whole(self, part: DrawsPart) -> bool:
        """Whether a part lies there with all its draws; the last one of fewer draws has too few."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.path(part)
        if not path.exists():
            return False
        try:
            table = pq.read_table(path, page_checksum_verification=True)  # every page, not the footer alone
        except (OSError, pa.ArrowException):
            table = None
        if table is None or not self._is_of(part, table):
            path.replace(path.with_suffix(".corrupt"))
            return False
        return bool(table.num_rows >= part.count)

    def _is_of(self, part: DrawsPart, table: pa.Table) -> bool:
        """Whether a table that lies in the place of a part holds these draws, not those of another store or place."""
        known = (table.schema.metadata or {}).get(OF) == self._mark
        return known and table[DRAW].slice(0, 1).to_pylist() == [part.begin]

    def add(self, solved: SolvedPart) -> None:
        """None; a part on disk. OutputError where the disk takes no more: what lies there stays whole."""
        import pyarrow.parquet as pq

        path = self.path(solved.part)
        temporary = path.with_suffix(".writing")
        try:
            pq.write_table(self._table(solved), temporary, **AS_IS)
            settled(path, temporary)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise OutputError(
                f"{path.name} could not be written ({error.strerror or error}): make room, then {AGAIN}; the parts "
                "before it are kept."
            ) from None

    def _table(self, solved: SolvedPart) -> pa.Table:
        import pyarrow as pa

        begin, count = solved.part.begin, solved.part.count
        content: dict[str, Any] = {DRAW: np.arange(begin, begin + count)}
        names = [one.name for one in self.plan.uncertain]
        content |= {f"{DRAWN}{name}": solved.drawn[:, place] for place, name in enumerate(names)}
        content |= {name: solved.outcomes[:, place] for place, name in enumerate(self.columns)}
        content |= {RESIDUAL: solved.residual, FAILURE: list(solved.failures)}
        return pa.table(content).replace_schema_metadata({OF: self._mark})

    # ------------------------------------------------------------ reading

    def by_columns(self, names: Sequence[str]) -> Iterator[tuple[str, Array]]:
        """(name, numbers [draw]) of some columns, one after the other; every part is read once.

        Meanwhile columns lie one behind the other in a temporary file of the folder, so that memory stays bounded.
        """
        row = 8 * self.plan.draws  # bytes of a column
        with self._room() as file:
            for begin, block in self._blocks(names):
                for place, values in enumerate(block):
                    file.seek(place * row + 8 * begin)
                    file.write(values.tobytes())
            for place, name in enumerate(names):
                file.seek(place * row)
                yield name, np.frombuffer(file.read(row))

    @contextmanager
    def _room(self) -> Iterator[IO[bytes]]:
        """A file in the folder that goes with the block; OutputError where the disk has no room for it."""
        try:
            with TemporaryFile(dir=self.folder) as file:
                yield file
        except OSError as error:
            raise OutputError(
                f"the draws in {self.folder} could not be laid out ({error.strerror or error}): make as much "
                f"room again as they take, then {AGAIN}."
            ) from None

    def _blocks(self, names: Sequence[str]) -> Iterator[tuple[int, Array]]:
        """(first draw, numbers [name, draw]) of as many parts as are held at once."""
        import pyarrow.parquet as pq

        parts = self.plan.parts
        together = max(1, AT_ONCE // (8 * len(names) * max(part.count for part in parts)))
        for first in range(0, len(parts), together):
            group = parts[first : first + together]
            begin = group[0].begin
            block = np.empty((len(names), group[-1].begin + group[-1].count - begin))
            for part in group:
                table = pq.read_table(self.path(part), columns=list(names), use_threads=False)
                at = slice(part.begin - begin, part.begin - begin + part.count)
                for place, name in enumerate(names):
                    block[place, at] = table[name].to_numpy()[: part.count]
            yield begin, block

    def beside(self) -> StoredBeside:
        """What stands in all parts beside their numbers, in one pass over them."""
        import pyarrow.parquet as pq

        names = [*(f"{DRAWN}{one.name}" for one in self.plan.uncertain), RESIDUAL]
        found = np.empty((len(names), self.plan.draws))
        failures: dict[str, int] = {}
        for part in self.plan.parts:
            table = pq.read_table(self.path(part), columns=[*names, FAILURE])
            for place, name in enumerate(names):
                found[place, part.begin : part.begin + part.count] = table[name].to_numpy()[: part.count]
            for text in table[FAILURE].to_pylist()[: part.count]:
                for one in filter(None, text.split("; ")):
                    failures[one] = failures.get(one, 0) + 1
        drawn = {name.removeprefix(DRAWN): values for name, values in zip(names[:-1], found[:-1], strict=True)}
        return StoredBeside(drawn, found[-1], failures)


def check_same(manifest: Path, store: Store) -> None:
    """None; OutputError where a manifest is of other draws than a store's, and names what differs."""
    kept, plan = read_manifest(manifest), store.plan
    for name, value in store.identity.items():
        if kept.get(name) != value:
            raise OutputError(
                f"{manifest.parent} holds draws with another `{name}` ({kept.get(name)}, asked for is {value}): "
                "name another folder with --out."
            )
    if kept.get("columns") != list(store.columns):
        raise OutputError(f"{manifest.parent} holds draws with other columns: name another folder with --out.")
    if kept["draws"] > plan.draws:
        raise OutputError(
            f"{manifest.parent} holds {kept['draws']} draws, more than the {plan.draws} asked for: give --draws "
            f"{kept['draws']} or more."
        )


def read_manifest(path: Path) -> Mapping[str, Any]:
    """The content of a manifest; DataError where it is none."""
    try:
        content = json.loads(read_text(path, LARGEST_MANIFEST, "a manifest"))
    except ValueError as error:
        raise DataError(f"{path} is no manifest of draws ({error}): name another folder with --out.") from None
    if not isinstance(content, dict) or not isinstance(content.get("draws"), int):
        raise DataError(f"{path} is no manifest of draws: name another folder with --out.")
    return content


def check_engine() -> None:
    """None; OutputError with the remedy where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise OutputError('draws are kept with pyarrow: `pip install "middlepower[draws]"`.')
