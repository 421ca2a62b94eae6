"""Rows on Canada's provinces: what every state changes there, product by product, and the proxies behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from middlepower.document.number import Number
from middlepower.document.provinces import LargestPart, ProductByProvince, ProvinceProxy, StateProvinces
from middlepower.language.catalogue import named, say
from middlepower.report.own_money import amount
from middlepower.report.wording import EN_DASH, dollars, listed, minus, percent, plain, signed, the

if TYPE_CHECKING:
    from middlepower.document.results import Results, StateResults

TERRITORIES = ("YT", "NT", "NU")
FEWEST = 5.0  # persons: less is shown as nobody
SHOWN = 4  # provinces of a sentence
SMALL = 0.5  # million US dollars, or persons: less prints as nothing
LEAST_SHARE = 0.1  # of all: what no province is known to sell is named from there on


@dataclass(frozen=True)
class ProvinceRow:
    """One province in one state: its sales abroad, what makes most of it, and its employees in the first year."""

    name: str
    sales: Number
    sales_own: Number | None
    of_sales: Number | None
    of_gdp: Number | None
    product: str
    farm_and_sea: Number | None
    persons: Number | None


@dataclass(frozen=True)
class ProductLine:
    """One product sold to one market: its change, who is known to sell it, and the proxy."""

    product: str
    change: str
    provinces: str
    proxy: ProvinceProxy | None
    reason: str


@dataclass(frozen=True)
class StateOfProvinces:
    """One state: the change of goods sold abroad by province, and the part of no known province, US$ million."""

    state: StateResults
    changes: tuple[Number, ...]
    rest: Number


def shown_provinces(results: Results) -> tuple[str, ...]:
    """The provinces with a column of their own."""
    return tuple(code for code in results.provinces.names if code not in TERRITORIES)


def province_states(results: Results) -> list[StateOfProvinces]:
    """States x provinces; none where nothing is known of provinces."""
    codes = shown_provinces(results)
    return [
        StateOfProvinces(
            state,
            tuple(state.provinces.provinces[code].sales_change_musd for code in codes),
            state.provinces.not_known_musd,
        )
        for state in results.states.values()
        if state.provinces is not None
    ]


def province_rows(results: Results) -> list[ProvinceRow]:
    """Every province in the state that the question is about, what no province is known to sell, and all employees."""
    found = results.main.provinces
    if found is None:
        return []
    rows = [_row(results, found, code) for code in shown_provinces(results)]
    soon, persons = found.farm_and_sea, found.persons
    of_nobody = None if soon is None else soon.not_known_musd
    unknown = found.not_known_musd
    rest = ProvinceRow(say("provinces.not_known"), unknown, _own(results, unknown), None, None, "", of_nobody, None)
    whole = Number.of(sum(n.sales_change_musd.known for n in found.provinces.values()) + found.not_known_musd.known)
    total = None if persons is None else persons.total.change_persons
    of_all = None if soon is None else soon.sales_change_musd
    return [
        *rows,
        rest,
        ProvinceRow(results.name(results.economy), whole, _own(results, whole), None, None, "", of_all, total),
    ]


def _row(results: Results, found: StateProvinces, code: str) -> ProvinceRow:
    sales, persons = found.provinces[code], found.persons
    part = sales.largest
    return ProvinceRow(
        name=named(results.provinces.names[code]),
        sales=sales.sales_change_musd,
        sales_own=_own(results, sales.sales_change_musd),
        of_sales=sales.of_sales_percent,
        of_gdp=sales.of_gdp_percent,
        product="" if part is None else _part(results, part),
        farm_and_sea=None if found.farm_and_sea is None else found.farm_and_sea.by_province_musd.get(code),
        persons=None if persons is None else persons.by_province[code].change_persons,
    )


def _own(results: Results, musd: Number) -> Number | None:
    """Money in the economy's own currency, million; None where no rate is known."""
    rate = results.money.units_per_usd
    return None if rate is None else musd.changed(lambda value: value * rate)


def _part(results: Results, part: LargestPart) -> str:
    change = signed(part.sales_change_musd.known, 0)
    return say("provinces.product_line", product=part.name, market=_market(results, part.market), change=change)


def _market(results: Results, market: str) -> str:
    return say("provinces.market.others") if market == "others" else the(results.name(market))


def product_lines(results: Results) -> list[ProductLine]:
    """The products of the state that the question is about, with their proxies."""
    found = results.main.provinces
    return [] if found is None else [_line(results, row) for row in found.products]


