"""The results on a terminal: one table that fits 80 columns and stays readable as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from middlepower.document.results import Results
from middlepower.errors import printable
from middlepower.language.catalogue import say, spoken
from middlepower.report.bottom_line import in_short
from middlepower.report.changes import remarks_of
from middlepower.report.first_year import COLUMNS, LONG, first_year_rows, title
from middlepower.report.first_year_tables import ANCHORS, FirstYearLine, unemployment_rows
from middlepower.report.law import not_verified
from middlepower.report.published import published_rows, starred
from middlepower.report.sentences import one_run
from middlepower.report.state_codes import broken, first_year_code, state_code, widest_piece
from middlepower.report.tables import (
    Cell,
    actors,
    baseline_share,
    cell,
    income_rows,
    markets,
    share_of,
)
from middlepower.report.terminal_provinces import provinces_text
from middlepower.report.wording import (
    NO_CHANGE,
    first_clause,
    horizon_text,
    labelled,
    money,
    plain,
    prints_as_zero,
    signed,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PLAIN_WIDTH = 80
# How rich draws a box, line by line: here nothing but the rule below the head.
PLAIN_RULE = "    \n    \n -- \n    \n    \n    \n    \n    \n"
ACTORS_SHOWN = 4  # more columns of numbers with ranges do not fit 80 characters
PLAIN_SIGNS = str.maketrans({"\u2212": "-", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00b1": "+-", "\u2013": "-"})
WIDTH_SHOWN = 120  # a wider table is harder to read across


def terminal_text(results: Results, width: int = PLAIN_WIDTH, colour: bool = False) -> str:
    """The whole report as text; without colour it holds no control characters."""
    from io import StringIO

    from rich.console import Console

    page = StringIO()
    console = Console(
        file=page,
        width=min(width, WIDTH_SHOWN),
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        emoji=False,
    )
    console.print(printable(_above(results), keep="\n"), markup=False, style="bold" if colour else None)
    console.print(_fitting(console, results))
    if results.header.horizon == LONG and first_year_rows(results):
        console.print(
            printable("\n" + say("terminal.in_the_first_year", name=results.name(results.economy)), keep="\n"),
            markup=False,
        )
        console.print(_first_year(results))
    if rows := unemployment_rows(results):
        console.print("\n" + say("terminal.unemployment"), markup=False)
        console.print(_unemployment(rows))
        console.print(say("terminal.unemployment.note"), markup=False)
    if by_province := provinces_text(results):
        console.print("\n" + by_province, markup=False)
    if published_rows(results):
        console.print(printable("\n" + say("published.heading") + ", %", keep="\n"), markup=False)
        console.print(_published(results))
        console.print(say("published.legend"), markup=False)
    console.print(printable(_bottom_line(results), keep="\n"), markup=False)
    console.print(printable(_below(results), keep="\n"), markup=False)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines()) + "\n"


def _above(results: Results) -> str:
    when = horizon_text(results.header.horizon)
    return f"{results.title}\n" + say("terminal.above", horizon=when, baseline=results.header.baseline)


def _bottom_line(results: Results) -> str:
    """The bottom line in short, under its heading."""
    lines = ["", say("page.bottom_line"), *in_short(results), ""]
    return "\n".join(lines).translate(PLAIN_SIGNS)


def _published(results: Results) -> Table:
    """A row a published number: who, of which state and economy, theirs and ours at both horizons."""
    from rich.box import Box
    from rich.table import Table

    table = Table(box=Box(PLAIN_RULE, ascii=True), padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
    rows = published_rows(results)
    wide = widest_piece(one.state.code for one in rows)
    for key, least in (("institution", 0), ("state", wide), ("of", 0)):
        table.add_column(say(f"published.column.{key}"), overflow="fold", min_width=least)
    for key in ("published", "long", "first"):
        table.add_column(say(f"published.column.{key}"), justify="right", no_wrap=True)
    for one in rows:
        who = say("published.dated", institution=one.row.institution, date=one.row.date[:4])
        of = f"{one.row.economy} {one.variable}"
        shown = (starred(one.long), starred(one.first))
        cells = (who, broken(one.state.code, wide), of, one.published, *shown)
        table.add_row(*_escaped(tuple(text.translate(PLAIN_SIGNS) for text in cells)))
    return table


def _below(results: Results) -> str:
    market = next(iter(markets(results)), "")
    header = results.header
    exports = say("terminal.exports", economy=results.economy)
    lines = [say("terminal.exports_to", economy=results.economy, market=market) if market else exports]
    lines.append(say("terminal.number", centre=header.centre, unit=header.unit))
    if header.ranged_over:
        lines.append(say("terminal.range", range=header.range))
    lines += [labelled(about, text) for about, text in remarks_of(results)]
    notes = (one_run(results), not_verified(header))
    lines += [text.translate(PLAIN_SIGNS) for text in notes if text]
    meaning = first_clause(header.closure_meaning)
    settings = say(
        "terminal.settings",
        world=header.world,
        vintage=str(header.vintage),
        elasticities=header.elasticities,
        horizon=header.horizon,
        closure=header.closure,
        meaning=meaning,
        numeraire=first_clause(header.numeraire),
        residual=f"{header.worst_residual:.1e}",
    )
    return "\n".join([*lines, settings])


def _fitting(console: Console, results: Results) -> Table:
    """The table with as many actors as the width holds: none is cut in the middle."""
    from rich.measure import Measurement

    tables = [_table(results, count) for count in range(ACTORS_SHOWN, 0, -1)]
    free = console.options.update_width(10 * WIDTH_SHOWN)  # a measure is cut at the width that it is given
    widths = (Measurement.get(console, free, table).minimum for table in tables)
    return next((table for table, width in zip(tables, widths, strict=True) if width <= console.width), tables[-1])


def _table(results: Results, count: int) -> Table:
    from rich.box import Box
    from rich.table import Table

    shown = actors(results)[:count]
    box = Box(PLAIN_RULE, ascii=True)
    table = Table(box=box, padding=0, show_edge=False, pad_edge=False, header_style="bold")
    wide = widest_piece(state_code(results, state) for state in results.states.values())
    table.add_column(say("terminal.column.income"), overflow="fold", min_width=wide)
    for code in shown:
        table.add_column(_escaped((code,))[0], justify="right", no_wrap=True)
    table.add_column(
        _escaped((say("terminal.column.exports", economy=results.economy),))[0], justify="right", no_wrap=True
    )
    for market in markets(results)[:1]:
        table.add_column(_escaped((say("terminal.column.to", market=market),))[0], justify="right", no_wrap=True)
    for row in _rows(results, shown, wide):
        table.add_row(*row)
    return table


def _first_year(results: Results) -> Table:
    """The brief's economy in the first year: a row a state, each number above its range."""
    from rich.box import Box
    from rich.table import Table

    table = Table(box=Box(PLAIN_RULE, ascii=True), padding=0, show_edge=False, pad_edge=False, header_style="bold")
    rows = first_year_rows(results)
    codes = [first_year_code(row.state) for row in rows]
    table.add_column(say("terminal.column.percent"), overflow="fold", min_width=widest_piece(codes))
    for key in COLUMNS:
        table.add_column(say(f"terminal.first_year.{key}"), justify="right", no_wrap=True)
    for code, row in zip(codes, rows, strict=True):
        cells = dict(row.numbers)
        shown = ["-" if (number := cells[title(key)]) is None else _number(Cell(key, number)) for key in COLUMNS]
        table.add_row(*_escaped((broken(code, widest_piece(codes)), *shown)))
    return table


