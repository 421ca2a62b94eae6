"""Tables in full of Canada's provinces: `provinces.csv`, `province_sales.csv` and `persons.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from middlepower.data.provinces import PROVINCES
from middlepower.document.full_table import Column, Columns
from middlepower.document.persons import Persons, persons_of
from middlepower.document.province_runs import CarriedState
from middlepower.document.run_provinces import SMALLEST, ProvinceOutcomes, line_name
from middlepower.document.spreads import Spreads
from middlepower.experiment.frictions import FIRST_YEAR

MAIN = "main"
NOT_KNOWN = "not known"  # in the column of provinces
SALES_TEXTS = ("state", "horizon", "province", "sector", "good", "name", "market", "proxy", "reason")
SALES_NUMBERS = ("share", "sales_before_musd", "sales_change_musd")
TOTAL_TEXTS = ("state", "horizon", "province")
TOTAL_NUMBERS = (
    "sales_change_musd", "sales_change_musd_low", "sales_change_musd_high", "of_sales_percent", "of_gdp_percent",
    "change_persons", "change_persons_low", "change_persons_high", "change_persons_percent",
)  # fmt: skip
Line = tuple[str | float, ...]


def province_tables(outcomes: ProvinceOutcomes, names: Mapping[str, str]) -> tuple[Columns, ...]:
    """All tables; none where nothing is known of provinces. `names` are those of sectors."""
    if outcomes.missing:
        return ()
    sales, totals, persons = list(_sales(outcomes, names)), list(_totals(outcomes)), list(_by_sector(outcomes))
    return (
        _columns("persons", persons, ("state", "sector"), ("change_persons",)),
        _columns("provinces", totals, TOTAL_TEXTS, TOTAL_NUMBERS),
        _columns("province_sales", sales, SALES_TEXTS, SALES_NUMBERS),
    )


def _columns(name: str, rows: Sequence[Line], texts: Sequence[str], numbers: Sequence[str]) -> Columns:
    columns: dict[str, Column] = {key: [str(row[place]) for row in rows] for place, key in enumerate(texts)}
    first = len(texts)
    columns |= {key: np.array([float(row[first + place]) for row in rows]) for place, key in enumerate(numbers)}
    return Columns(name, columns)


def _states(outcomes: ProvinceOutcomes) -> Iterator[tuple[str, str, CarriedState]]:
    """(state, horizon, how it is carried): the main horizon and, beside it, the first year."""
    yield from ((name, MAIN, state) for name, state in outcomes.states.items())
    if outcomes.at_once is not outcomes.states:
        yield from ((name, FIRST_YEAR, state) for name, state in outcomes.at_once.items())


def _sales(outcomes: ProvinceOutcomes, names: Mapping[str, str]) -> Iterator[Line]:
    """Rows by state, horizon, line sold abroad and province that is known to sell of it; what is left at the end."""
    for name, horizon, state in _states(outcomes):
        sales, shares = state.main, state.main.share
        for row in np.flatnonzero(state.abroad & (np.abs(sales.change) > SMALLEST)).tolist():
            line, share = sales.lines[row], shares[row]
            proxy = "" if line.carrier is None else line.carrier.title
            what = (line.sector, line.good, line_name(line, names), line.market, proxy)
            before, change = float(sales.before[row]), float(sales.change[row])
            for code, part in zip(PROVINCES, share.tolist(), strict=True):
                if part > 0.0:
                    yield (name, horizon, code, *what, "", part, part * before, part * change)
            if line.reason:
                rest = 1.0 - float(share.sum())
                yield (name, horizon, NOT_KNOWN, *what, line.reason_text, rest, rest * before, rest * change)


def _totals(outcomes: ProvinceOutcomes) -> Iterator[Line]:
    """Rows by state, horizon and province; what no province is known to sell at the end."""
    for name, horizon, state in _states(outcomes):
        persons = _persons(outcomes, name) if state is outcomes.at_once.get(name) else None
        for p, code in enumerate(PROVINCES):
            parts = (float(state.of_sales.value[p]), float(state.of_gdp.value[p]))
            yield (name, horizon, code, *_ranged(state.change, p), *parts, *_counted(persons, code))
        yield (name, horizon, NOT_KNOWN, *_ranged(state.not_known, 0), *(6 * [float("nan")]))


def _by_sector(outcomes: ProvinceOutcomes) -> Iterator[Line]:
    """Rows by state and sector that is counted, in the first year."""
    for name in outcomes.at_once:
        found = _persons(outcomes, name)
        for sector, change in ({} if found is None else found.by_sector).items():
            if change.value is not None:
                yield (name, sector, change.value)


def _ranged(numbers: Spreads, place: int) -> tuple[float, ...]:
    return tuple(float(part[place]) for part in (numbers.value, numbers.low, numbers.high))


def _persons(outcomes: ProvinceOutcomes, name: str) -> Persons | None:
    first, count = outcomes.first_year, outcomes.count
    return None if first is None or count is None else persons_of(first, name, count)


def _counted(persons: Persons | None, code: str) -> list[float]:
    """Persons with their range, and per cent; nan where nobody is counted."""
    if persons is None:
        return 4 * [float("nan")]
    found = persons.by_province[code]
    number, percent = found.change_persons, found.change_persons_percent
    parts = (number.value, number.low, number.high, percent.value)
    return [float("nan") if part is None else part for part in parts]
