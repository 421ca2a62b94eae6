"""The economy that a code, a number or a name stands for, and what a mistyped name may mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from middlepower.data.codes import REST, NamedEconomy, SharedName, economies, economy_names, shared_names
from middlepower.errors import UnknownNameError
from middlepower.names import either, plain, spelled_like


def find_economy(label: str) -> str | None:
    """The code of the one economy that a code, number or name stands for; None for none or a shared name."""
    code = label.strip()
    if code in economy_names():
        return code
    typed = _number(code) if code.isdecimal() and code.isascii() else plain(label)
    return None if typed in _shared() else _index().get(typed)


def is_shared(label: str) -> bool:
    """Whether more than one economy bears a name."""
    return plain(label) in _shared()


def refuse_shared(label: str) -> None:
    """UnknownNameError where a name stands for more than one economy: it says which."""
    shared = _shared().get(plain(label))
    if shared is not None:
        known = ", ".join(f"{code} ({economy_names()[code]})" for code in shared.codes)
        raise UnknownNameError(f"`{label}` is not one economy, {shared.why}: write one of {known}.")


def meant(label: str, others: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of economies, and of others, that a mistyped name may mean: those a slip of typing away, each once."""
    near = {
        _spellings().get(name, name): name for name in sorted(spelled_like(label, [*_spellings(), *others]), key=len)
    }
    return tuple(near.values())


def unknown_economy(label: str, others: Iterable[str] = ()) -> UnknownNameError:
    """The error for a name that no economy and none of the others has, with names a slip of typing away."""
    near = meant(label, others)
    known = "`middlepower list economies` shows every code and name, `middlepower list groups` the groups."
    remedy = f"did you mean {either(near)}?" if near else known
    return UnknownNameError(f"unknown economy or group `{label}`: {remedy}")


@cache
def _spellings() -> dict[str, str]:
    """{name or code of an economy: its code}; codes of two letters are left out."""
    return {name: one.code for one in economies().values() for name in (one.code, *one.names) if len(plain(name)) > 2}


@cache
def _index() -> dict[str, str]:
    """{code, number or plain name: code}; a name with a comma also the other way round."""
    index = {REST.lower(): REST, plain("Rest of the world"): REST}
    for economy in economies().values():
        for key in _keys(economy):
            index.setdefault(key, economy.code)
    return index


def _keys(economy: NamedEconomy) -> Iterator[str]:
    """Every key of an economy, none empty."""
    yield from filter(None, (economy.code.lower(), economy.iso2.lower(), _number(economy.m49)))
    yield from map(_number, economy.comtrade)
    for name in economy.names:
        yield plain(name)
        first, comma, rest = name.partition(", ")
        if comma:
            yield plain(f"{rest} {first}")


@cache
def _shared() -> dict[str, SharedName]:
    """The shared names by plain name."""
    return {plain(name): shared for shared in shared_names("economies") for name in shared.names}


def _number(digits: str) -> str:
    """A number without leading zeros."""
    return digits.lstrip("0")
