"""Lists of HS lines that a measure taxes or spares, each a CSV file: of the package, or beside the file that names it.

Columns: `hs`, and `content` where the goods are taxed on a part of their value only, such as their metal content. The
content is an average over the list's lines in a sector, so that all lines of a sector have the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any
from zlib import crc32

from pydantic import BeforeValidator

from middlepower.errors import MeasureError
from middlepower.names import nearest_name
from middlepower.policy.checks import as_tuple, check_line
from middlepower.policy.goods import HERE, read_rows
from middlepower.reading import read_table

FOLDER = "lists/hs"
REMARKS = ("note", "source")


@dataclass(frozen=True, eq=False)
class HsList:
    """HS prefixes under a name; `content` is the taxed share of a good's value by sector, empty where it is all."""

    name: str
    codes: tuple[str, ...]
    content: Mapping[str, float] = field(default_factory=dict)

    def content_of(self, code: str) -> float:
        """The taxed share of the value of a line's goods."""
        return self.content[_sector_of()[code[:4]]] if self.content else 1.0

    @cached_property
    def mark(self) -> int:
        """What tells two lists of one name apart, in every process alike: a check sum of the codes."""
        return crc32(" ".join(self.codes).encode())


@cache
def built_in_lists() -> tuple[str, ...]:
    """The names of the lists that come with the package."""
    return tuple(sorted(f"{FOLDER}/{path.name}" for path in (HERE / FOLDER).glob("us_*.csv")))


@cache
def built_in_list(name: str) -> HsList:
    """A list that comes with the package."""
    if name not in built_in_lists():
        near = nearest_name(name, built_in_lists())
        remedy = f"did you mean `{near}`?" if near else "see `lists/hs/index.csv`."
        raise ValueError(f"no such list; {remedy} A CSV file of your own is read only beside the file that names it")
    return read_list(HERE / name)


def read_list(path: Path) -> HsList:
    """The list in a CSV file; MeasureError names file, line and value."""
    codes: dict[str, None] = {}
    content: dict[str, float] = {}
    for row in read_table(path, ("hs",), ("content", *REMARKS), "a list of HS lines", MeasureError):
        where = f"{path}, line {row.line}"
        try:
            code = check_line(row.cells["hs"])
        except ValueError as error:
            raise MeasureError(f"{where}: {error}.") from None
        if code in codes:
            raise MeasureError(f"{where}: HS {code} stands there twice; delete one.")
        codes[code] = None
        if "content" in row.cells:
            _add_content(content, code, row.cells["content"], where)
    return HsList(path.stem, tuple(codes), content)


def _add_content(content: dict[str, float], code: str, text: str, where: str) -> None:
    """Note the content of a line's sector, which all its lines share."""
    sector = _sector_of().get(code[:4])
    if sector is None:
        raise MeasureError(f"{where}: a line with `content` needs four digits or more of a known heading, not {code}.")
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0.0 < share <= 1.0:
        raise MeasureError(
            f"{where}: `content` is `{text[:20]}`: write the taxed share of the value, above 0, up to 1."
        )
    if content.setdefault(sector, share) != share:
        raise MeasureError(
            f"{where}: `content` of sector {sector} is {share} here and {content[sector]} above: one only."
        )


@cache
def _sector_of() -> dict[str, str]:
    return {row["hs4"]: row["sector"] for row in read_rows(HERE / "hs4_sector.csv")}


def _listed(value: Any) -> Any:
    return built_in_list(value) if isinstance(value, str) else value


def _all_listed(value: Any) -> Any:
    values = as_tuple(value)
    return tuple(map(_listed, values)) if isinstance(values, tuple) else values


OneList = Annotated[HsList, BeforeValidator(_listed)]
Lists = Annotated[tuple[HsList, ...], BeforeValidator(_all_listed)]
