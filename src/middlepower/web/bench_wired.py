"""What happens on the bench: every control is one edit of the scenario; the scenario is solved; the address follows."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, quote

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from middlepower.document.results import Results
from middlepower.errors import MiddlepowerError, ScenarioError
from middlepower.scenario.narrow import narrowed
from middlepower.web import edits
from middlepower.web.bench_page import SUMMARY, VIEWS, editor, first_page, frame, opened
from middlepower.web.bench_views import number_told, shown, top
from middlepower.web.desk import Desk
from middlepower.web.downloads import download_of
from middlepower.web.languages import said_again
from middlepower.web.page_state import MOST_STATES, PageState, Raw, link_of, page_in_link, page_of, raw_of
from middlepower.web.parts import Part, trouble
from middlepower.web.tasks import scenario_of
from middlepower.web.worker import Task

SETTINGS = {"set": "elasticities", "horizon": "horizon", "closure": "closure"}


@dataclass(frozen=True)
class BenchHeld:
    """A page and the state of it that is edited."""

    page: PageState
    chosen: str

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> BenchHeld:
        """The bench that a browser holds."""
        return cls(page_of(data["page"]), str(data["chosen"]))

    def plain(self) -> Raw:
        """The bench for a browser to hold."""
        return {"page": self.page.plain(), "chosen": self.chosen}

    def showing(self, scenario: Raw, chosen: str | None = None) -> BenchHeld:
        """The bench with another scenario, and another state in hand."""
        return replace(self, page=self.page.with_scenario(scenario), chosen=chosen or self.chosen)


@dataclass(frozen=True)
class Moved:
    """What a control asks for: its name, its value, and the other controls' values."""

    name: str
    value: Any
    others: Mapping[str, Any]


def page(search: str | None) -> Part:
    """The bench as an address asks for it."""
    asked = {name: values[0] for name, values in parse_qs((search or "").lstrip("?")).items()}
    view = asked.get("view", SUMMARY)
    try:
        found = page_in_link(asked["s"]) if "s" in asked else first_page()
        found = found.with_scenario(said_again(found.scenario))
        scenario_of(found)
        chosen = asked.get("state", "")
        return frame(found, chosen if chosen in found.states else next(iter(found.states)),
                     view if view in VIEWS else SUMMARY)  # fmt: skip
    except MiddlepowerError as error:
        usual = first_page()
        return [trouble(str(error)), frame(usual, next(iter(usual.states)))]


# ---------------------------------------------------------------- edits


def _setting(bench: BenchHeld, moved: Moved) -> BenchHeld:
    changed: dict[str, Any] = {SETTINGS[moved.name]: moved.value}
    return replace(bench, page=replace(bench.page, **changed))


def _key(bench: BenchHeld, moved: Moved) -> BenchHeld:
    return bench.showing({**bench.page.scenario, moved.name: moved.value})


def _baseline(bench: BenchHeld, moved: Moved) -> BenchHeld:
    from middlepower.experiment.status_quo import day_title
    from middlepower.web.law_page import day_of

    day, scenario = day_of(str(moved.value or "")), bench.page.scenario
    if day.isoformat() == scenario["baseline"]["date"]:
        return bench
    base = {**scenario["baseline"], "date": day.isoformat(), "name": day_title(day)}
    return bench.showing({**scenario, "baseline": base})


def _measures(bench: BenchHeld, moved: Moved) -> BenchHeld:
    on, off = (list(moved.others[name] or ()) for name in ("measures-on", "measures-off"))
    return bench.showing(edits.with_measures(bench.page.scenario, bench.chosen, on, off))


def _title(bench: BenchHeld, moved: Moved) -> BenchHeld:
    title = str(moved.value or "").strip()
    return bench.showing(edits.with_title(bench.page.scenario, bench.chosen, title)) if title else bench


