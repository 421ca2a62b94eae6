"""By what a solved number is known: hashes of arrays and texts, and of the code that solves."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

import middlepower

SOLVING = ("model", "solve", "experiment", "scenario/shock.py", "indicators/incidence.py")
"""The code that an equilibrium comes from, and that of the gains of its sectors."""


@cache
def code_version() -> str:
    """The version, and a hash of the code that solves: after a change of it nothing that was stored is read."""
    home = Path(str(middlepower.__file__)).parent
    files = [
        file for part in SOLVING for file in ([home / part] if part.endswith(".py") else (home / part).rglob("*.py"))
    ]
    return f"{middlepower.__version__} {digest([file.read_bytes() for file in sorted(files)])}"


def digest(content: Any) -> str:
    """A hash of numbers, texts, arrays, and whatever holds them."""
    found = hashlib.sha256()
    _feed(found, content)
    return found.hexdigest()


def _feed(found: Any, part: Any) -> None:
    """None; a part has gone into a hash, with a mark of its kind, so that no two contents look the same."""
    found.update(f"{type(part).__name__}(".encode())
    if isinstance(part, np.ndarray):
        found.update(f"{part.dtype}{part.shape}".encode())
        found.update(np.ascontiguousarray(part).tobytes())
    elif is_dataclass(part):
        for field in fields(part):
            found.update(field.name.encode())
            _feed(found, getattr(part, field.name))
    elif isinstance(part, Mapping | BaseModel):
        held = _fields_of(part) if isinstance(part, BaseModel) else part
        for key in sorted(held, key=str):
            _feed(found, key)
            _feed(found, held[key])
    elif isinstance(part, list | tuple):
        for inner in part:
            _feed(found, inner)
    else:
        found.update(part if isinstance(part, bytes) else repr(part).encode())
    found.update(b")")


def _fields_of(model: BaseModel) -> dict[str, Any]:
    """The fields of a model, without what it has computed of them so far, which may hold places in memory."""
    return {name: getattr(model, name) for name in type(model).model_fields}
