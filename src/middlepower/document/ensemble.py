"""The document of `ensemble`, from the store of its draws: read column by column, so memory stays bounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.data.provinces import PROVINCES
from middlepower.document.arrange import Asked, Ranges, command_line, header_of, measures_used, names_of
from middlepower.document.drawn import (
    ChanceAbove,
    DrawnParameter,
    EconomyDraws,
    EnsembleDraws,
    MovedBy,
    ProductDraws,
    SectorDraws,
    StateDraws,
    StateOrder,
)
from middlepower.document.header import Header
from middlepower.document.number import Number
from middlepower.ensemble.carried import TO, ProductFlow
from middlepower.ensemble.columns import BY_SECTOR, MONEY, OWN, PRODUCT, PROVINCE, REAL_INCOME, Column, Kept
from middlepower.ensemble.plan import Plan
from middlepower.ensemble.store import Store
from middlepower.ensemble.summary import (
    QUANTILES,
    Distribution,
    Driver,
    distribution,
    drivers,
    exceedance,
    order_holds,
)
from middlepower.experiment.design import AT_SETS
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.uncertain import Uncertain
from middlepower.experiment.variant import Variant, nest_elasticity, nest_elasticity_source
from middlepower.experiment.weights import EQUAL
from middlepower.language.catalogue import named, say
from middlepower.model.core.closure import ALL
from middlepower.policy.good_names import title_of
from middlepower.scenario.nest import LONG_RUN_ELASTICITY
from middlepower.scenario.read import asked_as

Array = NDArray[np.float64]
LOW, MIDDLE, HIGH = (QUANTILES.index(share) for share in (0.10, 0.50, 0.90))


@dataclass(frozen=True)
class DrawsRead:
    """The draws of a store, summed up by column, and the real income of the economy in full by state [draw]."""

    kept: Kept
    draws: int
    columns: Mapping[Column, Distribution]
    income: Mapping[str, Array]
    drawn: Mapping[str, Array]
    uncertain: tuple[Uncertain, ...]
    residual: float
    weights: Array | None
    failures: Mapping[str, int]

    @property
    def question(self) -> Question:
        """The question that is drawn."""
        return self.kept.question

    @property
    def about(self) -> tuple[str, ...]:
        """The economy that it is about, then its powers."""
        return self.kept.about

    @property
    def economy(self) -> str:
        """The economy that it is about."""
        return self.kept.economy

    def number(self, state: str, quantity: str, economy: str, sector: str = "") -> Number:
        """The median of a column, with the tenth and ninetieth percentile as its range."""
        return middle(self.columns[Column(state, quantity, economy, sector)])


def ensemble_document(plan: Plan, read: DrawsRead, store: Store) -> EnsembleDraws:
    """What the draws of a store say of a question."""
    question, economy = read.question, read.economy
    groups = [name for name in question.names if name not in question.world.regions]
    return EnsembleDraws(
        header=_header(plan, question, read.residual),
        **names_of(EnsembleDraws, question.world, groups),
        scenario=plan.scenario.scenario,
        title=named(plan.scenario.title),
        economy=economy,
        draws=plan.draws,
        design=plan.design,
        seed=plan.seed,
        parameters=tuple(map(parameter_row, plan.uncertain)),
        provinces={code: PROVINCES[code] for code in read.kept.carried.provinces},
        states={name: _state(read, name) for name in question.states},
        order=_order(read),
        failures=read.failures,
        set_aside=tuple(path.name for path in store.set_aside()),
        notes=notes_on(plan.settings),
    )


def draws_read(plan: Plan, kept: Kept, store: Store) -> DrawsRead:
    """All columns of a store, read in groups."""
    weights = None if plan.weights is None else np.array(plan.weights)
    summed: dict[Column, Distribution] = {}
    income: dict[str, Array] = {}
    for name, values in store.by_columns(store.columns):
        column = Column(*name.split("|"))
        summed[column] = distribution(values, weights)
        if (column.quantity, column.economy) == (REAL_INCOME, kept.economy):
            income[column.state] = values.copy()
    beside = store.beside()
    known = beside.residual[np.isfinite(beside.residual)]
    worst = float(known.max()) if known.size else np.nan
    return DrawsRead(kept, plan.draws, summed, income, beside.drawn, plan.uncertain, worst, weights, beside.failures)


def middle(of: Distribution) -> Number:
    """A distribution's median with its tenth and ninetieth percentile."""
    if not of.draws:
        return Number(None, reason=say("ensemble.no_draw"))
    low, value, high = (float(of.quantiles[place]) for place in (LOW, MIDDLE, HIGH))
    return Number(value, low, high)


def _share(part: float) -> Number:
    return Number.of(100.0 * part, say("ensemble.no_draw"))


def parameter_row(one: Uncertain) -> DrawnParameter:
    """A parameter and its distribution, as documents have it."""
    bounded = one.kind in ("uniform", "triangular")
    return DrawnParameter(
        name=one.name,
        meaning=one.meaning,
        distribution=one.kind,
        low=one.low if bounded else None,
        high=one.high if bounded else None,
        options=one.options,
        weights=one.weights,
        source=one.source,
    )


