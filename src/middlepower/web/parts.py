"""The parts that pages are put together from: labelled controls, tables, figures, the strip of what all rests on.

Whatever a user or a file wrote stands in them as text: nothing is ever rendered as HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import dcc, html

from middlepower.document.header import Header
from middlepower.language.catalogue import say, spoken
from middlepower.report.drawing import Drawing, MapFigure, PlotFigure, RowFigure
from middlepower.report.figures import Mark
from middlepower.report.tariff_figures import StepLine
from middlepower.report.wording import EN_DASH, capital, horizon_text, listed, per_cent
from middlepower.web.graphs import graph_of, picture_of
from middlepower.web.languages import in_each_language

Part = Any  # a component of Dash, or text
NO_BAR: Any = {"displayModeBar": False, "responsive": True, "scrollZoom": False}


def attrs(**named: str) -> Any:
    """Attributes of an element whose names have hyphens."""
    return {name.replace("_", "-"): value for name, value in named.items()}


def labelled(name: str, control: Part, of: str, hint: str = "") -> Part:
    """A control below its label."""
    said = [html.Label(name, htmlFor=of, id=f"{of}-label")]
    return html.Div([*said, control, *([html.Small(hint)] if hint else [])], className="field")


def choice(of: Any, name: str, options: Mapping[str, str], value: Any = None, **more: Any) -> Part:
    """A list to choose from, with search."""
    offered = [{"label": label, "value": key} for key, label in options.items()]
    wanted: dict[str, Any] = {"clearable": False, "maxHeight": 320, "labels": _list_words(), **more}
    control = dcc.Dropdown(id=of, options=offered, value=value, **wanted)
    text = of if isinstance(of, str) else "-".join(map(str, of.values()))
    return html.Div([html.Span(name, className="label", id=f"{text}-label"), control], className="field")


@in_each_language
def _list_words() -> dict[str, str]:
    """What a list of choices says of itself."""
    words = ("select_all", "deselect_all", "search", "clear_search", "clear_selection",
             "no_options_found")  # fmt: skip
    said = {word: say(f"web.list.{word}") for word in words}
    return {**said, "selected_count": say("web.chosen_of_list", num_selected="{num_selected}")}


def button(text: str, of: Any, kind: str = "", **more: Any) -> Part:
    """A button with its text."""
    return html.Button(text, id=of, className=kind, type="button", **{"n_clicks": 0, **more})


def awaited(of: str) -> Part:
    """A place for an answer, which says that it is computed while it is."""
    spinner = html.P(say("web.computing"), className="computing", role="status")
    return html.Div(dcc.Loading(html.Div(id=of), delay_show=300, custom_spinner=spinner), className="awaited")


def status(header: Header, residual: float, seconds: str = "") -> Part:
    """What every number on the page is relative to, and how well the equations hold."""
    facts = {
        say("web.status.baseline"): header.baseline,
        say("web.status.residual"): scientific(residual),
        say("web.status.world"): say("web.status.of_year", world=header.world, year=str(header.vintage)),
        say("web.status.elasticities"): header.elasticities,
        say("web.status.horizon"): horizon_text(header.horizon),
        say("web.status.closure"): header.closure,
        say("web.status.range"): header.range,
        say("web.status.version"): header.middlepower,
    }
    note = [html.P(header.past_baseline, className="small")] if header.past_baseline else []
    how = html.P(say("web.told.how"), className="small how")
    return html.Div([told_facts(facts, "status"), *note, how], role="status")


def told_facts(facts: Mapping[str, str], kind: str, **more: Any) -> Part:
    """Facts with their names, which the script draws: many components make a browser slow."""
    return html.Dl(className=kind, **attrs(data_facts=json.dumps(list(facts.items()), ensure_ascii=False)), **more)


def scientific(value: float) -> str:
    """A very small number: 3.7e-11, with the decimal sign of the language."""
    return f"{value:.1e}".replace(".", spoken().rules.decimal)


def trouble(message: str) -> Part:
    """An error in one sentence."""
    return html.P([html.Strong(say("web.error")), " ", message], className="trouble", role="alert")


def figure(drawing: Drawing, header: Header, of: Any = None) -> Part:
    """A figure with its title, one plain sentence above it, and ways to save it."""
    said = html.P(sentence(drawing, header), className="said")
    graph = graph_of(drawing)
    if graph is None:
        image: Part = html.Img(src=picture_of(drawing), alt=drawing.title, className="picture")
        tools: list[Part] = [teller()]
    else:
        extra: Any = {} if of is None else {"id": of}
        image = dcc.Graph(figure=graph, config=NO_BAR, className="graph", **extra)
        tools = [saver(kind) for kind in ("svg", "png")]
    about = attrs(role="img", aria_label=f"{drawing.title}. {sentence(drawing, header)}")
    return html.Figure(
        [html.Figcaption([html.H3(drawing.title), said]), html.Div(image, **about), html.Small(drawing.note),
         html.Div(tools, className="tools")],
        className="figure", **attrs(data_name=drawing.name),
    )  # fmt: skip


def pictured(drawing: Drawing, header: Header) -> Part:
    """A figure as a picture, for those that stand below many others."""
    said = html.P(sentence(drawing, header), className="said")
    image = html.Img(src=picture_of(drawing), alt=f"{drawing.title}. {sentence(drawing, header)}", className="picture")
    way = html.A(say("web.save.svg"), href=picture_of(drawing), download=f"{drawing.name}.svg")
    return html.Figure([html.Figcaption(said), image, html.Div([way, teller()], className="tools")], className="figure")


def saver(kind: str) -> Part:
    """A button that saves the figure around it."""
    return html.Button(say(f"web.save.{kind}"), className="quiet save", type="button", **attrs(data_save=kind))


def teller() -> Part:
    """A button that tells what the picture around it rests on."""
    return html.Button(say("web.told.picture"), className="quiet", type="button", **attrs(data_tell="picture"))


def sentence(drawing: Drawing, header: Header) -> str:
    """What a figure says, relative to what, with which range and at which horizon."""
    return " ".join(
        [_shown(drawing), say("web.figure.basis", baseline=header.baseline, horizon=horizon_text(header.horizon),
                   range=header.range)]
    )  # fmt: skip


def _shown(drawing: Drawing) -> str:
    """What a figure shows: the ends of its rows, the largest changes of its map, or its subject."""
    ends = _extremes(drawing)
    if ends is not None:
        return _between(*ends, drawing.unit if isinstance(drawing, RowFigure) else "")
    if isinstance(drawing, MapFigure):
        sides = drawing.state.gains[:3], drawing.state.losses[:3]
        gains, losses = (listed(f"{name} {change}" for name, change in side) or EN_DASH for side in sides)
        return say("web.figure.map", gains=gains, losses=losses)
    return _course(drawing) or say("web.figure.shown", title=drawing.title)


def _course(drawing: Drawing) -> str:
    """Where the first line of a plot begins and ends; empty for a drawing without lines."""
    lines = drawing.plot.lines if isinstance(drawing, PlotFigure) else ()
    if not lines:
        return ""
    line = lines[0]
    if isinstance(line, StepLine):
        return capital(say("web.figure.line", label=line.label, course=line.words))
    if len(line.points) < 2:
        return ""
    course = say("web.figure.course", first=line.points[0].words, last=line.points[-1].words)
    told = not line.label or line.label in line.points[0].words
    return capital(f"{course}." if told else say("web.figure.line", label=line.label, course=course))


def _extremes(drawing: Drawing) -> tuple[tuple[str, Mark], tuple[str, Mark]] | None:
    """The largest and the smallest mark of a figure of rows, with the labels of their rows."""
    if not isinstance(drawing, RowFigure):
        return None
    several = bool(drawing.chart.series) and drawing.look == "series"
    marks = [
        (f"{row.label}, {mark.label}" if several and mark.label != row.label else row.label, mark)
        for row in drawing.chart.rows
        for mark in row.marks
    ]
    if len(marks) < 2:
        return None
    return max(marks, key=lambda one: one[1].position), min(marks, key=lambda one: one[1].position)


def _between(top: tuple[str, Mark], bottom: tuple[str, Mark], unit: str) -> str:
    """The two ends of a figure's rows, in its unit; the note below says it where the figure does not."""
    high, low = (per_cent(end.shown) if unit == "%" else end.shown for _, end in (top, bottom))
    if unit in ("", "%"):
        return say("web.figure.between", top=top[0], highest=high, bottom=bottom[0], lowest=low)
    within = unit.strip()
    return say("web.figure.between_unit", top=top[0], highest=high, bottom=bottom[0], lowest=low, unit=within)


