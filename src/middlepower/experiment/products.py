"""A scenario on a world of products, solved: baseline and states under every variant, kept as what is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import BASELINE, Question, benchmark_title
from middlepower.experiment.run import question_in
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import Variant, comparison_variants, known_to, nest_elasticity, variant_world
from middlepower.model.core.closure import ALL
from middlepower.model.products.equilibrium import ProductEquilibrium
from middlepower.model.products.of_table import products_of
from middlepower.model.products.problem import ProductShock
from middlepower.model.products.solve import ProductSolver
from middlepower.policy.place import benchmark_law
from middlepower.policy.product_lines import ProductBook
from middlepower.policy.product_rates import TaxedProducts, at_benchmark, taxed_products
from middlepower.policy.schema import EXPORT_TAX, Measure
from middlepower.policy.state import PolicyState
from middlepower.scenario.bans import bans_of
from middlepower.scenario.products import FacedProducts, faced_products
from middlepower.scenario.schema import Scenario, State
from middlepower.world.products.table import ProductTable

Array = NDArray[np.float64]
Flows = NDArray[np.floating]
Progress = Callable[[str, int, int], None]
LICENCE = "licence"


@dataclass(frozen=True)
class ProductFlows:
    """Trade at the border by product and economy [g, n], million US dollars: in the baseline, in the state, and in the
    state at the baseline's unit costs of the origin."""

    before: Array
    value: Array
    volume: Array


@dataclass(frozen=True)
class ProductComparison:
    """A state against the baseline under one variant; shares are ratios, money million US dollars of the world's year.

    By economy [n]: real_income, prices (of consumption), income in the baseline, and the change of tariff revenue. By
    product and economy [g, n]: imports and exports, duties before and after, the price of the product to its buyers,
    and their spending on it in the baseline.
    """

    real_income: Array
    prices: Array
    income: Array
    revenue_change: Array
    imports: ProductFlows
    exports: ProductFlows
    duty: tuple[Array, Array]
    price: Array
    spending: Array
    residual: float


@dataclass(frozen=True)
class ProductOutcomes:
    """Changes by variant and state, the main variant first.

    `reasons` say why a state has no equilibrium, `moved` on how many flows its rate is not the baseline's,
    `not_applied` which measures in force such a world can't have.
    """

    table: ProductTable
    question: Question
    settings: Settings
    variants: tuple[Variant, ...]
    changes: Mapping[str, tuple[ProductComparison | None, ...]]
    reasons: Mapping[str, str]
    moved: Mapping[str, int]
    not_applied: tuple[str, ...]

    @property
    def residuals(self) -> list[float]:
        """The residuals of all solves."""
        return [found.residual for changes in self.changes.values() for found in changes if found is not None]


def applies(measure: Measure) -> bool:
    """Whether a world of products can have a measure: one with a quota, a licence or an export tax it can't."""
    other = measure.instrument in (EXPORT_TAX, LICENCE)
    return not other and all(line.quota is None for line in measure.products)


def run_on_products(
    scenario: Scenario, table: ProductTable, settings: Settings, progress: Progress | None = None
) -> ProductOutcomes:
    """The scenario's baseline and states on a world of products; ScenarioError for what such a world has not."""
    _check_settings(settings, table)
    question = question_in(scenario, table.world)
    _check_named(question, table)
    own_law = benchmark_law(table.world, question.measures)
    own_law = replace(own_law, measures=tuple(filter(applies, own_law.measures)))
    book = at_benchmark(ProductBook.of(table), own_law)
    ask = _Asked(book, question, settings, {name: _taxed(book, question, own_law, name) for name in question.laws})
    variants = known_to(table.world, comparison_variants(settings))
    runs: list[_Run] = []
    for place, variant in enumerate(variants):
        if progress is not None:
            progress(variant.label, place, len(variants))
        runs.append(_solved(ask, variant))
    return ProductOutcomes(
        table,
        question,
        settings,
        variants,
        changes={name: tuple(run.changes.get(name) for run in runs) for name in question.states},
        reasons={name: reason for run in reversed(runs) for name, reason in run.reasons.items()},
        moved=runs[0].moved,
        not_applied=_not_applied(question),
    )


def _not_applied(question: Question) -> tuple[str, ...]:
    """The measures that are law in the baseline or a state and that a world of products can't have."""
    law = [measure for one in question.laws.values() for measure in one.measures]
    return tuple(dict.fromkeys(measure.id for measure in law if measure.quantified and not applies(measure)))


def _check_settings(settings: Settings, table: ProductTable) -> None:
    """Refuse what only a world of sectors has: frictions of the first year, closures side by side."""
    if settings.horizon == FIRST_YEAR:
        raise ScenarioError(
            f"a world of products has no first year: give `--horizon long` or `medium`, or run it on "
            f"`{table.world.name}`."
        )
    if settings.closure == ALL:
        raise ScenarioError("a world of products compares no closures: name one, such as `--closure balanced`.")