def _line(results: Results, row: ProductByProvince) -> ProductLine:
    parts = sorted(row.by_province_musd.items(), key=lambda item: -abs(item[1].known))
    named = [f"{code} {signed(part.known, 0)}" for code, part in parts if abs(part.known) >= SMALL]
    rest = row.not_known_musd.known
    named += [f"{say('provinces.not_known')} {signed(rest, 0)}"] if abs(rest) >= SMALL else []
    return ProductLine(
        product=say("provinces.product_to", product=row.name, market=_market(results, row.market)),
        change=signed(row.sales_change_musd.known, 0),
        provinces=", ".join(named) or EN_DASH,
        proxy=results.provinces.proxies.get(row.proxy),
        reason=row.reason,
    )


# ---------------------------------------------------------------- sentences


def worst(found: StateProvinces) -> list[str]:
    """Provinces by the size of what changes there, the largest first."""
    return sorted(found.provinces, key=lambda code: -abs(found.provinces[code].sales_change_musd.known))


def provinces_sentence(results: Results, states: list[StateResults]) -> str:
    """Where goods sold abroad change most, with the share of GDP and the product."""
    return " ".join(_sentence(results, state, state.provinces) for state in states if state.provinces is not None)


def _sentence(results: Results, state: StateResults, found: StateProvinces) -> str:
    items = [item for code in worst(found)[:SHOWN] if (item := _item(results, found, code))]
    rest, total = found.not_known_musd.known, sum(n.sales_change_musd.known for n in found.provinces.values())
    shown = listed(items)
    if abs(rest) >= LEAST_SHARE * abs(total):
        return say("provinces.sentence_with_rest", title=state.title, list=shown, money=_worth(results, rest))
    return say("provinces.sentence", title=state.title, list=shown)


def _item(results: Results, found: StateProvinces, code: str) -> str:
    sales = found.provinces[code]
    part, size = sales.largest, sales.of_gdp_percent.value
    if part is None or size is None:
        return ""
    return say(
        "provinces.item",
        province=results.provinces.names[code],
        money=_worth(results, sales.sales_change_musd.known),
        share=signed(size, 2),
        product=say("provinces.product_to", product=part.name, market=_market(results, part.market)),
        part=_dollars(part.sales_change_musd.known),
    )


def _worth(results: Results, musd: float) -> str:
    """A change in US dollars and, where a rate is known, its size in the economy's own currency."""
    rate = results.money.units_per_usd
    if rate is None or abs(musd) < SMALL:
        return _dollars(musd)
    return say("provinces.in_both", dollars=_dollars(musd), own=amount(results.money.currency_sign, musd * rate))


def _dollars(musd: float) -> str:
    shown = dollars(musd)
    return ("+" if musd >= 0 else minus()) + shown if shown.startswith("US$") else shown


def persons_sentence(results: Results, states: list[StateResults]) -> str:
    """How many employees more or fewer are at work in the first year, and where; why that is not all employment."""
    told = list(filter(None, (_persons(results, state) for state in states)))
    apart = any(_apart(results, state) for state in states)
    return " ".join([*told, say("provinces.persons_apart")] if told and apart else told)


def _persons(results: Results, state: StateResults) -> str:
    persons = None if state.provinces is None else state.provinces.persons
    if persons is None:
        return ""
    total, by = persons.total.change_persons, persons.by_province
    most = sorted(by, key=lambda code: -abs(by[code].change_persons.known))[:SHOWN]
    names = results.provinces.names
    items = [
        say("provinces.persons_item", province=names[code], change=people(by[code].change_persons.known))
        for code in most
    ]
    low, high = map(people, _ends(total))
    change, most_in, work = people(total.known), listed(items), _employment(results, state)
    told = say("provinces.persons", title=state.title, change=change, low=low, high=high, list=most_in)
    if work is None:
        return told
    least, highest = (percent(end) for end in _ends(work))
    return f"{told} {say('provinces.all_employment', low=least, high=highest)}"


def _employment(results: Results, state: StateResults) -> Number | None:
    """All employment in the first year, per cent."""
    first_year = state.actors[results.economy].first_year
    return None if first_year is None else first_year.employment_total_percent


def _ends(number: Number) -> tuple[float, float]:
    return number.ends or (number.known, number.known)


def _apart(results: Results, state: StateResults) -> bool:
    """Whether an end of the count of employees has another sign than that of all employment."""
    persons, work = None if state.provinces is None else state.provinces.persons, _employment(results, state)
    if persons is None or work is None:
        return False
    pairs = zip(_ends(persons.total.change_persons), _ends(work), strict=True)
    return any(abs(count) >= FEWEST and count * end <= 0.0 for count, end in pairs)


def people(number: float) -> str:
    """A change of persons, rounded to what the count bears: to tens, above ten thousand to hundreds."""
    step = 100.0 if abs(number) >= 1e4 else 10.0
    rounded = step * round(number / step)
    return plain(0.0, 0) if rounded == 0.0 else signed(rounded, 0)