def table(
    name: str, title: str, head: Sequence[str], rows: Iterable[Sequence[Part]], note: str = "",
    quantities: Sequence[str] = (), places: Sequence[Sequence[str]] = (),
) -> Part:  # fmt: skip
    """A table to sort, filter and save; its columns of numbers stand right, each of a quantity where that is told.

    `places` are where numbers stand in the document, cell by cell: such a number asks for all that is known of it.
    """
    lines = [list(row) for row in rows]
    numeric = [bool(lines) and all(_is_number(row[place]) for row in lines) for place in range(len(head))]
    heads = [
        html.Th(html.Button(text, className="sort", type="button", **attrs(data_column=str(place))), scope="col",
                className="number" if numeric[place] else "",
                **attrs(data_quantity=quantities[place] if place < len(quantities) else ""))
        for place, text in enumerate(head)
    ]  # fmt: skip
    tools = [
html.Span(className="filter-box", **attrs(data_hint=say("web.table.filter"),
                  data_label=say("web.table.filter_of", title=title))),  # the script puts a field here
        html.Button(say("web.table.csv"), className="quiet save", type="button", **attrs(data_save="csv")),
        html.Button(say("web.table.xlsx"), className="quiet save", type="button", **attrs(data_save="xlsx")),
    ]  # fmt: skip
    held, given = _rows(lines, numeric)
    given |= {"data_places": json.dumps(places)} if places else {}
    inner = html.Div(
        html.Table([html.Caption(title), html.Thead(html.Tr(heads)), *held]),
        className="scroll", tabIndex=0, role="region", **attrs(aria_label=title),
    )  # fmt: skip
    small = [html.Small(note)] if note else []
    shown = tools if len(lines) > 4 else tools[1:]
    return html.Div([html.Div(shown, className="tools"), inner, *small], className="table",
                    **attrs(data_name=name, **given))  # fmt: skip


