"""Which lines of a trade table a question in HS 2022 asks for, whatever the table's edition and number of digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError

CONCORDANCE = Path(__file__).parents[1] / "hs_editions.h5"
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
    if not digits.isdigit() or len(digits) not in (2, 4, 6, 8, 10):
        raise DataError(f"`{text}` is no HS code: write 2, 4, 6, 8 or 10 digits, such as 8703.80.")
    return digits


def match(code: Codes, digits: int, edition: int, prefixes: Sequence[str]) -> Match:
    """The lines that begin with one of the prefixes, which are codes of HS 2022."""
    if edition == ASKED_EDITION:
        return _direct(code, digits, prefixes)
    return _by_concordance(code, digits, edition, prefixes)


def _direct(code: Codes, digits: int, prefixes: Sequence[str]) -> Match:
    inside, unsure = np.zeros(len(code), dtype=bool), np.zeros(len(code), dtype=bool)
    for prefix in prefixes:
        if len(prefix) <= digits:
            inside |= code // 10 ** (digits - len(prefix)) == int(prefix)
        else:
            unsure |= code == int(prefix[:digits])
    return Match(inside, unsure & ~inside)


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
