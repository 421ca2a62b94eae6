"""Every way a command can end, as one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from middlepower.cli.streams import printable_streams
from middlepower.errors import MiddlepowerError, ScenarioError, StoppedError, one_line

BAD_INPUT, INTERRUPTED = 2, 130


def guarded(arguments: Sequence[str]) -> int:
    """The exit code of a command line; an error is one line on standard error, never a traceback."""
    try:
        with printable_streams():
            return _command(arguments)
    except KeyboardInterrupt:
        return _say("interrupted; nothing was written.", INTERRUPTED)
    except StoppedError as stop:
        return _say(f"interrupted; {stop}", INTERRUPTED)
    except MiddlepowerError as error:
        return _say(f"error: {error}", BAD_INPUT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        return _say("error: the memory is exhausted: give the process more, or ask for less at a time.", BAD_INPUT)
    except OSError as error:
        where = "" if error.filename is None else f"`{error.filename}`: "
        return _say(f"error: {where}{error.strerror or error}: check the disk and try again.", BAD_INPUT)


def _refuse_empty(arguments: Sequence[str]) -> None:
    """An empty value says nothing, and would silently mean the default."""
    for place, argument in enumerate(arguments):
        before = arguments[place - 1] if place else ""
        if not argument.strip():
            name = f"option `{before}`" if before.startswith("-") else "an argument"
            raise ScenarioError(f"{name} is empty: give a value, or leave it out.")
        if argument.startswith("--") and argument.rstrip().endswith("="):
            raise ScenarioError(f"option `{argument.rstrip('= ')}` is empty: give a value, or leave it out.")


def _command(arguments: Sequence[str]) -> int:
    """The exit code of the parsed command; imports stand here so that Ctrl-C during them is caught as well."""
    from typer.exceptions import Abort, TyperException

    from middlepower.cli.app import app

    _refuse_empty(arguments)
    try:
        code = app(args=list(arguments), prog_name="middlepower", standalone_mode=False)
    except Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        return _usage(error)
    except SystemExit as left:  # typer turns a closed pipe into this, with code 1
        if isinstance(left.__context__, BrokenPipeError):
            raise left.__context__ from None
        raise
    if code == INTERRUPTED:  # typer turns Ctrl-C into this code without a word
        raise KeyboardInterrupt
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _usage(error: Exception) -> int:
    """The help where no command was given, else the parser's complaint in one line with where to find help."""
    describe = getattr(error, "format_message", None)
    message = str(describe() if describe else error).strip()
    if message.startswith("Usage:"):
        print(message)
        return 0
    asked = getattr(getattr(error, "ctx", None), "command_path", "middlepower")
    stop = "" if message.endswith("?") else "."
    return _say(f"error: {message.rstrip('.')}{stop} See `{_listed(message) or f'{asked} --help'}`.", BAD_INPUT)


def _listed(message: str) -> str:
    """The list that somebody took for a command, `middlepower list measures`; empty where it is none."""
    name = message.removeprefix("No such command '").partition("'")[0]
    if name == message:
        return ""
    from middlepower.cli.catalogue import TABLES

    return f"middlepower list {name}" if name in TABLES else ""


def _say(line: str, code: int) -> int:
    """Write one line on standard error, where that is still possible."""
    try:
        print(one_line(line), file=sys.stderr, flush=True)
    except OSError:  # a closed or full standard error: there is no other place to say it
        return code
    return code
