"""What was solved on a world of products -> its document."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from middlepower.document.arrange import (
    Asked,
    command_line,
    header_of,
    iso,
    measures_used,
    names_of,
    ranges_over,
    spread_over,
)
from middlepower.document.full_table import Column, Columns
from middlepower.document.header import Header
from middlepower.document.number import Number, Pair, combine
from middlepower.document.product_run import (
    ProductBasis,
    ProductEconomy,
    ProductMove,
    ProductResults,
    ProductStateResults,
)
from middlepower.experiment.products import ProductComparison, ProductFlows, ProductOutcomes
from middlepower.experiment.variant import nest_elasticity, nest_elasticity_source
from middlepower.language.catalogue import named, say
from middlepower.scenario.read import asked_as
from middlepower.scenario.schema import Scenario
from middlepower.world.parties import label_of

Array = NDArray[np.float64]
SHOWN = 25  # products of an actor and state in the document; products.csv has all
PER_CENT = 100.0


def product_results(scenario: Scenario, outcomes: ProductOutcomes) -> ProductResults:
    """The document of a scenario on a world of products."""
    world = outcomes.table.world
    actors = actors_of(scenario, outcomes)
    return ProductResults(
        header=_header(scenario, outcomes),
        **names_of(ProductResults, world, actors),
        scenario=scenario.scenario,
        title=named(scenario.title),
        basis=_basis(outcomes),
        actors=actors,
        not_applied=outcomes.not_applied,
        states={name: _state(outcomes, name, actors) for name in outcomes.question.states},
    )


def actors_of(scenario: Scenario, outcomes: ProductOutcomes) -> tuple[str, ...]:
    """The economies and groups that a scenario is about, its own first."""
    labels = (label_of(outcomes.table.world, name) for name in (scenario.economy, *scenario.powers, *scenario.actors))
    return tuple(dict.fromkeys(labels))


def _basis(outcomes: ProductOutcomes) -> ProductBasis:
    table = outcomes.table
    size = len(table.products), len(table.value)
    return ProductBasis(table.name, table.world.name, table.year, table.edition, *size, table.notes)


def _header(scenario: Scenario, outcomes: ProductOutcomes) -> Header:
    question, settings, main = outcomes.question, outcomes.settings, outcomes.variants[0]
    day = None if question.baseline is None else question.baseline.date
    alone = "" if settings.ranges else "--no-ranges"
    words = f"run {asked_as(scenario)} --world {outcomes.table.name}"
    asked = Asked(
        kind="run-products",
        question=scenario.question or scenario.title,
        command=command_line(words, main.elasticity_set, main.horizon, settings.main_closure, alone),
        baseline=question.baseline_name,
        baseline_date=day,
        elasticities=main.elasticity_set,
        horizon=main.horizon,
        closure=settings.main_closure,
        ranges=ranges_over(outcomes.variants, settings.weights),
        variants=tuple(variant.label for variant in outcomes.variants),
        measures=measures_used(question),
        nest_elasticity=nest_elasticity(main, settings.nest_elasticity),
        nest_elasticity_source=nest_elasticity_source(main.horizon),
        long_run_nest_elasticity=settings.nest_elasticity,
    )
    return header_of(asked, outcomes.table.world, outcomes.residuals)


def _state(outcomes: ProductOutcomes, name: str, actors: Sequence[str]) -> ProductStateResults:
    state, changes = outcomes.question.states[name], outcomes.changes[name]
    known = [change for change in changes if change is not None] if changes[0] is not None else []
    spread = spread_over(outcomes.variants, outcomes.settings.weights)
    return ProductStateResults(
        title=named(state.title),
        description=named(state.description),
        date=iso(state.date),
        remark=_remark(outcomes, name),
        taxed_flows=outcomes.moved[name],
        economies=combine([_economies(outcomes, change) for change in known], spread) if known else {},
        products=combine([_products(outcomes, change, known[0], actors) for change in known], spread) if known else {},
    )


def _remark(outcomes: ProductOutcomes, name: str) -> str:
    """Why a state has no equilibrium, or why it equals the baseline."""
    if outcomes.changes[name][0] is None:
        return outcomes.reasons[name]
    change = outcomes.changes[name][0]
    if outcomes.moved[name] or change is None or np.abs(change.real_income - 1.0).max() > 0:
        return ""
    return say("products.no_rate_changes", world=outcomes.table.name)


def _economies(outcomes: ProductOutcomes, change: ProductComparison) -> dict[str, ProductEconomy]:
    """The headlines of every economy and group under one variant."""
    found = {}
    for code, inside in zip(outcomes.question.names, outcomes.question.members, strict=True):
        income = change.income * inside
        lived = float((income * change.real_income).sum() / income.sum())
        trade = [_sums(flows, inside) for flows in (change.exports, change.imports)]
        found[code] = ProductEconomy(
            real_income_percent=_percent(lived),
            real_income_musd=Number.of((lived - 1.0) * float(income.sum())),
            exports_percent=_grown(trade[0][2], trade[0][0]),
            imports_percent=_grown(trade[1][2], trade[1][0]),
            consumer_prices_percent=_percent(float(np.exp((income * np.log(change.prices)).sum() / income.sum()))),
            tariff_revenue_change_musd=Number.of(float((change.revenue_change * inside).sum())),
        )
    return found


def _products(
    outcomes: ProductOutcomes, change: ProductComparison, main: ProductComparison, actors: Sequence[str]
) -> dict[str, tuple[ProductMove, ...]]:
    """By actor the products whose trade moves most under the main variant, as they are under one variant."""
    inside = dict(zip(outcomes.question.names, outcomes.question.members, strict=True))
    found = {}
    for code in actors:
        chosen = _largest(main, inside[code])
        numbers = product_numbers(change, inside[code])
        found[code] = tuple(_move(outcomes, numbers, g) for g in chosen)
    return found


def _largest(change: ProductComparison, inside: Array) -> list[int]:
    """The products whose trade moves most, in money; none that do not move."""
    moved = np.abs((change.imports.value - change.imports.before) @ inside)
    moved += np.abs((change.exports.value - change.exports.before) @ inside)
    order = np.argsort(-moved, kind="stable")[:SHOWN]
    return [int(g) for g in order if moved[g] > 0]


def product_numbers(change: ProductComparison, inside: Array) -> dict[str, Array]:
    """{quantity: its value by product} of an economy, or of a group as one; nan where there is no trade."""
    imports, exports = (
        [part @ inside for part in (flows.before, flows.value, flows.volume)]
        for flows in (change.imports, change.exports)
    )
    duty = [part @ inside for part in change.duty]
    bought = change.spending @ inside
    return {
        "effective_tariff_percent_before": PER_CENT * _ratio(duty[0], imports[0]),
        "effective_tariff_percent_after": PER_CENT * _ratio(duty[1], imports[1]),
        "imports_musd": imports[0],
        "imports_value_percent": PER_CENT * (_ratio(imports[1], imports[0]) - 1.0),
        "imports_percent": PER_CENT * (_ratio(imports[2], imports[0]) - 1.0),
        "buyer_price_percent": PER_CENT * np.expm1(_ratio((change.spending * np.log(change.price)) @ inside, bought)),
        "exports_musd": exports[0],
        "exports_value_percent": PER_CENT * (_ratio(exports[1], exports[0]) - 1.0),
        "exports_percent": PER_CENT * (_ratio(exports[2], exports[0]) - 1.0),
    }


def product_table(outcomes: ProductOutcomes, actors: Sequence[str]) -> Columns:
    """All products of all actors in every state under the main variant; nan where there is no trade."""
    table, inside = outcomes.table, dict(zip(outcomes.question.names, outcomes.question.members, strict=True))
    parts = [
        (name, code, product_numbers(changes[0], inside[code]))
        for name, changes in outcomes.changes.items()
        if changes[0] is not None
        for code in actors
    ]
    G, sector = len(table.products), [table.world.sectors[k] for k in table.sector_of.tolist()]
    texts: dict[str, list[str]] = {"state": [], "economy": [], "product": [], "title": [], "sector": []}
    for name, code, _ in parts:
        rows = [name] * G, [code] * G, table.products, table.titles, sector
        for column, values in zip(texts.values(), rows, strict=True):
            column.extend(values)
    columns: dict[str, Column] = {**texts}
    for key in parts[0][2] if parts else ():
        columns[key] = np.concatenate([numbers[key] for *_, numbers in parts])
    return Columns("products", columns)


def _ratio(top: Array, bottom: Array) -> Array:
    """top / bottom, nan where there is nothing to divide by."""
    return np.divide(top, bottom, out=np.full_like(bottom, np.nan), where=bottom > 0)


def _move(outcomes: ProductOutcomes, numbers: dict[str, Array], g: int) -> ProductMove:
    table, none = outcomes.table, say("products.no_trade")
    single = {name: Number.of(float(value[g]), none) for name, value in numbers.items() if "tariff" not in name}
    rates = (numbers[f"effective_tariff_percent_{when}"][g] for when in ("before", "after"))
    return ProductMove(
        product=table.products[g],
        title=named(table.titles[g]),
        sector=table.world.sectors[table.sector_of[g]],
        effective_tariff_percent=Pair.of(*(Number.of(float(rate), none) for rate in rates)),
        **single,
    )


def _percent(ratio: float) -> Number:
    return Number.of(PER_CENT * (ratio - 1.0))


def _grown(after: float, before: float) -> Number:
    return Number.of(PER_CENT * (after / before - 1.0)) if before > 0 else Number(None, reason=say("products.no_trade"))


def _sums(flows: ProductFlows, inside: Array) -> list[float]:
    """Trade of some economies before and after, and its volume."""
    return [float((part @ inside).sum()) for part in (flows.before, flows.value, flows.volume)]
