"""A run on a world of products, and such a world itself, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from middlepower.cli.output import print_table
from middlepower.document.product_run import ProductResults
from middlepower.language.catalogue import say
from middlepower.report.product_run import head_of, labelled, moved, moved_within
from middlepower.report.profile_wording import short_number

SHOWN = 10  # products of a state


def plain_products(document: ProductResults) -> str:
    """The tables of a run by economy and by product, as text."""
    own = document.actors[0]
    pages = ["\n".join([*head_of(document), ""])]
    for state in document.states.values():
        if state.remark:
            pages.append(f"{state.title}: {state.remark}\n")
        if state.economies:
            pages.append(_with_unit(state.title, list(_economies(document, state.economies)), "economies_unit"))
        if state.products.get(own):
            title = say("products.by_product", own=document.name(own))
            pages.append(_with_unit(title, list(_products(state.products[own][:SHOWN])), "products_unit"))
    return "\n".join(pages)


def _with_unit(title: str, rows: list[dict[str, Any]], unit: str) -> str:
    """A table with its units below."""
    return print_table(title, rows) + "\n".join(wrap(say(f"products.{unit}"), 100)) + "\n"


def _economies(document: ProductResults, rows: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for code in document.actors:
        row = rows[code]
        yield {
            say("column.economy"): document.name(code),
            say("products.column.real_income"): moved_within(row.real_income_percent, 3),
            say("products.column.exports"): moved(row.exports_percent),
            say("products.column.imports"): moved(row.imports_percent),
            say("products.column.prices"): moved(row.consumer_prices_percent),
            say("products.column.revenue"): moved(row.tariff_revenue_change_musd, 0),
        }


def _products(moves: Any) -> Iterator[dict[str, Any]]:
    for move in moves:
        yield {
            say("products.column.product"): labelled(move),
            say("products.column.tariff"): moved(move.effective_tariff_percent.change, 1),
            say("products.column.imports_before"): short_number(move.imports_musd, 0),
            say("products.column.imports"): moved(move.imports_percent, 1),
            say("products.column.price"): moved(move.buyer_price_percent),
            say("products.column.exports_before"): short_number(move.exports_musd, 0),
            say("products.column.exports"): moved(move.exports_percent, 1),
        }
