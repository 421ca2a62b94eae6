"""Canada's provinces in the document of `run`, and the table `provinces.csv`: from the arrays of `province_runs`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from middlepower.data.provinces import ECONOMY, EMPLOYEES_YEAR, PROVINCES, SIZE_YEAR
from middlepower.document.first_year import at_once
from middlepower.document.number import Number, shortened
from middlepower.document.persons import PersonsCount, persons_count, persons_of
from middlepower.document.province_runs import CarriedState, Carrying
from middlepower.document.provinces import (
    FarmAndSea,
    KnownProvinces,
    LargestPart,
    ProductByProvince,
    ProvinceProxy,
    ProvinceSales,
    StateProvinces,
)
from middlepower.experiment.experiment import Experiment
from middlepower.indicators.persons import Staff
from middlepower.indicators.province_sales import HOME, CarriedSales, SalesLine
from middlepower.indicators.provinces import Carrier, provinces_known
from middlepower.language.catalogue import named, say
from middlepower.policy.goods import load_products

KEPT = 5  # products of a state; all stand in provinces.csv
FARM_AND_SEA = ("A01", "A03", "C10T12")
SMALLEST = 5e-4  # million US dollars


@dataclass(frozen=True)
class ProvinceOutcomes:
    """Everything by province: every state in the long run and in the first year, and the employees of the first year.

    `missing` says why there is nothing, and is empty where there is something.
    """

    missing: str
    states: Mapping[str, CarriedState]
    at_once: Mapping[str, CarriedState]
    first_year: Experiment | None
    count: PersonsCount | None


@dataclass(frozen=True)
class Carriers:
    """How states are carried to provinces, at an experiment's own horizon and in the first year; nothing where the
    economy's provinces are not known, for the reason in `missing`."""

    missing: str
    main: Carrying | None
    at_once: Carrying | None

    @classmethod
    def of(cls, experiment: Experiment, economy: str, powers: Sequence[str]) -> Carriers:
        """Those of an economy; only Canada's provinces are known."""
        if economy != ECONOMY or ECONOMY not in experiment.world.regions:
            return cls(say("provinces.missing", known=ECONOMY, economy=economy), None, None)
        if not provinces_known(experiment.world, economy):
            sectors = ", ".join(experiment.world.sectors)
            return cls(say("provinces.no_sector", sectors=sectors), None, None)
        main, beside = Carrying.of(experiment, powers), at_once(experiment)
        if beside is None:
            return cls("", main, None)
        return cls("", main, main if beside is experiment else Carrying.of(beside, powers))

    def state(self, name: str) -> tuple[CarriedState | None, CarriedState | None]:
        """One state at both horizons, the very same where they are one."""
        main = _carried(self.main, name)
        return main, main if self.at_once is self.main else _carried(self.at_once, name)


def _carried(carrying: Carrying | None, name: str) -> CarriedState | None:
    solved = carrying is not None and name in carrying.experiment.main.states
    return carrying.state(name) if carrying is not None and solved else None


def province_outcomes(
    carriers: Carriers, states: Mapping[str, tuple[CarriedState | None, CarriedState | None]]
) -> ProvinceOutcomes:
    """All states by province, each at both horizons."""
    main = {name: state for name, (state, _) in states.items() if state is not None}
    soon = {name: state for name, (_, state) in states.items() if state is not None}
    if carriers.at_once is None:
        return ProvinceOutcomes(carriers.missing, main, {}, None, None)
    beside = carriers.at_once.experiment
    count = persons_count(beside.main.baseline, ECONOMY, _exports(next(iter(soon.values())), beside.world.sectors))
    return ProvinceOutcomes("", main, main if carriers.at_once is carriers.main else soon, beside, count)


def _exports(state: CarriedState, sectors: Sequence[str]) -> np.ndarray:
    """Goods sold abroad in the baseline by province and sector [p, k], as carried."""
    sold = (state.main.before * state.abroad)[:, None] * state.main.share
    found = np.zeros((len(PROVINCES), len(sectors)))
    for line, values in zip(state.main.lines, sold, strict=True):
        found[:, list(sectors).index(line.sector)] += values
    return found


# ---------------------------------------------------------------- the document


def known_provinces(outcomes: ProvinceOutcomes, states: Iterable[StateProvinces]) -> KnownProvinces:
    """The names of provinces and the proxies that some states use."""
    if outcomes.missing:
        return KnownProvinces(outcomes.missing, {}, {}, "")
    used = {row.proxy for state in states for row in state.products}
    proxies = {key: _proxy(found) for key, found in sorted(carriers(outcomes).items()) if key in used}
    return KnownProvinces("", dict(PROVINCES), proxies, " ".join(_notes(outcomes)))


def _notes(outcomes: ProvinceOutcomes) -> Iterator[str]:
    """What can't be seen, of sales and of persons."""
    yield say("provinces.note_sales", year=str(SIZE_YEAR))
    if outcomes.count is not None:
        yield say("provinces.note_persons", year=str(EMPLOYEES_YEAR), kept=kept_back(outcomes.count.staff))


