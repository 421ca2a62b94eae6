"""The one bounded reader: everything that a user names is read here, and every complaint is one line."""

from __future__ import annotations

from middlepower.reading.files import check_ordinary, data_from, inside, read_bytes, read_text
from middlepower.reading.hdf5 import check_self_contained
from middlepower.reading.tables import TableRow, read_table, separator_of
from middlepower.reading.workbook import read_sheet
from middlepower.reading.yaml import parse_yaml, shown

__all__ = [
    "TableRow",
    "check_ordinary",
    "check_self_contained",
    "data_from",
    "inside",
    "parse_yaml",
    "read_bytes",
    "read_sheet",
    "read_table",
    "read_text",
    "separator_of",
    "shown",
]
