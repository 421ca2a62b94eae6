"""How every command that gives an answer ends: its files written, its document or its tables printed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from middlepower.cli.output import wrote
from middlepower.cli.progress import status_line
from middlepower.document.header import Document
from middlepower.front.asked import Tell
from middlepower.front.finding import Finding
from middlepower.report.folder import Place

Kept = TypeVar("Kept", bound=Document)
Found = TypeVar("Found", bound=Finding[Any])


def answered(ask: Callable[[Tell], Found], place: Place | None) -> Found:
    """The answer to a question, asked where its files can be written, and written there."""
    if place is not None:
        place.check()
    with status_line() as tell:
        answer = ask(tell)
    for remark in answer.remarks:
        print(remark, file=sys.stderr)
    if place is not None:
        print(wrote(answer.write_at(place), place.folder, answer.page), file=sys.stderr)
    return answer


def show_answer(
    ask: Callable[[Tell], Finding[Kept]], plain: Callable[[Kept], str], place: Place | None, as_json: bool
) -> None:
    """Answer a question; write its files when a folder is given; print its document as JSON, or as tables."""
    answer = answered(ask, place)
    sys.stdout.write(answer.to_json() if as_json else plain(answer.document))
