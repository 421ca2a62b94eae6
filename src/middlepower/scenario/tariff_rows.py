"""The rows of a tariff table as a scenario holds them: who taxes whom, which goods, at which rate, on which days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, field_validator, model_validator

from middlepower.errors import ScenarioError
from middlepower.policy.checks import HIGHEST_NUMBER, Rate, as_tuple, check_line, rate_as_written
from middlepower.policy.strict import Day, Strict, Whole

RATE_DIGITS = 12  # of a gross rate less one, which is no exact number


class TariffRow(Strict):
    """One line of a tariff table; `sector` is a sector, a product or `*`, and both that and `hs` empty is all goods."""

    model_config = ConfigDict(populate_by_name=True)
    complaint = ScenarioError

    line: Whole = 0
    importer: str = ""
    partner: str = ""
    sector: str = ""
    hs: str = ""
    rate: Rate
    start: Day | None = Field(default=None, alias="from")
    end: Day | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def one_kind_of_goods(self) -> TariffRow:
        """The row itself when it names goods in one way, and days in order."""
        if self.hs:
            check_line(self.hs)
        if self.hs and self.sector:
            raise ValueError(f"both `sector` {self.sector} and `hs` {self.hs} are filled: keep one")
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"`to` {self.end} is before `from` {self.start}: swap them")
        return self

    def applies_on(self, day: dt.date) -> bool:
        """Whether the row is law on a day; both its dates are days in force."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def no_mere_name(value: Any) -> Any:
    """The value itself; the name of a file is read by who reads the scenario's own file."""
    if isinstance(value, str):
        raise ValueError("a table is read beside the scenario's file: from Python, give its `rows`")
    if isinstance(value, Mapping) and "rows" not in value:
        raise ValueError("name its `file`, or give its `rows`")
    return value


class TariffTable(Strict):
    """A tariff table of one's own: its rows, and how they are meant.

    Each adds to what its goods pay, or replaces all of it. `importer` and `partner` are those of rows that name none.
    `gross` says how the file wrote its rates, 1.15 for 15%; in rows they are fractions.
    """

    complaint = ScenarioError

    file: str = ""
    gross: bool = False
    relation: Literal["adds", "replaces"] = "adds"
    allow_unmatched: bool = False
    importer: str = ""
    partner: str = ""
    rows: Annotated[tuple[TariffRow, ...], BeforeValidator(as_tuple)] = Field(min_length=1)

    @field_validator("rows")
    @classmethod
    def numbered(cls, rows: tuple[TariffRow, ...]) -> tuple[TariffRow, ...]:
        """The rows, those without the line of a file by their place."""
        return tuple(row.model_copy(update={"line": row.line or place}) for place, row in enumerate(rows, 1))

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.file or "tariff_table"


OwnTable = Annotated[TariffTable, BeforeValidator(no_mere_name)]


def table_rate(text: str, gross: bool) -> float:
    """The fraction that a cell of a table means; ValueError where nothing says which.

    15% is `0.15` or `15%`, in a table of gross rates `1.15`. A bare number of 1 or more in any other is refused: it
    may be gross, or 100% and more.
    """
    signed = text.endswith("%")
    rate = None if gross and not signed else rate_as_written(text)
    if gross:
        return _of_gross(text, rate)
    if not isinstance(rate, float):
        raise ValueError("write a number, a fraction such as 0.25")
    if not signed and rate >= 1.0:
        raise ValueError(f"if it is 1 + the tariff, set `gross: true`; if {100.0 * rate:g}% is meant, write the sign")
    return rate


def _of_gross(text: str, signed: float | None) -> float:
    """A gross rate less one."""
    try:
        factor = float(text) if signed is None else float(signed)
    except ValueError:
        factor = 0.0
    if not 1.0 <= factor <= 1.0 + HIGHEST_NUMBER:
        raise ValueError("a gross rate is 1 + the tariff: write 15% as 1.15, or drop `gross: true`")
    return round(factor - 1.0, RATE_DIGITS)
