"""The page of all other analyses: choose one, say of whom, and its figures and tables stand below."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from dash import dcc, html

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.language.catalogue import say, spoken
from middlepower.web.languages import spoken_code
from middlepower.web.names_shown import economies
from middlepower.web.parts import Part, awaited, button, choice, figure, folded, pictured, status, table
from middlepower.web.studies import SETTINGS, AskedValue, Studied, studies

MOST_ROWS = 60  # of a table on the page; its file has all
FIGURES = 6  # shown at once; the page of the command line has all


def frame(name: str, values: Mapping[str, str], asked: bool) -> Part:
    """The page with one study chosen; its answer follows at once where it is asked for."""
    options = {one: say(f"web.study.{one}") for one in studies()}
    return html.Div(
        [
            html.H1(say("web.studies.heading")),
            html.P(say("web.studies.deck"), className="deck"),
            html.Div(
                [choice("study", say("web.studies.which"), options, name, searchable=False),
                 html.Div(asking(name, values), id="study-asks", className="row"),
                 button(say("web.studies.ask"), "ask", "main", n_clicks=int(asked))], className="controls"
            ),
            html.Div(id="study-trouble"),
            awaited("study-answer"),
        ]
    )  # fmt: skip


def asking(name: str, values: Mapping[str, str]) -> list[Part]:
    """The controls of a study, and what it is about."""
    said = html.P(say(f"web.study.about.{name}"), className="small")
    return [said, *(_control(one, values.get(one.name, one.usual)) for one in studies()[name].asks)]


def _control(one: AskedValue, value: str) -> Part:
    of, name = {"type": "asked", "name": one.name}, say(f"web.asks.{one.name}")
    if one.sort == "economy":
        return choice(of, name, economies(DEFAULT_WORLD), value)
    if one.sort == "economies":
        return choice(of, name, economies(DEFAULT_WORLD), [part for part in value.split(",") if part], multi=True)
    if one.sort == "choice":
        return choice(
            of, name, {option: option_words(one.name, option) for option in one.choices}, value, searchable=False
        )
    field = dcc.Input(id=of, type="text", value=value, debounce=True)
    return html.Div([html.Label([name, field])], className="field")


def option_words(name: str, option: str) -> str:
    """What a choice of a study means; names of games and tests are their own words."""
    place = f"{name}.{re.sub('[^a-z0-9]', '_', option)}"
    return say(f"web.option.{place}") if f"web.option.{place}" in spoken().entries else option


def values_of(controls: list[dict[str, object]], values: list[object]) -> dict[str, str]:
    """The values of the controls as the words of the command line."""
    found: dict[str, str] = {}
    for control, value in zip(controls, values, strict=True):
        of = control["name"]
        found[str(of)] = ",".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return found


def told(name: str, values: Mapping[str, str], found: Studied) -> Part:
    """The figures and tables of a study, and its files."""
    header = found.document.header
    query = urlencode({**values, "language": spoken_code()})
    ways = [
        html.A(say(f"web.studies.as.{kind}"), href=f"/api/v1/{name}?{query}&format={kind}", download="")
        for kind in ("json", "xlsx", "html")
    ]
    figures = [figure(drawing, header) for drawing in found.drawings[:FIGURES]]
    rest = [pictured(drawing, header) for drawing in found.drawings[FIGURES:]]
    more = [folded(say("web.studies.more", n=len(rest)), *rest)] if rest else []
    return html.Div(
        [
            html.H2(header.question or say(f"web.study.{name}")),
            status(header, header.worst_residual),
            html.P([say("web.studies.command"), " ", html.Code(header.command)], className="small"),
            html.P([part for way in ways for part in (way, "  ")], className="ways"),
            html.Div(figures, className="two"),
            *more,
            *tables(found),
        ]
    )  # fmt: skip


def tables(found: Studied) -> list[Part]:
    """The CSV tables of a study."""
    shown: list[Part] = []
    for file, text in found.texts.items():
        if not file.endswith(".csv") or not isinstance(text, str):
            continue
        head, *rows = csv.reader(io.StringIO(text))
        name = file.removesuffix(".csv")
        note = say("web.studies.rows", n=len(rows)) if len(rows) > MOST_ROWS else ""
        title = name.replace("_", " ").capitalize()
        lines = [[_short(cell) for cell in row] for row in rows[:MOST_ROWS]]
        shown.append(folded(title, table(name, title, [one.replace("_", " ") for one in head], lines, note)))
    return shown


def _short(cell: str) -> str:
    """A number with as many digits as one reads; any other text as it is."""
    try:
        number = float(cell)
    except ValueError:
        return cell
    return cell if len(cell) < 9 or not cell.strip("-").replace(".", "").isdigit() else f"{number:.6g}"


def settings_in(values: Mapping[str, str]) -> dict[str, str]:
    """The settings among the values of an address."""
    return {name: values[name] for name in SETTINGS if name in values}
