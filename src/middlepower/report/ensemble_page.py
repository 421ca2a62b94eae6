"""The page and the files of an ensemble: how sure each answer is, whether the order of options holds, what moves it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from middlepower.document.drawn import ChanceAbove, EnsembleDraws, MovedBy, StateDraws
from middlepower.document.file import write
from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.csv_text import blank, csv_text
from middlepower.report.drawing import Drawing, PlotFigure, RowFigure
from middlepower.report.drawn import chance, distribution
from middlepower.report.ensemble_carried import carried_drawings, carried_figures, product_cells
from middlepower.report.figures import Axis, Chart, ChartRow, Mark, Tick, axis_over, nice_step
from middlepower.report.profile import profile_page
from middlepower.report.profile_figures import Plot, PlotLine, PlotPoint, loss_axis
from middlepower.report.profile_tables import numbers_csv, numbers_of
from middlepower.report.wording import (
    Bullet,
    decimals_for,
    listed,
    parted,
    per_cent,
    plain,
    range_text,
    signed,
    the,
)

FANS = (("5", "95"), ("25", "75"))  # percentiles
MOVERS = 3  # states whose parameters are drawn


def render_ensemble(document: EnsembleDraws) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "own": the(document.name(document.economy)),
        "drawn": say("ensemble.drawn_many", n=document.draws),
        "bullets": bullets(document),
        "fans": states_chart(document),
        "curves": [(state, chances_plot(state)) for state in shown_chances(document)],
        "carried": [
            (state, list(carried_figures(document, state)), product_cells(document, state))
            for state in shown_states(document)
        ],
        "movers": [(state, movers_chart(state)) for state in largest(document)[:MOVERS] if state.moved_by],
        "distribution": distribution,
        "next_better": next_better(document),
        "meaning": lambda row: _meaning(document, row),
        "failed": failed(document),
        "places": places_of,
    }
    return profile_page("ensemble.html", context)


def ensemble_texts(document: EnsembleDraws) -> dict[str, str]:
    """File name to content of an ensemble: economies, sectors and curves of every state beside the document."""
    states = document.states.items()
    economies = (((name, code), numbers_of(row)) for name, state in states for code, row in state.economies.items())
    sectors = (
        ((name, economy, code), numbers_of(row))
        for name, state in states
        for economy, rows in state.sectors.items()
        for code, row in rows.items()
    )
    products = (
        ((name, row.product, row.name, row.sector, row.exporter, row.importer), numbers_of(row))
        for name, state in states
        for row in state.products
    )
    provinces = (
        ((name, code), {"of_sales_percent": number})
        for name, state in states
        for code, number in state.of_sales_percent.items()
    )
    chances = [
        (name, blank(point.level_percent.value), blank(point.chance_above_percent.value))
        for name, state in states
        for point in state.above
    ]
    moved = (
        ((name, row.name, row.low_at, row.high_at), numbers_of(row)) for name, state in states for row in state.moved_by
    )
    return {
        document.file_name: write(document),
        "economies.csv": numbers_csv(("state", "economy"), economies),
        "sectors.csv": numbers_csv(("state", "economy", "sector"), sectors),
        "products.csv": numbers_csv(("state", "product", "name", "sector", "exporter", "importer"), products),
        "provinces.csv": numbers_csv(("state", "province"), provinces),
        "chances.csv": csv_text(["state", "level_percent", "chance_above_percent"], chances),
        "moved_by.csv": numbers_csv(("state", "parameter", "low_at", "high_at"), moved),
        "ensemble.html": render_ensemble(document),
    }


def ensemble_drawings(document: EnsembleDraws) -> Iterator[Drawing]:
    """The figures of the page."""
    own, baseline = the(document.name(document.economy)), document.header.baseline
    title = say("ensemble.figure.states", economy=own)
    drawn = say("ensemble.drawn_many", n=document.draws)
    note = say("ensemble.figure.states_note", baseline=baseline, draws=drawn)
    yield RowFigure("states", title, note, states_chart(document), "dots")
    note = say("ensemble.figure.above_note", economy=own, baseline=baseline)
    for state in shown_chances(document):
        title = say("ensemble.figure.above", state=state.title)
        axes = say("ensemble.axis.change"), say("ensemble.axis.chance")
        yield PlotFigure(f"chances-{state.code}", title, note, chances_plot(state), *axes)
    for state in shown_states(document):
        yield from carried_drawings(document, state)


def places_of(number: Number) -> int:
    """Decimals that leave something of a number and of its range."""
    return decimals_for([part for part in (number.value, *(number.ends or ())) if part is not None])


# ---------------------------------------------------------------- sentences


def headline(document: EnsembleDraws) -> str:
    """What the first state does, and how sure that is."""
    first = next(iter(document.states.values()))
    own = first.economies[document.economy]
    if own.real_income_percent.ends is None:
        return say("ensemble.no_draw")
    places = decimals_for([*own.real_income_percent.ends, own.real_income_percent.known])
    low, high = (signed(end, places) for end in own.real_income_percent.ends)
    return say(
        "ensemble.sentence",
        state=first.title,
        economy=the(document.name(document.economy)),
        change=signed(own.real_income_percent.known, places),
        n=document.draws,
        low=low,
        high=high,
        chance=chance(own.chance_of_loss_percent),
    )


def bullets(document: EnsembleDraws) -> tuple[Bullet, ...]:
    """The answer, the order of the states, and what moves the answer most."""
    found = [Bullet(say("ensemble.lead.answer"), headline(document))]
    if document.order is not None and document.order.first_percent.value is not None:
        found.append(Bullet(say("ensemble.lead.order"), _order(document)))
    state = largest(document)[0]
    if state.moved_by:
        found.append(Bullet(say("ensemble.lead.moved"), _moved(document, state, state.moved_by[0])))
    return (*found, Bullet(say("ensemble.lead.missing"), failed(document)))


def _order(document: EnsembleDraws) -> str:
    order = document.order
    assert order is not None
    return say(
        "ensemble.order_holds",
        percent=chance(order.whole_percent),
        economy=the(document.name(document.economy)),
        list=listed(document.states[name].title for name in order.states[:MOVERS]),
        first=document.states[order.states[0]].title,
        share=chance(order.first_percent),
    )


def _moved(document: EnsembleDraws, state: StateDraws, row: MovedBy) -> str:
    ends = row.median_low_percent.known, row.median_high_percent.known
    low, high = (signed(end, decimals_for(ends)) for end in ends)
    return say(
        "ensemble.moved_by",
        economy=the(document.name(document.economy)),
        state=state.title,
        meaning=_meaning(document, row),
        low=low,
        high=high,
        low_at=row.low_at,
        high_at=row.high_at,
    )


def _meaning(document: EnsembleDraws, row: MovedBy) -> str:
    return next(one.meaning for one in document.parameters if one.name == row.name)


def failed(document: EnsembleDraws) -> str:
    """Which draws have no equilibrium, and which parts were solved again."""
    said = [say("ensemble.failure", n=count, said=text) for text, count in document.failures.items()]
    lost = say("ensemble.failures", list=parted(said)) if said else say("ensemble.no_failures")
    again = document.set_aside
    return f"{lost} {say('ensemble.set_aside', n=len(again), list=listed(again))}" if again else lost


def next_better(document: EnsembleDraws) -> Mapping[str, str]:
    """{state: share of draws in which it is no worse than the next of the order}; nothing for the last."""
    if document.order is None:
        return {}
    shares = map(chance, document.order.neighbours_percent)
    return dict(zip(document.order.states, shares, strict=False))


# ---------------------------------------------------------------- figures


def largest(document: EnsembleDraws) -> list[StateDraws]:
    """The states by the size of the economy's change, the largest first."""

    def size(state: StateDraws) -> float:
        return abs(state.economies[document.economy].real_income_percent.value or 0.0)

    return sorted(document.states.values(), key=size, reverse=True)


