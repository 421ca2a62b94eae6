"""Labels in messages: the nearest name to one that a user typed, and what stands at a position of an array."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
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
    near = nearest_name(str(given), names)
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    hint = f"did you mean `{near}`?" if near else f"known: {shown}."
    return UnknownNameError(" ".join(f"unknown {kind} `{given}`: {hint} {remedy}".split()))


@dataclass(frozen=True)
class Labels:
    """Codes of the sectors [k] and economies [n] of some arrays, for messages; empty where nobody knows them."""

    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def sector(self, k: int) -> str:
        """The sector at a position."""
        return self.sectors[k] if self.sectors else f"the sector at position {k}"

    def region(self, n: int) -> str:
        """The economy at a position."""
        return self.regions[n] if self.regions else f"the economy at position {n}"

    def flow(self, k: int, n: int, i: int) -> str:
        """A flow [sector, importer, exporter] in words."""
        return f"{self.region(n)}'s imports of {self.sector(k)} from {self.region(i)}"


NO_LABELS = Labels()
