"""Rows of the brief on prices, revenue, trade in money, products and who takes whose place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from middlepower.document.actor import Actor, DivertedTrade, ProductChange
from middlepower.document.number import Number, Pair
from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import say
from middlepower.report.tables import sector_name
from middlepower.report.wording import EN_DASH, parted, plain, short_list, signed

PRODUCTS_SHOWN = 4  # of a state, those whose value moves most; all stand in products.csv
SECTORS_SHOWN = 1  # of a state and view, beside the sum of all touched; all stand in diversion.csv
PARTNERS_SHOWN = 3
ARROW = "\N{RIGHTWARDS ARROW}"
EVERY = "all"
ACCOUNTS = (
    "real_income_percent",
    "gdp_volume_percent",
    "real_wage_percent",
    "consumer_prices_percent",
    "terms_of_trade_percent",
)
SECTOR_COLUMNS = (
    "output_percent",
    "output_change_musd",
    "exports_percent",
    "exports_change_musd",
    "imports_percent",
    "imports_change_musd",
    "producer_price_percent",
    "buyer_price_percent",
    "employment_percent",
    "value_added_change_musd",
)


@dataclass(frozen=True)
class AccountsRow:
    """National accounts of the brief's economy in one state: numbers under ACCOUNTS, then tariff revenue."""

    state: StateResults
    numbers: tuple[tuple[str, Number], ...]
    revenue: Pair
    share: Pair


@dataclass(frozen=True)
class MoneyRow:
    """Trade of the brief's economy in one state in US dollars, with all and with each power."""

    state: StateResults
    exports: Pair
    imports: Pair
    balances: tuple[tuple[str, Pair], ...]


@dataclass(frozen=True)
class ProductRow:
    """One product of one flow as text."""

    name: str
    flow: str
    value: str
    volume: str
    received: str
    paid: str
    duty: str
    fill: str


@dataclass(frozen=True)
class StateProducts:
    """The products of one state, and how many more there are."""

    state: StateResults
    rows: tuple[ProductRow, ...]
    more: str


@dataclass(frozen=True)
class InsteadRow:
    """One sector of one state: what changes with the touched partners, and with those who take their place."""

    view: str
    sector: str
    partners: str
    touched: str
    instead: str


@dataclass(frozen=True)
class StateInstead:
    """Who buys and who sells instead in one state."""

    state: StateResults
    rows: tuple[InsteadRow, ...]


def accounts_rows(results: Results) -> list[AccountsRow]:
    """States x national accounts of the brief's economy."""
    return [_accounts(results, state) for state in results.states.values()]


def _accounts(results: Results, state: StateResults) -> AccountsRow:
    own, actor = results.own(state), results.own_actor(state)
    numbers = tuple(
        (say(f"answers.account.{key}"), getattr(own if hasattr(own, key) else actor, key)) for key in ACCOUNTS
    )
    return AccountsRow(state, numbers, actor.tariff_revenue_musd, actor.tariff_revenue_share_percent)


def money_rows(results: Results) -> list[MoneyRow]:
    """States x trade in US dollars of the brief's economy."""
    rows = []
    for state in results.states.values():
        actor = results.own_actor(state)
        balances = [(power, actor.trade_with[power].balance_musd) for power in partners(results, actor)]
        every = [("", actor.balance_musd), *balances]
        rows.append(MoneyRow(state, actor.exports_musd, actor.imports_musd, tuple(every)))
    return rows


def partners(results: Results, actor: Actor) -> tuple[str, ...]:
    """The powers with which the economy's balance is shown."""
    return tuple(power for power in results.powers if power in actor.trade_with)


def product_rows(results: Results) -> list[StateProducts]:
    """The products that the brief's economy buys or sells under another law, by state."""
    found = [_products(results, state) for state in results.states.values()]
    return [one for one in found if one.rows]


