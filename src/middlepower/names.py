"""Names in messages and in what users type: one spelling of each, slips of typing, and what stands where."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from middlepower.errors import UnknownNameError

LETTERS = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "&": " and "})
SKIPPED_WORDS = ("the",)
WORDS = {"st": "saint", "ste": "saint"}
SHOWN = 12  # names in a message that lists what is known
LONGEST = 80  # letters: no known name is longer, and nothing longer is compared letter by letter


def plain(name: str) -> str:
    """A name as it is compared: lower case, no accents, spaces or signs, and of several words no `the` and no `St`."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign)).replace(".", "")
    words = re.findall(r"[^\W_]+", letters.replace("'", "").replace("’", ""))
    if len(words) > 1:
        words = [WORDS.get(word, word) for word in words if word not in SKIPPED_WORDS]
    return "".join(words)


known_plain = lru_cache(maxsize=20_000)(plain)
"""`plain`, remembered: for names that the program knows, not for what is typed."""


def slips(given: str, name: str) -> int:
    """The least number of letters left out, added, changed or swapped with a neighbour between two words."""
    before: list[int] = []
    row = list(range(len(name) + 1))
    for place, letter in enumerate(given, 1):
        older, before, row = before, row, [place]
        for other, wanted in enumerate(name, 1):
            least = min(before[other] + 1, row[-1] + 1, before[other - 1] + (letter != wanted))
            swapped = place > 1 and other > 1 and given[place - 2] == wanted and letter == name[other - 2]
            row.append(min(least, older[other - 2] + 1) if swapped else least)
    return row[-1]


def spelled_like(given: str, known: Iterable[str]) -> list[str]:
    """The known names that `given` may be a slip of typing for, the nearest first, all compared as `plain` has them.

    Of names of four letters or more, one letter may be wrong, or two of eight and more. A code of three letters may
    have one too many or two swapped; another letter makes another code.
    """
    typed = plain(given[: LONGEST + 1])
    if not 3 <= len(typed) <= LONGEST:
        return []
    near = [(far, name) for name in known if (far := _how_far(typed, known_plain(name))) is not None]
    return [name for far, name in sorted(near) if far == min(near)[0]]


def _how_far(typed: str, name: str) -> tuple[int, bool] | None:
    """(slips between two plain names, whether the first letter is another), or None where it is no slip of typing."""
    allowed = 2 if len(name) >= 8 else 1
    if len(name) < 3 or abs(len(typed) - len(name)) > allowed:
        return None
    if len(name) == 3 and len(typed) == 3 and sorted(typed) != sorted(name):
        return None
    if (len(typed) == 3 and len(name) > 3) or len(set(typed) ^ set(name)) > 2 * allowed:
        return None
    distance = slips(typed, name)
    return (distance, typed[0] != name[0]) if distance <= allowed else None


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
    hint = f"did you mean `{near}`?" if near else f"known: {shortened(names)}" + ("" if len(names) > SHOWN else ".")
    return UnknownNameError(" ".join(f"unknown {kind} `{given}`: {hint} {remedy}".split()))


def either(names: Iterable[str]) -> str:
    """Names as a choice: `A`, `B` or `C`."""
    *first, last = [f"`{name}`" for name in names]
    return f"{', '.join(first)} or {last}" if first else last


def joined(names: Iterable[str]) -> str:
    """Names in a row: A, B and C."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def shortened(names: Iterable[str]) -> str:
    """The first names in a row, and dots where there are more."""
    listed = list(names)
    return ", ".join(listed[:SHOWN]) + (", ..." if len(listed) > SHOWN else "")


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
