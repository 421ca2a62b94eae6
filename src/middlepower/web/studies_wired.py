"""What happens on the page of analyses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from middlepower.errors import MiddlepowerError
from middlepower.web.desk import Desk
from middlepower.web.parts import Part, trouble
from middlepower.web.studies import Studied, studies, task_values
from middlepower.web.studies_page import asking, frame, told, values_of
from middlepower.web.worker import Task

USUAL = "profile"


def page(search: str | None) -> Part:
    """The page as an address asks for it."""
    found = {name: values[0] for name, values in parse_qs((search or "").lstrip("?")).items()}
    name = found.pop("study", "")
    return frame(name, found, asked=True) if name in studies() else frame(USUAL, found, asked=False)


@dataclass(frozen=True)
class StudyWires:
    """What the controls of the page do, with the desk that answers."""

    desk: Desk

    def choose(self, name: str) -> Any:
        """The controls of another study."""
        return asking(name, {}) if name in studies() else no_update

    def ask(self, clicks: int, name: str, values: list[Any]) -> Any:
        """(answer, trouble, address) of a study."""
        if not clicks:
            return no_update, no_update, no_update
        controls = [one["id"] for one in ctx.states_list[1]]
        given = values_of(controls, values)
        address = "?" + urlencode({"study": name, **given})
        try:
            task = Task("study", task_values(name, given))
            found: Studied = self.desk.ask(task, studies()[name].seconds)
        except MiddlepowerError as error:
            return [], trouble(str(error)), address
        return told(name, given, found), [], address


def wire(app: Dash, desk: Desk) -> None:
    """Connect the controls of the page."""
    wires = StudyWires(desk)
    app.callback(Output("study-asks", "children"), Input("study", "value"), prevent_initial_call=True)(wires.choose)
    app.callback(
        Output("study-answer", "children"), Output("study-trouble", "children"),
        Output("address", "search", allow_duplicate=True), Input("ask", "n_clicks"),
        State("study", "value"), State({"type": "asked", "name": ALL}, "value"),
        prevent_initial_call="initial_duplicate",
    )(wires.ask)  # fmt: skip
