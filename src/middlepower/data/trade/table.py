"""A table of trade by product: HS lines, importer, exporter, value, year and source, in one HDF5 file.

Rows stand sorted by pair and line, so that one pair is one contiguous piece that is read alone. Lines are HS codes of
the table's edition and number of digits. Questions are asked in HS 2022; `editions` finds the lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import h5py
import numpy as np
from numpy.typing import NDArray

from middlepower.data.trade.editions import ASKED_EDITION, Match, headings_of_today, match
from middlepower.errors import DataError
from middlepower.reading import data_from

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
Covers = Literal["all goods", "listed lines"]
EDITIONS = (1992, 1996, 2002, 2007, 2012, 2017, ASKED_EDITION)


@dataclass(frozen=True)
class Lines:
    """The lines of one pair: HS codes as numbers of `digits` digits of an edition, and values (million US dollars)."""

    code: Codes
    value: Array
    digits: int
    edition: int

    def match(self, prefixes: Sequence[str]) -> Match:
        """The lines that HS 2022 codes ask for."""
        return match(self.code, self.digits, self.edition, prefixes)

    def chosen(self, place: NDArray[np.bool_] | NDArray[np.intp]) -> Lines:
        """Some of the lines, by a mask or by their places."""
        return Lines(self.code[place], self.value[place], self.digits, self.edition)

    def headings(self) -> Codes:
        """The four-digit heading of every line."""
        shortened: Codes = self.code // 10 ** (self.digits - 4)
        return shortened

    def headings_of_today(self) -> Codes:
        """The heading in HS 2022 of the first code that every line may be there; its own where none is known."""
        return headings_of_today(self.code, self.digits, self.edition)


@dataclass(frozen=True)
class TableNote:
    """What a table says of itself; `covers` tells whether a line that is missing was not traded."""

    name: str
    title: str
    source: str
    licence: str
    year: int
    edition: int
    digits: int
    covers: Covers


@dataclass(frozen=True)
class TradeTable:
    """A table of trade by product; values are read from its file pair by pair."""

    about: TableNote
    file: Path
    importers: tuple[str, ...]
    exporters: tuple[str, ...]
    first: NDArray[np.int64]

    @cached_property
    def sums(self) -> dict[tuple[tuple[str, str], ...], Lines]:
        """{pairs: their lines together} of sums that were asked for: all partners of an importer take a while."""
        return {}

    @cached_property
    def _place(self) -> dict[tuple[str, str], int]:
        return {pair: place for place, pair in enumerate(zip(self.importers, self.exporters, strict=True))}

    def has(self, importer: str, exporter: str) -> bool:
        """Whether anything is known of a pair."""
        return (importer, exporter) in self._place

    def lines(self, importer: str, exporter: str) -> Lines:
        """All lines of a pair; none where the table doesn't know the pair."""
        place = self._place.get((importer, exporter))
        kind = self.about.digits, self.about.edition
        if place is None:
            return Lines(np.zeros(0, dtype=np.int64), np.zeros(0), *kind)
        piece = slice(int(self.first[place]), int(self.first[place + 1]))
        with data_from(self.file), h5py.File(self.file) as file:
            return Lines(file["code"][piece], file["value"][piece].astype(np.float64), *kind)


def open_table(file: Path) -> TradeTable:
    """The table in an HDF5 file; DataError where it is none."""
    with data_from(file), h5py.File(file) as store:
        about = _about(store)
        importers = tuple(str(code) for code in store["importer"].asstr()[:])
        exporters = tuple(str(code) for code in store["exporter"].asstr()[:])
        return TradeTable(about, file, importers, exporters, store["first"][:])


def _about(store: h5py.File) -> TableNote:
    """What a file says of itself."""
    texts = {name: str(store.attrs[name]) for name in ("name", "title", "source", "licence")}
    year, edition, digits = (int(store.attrs[name]) for name in ("year", "edition", "digits"))
    covers: Covers = "all goods" if store.attrs["covers"] == "all goods" else "listed lines"
    return TableNote(**texts, year=year, edition=edition, digits=digits, covers=covers)


def write_table(
    file: Path, about: TableNote, importer: NDArray[np.str_], exporter: NDArray[np.str_], code: Codes, value: Array
) -> None:
    """Write rows as a table, sorted; rows of one pair and line are added up. The file is complete or absent."""
    _check(about, code, value)
    order = np.lexsort((code, exporter, importer))
    importer, exporter, code, value = importer[order], exporter[order], code[order], value[order]
    new_pair = _changes(importer) | _changes(exporter)
    new_row = new_pair | _changes(code)
    starts = np.flatnonzero(new_row)
    pair_rows = np.flatnonzero(new_pair)
    partial = file.with_name(f"{file.name}.part")
    try:
        with h5py.File(partial, "w", track_order=False) as store:
            for name in TableNote.__dataclass_fields__:
                store.attrs[name] = getattr(about, name)
            text = h5py.string_dtype()
            store.create_dataset("importer", data=importer[pair_rows].astype(object), dtype=text, track_times=False)
            store.create_dataset("exporter", data=exporter[pair_rows].astype(object), dtype=text, track_times=False)
            first = np.append(np.searchsorted(starts, pair_rows), len(starts))
            store.create_dataset("first", data=first, track_times=False)
            kept = {"compression": "gzip", "shuffle": True, "track_times": False}
            store.create_dataset("code", data=code[starts], **kept)
            store.create_dataset("value", data=np.add.reduceat(value, starts).astype(np.float32), **kept)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _changes(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    """True at the first row and wherever a sorted column changes."""
    return np.concatenate([[True], values[1:] != values[:-1]])


def _check(about: TableNote, code: Codes, value: Array) -> None:
    if not len(code):
        raise DataError(f"trade table `{about.name}` has no rows: nothing to write.")
    if about.edition not in EDITIONS:
        raise DataError(f"`edition` is {about.edition}: give one of {', '.join(map(str, EDITIONS))}.")
    bad = ~np.isfinite(value) | (value < 0)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise DataError(f"value {value[row]} of HS {code[row]}: trade is a number of zero or more. Correct the table.")
    if code.min() < 0 or code.max() >= 10**about.digits:
        raise DataError(f"HS code {code.max()} has more than {about.digits} digits: correct the table.")
