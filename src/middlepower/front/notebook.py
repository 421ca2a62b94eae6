"""Answers in a notebook: a few lines of HTML, every value escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from middlepower.language.catalogue import say

if TYPE_CHECKING:
    import pandas as pd

ROWS = 12  # of a table
SETTINGS = (
    "question", "baseline", "baseline_date", "world", "vintage", "elasticities", "horizon", "closure", "range",
    "worst_residual", "middlepower",
)  # fmt: skip
"""What a table's `attrs` say of its numbers: fields of a document's header."""


def settings_line(settings: Mapping[Any, Any]) -> str:
    """Baseline, world, elasticity set, horizon, closure and residual in one line."""
    return say(
        "front.settings",
        baseline=settings["baseline"],
        world=settings["world"],
        vintage=str(settings["vintage"]),
        elasticities=settings["elasticities"],
        horizon=settings["horizon"],
        closure=settings["closure"],
        residual=f"{settings['worst_residual']:.1e}",
        version=settings["middlepower"],
    )


def shown(sentence: str, frame: pd.DataFrame, tables: Sequence[str], figures: Sequence[str]) -> str:
    """Question, sentence, settings, the first rows of a table, and the names of tables and figures."""
    heads = [
        f"<b>{escape(str(frame.attrs['question']))}</b>",
        escape(sentence),
        f"<small>{escape(settings_line(frame.attrs))}</small>",
    ]
    names = [say("front.tables", names=", ".join(tables))]
    names += [say("front.figures", names=", ".join(figures))] if figures else []
    parts = [*(f"<p>{line}</p>" for line in heads), _table(frame)]
    return "\n".join([*parts, *(f"<p><small>{escape(line)}</small></p>" for line in names)])


def _table(frame: pd.DataFrame) -> str:
    """The first rows of a table as HTML, and how many there are."""
    text: str = frame.head(ROWS).to_html(index=False, border=0, na_rep="", float_format="{:.4g}".format)
    rest = len(frame) - ROWS
    return text if rest <= 0 else f"{text}<p><small>{escape(say('front.more_rows', n=rest))}</small></p>"
