"""`middlepower compare`: two states side by side, and what tells them apart."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from middlepower.cli.output import print_table, wrote
from middlepower.document.compare import Chosen, chosen, comparison
from middlepower.document.compared import ComparedActor, StatesCompared
from middlepower.document.file import read, write
from middlepower.document.number import Number, Pair
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.errors import ScenarioError
from middlepower.experiment.run import run_at_both
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import STATUS_QUO, day_title
from middlepower.language.catalogue import say
from middlepower.report.compare_page import at_both_horizons, comparison_drawings, render_comparison
from middlepower.report.folder import Place
from middlepower.report.profile_tables import numbers_csv
from middlepower.report.profile_wording import short_number
from middlepower.report.wording import EN_DASH, signed
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import BaselineLaw, Scenario, State

Rows = Iterator[Mapping[str, str]]


def compare_command(
    first: str, second: str, anyway: bool, settings: Settings, place: Place | None, as_json: bool
) -> None:
    """Show how far two states are apart, and why."""
    if place is not None:
        place.check()
    document = comparison(side(first, settings), side(second, settings), anyway)
    if place is not None:
        written = place.write(_texts(document), document, comparison_drawings(document))
        print(wrote(written, place.folder, "comparison.html"), file=sys.stderr)
    sys.stdout.write(write(document) if as_json else _plain(document))


DIGITS = re.compile(r"[\d./-]+")  # of what is meant for a day


def side(words: str, settings: Settings) -> Chosen:
    """The state that words ask for: a day, DIR:STATE of a run that was written, or SCENARIO:STATE."""
    day = _day(words)
    if day is not None:
        state = State(title=day_title(day), date=day)
        base = BaselineLaw(name=day_title(STATUS_QUO), date=STATUS_QUO)
        scenario = Scenario(scenario="days", title=say("compare.law_of_a_day"), baseline=base, states={words: state})
        return chosen(words, _solved(scenario, settings), words)
    if DIGITS.fullmatch(words):
        raise ScenarioError(f"`{words}` is no day: write one as 2026-01-13.")
    place, colon, name = words.rpartition(":")
    if not (place and colon and name):
        raise ScenarioError(f"`{words}` is no state: write SCENARIO:STATE, DIR:STATE of a run's folder, or a day.")
    if Path(place).is_dir() or place.endswith(".json"):
        return chosen(words, read(Path(place), Results), name)
    return chosen(words, _solved(narrowed(read_scenario(place), None, (name,)), settings), name)


def _day(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        return None


def _solved(scenario: Scenario, settings: Settings) -> Results:
    return results_document(scenario, run_at_both(scenario, settings))


def _texts(document: StatesCompared) -> dict[str, str]:
    page = render_comparison(document)
    return {document.file_name: write(document), "comparison.csv": _csv(document), "comparison.html": page}


def _csv(document: StatesCompared) -> str:
    rows = [
        ((code, document.name(code), name), {"first": pair.before, "second": pair.after, "difference": pair.change})
        for code, actor in document.actors.items()
        for name, pair in _pairs(actor)
    ]
    return numbers_csv(("economy", "name", "number"), rows)


def _pairs(actor: ComparedActor) -> Iterator[tuple[str, Pair]]:
    """(name, numbers in both) of one economy, those of the first year by their own names."""
    for name, pair in vars(actor).items():
        if isinstance(pair, Pair):
            yield name, pair
    for name, pair in vars(actor.first_year).items() if actor.first_year else ():
        yield f"first_year_{name}", pair


def _plain(document: StatesCompared) -> str:
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
