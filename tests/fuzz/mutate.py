"""Mutations that know the structure of what they change: trees as YAML and JSON hold them, and texts line by line."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from random import Random
from typing import Any

CONTROL = ("\x1b[31m", "\x9b5m", "\x00", "\x07", "\r", "\x85", "\u202e", "\u2028", "\ufeff", "\u200b", "\ud800", "\t")
TEXTS = (
    "", " ", "*", "CAN", "EU", "canada", "XXX", "C29", "SERV", "all_goods", "ev", "baseline", "=1+1", "@SUM(1)", "-1",
    "+1", "../../etc/passwd", "/dev/zero", "/etc/passwd", ".", "a/b", "nan", "inf", "1e400", "0.25", "25%",
    "2026-02-30", "2026-01-13", "0000-00-00", "9999-12-31", "yes", "null", "<script>alert(1)</script>", "{{ 7*7 }}",
    "%s%n", "[red]x[/red]", "é", "日本", "x" * 300, "😀" * 40, "a\nb", "'\"`", "\\x1b", "{region}",
)  # fmt: skip
NUMBERS = (
    0, 1, -1, 0.5, 3, 10, 25, 1e-300, 1e300, -1e300, 1e-9, 10**30, -(10**400), math.nan, math.inf, -math.inf, 2**63,
)  # fmt: skip
OTHERS: tuple[Any, ...] = (None, True, False, [], {}, [[]], [None], {"": ""}, {"a": {"b": []}}, [1, "a", None])


def any_value(draw: Random) -> Any:
    """A value of any kind, most of them wrong anywhere."""
    kind = draw.randrange(5)
    if kind == 0:
        return draw.choice(NUMBERS)
    if kind == 1:
        return draw.choice(OTHERS)
    if kind == 2:
        return draw.choice(TEXTS) + draw.choice(CONTROL)
    if kind == 3:
        return nested(draw.choice((2, 10, 60, 100)), draw.random() < 0.5)
    return draw.choice(TEXTS)


def nested(depth: int, lists: bool) -> Any:
    """Lists or mappings in each other."""
    value: Any = "bottom"
    for _ in range(depth):
        value = [value] if lists else {"a": value}
    return value


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a tree."""
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    return [place for key in keys for place in [(tree, key), *places(tree[key])]]


def drop(draw: Random, tree: Any, key: Any) -> None:
    """Take a part away."""
    del tree[key]


def put(draw: Random, tree: Any, key: Any) -> None:
    """Put anything in the place of a part."""
    tree[key] = any_value(draw)


def repeat(draw: Random, tree: Any, key: Any) -> None:
    """Repeat a part, under another key where keys are unique."""
    if isinstance(tree, list):
        tree.extend(copy.deepcopy(tree[key]) for _ in range(draw.choice((1, 2, 50))))
    else:
        tree[f"{key}{draw.choice(('_', ' ', 'x', '2'))}"] = copy.deepcopy(tree[key])


def rename(draw: Random, tree: Any, key: Any) -> None:
    """Mistype a key, or a text."""
    if isinstance(tree, dict):
        value = tree.pop(key)
        tree[mistyped(draw, str(key))] = value
    elif isinstance(tree[key], str):
        tree[key] = mistyped(draw, tree[key])


def mistyped(draw: Random, text: str) -> str:
    """A text with one letter lost, doubled, or strange."""
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(("", text[at : at + 1] * 2, draw.choice(CONTROL), "X")) + text[at + 1 :]


def grow(draw: Random, tree: Any, key: Any) -> None:
    """Make a number extreme, a text long, anything else a list of itself."""
    value = tree[key]
    if isinstance(value, int | float):
        tree[key] = draw.choice(NUMBERS)
    elif isinstance(value, str):
        tree[key] = value * draw.choice((2, 100, 10_000))
    else:
        tree[key] = [value]


def exchange(draw: Random, tree: Any, key: Any) -> None:
    """Exchange two parts of a container."""
    other = draw.choice(list(tree) if isinstance(tree, dict) else range(len(tree)))
    tree[key], tree[other] = tree[other], tree[key]


