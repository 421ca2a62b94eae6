"""What sectors of other tables are in the sectors of ours: the same, parts of one, or several together.

Elasticities, labour's shares and measures are known by our sectors; this says which of them a sector of a user's world
takes part in. Labels are codes (ICIO, ISIC Rev. 4, NACE Rev. 2, GTAP) or words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeVar

from middlepower.data.codes import sectors
from middlepower.data.sector_names import sectors_meant
from middlepower.names import plain

Relation = Literal["same", "part", "several"]
Value = TypeVar("Value")
SERVICES = "SERV"
ALL_GOODS = frozenset(("goods", "allgoods", "merchandise"))  # as `plain` writes them
SECTIONS = frozenset("DEFGHIJKLMNOPQRSTU")  # of ISIC that hold services and utilities alone


@dataclass(frozen=True)
class Concorded:
    """Our sectors that a label is the same as, is a part of, or holds several of."""

    codes: tuple[str, ...]
    relation: Relation

    @property
    def is_goods(self) -> bool:
        """Whether any of them is goods."""
        return any(sectors()[code].is_goods for code in self.codes)


@cache
def concorded(label: str) -> Concorded | None:
    """Our sectors that a label stands for, such as `same` C29 for `mvh`, `part` of A01 for `wht`; None for none."""
    text = label.strip()
    if text.upper() in SECTIONS:
        return Concorded((SERVICES,), "part")
    if plain(text) in ALL_GOODS:
        return Concorded(tuple(code for code, sector in sectors().items() if sector.is_goods), "several")
    found = sectors_meant(text.replace("_", "-") if text not in sectors() else text)
    if found is None:
        return None
    if found.whole:
        return Concorded(found.codes, "same")
    return Concorded(found.codes, "part" if len(found.codes) == 1 else "several")


def standard_code(labels: Iterable[str]) -> str | None:
    """The code of ours for a sector that goes by labels, the first that is known counts; None for no whole sector."""
    for label in labels:
        found = concorded(label)
        if found is not None:
            return found.codes[0] if found.relation == "same" else None
    return None


def values_for(code: str, known: Mapping[str, Value]) -> tuple[Value, ...]:
    """What is known of a sector: its own value, else that of the sector of ours that it is part of, or those of all
    that it holds; empty where any of them is missing."""
    if code in known:
        return (known[code],)
    found = concorded(code)
    if found is None or any(name not in known for name in found.codes):
        return ()
    return tuple(known[name] for name in found.codes)