def _products(results: Results, state: StateResults) -> StateProducts:
    own = [row for row in state.products if results.economy in (row.exporter, row.importer)]
    ordered = sorted(own, key=lambda row: -_value_moved(row))
    shown = ordered if len(ordered) == PRODUCTS_SHOWN + 1 else ordered[:PRODUCTS_SHOWN]
    rest = len(ordered) - len(shown)
    more = say("answers.more_products", n=rest) if rest else ""
    return StateProducts(state, tuple(_product(results, row) for row in shown), more)


def _value_moved(row: ProductChange) -> float:
    """By how much the value of a product's trade changes; nothing where the law names it only before or only after."""
    before, after = row.value_musd.before.value, row.value_musd.after.value
    return 0.0 if before is None or after is None else abs(after - before)


def _product(results: Results, row: ProductChange) -> ProductRow:
    return ProductRow(
        name=row.name,
        flow=say("answers.flow", exporter=results.name(row.exporter), importer=results.name(row.importer)),
        value=_moved(row.value_musd, 0),
        volume=_percent(row.volume_percent),
        received=_percent(row.price_received_percent, 2),
        paid=_percent(row.price_paid_percent),
        duty=_moved(row.duty_percent, 1),
        fill=EN_DASH if row.quota_fill is None else _filled(row.quota_fill),
    )


def _filled(fill: Pair) -> str:
    value = fill.after.value
    return say("answers.quota_ended") if value is None else say("answers.quota_filled", share=plain(100.0 * value, 0))


def _moved(pair: Pair, decimals: int) -> str:
    """`120 \N{RIGHTWARDS ARROW} 1,540`."""
    ends = (pair.before.value, pair.after.value)
    return f" {ARROW} ".join(EN_DASH if end is None else plain(end, decimals) for end in ends)


def _percent(number: Number, decimals: int = 1) -> str:
    return EN_DASH if number.value is None else signed(number.value, decimals)


def instead_rows(results: Results) -> list[StateInstead]:
    """Who buys and who sells instead, in every state that touches trade of the brief's economy."""
    found = [_instead(results, state) for state in results.states.values()]
    return [one for one in found if one.rows]


def _instead(results: Results, state: StateResults) -> StateInstead:
    actor = results.own_actor(state)
    views: Iterable[tuple[str, Sequence[DivertedTrade]]] = (
        ("sales", actor.diverted_sales),
        ("purchases", actor.diverted_purchases),
    )
    rows = [_diverted(results, view, row) for view, trades in views for row in trades[: SECTORS_SHOWN + 1]]
    return StateInstead(state, tuple(rows))


def _diverted(results: Results, view: str, row: DivertedTrade) -> InsteadRow:
    sector = say("answers.all_sectors_touched") if row.sector == EVERY else sector_name(results, row.sector)
    named = [results.name(code) for code in row.touched]
    shown = list(row.instead_musd.items())[:PARTNERS_SHOWN]
    others = row.others_musd.known + sum(number.known for _, number in list(row.instead_musd.items())[PARTNERS_SHOWN:])
    parts = [
        say("answers.partner", name=_partner(results, code), change=signed(number.known, 0)) for code, number in shown
    ]
    return InsteadRow(
        view=view,
        sector=sector,
        partners=short_list(named, 2),
        touched=signed(row.touched_musd.known, 0),
        instead=parted([*parts, say("answers.all_others", change=signed(others, 0))]),
    )


def _partner(results: Results, code: str) -> str:
    return say("answers.at_home") if code == results.economy else results.name(code)


def sector_columns() -> list[str]:
    """The heads of the columns of sectors."""
    return [say(f"answers.sector.{key}") for key in SECTOR_COLUMNS]


def sector_lines(results: Results) -> list[tuple[str, list[str]]]:
    """(sector, cells under SECTOR_COLUMNS) of the brief's economy in the state that the question is about."""
    return [
        (sector_name(results, code), [_cell(getattr(change, key), key) for key in SECTOR_COLUMNS])
        for code, change in results.main.sectors[results.economy].items()
    ]


def _cell(number: Number, key: str) -> str:
    return _percent(number, 0 if key.endswith("_musd") else 2)
