"""Official files from their publishers' own addresses, with progress, and a checksum that is recorded and kept to."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from middlepower.data.resuming import Resuming
from middlepower.data.trade.store import user_folder
from middlepower.errors import DataError

RECORD = "checksums.json"


class Bar(Protocol):
    """What shows progress: the interface that pooch asks of a progress bar."""

    total: float

    def update(self, amount: int) -> None:
        """So many bytes more."""

    def reset(self) -> None:
        """From the beginning."""

    def close(self) -> None:
        """Done."""


@dataclass(frozen=True)
class Official:
    """A file that a publisher offers: `address` with {edition} and {version}, `member` the file inside it."""

    name: str
    title: str
    address: str
    member: str
    version: str
    first_years: dict[int, int]
    licence: str

    def edition_for(self, year: int) -> int:
        """The newest HS edition whose file holds a year."""
        fitting = [edition for edition, first in self.first_years.items() if first <= year]
        if not fitting:
            raise DataError(f"`--year` is {year}: {self.title} begins in {min(self.first_years.values())}.")
        return max(fitting)


BACI = Official(
    "baci",
    "BACI (CEPII), trade by HS6 and pair of countries",
    "https://www.cepii.fr/DATA_DOWNLOAD/baci/data/BACI_HS{edition}_V{version}.zip",
    "BACI_HS{edition}_Y{year}_V{version}.csv",
    "202601",
    {1992: 1995, 1996: 1996, 2002: 2003, 2007: 2008, 2012: 2012, 2017: 2017, 2022: 2022},
    "Etalab 2.0; cite Gaulier and Zignago (2010), CEPII Working Paper 2010-23",
)


@dataclass(frozen=True)
class Bundle:
    """Files that a publisher offers in archives of several years: {years: address}, where the others are found, and
    how to cite."""

    name: str
    title: str
    addresses: dict[range, str]
    page: str
    licence: str

    def address_for(self, year: int) -> str:
        """The address of the archive with a year; DataError says where to look for the others."""
        for years, address in self.addresses.items():
            if year in years:
                return address
        known = ", ".join(f"{years.start} to {years.stop - 1}" for years in self.addresses)
        raise DataError(
            f"`--year` is {year}: the addresses known of {self.title} are of {known}. Look up the address of the "
            f"year's archive at {self.page}, and give it by `--address`."
        )


OECD = "https://webfs-sti.oecd.org/files/STI-PIE/ICIO/2025/"
ICIO = Bundle(
    "oecd-icio",
    "the OECD's Inter-Country Input-Output tables, edition of 2025",
    {
        range(first, last + 1): f"{OECD}{first}-{last}_SML.zip"
        for first, last in ((1995, 2000), (2001, 2005), (2006, 2010), (2011, 2015), (2016, 2022))
    },
    "https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
    "CC BY 4.0; cite OECD, Inter-Country Input-Output Database",
)
"""The small tables: China and Mexico in one piece. Public programs of 2026 name these addresses."""


def downloads() -> Path:
    """The folder of downloaded files."""
    return user_folder().parent / "downloads"


def fetch(address: str, file_name: str, bar: Bar | None) -> tuple[Path, str]:
    """(the downloaded file, its sha256); a file fetched before must have the checksum that was recorded then."""
    import pooch
    import requests

    folder = downloads()
    folder.mkdir(parents=True, exist_ok=True)
    known = recorded(folder)
    getter = Resuming(folder / f"{file_name}.part", bar)
    try:
        file = Path(pooch.retrieve(address, known.get(file_name), file_name, folder, downloader=getter))
    except (requests.RequestException, OSError) as error:
        reason = " ".join(str(error).split())[:160]
        by_hand = "Run the command again to go on, or open the address in a browser: some publishers refuse programs."
        raise DataError(f"can't fetch {address}: {reason}. {by_hand}") from None
    except ValueError as error:
        raise DataError(
            f"{address} is no longer the file that was fetched before ({' '.join(str(error).split())[:120]}). "
            f"Delete `{file_name}` from {folder / RECORD} to accept the new one."
        ) from None
    checksum = pooch.file_hash(str(file))
    record = {**known, file_name: checksum}
    (folder / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return file, checksum


def recorded(folder: Path) -> dict[str, str]:
    """{file: sha256} of what was fetched before."""
    file = folder / RECORD
    if not file.is_file():
        return {}
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        raise DataError(f"{file} is no JSON: delete it, or mend it.") from None
    return {str(name): str(checksum) for name, checksum in known.items()}


def year_in(archive: Path, year: int) -> Path:
    """The one CSV file of a year inside an archive, unpacked beside it; the small table where there are two."""
    try:
        with zipfile.ZipFile(archive) as packed:
            names = [
                name for name in packed.namelist() if str(year) in Path(name).name and name.lower().endswith(".csv")
            ]
    except zipfile.BadZipFile:
        raise DataError(f"{archive} is no ZIP archive: delete it and fetch it again.") from None
    small = [name for name in names if "SML" in name.upper()] or names
    if len(small) != 1:
        raise DataError(f"{archive} holds {len(small)} tables of {year}: unpack the one you want by hand.")
    return member_of(archive, small[0])


def member_of(archive: Path, wanted: str) -> Path:
    """The file of that name inside an archive, unpacked beside it."""
    try:
        with zipfile.ZipFile(archive) as packed:
            if wanted not in packed.namelist():
                listed = ", ".join(sorted(packed.namelist())[:6])
                raise DataError(f"{archive} holds no `{wanted}`; it begins with {listed}.")
            return Path(packed.extract(wanted, archive.parent))
    except zipfile.BadZipFile:
        raise DataError(f"{archive} is no ZIP archive: delete it and fetch it again.") from None
