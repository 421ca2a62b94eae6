"""A made language: English in Greek letters, so that a word that stands in code is seen at once."""

from __future__ import annotations

import re
from dataclasses import replace

from middlepower.language.catalogue import Language, language

GREEK = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "αβψδεφγηιξκλμνοπχρστθωςζυάΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΧΡΣΤΘΩΉΖΥΆ"
)
PLACE = re.compile(r"(\{\w+\})")


def _in_greek(template: str) -> str:
    """A template with every letter made Greek, but for the names of its places."""
    return "".join(part if PLACE.fullmatch(part) else part.translate(GREEK) for part in PLACE.split(template))


def greek() -> Language:
    """A made language: every word of English in Greek letters, and numbers as on the Continent."""
    english = language("english")
    rules = replace(
        english.rules,
        code="el",
        decimal=",",
        thousands=".",
        months=tuple(map(_in_greek, english.rules.months)),
        short_months=tuple(map(_in_greek, english.rules.short_months)),
        articles=tuple(replace(form, form=_in_greek(form.form)) for form in english.rules.articles),
        possessives=tuple(replace(form, form=_in_greek(form.form)) for form in english.rules.possessives),
    )
    entries = {
        key: replace(entry, forms={form: _in_greek(text) for form, text in entry.forms.items()})
        for key, entry in english.entries.items()
    }
    return Language("greek", rules, entries)
