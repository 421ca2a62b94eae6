"""The decorator of all functions in machine code. Importing this module loads Numba."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from middlepower.model.compiled.kept import prepared

Function = TypeVar("Function", bound=Callable[..., Any])
ready = cache(prepared)  # once a process, before any function loads its code


def machine_code(*signatures: Any, **options: Any) -> Callable[[Function], Function]:
    """A decorator that compiles a function, without the interpreter's lock; the code is kept where that can be."""

    def decorate(function: Function) -> Function:
        place = ready()
        if place is None:
            return compile_now(function, *signatures, **options)
        with kept_in(place):
            return compile_now(function, *signatures, cache=True, **options)

    return decorate


def compile_now(function: Function, *signatures: Any, **options: Any) -> Function:
    """The function in machine code, without the interpreter's lock."""
    make: Any = numba.njit  # whose types do not know lists of signatures
    return cast(Function, make(*signatures, nogil=True, **options)(function))


@contextmanager
def kept_in(place: Path) -> Iterator[None]:
    """Within it, Numba takes a folder for the code of the functions that it is given; a user's own keep theirs."""
    config: Any = numba.config  # whose settings have no types
    before, config.CACHE_DIR = config.CACHE_DIR, str(place)
    try:
        yield
    finally:
        config.CACHE_DIR = before
