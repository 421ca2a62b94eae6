"""The profile's page: one self-contained HTML file made from the profile document alone, and the tables beside it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from middlepower.report import profile_figures, profile_tables, profile_wording, wording
from middlepower.report.brief import is_link
from middlepower.report.files import json_text
from middlepower.report.profile_sentences import Bullet, bottom_line, the
from middlepower.report.profile_tables import profile_tables as tables_of

if TYPE_CHECKING:
    from jinja2 import Environment

FILTERS = {
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
    return page("profile.html", profile_context(document))


def page(template: str, context: Mapping[str, Any]) -> str:
    """A rendered template without blank lines."""
    text = environment().get_template(template).render(**context, style=style())
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


@cache
def environment() -> Environment:
    """Templates with the profile's filters; a missing name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("middlepower.report", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters.update(FILTERS)
    made.tests["link"] = is_link
    return made


def style() -> str:
    """The brief's style sheet, and what profiles add."""
    folder = files("middlepower.report").joinpath("templates")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in ("brief.css", "profile.css"))


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
