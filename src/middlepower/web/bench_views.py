"""The answer of the bench: what stands above every view, the views, and where a number comes from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields

from dash import html

from middlepower.document.number import Number, Pair
from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import named, say
from middlepower.report import figures
from middlepower.report.answers import product_rows
from middlepower.report.changes import ChangeRow, change_row
from middlepower.report.drawing import MapFigure, RowFigure
from middlepower.report.run_drawings import run_drawings
from middlepower.report.tables import sector_name
from middlepower.report.wording import EN_DASH, capital, dollars, listed, money, percent, plain, signed, the
from middlepower.web.desk import Desk
from middlepower.web.figures_of_run import bar, before_and_after
from middlepower.web.links import links
from middlepower.web.page_state import PageState
from middlepower.web.parts import Part, figure, folded, scientific, section, status, table
from middlepower.web.provenance import basis
from middlepower.web.worker import Task

HEADLINES = ("real_income_percent", "real_income_musd", "exports_percent", "imports_percent")
ACCOUNTS = (
    "gdp_volume_percent", "real_wage_percent", "consumer_prices_percent", "terms_of_trade_percent",
    "tariff_revenue_musd",
)  # fmt: skip
COLUMNS = ("output_percent", "exports_change_musd", "sales_change_musd", "effective_tariff_percent")  # of other tables
TOLD_AT_ONCE = ("equals the baseline", "no effect")  # remarks that say why nothing moves
SLOW = 90.0  # seconds for a view that needs the whole document


def top(results: Results) -> Part:
    """The answer in one sentence for each state, and what it rests on."""
    own = the(results.name(results.economy))
    lines = [
        html.Li(
            [html.B(say("web.bench.of_state", title=state.title)), " ", _answer(results, state, own), *_remarks(state)]
        )
        for state in results.states.values()
    ]
    return html.Div(
        [html.H2(results.title), basis("bench", results, [*HEADLINES, *ACCOUNTS, *COLUMNS]),
         html.Ul(lines, className="answers"),
         status(results.header, results.header.worst_residual)]
    )  # fmt: skip


def _answer(results: Results, state: StateResults, own: str) -> str:
    headline = results.own(state)
    change = headline.real_income_percent
    if change.value is None:
        return change.reason
    amount = headline.real_income_musd.known
    return say(
        "web.bench.gain" if change.known >= 0 else "web.bench.loss",
        own=own,
        change=percent(change.known, 2),
        money=dollars(amount),
    )


def _remarks(state: StateResults) -> list[Part]:
    texts = [html.Small(remark.text) for remark in state.remarks]
    kinds = [remark.kind for remark in state.remarks]
    unchanged = [text for text, kind in zip(texts, kinds, strict=True) if kind in TOLD_AT_ONCE]
    rest = [text for text in texts if text not in unchanged]
    return [*unchanged, *([folded(say("web.bench.to_know", n=len(rest)), *rest)] if rest else [])]


def shown(view: str, results: Results, page: PageState, desk: Desk) -> Part:
    """One view of the answer."""
    if view == "products":
        whole = desk.ask(Task("whole", json.dumps({"page": page.plain(), "ranges": False})), SLOW)
        return _products(whole.results)
    return _VIEWS.get(view, _summary)(results)


# ---------------------------------------------------------------- views


def _summary(results: Results) -> Part:
    """The states side by side, every number a button that tells where it comes from."""
    titles = [state.title for state in results.states.values()]
    named_rows = {say(f"web.number.{name}"): _numbers(results, name) for name in (*HEADLINES, *ACCOUNTS)}
    for partner in results.actors:
        if partner != results.economy:
            named_rows[say("web.number.exports_to", partner=results.name(partner))] = _trade(results, partner)
    rows = [[said, *(text for _, text in numbers)] for said, numbers in named_rows.items()]
    places = [["", *("|".join(place) for place, _ in numbers)] for numbers in named_rows.values()]
    head = [say("web.bench.number"), *titles]
    title = say("web.bench.side_by_side", own=results.name(results.economy))
    chart = RowFigure("income", title, say("web.law.income_note", unit=results.header.unit),
                      figures.income_chart(results), "dots")  # fmt: skip
    return html.Div(
        [table("states", say("web.bench.table", own=results.name(results.economy)), head, rows,
               say("web.bench.click"), places=places), figure(chart, results.header)]
    )  # fmt: skip


def _numbers(results: Results, name: str) -> list[tuple[Sequence[str], str]]:
    """(place in the document, text) of a number of the economy, state by state."""
    holder = "economies" if name in HEADLINES else "actors"
    found: list[tuple[Sequence[str], str]] = []
    for state in results.states.values():
        held = results.own(state) if name in HEADLINES else results.own_actor(state)
        number = getattr(held, name)
        change = number.change if isinstance(number, Pair) else number
        found.append((("states", state.code, holder, results.economy, name), _shown(name, change)))
    return found


def _trade(results: Results, partner: str) -> list[tuple[Sequence[str], str]]:
    """The same of what it sells to a partner."""
    found: list[tuple[Sequence[str], str]] = []
    for state in results.states.values():
        pair = results.own_actor(state).trade_with[partner].exports_musd
        place = ("states", state.code, "actors", results.economy, "trade_with", partner, "exports_musd")
        found.append((place, _shown("exports_musd", pair.change)))
    return found


def _shown(name: str, number: Number) -> str:
    if number.value is None:
        return EN_DASH
    return money(number.known) if name.endswith("_musd") else signed(number.known, 2)


def _economies(results: Results) -> Part:
    """Real income of all economies: the actors as a figure, the rest as a table."""
    title, note = say("figures.actors"), say("web.law.income_note", unit=results.header.unit)
    chart = RowFigure("actors", title, note, figures.actor_chart(results), "series")
    states = list(results.states.values())
    rows = [
        [results.name(code), *(_shown("_percent", state.economies[code].real_income_percent) for state in states),
         *(_shown("_musd", state.economies[code].real_income_musd) for state in states)]
        for code in results.codes
    ]  # fmt: skip
    head = [say("web.bench.economy"), *(say("web.bench.in_percent", title=state.title) for state in states),
            *(say("web.bench.in_money", title=state.title) for state in states)]  # fmt: skip
    kinds = ["", *(["real_income_percent"] * len(states)), *(["real_income_musd"] * len(states))]
    shown = table("economies", say("web.bench.all_economies"), head, rows, quantities=kinds)
    return html.Div([figure(chart, results.header), shown])


def _sectors(results: Results) -> Part:
    """Output by sector: the largest moves of each state as figures, all as a table."""
    drawings = [one for one in run_drawings(results) if one.name.startswith("sectors-")]
    states = [state for state in results.states.values() if results.economy in state.sectors]
    codes = list(results.sectors)
    rows = [
        [sector_name(results, code),
         *(_shown("_percent", state.sectors[results.economy][code].output_percent) for state in states),
         *(_shown("_musd", state.sectors[results.economy][code].exports_change_musd) for state in states)]
        for code in codes
    ]  # fmt: skip
    head = [say("web.bench.sector"), *(say("web.bench.output", title=state.title) for state in states),
            *(say("web.bench.exports", title=state.title) for state in states)]  # fmt: skip
    title = say("web.bench.all_sectors", own=results.name(results.economy))
    charts = html.Div([figure(one, results.header) for one in drawings], className="two")
    kinds = ["", *(["output_percent"] * len(states)), *(["exports_change_musd"] * len(states))]
    return html.Div([charts, table("sectors", title, head, rows, quantities=kinds)])


def _provinces(results: Results) -> Part:
    """Sales abroad by province, where they are known."""
    if results.provinces.missing:
        return html.P(f"{capital(results.provinces.missing)}.")
    parts: list[Part] = []
    for state in results.states.values():
        if state.provinces is not None:
            names, found = results.provinces.names, state.provinces.provinces
            numbers = {named(names[code]): row.sales_change_musd for code, row in found.items()}
            title = say("web.bench.province_sales", title=state.title)
            drawing = bar(f"provinces-{state.code}", title, say("web.bench.province_note"), numbers, 0,
                          f" {say('web.unit.musd')}")  # fmt: skip
            parts.append(figure(drawing, results.header))
    return html.Div([*parts, html.P(results.provinces.note, className="small")])


def _products(results: Results) -> Part:
    """Products whose law a state changes, before and after."""
    parts: list[Part] = []
    names = ("product", "flow", "value", "volume", "received", "paid", "duty", "fill")
    head = [say(f"web.product.{name}") for name in names]
    for found in product_rows(results):
        rows = [[getattr(row, field.name) for field in fields(row)] for row in found.rows]
        title = say("web.bench.products", title=found.state.title)
        parts.append(table(f"products-{found.state.code}", title, head, rows, found.more) if rows else
                     html.P(say("web.bench.no_product", title=found.state.title)))  # fmt: skip
    return html.Div(parts)


def _flows(results: Results) -> Part:
    """What the economy sells to and buys from each actor, before and after."""
    parts: list[Part] = []
    for state in results.states.values():
        actor = results.own_actor(state)
        sold = {results.name(code): one.exports_musd for code, one in actor.trade_with.items()}
        bought = {results.name(code): one.imports_musd for code, one in actor.trade_with.items()}
        for way, pairs in (("sold", sold), ("bought", bought)):
            title = say(f"web.bench.{way}", own=the(results.name(results.economy)), title=state.title)
            drawing = before_and_after(f"{way}-{state.code}", title, say("web.bench.flow_note"), pairs)
            parts.append(figure(drawing, results.header))
    return html.Div(parts, className="two")


def _map(results: Results) -> Part:
    """The map of each state."""
    maps = [one for one in run_drawings(results) if isinstance(one, MapFigure)]
    return html.Div([figure(one, results.header) for one in maps])


def _law(results: Results) -> Part:
    """What each state changes in law, and the tariffs that follow."""
    parts: list[Part] = []
    names = ("title", "code", "change", "note", "flow", "sectors", "trade", "before", "after")
    head = [say(f"web.change.{name}") for name in names]
    for state in results.states.values():
        rows = [_law_row(change_row(results, one), names) for one in state.law]
        said = say("web.bench.law", title=state.title)
        parts.append(table(f"law-{state.code}", said, head, rows) if rows else
                     html.P(say("web.bench.no_law", title=state.title)))  # fmt: skip
    return html.Div([*parts, _tariffs(results)])


def _law_row(row: ChangeRow, names: Sequence[str]) -> list[str]:
    """A change of law as cells; what happens to a measure in words."""
    words = {"on": say("web.change.on"), "off": say("web.change.off")}
    return [words.get(text, text) if name == "change" else text for name in names for text in [getattr(row, name)]]


def _tariffs(results: Results) -> Part:
    """Effective tariffs between the actors in the baseline and in every state."""
    base = results.baseline_state.effective_tariff_percent
    states = list(results.states.values())
    rows = [
        [results.name(buyer), results.name(seller), _level(number),
         *(_level(state.effective_tariff_percent[buyer][seller]) for state in states)]
        for buyer, row in base.items()
        for seller, number in row.items()
    ]  # fmt: skip
    head = [say("web.tariffs.importer"), say("web.tariffs.exporter"), say("web.status.baseline"),
            *(state.title for state in states)]  # fmt: skip
    kinds = ["", "", *(["effective_tariff_percent"] * (1 + len(states)))]
    return table("effective-tariffs", say("web.tariffs.title"), head, rows, say("web.tariffs.note_of_states"), kinds)


def _level(number: Number) -> str:
    return EN_DASH if number.value is None else plain(number.known, 1)


def _sources(results: Results) -> Part:
    """The data and the trade measures behind the numbers."""
    header = results.header
    data = [[one.title, one.edition, one.licence, links([one.address])] for one in header.sources]
    heads = [say(f"web.sources.{name}") for name in ("data", "edition", "licence", "address")]
    used = [[one.id, one.title, one.imposer, listed(list(one.targets)), links(one.sources)] for one in header.measures]
    names = [say(f"web.measures.{name}") for name in ("id", "title", "imposer", "targets", "sources")]
    return html.Div(
        [html.P([say("web.bench.command"), " ", html.Code(header.command)]),
         html.P(named(header.elasticities_source), className="small"),
         html.P(capital(header.closure_meaning), className="small"),
         table("data", say("web.sources.heading"), heads, data),
         table("measures-used", say("web.sources.measures"), names, used)]
    )  # fmt: skip


_VIEWS: Mapping[str, Callable[[Results], Part]] = {
    "summary": _summary,
    "economies": _economies,
    "sectors": _sectors,
    "provinces": _provinces,
    "flows": _flows,
    "map": _map,
    "law": _law,
    "sources": _sources,
}


# ---------------------------------------------------------------- provenance


def number_told(results: Results, path: Sequence[str]) -> Part:
    """All that is known of one number."""
    stated, state = results.stated(*path), results.states[path[1]]
    facts = {
        say("web.told.value"): EN_DASH if stated.number.value is None else plain(stated.number.known, 4),
        say("web.told.unit"): stated.unit,
        say("web.told.definition"): stated.definition,
        say("web.told.source"): stated.source,
        say("web.status.baseline"): results.header.baseline,
        say("web.told.state"): state.title,
        say("web.told.solver"): say("web.told.solved", method=state.solve.method, n=state.solve.sweeps,
                                    residual=scientific(state.residual.known)),
        say("web.told.place"): ".".join(path),
        say("web.told.measures"): listed([*state.measures_with, *state.measures_without]) or EN_DASH,
    }  # fmt: skip
    listed_facts = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts.items()]
    return section(say("web.told.heading"), html.Dl(listed_facts, className="told"))
