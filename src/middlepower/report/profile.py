"""The profile's page: one self-contained HTML file made from the profile document alone, and the tables beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from middlepower.document.file import write
from middlepower.document.profiled import Profile
from middlepower.language.catalogue import named, say
from middlepower.report import profile_figures, profile_tables, profile_wording, wording
from middlepower.report.drawing import Drawing, PlotFigure, RowFigure
from middlepower.report.drawn import shown_draws
from middlepower.report.pages import page, style
from middlepower.report.profile_persons import persons_rows
from middlepower.report.profile_sentences import bottom_line
from middlepower.report.profile_tables import profile_tables as tables_of
from middlepower.report.profile_wording import threat_name
from middlepower.report.provinces import people

FILTERS: dict[str, Callable[..., Any]] = {
    "plain": wording.plain,
    "steady": profile_wording.steady,
    "short": profile_wording.short_number,
    "span": profile_wording.span,
    "range_text": wording.range_text,
    "ranged": profile_wording.ranged,
    "ranged_percent": profile_wording.ranged_percent,
    "billions": profile_wording.billions,
    "date_text": wording.date_text,
    "variant_text": wording.variant_text,
    "horizon_text": wording.horizon_text,
    "first_clause": wording.first_clause,
    "possessive": wording.possessive,
    "listed": lambda values: wording.listed(str(value) for value in values),
    "the": wording.the,
    "data_of": wording.data_of,
    "capital": wording.capital,
    "named": named,
    "threat_name": threat_name,
    "people": people,
}


def profile_texts(profile: Profile) -> dict[str, str]:
    """File name to content of everything that a profile writes."""
    return {
        profile.file_name: write(profile),
        **tables_of(profile),
        "profile.html": render_profile(profile),
    }


def render_profile(profile: Profile) -> str:
    """The profile as HTML text; the same document always gives the same text."""
    return profile_page("profile.html", profile_context(profile))


def profile_drawings(profile: Profile) -> Iterator[Drawing]:
    """Exposure, threat curves, the points of leverage and who carries the losses."""
    own, base = profile.name(profile.economy), profile.header.baseline
    note = say("profile.note.exposure", baseline=base, range=profile.header.range)
    yield RowFigure(
        "exposure", say("profile.figure.exposure", own=own), note, profile_figures.exposure_chart(profile), "dots"
    )
    for power, plot in zip(profile.threat_curve, profile_figures.threat_plots(profile), strict=True):
        title = say("profile.figure.threats", own=own, power=plot.title)
        yield PlotFigure(f"threats-{power}", title, say("profile.note.threats", baseline=base), plot)
    title, note = say("profile.figure.leverage", own=own), say("profile.note.leverage", baseline=base)
    yield PlotFigure("leverage", title, note, profile_figures.leverage_plot(profile))
    codes = {profile.name(code): code for code in profile.exposure}
    for power, charts in profile_figures.incidence_charts(profile):
        for place, chart in enumerate(charts, 1):
            title = say("profile.figure.incidence", own=own, power=power, what=chart.title)
            note = say("profile.note.incidence", baseline=base)
            yield RowFigure(f"losses-{codes[power]}-{place}", title, note, chart, "bars", "")


def profile_page(template: str, context: Mapping[str, Any]) -> str:
    """A page in the look of the brief, with what profiles add."""
    looks = {"style": style("page.css", "plots.css", "paper.css"), "beneath": shown_draws(context.get("d"))}
    return page(template, {**context, **looks}, FILTERS)


def _horizons(profile: Profile) -> dict[str, str]:
    """The horizons that a profile is at, with their names as heads of columns."""
    known = next(iter(next(iter(profile.exposure.values())).values()))
    return {when: title for when, title in profile_wording.horizon_names().items() if when in known}


def profile_context(profile: Profile) -> dict[str, Any]:
    """Every value that the template shows."""
    return {
        "d": profile,
        "h": profile.header,
        "own": profile.name(profile.economy),
        "bullets": bottom_line(profile),
        "persons_rows": persons_rows(profile),
        "sides": profile_wording.side_names(),
        "horizons": _horizons(profile),
        "partners": profile_tables.partner_rows(profile),
        "supply": profile_tables.flagged(profile, profile.flags.supply),
        "market": profile_tables.flagged(profile, profile.flags.market),
        "exposure_chart": profile_figures.exposure_chart(profile),
        "threats": profile_figures.threat_plots(profile),
        "leverage": profile_figures.leverage_plot(profile),
        "incidence_charts": profile_figures.incidence_charts(profile),
    }
