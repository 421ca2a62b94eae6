"""Which lines of a trade table a question in HS 2022 asks for, whatever the table's edition and number of digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError

CONCORDANCE = Path(__file__).parents[1] / "hs_editions.h5"
OLDER_EDITIONS = (1992, 1996, 2002, 2007, 2012, 2017)
NATIONAL = 98  # the chapter that nations fill themselves, such as goods returned to the United States
UNSPECIFIED = 990000  # from here on codes say that nobody knows what it is
SHOWN = 4  # codes of today in a message
ASKED_EDITION = 2022  # the edition in which measures and questions name their lines
Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Match:
    """inside: lines that the question asks for; unsure: lines that are only partly, or perhaps not, asked for."""

    inside: Mask
    unsure: Mask


def check_prefix(text: str) -> str:
    """The HS code without dots: an even number of digits from 2 to 10."""
    digits = text.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (2, 4, 6, 8, 10):
        raise DataError(f"`{text}` is no HS code: write 2, 4, 6, 8 or 10 digits, such as 8703.80.")
    return digits


def match(code: Codes, digits: int, edition: int, prefixes: Sequence[str]) -> Match:
    """The lines that begin with one of the prefixes, which are codes of HS 2022."""
    if edition == ASKED_EDITION:
        return _direct(code, digits, prefixes)
    return _by_concordance(code, digits, edition, prefixes)


def _direct(code: Codes, digits: int, prefixes: Sequence[str]) -> Match:
    coarse, fine = _stretches(tuple(prefixes), digits)
    inside = _lies_in(code, coarse)
    return Match(inside, _lies_in(code, fine) & ~inside)


@dataclass(frozen=True)
class _Stretches:
    """Codes from first[j] to last[j], in order and apart."""

    first: Codes
    last: Codes


@lru_cache(maxsize=4096)
def _stretches(prefixes: tuple[str, ...], digits: int) -> tuple[_Stretches, _Stretches]:
    """The codes of so many digits that begin with one of the prefixes, and those that a finer prefix begins with."""
    width = [10 ** max(digits - len(prefix), 0) for prefix in prefixes]
    first = [int(prefix[:digits]) * wide for prefix, wide in zip(prefixes, width, strict=True)]
    coarse = [
        (low, low + wide) for low, wide, prefix in zip(first, width, prefixes, strict=True) if len(prefix) <= digits
    ]
    fine = [(low, low + 1) for low, prefix in zip(first, prefixes, strict=True) if len(prefix) > digits]
    return _apart(coarse), _apart(fine)


def _apart(stretches: Sequence[tuple[int, int]]) -> _Stretches:
    """Stretches [low, high) in order; of two that overlap, which are prefixes, one holds the other and stays."""
    ends = np.array(sorted(stretches, key=lambda stretch: (stretch[0], -stretch[1])), dtype=np.int64).reshape(-1, 2)
    reached = np.maximum.accumulate(np.concatenate([[-1], ends[:-1, 1]]))[: len(ends)]
    kept = ends[ends[:, 1] > reached]
    return _Stretches(kept[:, 0], kept[:, 1] - 1)


def _lies_in(code: Codes, stretches: _Stretches) -> Mask:
    """Whether each code lies in one of the stretches."""
    if not len(stretches.first):
        return np.zeros(len(code), dtype=bool)
    at = np.searchsorted(stretches.first, code, side="right") - 1
    inside: Mask = (at >= 0) & (code <= stretches.last[at])
    return inside


def _by_concordance(code: Codes, digits: int, edition: int, prefixes: Sequence[str]) -> Match:
    """Every line stands for the codes that it may be in HS 2022: inside where all are asked for, unsure where some."""
    old, new = concordance(edition)
    asked = _direct(new, 6, prefixes)
    known, place = np.unique(old, return_inverse=True)
    count = np.bincount(place)
    full = np.bincount(place, asked.inside) == count
    some = np.bincount(place, asked.inside | asked.unsure) > 0
    six = code // 10 ** (digits - 6)
    at = np.searchsorted(known, six).clip(0, len(known) - 1)
    listed = known[at] == six
    unlisted = _direct(code, digits, prefixes)
    inside = np.where(listed, full[at], unlisted.inside)
    unsure = np.where(listed, some[at] & ~full[at], unlisted.unsure)
    return Match(inside, unsure)


@cache
def concordance(edition: int) -> tuple[Codes, Codes]:
    """(codes of an edition, codes of HS 2022 that they may be), one row a possibility."""
    with h5py.File(CONCORDANCE) as store:
        pairs = store[str(edition)][:].astype(np.int64)
    return pairs[:, 0], pairs[:, 1]


def headings_of_today(code: Codes, digits: int, edition: int) -> Codes:
    """The heading in HS 2022 of the first code that every line may be there; its own where none is known."""
    own: Codes = code // 10 ** (digits - 4)
    if edition == ASKED_EDITION:
        return own
    old, new = concordance(edition)
    known, first = np.unique(old, return_index=True)
    six = code // 10 ** (digits - 6)
    at = np.searchsorted(known, six).clip(0, len(known) - 1)
    return np.where(known[at] == six, new[first[at]] // 100, own)


@cache
def codes_of(edition: int) -> Codes:
    """The six-digit codes of an edition in order, 999999 for what no code says left out; those of today are all that
    older ones have become."""
    of_today = [concordance(older)[1] for older in OLDER_EDITIONS]
    codes = np.unique(np.concatenate(of_today) if edition == ASKED_EDITION else concordance(edition)[0])
    named: Codes = codes[codes < UNSPECIFIED]
    return named


def in_edition(code: Codes, digits: int, edition: int) -> Mask:
    """Whether lines of so many digits, four or more, are of an edition, as far as its six digits tell, or national."""
    shown = min(digits, 6)
    known = np.unique(codes_of(edition) // 10 ** (6 - shown))
    begins = code // 10 ** (digits - shown)
    at = np.searchsorted(known, begins).clip(0, len(known) - 1)
    there: Mask = (known[at] == begins) | (begins // 10 ** (shown - 2) == NATIONAL)
    return there


def refuse_unknown(code: str) -> None:
    """ValueError where no line of any edition begins with an HS code of two digits or more, given by its digits."""
    known = any(_begins(code[:6], codes_of(edition)).any() for edition in (ASKED_EDITION, *OLDER_EDITIONS))
    if not known and int(code[:2]) != NATIONAL:
        raise ValueError(f"HS {code} is in no edition of the HS, 1992 to {ASKED_EDITION}: correct it")


def refuse_gone(code: str) -> None:
    """ValueError where no line of today begins with an HS code; it says what the code has become."""
    refuse_unknown(code)
    shown = code[:6]
    if _begins(shown, codes_of(ASKED_EDITION)).any() or int(code[:2]) == NATIONAL:
        return
    old = [edition for edition in OLDER_EDITIONS if _begins(shown, codes_of(edition)).any()]
    before, after = concordance(old[-1])
    today = sorted({f"{int(new):06d}" for new in after[_begins(shown, before)]})
    more = ", ..." if len(today) > SHOWN else ""
    raise ValueError(
        f"HS {code} is of HS {old[-1]} and no line of HS {ASKED_EDITION}, in which lines are named: its goods are "
        f"{', '.join(today[:SHOWN])}{more} there"
    )


def _begins(prefix: str, codes: Codes) -> Mask:
    """Which six-digit codes begin with a prefix of at most six digits."""
    begins: Mask = codes // 10 ** (6 - len(prefix)) == int(prefix)
    return begins