def _add(bench: BenchHeld, moved: Moved) -> BenchHeld:
    given = moved.others
    new = edits.NewEntry(
        given["new-kind"], given["new-who"], given["new-whom"], given["new-what"] or "sector:*",
        float(given["new-rate"]) / 100.0, float(given["new-volume"]) / 100.0,
    )  # fmt: skip
    return bench.showing(edits.with_entry(bench.page.scenario, bench.chosen, new))


def _open(bench: BenchHeld, moved: Moved) -> BenchHeld:
    scenario = opened(str(moved.value))
    return bench.showing(scenario, next(iter(scenario["states"])))


def _state(bench: BenchHeld, do: str) -> BenchHeld:
    scenario = bench.page.scenario
    if do == "remove":
        left = edits.without_state(scenario, bench.chosen)
        return bench.showing(left, next(iter(left["states"])))
    found, name = edits.with_state(scenario, bench.chosen if do == "copy" else None)
    return bench.showing(found, name)


PLAIN: Mapping[str, Callable[[BenchHeld, Moved], BenchHeld]] = {
    **dict.fromkeys(SETTINGS, _setting),
    "economy": _key,
    "powers": _key,
    "baseline-day": _baseline,
    "measures-on": _measures,
    "measures-off": _measures,
    "state-title": _title,
    "add": _add,
    "open-scenario": _open,
    "chosen": lambda bench, moved: replace(bench, chosen=str(moved.value)),
}
STRUCTURE = ("add", "open-scenario", "chosen", "upload", "drop", "answer", "state", "state-title", "economy")
"""The controls after whose edit the editor is drawn anew."""


def edited(bench: BenchHeld, of: Any, moved: Moved) -> BenchHeld:
    """The bench after one control moved."""
    if isinstance(of, str):
        return PLAIN[of](bench, moved)
    scenario, chosen = bench.page.scenario, bench.chosen
    if of["type"] == "state":
        return _state(bench, of["do"])
    if of["type"] == "rate":
        return bench.showing(edits.with_rate(scenario, chosen, of["path"], round(float(moved.value) / 100.0, 6)))
    change = edits.answered if of["type"] == "answer" else edits.without_entry
    return bench.showing(change(scenario, chosen, of["path"]))


# ---------------------------------------------------------------- callbacks

VALUES = ("set", "horizon", "closure", "economy", "powers", "baseline-day", "measures-on", "measures-off",
          "state-title", "open-scenario", "chosen")  # fmt: skip
FORM = ("new-kind", "new-who", "new-whom", "new-what", "new-rate", "new-volume")


