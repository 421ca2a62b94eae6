"""The page of the date: the law of a day, its tariffs, what it costs whom, and the steps that led there."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.results import Results, StateResults
from middlepower.document.timeline import LawTimeline
from middlepower.errors import ScenarioError
from middlepower.experiment.status_quo import day_title
from middlepower.language.catalogue import named, say
from middlepower.policy.library import load_measures
from middlepower.policy.schema import Measure
from middlepower.report.drawing import MapFigure, PlotFigure, RowFigure
from middlepower.report.tariff_figures import rate_steps
from middlepower.report.wording import date_text, listed, percent, plain, rate_text, short_date, signed, the
from middlepower.report.worldmap import world_map
from middlepower.web.figures_of_run import bar
from middlepower.web.links import links
from middlepower.web.names_shown import economies
from middlepower.web.page_state import PageState
from middlepower.web.parts import Part, attrs, button, choice, figure, section, status, table
from middlepower.web.provenance import basis

FIRST = dt.date(2018, 1, 1)
POWERS = ("USA", "CHN")
ACTORS = ("CAN", "USA", "CHN", "MEX")
DAY = "day"
NEAR = 7  # steps of the ladder shown around the day


@dataclass(frozen=True)
class LawAsked:
    """Whose page it is, and on which day."""

    day: dt.date
    economy: str = "CAN"

    @property
    def words(self) -> str:
        """The day in words."""
        return date_text(self.day.isoformat())

    @property
    def partners(self) -> tuple[str, ...]:
        """The powers that it trades with; Canada's and Mexico's where it is one itself."""
        others = tuple(power for power in (*POWERS, "EU") if power != self.economy)
        return others[:3]

    def page(self) -> PageState:
        """The question: the law of the day against that of the first one."""
        return self._against(FIRST, say("web.law.of_day", day=self.words), self.day)

    def step(self, earlier: dt.date) -> PageState:
        """The question of one step: the law of the day against that of the day before it."""
        return self._against(earlier, say("web.law.of_day", day=self.words), self.day)

    def _against(self, base: dt.date, title: str, day: dt.date) -> PageState:
        actors = list(dict.fromkeys((self.economy, *ACTORS)))
        return PageState(
            {
                "scenario": "law-of-a-day",
                "title": title,
                "world": DEFAULT_WORLD,
                "economy": self.economy,
                "powers": [power for power in POWERS if power != self.economy],
                "actors": actors,
                "baseline": {"name": day_title(base), "date": base.isoformat()},
                "states": {DAY: {"title": title, "date": day.isoformat()}},
            }
        )

    def timeline(self) -> str:
        """What the ladder is asked with."""
        return json.dumps(
            {"economy": self.economy, "powers": list(self.partners), "last": last_day().isoformat(),
             "world": DEFAULT_WORLD}
        )  # fmt: skip


def last_day() -> dt.date:
    """The last day that the slider reaches: today."""
    return dt.date.today()


def day_of(text: str) -> dt.date:
    """A day that was typed; ScenarioError outside the slider."""
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        raise ScenarioError(f"the day is `{text[:40]}`: write it as 2026-01-13.") from None
    if not FIRST <= day <= last_day():
        raise ScenarioError(f"the day is {day}: give one between {FIRST} and {last_day()}.")
    return day


def controls(asked: LawAsked) -> Part:
    """The slider of days with what moves it, and whose page it is."""
    years = range(FIRST.year, last_day().year + 1)
    marks = {dt.date(year, 1, 1).toordinal(): str(year) if year % 2 == 0 else "" for year in years}
    slider = dcc.Slider(
        id="days", min=FIRST.toordinal(), max=last_day().toordinal(), step=1, value=asked.day.toordinal(), marks=marks,
        included=False, updatemode="mouseup", allow_direct_input=False,
        tooltip={"placement": "bottom", "always_visible": False, "transform": "day"},
    )  # fmt: skip
    typed = html.Div(
        [html.Label(say("web.law.day"), htmlFor="typed-day"),
         dcc.Input(id="typed-day", type="text", value=asked.day.isoformat(), debounce=True, size="12")],
        className="field",
    )  # fmt: skip
    steps = html.Div(
        [button(say("web.law.earlier"), "earlier"), button(say("web.law.later"), "later")], className="buttons"
    )
    whose = choice("law-economy", say("web.law.economy"), economies(DEFAULT_WORLD), asked.economy)
    return html.Div(
        [
            html.Div([whose, typed, steps], className="row"),
            html.Div(slider, className="days", **attrs(data_label=say("web.law.day"))),
        ],
        className="controls",
    )


def answer(results: Results, asked: LawAsked) -> Part:
    """What the law of a day does against that of the first day."""
    state = results.states[DAY]
    own = results.own(state).real_income_percent
    said = say(
        "web.law.answer",
        day=asked.words,
        n=len(in_force(results)),
        own=the(results.name(results.economy)),
        change=percent(own.known),
        first=date_text(FIRST.isoformat()),
    )
    return html.Div(
        [
            html.H2(say("web.law.of_day", day=asked.words)),
            html.P(said, className="lead"),
            basis("law", results, ["real_income_percent", "effective_tariff_percent"]),
            status(results.header, results.header.worst_residual),
            html.Div(
                [figure(_incomes(results, "income-of-the-day", say("web.law.income", day=asked.words)), results.header),
                 section_of_tariffs(results, state)], className="two"
            ),
        ]
    )  # fmt: skip


def further(results: Results, asked: LawAsked) -> Part:
    """The map of the day, and the trade measures that are law."""
    world = world_map(results)
    title, note = say("web.law.map", day=asked.words), say("web.law.income_note", unit=results.header.unit)
    name, said = "map-of-the-day", f"{note} {say('figures.shapes', source=world.source)}"
    maps = [figure(MapFigure(name, title, said, world, one), results.header) for one in world.states]
    return html.Div([*maps, measures_in_force(results)])


def _incomes(results: Results, name: str, title: str) -> RowFigure:
    """Real income of the actors in the state of the day, as bars."""
    state, note = results.states[DAY], say("web.law.income_note", unit=results.header.unit)
    return bar(name, title, note, {results.name(c): state.economies[c].real_income_percent for c in results.actors})


def section_of_tariffs(results: Results, state: StateResults) -> Part:
    """Effective tariffs between the actors, on the first day and on the day asked for."""
    before, after = results.baseline_state.effective_tariff_percent, state.effective_tariff_percent
    rows = [
        [results.name(buyer), results.name(seller), *(plain(one.known) if one.value is not None else "–"
                                                      for one in (before[buyer][seller], number)),
         signed(number.known - before[buyer][seller].known, 1)]
        for buyer, row in after.items()
        for seller, number in row.items()
        if number.value is not None and before[buyer][seller].value is not None
    ]  # fmt: skip
    head = [say(f"web.tariffs.{name}") for name in ("importer", "exporter", "first", "day", "change")]
    kinds = ["", "", *(["effective_tariff_percent"] * 3)]
    return table("effective-tariffs", say("web.tariffs.title"), head, rows, say("web.tariffs.note"), kinds)


def in_force(results: Results) -> list[Any]:
    """The trade measures that are law on the day."""
    return [measure for measure in results.header.measures if DAY in measure.states]


def measures_in_force(results: Results) -> Part:
    """A table of the trade measures that are law on the day, with their sources."""
    rows = [
        [one.id, one.title, one.imposer, listed(list(one.targets)), rate_text(one.rates), one.date_in_force or "–",
         one.date_end or "–", links(one.sources)]
        for one in in_force(results)
    ]  # fmt: skip
    names = ("id", "title", "imposer", "targets", "rates", "begins", "ends", "sources")
    head = [say(f"web.measures.{name}") for name in names]
    return table("measures-in-force", say("web.measures.heading"), head, rows, say("web.measures.note"))


# ---------------------------------------------------------------- the ladder


def rates_figure(timeline: LawTimeline, names: Mapping[str, str], asked: LawAsked) -> PlotFigure:
    """The average tariffs between the economy and the powers, day by day."""
    days = list(timeline.applied_percent)
    own = asked.economy
    pairs = [(own, other) for other in timeline.partners] + [(other, own) for other in timeline.partners]
    values = {
        say("replay.pair", importer=names.get(n, n), partner=names.get(i, i)): [
            timeline.applied_percent[day][n][i].known for day in days
        ]
        for n, i in pairs[:5]
        if all(timeline.applied_percent[day][n][i].value is not None for day in days)
    }
    title = say("web.law.rates", own=names.get(own, own))
    plot = rate_steps(days, timeline.last, values)
    return PlotFigure("tariffs-over-time", title, say("web.law.rates_note"), plot)


def step_days(timeline: LawTimeline) -> list[str]:
    """The days on which the law between the economy and the powers changes, within the slider."""
    return [day for day in dict.fromkeys(event.date for event in timeline.events) if day >= FIRST.isoformat()]


def nearest_steps(days: Sequence[str], day: str) -> tuple[str | None, str | None]:
    """The last step before a day and the first one after it."""
    earlier = [one for one in days if one < day]
    later = [one for one in days if one > day]
    return (earlier[-1] if earlier else None), (later[0] if later else None)


def ladder(timeline: LawTimeline, names: Mapping[str, str], asked: LawAsked) -> Part:
    """The steps around the day as buttons, the latest first, and which of them is the day's."""
    days = step_days(timeline)
    shown = asked.day.isoformat()
    place = sum(day <= shown for day in days)
    first = max(0, min(place - NEAR, len(days) - 2 * NEAR))
    known = {measure.id: measure for measure in load_measures()}
    last = days[place - 1] if place else ""
    rows = [_rung(timeline, day, known, current=day == last) for day in days[first : first + 2 * NEAR]]
    own, *others = (the(names.get(code, code)) for code in (asked.economy, *timeline.partners))
    said = say("web.law.steps", n=len(days), own=own, others=listed(others))
    return html.Div([html.P(said), html.Ol(rows, className="ladder")])