def states_chart(document: EnsembleDraws) -> Chart:
    """A dot for every state with its fan: half of the draws, eight and nine in ten of them."""
    rows, fans = [], []
    for state in document.states.values():
        number = state.economies[document.economy].real_income_percent
        if number.value is not None:
            rows.append((state.title, number))
            fans.append([tuple(state.percentiles_percent[end].known for end in fan) for fan in FANS])
    return income_dots(rows, fans)


def income_dots(rows: Sequence[tuple[str, Number]], fans: Sequence[Sequence[tuple[float, ...]]]) -> Chart:
    """A dot, its range and the bands of a fan for every change of real income; a loss is a negative one."""
    ends = [end for _, number in rows for end in (number.known, *(number.ends or ()))]
    axis = axis_over([*ends, *(end for bands in fans for band in bands for end in band)])
    drawn = [income_mark(axis, *row, bands) for row, bands in zip(rows, fans, strict=True)]
    return Chart(axis, tuple(ChartRow(one.label, (one,)) for one in drawn))


def income_mark(axis: Axis, label: str, number: Number, fan: Sequence[tuple[float, ...]]) -> Mark:
    """The mark of one change."""
    places, (low, high) = places_of(number), number.ends or (number.known, number.known)
    bands = tuple((axis.position(start), axis.position(end)) for start, end in fan)
    shown, around = signed(number.known, places), range_text(number.ends, places)
    at = axis.position
    return Mark(label, at(number.known), at(low), at(high), shown, around, number.known >= 0, bands=bands)


