"""How Python enters machine code: Ctrl-C waits until it is out again. Loads no Numba."""

from __future__ import annotations

import signal
from threading import current_thread, main_thread
from typing import Any


def entered(function: Any, *arguments: Any) -> Any:
    """What a function in machine code returns; Ctrl-C is heard when it has returned.

    Numba hands results over through Python, where an interruption would bring the process down. What is not built or
    loaded yet is called as it is: building takes a minute, is done in Python, and can be interrupted.
    """
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or current_thread() is not main_thread() or not function.overloads:
        return function(*arguments)
    heard: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        found = function(*arguments)
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        before(signal.SIGINT, None)
    return found
