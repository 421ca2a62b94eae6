"""Nearest-name help for every label that a user can type."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from middlepower.errors import UnknownNameError


def nearest_name(given: str, known: Iterable[str]) -> str | None:
    """The known name closest to `given`, ignoring case, or None when nothing is near."""
    by_lower = {name.lower(): name for name in known}
    match = difflib.get_close_matches(given.lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[match[0]] if match else None


def unknown_name(kind: str, given: str, known: Iterable[str], remedy: str = "") -> UnknownNameError:
    """The error for a name that does not exist, with the nearest one that does."""
    names = list(known)
    near = nearest_name(given, names)
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    hint = f"did you mean `{near}`?" if near else f"known: {shown}."
    return UnknownNameError(" ".join(f"unknown {kind} `{given}`: {hint} {remedy}".split()))
