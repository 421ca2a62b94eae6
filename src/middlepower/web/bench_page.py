"""The scenario bench: what is compared, the states and their entries, and the answer beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import dcc, html

from middlepower.language.catalogue import named, say
from middlepower.report.wording import per_cent
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.web.edits import KINDS, OWN, StateEntry, entries_of, unknown_parts
from middlepower.web.names_shown import closures, economies, horizons, measures, products, scenarios, sectors, sets
from middlepower.web.page_state import MOST_STATES, PageState, Raw, raw_of
from middlepower.web.parts import Part, attrs, awaited, button, choice, folded, labelled

FIRST = ("beijing-2026", ("deal", "deal-and-us-100"))
HIGHEST = 200  # per cent, of the sliders; a file may name more
ABOUT = "sector:*"
SUMMARY = "summary"
VIEWS = (SUMMARY, "economies", "sectors", "provinces", "products", "flows", "map", "law", "sources")


def opened(name: str, states: Sequence[str] = ()) -> Raw:
    """A scenario of the library as raw keys, with some of its states or the first that stand side by side."""
    scenario = read_scenario(name)
    return raw_of(narrowed(scenario, None, states or list(scenario.states)[:MOST_STATES]))


def first_page() -> PageState:
    """What the bench shows to who comes without a link."""
    return PageState(opened(*FIRST))


def frame(page: PageState, chosen: str, view: str = SUMMARY) -> Part:
    """The page around a state: what holds it, the editor, the answer in one view."""
    return html.Div(
        [
            html.H1(say("web.bench.heading")),
            html.P(say("web.bench.deck"), className="deck"),
            dcc.Store(id="bench", data={"page": page.plain(), "chosen": chosen}),
            dcc.Store(id="shape", data=0),
            dcc.Store(id="asked-number"),
            dcc.Download(id="bench-file"),
            html.Div(id="bench-trouble"),
            html.Div(
                [html.Div(editor(page, chosen), id="editor", className="editor"),
                 html.Div([awaited("bench-top"), views(view),
                           awaited("bench-view"),
                           html.Div(id="provenance")], className="answer", **attrs(data_basis="bench"))],
                className="bench",
            ),
        ]
    )  # fmt: skip


def views(shown: str) -> Part:
    """Which view of the answer is shown."""
    options = [{"label": say(f"web.view.{name}"), "value": name} for name in VIEWS]
    return html.Fieldset(
        [html.Legend(say("web.view.legend")), dcc.RadioItems(options, shown, id="view", className="tabs")]
    )


def editor(page: PageState, chosen: str) -> Part:
    """All controls, with the values of a page."""
    return [
        folded(say("web.bench.open"), *_files(), opened=False),
        folded(say("web.bench.settings"), *_settings(page)),
        html.H2(say("web.bench.states")),
        *_states(page, chosen),
        *_entries(page.scenario, chosen),
        folded(say("web.bench.measures"), *_measures(page, chosen)),
        html.H2(say("web.bench.add")),
        *_adding(str(page.scenario.get("world", "icio2022"))),
    ]


def _files() -> list[Part]:
    return [
        choice("open-scenario", say("web.bench.library"), scenarios(), None, placeholder=say("web.bench.choose")),
        dcc.Upload(
            id="upload", children=html.Div(say("web.bench.upload")), max_size=1_000_000, multiple=False,
            accept=".yaml,.yml", className="upload",
        ),
        html.Div(
            [button(say("web.bench.save.yaml"), {"type": "save", "what": "yaml"}),
             button(say("web.bench.save.html"), {"type": "save", "what": "html"}),
             button(say("web.bench.save.pdf"), {"type": "save", "what": "pdf"}),
             button(say("web.bench.save.xlsx"), {"type": "save", "what": "xlsx"}),
             button(say("web.bench.save.json"), {"type": "save", "what": "json"})], className="buttons"
        ),
        html.Small(say("web.bench.save_note")),
        labelled(say("web.bench.link"), dcc.Input(id="link", type="text", readOnly=True), "link"),
    ]  # fmt: skip


def _settings(page: PageState) -> list[Part]:
    scenario = page.scenario
    world = str(scenario.get("world", "icio2022"))
    day = dcc.Input(id="baseline-day", type="text", value=scenario["baseline"]["date"], debounce=True)
    return [
        choice("economy", say("web.bench.economy"), economies(world), scenario.get("economy", "CAN")),
        choice("powers", say("web.bench.powers"), economies(world), list(scenario.get("powers", ("USA", "CHN"))),
               multi=True),
        labelled(say("web.bench.baseline"), day, "baseline-day"),
        choice("set", say("web.bench.set"), sets(), page.elasticities),
        choice("horizon", say("web.bench.horizon"), horizons(), page.horizon),
        choice("closure", say("web.bench.closure"), closures(), page.closure),
    ]  # fmt: skip


def _states(page: PageState, chosen: str) -> list[Part]:
    options = [{"label": named(str(state.get("title", name))), "value": name} for name, state in page.states.items()]
    title = dcc.Input(id="state-title", type="text", value=named(page.states[chosen].get("title", "")), debounce=True,
                      maxLength=80)  # fmt: skip
    return [
        html.Fieldset(
            [html.Legend(say("web.bench.edited")), dcc.RadioItems(options, chosen, id="chosen", className="choices")]
        ),
        html.Div(
            [button(say("web.bench.new"), {"type": "state", "do": "new"}),
             button(say("web.bench.copy"), {"type": "state", "do": "copy"}),
             button(say("web.bench.remove"), {"type": "state", "do": "remove"})], className="buttons"
        ),
        labelled(say("web.bench.title"), title, "state-title"),
    ]  # fmt: skip


def _entries(scenario: Raw, chosen: str) -> list[Part]:
    """A card for each entry of the state."""
    entries = entries_of(scenario, chosen)
    more = unknown_parts(scenario, chosen)
    said = [html.Small(say("web.bench.kept", keys=", ".join(more)))] if more else []
    cards = [_card(entry) for entry in entries]
    return [html.Div(cards or html.P(say("web.bench.no_entry"), className="small"), className="cards"), *said]


def _card(entry: StateEntry) -> Part:
    tools = [button(say("web.bench.drop"), {"type": "drop", "path": entry.path}, "quiet")]
    if entry.path.startswith("tariffs."):
        tools.insert(0, button(say("web.bench.answer"), {"type": "answer", "path": entry.path}, "quiet"))
    body: list[Part] = [html.P(entry.words)]
    if entry.rate is not None:
        body.append(_slider({"type": "rate", "path": entry.path}, 100.0 * entry.rate, entry.words))
    return html.Div([*body, html.Div(tools, className="buttons")], className="card")


def _slider(of: str | Mapping[str, str], percent: float, label: str) -> Part:
    """A slider of a rate in per cent, with a field to type it in."""
    low, high = min(0.0, percent), max(float(HIGHEST), percent)
    slider = dcc.Slider(
        id=of if isinstance(of, str) else dict(of), min=low, max=high, step=1, value=percent,
        marks={place: per_cent(str(place)) for place in (0, 50, 100, 150, 200)}, updatemode="mouseup",
        tooltip={"placement": "top", "always_visible": False, "transform": "percent"},
    )  # fmt: skip
    return html.Div(slider, className="rate", **attrs(data_label=label))


def _measures(page: PageState, chosen: str) -> list[Part]:
    raw = page.states[chosen]
    known = measures()
    on = [name for name in raw.get("with_measures", ()) if not name.startswith(OWN)]
    off = list(raw.get("without_measures", ()))
    return [
        choice("measures-on", say("web.bench.on"), _with(known, on), on, multi=True, clearable=True),
        choice("measures-off", say("web.bench.off"), _with(known, off), off, multi=True, clearable=True),
    ]


def _with(known: Mapping[str, str], names: Sequence[str]) -> Mapping[str, str]:
    """The options, with names of a file's own measures."""
    return {**known, **{name: name for name in names if name not in known}}


def _adding(world: str) -> list[Part]:
    """The form of a new entry."""
    kinds = {kind: say(f"web.bench.kind.{kind.replace(' ', '_')}") for kind in KINDS}
    abouts = {f"sector:{code}": name for code, name in sectors(world).items()}
    abouts |= {f"product:{code}": name for code, name in products().items()}
    return [
        choice("new-kind", say("web.bench.kind"), kinds, "tariff", searchable=False),
        html.Div(
            [choice("new-who", say("web.bench.who"), economies(world), "USA"),
             choice("new-whom", say("web.bench.whom"), economies(world), "CAN")], className="row"
        ),
        choice("new-what", say("web.bench.what"), abouts, ABOUT),
        html.Div([html.Span(say("web.bench.rate"), className="label"),
                  _slider("new-rate", 25.0, say("web.bench.rate"))], className="field wide"),
        html.Div([html.Span(say("web.bench.volume"), className="label"),
                  _slider("new-volume", 50.0, say("web.bench.volume"))], className="field wide", id="volume-field"),
        button(say("web.bench.add_it"), "add", "main"),
    ]  # fmt: skip
