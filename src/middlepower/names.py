"""Nearest-name help for every label that a user can type."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import takewhile

from middlepower.errors import UnknownNameError


def nearest_name(given: str, known: Iterable[str]) -> str | None:
    """The known name closest to `given`, ignoring case, or None when nothing is near.

    Of names equally close, one with the same letters comes first, then one that begins alike.
    """
    by_lower, typed = {name.lower(): name for name in known}, given.lower()
    near = difflib.get_close_matches(typed, by_lower, n=max(len(by_lower), 1), cutoff=0.5)

    def closeness(name: str) -> tuple[float, bool, int]:
        ratio = difflib.SequenceMatcher(None, name, typed).ratio()
        return ratio, sorted(name) == sorted(typed), sum(takewhile(bool, map(str.__eq__, name, typed)))

    return by_lower[max(near, key=closeness)] if near else None


def unknown_name(kind: str, given: str, known: Iterable[str], remedy: str = "") -> UnknownNameError:
    """The error for a name that does not exist, with the nearest one that does."""
    names = list(known)
    near = nearest_name(given, names)
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    hint = f"did you mean `{near}`?" if near else f"known: {shown}."
    return UnknownNameError(" ".join(f"unknown {kind} `{given}`: {hint} {remedy}".split()))
