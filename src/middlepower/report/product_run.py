"""Files of a run on a world of products: the document, tables by economy and by product, the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from middlepower.document.number import Number
from middlepower.document.product_run import ProductMove, ProductResults, ProductStateResults
from middlepower.language.catalogue import say
from middlepower.report.drawing import Drawing, RowFigure
from middlepower.report.figures import Axis, Chart, ChartRow, Mark, axis_over
from middlepower.report.profile import profile_page
from middlepower.report.profile_figures import ends_of, reach
from middlepower.report.profile_tables import Row, numbers_csv, numbers_of
from middlepower.report.wording import EN_DASH, Bullet, decimals_for, in_words, range_text, signed

LISTED = 3  # products named in a sentence
LONGEST = 60  # characters of a product's name in a table


def product_drawings(document: ProductResults) -> Iterator[Drawing]:
    """Real income of the economy by state."""
    own = document.name(document.actors[0])
    note = say("products.figure_note", baseline=document.header.baseline, range=document.header.range)
    yield RowFigure("real-income", say("products.figure", own=own), note, income_chart(document), "dots")


def income_chart(document: ProductResults) -> Chart:
    """A row per state with an equilibrium: real income of the economy with its range."""
    own = document.actors[0]
    states = [state for state in document.states.values() if state.economies]
    numbers = [state.economies[own].real_income_percent for state in states]
    axis, places = axis_over(reach(numbers)), decimals_for(number.known for number in numbers)
    ranged = bool(document.header.ranged_over)
    rows = [ChartRow(state.title, (_mark(axis, n, places, ranged),)) for state, n in zip(states, numbers, strict=True)]
    return Chart(axis, tuple(rows))


def _mark(axis: Axis, number: Number, places: int, ranged: bool) -> Mark:
    low, high = map(axis.position, ends_of(number))
    value = number.known
    shown = signed(value, places)
    said = range_text(number.ends, places) if ranged else ""
    return Mark(shown, axis.position(value), low, high, shown, said, value >= 0)


def product_bullets(document: ProductResults) -> list[Bullet]:
    """A line per state: the economy's real income, and its products that move most."""
    return [_bullet(document, state) for state in document.states.values()]


def _bullet(document: ProductResults, state: ProductStateResults) -> Bullet:
    own, name = document.actors[0], document.name(document.actors[0])
    if not state.economies:
        return Bullet(say("products.lead", title=state.title), say("products.none", reason=state.remark))
    income = state.economies[own].real_income_percent
    change, spread = in_words(income.known), range_text(income.ends) if document.header.ranged_over else ""
    alone = say("products.income_alone", own=name, change=change)
    said = [say("products.income", own=name, change=change, range=spread) if spread else alone]
    moves = [_moved(one) for one in state.products[own][:LISTED]]
    said += [say("products.moves", list="; ".join(moves))] if moves else []
    return Bullet(say("products.lead", title=state.title), " ".join(filter(None, (*said, state.remark))))


def _moved(move: ProductMove) -> str:
    """A product in a sentence: the larger of its two sides."""
    bought = abs(change_of(move.imports_musd, move.imports_value_percent))
    sold = abs(change_of(move.exports_musd, move.exports_value_percent))
    number = move.imports_percent if bought >= sold else move.exports_percent
    change = EN_DASH if number.value is None else signed(number.value, 1)
    return say(
        "products.imports_of" if bought >= sold else "products.exports_of", product=labelled(move), change=change
    )


def change_of(level: Number, percent: Number) -> float:
    """A change in money of a level and its growth."""
    return 0.0 if level.value is None or percent.value is None else level.value * percent.value / 100.0


def moved(number: Number, decimals: int = 2) -> str:
    """A change with its sign; an en dash where it is missing."""
    return EN_DASH if number.value is None else signed(number.value, decimals)


def moved_within(number: Number, decimals: int) -> str:
    """The same with its range, where that prints as anything else."""
    shown, ends = moved(number, decimals), number.ends
    if ends is None or {signed(end, decimals) for end in ends} == {shown}:
        return shown
    return say("common.with_range", number=shown, range=range_text(ends, decimals))


def labelled(move: ProductMove) -> str:
    """A product's code with its name, where it has one; of an HS line, which it is."""
    if move.title == move.product:
        return say("products.line", code=move.product) if move.product.isdecimal() else move.product
    name = move.title if len(move.title) <= LONGEST else f"{move.title[: LONGEST - 1]}…"
    return say("products.labelled", code=move.product, name=name)


def economies_csv(document: ProductResults) -> str:
    """The headlines of all economies and groups, state by state."""
    return numbers_csv(("state", "economy", "name"), _economy_rows(document))


def _economy_rows(document: ProductResults) -> Iterator[Row]:
    for name, state in document.states.items():
        for code, numbers in state.economies.items():
            yield (name, code, document.name(code)), numbers_of(numbers)


def render_products(document: ProductResults) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "own": document.name(document.actors[0]),
        "code": document.actors[0],
        "bullets": product_bullets(document),
        "chart": income_chart(document),
        "labelled": labelled,
        "moved": moved,
        "moved_within": moved_within,
        "states": [(name, state) for name, state in document.states.items() if state.economies],
    }
    return profile_page("product_run.html", context)


def head_of(document: ProductResults) -> Sequence[str]:
    """The first lines that say what the numbers are relative to, for a terminal."""
    header, basis = document.header, document.basis
    return (
        say("products.title", title=document.title),
        say(
            "products.settings",
            world=basis.name,
            sectors=basis.sector_world,
            vintage=str(header.vintage),
            products=f"{basis.products:,}",
            flows=f"{basis.flows:,}",
            elasticities=header.elasticities,
            horizon=header.horizon,
            closure=header.closure,
            residual=f"{header.worst_residual:.0e}",
        ),
        say("products.baseline", baseline=header.baseline),
        *([say("products.not_applied", list=", ".join(document.not_applied))] if document.not_applied else ()),
    )
