"""Ctrl-C inside machine code is heard when that has handed over its results, and nowhere in between."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from middlepower.model.compiled.entered import entered


class Interrupted:
    """A function in machine code during which Ctrl-C comes."""

    def __init__(self, overloads: tuple[str, ...] = ("one",)) -> None:
        self.overloads, self.ended = overloads, False

    def __call__(self, number: int) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):  # where Python would hear it
            number += 1
        self.ended = True
        return number


@pytest.fixture(autouse=True)
def hears() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interruption_waits_for_the_end_of_the_call() -> None:
    function = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        entered(function, 1)
    assert function.ended
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_is_not_built_yet_can_be_interrupted() -> None:
    function = Interrupted(overloads=())
    with pytest.raises(KeyboardInterrupt):
        entered(function, 1)
    assert not function.ended


def test_a_call_without_interruption_returns_what_it_found() -> None:
    class Plain:
        """A function in machine code."""

        overloads = ("one",)

        def __call__(self, number: int) -> int:
            return number + 1

    assert entered(Plain(), 1) == 2
