"""The numbers of a document in one fixed order, and a document with other numbers in their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from middlepower.document.number import Number

Body = TypeVar("Body")


def leaves(like: Any, body: Any) -> Iterator[tuple[Number, float | None]]:
    """(number of one document, value at the same place of another one of its kind or None), in a fixed order."""
    if isinstance(like, Number):
        yield like, body.value if isinstance(body, Number) else None
    elif is_dataclass(like):
        for field in fields(like):
            yield from leaves(getattr(like, field.name), getattr(body, field.name, None))
    elif isinstance(like, Mapping):
        for key, inside in like.items():
            yield from leaves(inside, body.get(key) if isinstance(body, Mapping) else None)
    elif isinstance(like, tuple):
        for place, inside in enumerate(like):
            there = isinstance(body, tuple) and place < len(body)
            yield from leaves(inside, body[place] if there else None)


def with_leaves(like: Body, numbers: Iterator[Number]) -> Body:
    """The same document with other numbers, one for each of its own in the order of `leaves`."""
    made: Any = like
    if isinstance(like, Number):
        return next(numbers)  # type: ignore[return-value]
    if is_dataclass(like) and not isinstance(like, type):
        made = replace(like, **{field.name: with_leaves(getattr(like, field.name), numbers) for field in fields(like)})
    elif isinstance(like, Mapping):
        made = {key: with_leaves(inside, numbers) for key, inside in like.items()}
    elif isinstance(like, tuple):
        made = tuple(with_leaves(inside, numbers) for inside in like)
    return made  # type: ignore[no-any-return]
