"""What a language settles by rule: signs of numbers, names of months, articles and possessives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from middlepower.errors import DataError

Text = TypeVar("Text", bound=str)


@dataclass(frozen=True)
class NameForm:
    """How a name is written where it starts or ends in one of some ways; any name where none is given."""

    form: str
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def fits(self, name: str) -> bool:
        """Whether the form is for a name."""
        free = not self.starts and not self.ends
        return free or name.startswith(self.starts or ()) or name.endswith(self.ends or ())


@dataclass(frozen=True)
class Rules:
    """The rules of a language. `one` holds the numbers that take the form of one."""

    code: str
    decimal: str
    thousands: str
    minus: str
    percent: str
    one: frozenset[int]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    first: str  # the first day of a month in a date
    day: str
    short_day: str
    short_month: str
    articles: tuple[NameForm, ...]
    possessives: tuple[NameForm, ...]
    joins: tuple[tuple[str, str], ...] = ()  # words that melt into one where they meet: de le -> du

    def joined(self, text: Text) -> Text:
        """A sentence with the words melted that do so."""
        for apart, together in self.joins:
            text = type(text)(text.replace(apart, together))
        return text

    def number(self, value: float, decimals: int) -> str:
        """A number with its separators and a true minus sign; none before a zero."""
        shown = f"{value:,.{decimals}f}"
        if not shown.strip("-0.,"):
            shown = shown.lstrip("-")
        return shown.translate({ord(","): self.thousands, ord("."): self.decimal, ord("-"): self.minus})

    def trimmed(self, value: float, decimals: int) -> str:
        """A number without zeros at the end of its decimals."""
        return self.number(value, decimals).rstrip("0").rstrip(self.decimal) if decimals else self.number(value, 0)

    def day_of(self, day: date) -> str:
        """The number of a day in its month."""
        return self.first if day.day == 1 else str(day.day)

    def long_date(self, day: date) -> str:
        """13 January 2026."""
        return self.day.format(day=self.day_of(day), month=self.months[day.month - 1], year=day.year)

    def long_month(self, day: date) -> str:
        """January 2026."""
        return f"{self.months[day.month - 1]} {day.year}"

    def short_date(self, day: date) -> str:
        """13 Jan 2026, its parts held together."""
        return self.short_day.format(day=self.day_of(day), month=self.short_months[day.month - 1], year=day.year)

    def month(self, day: date) -> str:
        """Jan 2026."""
        return self.short_month.format(month=self.short_months[day.month - 1], year=day.year)


def written(name: str, forms: tuple[NameForm, ...]) -> str:
    """A name in the first form that is for it."""
    return next(one.form for one in forms if one.fits(name)).format(name=name)


def rules_of(content: Mapping[str, Any]) -> Rules:
    """The rules as a file gives them; DataError where months are missing or a name may find no form."""
    months, short = tuple(content["months"]), tuple(content["short_months"])
    articles, possessives = (_forms(content[field]) for field in ("articles", "possessives"))
    if len(months) != 12 or len(short) != 12:
        raise DataError(f"rules of language `{content['code']}`: give twelve `months` and twelve `short_months`.")
    if any(forms[-1].starts or forms[-1].ends for forms in (articles, possessives)):
        raise DataError(f"rules of language `{content['code']}`: the last form of a name must be for any name.")
    given = {
        **content,
        "one": frozenset(content["one"]),
        "months": months,
        "short_months": short,
        "articles": articles,
        "possessives": possessives,
        "joins": tuple((apart, together) for apart, together in content.get("joins", ())),
    }
    return Rules(**given)


def _forms(content: list[Mapping[str, Any]]) -> tuple[NameForm, ...]:
    return tuple(NameForm(one["form"], tuple(one.get("starts", ())), tuple(one.get("ends", ()))) for one in content)
