"""What a world's file says of itself in its attributes, each checked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from middlepower.data.embedded import Source
from middlepower.errors import DataError
from middlepower.reading import shown

SOURCE_FIELDS = tuple(field.name for field in fields(Source))


def attributes_of(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The world's fields that stand in a file's attributes."""
    return {
        "name": _text(attributes, "name", "unnamed"),
        "vintage": _year(attributes, "vintage", "the year of the flows"),
        "input_year": _year(attributes, "input_year", "the year of the input coefficients"),
        "tariff_date": tariff_date_of(attributes),
        "services": services_of(attributes),
        "elasticity_set": _text(attributes, "elasticity_set", "own"),
        "horizon": _text(attributes, "horizon", "long"),
        "members": _members(attributes),
        "sources": _sources(attributes),
    }


def tariff_date_of(attributes: Mapping[str, Any]) -> dt.date:
    """The day whose law a file's tariffs stand for, from its attribute `tariff_date`."""
    text = attributes.get("tariff_date")
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        raise _wrong(
            "tariff_date", text, "it must be the day whose law the tariffs stand for, such as 2022-07-01"
        ) from None


def services_of(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """The sectors that are services, from a file's attribute `services`, a JSON list of their codes."""
    codes = _json(attributes, "services", "")
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        wanted = 'it must list the sectors that are services as JSON, such as ["SERV"], or [] for none'
        raise _wrong("services", attributes.get("services"), wanted)
    return tuple(codes)


def _members(attributes: Mapping[str, Any]) -> dict[str, str]:
    members = _json(attributes, "members", "{}")
    if not isinstance(members, dict) or not all(isinstance(region, str) for region in members.values()):
        wanted = 'it must name the region of each merged country as JSON, such as {"HUN": "REU"}'
        raise _wrong("members", attributes.get("members"), wanted)
    return members


def _sources(attributes: Mapping[str, Any]) -> tuple[Source, ...]:
    entries = _json(attributes, "sources", "[]")
    good = isinstance(entries, list) and all(
        isinstance(entry, dict) and set(entry) == set(SOURCE_FIELDS) and all(isinstance(v, str) for v in entry.values())
        for entry in entries
    )
    if not good:
        wanted = f"it must be a JSON list of sources, each with the texts {', '.join(SOURCE_FIELDS)}"
        raise _wrong("sources", attributes.get("sources"), wanted)
    return tuple(Source(**entry) for entry in entries)


def _year(attributes: Mapping[str, Any], name: str, wanted: str) -> int:
    value = np.ravel(np.asarray(attributes.get(name, 0)))
    if value.size != 1 or value.dtype.kind not in "iuf" or not 0 <= value[0] < 10_000 or value[0] != int(value[0]):
        raise _wrong(name, attributes.get(name), f"it must be {wanted}, such as 2022")
    return int(value[0])


def _text(attributes: Mapping[str, Any], name: str, default: str) -> str:
    value = attributes.get(name, default)
    if not isinstance(value, str):
        raise _wrong(name, value, "it must be text")
    return value


def _json(attributes: Mapping[str, Any], name: str, default: str) -> Any:
    """The content of an attribute in JSON; None where it is none."""
    try:
        return json.loads(str(attributes.get(name, default)))
    except (ValueError, RecursionError):
        return None


def _wrong(name: str, value: Any, wanted: str) -> DataError:
    return DataError(f"the attribute `{name}` is `{shown(value)}`: {wanted}. Set it in the file.")
