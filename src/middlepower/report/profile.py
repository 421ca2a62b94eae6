"""The profile's page: one self-contained HTML file made from the profile document alone, and the tables beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from middlepower.report import profile_figures, profile_tables, profile_wording, wording
from middlepower.report.files import json_text
from middlepower.report.pages import page, style
from middlepower.report.profile_sentences import Bullet, bottom_line, the
from middlepower.report.profile_tables import profile_tables as tables_of

FILTERS: dict[str, Callable[..., Any]] = {
    "plain": wording.plain,
    "steady": profile_wording.steady,
    "short": profile_wording.short_number,
    "span": profile_wording.span,
    "why": profile_wording.why,
    "billions": profile_wording.billions,
    "date_text": wording.date_text,
    "variant_text": wording.variant_text,
    "first_clause": wording.first_clause,
    "possessive": wording.possessive,
    "listed": lambda values: wording.listed(str(value) for value in values),
    "the": the,
}


def profile_texts(document: Mapping[str, Any]) -> dict[str, str]:
    """File name to content of everything that a profile writes."""
    return {
        "profile.json": json_text(document),
        **tables_of(document),
        "profile.html": render_profile(document),
    }


def render_profile(document: Mapping[str, Any]) -> str:
    """The profile as HTML text; the same document always gives the same text."""
    return profile_page("profile.html", profile_context(document))


def profile_page(template: str, context: Mapping[str, Any]) -> str:
    """A page in the look of the brief, with what profiles add."""
    return page(template, {**context, "style": style("brief.css", "profile.css")}, FILTERS)


def profile_context(document: Mapping[str, Any]) -> dict[str, Any]:
    """Every value that the template shows."""
    bullets: list[Bullet] = bottom_line(document)
    return {
        "d": document,
        "own": document["regions"][document["economy"]],
        "bullets": bullets,
        "sides": profile_wording.SIDE_NAMES,
        "horizons": profile_wording.HORIZON_NAMES,
        "partners": profile_tables.partner_rows(document),
        "supply": profile_tables.flagged(document, "supply"),
        "market": profile_tables.flagged(document, "market"),
        "exposure_chart": profile_figures.exposure_chart(document),
        "threats": profile_figures.threat_plots(document),
        "leverage": profile_figures.leverage_plot(document),
        "incidence_charts": profile_figures.incidence_charts(document),
        "command": command(document),
    }


def command(document: Mapping[str, Any]) -> str:
    """The command line that makes this document again."""
    date = "--benchmark" if document["baseline_date"] is None else f"--date {document['baseline_date']}"
    options = {name: document[name] for name in ("elasticities", "horizon", "closure")}
    words = " ".join(f"--{name} {value}" for name, value in options.items())
    powers = ",".join(document["powers"])
    return f"middlepower profile {document['economy']} --powers {powers} {words} {date} --out DIR"
