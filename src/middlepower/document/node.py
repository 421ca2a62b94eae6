"""A value of the results document together with its path, so that every error says where it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from middlepower.errors import DataError

REMEDY = "Write the document anew with `middlepower run`."
Item = TypeVar("Item")


@dataclass(frozen=True)
class Node:
    """One value and where it stands, such as `states.deal.residual`."""

    value: object
    path: str

    def error(self, wanted: str) -> DataError:
        """The error that says what stands here and what should."""
        shown = repr(self.value)
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        return DataError(f"results document: `{self.path}` must be {wanted}, not {shown}. {REMEDY}")

    def mapping(self) -> dict[str, object]:
        """This value as a dict with text keys."""
        if not isinstance(self.value, dict):
            raise self.error("a table of names and values")
        return self.value

    def get(self, key: str) -> Node:
        """The value under `key`, which must be there."""
        table = self.mapping()
        if key not in table:
            raise DataError(f"results document: `{self._below(key)}` is missing. {REMEDY}")
        return Node(table[key], self._below(key))

    def find(self, key: str) -> Node | None:
        """The value under `key`, or None where it is missing or null."""
        found = self.mapping().get(key)
        return None if found is None else Node(found, self._below(key))

    def items(self) -> Iterator[tuple[str, Node]]:
        """Every key with its value."""
        for key, value in self.mapping().items():
            yield str(key), Node(value, self._below(str(key)))

    def entries(self) -> list[Node]:
        """Every entry of a list."""
        if not isinstance(self.value, list | tuple):
            raise self.error("a list")
        return [Node(entry, f"{self.path}[{place}]") for place, entry in enumerate(self.value)]

    def text(self) -> str:
        """This value as text."""
        if not isinstance(self.value, str):
            raise self.error("text")
        return self.value

    def number(self) -> float:
        """This value as a finite number."""
        good = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if not good or not math.isfinite(self.value):  # type: ignore[arg-type]
            raise self.error("a finite number")
        return float(self.value)  # type: ignore[arg-type]

    def texts(self) -> tuple[str, ...]:
        """This list of texts."""
        return tuple(entry.text() for entry in self.entries())

    def numbers(self) -> dict[str, float]:
        """This table of numbers, missing ones left out."""
        return {key: node.number() for key, node in self.items() if node.value is not None}

    def find_text(self, key: str) -> str:
        """The text or number under `key` as text, empty where missing."""
        node = self.find(key)
        if node is None:
            return ""
        return f"{node.value}" if isinstance(node.value, int | float) else node.text()

    def find_number(self, key: str) -> float | None:
        """The number under `key`, or None where missing."""
        node = self.find(key)
        return None if node is None else node.number()

    def find_texts(self, key: str) -> tuple[str, ...]:
        """The texts under `key`, none where missing; a single text counts as a list of one."""
        node = self.find(key)
        if node is None:
            return ()
        return (node.value,) if isinstance(node.value, str) else node.texts()

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
