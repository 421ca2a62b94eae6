"""Sources as links: web addresses open elsewhere, anything else is text."""

from __future__ import annotations

from collections.abc import Iterable

from dash import html

from middlepower.language.catalogue import say
from middlepower.report.pages import is_link
from middlepower.web.parts import Part


def links(sources: Iterable[str]) -> Part:
    """Sources as numbered links; those that are no web addresses as text."""
    shown: list[Part] = []
    for number, source in enumerate(sources, 1):
        if is_link(source):
            shown += [html.A(say("web.source", number=str(number)), href=source, target="_blank",
                             rel="noopener noreferrer", title=source), " "]  # fmt: skip
        else:
            shown += [source, " "]
    return html.Span(shown)
