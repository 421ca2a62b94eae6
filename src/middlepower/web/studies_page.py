"""The page of all other analyses: choose one, say of whom, and its figures and tables stand below."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from dash import dcc, html

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.language.catalogue import say, spoken
from middlepower.web.column_words import column_words, quantity_of, table_words
from middlepower.web.languages import spoken_code
from middlepower.web.names_shown import economies
from middlepower.web.parts import Part, attrs, awaited, button, choice, figure, folded, pictured, status, table
from middlepower.web.provenance import basis
from middlepower.web.studies import SETTINGS, AskedValue, Studied, studies

DECIMAL = re.compile(r"-?\d+\.\d+(e[+-]?\d+)?")
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
                 html.Div(button(say("web.studies.ask"), "ask", "main", n_clicks=int(asked)), className="buttons")],
                className="controls"
            ),
            html.Div(id="study-trouble"),
            awaited("study-answer"),
        ]
    )  # fmt: skip


def asking(name: str, values: Mapping[str, str]) -> list[Part]:
    """The controls of a study, and what it is about."""
    said = html.P(say(f"web.study.about.{name}"), className="about")
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
    return html.Div([html.Label([html.Span(name, className="label"), field])], className="field")


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
    shown = [one for text in tables_of(found).values() for one in next(csv.reader(io.StringIO(text)))]
    return html.Div(
        [
            html.H2(header.question or say(f"web.study.{name}")),
            basis("study", found.document, [quantity_of(one, found.document.quantities) for one in shown]),
            status(header, header.worst_residual),
            html.P([say("web.studies.command"), " ", html.Code(header.command)], className="small"),
            html.P(ways, className="ways"),
            html.Div(figures, className="two"),
            *more,
            *tables(found),
        ],
        **attrs(data_basis="study"),
    )  # fmt: skip


def tables_of(found: Studied) -> dict[str, str]:
    """The CSV tables of a study by name."""
    return {
        file.removesuffix(".csv"): text
        for file, text in found.texts.items()
        if file.endswith(".csv") and isinstance(text, str)
    }


def tables(found: Studied) -> list[Part]:
    """The CSV tables of a study, without their empty columns."""
    shown: list[Part] = []
    for name, text in tables_of(found).items():
        head, *rows = csv.reader(io.StringIO(text))
        filled = [place for place in range(len(head)) if _tells(head, rows, place)]
        names = [head[place] for place in filled]
        note = say("web.studies.rows", n=len(rows)) if len(rows) > MOST_ROWS else ""
        lines = [[_short(row[place]) for place in filled] for row in rows[:MOST_ROWS]]
        quantities = [quantity_of(one, found.document.quantities) for one in names]
        title = table_words(name)
        heads = [column_words(one) for one in names]
        shown.append(folded(title, table(name, title, heads, lines, note, quantities)))
    return shown


def _tells(head: Sequence[str], rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column says something: it is not empty, and no end of a range that is none."""
    base = next((head[place].removesuffix(end) for end in ("_low", "_high") if head[place].endswith(end)), "")
    main = head.index(base) if base in head else None
    return any(row[place] and (main is None or row[place] != row[main]) for row in rows)


def _short(cell: str) -> str:
    """A number with as many digits as one reads, as the language writes it; any other text as it is."""
    if not DECIMAL.fullmatch(cell):
        return cell
    signs = {ord("."): spoken().rules.decimal, ord("-"): spoken().rules.minus}
    return f"{float(cell):.6g}".translate(signs)


def settings_in(values: Mapping[str, str]) -> dict[str, str]:
    """The settings among the values of an address."""
    return {name: values[name] for name in SETTINGS if name in values}
