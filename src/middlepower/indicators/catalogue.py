"""The list of indicators: what is computed from worlds and equilibria, with its unit. `middlepower list indicators`.

A new indicator is a function in a file of this folder and an entry here; tests/conformance tries it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.baseline import Baseline
from middlepower.indicators import (
    accounts,
    compare,
    cutoff,
    dependence,
    exposure,
    flags,
    friends,
    leverage,
    lookthrough,
    matrix,
    sectoral,
)
from middlepower.indicators.applied_rates import applied_rate, solved_rates
from middlepower.indicators.coalition import coalition
from middlepower.indicators.decomposition import decompose
from middlepower.indicators.diversion import Diversion, diverted_purchases, diverted_sales
from middlepower.indicators.first_order import first_order_welfare
from middlepower.indicators.incidence import MONEY, equal_weights, incidence, weighted_exposure
from middlepower.indicators.provinces import by_province
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.policy.rate_book import RateBook
from middlepower.world.world import World

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
Of = Literal["trade", "change", "threat"]


@dataclass(frozen=True)
class Case:
    """What indicators are computed from: a world, a baseline on it, another equilibrium, and three of its economies."""

    world: World
    baseline: Baseline
    state: Equilibrium
    economy: str
    power: str
    ally: str


@dataclass(frozen=True)
class Indicator:
    """An indicator: the function, what it is of, its unit, and its value in a case."""

    function: Callable[..., Any]
    of: Of
    unit: str
    value: Callable[[Case], xr.Dataset | xr.DataArray | Array | float]

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.__name__

    @property
    def definition(self) -> str:
        """The first paragraph of the function's docstring: what is returned, with its equation."""
        return " ".join((self.function.__doc__ or "").strip().partition("\n\n")[0].split())


def _change(function: Callable[[Equilibrium, Equilibrium], Array], unit: str) -> Indicator:
    """An indicator of two equilibria."""
    return Indicator(function, "change", unit, lambda c: function(c.baseline.equilibrium, c.state))


def _grouped(function: Callable[[Equilibrium, Equilibrium, Array], Array], unit: str) -> Indicator:
    """An indicator of two equilibria for economies and groups, of every economy alone."""
    return Indicator(
        function, "change", unit, lambda c: function(c.baseline.equilibrium, c.state, np.eye(len(c.world.regions)))
    )


def _trade(function: Callable[[World], xr.Dataset | xr.DataArray], unit: str) -> Indicator:
    """An indicator of a world."""
    return Indicator(function, "trade", unit, lambda c: function(c.world))


def _threat(function: Callable[[Baseline, str, str], Any], unit: str) -> Indicator:
    """An indicator of one power's threat against one economy."""
    return Indicator(function, "threat", unit, lambda c: function(c.baseline, c.economy, c.power))


def _log_change(c: Case) -> Array:
    return decompose(c.baseline.solver, c.baseline.equilibrium, c.state).total


def _diverted(c: Case, function: Callable[..., Diversion]) -> Array:
    """Changes by sector and partner of the case's economy, all flows taken as touched."""
    member = np.eye(len(c.world.regions))[c.world.region(c.economy)]
    return function(c.baseline.equilibrium, c.state, np.ones(c.world.tariff.shape, dtype=bool), member).change


def _losses(c: Case) -> xr.Dataset:
    return incidence(c.world, c.baseline.equilibrium, c.state, c.economy)


def _statutory(c: Case) -> float:
    return applied_rate(c.power, c.economy, c.world.tariff_date, book=RateBook.of(c.world, ()))


