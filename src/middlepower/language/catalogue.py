"""The catalogue of a language: a key gives a template, and the values that it names are filled in.

`say("brief.worth", money="US$ 3 billion")` takes the entry `worth` of the file `brief.json`. An entry is a template
with named places, or its forms by a number `n`: {"one": "{n} state", "many": "{n} states"}, with "zero" where none is
said otherwise. Integers are written by the language's rule; all other numbers come as text, because only the caller
knows their decimals. Names that stand in data in English (economies, sectors, goods, titles of measures and scenarios)
are looked up in the language's `names` files; a name of the user's own stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from string import Formatter

from middlepower.errors import DataError, ScenarioError
from middlepower.language.rules import Rules, rules_of, written

DEFAULT = "english"
SPOKEN = {"en": "english", "fr": "french"}
RULES = "rules.json"
NAMES = "names"  # how the files begin that give names
FORMS = ("zero", "one", "many")
COUNT = "n"


@dataclass(frozen=True)
class Wording:
    """A template by form; one that does not depend on a number has the form "many" alone."""

    forms: Mapping[str, str]
    counts: bool

    @cached_property
    def places(self) -> frozenset[str]:
        """The names that must be given."""
        named = frozenset(name for text in self.forms.values() for name in places_of(text))
        return named | {COUNT} if self.counts else named

    def form(self, n: int, rules: Rules) -> str:
        """The template for a number."""
        wanted = "zero" if n == 0 and "zero" in self.forms else "one" if n in rules.one else "many"
        return self.forms[wanted]


@dataclass(frozen=True)
class Language:
    """A language: its rules for numbers, dates and names, and its entries by key."""

    name: str
    rules: Rules
    entries: Mapping[str, Wording]
    names: Mapping[str, str] = field(default_factory=dict)  # by what data say in English

    def named(self, english: str) -> str:
        """A name that data give in English; one that the language does not know stays as it is."""
        return self.names.get(english, english)

    def the(self, name: str) -> str:
        """A name as it stands in a sentence: the United States."""
        return written(self.named(name), self.rules.articles)

    def possessive(self, name: str) -> str:
        """A name as an owner: Canada's."""
        return written(self.named(name), self.rules.possessives)

    def template(self, key: str, named: Mapping[str, str | int]) -> str:
        """The template of a key in the form that its number wants; DataError where key and values do not fit."""
        if key not in self.entries:
            raise DataError(f"no wording `{key}` in {self.name}: add it to the catalogue.")
        entry = self.entries[key]
        if entry.places != named.keys():
            raise DataError(f"wording `{key}` names {sorted(entry.places)}, but is given {sorted(named)}.")
        return entry.form(int(named[COUNT]), self.rules) if entry.counts else entry.forms["many"]

    def shown(self, named: Mapping[str, str | int]) -> dict[str, str]:
        """The values as text, integers by the language's rule; DataError for a number whose decimals are open."""
        wrong = [name for name, value in named.items() if not isinstance(value, str | int)]
        if wrong:
            raise DataError(f"values {wrong} of a wording are neither text nor whole numbers: format them first.")
        return {
            name: self.named(value) if isinstance(value, str) else self.rules.number(value, 0)
            for name, value in named.items()
        }

    def say(self, key: str, **named: str | int) -> str:
        """The wording of a key, filled in."""
        return self.rules.joined(self.template(key, named).format(**self.shown(named)))


def say(key: str, **named: str | int) -> str:
    """The wording of a key in the language that is spoken."""
    return spoken().say(key, **named)


def places_of(template: str) -> list[str]:
    """The names of a template's places; DataError for one without a name, or with more than a name."""
    parts = [(name, spec, how) for _, name, spec, how in Formatter().parse(template) if name is not None]
    if any(not name.isidentifier() or spec or how for name, spec, how in parts):
        raise DataError(f"wording `{template}`: write its places as {{name}}.")
    return [name for name, _, _ in parts]


_SPOKEN: ContextVar[Language | None] = ContextVar("spoken", default=None)


def spoken() -> Language:
    """The language of this thread: English, unless `speaking` says otherwise."""
    return _SPOKEN.get() or language(DEFAULT)


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Whatever is said inside is said in this language: the one place where it is chosen."""
    before = _SPOKEN.set(chosen)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def language_of(code: str) -> Language:
    """The language of a code, en or fr; ScenarioError for another."""
    if code not in SPOKEN:
        raise ScenarioError(f"option `--language` is `{code}`: write {' or '.join(SPOKEN)}.")
    return language(SPOKEN[code])


def named(english: str) -> str:
    """A name that data give in English, in the language that is spoken."""
    return spoken().named(english)


@cache
def language(name: str) -> Language:
    """The embedded language of a name."""
    folder = files("middlepower.language").joinpath(name)
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".json")}
    return read_language(name, texts)


def read_language(name: str, texts: Mapping[str, str]) -> Language:
    """A language from the texts of its files; DataError for an entry that is no wording."""
    rules = rules_of(json.loads(texts[RULES]))
    read = {file: json.loads(text, object_pairs_hook=_once) for file, text in texts.items() if file != RULES}
    entries = {
        f"{file.removesuffix('.json')}.{key}": _entry(f"{name}/{file}: {key}", value)
        for file, content in read.items()
        if not file.startswith(NAMES)
        for key, value in content.items()
    }
    names = {key: value for file, content in read.items() if file.startswith(NAMES) for key, value in content.items()}
    return Language(name, rules, entries, names)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The pairs of a JSON object; DataError where a key stands twice."""
    keys = [key for key, _ in pairs]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise DataError(f"wording {sorted(twice)} stands twice in one file of the catalogue: keep one.")
    return dict(pairs)


def _entry(where: str, value: object) -> Wording:
    """An entry from its JSON value."""
    forms = {"many": value} if isinstance(value, str) else value
    wanted = isinstance(forms, dict) and set(forms) <= set(FORMS) and "many" in forms
    if not isinstance(forms, dict) or not wanted or not all(isinstance(text, str) for text in forms.values()):
        raise DataError(f"wording `{where}` is {value!r}: give a template, or forms among {', '.join(FORMS)}.")
    counts = not isinstance(value, str)
    if counts and "one" not in forms:
        raise DataError(f"wording `{where}` has no form for one: give it.")
    entry = Wording(forms, counts)
    named = [set(places_of(text)) | {COUNT} for text in forms.values()]
    if any(one != named[0] for one in named):
        raise DataError(f"wording `{where}` names other places in one form than in another.")
    return entry
