"""Notebooks, which are scripts in cells, as pages: each cell with what it prints. `make docs` runs them."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

from tools.folders import PROJECT

FOLDER = PROJECT / "docs" / "notebooks"
CELL = re.compile(r"^# %%(.*)$", re.MULTILINE)
COMMENT = re.compile(r"^# ?", re.MULTILINE)


def rendered(path: Path) -> str:
    """A notebook as Markdown, run cell by cell; an error in a cell is an error here."""
    known: dict[str, object] = {"__name__": "__main__"}
    return "\n".join(part for kind, text in cells(path) for part in _part(kind, text, known, path.name))


def cells(path: Path) -> Iterator[tuple[str, str]]:
    """(its mark, its text) of every cell."""
    _, *parts = CELL.split(path.read_text("utf-8"))
    yield from zip(parts[::2], (text.strip("\n") for text in parts[1::2]), strict=True)


def _part(kind: str, text: str, known: dict[str, object], name: str) -> Iterator[str]:
    """A cell of words as it reads, a cell of code with what it says."""
    if "[markdown]" in kind:
        yield COMMENT.sub("", text) + "\n"
        return
    yield f"```python\n{text}\n```\n"
    said = run(text, known, name)
    if said:
        yield f"```text\n{said}\n```\n"


def run(text: str, known: dict[str, object], name: str) -> str:
    """What a cell prints, and what its last expression is, as a notebook shows it."""
    tree = ast.parse(text, name)
    last = tree.body[-1] if tree.body else None
    tree.body = tree.body[:-1] if isinstance(last, ast.Expr) else tree.body
    page = io.StringIO()
    with contextlib.redirect_stdout(page):
        exec(compile(tree, name, "exec"), known)
        value = eval(compile(ast.Expression(last.value), name, "eval"), known) if isinstance(last, ast.Expr) else None
    shown = "" if value is None else repr(value)
    return f"{page.getvalue()}{shown}".rstrip()