def _rung(timeline: LawTimeline, day: str, known: Mapping[str, Measure], current: bool) -> Part:
    events = [event for event in timeline.events if event.date == day]
    told = [
        html.Span([html.B(say(f"web.law.change.{event.change}")), " ",
                   named(known[event.measure].title) if event.measure in known else event.measure])
        for event in events[:4]
    ]  # fmt: skip
    more = [html.Span(say("web.law.more", n=len(events) - 4))] if len(events) > 4 else []
    extra = attrs(aria_current="date") if current else {}
    body = [html.Span(short_date(day), className="when"), html.Span([*told, *more], className="what")]
    return html.Li(html.Button(body, id={"type": "step", "day": day}, type="button", n_clicks=0, **extra))


def step_told(results: Results, timeline: LawTimeline, day: str) -> Part:
    """One step: what changed, on what trade, by which source, and what it did to whom."""
    known = {measure.id: measure for measure in load_measures()}
    state = results.states[DAY]
    changed = [event for event in timeline.events if event.date == day]
    rows = []
    for event in changed:
        measure = known.get(event.measure)
        covered = sum(row.trade_covered_musd.known for row in state.law if row.name == event.measure)
        covered += sum(row.trade_covered_musd.known for row in state.law_rest if row.name == event.measure)
        rows.append(
            [say(f"web.law.change.{event.change}"), event.measure, named(measure.title) if measure else "–",
             plain(covered, 0), links(measure.sources if measure else ())]
        )  # fmt: skip
    head = [say(f"web.step.{name}") for name in ("change", "measure", "title", "trade", "sources")]
    kinds = ["", "", "", "trade_covered_musd"]
    drawing = _incomes(results, "income-of-the-step", say("web.step.income", day=date_text(day)))
    remarks = [html.P(remark.text, className="small") for remark in state.remarks]
    return section(
        say("web.step.heading", day=date_text(day)),
        html.Div(
            [table("step", say("web.step.table", day=date_text(day)), head, rows, say("web.step.note"), kinds),
             figure(drawing, results.header)], className="two"
        ),
        *remarks,
        basis("step", results, ["trade_covered_musd"]),
        of="step-section", basis="step",
    )  # fmt: skip
