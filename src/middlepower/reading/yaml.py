"""YAML texts: no key twice, no depth or references without end, every fault with its line."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Hashable
from typing import Any

import yaml

from middlepower.errors import MiddlepowerError

MOST_VALUES = 1_000_000  # a file of the largest size without references holds fewer
WHOLE = "tag:yaml.org,2002:int"
OCTAL = re.compile(r"0[0-7]+")  # a code such as 0306, which is octal in YAML
MERGE = "tag:yaml.org,2002:merge"  # of the key <<
MOST_LEVELS = 50  # a scenario needs six
BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlValueError(ValueError):
    """What is wrong with a YAML text, and where; the reader turns it into the caller's kind of error."""


class UniqueKeyLoader(BaseLoader):  # type: ignore[misc]
    """A safe YAML loader that refuses a key written twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        """The mapping of a node, after a look for double keys."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.tag == MERGE:
                line = key_node.start_mark.line + 1
                raise YamlValueError(f"line {line}: `<<` merges no keys here: write those of the other block out.")
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise YamlValueError(f"line {key_node.start_mark.line + 1}: `{_key(key)}` stands twice; delete one.")
            if isinstance(key, Hashable):
                seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """The value of a node; an impossible one, such as 30 February, is named with its line."""
        if node.tag == WHOLE and OCTAL.fullmatch(str(node.value)):
            line, read = node.start_mark.line + 1, int(node.value, 8)
            raise YamlValueError(f"line {line}: `{node.value}` is read as the number {read}: put it in quotes.")
        try:
            return super().construct_object(node, deep)
        except YamlValueError:
            raise
        except (ValueError, ArithmeticError, AttributeError) as error:
            line, why = node.start_mark.line + 1, str(error).partition(" for integer string conversion")[0]
            raise YamlValueError(f"line {line}: `{shown(node.value)}` is no possible value: {why}.") from None


def shown(value: Any) -> str:
    """A value as it stands in a message: short, however large or deeply nested it is."""
    brief = reprlib.Repr()
    brief.maxlevel, brief.maxstring, brief.maxother = 2, 60, 60
    try:
        text = brief.repr(value)
    except ValueError:  # a whole number of more digits than Python prints
        text = f"a {type(value).__name__} too long to show"
    return text if len(text) <= 80 else text[:77] + "..."


def _key(key: Any) -> str:
    """A key as it stands in the file: text without quotes."""
    return key[:60] if isinstance(key, str) else shown(key)


def parse_yaml(text: str, where: str, kind: type[MiddlepowerError]) -> Any:
    """The content of a YAML text; `kind` names the place, the line and what is wrong."""
    try:
        return _construct(text)
    except YamlValueError as error:
        raise kind(f"{where}, {error}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        place = getattr(error, "problem_mark", None)
        line = f", line {place.line + 1}" if place else ""
        deep = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        problem = getattr(error, "problem", None) or deep
        raise kind(f"{where}{line}: not valid YAML: {problem}.") from None


def _construct(text: str) -> Any:
    """The content of a YAML text that does not grow beyond bounds when its references are followed."""
    _refuse_depth(text)
    loader = UniqueKeyLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None
        if _values(root, {}) > MOST_VALUES:
            raise YamlValueError("its references (`*name`) repeat without end or beyond reason: write values out.")
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _refuse_depth(text: str) -> None:
    """Look at the nesting before the tree is built: the C parser builds it by recursion, without a limit."""
    depth = 0
    for event in yaml.parse(text, Loader=UniqueKeyLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_LEVELS:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise YamlValueError(f"line {line}: nested too deep (over {MOST_LEVELS} levels).")


def _values(node: Any, known: dict[int, float]) -> float:
    """How many values a node holds with every reference written out; infinite where it holds itself."""
    if id(node) not in known:
        known[id(node)] = math.inf
        parts = node.value if isinstance(node.value, list) else []
        flat = [child for part in parts for child in (part if isinstance(part, tuple) else (part,))]
        known[id(node)] = 1 + sum(_values(child, known) for child in flat)
    return known[id(node)]
