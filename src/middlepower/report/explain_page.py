"""The page of an explanation: what moved real income, in parts that add up, by state, partner and sector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from middlepower.document.explained import Explained, Mover, StateExplained
from middlepower.document.number import Number
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.variant import LONG
from middlepower.language.catalogue import say
from middlepower.report.charts import signed_bars
from middlepower.report.drawing import Drawing, RowFigure
from middlepower.report.figures import Chart
from middlepower.report.horizons import changes_at_both
from middlepower.report.profile import profile_page
from middlepower.report.wording import NO_CHANGE, Bullet, in_words, listed, parted, possessive, signed

PARTS = ("own_wages", "input_prices", "import_prices", "trade_costs", "volume", "deficit", "rents", "employment")
DRAWN = 6  # states of the figures: the first, and those that move real income most
MOVERS = 8  # partners or sectors of a state
NAMED = 3  # parts and movers of a sentence
PLACES = 4  # of log points: small parts of small changes


def render_explained(document: Explained) -> str:
    """The page as HTML text; the same document always gives the same text."""
    splits = [(state.title, state.horizons) for state in document.states.values() if state.horizons is not None]
    context = {
        "d": document,
        "h": document.header,
        "own": document.name(document.economy),
        "bullets": bullets(document),
        "parts": {part: say(f"explain.part.{part}") for part in PARTS},
        "part_charts": [part_chart(state) for state in drawn(document).values()],
        "movers": [(state, *both_movers(document, state)) for state in drawn(document).values()],
        "horizons": splits,
        "horizon_steps": list(splits[0][1].steps_log_points) if splits else [],
        "three": lambda number: signed(number.known, 3),
        "points": lambda number: signed(number.known, PLACES),
    }
    return profile_page("explain.html", context)


def explain_drawings(document: Explained) -> Iterator[Drawing]:
    """Parts, partners and sectors of each state that is drawn."""
    whose = possessive(document.name(document.economy))
    note = say("explain.note", baseline=document.header.baseline)
    for code, state in drawn(document).items():
        partners, sectors = both_movers(document, state)
        for name, chart in {"parts": part_chart(state), "partners": partners, "sectors": sectors}.items():
            title = say(f"explain.title.{name}", whose=whose, title=state.title)
            yield RowFigure(f"{name}-{code}", title, note, chart, "bars", "")


def drawn(document: Explained) -> dict[str, StateExplained]:
    """The states of the figures by code, in their own order."""
    codes = list(document.states)
    order = sorted(codes[1:], key=lambda code: -abs(document.states[code].total.known))
    chosen = {codes[0], *order[: DRAWN - 1]}
    return {code: state for code, state in document.states.items() if code in chosen}


def named_parts(state: StateExplained) -> list[tuple[str, Number]]:
    """The parts that are not zero by name, the largest first."""
    rows: list[tuple[str, Number]] = [(say(f"explain.part.{part}"), getattr(state, part)) for part in PARTS]
    return sorted((row for row in rows if abs(row[1].value or 0.0) > NO_CHANGE), key=lambda row: -abs(row[1].known))


def part_chart(state: StateExplained) -> Chart:
    """A bar per part, the largest first."""
    return signed_bars(state.title, named_parts(state), least=3)


def both_movers(document: Explained, state: StateExplained) -> tuple[Chart, Chart]:
    """The partners and the sectors that moved it most."""
    return (
        mover_chart(document, say("explain.partners"), state.by_partner),
        mover_chart(document, say("explain.sectors"), state.by_sector),
    )


def mover_chart(document: Explained, title: str, movers: Sequence[Mover]) -> Chart:
    """A bar per partner or sector, the largest first."""
    return signed_bars(title, [(name_of(document, one.label), one.sum) for one in movers[:MOVERS]], least=3)


def name_of(document: Explained, label: str) -> str:
    """The name of an economy or a sector."""
    return document.sectors[label].name if label in document.sectors else document.name(label)


def bullets(document: Explained) -> tuple[Bullet, ...]:
    """What moved real income in the first state, who moved it, and how the parts are to be read."""
    state = next(iter(document.states.values()))
    own = document.name(document.economy)
    change = in_words(state.real_income_percent.known)
    parts = [say("explain.item", name=name, points=signed(one.known, 3)) for name, one in named_parts(state)[:NAMED]]
    answer = say("explain.answer", title=state.title, whose=possessive(own), change=change, list=listed(parts))
    who = say(
        "explain.who",
        partners=listed(_movers(document, state.by_partner)),
        sectors=listed(_movers(document, state.by_sector)),
    )
    return (
        Bullet(say("explain.lead.answer"), answer),
        *([Bullet(say("explain.lead.both"), both)] if (both := at_both_horizons(document)) else []),
        Bullet(say("explain.lead.who"), who),
        Bullet(say("explain.lead.read"), say("explain.read")),
    )


def at_both_horizons(document: Explained) -> str:
    """Real income at both horizons, of the states that are drawn; empty where one horizon is not known."""
    states = [(state.title, state.real_income_by_horizon_percent) for state in drawn(document).values()]
    told = [
        say("explain.at_both", title=title, numbers=changes_at_both(numbers[LONG], numbers[FIRST_YEAR]))
        for title, numbers in states
        if {LONG, FIRST_YEAR} <= set(numbers)
    ]
    whose = possessive(document.name(document.economy))
    return say("explain.both", whose=whose, list=parted(told)) if told else ""


def _movers(document: Explained, movers: Sequence[Mover]) -> list[str]:
    return [
        say("explain.item", name=name_of(document, one.label), points=signed(one.sum.known, 3))
        for one in movers[:NAMED]
    ]