def _rows(lines: Sequence[Sequence[Part]], numeric: Sequence[bool]) -> tuple[list[Part], dict[str, str]]:
    """(the rows, or none, their text for the script, which draws it): thousands of components make a browser slow."""
    if all(isinstance(cell, str) for row in lines for cell in row):
        return [], {"data_rows": json.dumps(lines, ensure_ascii=False)}
    kinds = ["number" if one else "" for one in numeric]
    body = [html.Tr([html.Td(cell, className=kinds[place]) for place, cell in enumerate(row)]) for row in lines]
    return [html.Tbody(body)], {}


def _is_number(cell: Part) -> bool:
    """Whether a cell shows a number, with its sign, unit or a dash in the place of none."""
    cell = getattr(cell, "children", cell)  # a number to click is one as well
    if not isinstance(cell, str):
        return False
    bare = cell.translate({ord(mark): None for mark in "+-−<>% ,.·–\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"})
    return bare.isdigit() or cell in ("–", "·", "", "0")


def section(title: str, *parts: Part, of: str = "", basis: str = "") -> Part:
    """A part of a page under its heading; `basis` names what its numbers rest on, if it is not that of the page."""
    extra: Any = {**({"id": of} if of else {}), **(attrs(data_basis=basis) if basis else {})}
    return html.Section([html.H2(title), *parts], **extra)


def folded(title: str, *parts: Part, opened: bool = False) -> Part:
    """Parts that open on a click."""
    return html.Details([html.Summary(title), *parts], open=opened)
