"""The arrays and objects that a task can reach: what a process and its forks both know."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from types import FunctionType, MethodType
from typing import Any

import numpy as np

Known = dict[int, object]  # by where an object lies in memory
WIDE = 40  # what holds more things than that holds small ones, which are as well sent as found
OURS = __name__.partition(".")[0]


def within_reach(*roots: object) -> Known:
    """Arrays and objects of this package that stand in what is given, in what they hold, and in what functions close
    over."""
    known: Known = {}
    seen: set[int] = set()
    left: list[object] = list(roots)
    while left:
        thing = left.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, np.ndarray) or _ours(thing):
            known[id(thing)] = thing
        left.extend(_held(thing))
    return known


def _ours(thing: object) -> bool:
    """Whether something is an object of this package, not a class or a function."""
    return type(thing).__module__.partition(".")[0] == OURS


def _held(thing: Any) -> Iterable[object]:
    """What something holds."""
    if isinstance(thing, dict | list | tuple):
        return () if len(thing) > WIDE else thing.values() if isinstance(thing, dict) else thing
    if isinstance(thing, partial):
        return (thing.func, *thing.args, *thing.keywords.values())
    if isinstance(thing, MethodType):
        return (thing.__self__, thing.__func__)
    if isinstance(thing, FunctionType):
        return [cell.cell_contents for cell in thing.__closure__ or ()]
    return vars(thing).values() if _ours(thing) and hasattr(thing, "__dict__") else ()
