"""The language of a command: one option, the same for all of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from middlepower.language.catalogue import SPOKEN, language_of, speaking

VARIABLE = "MIDDLEPOWER_LANGUAGE"
Spoken = Annotated[
    str,
    typer.Option(
        "--language",
        help=f"Language of pages, tables and sentences: {' or '.join(SPOKEN)}.",
        envvar=VARIABLE,
        show_envvar=False,
        autocompletion=lambda: list(SPOKEN),
    ),
]


def in_a_language(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with an option for the language in which all that it says is said."""

    @wraps(command)
    def spoken(*given: Any, language: str, **options: Any) -> Any:
        with speaking(language_of(language)):
            return command(*given, **options)

    before = inspect.signature(command, eval_str=True)
    own = inspect.Parameter("language", inspect.Parameter.KEYWORD_ONLY, default="en", annotation=Spoken)
    spoken.__signature__ = before.replace(parameters=[*before.parameters.values(), own])  # type: ignore[attr-defined]
    return spoken
