"""Codes of states in a narrow column: broken at hyphens alone, and marked where their numbers are an extrapolation."""

from __future__ import annotations

import re
from collections.abc import Iterable

from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import say
from middlepower.report.first_year import FIRST_YEAR, extrapolated

LEAST_WIDTH = 12  # of the column
PIECE = re.compile(r"[^-]*-+|[^-]+")


def state_code(results: Results, state: StateResults) -> str:
    """The code of a state beside the main numbers."""
    return first_year_code(state) if results.header.horizon == FIRST_YEAR else state.code


def first_year_code(state: StateResults) -> str:
    """The code of a state beside numbers of the first year."""
    return say("terminal.extrapolation", state=state.code) if extrapolated(state) else state.code


def widest_piece(codes: Iterable[str]) -> int:
    """The width of a column in which no code breaks within a word."""
    return max(
        [LEAST_WIDTH, *(len(piece) for code in codes for line in code.split("\n") for piece in PIECE.findall(line))]
    )


def broken(code: str, width: int) -> str:
    """The lines of a code, broken at hyphens where it is wider than its column."""
    lines: list[str] = []
    for line in code.split("\n"):
        lines.append("")
        for piece in PIECE.findall(line):
            if lines[-1] and len(lines[-1]) + len(piece) > width:
                lines.append("")
            lines[-1] += piece
    return "\n".join(lines)
