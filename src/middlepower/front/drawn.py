"""`draws` of a question: its answer over so many draws, or as it is."""

from __future__ import annotations

from typing import TypeVar

from middlepower.document.drawn_answer import DrawableDocument
from middlepower.document.over_draws import DrawnQuestion, over_draws
from middlepower.errors import ScenarioError
from middlepower.front.asked import Tell
from middlepower.language.catalogue import say

Answer = TypeVar("Answer", bound=DrawableDocument)


def answer(asked: DrawnQuestion[Answer], draws: int | None, tell: Tell) -> Answer:
    """The answer under the question's settings; over draws where some are asked for."""
    if draws is None:
        return asked.build(asked.settings, asked.question)
    if not asked.settings.ranges:
        raise ScenarioError("`--draws` asks for ranges and `--no-ranges` for none: leave one of them out.")
    return over_draws(asked, draws, lambda done, total: tell(say("draws.drawing", done=done, total=total)))
