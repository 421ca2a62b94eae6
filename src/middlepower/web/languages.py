"""Which language a page speaks: its address says so, and all that its request asks for is said in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from middlepower.experiment.status_quo import day_title
from middlepower.language.catalogue import SPOKEN, language_of, speaking, spoken

HOMES: Mapping[str, str] = {"en": "/", "fr": "/fr/"}  # what the addresses of a language begin with
OWN_NAMES: Mapping[str, str] = {"en": "English", "fr": "Français"}
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Given = ParamSpec("Given")
Made = TypeVar("Made")


def code_at(path: str) -> str:
    """The code of the language of an address."""
    return next((code for code, home in HOMES.items() if home != "/" and path.startswith(home)), "en")


def spoken_code() -> str:
    """The code of the language that is spoken."""
    return spoken().rules.code


def address_here(path: str) -> str:
    """A path of the pages, /bench, as an address of the language that is spoken."""
    return HOMES[spoken_code()] + path.lstrip("/")


def path_of(address: str) -> str:
    """An address of any language as a path of the pages."""
    return "/" + address.removeprefix(HOMES[code_at(address)]).strip("/")


def speaking_by_address(application: Application) -> Application:
    """An application whose every request is answered in the language of its address."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with speaking(language_of(code_at(environ.get("PATH_INFO", "/")))):
            return application(environ, start)

    return answer


def in_each_language(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """A function that makes its result once for each language and the same values."""
    made: dict[tuple[Any, ...], Made] = {}

    @wraps(make)
    def found(*values: Given.args, **named: Given.kwargs) -> Made:
        key = (spoken_code(), *values, *named.items())
        if key not in made:
            made[key] = make(*values, **named)
        return made[key]

    return found


def said_again(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """A scenario whose baseline has the name of its day in the language that is spoken, if it had it in another."""
    base = scenario.get("baseline")
    if not isinstance(base, Mapping):
        return dict(scenario)
    try:
        day = dt.date.fromisoformat(str(base.get("date")))
    except ValueError:
        return dict(scenario)
    if base.get("name") not in {_title(code, day) for code in SPOKEN}:
        return dict(scenario)
    return {**scenario, "baseline": {**base, "name": day_title(day)}}


def _title(code: str, day: dt.date) -> str:
    with speaking(language_of(code)):
        return day_title(day)
