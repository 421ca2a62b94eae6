"""Alliances (ATOP) and trade agreements (DESTA): their files state no licence, so they are read from the data folder.

ATOP's ties are valued as Signorino and Ritter's: 3 for defence or offence, 2 for neutrality or consultation, 1 for
non-aggression, 0 for none. A member's tie to itself counts as 3.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.alignment.similarity import cohen_kappa, s_score, scott_pi
from middlepower.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
FOLDER = "politics"
ATOP, DESTA, VOTES = "atop_dyads_1990_2018.parquet", "desta_agreements.csv", "unga_ideal_points_1946_2023.csv"
LARGEST_TIE = 3.0
VALUES = {"atop_nonagg": 1.0, "atop_neutral": 2.0, "atop_consul": 2.0, "atop_offense": 3.0, "atop_defense": 3.0}
MEMBERS = ("ccode", "iso3c")  # codes of members, from the file of votes
AGREEMENTS = ("base_treaty", "accession")  # entries of DESTA that bind; the others amend or end


@dataclass(frozen=True)
class Alliances:
    """Profiles of alliances of two members in a year: how alike they are, and their own tie."""

    year: int
    s_squared: float
    s_absolute: float
    pi: float
    kappa: float
    tie: float


def check_folder(root: Path) -> None:
    """None; DataError where a folder that was named holds neither record."""
    if not any((root / FOLDER / name).is_file() for name in (ATOP, DESTA)):
        raise DataError(
            f"`--data` is `{root}`: it holds neither `{FOLDER}/{ATOP}` nor `{FOLDER}/{DESTA}`; put one there, or leave "
            "--data out."
        )


def check_columns(file: Path, found: Iterable[str], wanted: Iterable[str]) -> None:
    """None; DataError that names the first column which a file lacks."""
    held = set(found)
    for name in wanted:
        if name not in held:
            raise DataError(
                f"`{file}` has no column `{name}`: give the file with the columns that it is published with."
            )


def there(root: Path) -> bool:
    """Whether the files of alliances lie in a data folder."""
    return all((root / FOLDER / name).exists() for name in (ATOP, VOTES))


def readable(root: Path) -> bool:
    """Whether they are there, and what reads them too."""
    return find_spec("pyarrow") is not None and there(root)


def _dyads(file: Path) -> pd.DataFrame:
    """ATOP's dyads; DataError where the file is none of theirs."""
    import pandas as pd
    import pyarrow as pa

    try:
        table = pd.read_parquet(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(f"`{file}` can't be read as Parquet: {str(error).splitlines()[0]} Give it anew.") from None
    check_columns(file, table.columns, ("ccode1", "ccode2", "year", *VALUES))
    if table.empty:
        raise DataError(f"`{file}` has no rows: give the dyads of at least one year.")
    return table


@lru_cache(maxsize=4)
def _profiles(root: Path) -> tuple[int, dict[str, int], Array]:
    """(last year, {ISO code: place}, valued ties [member, member] of that year)."""
    import pandas as pd

    table = _dyads(root / FOLDER / ATOP)
    year = int(table["year"].max())
    table = table[table["year"] == year]
    members_file = root / FOLDER / VOTES
    check_columns(members_file, pd.read_csv(members_file, nrows=0, encoding="utf-8").columns, MEMBERS)
    votes = pd.read_csv(members_file, usecols=list(MEMBERS), encoding="utf-8").dropna().drop_duplicates()
    iso = dict(zip(votes["ccode"].astype(int), votes["iso3c"], strict=True))
    members = sorted({code for column in ("ccode1", "ccode2") for code in table[column].astype(int)} | set(iso))
    place = {code: at for at, code in enumerate(members)}
    ties = np.zeros((len(members), len(members)))
    for name, value in VALUES.items():
        held = table[table[name] == 1]
        ends = [held[column].astype(int).map(place).to_numpy() for column in ("ccode1", "ccode2")]
        for one, other in (ends, ends[::-1]):
            ties[one, other] = np.maximum(ties[one, other], value)
    np.fill_diagonal(ties, LARGEST_TIE)
    return year, {iso[code]: at for code, at in place.items() if code in iso}, ties


def alliances(root: Path, own: str, power: str) -> Alliances | None:
    """How alike the alliances of two members are; None where one of them is not in the record."""
    year, place, ties = _profiles(root)
    if own not in place or power not in place:
        return None
    x, y = ties[place[own]], ties[place[power]]
    return Alliances(
        year,
        s_score(x, y, LARGEST_TIE),
        s_score(x, y, LARGEST_TIE, 1),
        scott_pi(x, y),
        cohen_kappa(x, y),
        float(ties[place[own], place[power]]),
    )


def agreements(root: Path, own: int, power: int) -> list[str] | None:
    """The names and years of trade agreements that bind both, by UN country number; None where the file is absent."""
    file = root / FOLDER / DESTA
    if not file.exists():
        return None
    found = []
    with file.open(encoding="latin-1", newline="") as opened:
        rows = csv.DictReader(opened, delimiter=";")
        check_columns(file, rows.fieldnames or (), ("name", "entry_type", "entryforceyear", "c1", "c2"))
        for row in rows:
            parties = {value for name, value in row.items() if name.startswith("c") and name[1:].isdigit()}
            binds = row["entry_type"] in AGREEMENTS and row["entryforceyear"] != "NA"
            if binds and {str(own), str(power)} <= parties:
                found.append(f"{row['name']} ({row['entryforceyear']})")
    return found
