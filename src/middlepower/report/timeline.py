"""The steps that led to the baseline's law: rows of what stands, what ended, and the average tariffs as steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from middlepower.document.header import MeasureUsed
from middlepower.document.results import Results
from middlepower.document.timeline import EndedMeasure, LawEvent
from middlepower.language.catalogue import say
from middlepower.report.profile_figures import loss_axis
from middlepower.report.profile_wording import steady
from middlepower.report.tables import targets_text
from middlepower.report.tariff_figures import ROOM, StepPlot, steps_on
from middlepower.report.wording import EN_DASH, listed, parted, per_cent, short_date, the

ON, OFF = "on", "off"


@dataclass(frozen=True)
class LawRow:
    """One measure that stands in the baseline: since when, what, who on whom, at which rates, and last checked."""

    since: str
    measure: MeasureUsed
    who: str


def law_rows(results: Results) -> list[LawRow]:
    """The measures between the economy and the powers that stand in the baseline, the first one first."""
    known = {measure.id: measure for measure in results.header.measures if measure.in_baseline}
    begun = {event.measure: event.date for event in results.timeline.events if event.change == ON}
    return [
        LawRow(date, known[name], targets_text(results, known[name])) for name, date in begun.items() if name in known
    ]


def ended(results: Results) -> str:
    """The measures of the way that no longer stand, with their days; empty where there are none."""
    items = [
        say(
            "timeline.ended_item",
            title=measure.title,
            imposer=results.name(measure.imposer),
            first=short_date(first),
            last=short_date(last),
        )
        for measure, first, last in _ended(results)
    ]
    return say("timeline.ended", list=parted(items)) if items else ""


def _ended(results: Results) -> Iterator[tuple[MeasureUsed | EndedMeasure, str, str]]:
    """(measure, its first day, the day after its last) of those that ended before the baseline's day."""
    known = {measure.id: measure for measure in results.header.measures if not measure.in_baseline}
    named: Mapping[str, MeasureUsed | EndedMeasure] = {**known, **{one.id: one for one in results.timeline.ended}}
    for name, (first, last) in _days(results.timeline.events).items():
        if last and name in named:
            yield named[name], first, last


def _days(events: tuple[LawEvent, ...]) -> Mapping[str, tuple[str, str]]:
    """{measure: (day of its begin, day of its end or none)}."""
    days: dict[str, tuple[str, str]] = {}
    for event in events:
        if event.change == ON:
            days[event.measure] = (event.date, "")
        elif event.change == OFF and event.measure in days:
            days[event.measure] = (days[event.measure][0], event.date)
    return days


def law_plot(results: Results) -> StepPlot | None:
    """The average tariffs between the economy and the powers, as steps; None where there is no step."""
    timeline = results.timeline
    if not timeline.events:
        return None
    days = list(timeline.applied_percent)
    lines = {
        _pair(results, importer, partner): [timeline.applied_percent[day][importer][partner] for day in days]
        for importer, partners in timeline.applied_percent[days[0]].items()
        for partner in partners
    }
    known = {
        label: [number.known for number in line]
        for label, line in lines.items()
        if all(number.value is not None for number in line)
    }
    axis = loss_axis(ROOM * value for one in known.values() for value in one)
    title = say("timeline.title", first=days[0], last=timeline.last)
    return steps_on(axis, [*days, timeline.last], known, title, steady)


def _pair(results: Results, importer: str, partner: str) -> str:
    return say("timeline.pair", importer=results.name(importer), partner=the(results.name(partner)))


def solved_rates_note(results: Results) -> str:
    """The effective tariffs of the solved baseline, pair by pair."""
    rates = results.baseline_state.effective_tariff_percent
    items = [
        say("timeline.solved_item", pair=_pair(results, importer, partner), rate=_rate(rates[importer][partner].value))
        for importer, partners in results.timeline.applied_percent[results.timeline.first].items()
        for partner in partners
        if partner in rates.get(importer, {})
    ]
    return say("timeline.solved", list=listed(items)) if items else ""


def _rate(value: float | None) -> str:
    return EN_DASH if value is None else per_cent(steady(value, 1))
