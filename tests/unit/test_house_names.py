"""Names in the house: one class of a name, and the word measure for trade measures only."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import middlepower

PACKAGE = Path(str(middlepower.__file__)).parent
COMPUTED = ("indicators", "model", "solve")  # rooms that compute, and know no trade measure


def test_no_class_name_stands_in_two_modules() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(file.relative_to(PACKAGE).as_posix())
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_a_room_that_computes_does_not_call_its_numbers_measures() -> None:
    """A measure is a trade measure; a quota line of the model carries the identifier of one."""
    said = [
        f"{file.relative_to(PACKAGE)}: {line.strip()}"
        for room in COMPUTED
        for file in sorted((PACKAGE / room).rglob("*.py"))
        for line in file.read_text("utf-8").splitlines()
        if re.search(r"\bmeasures?\b", line, re.IGNORECASE) and not re.search(r"trade measure|\.measure\b", line)
    ]
    assert said == []


def test_every_folder_says_what_it_holds_and_what_to_open() -> None:
    """A folder of a system of equations names the file that reads like the paper."""
    for front in sorted((PACKAGE / "model").rglob("__init__.py")):
        text = ast.get_docstring(ast.parse(front.read_text("utf-8")))
        assert text, front
        if (front.parent / "equations.py").exists():
            assert "`equations`" in text, front
