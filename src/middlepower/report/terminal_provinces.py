"""Canada's provinces on a terminal: states by province, per cent of GDP."""

from __future__ import annotations

from textwrap import wrap

from middlepower.document.results import Results
from middlepower.errors import printable
from middlepower.language.catalogue import say
from middlepower.report.provinces import shown_provinces
from middlepower.report.wording import minus, plain, signed

WIDTH, STATE_WIDTH, NUMBER_WIDTH = 80, 19, 6


def provinces_text(results: Results) -> str:
    """The table with its title and what stands behind it, in 80 columns; empty where nothing is known of provinces."""
    codes = shown_provinces(results)
    if not codes:
        return ""
    is_long = results.header.horizon == "long"
    head = "".join(f"{code:>{NUMBER_WIDTH}}" for code in codes)
    name = results.name(results.economy)
    title = wrap(say("provinces.terminal.title" if is_long else "provinces.terminal.title_main", name=name), WIDTH)
    lines = [*title, f"{say('provinces.terminal.state'):<{STATE_WIDTH}}{head}"]
    for state in results.states.values():
        if state.provinces is not None:
            sales = [state.provinces.provinces[code].of_gdp_percent.value for code in codes]
            lines += _row(state.code, [None if value is None else _number(value) for value in sales])
    return "\n".join([*lines, *wrap(say("provinces.terminal.note"), WIDTH)])


def _row(code: str, cells: list[str | None]) -> list[str]:
    """The cells beside the name of a state, which takes as many lines as it needs."""
    parts = wrap(printable(code), STATE_WIDTH - 1)
    numbers = "".join(f"{'-' if cell is None else cell:>{NUMBER_WIDTH}}" for cell in cells)
    return [f"{parts[0]:<{STATE_WIDTH}}{numbers}", *parts[1:]]


def _number(value: float) -> str:
    """Two decimals, one where there is no room for them."""
    places = 2 if abs(value) < 9.995 else 1
    shown = plain(0.0, places) if abs(value) < 0.5 * 10.0**-places else signed(value, places)
    return shown.replace(minus(), "-")