def _check_named(question: Question, table: ProductTable) -> None:
    """Refuse states that name a measure which a world of products can't have."""
    lacking = {measure.id for measure in question.measures if not applies(measure)}
    for name, state in {BASELINE: question.baseline, **question.states}.items():
        for one in sorted(lacking.intersection(() if state is None else state.with_measures)):
            raise ScenarioError(
                f"state `{name}` names `{one}`, a quota, a licence or an export tax: a world of products takes tariffs "
                f"and bans; run it on `{table.world.name}`."
            )


def _law(question: Question, name: str, state: State | None) -> PolicyState:
    """The law of the baseline or a state as far as a world of products takes it, its own cut-offs of products in it."""
    law = question.laws[name]
    bans = () if state is None else bans_of(question.world, state.cut_off, law.date)
    return replace(law, measures=(*filter(applies, law.measures), *bans))


def _taxed(book: ProductBook, question: Question, before: PolicyState, name: str) -> TaxedProducts:
    """The flows that the law of the baseline or a state taxes otherwise than the benchmark's."""
    state = question.baseline if name == BASELINE else question.states[name]
    return taxed_products(book, before, _law(question, name, state))


@dataclass(frozen=True)
class _Asked:
    """What is solved under every variant."""

    book: ProductBook
    question: Question
    settings: Settings
    taxed: Mapping[str, TaxedProducts]

    def faced(self, name: str, variant: Variant) -> FacedProducts:
        """What buyers face in the baseline or a state."""
        eta = nest_elasticity(variant, self.settings.nest_elasticity)
        state = (self.question.baseline if name == BASELINE else self.question.states[name]) or State(
            title=benchmark_title()
        )
        return faced_products(self.book, state, self.taxed[name], eta)


@dataclass(frozen=True)
class _Run:
    """What one variant gives: changes by state, why states have none, on how many flows their rates move."""

    changes: dict[str, ProductComparison]
    reasons: dict[str, str]
    moved: dict[str, int]


def _solved(ask: _Asked, variant: Variant) -> _Run:
    """The baseline and all states under a variant; only what is reported of an equilibrium is kept."""
    table, closure = ask.book.table, ask.settings.main_closure
    solver = ProductSolver.of(products_of(replace(table, world=variant_world(table.world, variant)), ask.book.tariff))
    law = ask.faced(BASELINE, variant)
    base = solver.solve(ProductShock(law.cost, law.tariff), closure)
    run = _Run({}, {}, {})
    for name in ask.question.states:
        faced = ask.faced(name, variant)
        run.moved[name] = int(((faced.tariff != law.tariff) | (faced.cost != law.cost)).sum())
        try:
            state = solver.solve(ProductShock(faced.cost, faced.tariff), closure)
        except NoEquilibriumError as error:
            run.reasons[name] = error.reason
            continue
        run.changes[name] = product_change(table, (base, law.tariff), (state, faced.tariff))
    return run


Solved = tuple[ProductEquilibrium, Flows]  # an equilibrium with the tariffs [f] of its law


def product_change(table: ProductTable, base: Solved, state: Solved) -> ProductComparison:
    """What a state changes against the baseline."""
    (old, paid), (new, to_pay) = base, state
    dearer = new.c_hat / old.c_hat
    before, after = old.flow.astype(np.float64), new.flow.astype(np.float64)
    trade = before, after, _volume(table, after, dearer)
    duty = before * paid, after * to_pay
    return ProductComparison(
        real_income=new.real_income_hat / old.real_income_hat,
        prices=new.consumer_price_hat / old.consumer_price_hat,
        income=old.income,
        revenue_change=new.tariff_revenue - old.tariff_revenue,
        imports=ProductFlows(*_by_product(table, trade, by_exporter=False)),
        exports=ProductFlows(*_by_product(table, trade, by_exporter=True)),
        duty=(next(duties := _by_product(table, duty, by_exporter=False)), next(duties)),
        price=new.product_price_hat / old.product_price_hat,
        spending=old.problem.world.product_share * old.X[table.sector_of],
        residual=max(old.report.residual, new.report.residual),
    )


def _volume(table: ProductTable, value: Array, dearer: Array) -> Array:
    """Flows [f] at the baseline's unit costs of their origin, dearer[k, i] being the change of these."""
    N = len(table.world.regions)
    per_product = np.diff(table.row_start[::N])
    volume: Array = value / dearer[np.repeat(table.sector_of, per_product), table.exporter]
    return volume


def _by_product(table: ProductTable, values: Sequence[Array], by_exporter: bool) -> Iterator[Array]:
    """Flows between different economies added up [g, n], by importer or by exporter."""
    N, G = len(table.world.regions), len(table.products)
    row = np.repeat(np.arange(G * N), np.diff(table.row_start))
    importer = row % N
    abroad = importer != table.exporter
    place = row - importer + table.exporter if by_exporter else row
    for value in values:
        total: Array = np.bincount(place, value * abroad, G * N).astype(np.float64)
        yield total.reshape(G, N)
