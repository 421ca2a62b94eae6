"""The catalogue of words against the code and the templates that use it: all that is said exists, all is used."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from page_text import texts_of

import middlepower
from middlepower.errors import DataError
from middlepower.language.catalogue import COUNT, Language, language, read_language, say, speaking

PACKAGE = Path(str(middlepower.__file__)).parent
TEMPLATES = PACKAGE / "report" / "templates"
ANY = ".+"
STYLED = r"\{% block (?:switches|main) %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}"


@dataclass(frozen=True)
class Use:
    """One call of `say`: where, the pattern of its keys, and the names of its values."""

    where: str
    key: str
    names: frozenset[str]


def _keys(node: ast.expr) -> list[str]:
    """Patterns of the keys that an argument can be: a text, one of two, or a text with an open part."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [re.escape(node.value)]
    if isinstance(node, ast.IfExp):
        return _keys(node.body) + _keys(node.orelse)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ANY for part in node.values]
        return ["".join(parts)]
    return []


def _speaks(tree: ast.Module) -> bool:
    """Whether a module imports the catalogue's `say`."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "middlepower.language.catalogue"
        and "say" in {name.name for name in node.names}
        for node in ast.walk(tree)
    )


def _said_in_code() -> Iterator[Use]:
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree) if _speaks(tree) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                where = f"{file.relative_to(PACKAGE)}:{node.lineno}"
                keys = _keys(node.args[0])
                assert keys, f"{where}: the key is neither a text nor made of texts"
                assert all(word.arg for word in node.keywords), f"{where}: name each value"
                yield from (Use(where, key, frozenset(str(word.arg) for word in node.keywords)) for key in keys)


def _template_keys(node: nodes.Node) -> list[str]:
    """The same for an argument in a template."""
    if isinstance(node, nodes.Const):
        return [re.escape(str(node.value))]
    if isinstance(node, nodes.CondExpr):
        return _template_keys(node.expr1) + (_template_keys(node.expr2) if node.expr2 else [])
    if isinstance(node, nodes.Concat):
        parts = [re.escape(part.value) if isinstance(part, nodes.Const) else ANY for part in node.nodes]
        return ["".join(parts)]
    return []


def _said_in_templates() -> Iterator[Use]:
    for file in sorted([*TEMPLATES.glob("*.html"), *TEMPLATES.glob("*.svg")]):
        for call in Environment().parse(file.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                where = f"{file.name}:{call.lineno}"
                keys = _template_keys(call.args[0])
                assert keys, f"{where}: the key is neither a text nor made of texts"
                yield from (Use(where, key, frozenset(word.key for word in call.kwargs)) for key in keys)


@pytest.fixture(scope="module")
def uses() -> list[Use]:
    return [*_said_in_code(), *_said_in_templates()]


@pytest.fixture(scope="module")
def english() -> Language:
    return language("english")


def meant(use: Use, english: Language) -> list[str]:
    """The entries that the key of a call can be; one that has no open part is looked up."""
    if ANY not in use.key:
        key = re.sub(r"\\(.)", r"\1", use.key)
        return [key] if key in english.entries else []
    pattern = re.compile(use.key)
    return [key for key in english.entries if pattern.fullmatch(key)]


def test_all_that_is_said_stands_in_the_catalogue(uses: list[Use], english: Language) -> None:
    assert [use for use in uses if not meant(use, english)] == []


def test_every_entry_of_the_catalogue_is_used(uses: list[Use], english: Language) -> None:
    used = {key for use in uses for key in meant(use, english)}
    assert [key for key in english.entries if key not in used] == []


def test_every_place_is_given_and_nothing_else(uses: list[Use], english: Language) -> None:
    """A call whose key is open in part means the entries that have its places: there is one, and a call for each."""
    fits = {use: [key for key in meant(use, english) if english.entries[key].places == use.names] for use in uses}
    wrong = [(use.where, use.key, sorted(use.names)) for use, keys in fits.items() if not keys]
    given = {key for keys in fits.values() for key in keys}
    assert wrong == []
    assert [key for key in english.entries if key not in given] == []


def test_the_reader_of_code_sees_the_calls(uses: list[Use]) -> None:
    assert len(uses) > 100
    assert any(ANY in use.key for use in uses)
    assert any(COUNT in use.names for use in uses)


def test_a_template_holds_structure_and_no_words() -> None:
    said = {}
    for file in sorted([*TEMPLATES.glob("*.html"), *TEMPLATES.glob("*.svg")]):
        bare = re.sub(STYLED, "", file.read_text("utf-8"), flags=re.DOTALL)
        said[file.name] = [text for text in texts_of(bare) if re.search("[A-Za-z]", text)]
    assert {name: texts for name, texts in said.items() if texts} == {}


def test_no_words_hide_in_the_expressions_of_templates() -> None:
    hidden = [
        (file.name, text.value)
        for file in sorted(TEMPLATES.glob("*.html"))
        for output in Environment().parse(file.read_text("utf-8")).find_all(nodes.Output)
        for text in output.find_all(nodes.Const)
        if isinstance(text.value, str) and re.search(r"[A-Z][a-z]|[a-z]{2} [a-z]{2}", text.value)
    ]
    assert hidden == [("profile_matrix.html", "middlepower rank --to POWER")]  # what a reader types


def _made(**files: object) -> Language:
    """A small language with the rules of English and some files."""
    rules = (PACKAGE / "language" / "english" / "rules.json").read_text("utf-8")
    texts = {f"{name}.json": json.dumps(content) for name, content in files.items()}
    return read_language("made", {"rules.json": rules, **texts})


def test_a_number_chooses_its_form() -> None:
    states = {"zero": "none", "one": "{n} state", "many": "{n} states"}
    made = _made(page={"states": states, "rows": {"one": "{n} row", "many": "{n} rows"}})
    assert [made.say("page.states", n=n) for n in (0, 1, 2, 1200)] == ["none", "1 state", "2 states", "1,200 states"]
    assert made.say("page.rows", n=0) == "0 rows"


def test_what_does_not_fit_is_an_error_that_names_it() -> None:
    made = _made(page={"sentence": "{whose} loss"})
    with pytest.raises(DataError, match=r"no wording `page\.nothing` in made"):
        made.say("page.nothing")
    with pytest.raises(DataError, match=r"`page\.sentence` names \['whose'\], but is given \['loss', 'whose'\]"):
        made.say("page.sentence", whose="its", loss="large")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{} loss", "write its places as"),
        ("{loss:.2f}", "write its places as"),
        (3, "give a template, or forms"),
        ({"one": "a"}, "give a template, or forms"),
        ({"zero": "a", "many": "b"}, "no form for one"),
        ({"one": "{a}", "many": "{b}"}, "other places in one form"),
    ],
)
def test_an_entry_that_is_no_wording_is_refused(entry: object, said: str) -> None:
    with pytest.raises(DataError, match=said):
        _made(page={"broken": entry})


def test_a_key_stands_once_in_a_file() -> None:
    rules = (PACKAGE / "language" / "english" / "rules.json").read_text("utf-8")
    with pytest.raises(DataError, match="stands twice"):
        read_language("made", {"rules.json": rules, "page.json": '{"a": "x", "a": "y"}'})


def test_the_language_is_chosen_in_one_place() -> None:
    made = _made(common={"million": "{number} Mio. US$"})
    with speaking(made):
        assert say("common.million", number="3") == "3 Mio. US$"
    assert say("common.million", number="3") == "US$ 3 million"
