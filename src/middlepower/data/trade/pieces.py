"""Large files of trade by product, read piece by piece into small arrays: a year of BACI has ten million rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.data.economies import find_economy
from middlepower.data.trade.files import HS6, LARGEST_FILE, NOWHERE, PIECE, FileLayout, Rows, economy_of, raw_pieces
from middlepower.errors import DataError
from middlepower.reading import check_ordinary, read_table

if TYPE_CHECKING:
    import pandas as pd

AREA = "0"  # a number that is no economy's
PARTNERS = ("i", "j", "importer", "exporter")  # columns in which a number must be known
CODE_COLUMNS = ("country_code", "country_iso3")
TITLE_COLUMNS = ("code", "description")


@dataclass(frozen=True)
class LineTrade:
    """Trade by row: places among `economies`, six-digit lines as numbers, million US dollars; one year, no row twice.

    `left_out` is the value of rows of areas that are no economy, `edition` the HS edition where the file says it.
    """

    economies: tuple[str, ...]
    importer: NDArray[np.int16]
    exporter: NDArray[np.int16]
    line: NDArray[np.int32]
    value: NDArray[np.float64]
    year: int
    left_out: float
    edition: int | None


def read_product_trade(file: Path, areas: Mapping[str, str] | None = None, piece: int = PIECE) -> LineTrade:
    """The trade in a file of BACI, of Comtrade or plain rows; `areas` is what numbers of economies stand for."""
    places: dict[str, int] = {}
    parts, years, left_out, edition = [], set(), 0.0, None
    for rows in _pieces(file, areas, piece):
        parts.append(_small(rows, places, file))
        years |= set(np.unique(rows.year).tolist())
        left_out, edition = left_out + rows.left_out, rows.edition
    if not parts or not sum(len(part[0]) for part in parts):
        raise DataError(f"{file} holds no trade between two economies: give rows of importer, exporter, line, value.")
    if len(years) > 1:
        listed = ", ".join(map(str, sorted(years)))
        raise DataError(f"{file} holds the years {listed}: a world is of one year, so keep the rows of one.")
    importer, exporter, line, value = (np.concatenate(column) for column in zip(*parts, strict=True))
    trade = LineTrade(tuple(places), importer, exporter, line, value, years.pop(), left_out, edition)
    _refuse_doubles(trade, file)
    return trade


def _pieces(file: Path, areas: Mapping[str, str] | None, piece: int) -> Iterator[Rows]:
    """The rows of a file, some at a time; DataError where it is in no known layout."""
    import pandas as pd

    check_ordinary(file, LARGEST_FILE, "trade by product")
    try:
        for layout, raw in raw_pieces(file, piece):
            yield layout.rows(_known(raw, layout, areas, file), file)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())[:160]
        raise DataError(f"can't read trade from {file}: {reason}. It must be a CSV file in UTF-8.") from None


def _known(raw: pd.DataFrame, layout: FileLayout, areas: Mapping[str, str] | None, file: Path) -> pd.DataFrame:
    """Rows with the economies that numbers stand for; DataError for a number that nothing explains."""
    for name in (column for column in PARTNERS if column in layout.labels):
        labels = [str(label) for label in raw[name].unique()]
        if areas is None:
            lost = [label for label in labels if economy_of(label) == NOWHERE]
            remedy = "give the list that came with the file, `--countries country_codes.csv`, or delete its rows"
        else:
            lost = [label for label in labels if label.strip().lstrip("0") not in areas and not find_economy(label)]
            remedy = "the list of `--countries` lacks it"
        if lost:
            line = int(raw.index[np.asarray(raw[name] == lost[0])][0]) + 2
            raise DataError(f"{file}, line {line}: `{name}` is `{lost[0][:20]}`, no economy's number: {remedy}.")
        if areas is not None:
            known = {label: areas.get(label.strip().lstrip("0"), label) for label in labels}
            raw = raw.assign(**{name: raw[name].map(known)})
    return raw


def _small(
    rows: Rows, places: dict[str, int], file: Path
) -> tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int32], NDArray[np.float64]]:
    """Importer, exporter, line and value of rows as numbers; new economies find their place."""
    digits = np.char.str_len(rows.hs)
    if (digits != HS6).any():
        odd = str(rows.hs[int(np.flatnonzero(digits != HS6)[0])])
        raise DataError(f"{file}: HS {odd} has {len(odd)} digits: the products of a world are lines of six.")
    importer, exporter = (_places(column, places) for column in (rows.importer, rows.exporter))
    return importer, exporter, rows.hs.astype(np.int32), rows.value


def _places(codes: NDArray[np.str_], places: dict[str, int]) -> NDArray[np.int16]:
    labels, inverse = np.unique(codes, return_inverse=True)
    found = [places.setdefault(str(label), len(places)) for label in labels]
    return np.array(found, dtype=np.int16)[inverse]


def _refuse_doubles(trade: LineTrade, file: Path) -> None:
    """DataError where a line of a pair stands twice: which of the two is right, or whether both are, nobody knows."""
    size = len(trade.economies)
    key = (trade.line.astype(np.int64) * size + trade.importer) * size + trade.exporter
    key.sort()
    twice = np.flatnonzero(key[1:] == key[:-1])
    if len(twice):
        pair, line = int(key[twice[0]]) % size**2, int(key[twice[0]]) // size**2
        buyer, seller = trade.economies[pair // size], trade.economies[pair % size]
        raise DataError(
            f"{file}: HS {line:06d} from {seller} to {buyer} stands there twice: add the rows up, or delete one."
        )


def read_areas(file: Path) -> dict[str, str]:
    """{number: ISO code} of BACI's list of countries; what is no economy is a number that no economy has."""
    more = ("country_name", "country_name_full", "country_name_abbreviation", "country_iso2", "iso_2digit_alpha")
    found: dict[str, str] = {}
    for row in read_table(file, CODE_COLUMNS, more, "numbers of economies"):
        number, iso = (row.cells[name].strip() for name in CODE_COLUMNS)
        if not (number.isascii() and number.isdigit()):
            raise DataError(f"{file}, line {row.line}: `country_code` is `{number[:20]}`: write a number, as 842.")
        if number.lstrip("0") in found:
            raise DataError(f"{file}, line {row.line}: the number {number} stands there twice; delete one.")
        found[number.lstrip("0")] = find_economy(iso) or find_economy(number) or AREA
    return found


def read_titles(file: Path) -> dict[str, str]:
    """{six digits: what the line is} of BACI's list of products; rows that are no line are passed over."""
    found: dict[str, str] = {}
    for row in read_table(file, TITLE_COLUMNS, (), "names of products"):
        code = row.cells["code"].strip().zfill(HS6)
        if len(code) == HS6 and code.isascii() and code.isdigit():
            found[code] = row.cells["description"].strip()
    return found


def label(line: int) -> str:
    """A line as text of six digits."""
    return f"{line:0{HS6}d}"


def listed(lines: Sequence[int], shown: int = 4) -> str:
    """Some lines for a message."""
    return ", ".join(map(label, lines[:shown])) + (", ..." if len(lines) > shown else "")
