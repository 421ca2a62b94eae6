"""No words in code where a reader would meet them: they stand in the catalogue, errors and help beside their code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import middlepower

PACKAGE = Path(str(middlepower.__file__)).parent
ROOMS = ("document", "report", "cli", "score", "scenario", "experiment")
WORDS = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}")
ERRORS = re.compile(r"Error$|^About$|^complaint$|^unknown_name$|^refuse|^_refuse|^check|^_check")
COMMAND = re.compile(r"^(?:middlepower|game) [a-z]+")  # what a reader types
HELP = re.compile(r"^Option$|^Argument$|^Typer$|^command$|^option$|^argument$|^command_group$")
CODES = {
    "long run", "first year", "same horizon", "specific factors", "consumer prices", "own value added",
    "world value added", "not known", "past baseline", "equals the baseline", "before all measures", "left out",
    "tariff table", "no effect", "limit not reached", "export tax", "trade cost", "no trade", "no rate", "no switch",
    "switches cancel", "other rate", "same law", "paid already", "gives way", "own sales", "not in force",
    "not in the baseline", "in the baseline", "not quantified", "ended by another", "all goods", "listed lines",
    "adds to MFN", "replaces all", "never in force", "in force", "in full", "press report", "from centre",
    "general equilibrium", "no change", "partial equilibrium", "ordinary duty", "duty cut", "no agreement",
    "every other scope", "game tree", "top left", "top right",
}  # fmt: skip
"""What programs read: kinds, labels and cells of documents and tables. Pages say them by an entry of the catalogue."""


def _exempt(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, errors, help, and what arrays say of themselves."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        if isinstance(node, ast.Raise):
            yield from ast.walk(node)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if ERRORS.search(name) or HELP.search(name):
                yield from ast.walk(node)


def words_of(code: str) -> list[tuple[int, str]]:
    """(line, text) of each text in code that reads as words."""
    tree = ast.parse(code)
    exempt = {id(node) for node in _exempt(tree)}
    return sorted(
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in exempt
        and WORDS.search(node.value)
        and node.value not in CODES
        and not COMMAND.match(node.value)
    )


COMPOSED = {
    "document/agree.py": 8, "document/compare.py": 2, "document/file.py": 7, "report/chromium.py": 5,
    "report/ours.py": 2, "cli/guard.py": 5, "scenario/export_taxes.py": 3, "scenario/read_tables.py": 1,
    "scenario/shock.py": 8, "scenario/tariff_table.py": 2, "experiment/target.py": 9,
    "experiment/weights.py": 5, "score/against.py": 1,
}  # fmt: skip
"""Files that put an error together before they raise it -> how many texts of theirs are of errors."""
NAMES = {
    "cli/complete.py",  # help beside what the shell completes
    "document/number.py", "document/quantities.py",  # names of fields, and what their units say in the table
    "cli/commands_known.py",  # the default of an option
    "score/goals.py", "score/industries.py", "score/line_law.py", "score/us_lines.py", "score/rivals.py",  # of samples
    "score/register.py",  # what a file of forecasts says, which nobody may change later
    "scenario/bans.py", "scenario/own_touched.py", "experiment/ladder.py",  # of what is made there
    "scenario/nest.py",  # a source
    "experiment/past.py",  # words that are looked for
}  # fmt: skip
"""Files with texts that are looked up, compared or cited: what they are follows each."""


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_reader_meets_stands_in_the_catalogue(room: str) -> None:
    said = {
        file.relative_to(PACKAGE).as_posix(): [text for _, text in words_of(file.read_text("utf-8"))]
        for file in sorted((PACKAGE / room).rglob("*.py"))
    }
    more = {name: texts for name, texts in said.items() if name not in NAMES and len(texts) > COMPOSED.get(name, 0)}
    assert more == {}


def test_the_look_sees_a_word_and_spares_errors_and_docstrings() -> None:
    code = '''"""A docstring of words."""
NOTE = "no trade of this kind"
def f(n: int) -> str:
    raise DataError(f"the value {n} is wrong: give another")
def g(n: int) -> str:
    return f"{n} states of many"
'''
    assert words_of(code) == [(2, "no trade of this kind"), (6, " states of many")]
