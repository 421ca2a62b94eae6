"""`middlepower compare` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from middlepower.cli.output import print_table
from middlepower.document.compared import ComparedActor, StatesCompared
from middlepower.document.number import Number, Pair
from middlepower.language.catalogue import say
from middlepower.report.compare_page import at_both_horizons
from middlepower.report.profile_wording import short_number
from middlepower.report.wording import EN_DASH, signed

Rows = Iterator[Mapping[str, str]]


def plain_compare(document: StatesCompared) -> str:
    """The document as text for a terminal."""
    header, one, two = document.header, document.first, document.second
    settings = say(
        "cli.settings",
        baseline=one.baseline,
        world=header.world,
        vintage=str(header.vintage),
        elasticities=header.elasticities,
        horizon=header.horizon,
        closure=header.closure,
    )
    first = say("cli.compare_first", name=one.name, title=one.title)
    title = "\n".join([first, say("cli.compare_second", name=two.name, title=two.title), settings, ""])
    tables = {
        say("cli.compare.income"): _incomes(document),
        say("cli.compare.others"): _others(document),
        say("cli.compare.settings"): (
            {say("cli.column.setting"): s.setting, say("cli.column.first"): s.first, say("cli.column.second"): s.second}
            for s in document.settings
        ),
        say("cli.compare.law"): (
            {
                say("cli.column.only_in"): law.only_in,
                say("cli.column.by"): law.imposer,
                say("cli.column.measure"): law.measure,
                say("cli.column.title"): law.title,
            }
            for law in document.law
        ),
        say("cli.compare.sectors"): _sectors(document),
        say("cli.compare.products"): _products(document),
    }
    shown = [(name, list(rows)) for name, rows in tables.items()]
    own = say("cli.compare_own", list=", ".join(document.own)) + "\n" if document.own else ""
    both = at_both_horizons(document)
    told = [f"{both}\n"] if both else []
    return "\n".join([title, *told, *(print_table(name, rows) for name, rows in shown if rows), own])


def _said(number: Number, decimals: int) -> str:
    return number.reason if number.value is None else signed(number.value, decimals)


def _three(pair: Pair, decimals: int) -> list[str]:
    return [_said(number, decimals) for number in (pair.before, pair.after, pair.change)]


def _incomes(document: StatesCompared) -> Rows:
    units, which = ("percent", "musd"), ("first", "second", "difference")
    heads = [say(f"cli.column.income.{one}_{unit}") for unit in units for one in which]
    for code, actor in document.actors.items():
        cells = [*_three(actor.real_income_percent, 3), *_three(actor.real_income_musd, 0)]
        yield {say("cli.column.economy"): code, **dict(zip(heads, cells, strict=True)), **_soon(actor)}


def _soon(actor: ComparedActor) -> dict[str, str]:
    """Real income in the first year: first, second, difference."""
    if actor.first_year is None:
        return {}
    return {say("cli.column.income.first_year"): " ".join(_three(actor.first_year.real_income_percent, 3))}


def _others(document: StatesCompared) -> Rows:
    names = ("exports", "imports", "gdp_volume", "real_wage", "consumer_prices", "terms_of_trade")
    for code, actor in document.actors.items():
        yield {
            say("cli.column.economy"): code,
            **{say(f"cli.column.of.{name}"): " ".join(_three(getattr(actor, f"{name}_percent"), 2)) for name in names},
        }


def _sectors(document: StatesCompared) -> Rows:
    for row in document.sectors_apart:
        first, second, apart = _three(row.output_change_musd, 0)
        sector = document.sectors[row.sector].name
        yield {say("cli.column.economy"): row.economy, say("cli.column.sector"): sector, **_pair(first, second, apart)}


def _products(document: StatesCompared) -> Rows:
    for row in document.products:
        first, second = (short_number(one, 0) for one in (row.value_musd.before, row.value_musd.after))
        apart = EN_DASH if row.value_musd.change.value is None else signed(row.value_musd.change.value, 0)
        flow = say("changes.flow", exporter=row.exporter, importer=row.importer)
        yield {say("cli.column.product"): row.name, say("cli.column.flow"): flow, **_pair(first, second, apart)}


def _pair(first: str, second: str, apart: str) -> Mapping[str, str]:
    return {say("cli.column.first"): first, say("cli.column.second"): second, say("cli.column.difference"): apart}
