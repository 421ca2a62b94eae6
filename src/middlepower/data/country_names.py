"""Economies by the names that people write: codes, names of the tables, official and common names."""

from __future__ import annotations

import unicodedata
from functools import cache

from middlepower.data.codes import economy_names

SPOKEN = {
    "UK": "GBR",
    "Russia": "RUS",
    "Turkey": "TUR",
    "Taiwan": "TWN",
    "Hong Kong": "HKG",
    "Czech Republic": "CZE",
    "South Korea": "KOR",
    "Ivory Coast": "CIV",
    "Burma": "MMR",
}
"""Names in wide use that no list of ISO 3166 has."""


def plain(name: str) -> str:
    """A name without case, accents, blanks and signs, by which names are compared."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if letter.isalnum()).casefold()


def economy_called(name: str) -> str | None:
    """The ISO3 code of an economy by code or by any of its names; None for an unknown one."""
    return _codes_by_name().get(plain(name))


@cache
def _codes_by_name() -> dict[str, str]:
    """{plain name: code}; the tables' own names go before those of ISO 3166, these before spoken ones."""
    import pycountry

    known: dict[str, str] = {}
    named = [(code, name) for code, title in economy_names().items() for name in (code, title)]
    for country in pycountry.countries:
        for kind in ("alpha_2", "name", "official_name", "common_name"):
            if name := getattr(country, kind, None):
                named.append((country.alpha_3, name))
    for code, name in [*named, *((code, name) for name, code in SPOKEN.items())]:
        if code in economy_names():
            known.setdefault(plain(name), code)
    return known