@dataclass(frozen=True)
class BenchWires:
    """What the controls of the bench do, with the desk that answers."""

    desk: Desk

    def edit(self, values: dict[str, Any], clicks: Any, upload: str | None, form: dict[str, Any], data: Any,
             shape: int) -> Any:  # fmt: skip
        """(bench, shape, trouble) after an edit that the strict schema accepts."""
        of = ctx.triggered_id
        value = ctx.triggered[0]["value"] if ctx.triggered else None
        if of is None or value in (None, 0):
            return no_update, no_update, no_update
        kind = of if isinstance(of, str) else of["type"]
        try:
            bench = BenchHeld.of(data)
            if kind == "upload":
                after = self._uploaded(bench, upload or "")
            else:
                after = edited(bench, of, Moved(kind, value, {**values, **form}))
            scenario_of(after.page)
        except MiddlepowerError as error:
            return no_update, no_update, trouble(str(error))
        if after == bench:
            return no_update, no_update, []
        return after.plain(), shape + 1 if kind in STRUCTURE else no_update, []

    def _uploaded(self, bench: BenchHeld, upload: str) -> BenchHeld:
        """The bench with the scenario of a file, as the command line reads it."""
        try:
            text = base64.b64decode(upload.partition(",")[2], validate=True).decode("utf-8-sig")
        except (binascii.Error, UnicodeDecodeError):
            raise ScenarioError("the file is no UTF-8 text: save it as UTF-8.") from None
        raw: Raw = self.desk.ask(Task("uploaded", json.dumps(text)))
        if len(raw["states"]) > MOST_STATES:
            scenario = scenario_of(bench.page.with_scenario(raw))
            raw = raw_of(narrowed(scenario, None, list(scenario.states)[:MOST_STATES]))
        return bench.showing(raw, next(iter(raw["states"])))

    def draw(self, _shape: int, data: Any) -> Any:
        """The editor of a bench."""
        bench = BenchHeld.of(data)
        return editor(bench.page, bench.chosen)

    def results(self, bench: BenchHeld) -> Results:
        """The document of a bench, at once."""
        found: Results = self.desk.ask(Task("at once", json.dumps(bench.page.plain())))
        return found

    def solve(self, data: Any, view: str) -> Any:
        """(what stands above the view, the view) of a bench."""
        bench = BenchHeld.of(data)
        try:
            results = self.results(bench)
            return top(results), shown(view, results, bench.page, self.desk)
        except MiddlepowerError as error:
            return trouble(str(error)), []

    def link(self, data: Any, view: str, address: str) -> Any:
        """(the part of the address, the whole link) of a bench and the view of it that is shown."""
        bench = BenchHeld.of(data)
        try:
            search = f"?s={link_of(bench.page)}&view={view}&state={quote(bench.chosen)}"
        except MiddlepowerError as error:
            return no_update, str(error)
        return search, (address or "").partition("?")[0] + search

    def number(self, asked: Mapping[str, Any] | None, data: Any) -> Any:
        """Where a number that was clicked comes from."""
        if asked is None:
            return no_update
        try:
            return number_told(self.results(BenchHeld.of(data)), str(asked["place"]).split("|"))
        except MiddlepowerError as error:
            return trouble(str(error))

    def save(self, _clicks: Any, data: Any) -> Any:
        """(file, trouble) of a button that saves."""
        if not ctx.triggered_id or not any(one["value"] for one in ctx.triggered):
            return no_update, no_update
        try:
            return download_of(ctx.triggered_id["what"], BenchHeld.of(data).page, self.desk), []
        except MiddlepowerError as error:
            return no_update, trouble(str(error))


def wire(app: Dash, desk: Desk) -> None:
    """Connect the controls of the bench."""
    wires = BenchWires(desk)
    clicks = [Input("add", "n_clicks")]
    clicks += [Input({"type": kind, key: ALL}, "n_clicks") for kind, key in
               (("drop", "path"), ("answer", "path"), ("state", "do"))]  # fmt: skip
    moved = {name: Input(name, "value") for name in VALUES}
    form = {name: State(name, "value") for name in FORM}
    held = State("bench", "data")
    app.callback(
        output=[Output("bench", "data"), Output("shape", "data"), Output("bench-trouble", "children")],
        inputs={
            "values": moved, "clicks": [*clicks, Input({"type": "rate", "path": ALL}, "value")],
            "upload": Input("upload", "contents"), "form": form, "data": held, "shape": State("shape", "data"),
        },
        prevent_initial_call=True,
    )(wires.edit)  # fmt: skip
    app.callback(Output("editor", "children"), Input("shape", "data"), held, prevent_initial_call=True)(wires.draw)
    app.callback(
        Output("bench-top", "children"),
        Output("bench-view", "children"),
        Input("bench", "data"),
        Input("view", "value"),
    )(wires.solve)
    app.callback(
        Output("address", "search", allow_duplicate=True), Output("link", "value"),
        Input("bench", "data"), Input("view", "value"), State("address", "href"),
        prevent_initial_call="initial_duplicate",
    )(wires.link)  # fmt: skip
    app.callback(
        Output("provenance", "children"), Input("asked-number", "data"), held,
        prevent_initial_call=True,
    )(wires.number)  # fmt: skip
    app.callback(
        Output("bench-file", "data"), Output("bench-trouble", "children", allow_duplicate=True),
        Input({"type": "save", "what": ALL}, "n_clicks"), held, prevent_initial_call=True,
    )(wires.save)  # fmt: skip
