"""What happens on the page of the date: which control moves what."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.results import Results
from middlepower.document.timeline import LawTimeline
from middlepower.errors import MiddlepowerError, ScenarioError
from middlepower.experiment.status_quo import STATUS_QUO
from middlepower.language.catalogue import named, say
from middlepower.policy.law_days import ONE_DAY
from middlepower.web.desk import Desk
from middlepower.web.law_page import (
    LawAsked,
    answer,
    controls,
    day_of,
    further,
    ladder,
    nearest_steps,
    rates_figure,
    step_days,
    step_told,
)
from middlepower.web.names_shown import economies
from middlepower.web.page_state import PageState
from middlepower.web.parts import Part, attrs, awaited, figure, section, trouble
from middlepower.web.worker import Task
from middlepower.world.groups import title_of


def asked_in(search: str | None) -> LawAsked:
    """What an address asks of the page; ScenarioError for a day or an economy that does not exist."""
    found = parse_qs((search or "").lstrip("?"))
    economy = found.get("economy", ["CAN"])[0]
    if economy not in economies(DEFAULT_WORLD):
        raise ScenarioError(f"the economy is `{economy[:20]}`: choose one of the list.")
    text = found.get("date", [STATUS_QUO.isoformat()])[0]
    return LawAsked(day_of(text), economy)


def page(search: str | None) -> Part:
    """The page as an address asks for it."""
    try:
        asked, wrong = asked_in(search), []
    except ScenarioError as error:
        asked, wrong = LawAsked(STATUS_QUO), [trouble(str(error))]
    return html.Div(
        [
            html.H1(say("web.law.heading")),
            html.P(say("web.law.deck"), className="deck"),
            controls(asked),
            html.Div(wrong, id="law-trouble"),
            awaited("law-answer"),
            section(say("web.law.ladder"), html.Div(id="rates"), html.Div(id="ladder"),
                    awaited("step"), of="ladder-section"),
            html.Div(id="law-more"),
        ],
        **attrs(data_basis="law"),
    )  # fmt: skip


@dataclass(frozen=True)
class LawWires:
    """What the controls of the page do, with the desk that answers."""

    desk: Desk

    def timeline(self, asked: LawAsked) -> LawTimeline:
        """The ladder of an economy."""
        found: LawTimeline = self.desk.ask(Task("timeline", asked.timeline()))
        return found

    def results(self, page: PageState) -> Results:
        """The document of a question, at once."""
        found: Results = self.desk.ask(Task("at once", json.dumps(page.plain())))
        return found

    def move(self, typed: str, _earlier: int, _later: int, days: int, economy: str) -> Any:
        """(ordinal of the day, trouble) after a step or a typed day."""
        day = dt.date.fromordinal(days)
        try:
            if ctx.triggered_id == "typed-day":
                wanted_day = day_of(typed or "")
                return no_update if wanted_day == day else wanted_day.toordinal(), []
            steps = step_days(self.timeline(LawAsked(day, economy)))
        except MiddlepowerError as error:
            return no_update, trouble(str(error))
        wanted = nearest_steps(steps, day.isoformat())[0 if ctx.triggered_id == "earlier" else 1]
        return (no_update if wanted is None else dt.date.fromisoformat(wanted).toordinal()), []

    def show(self, days: int, economy: str, typed: str) -> Any:
        """(answer, what stands below the ladder, day as text, address) of a day.

        A day that is typed already is not written again: what a reader types meanwhile would be lost.
        """
        asked = LawAsked(dt.date.fromordinal(days), economy)
        try:
            results = self.results(asked.page())
            found, more = answer(results, asked), further(results, asked)
        except MiddlepowerError as error:
            found, more = trouble(str(error)), []
        written = asked.day.isoformat()
        return found, more, no_update if typed == written else written, f"?date={asked.day}&economy={economy}"

    def climb(self, days: int, economy: str) -> Any:
        """(ladder, figure of rates) around a day."""
        asked = LawAsked(dt.date.fromordinal(days), economy)
        try:
            timeline, results = self.timeline(asked), self.results(asked.page())
        except MiddlepowerError as error:
            return trouble(str(error)), []
        names = {code: named(title_of(code)) for code in (economy, *timeline.partners)}
        return ladder(timeline, names, asked), figure(rates_figure(timeline, names, asked), results.header)

    def step(self, _clicks: list[int], economy: str) -> Any:
        """What a step that was clicked is."""
        if not ctx.triggered_id or not any(one["value"] for one in ctx.triggered):
            return no_update
        try:
            day = day_of(ctx.triggered_id["day"])
            asked = LawAsked(day, economy)
            results = self.results(asked.step(day - ONE_DAY))
            return step_told(results, self.timeline(asked), day.isoformat())
        except MiddlepowerError as error:
            return trouble(str(error))


def wire(app: Dash, desk: Desk) -> None:
    """Connect the controls of the page."""
    wires = LawWires(desk)
    days, economy = Input("days", "value"), Input("law-economy", "value")
    app.callback(
        Output("days", "value"), Output("law-trouble", "children"),
        Input("typed-day", "value"), Input("earlier", "n_clicks"), Input("later", "n_clicks"),
        State("days", "value"), State("law-economy", "value"), prevent_initial_call=True,
    )(wires.move)  # fmt: skip
    app.callback(
        Output("law-answer", "children"), Output("law-more", "children"), Output("typed-day", "value"),
        Output("address", "search"), days, economy, State("typed-day", "value"),
    )(wires.show)  # fmt: skip
    app.callback(Output("ladder", "children"), Output("rates", "children"), days, economy)(wires.climb)
    app.callback(
        Output("step", "children"), Input({"type": "step", "day": ALL}, "n_clicks"), State("law-economy", "value"),
        prevent_initial_call=True,
    )(wires.step)  # fmt: skip
