"""What the numbers of a document are: `quantities.csv`, from a field's name to its unit, definition and source."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, get_args, get_type_hints

from middlepower.document.header import Document, Quantity
from middlepower.document.number import Number, Pair

_NAMES: dict[type, list[str]] = {}


def quantities_of(kind: type[Document], vintage: int) -> dict[str, Quantity]:
    """The rows of the table for every number that a kind of document holds, money in US dollars of the vintage."""
    table = quantities()
    return {name: replace(table[name], unit=_dated(table[name].unit, vintage)) for name in _names(kind)}


def _names(kind: type) -> list[str]:
    """The names of all numbers that a kind of document holds, sorted; they are looked up once."""
    if kind not in _NAMES:
        _NAMES[kind] = sorted(set(number_names(kind)))
    return _NAMES[kind]


def _dated(unit: str, vintage: int) -> str:
    return unit.replace("US dollars", f"US dollars of {vintage}")


@cache
def quantities() -> Mapping[str, Quantity]:
    """The whole table."""
    text = files("middlepower.document").joinpath("quantities.csv").read_text(encoding="utf-8")
    return {row.pop("name"): Quantity(**row) for row in csv.DictReader(text.splitlines())}


def number_names(kind: type) -> Iterator[str]:
    """The names of all fields of a class, and of the classes in it, that hold numbers."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        inside = list(_leaves(hints[field.name]))
        if Number in inside or Pair in inside:
            yield field.name
        for leaf in inside:
            if is_dataclass(leaf) and leaf not in (Number, Pair):
                yield from number_names(leaf)


def _leaves(hint: Any) -> Iterator[type]:
    """The classes in a type: Mapping[str, tuple[Number, ...]] has str and Number."""
    inside = get_args(hint)
    if not inside and isinstance(hint, type):
        yield hint
    for part in inside:
        yield from _leaves(part)