def shown_states(document: EnsembleDraws) -> list[StateDraws]:
    """The first state, and the one that moves the economy most: their changes differ too much for one axis."""
    return list({state.code: state for state in (next(iter(document.states.values())), largest(document)[0])}.values())


def shown_chances(document: EnsembleDraws) -> list[StateDraws]:
    """Those of the same that have a curve of chances."""
    return [state for state in shown_states(document) if state.above]


def chances_plot(state: StateDraws) -> Plot:
    """The share of draws above each change."""
    levels = [point.level_percent.known for point in state.above]
    x, y = spread_axis(levels), loss_axis([0.0, 100.0])
    places = decimals_for(levels)
    points = tuple(_chance_point(x, y, point, places) for point in state.above)
    return Plot(x, y, (PlotLine(state.title, points),))


def spread_axis(values: Sequence[float]) -> Axis:
    """An axis between the smallest and the largest value, which need not reach zero."""
    low, high = min(values), max(values)
    step = nice_step(high - low or 1.0)
    first = math.ceil(low / step)
    places = max(0, -math.floor(math.log10(step)))
    marks = [step * place for place in range(first, math.floor(high / step) + 1)]
    axis = Axis(low, high if high > low else low + step, ())
    return replace(axis, ticks=tuple(Tick(axis.position(at), signed(at, places), at == 0.0) for at in marks))


def _chance_point(x: Axis, y: Axis, point: ChanceAbove, places: int) -> PlotPoint:
    level, share = point.level_percent.known, point.chance_above_percent.known
    across, up = x.position(level), 100.0 - y.position(share)
    shown = signed(level, places)
    words = say("ensemble.point", level=shown, chance=per_cent(plain(share, 0)))
    return PlotPoint(shown, across, up, across, across, up, up, words)


def movers_chart(state: StateDraws) -> Chart:
    """Every parameter with the medians at its two ends."""
    rows = [(row.name.replace("_", " "), _span(row)) for row in state.moved_by]
    known = [(name, number) for name, number in rows if number.value is not None]
    return income_dots(known, [()] * len(known))


def _span(row: MovedBy) -> Number:
    ends = [number.value for number in (row.median_low_percent, row.median_high_percent)]
    known = sorted(value for value in ends if value is not None)
    if len(known) < 2:
        return Number(None, reason=row.median_low_percent.reason or say("ensemble.few_draws"))
    return Number(0.5 * (known[0] + known[1]), known[0], known[1])