def _state(read: DrawsRead, name: str) -> StateDraws:
    """One state over all draws."""
    own = read.columns[Column(name, REAL_INCOME, read.economy)]
    return StateDraws(
        code=name,
        title=named(read.question.states[name].title),
        draws=own.draws,
        economies={code: _economy(read, name, code) for code in read.question.names},
        percentiles_percent={
            f"{100 * share:.0f}": Number.of(float(value), say("ensemble.no_draw"))
            for share, value in zip(QUANTILES, own.quantiles, strict=True)
        },
        **{quantity: read.number(name, quantity, read.economy) for quantity in OWN},
        sectors={code: _sectors(read, name, code) for code in read.about},
        products=tuple(_product(read, name, flow) for flow in read.kept.carried.products[name]),
        of_sales_percent={
            code: read.number(name, PROVINCE, read.economy, code) for code in read.kept.carried.provinces
        },
        above=_above(read, name),
        moved_by=tuple(map(_moved, drivers(read.income[name], read.drawn, read.uncertain))),
    )


def _sectors(read: DrawsRead, name: str, economy: str) -> dict[str, SectorDraws]:
    """The sectors of the economy or a power."""
    return {
        sector: SectorDraws(*(read.number(name, quantity, economy, sector) for quantity in BY_SECTOR))
        for sector in read.question.world.sectors
    }


def _product(read: DrawsRead, name: str, flow: ProductFlow) -> ProductDraws:
    exporter, _, importer = flow.between.partition(TO)
    number = read.number(name, PRODUCT, flow.between, flow.label)
    return ProductDraws(flow.product, title_of(flow.product), flow.sector, exporter, importer, number)


def _economy(read: DrawsRead, name: str, code: str) -> EconomyDraws:
    of = read.columns[Column(name, REAL_INCOME, code)]
    return EconomyDraws(middle(of), read.number(name, MONEY, code), _share(of.below_zero))


def _above(read: DrawsRead, name: str) -> tuple[ChanceAbove, ...]:
    if not np.isfinite(read.income[name]).any():
        return ()
    levels, shares = exceedance(read.income[name], read.weights)
    return tuple(
        ChanceAbove(Number(level), Number(100.0 * share))
        for level, share in zip(levels.tolist(), shares.tolist(), strict=True)
    )


def _moved(driver: Driver) -> MovedBy:
    few = say("ensemble.few_draws")
    share = Number(None, reason=few) if driver.share is None else Number(driver.share)
    low, high = (Number.of(value, few) for value in (driver.low, driver.high))
    return MovedBy(driver.name, driver.low_at, driver.high_at, low, high, share)


def _order(read: DrawsRead) -> StateOrder | None:
    if len(read.income) < 2:
        return None
    found = order_holds(read.income, read.weights)
    shares = tuple(map(_share, found.neighbours))
    return StateOrder(found.order, _share(found.whole), _share(found.first), shares)


def _header(plan: Plan, question: Question, residual: float) -> Header:
    """The header: what is drawn stands in the place of variants."""
    settings, scenario = plan.settings, plan.scenario
    variant = Variant(settings.elasticities, settings.horizon)
    asked = Asked(
        kind="ensemble",
        question=named(scenario.question),
        command=_command(plan),
        baseline=named(scenario.baseline.name),
        baseline_date=scenario.baseline.date,
        elasticities=settings.elasticities,
        horizon=settings.horizon,
        closure=settings.main_closure,
        ranges=drawn_ranges(plan),
        variants=(variant.label,),
        measures=measures_used(question),
        nest_elasticity=nest_elasticity(variant, settings.nest_elasticity),
        nest_elasticity_source=nest_elasticity_source(settings.horizon),
        long_run_nest_elasticity=settings.nest_elasticity,
    )
    return header_of(asked, question.world, [residual])


def drawn_ranges(plan: Plan) -> Ranges:
    """What a value and its low and high are where they are of draws."""
    over = tuple(one.name for one in plan.uncertain)
    return Ranges(say("ensemble.centre", n=plan.draws), say("ensemble.range", n=plan.draws), over, plan.draws)


def notes_on(settings: Settings) -> tuple[str, ...]:
    """What a reader of draws must know."""
    fixed = "fixed_but_flows" if settings.flow_error else "fixed"
    return tuple(say(f"ensemble.note.{name}") for name in ("range", fixed, "alike"))


def over_option(settings: Settings, over: Sequence[Uncertain]) -> str:
    """The option that names what is drawn, where not everything is."""
    return f" --over {','.join(one.name for one in over)}" if settings.over else ""


def _command(plan: Plan) -> str:
    """The command line that makes the ensemble again."""
    settings = plan.settings
    closure = ALL if settings.closure == ALL else settings.main_closure
    options = {
        f"--nest-elasticity {settings.nest_elasticity:g}": settings.nest_elasticity != LONG_RUN_ELASTICITY,
        f"--weights {settings.weights}": settings.weights != EQUAL,
        f"--flow-error {settings.flow_error:g}": settings.flow_error > 0.0,
    }
    rest = [f"--economy {plan.scenario.economy} --states {','.join(plan.scenario.states)}"]
    at_sets = plan.design == AT_SETS
    rest += [f"--design {AT_SETS}" if at_sets else f"--draws {plan.draws} --design {plan.design} --seed {plan.seed}"]
    rest += [option for option, wanted in options.items() if wanted]
    rest[-1] += over_option(settings, plan.uncertain)
    return command_line(
        f"ensemble {asked_as(plan.scenario)}", settings.elasticities, settings.horizon, closure, " ".join(rest)
    )
