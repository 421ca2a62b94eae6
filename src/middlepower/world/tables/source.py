"""Which reader a user's source of flows needs: the OECD's wide file, a table of pymrio, or flows one a row."""

from __future__ import annotations

from pathlib import Path

from middlepower.errors import DataError
from middlepower.reading import check_ordinary
from middlepower.world.tables.icio import LARGEST_FILE, looks_like_icio, read_icio
from middlepower.world.tables.long_table import EXCEL, read_flows
from middlepower.world.tables.multiregional import parser_of, read_pymrio
from middlepower.world.tables.table import SourceTable


def read_source(name: str, year: int) -> SourceTable:
    """The table of a year in a file or folder, whichever of the known layouts it has."""
    path = Path(name)
    if name.startswith("pymrio:") or parser_of(name) or path.is_dir() or path.suffix.lower() == ".zip":
        return read_pymrio(name, year)
    if path.suffix.lower() in EXCEL:
        return read_flows(path)
    check_ordinary(path, LARGEST_FILE, "flows")
    return read_icio(path) if looks_like_icio(_head(path)) else read_flows(path)


def _head(path: Path) -> list[str]:
    """The names of a CSV file's columns."""
    import pandas as pd

    from middlepower.reading.frames import head_of

    try:
        return head_of(path)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())[:160]
        raise DataError(f"can't read flows from {path}: {reason}. It must be a CSV file in UTF-8.") from None