def kept_back(staff: Staff) -> str:
    """The provinces without a published count, by industry."""
    rows: dict[str, list[str]] = {}
    for province, industry in staff.kept_back:
        rows.setdefault(industry, []).append(province)
    return "; ".join(f"{industry}: {', '.join(provinces)}" for industry, provinces in rows.items())


def carriers(outcomes: ProvinceOutcomes) -> dict[str, Carrier]:
    """{key: what carries} of all lines of all states."""
    states = (*outcomes.states.values(), *outcomes.at_once.values())
    found = [line.carrier for state in states for line in state.main.lines]
    return {carrier.key: carrier for carrier in found if carrier is not None}


def _proxy(carrier: Carrier) -> ProvinceProxy:
    return ProvinceProxy(
        title=carrier.title,
        confidence=carrier.confidence,
        sources=carrier.sources,
        notes=tuple(map(named, carrier.notes)),
        province_share_percent=_by_province(100.0 * carrier.share),
        not_known_percent=_short(100.0 * carrier.not_known),
    )


def _by_province(values: np.ndarray) -> dict[str, Number]:
    """Numbers of the provinces that have any."""
    return {code: _short(value) for code, value in zip(PROVINCES, values.tolist(), strict=True) if value != 0.0}


def _short(value: float, reason: str = "") -> Number:
    return shortened(Number.of(value, reason))


def state_provinces(outcomes: ProvinceOutcomes, name: str, names: Mapping[str, str]) -> StateProvinces | None:
    """One state by province; None where nothing is known of provinces. `names` are those of sectors."""
    if outcomes.missing:
        return None
    state = outcomes.states[name]
    first, count = outcomes.first_year, outcomes.count
    return StateProvinces(
        provinces={code: _sales(state, p, names) for p, code in enumerate(PROVINCES)},
        not_known_musd=shortened(state.not_known.number(0, say("provinces.no_sale"))),
        products=_products(state, names, KEPT, tuple(names)),
        farm_and_sea=_farm_and_sea(outcomes.at_once[name], names) if name in outcomes.at_once else None,
        persons=None if first is None or count is None else persons_of(first, name, count),
    )


def _sales(state: CarriedState, p: int, names: Mapping[str, str]) -> ProvinceSales:
    markets = dict.fromkeys(line.market for line in state.main.lines if line.market != HOME)
    carried = state.main.change * state.main.share[:, p] * state.abroad
    return ProvinceSales(
        sales_change_musd=shortened(state.change.number(p, say("provinces.no_sale"))),
        of_sales_percent=_short(float(state.of_sales.value[p]), say("provinces.no_sale")),
        of_gdp_percent=_short(float(state.of_gdp.value[p]), say("provinces.no_size")),
        by_market_musd={m: _short(float(carried[_sold_to(state.main, m)].sum())) for m in markets},
        largest=_largest(state.main, carried, names),
    )


def _sold_to(sales: CarriedSales, market: str) -> np.ndarray:
    return np.array([line.market == market for line in sales.lines])


def _largest(sales: CarriedSales, carried: np.ndarray, names: Mapping[str, str]) -> LargestPart | None:
    """The line that makes most of a province's change, in its direction."""
    row = int(np.argmax(carried * np.sign(carried.sum())))
    if abs(carried[row]) < SMALLEST:
        return None
    line = sales.lines[row]
    return LargestPart(line.good or line.sector, line_name(line, names), line.market, _short(float(carried[row])))


def _farm_and_sea(state: CarriedState, names: Mapping[str, str]) -> FarmAndSea:
    sales = state.main
    of = np.array([line.sector in FARM_AND_SEA for line in sales.lines]) & state.abroad
    change = sales.change * of
    carried = sales.by_province(change)
    return FarmAndSea(
        sales_change_musd=_short(float(change.sum())),
        by_province_musd=_by_province(carried),
        not_known_musd=_short(float(change.sum() - carried.sum())),
    )


def _products(
    state: CarriedState, names: Mapping[str, str], most: int, sectors: Sequence[str]
) -> tuple[ProductByProvince, ...]:
    """The lines abroad of some sectors whose sales change most."""
    sales = state.main
    order = np.argsort(-np.abs(sales.change), kind="stable").tolist()
    kept = [
        row
        for row in order
        if state.abroad[row] and sales.lines[row].sector in sectors and abs(sales.change[row]) > SMALLEST
    ]
    return tuple(_product(sales, row, names) for row in kept[:most])


def _product(sales: CarriedSales, row: int, names: Mapping[str, str]) -> ProductByProvince:
    line, change = sales.lines[row], float(sales.change[row])
    share = sales.share[row]
    return ProductByProvince(
        product=line.good or line.sector,
        name=line_name(line, names),
        market=line.market,
        sales_before_musd=_short(float(sales.before[row])),
        sales_change_musd=_short(change),
        by_province_musd=_by_province(change * share),
        not_known_musd=_short(change * (1.0 - float(share.sum())) if line.reason else 0.0),
        proxy="" if line.carrier is None else line.carrier.key,
        reason=line.reason_text,
    )


def line_name(line: SalesLine, names: Mapping[str, str]) -> str:
    """The name of a good, or of a sector."""
    known = load_products().get(line.good)
    return names.get(line.sector, line.sector) if known is None else known.name