INDICATORS: tuple[Indicator, ...] = (
    _change(compare.real_income_change, "fraction of baseline real income"),
    _change(compare.real_income_value, exposure.MONEY),
    _change(compare.export_change, "fraction of baseline volume"),
    _change(compare.import_change, "fraction of baseline volume"),
    _change(compare.output_change, "fraction of baseline volume"),
    _change(compare.sector_export_change, "fraction of baseline volume"),
    _grouped(accounts.gdp_volume, "fraction of baseline GDP"),
    _grouped(accounts.gdp_volume_value, exposure.MONEY),
    _grouped(accounts.real_wage, "fraction of the baseline's"),
    _grouped(accounts.consumer_prices, "fraction of the baseline's"),
    _grouped(accounts.terms_of_trade, "fraction of the baseline's"),
    _grouped(accounts.tariff_revenue_change, exposure.MONEY),
    _grouped(accounts.export_value, "fraction of baseline value"),
    _grouped(accounts.import_value, "fraction of baseline value"),
    _grouped(accounts.export_volume_value, exposure.MONEY),
    _grouped(accounts.import_volume_value, exposure.MONEY),
    _grouped(sectoral.output_value_change, exposure.MONEY),
    _grouped(sectoral.export_value_change, exposure.MONEY),
    _grouped(sectoral.import_value_change, exposure.MONEY),
    _grouped(sectoral.import_volume, "fraction of baseline volume"),
    _grouped(sectoral.producer_price, "fraction of the baseline's"),
    _grouped(sectoral.buyer_price, "fraction of the baseline's"),
    _grouped(sectoral.employment, "fraction of the baseline's"),
    _grouped(sectoral.value_added_change, exposure.MONEY),
    Indicator(diverted_sales, "change", exposure.MONEY, lambda c: _diverted(c, diverted_sales)),
    Indicator(diverted_purchases, "change", exposure.MONEY, lambda c: _diverted(c, diverted_purchases)),
    Indicator(decompose, "change", "log points", _log_change),
    Indicator(
        first_order_welfare,
        "change",
        "fraction of baseline income",
        lambda c: first_order_welfare(c.baseline.equilibrium, c.state).welfare,
    ),
    Indicator(incidence, "change", MONEY, _losses),
    Indicator(by_province, "change", MONEY, lambda c: by_province(_losses(c), c.power)),
    Indicator(weighted_exposure, "change", "log points", lambda c: weighted_exposure(_losses(c), equal_weights())),
    Indicator(applied_rate, "trade", "fraction", _statutory),
    Indicator(solved_rates, "trade", "fraction", lambda c: solved_rates(c.world, c.state)[0]),
    _trade(dependence.trade_shares, dependence.SHARE),
    _trade(dependence.interdependence, dependence.SHARE),
    _trade(flags.supply_flags, "0 to 3"),
    _trade(flags.market_flags, "0 to 3"),
    _trade(friends.friends_and_enemies, "elasticity"),
    _trade(leverage.power_index, "fraction of gross national expenditure over elasticity"),
    _trade(lookthrough.value_added_in_demand, "million US dollars"),
    _trade(lookthrough.demand_exposure, dependence.SHARE),
    _trade(lookthrough.input_exposure, dependence.SHARE),
    Indicator(flags.rerouting, "trade", "ratio", lambda c: flags.rerouting(c.world, c.economy, c.power)),
    _threat(exposure.exposure, exposure.LOG_POINTS),
    _threat(exposure.threat_curve, exposure.LOG_POINTS),
    _threat(exposure.exposure_parts, exposure.LOG_POINTS),
    Indicator(
        exposure.exposures,
        "threat",
        exposure.LOG_POINTS,
        lambda c: exposure.exposures(c.baseline, c.economy, [c.power]),
    ),
    Indicator(cutoff.import_loss, "threat", cutoff.UNITS, lambda c: cutoff.import_loss(c.world, c.economy, [c.power])),
    Indicator(matrix.exposures_to, "threat", exposure.LOG_POINTS, lambda c: matrix.exposures_to(c.baseline, c.power)),
    Indicator(matrix.exposure_matrix, "threat", exposure.LOG_POINTS, lambda c: matrix.exposure_matrix(c.baseline)),
    Indicator(
        leverage.leverage,
        "threat",
        "ratio of log points",
        lambda c: leverage.leverage(exposure.exposures(c.baseline, c.economy, [c.power])),
    ),
    Indicator(coalition, "threat", exposure.LOG_POINTS, lambda c: coalition(c.baseline, [c.power, c.ally], c.economy)),
)
