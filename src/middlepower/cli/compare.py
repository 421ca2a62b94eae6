"""`middlepower compare`: two states side by side, and what tells them apart."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from middlepower.cli.output import print_table
from middlepower.document.compare import Chosen, chosen, comparison
from middlepower.document.compared import StatesCompared
from middlepower.document.file import read, write
from middlepower.document.number import Number, Pair
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.errors import ScenarioError
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import STATUS_QUO, day_title
from middlepower.report.files import check_folder, write_texts
from middlepower.report.profile_tables import numbers_csv
from middlepower.report.profile_wording import short_number
from middlepower.report.wording import EN_DASH, signed
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import BaselineLaw, Scenario, State

Rows = Iterator[Mapping[str, str]]


def compare_command(first: str, second: str, anyway: bool, settings: Settings, out: Path | None, as_json: bool) -> None:
    """Show how far two states are apart, and why."""
    if out is not None:
        check_folder(out)
    document = comparison(side(first, settings), side(second, settings), anyway)
    if out is not None:
        written = write_texts(out, {document.file_name: write(document), "comparison.csv": _csv(document)})
        print(f"wrote {len(written)} files to {out}", file=sys.stderr)
    sys.stdout.write(write(document) if as_json else _plain(document))


def side(words: str, settings: Settings) -> Chosen:
    """The state that words ask for: a day, DIR:STATE of a run that was written, or SCENARIO:STATE."""
    day = _day(words)
    if day is not None:
        state = State(title=day_title(day), date=day)
        base = BaselineLaw(name=day_title(STATUS_QUO), date=STATUS_QUO)
        scenario = Scenario(scenario="days", title="The law of a day", baseline=base, states={words: state})
        return chosen(words, _solved(scenario, settings), words)
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
    return results_document(scenario, run_scenario(scenario, settings))


def _csv(document: StatesCompared) -> str:
    rows = [
        ((code, document.name(code), name), {"first": pair.before, "second": pair.after, "difference": pair.change})
        for code, actor in document.actors.items()
        for name, pair in vars(actor).items()
    ]
    return numbers_csv(("economy", "name", "number"), rows)


def _plain(document: StatesCompared) -> str:
    header, one, two = document.header, document.first, document.second
    title = (
        f"first: {one.name} ({one.title})\nsecond: {two.name} ({two.title})\nbaseline: {one.baseline}; world "
        f"{header.world} ({header.vintage}); elasticities {header.elasticities}; horizon {header.horizon}; "
        f"closure {header.closure}\n"
    )
    tables = {
        "real income relative to the baseline": _incomes(document),
        "other numbers, %: first, second, difference": _others(document),
        "settings that differ": (
            {"setting": s.setting, "first": s.first, "second": s.second} for s in document.settings
        ),
        "measures that are law in one alone": (
            {"only in": law.only_in, "by": law.imposer, "measure": law.measure, "title": law.title}
            for law in document.law
        ),
        "the largest differences of output, million US$": _sectors(document),
        "value of products whose law changes, million US$; a dash where it is the baseline's": _products(document),
    }
    shown = [(name, list(rows)) for name, rows in tables.items()]
    own = f"entries of their own that differ: {', '.join(document.own)}\n" if document.own else ""
    return "\n".join([title, *(print_table(name, rows) for name, rows in shown if rows), own])


def _said(number: Number, decimals: int) -> str:
    return number.reason if number.value is None else signed(number.value, decimals)


def _three(pair: Pair, decimals: int) -> list[str]:
    return [_said(number, decimals) for number in (pair.before, pair.after, pair.change)]


def _incomes(document: StatesCompared) -> Rows:
    heads = ("first %", "second %", "difference %", "first US$ m", "second US$ m", "difference US$ m")
    for code, actor in document.actors.items():
        cells = [*_three(actor.real_income_percent, 3), *_three(actor.real_income_musd, 0)]
        yield {"economy": code, **dict(zip(heads, cells, strict=True))}


def _others(document: StatesCompared) -> Rows:
    names = ("exports", "imports", "gdp_volume", "real_wage", "consumer_prices", "terms_of_trade")
    for code, actor in document.actors.items():
        yield {
            "economy": code,
            **{name: " ".join(_three(getattr(actor, f"{name}_percent"), 2)) for name in names},
        }


def _sectors(document: StatesCompared) -> Rows:
    for row in document.sectors_apart:
        first, second, apart = _three(row.output_change_musd, 0)
        sector = document.sectors[row.sector].name
        yield {"economy": row.economy, "sector": sector, "first": first, "second": second, "difference": apart}


def _products(document: StatesCompared) -> Rows:
    for row in document.products:
        first, second = (short_number(one, 0) for one in (row.value_musd.before, row.value_musd.after))
        apart = EN_DASH if row.value_musd.change.value is None else signed(row.value_musd.change.value, 0)
        flow = f"{row.exporter} to {row.importer}"
        yield {"product": row.name, "flow": flow, "first": first, "second": second, "difference": apart}