def retype(draw: Random, tree: Any, key: Any) -> None:
    """Write a value as another kind: a number as text, a text as a list, a list as a mapping."""
    value = tree[key]
    kinds: tuple[Callable[[], Any], ...] = (
        lambda: str(value), lambda: [value], lambda: {"value": value}, lambda: value == value, lambda: None,
    )  # fmt: skip
    tree[key] = draw.choice(kinds)()


OPERATIONS = (drop, put, put, repeat, rename, grow, exchange, retype)


def mutated(draw: Random, example: Any, most: int = 3) -> Any:
    """A copy of a tree with one to `most` mutations; rarely something else altogether, or the example itself."""
    tree = copy.deepcopy(example)
    if draw.random() < 0.02:
        return any_value(draw)
    for _ in range(draw.randint(0, most)):
        found = places(tree)
        if found:
            draw.choice(OPERATIONS)(draw, *draw.choice(found))
    return tree


def damaged(draw: Random, content: bytes) -> bytes:
    """A text's bytes with one thing wrong: what no text holds, another encoding, or its lines in disorder."""
    return draw.choice((cut, spoilt, overwritten, preceded, recoded, disordered, disordered, invaded))(draw, content)


def cut(draw: Random, content: bytes) -> bytes:
    """The beginning of a file."""
    return content[: draw.randrange(len(content) + 1)]


def spoilt(draw: Random, content: bytes) -> bytes:
    """A file with a control character somewhere."""
    at = draw.randrange(len(content) + 1)
    return content[:at] + draw.choice(CONTROL).encode(errors="surrogatepass") + content[at:]


def overwritten(draw: Random, content: bytes) -> bytes:
    """A file with one byte changed."""
    at = draw.randrange(len(content) + 1)
    return content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]


def preceded(draw: Random, content: bytes) -> bytes:
    """A file with something before it."""
    return draw.choice((b"\xef\xbb\xbf", b"\xff\xfe", b" ", b"---\n", b"%TAG ! x\n", b"\n" * 1000)) + content


def recoded(draw: Random, content: bytes) -> bytes:
    """A file in another encoding."""
    text = content.decode(errors="replace")
    return text.encode(draw.choice(("utf-16", "utf-32", "latin-1")), errors="replace")


def disordered(draw: Random, content: bytes) -> bytes:
    """A file with a line lost or doubled, or all lines in disorder."""
    lines = content.splitlines(keepends=True) or [b""]
    line = draw.randrange(len(lines))
    kind = draw.randrange(3)
    if kind == 2:
        return b"".join(draw.sample(lines, len(lines)))
    return b"".join([*lines[: line + kind], *lines[line + 1 - kind :]])


def invaded(draw: Random, content: bytes) -> bytes:
    """A file with lines that were made to do harm."""
    lines = content.splitlines(keepends=True)
    line = draw.randrange(len(lines) + 1)
    return b"".join([*lines[:line], draw.choice(HOSTILE), *lines[line:]])


HOSTILE = (
    b"[" * 100_000,
    b"- " * 50_000,
    b"{a: " * 20_000,
    b"? " * 20_000,
    b"a: &a [*a, *a]\n",
    b"".join(b"x%d: &x%d [*x%d, *x%d]\n" % (i, i, i - 1, i - 1) if i else b"x0: &x0 [1, 1]\n" for i in range(40)),
    b"".join(b"y%d: &y%d [*y%d]\n" % (i, i, i - 1) if i else b"y0: &y0 [1]\n" for i in range(3_000)),
    b"<<: [{a: 1}, {a: 2}]\n",
    b"? [a, b]\n: c\n",
    b"!!python/object/apply:os.system [true]\n",
    b"d: 2026-02-30\n",
    b"d: 0001-01-01 00:00:00 +23:59\n",
    b"n: " + b"9" * 10_000 + b"\n",
    b"n: 190:20:30:59.5\n",
    b"b: !!binary '***'\n",
    b"1: 2\n",
    b"null: null\n",
    b'"' + b"q" * 200_000,
    b"x," * 100_000 + b"\n",
)
