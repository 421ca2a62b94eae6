"""`middlepower explain` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from middlepower.cli.output import print_table
from middlepower.document.explained import Explained, HorizonSplit, StateExplained
from middlepower.document.number import Number
from middlepower.errors import OutputError
from middlepower.language.catalogue import say
from middlepower.report.explain_page import at_both_horizons
from middlepower.report.profile_tables import numbers_of
from middlepower.report.terminal import PLAIN_SIGNS
from middlepower.report.wording import labelled, signed

MOVERS = 6
PRICES = ("own_wages", "input_prices", "import_prices", "trade_costs")
TOTALS = ("total", *PRICES, "volume", "deficit", "rents", "employment")
ORDERS = 24
NOTHING = 5e-5  # log points x 100: smaller movers print as nothing


def refuse_folder_of(path: Path, out: Path) -> None:
    """The files of a run would give way to the explanation of it."""
    folder = path if path.is_dir() else path.parent
    if out.is_dir() and folder.samefile(out):
        raise OutputError(f"`{out}` holds the results that are explained; they would give way. Name another --out.")


def plain_explained(document: Explained) -> str:
    """The document as text for a terminal."""
    header = document.header
    settings = say(
        "cli.world_settings",
        world=header.world,
        vintage=str(header.vintage),
        elasticities=header.elasticities,
        horizon=header.horizon,
        closure=header.closure,
    )
    title = say("cli.explain_title", economy=document.name(document.economy), baseline=header.baseline)
    head = "\n".join([title, settings, say("cli.explain_legend"), ""])
    totals = [_totals(name, state) for name, state in document.states.items()]
    both = at_both_horizons(document)
    told = [f"{both}\n"] if both else []
    pages = [head, *told, print_table(say("cli.all_states"), totals), *_horizons(document)]
    for name, state in document.states.items():
        pages += _movers(document, name, state)
    return "\n".join(pages)


def _movers(document: Explained, name: str, state: StateExplained) -> Iterator[str]:
    """The partners and sectors that moved a state most, by name; one line where none did."""
    if all(abs(mover.sum.known) < NOTHING for mover in (*state.by_partner, *state.by_sector)):
        yield say("cli.explain_nothing", state=name) + "\n"
        return
    sectors = {code: sector.name for code, sector in document.sectors.items()}
    names = {**document.regions, **sectors}
    for movers, kind in ((state.by_partner, "partners"), (state.by_sector, "sectors")):
        head = say("cli.column.partner" if kind == "partners" else "cli.column.sector")
        rows = [{head: names.get(mover.label, mover.label), **_shown(numbers_of(mover))} for mover in movers[:MOVERS]]
        yield print_table(say(f"cli.explain_movers.{kind}", state=name), rows)


def _totals(name: str, state: StateExplained) -> dict[str, str]:
    numbers = numbers_of(state)
    parts = {key: numbers[key] for key in TOTALS}
    return {say("cli.column.state"): name, **_shown({**parts, "first_order": state.first_order_welfare_percent})}


def _horizons(document: Explained) -> list[str]:
    """The way from the long run to the first year as a table, and what to know of it."""
    rows = [
        {say("cli.column.state"): name, **_steps(state.horizons)}
        for name, state in document.states.items()
        if state.horizons
    ]
    notes = [labelled(name, state.horizons_missing) for name, state in document.states.items() if not state.horizons]
    fewer = [
        say("cli.explain_orders", state=name, orders=state.horizons.orders, all=ORDERS)
        for name, state in document.states.items()
        if state.horizons and state.horizons.orders < ORDERS
    ]
    table = [print_table(say("cli.explain_steps"), rows), say("cli.explain_horizons")] if rows else []
    return [*table, "\n".join([*notes, *fewer]) + "\n"]


def _steps(split: HorizonSplit) -> dict[str, str]:
    steps = {
        step: f"{_three(number.known)}\n" + "..".join(map(_three, number.ends or ()))
        for step, number in split.steps_log_points.items()
    }
    ends = split.long_run_log_points.known, split.first_year_log_points.known
    first, last = say("common.horizon.long"), say("common.horizon.first-year")
    return {first: _three(ends[0]), **steps, last: _three(ends[1])}


def _three(value: float) -> str:
    """A number with three decimals, nothing without a sign."""
    return "0" if abs(value) < 5e-4 else f"{value:+.3f}"


def _shown(numbers: Mapping[str, Number]) -> dict[str, str]:
    return {say(f"cli.part.{name}"): signed(number.known, 4).translate(PLAIN_SIGNS) for name, number in numbers.items()}
