"""Every mutant of a source file: where the tree can be broken and what stands there instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants.edit import Mutant
from tests.mutants.operators import broken

MODULE = "<module>"
SKIPPED = (ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Assert)
"""Nodes whose insides no test should pin down."""


@dataclass(frozen=True)
class Source:
    """A file of the package as bytes, and where each of its lines begins."""

    file: str
    content: bytes
    starts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        lines = self.content.splitlines(keepends=True)
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        object.__setattr__(self, "starts", tuple(starts))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """The first byte of a node and the one after its last."""
        assert isinstance(node, ast.expr | ast.stmt | ast.keyword)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self.starts[node.lineno - 1] + node.col_offset,
            self.starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def __call__(self, node: ast.AST) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.content[start:end].decode()

    def parts(self, node: ast.AST, left: ast.AST, right: ast.AST) -> tuple[str, str, str]:
        """The text of a node up to the end of its left side, that before its right side, and the rest."""
        (start, end), first, last = self.span(node), self.span(left)[1], self.span(right)[0]
        pieces = self.content[start:first], self.content[first:last], self.content[last:end]
        return pieces[0].decode(), pieces[1].decode(), pieces[2].decode()


def mutants_of(package: Path) -> list[Mutant]:
    """All mutants of all files of a package, in the order of files and places."""
    return [
        mutant
        for path in sorted(package.rglob("*.py"))
        for mutant in mutants_in(Source(path.relative_to(package).as_posix(), path.read_bytes()))
    ]


def mutants_in(source: Source) -> list[Mutant]:
    """All mutants of one file."""
    tree = ast.parse(source.content)
    return sorted({mutant for node, function in _nodes(tree, MODULE) for mutant in _at(node, function, source)})


def function_at(source: Source, place: int) -> str:
    """The outermost function (and its class) around a byte of the source."""
    inside = MODULE
    for node, function in _nodes(ast.parse(source.content), MODULE):
        if isinstance(node, ast.stmt) and source.span(node)[0] <= place < source.span(node)[1]:
            inside = function
    return inside


def compiles(content: bytes) -> bool:
    """Whether the text is Python."""
    try:
        compile(content, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _at(node: ast.AST, function: str, source: Source) -> Iterator[Mutant]:
    """The mutants at one node."""
    for place, instead, kind in broken(node, source):
        start, end = source.span(place)
        line = source.content[:start].count(b"\n") + 1
        if instead != source(place):
            yield Mutant(source.file, start, end, instead, kind, line, function, source(place))


def _nodes(node: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
    """Nodes that may be broken with the outermost function (and its class) around them."""
    for child in _children(node):
        if isinstance(child, SKIPPED) or _only_types(child):
            continue
        inside = _name(node, child, function)
        yield child, inside
        yield from _nodes(child, inside)


def _name(parent: ast.AST, child: ast.AST, function: str) -> str:
    """The function (and class) that a node is in, named as the interpreter does; one inside another belongs to it."""
    if not isinstance(child, ast.FunctionDef | ast.ClassDef):
        return function
    if function == MODULE and isinstance(child, ast.FunctionDef):
        return f"{parent.name}.{child.name}" if isinstance(parent, ast.ClassDef) else child.name
    return function


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below this one, without annotations, decorators, docstrings and the words of an error."""
    if isinstance(node, ast.Raise):
        return
    left_out = {"annotation", "returns", "decorator_list", "type_params", "bases"}
    for name, value in ast.iter_fields(node):
        if name in left_out:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child


def _only_types(node: ast.AST) -> bool:
    """Whether a node exists for the type checker only: its imports, and names for types."""
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript | ast.BinOp):
        target = node.targets[0]
        return isinstance(target, ast.Name) and target.id[0].isupper() and not target.id.isupper()
    return False
