"""`middlepower trade` and `middlepower data fetch`: trade by product, known here or brought along."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from middlepower.cli.output import show
from middlepower.data.fetch import BACI, ICIO, fetch, member_of, year_in
from middlepower.data.trade.editions import check_prefix, refuse_gone
from middlepower.data.trade.shares import added_up
from middlepower.data.trade.store import Imported, import_files, tables
from middlepower.data.trade.table import Covers, Lines, TradeTable
from middlepower.errors import DataError
from middlepower.names import unknown_name
from middlepower.report.folder import Place
from middlepower.world.groups import economy_or_group, find_group

Row = dict[str, Any]
SHOWN = 20  # codes of no edition: a file with more is none of HS codes


def import_command(files: Sequence[Path], about: Described, place: Place | None, as_json: bool) -> None:
    """Read the files into one table of the user's folder, and show what is in it."""
    covers: Covers = "listed lines" if about.partial else "all goods"
    made = import_files(files, about.name, about.source, about.edition, covers)
    show("trade", {"imported": [_imported(made)]}, place, as_json)


@dataclass(frozen=True)
class Described:
    """What the user says of files: the table's name, its source, the HS edition, and whether it has some lines only."""

    name: str | None
    source: str
    edition: int
    partial: bool


def _imported(made: Imported) -> Row:
    table, about = made.table, made.table.about
    return {
        "table": about.name,
        "lines": int(table.first[-1]),
        "pairs": len(table.importers),
        "year": about.year,
        "hs_edition": about.edition,
        "digits": about.digits,
        "left_out_musd": round(made.left_out, 3),
        "hs_of_no_edition": list(made.unknown)[:SHOWN] + (["..."] if len(made.unknown) > SHOWN else []),
        "hs_of_no_edition_musd": round(sum(made.unknown.values(), start=0.0), 3),
        "source": about.source,
        "file": str(table.file),
    }


def show_command(importer: str, exporter: str, hs: Sequence[str], place: Place | None, as_json: bool) -> None:
    """Show what every table knows of some lines between two economies or groups, and from where."""
    codes = [_known(code) for code in hs]
    known = tables()
    rows = [row for table in known for row in rows_of(table, names(importer), names(exporter), codes)]
    if not rows:
        raise DataError(
            f"none of the tables ({', '.join(table.about.name for table in known)}) knows what {exporter} sells to "
            f"{importer}. Bring one with `middlepower trade import FILE`."
        )
    show("trade", {"trade": rows}, place, as_json)


def _known(text: str) -> str:
    """The digits of an HS code with which lines of today begin."""
    digits = check_prefix(text)
    try:
        refuse_gone(digits)
    except ValueError as error:
        raise DataError(f"`--hs`: {error}.") from None
    return digits


def names(label: str) -> tuple[str, ...]:
    """The codes under which tables may hold an economy or group: itself, and the members of a group."""
    code = economy_or_group(label)
    group = find_group(code)
    return (code, *(group.members if group else ()))


def rows_of(table: TradeTable, importers: Sequence[str], exporters: Sequence[str], hs: Sequence[str]) -> list[Row]:
    """What a table knows: a row for each code, and one for all goods where none is given."""
    pairs = [pair for pair in product(importers, exporters) if table.has(*pair)]
    if not pairs:
        return []
    lines = added_up(table, pairs)
    return [_row(table, lines, pairs, code) for code in hs or [""]]


def _row(table: TradeTable, lines: Lines, pairs: Sequence[tuple[str, str]], code: str) -> Row:
    about, asked = table.about, lines.match([code]) if code else None
    value = lines.value.sum() if asked is None else lines.value[asked.inside].sum()
    return {
        "hs": code or "all goods",
        "importers": sorted({importer for importer, _ in pairs}),
        "exporters": sorted({exporter for _, exporter in pairs}),
        "value_musd": round(float(value), 3),
        "coarser_lines_musd": 0.0 if asked is None else round(float(lines.value[asked.unsure].sum()), 3),
        "year": about.year,
        "table": about.name,
        "hs_edition": about.edition,
        "source": about.source,
    }


def fetch_command(what: str, year: int, address: str | None, place: Place | None, as_json: bool) -> None:
    """Fetch official data from their publisher: a year of BACI, imported, or the OECD's table, unpacked."""
    if what == ICIO.name:
        fetch_icio(year, address, place, as_json)
        return
    if what != BACI.name:
        raise unknown_name("official data", what, [BACI.name, ICIO.name])
    edition = BACI.edition_for(year)
    words = {"edition": f"{edition % 100:02d}", "version": BACI.version, "year": str(year)}
    link = address or BACI.address.format(**words)
    archive, checksum = fetch(link, link.rsplit("/", 1)[-1], Progress())
    print(f"fetched {link}, sha256 {checksum}", file=sys.stderr)
    csv = member_of(archive, BACI.member.format(**words))
    try:
        made = import_files([csv], f"baci-{year}", f"{BACI.title}; {BACI.licence}", edition, "all goods")
    finally:
        csv.unlink(missing_ok=True)
    show("trade", {"imported": [_imported(made)]}, place, as_json)


def fetch_icio(year: int, address: str | None, place: Place | None, as_json: bool) -> None:
    """Fetch the archive that holds a year of the OECD's table, and unpack that year."""
    link = address or ICIO.address_for(year)
    name = f"{ICIO.name}-{hashlib.sha256(link.encode()).hexdigest()[:12]}.zip"
    archive, checksum = fetch(link, name, Progress())
    print(f"fetched {link}, sha256 {checksum}", file=sys.stderr)
    csv = year_in(archive, year)
    row = {"file": str(csv), "year": year, "source": ICIO.title, "licence": ICIO.licence}
    show("fetched", {"fetched": [row]}, place, as_json)


class Progress:
    """A progress bar on standard error."""

    def __init__(self) -> None:
        """A bar that begins with the first bytes."""
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, TransferSpeedColumn
        from rich.progress import Progress as Bars

        console = Console(stderr=True)
        self._bars = Bars(BarColumn(), DownloadColumn(), TransferSpeedColumn(), console=console, transient=True)
        self._task = self._bars.add_task("download", total=None)
        self._total = 0.0

    @property
    def total(self) -> float:
        """The bytes that are expected."""
        return self._total

    @total.setter
    def total(self, count: float) -> None:
        self._total = count
        self._bars.start()
        self._bars.update(self._task, total=count or None)

    def update(self, amount: int) -> None:
        """So many bytes more."""
        self._bars.update(self._task, advance=amount)

    def reset(self) -> None:
        """From the beginning."""
        self._bars.update(self._task, completed=0)

    def close(self) -> None:
        """Done."""
        self._bars.stop()
