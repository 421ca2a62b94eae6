"""What can be broken at one node of a syntax tree: each operator yields the node to replace and its new text."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Protocol

Broken = tuple[ast.AST, str, str]
"""The node that is replaced, its new text, and the kind of the change."""


class Text(Protocol):
    """The source that a tree was parsed from: the text of a node, and the three parts of one with two sides."""

    def __call__(self, node: ast.AST) -> str:
        """The text of a node."""

    def parts(self, node: ast.AST, left: ast.AST, right: ast.AST) -> tuple[str, str, str]:
        """The text of a node up to the end of its left side, that before its right side, and the rest."""


ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: (r"not\s+in", ("in",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: (r"is\s+not", ("is",)),
}
NOT_SWAPPED = {"isinstance", "issubclass", "cast", "getattr", "hasattr", "zip", "max", "min"}


def broken(node: ast.AST, text: Text) -> Iterator[Broken]:
    """Every change at this node, not at those below it."""
    operator = OPERATORS.get(type(node))
    if operator is not None:
        yield from operator(node, text)


def arithmetic(node: ast.BinOp, text: Text) -> Iterator[Broken]:
    """Plus for minus, times for division; a matrix product with its sides swapped."""
    left, right = text(node.left), text(node.right)
    if isinstance(node.op, ast.MatMult):
        yield node, f"({right}) @ ({left})", "swapped sides"
    elif type(node.op) in ARITHMETIC and not _textual(node.left) and not _textual(node.right):
        sign, other = ARITHMETIC[type(node.op)]
        yield node, _with(text.parts(node, node.left, node.right), re.escape(sign), other), "operator"


def assigned(node: ast.AugAssign, text: Text) -> Iterator[Broken]:
    """`+=` for `-=`, and the statement dropped."""
    yield node, "pass", "dropped statement"
    if type(node.op) in ARITHMETIC and not _textual(node.value):
        sign, other = ARITHMETIC[type(node.op)]
        yield node, _with(text.parts(node, node.target, node.value), re.escape(sign), other), "operator"


def comparison(node: ast.Compare, text: Text) -> Iterator[Broken]:
    """The border moved, or the comparison turned round."""
    if len(node.ops) != 1:
        return
    sign, others = COMPARISONS[type(node.ops[0])]
    for other in others:
        yield node, _with(text.parts(node, node.left, node.comparators[0]), sign, other), "comparison"


def logic(node: ast.BoolOp, text: Text) -> Iterator[Broken]:
    """`and` for `or`, and each condition dropped."""
    word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    values = [f"({text(value)})" for value in node.values]
    yield node, f"({f' {other} '.join(values)})", f"{word}/{other}"
    for position in range(len(values)):
        rest = values[:position] + values[position + 1 :]
        yield node, f"({f' {word} '.join(rest)})", "dropped condition"


def sign(node: ast.UnaryOp, text: Text) -> Iterator[Broken]:
    """A minus or a `not` dropped."""
    if isinstance(node.op, ast.USub | ast.Not | ast.Invert):
        yield node, f"({text(node.operand)})", "dropped sign"


def constant(node: ast.Constant, text: Text) -> Iterator[Broken]:
    """A truth turned over, a whole number moved by one, a fraction doubled."""
    value = node.value
    if isinstance(value, bool):
        yield node, str(not value), "constant"
    elif isinstance(value, int):
        yield node, "0" if value == 1 else str(value + 1), "constant"
    elif isinstance(value, float):
        yield node, "1.0" if value == 0 else repr(2.0 * value), "constant"


def call(node: ast.Call, text: Text) -> Iterator[Broken]:
    """Two neighbouring arguments swapped, a keyword dropped, a `with_...` not called, axes of an einsum swapped."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name not in NOT_SWAPPED:
        yield from _swapped(node.args, text, "swapped arguments")
    if name.startswith("with_") and isinstance(node.func, ast.Attribute):
        yield node, text(node.func.value), "dropped call"
    if name == "einsum" and isinstance(node.args[0], ast.Constant):
        yield node.args[0], re.sub(r"([a-z])([a-z])", r"\2\1", text(node.args[0]), count=1), "swapped axes"
    for keyword in node.keywords:
        if keyword.arg not in (None, "help") and len(node.args) + len(node.keywords) > 1:
            yield keyword, "**{}", "dropped argument"


def index(node: ast.Subscript, text: Text) -> Iterator[Broken]:
    """Two neighbouring indices swapped."""
    if isinstance(node.slice, ast.Tuple):
        yield from _swapped(node.slice.elts, text, "swapped indices")


def condition(node: ast.If | ast.IfExp, text: Text) -> Iterator[Broken]:
    """The condition always and never true."""
    yield node.test, "True", "condition"
    yield node.test, "False", "condition"


def loop(node: ast.While, text: Text) -> Iterator[Broken]:
    """The loop never entered."""
    yield node.test, "False", "condition"


def each(node: ast.comprehension, text: Text) -> Iterator[Broken]:
    """The filter of a comprehension dropped."""
    for test in node.ifs:
        yield test, "True", "dropped condition"


def statement(node: ast.stmt, text: Text) -> Iterator[Broken]:
    """The statement dropped."""
    yield node, "pass", "dropped statement"


def expression(node: ast.Expr, text: Text) -> Iterator[Broken]:
    """A call whose value nobody reads dropped."""
    if isinstance(node.value, ast.Call):
        yield node, "pass", "dropped statement"


def assignment(node: ast.Assign, text: Text) -> Iterator[Broken]:
    """An assignment into something that exists already dropped."""
    if isinstance(node.targets[0], ast.Subscript | ast.Attribute):
        yield node, "pass", "dropped statement"


def _swapped(nodes: list[ast.expr], text: Text, kind: str) -> Iterator[Broken]:
    """Each pair of neighbours in the other order; the second node keeps its place by the text of the first."""
    for first, second in pairwise(nodes):
        if isinstance(first, ast.Starred) or isinstance(second, ast.Starred) or text(first) == text(second):
            continue
        pair = ast.Tuple(elts=[first, second], ctx=ast.Load())
        pair.lineno, pair.col_offset = first.lineno, first.col_offset
        pair.end_lineno, pair.end_col_offset = second.end_lineno, second.end_col_offset
        yield pair, f"{text(second)}, {text(first)}", kind


def _with(parts: tuple[str, str, str], sign: str, other: str) -> str:
    """The parts of a node with the sign in the middle one replaced."""
    left, middle, right = parts
    return left + re.sub(sign, other, middle, count=1) + right


def _textual(node: ast.AST) -> bool:
    """Whether this is a text, which plus only joins."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


OPERATORS: dict[type[ast.AST], Callable[..., Iterator[Broken]]] = {
    ast.Assign: assignment,
    ast.AugAssign: assigned,
    ast.BinOp: arithmetic,
    ast.BoolOp: logic,
    ast.Break: statement,
    ast.Call: call,
    ast.Compare: comparison,
    ast.Constant: constant,
    ast.Continue: statement,
    ast.Expr: expression,
    ast.If: condition,
    ast.IfExp: condition,
    ast.Raise: statement,
    ast.Subscript: index,
    ast.UnaryOp: sign,
    ast.While: loop,
    ast.comprehension: each,
}
