"""Whether the command line takes what a document says makes it again."""

from __future__ import annotations

import shlex
from typing import Any

from typer.main import get_command

from middlepower.cli.app import app


def parsed(line: str) -> dict[str, object]:
    """{parameter: value} of a command line, which is not run; a usage error where the command does not take it."""
    program, *words = shlex.split(line)
    assert program == "middlepower"
    found: Any = get_command(app)
    while hasattr(found, "commands"):
        found = found.commands[words.pop(0)]
    params: dict[str, object] = found.make_context("it", words).params
    return params
