"""Rows of the profile on employees at work after a cut-off, by province and power."""

from __future__ import annotations

from dataclasses import dataclass

from middlepower.data.provinces import PROVINCES
from middlepower.document.number import Number
from middlepower.document.profiled import Profile


@dataclass(frozen=True)
class PersonsRow:
    """One province, or the whole economy: the change of employees by power."""

    name: str
    changes: tuple[tuple[str, Number], ...]


def persons_rows(profile: Profile) -> list[PersonsRow]:
    """Provinces and then the economy; none where nobody is counted."""
    found = {power: one.persons for power, one in profile.incidence.powers.items() if one.persons is not None}
    if not found:
        return []
    rows = [
        PersonsRow(name, tuple((power, of.by_province[code].change_persons) for power, of in found.items()))
        for code, name in PROVINCES.items()
    ]
    total = tuple((power, of.total.change_persons) for power, of in found.items())
    return [*rows, PersonsRow(profile.name(profile.economy), total)]
