"""Every way a command can end, as one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from middlepower.errors import MiddlepowerError

BAD_INPUT, INTERRUPTED = 2, 130


def guarded(arguments: Sequence[str]) -> int:
    """The exit code of a command line; an error is one line on standard error, never a traceback."""
    try:
        return _command(arguments)
    except KeyboardInterrupt:
        return _say("interrupted; nothing was written.", INTERRUPTED)
    except MiddlepowerError as error:
        return _say(f"error: {error}", BAD_INPUT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _say(f"error: {error.strerror or error}: check the disk and try again.", BAD_INPUT)


def _command(arguments: Sequence[str]) -> int:
    """The exit code of the parsed command; imports stand here so that Ctrl-C during them is caught as well."""
    from typer.exceptions import Abort, TyperException

    from middlepower.cli.app import app

    try:
        code = app(args=list(arguments), prog_name="middlepower", standalone_mode=False)
    except Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        return _usage(error)
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
    return _say(f"error: {message.rstrip('.')}. See `middlepower --help`.", BAD_INPUT)


def _say(line: str, code: int) -> int:
    print(" ".join(line.split()), file=sys.stderr)
    return code