def _unemployment(rows: Sequence[FirstYearLine]) -> Table:
    """States in which somebody may lose work: the rise of unemployment, and by what wages are held to."""
    from rich.box import Box
    from rich.table import Table

    table = Table(box=Box(PLAIN_RULE, ascii=True), padding=0, show_edge=False, pad_edge=False, header_style="bold")
    codes = [row.code for row in rows]
    table.add_column(say("terminal.column.points"), overflow="fold", min_width=widest_piece(codes))
    for key in ("all", *ANCHORS):
        table.add_column(say(f"terminal.unemployment.{key}"), justify="right", no_wrap=True)
    for row in rows:
        shown = [
            "-" if number is None or number.value is None else _number(Cell(head, number))
            for head, number in row.numbers
        ]
        table.add_row(*_escaped((broken(row.code, widest_piece(codes)), *shown)))
    return table


def _rows(results: Results, shown: tuple[str, ...], wide: int) -> list[tuple[str, ...]]:
    rows = income_rows(results, shown)
    market = next(iter(markets(results)), "")
    lines = [(say("terminal.baseline"), *("" for _ in shown), "", _share(baseline_share(results, market)))]
    for row in rows:
        own = results.own(row.state)
        numbers = [_number(item) for item in row.cells]
        exports = _number(cell(own, "exports_percent"), with_range=False)
        code = broken(state_code(results, row.state), wide)
        lines.append((code, *numbers, exports, _share(share_of(results.own_actor(row.state), market))))
    width = len(lines[0]) if market else len(lines[0]) - 1
    return [_escaped(line[:width]) for line in lines]


def _escaped(line: tuple[str, ...]) -> tuple[str, ...]:
    """The cells with rich's markup signs and what a terminal obeys neutralised: a name prints as it is."""
    from rich.markup import escape

    return tuple(escape(printable(text, keep="\n")) for text in line)


def _number(item: Cell, with_range: bool = True) -> str:
    """The number, its range, and what it is in US dollars, one below the other."""
    lines = [signed(item.value)]
    if with_range and item.spread:
        lines.append(_range(item.spread))
    if item.musd is not None and item.musd.value is not None:
        lines.append(say("terminal.millions", money=money(item.musd.value)))
    return "\n".join(lines).translate(PLAIN_SIGNS)


def _range(spread: tuple[float, float]) -> str:
    """`low..high`; a tiny end keeps its sign, because whether a range spans zero matters."""
    places = 1 if max(map(abs, spread)) >= 10 else 2
    if NO_CHANGE < max(map(abs, spread)) < prints_as_zero(places):
        return f"+-{plain(prints_as_zero(places), places + 1)}"
    decimal = spoken().rules.decimal
    return "..".join(
        signed(end, places).lstrip("+").replace(f"0{decimal}", decimal, 1) if _tiny(end, places) else _end(end, places)
        for end in spread
    )


def _tiny(end: float, places: int) -> bool:
    return NO_CHANGE < abs(end) < prints_as_zero(places)


def _end(end: float, places: int) -> str:
    return signed(end, places).lstrip("+").replace(spoken().rules.thousands, "")


def _share(value: float | None) -> str:
    return "" if value is None else plain(value, 1)
