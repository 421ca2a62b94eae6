"""The sector that a code (ICIO, ISIC Rev. 4, NACE Rev. 2, GTAP) or a word stands for.

A word stands for the sector that it names in everyday speech. A code or a word for something narrower than a sector is
no name of it: the error says which sector holds it. What lies in several sectors is an error that lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from middlepower.data.codes import Sector, SharedName, sectors, shared_names
from middlepower.errors import UnknownNameError
from middlepower.names import either, plain, spelled_like

# ISIC and NACE as people write them: 29, C29, 29.10, 2910, 10-12, C10-C12, C10T12, perhaps after `ISIC` or `NACE`.
PREFIX = re.compile(r"^(?:isic|nace)(?:\s*rev\.?\s*\d)?[\s:]*", re.IGNORECASE)
CLASSES = re.compile(r"^[A-U]?(\d\d(?:\.?\d{1,2})?)(?:\s*(?:-|–|T|to)\s*[A-U]?(\d\d\d?))?$", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class SectorsMeant:
    """The sectors that a label touches, and whether it is one of them or only lies in it or them."""

    codes: tuple[str, ...]
    whole: bool
    why: str = ""


def find_sector(label: str) -> str | None:
    """The code of the one sector that a label names; None where it names none."""
    found = sectors_meant(label)
    return found.codes[0] if found is not None and found.whole else None


def refuse_part(label: str) -> None:
    """UnknownNameError where a label names a part of a sector, or more than one sector: it says which."""
    found = sectors_meant(label)
    if found is None or found.whole:
        return
    known = ", ".join(f"{code} ({sectors()[code].name})" for code in found.codes)
    if len(found.codes) == 1:
        raise UnknownNameError(
            f"`{label}` is part of the sector {known}: name the whole sector, or goods in a measure."
        )
    raise UnknownNameError(f"`{label}` is more than one sector, {found.why}: name those that you mean of {known}.")


def unknown_sector(label: str, own: Iterable[tuple[str, str]]) -> UnknownNameError:
    """The error for a word that names no sector: those a slip of typing away, of a world's own (code, name) too."""
    labels = [name for pair in own for name in pair]
    near = list(dict.fromkeys(spelled_like(label, [*labels, *_spellings()])))
    remedy = f"did you mean {either(near[:1])}?" if near else "`middlepower list sectors` shows codes and words."
    return UnknownNameError(f"unknown sector `{label}`: {remedy}")


def sectors_meant(label: str) -> SectorsMeant | None:
    """What a label says of sectors; None for a word that is unknown."""
    code = label.strip()
    if code in sectors():
        return SectorsMeant((code,), whole=True)
    word = plain(code)
    if word in _shared():
        return SectorsMeant(_shared()[word].codes, whole=False, why=_shared()[word].why)
    if word in _words():
        return SectorsMeant((_words()[word],), whole=True)
    if word in _parts():
        return SectorsMeant((_parts()[word],), whole=False)
    return _of_classes(PREFIX.sub("", code))


def _of_classes(code: str) -> SectorsMeant | None:
    """What a code of ISIC or NACE, or a range of divisions, says."""
    match = CLASSES.match(code)
    if match is None:
        return None
    first, last = match[1].replace(".", ""), match[2]
    asked = _span(first, last) if last else (first,)
    touched = [sector.code for sector in sectors().values() if _overlaps(asked, _classes(sector))]
    if not touched:
        return None
    same = set(asked) == set(_classes(sectors()[touched[0]]))
    return SectorsMeant(tuple(touched), whole=len(touched) == 1 and same, why="by its divisions")


def _overlaps(asked: tuple[str, ...], held: tuple[str, ...]) -> bool:
    """Whether a class in one is in the other."""
    return any(one.startswith(other) or other.startswith(one) for one in asked for other in held)


def _span(first: str, last: str) -> tuple[str, ...]:
    """The divisions or groups from the first to the last."""
    return tuple(str(number).zfill(len(first)) for number in range(int(first), int(last) + 1))


@cache
def _classes(sector: Sector) -> tuple[str, ...]:
    """The ISIC divisions, groups and classes of a sector."""
    spans = [part.strip().partition("-") for part in sector.isic.split(",")]
    return tuple(one for first, dash, last in spans for one in (_span(first, last) if dash else (first,)))


@cache
def _words() -> dict[str, str]:
    """{plain code, name, word or GTAP code: sector}."""
    return {plain(word): one.code for one in sectors().values() for word in (one.code, one.name, *one.words, *one.gtap)}


@cache
def _spellings() -> tuple[str, ...]:
    """Every code, name and word of a sector as it is written in a hint."""
    return tuple(word for one in sectors().values() for word in (one.code, one.name, *one.words))


@cache
def _parts() -> dict[str, str]:
    """{plain word or GTAP code of a part: sector}."""
    return {plain(word): one.code for one in sectors().values() for word in (*one.parts, *one.gtap_parts)}


@cache
def _shared() -> dict[str, SharedName]:
    """The names of several sectors by plain name."""
    return {plain(name): shared for shared in shared_names("sectors") for name in shared.names}
