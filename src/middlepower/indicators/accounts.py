"""National accounts of one equilibrium relative to another: GDP, prices, wages, terms of trade, revenue, trade.

`members` [e, n] is one where economy n belongs to e; an economy alone is a group of one. Values are million US dollars
of the benchmark year, in the unit of account (world value added); price changes are relative to that unit too, so that
only relative prices (real wage, terms of trade) mean anything alone. The price of a shipment is its price at the
border: the producer's, with what the exporter's treasury or licence holders add to it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.grouped import NOTHING, crossing, growth
from middlepower.model.core.equilibrium import Equilibrium, at_baseline_prices

Array = NDArray[np.float64]
Index = NDArray[np.intp]
BOTH = 0.5  # weight of either equilibrium in a Törnqvist index


def tariff_revenue(of: Equilibrium, members: Array) -> Array:
    """Tariff revenue R [e] = sum of tau X / (1 + tau), with the quota rents that importers keep, million US dollars."""
    total: Array = members @ of.tariff_revenue
    return total


def gdp(of: Equilibrium, members: Array) -> Array:
    """GDP at market prices [e] = value added + tariff revenue + export taxes and quota rents received from abroad."""
    total: Array = members @ (of.value_added + of.tariff_revenue + of.received)
    return total


def revenue_share(of: Equilibrium, members: Array) -> Array:
    """Tariff revenue over GDP at market prices [e]."""
    return tariff_revenue(of, members) / gdp(of, members)


def tariff_revenue_change(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of tariff revenue [e], million US dollars."""
    return tariff_revenue(state, members) - tariff_revenue(baseline, members)


def consumer_prices(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of the consumption price index [e], prod_k P^alpha, in the unit of account (world value added).

    Of a group: the Törnqvist index of its members' indices.
    """
    change: Array = np.expm1(_log_consumer_prices(baseline, state, members))
    return change


def _log_consumer_prices(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    change = np.log(state.consumer_price_hat / baseline.consumer_price_hat)
    shares = [members * of.income / (members @ of.income)[:, None] for of in (baseline, state)]
    index: Array = BOTH * (shares[0] + shares[1]) @ change
    return index


def real_wage(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of the real wage [e]: w over the consumption price index; w is paid to labour and capital alike.

    Of a group: that of its members, weighted by baseline value added.
    """
    change = state.real_wage_hat / baseline.real_wage_hat - 1.0
    mean: Array = members @ (baseline.value_added * change) / (members @ baseline.value_added)
    return mean


def terms_of_trade(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of the terms of trade [e]: export over import prices at the border, both Törnqvist indices.

    Trade among the members of a group is none of the group's; nan where there is no trade in either equilibrium.
    """
    sold, bought = border_prices(baseline, state, members)
    change: Array = np.expm1((sold - bought).mean(axis=0))
    return change


def gdp_volume(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of GDP at constant prices [e]: GDP at market prices over its Törnqvist price index, Kohli (2004).

    ln P_GDP = s_C ln P_C + s_X ln P_X - s_M ln P_M, with the mean shares of consumption, exports and imports in GDP of
    both equilibria. Factors and technology are fixed and inputs are deflated by their own prices, so that the volume
    of value added at basic prices can't move: GDP at constant prices moves with the volume of what is taxed (a tariff
    is a gap between what an import is worth and what it costs) and with trade costs. Terms of trade move real income
    and not GDP, Kehoe and Ruhl (2008); Burstein and Cravino (2015).
    """
    price = _log_gdp_prices(baseline, state, members)
    change: Array = gdp(state, members) / gdp(baseline, members) / np.exp(price) - 1.0
    return change


def gdp_volume_value(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of GDP at constant prices in money [e]: its ratio times baseline GDP, million US dollars."""
    return gdp_volume(baseline, state, members) * gdp(baseline, members)


def _log_gdp_prices(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """ln of the Törnqvist price index of GDP [e]."""
    found = [_trade_and_changes(of, baseline, state, members) for of in (baseline, state)]
    sold, bought = (_mean_known(prices) for prices in _changes(found))
    consumed = _log_consumer_prices(baseline, state, members)
    index = np.zeros(len(members))
    for of, ((exports, _), (imports, _)) in zip((baseline, state), found, strict=True):
        spent = members @ of.income
        index += BOTH * (spent * consumed + exports * sold - imports * bought) / gdp(of, members)
    return index


def border_prices(baseline: Equilibrium, state: Equilibrium, members: Array) -> tuple[Array, Array]:
    """(ln of export prices, ln of import prices) at the border [2, e], with the weights of either equilibrium.

    Their mean is the Törnqvist index; nan where nothing is traded.
    """
    return _changes([_trade_and_changes(of, baseline, state, members) for of in (baseline, state)])


def _changes(found: Sequence[Array]) -> tuple[Array, Array]:
    """(ln of export prices, ln of import prices) [2, e] of what two equilibria trade."""
    sold, bought = np.array([[_over(change, total) for total, change in sides] for sides in found]).swapaxes(0, 1)
    return sold, bought


def _trade_and_changes(of: Equilibrium, baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """[exports, imports][value, value times the change of ln price, e] at the border, of one of two equilibria: prices
    change as the unit costs of exporters and the markups of some flows do."""
    cost, (cells, more) = np.log(state.c_hat / baseline.c_hat), _markup_changes(baseline, state)
    found: Array = np.array(crossing(of.border_flow, np.stack([np.ones_like(cost), cost]), members)).sum(axis=2)
    added = np.zeros(of.border_flow.shape[1:])
    np.add.at(added.reshape(-1), cells % added.size, of.border_flow.reshape(-1)[cells] * more)
    found[:, 1] += across(added, members)
    return found


def _markup_changes(baseline: Equilibrium, state: Equilibrium) -> tuple[Index, Array]:
    """(flat positions in [k, n, i], changes of ln of border over producers' prices); they add up."""
    (after, ratio), (before, was) = state.border_ratio, baseline.border_ratio
    return np.concatenate([after, before]), np.concatenate([np.log1p(ratio), -np.log1p(was)])


def _over(top: Array, bottom: Array) -> Array:
    """top / bottom; nan where nothing is traded."""
    there = bottom > NOTHING
    ratio: Array = np.where(there, top / np.where(there, bottom, 1.0), np.nan)
    return ratio


def _mean_known(prices: Array) -> Array:
    """The mean [e] of prices [2, e] that are known; zero where neither is, as nothing is weighted with it."""
    known = np.isfinite(prices)
    mean: Array = np.where(known, prices, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return mean


def pairs(value: Array) -> Array:
    """Flows [k, n, i] of all sectors together [n, i]."""
    total: Array = value.sum(axis=0)
    return total


def across(pair: Array, members: Array) -> tuple[Array, Array]:
    """(exports [e], imports [e]) of a matrix [importer, exporter]: what crosses the border of e."""
    inside = np.einsum("en,en->e", members @ pair, members)
    return members @ pair.sum(axis=0) - inside, members @ pair.sum(axis=1) - inside


def exports_value(of: Equilibrium, members: Array) -> Array:
    """Exports [e] at basic prices, million US dollars."""
    return across(pairs(of.flow), members)[0]


def imports_value(of: Equilibrium, members: Array) -> Array:
    """Imports [e] at basic prices, million US dollars."""
    return across(pairs(of.flow), members)[1]


def trade_balance(of: Equilibrium, members: Array) -> Array:
    """Exports less imports [e] at basic prices, million US dollars."""
    exports, imports = across(pairs(of.flow), members)
    return exports - imports


def export_value(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of the value of exports [e], in the unit of account."""
    return growth(exports_value(state, members), exports_value(baseline, members))


def import_value(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of the value of imports [e], in the unit of account."""
    return growth(imports_value(state, members), imports_value(baseline, members))


def export_volume_value(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of the volume of exports [e] at baseline prices, million US dollars."""
    return _volume_change(baseline, state, members)[0]


def import_volume_value(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of the volume of imports [e] at baseline prices, million US dollars."""
    return _volume_change(baseline, state, members)[1]


def _volume_change(baseline: Equilibrium, state: Equilibrium, members: Array) -> tuple[Array, Array]:
    return across(pairs(at_baseline_prices(baseline, state)) - pairs(baseline.flow), members)


def bilateral(of: Equilibrium, members: Array) -> Array:
    """Sales [e, p] of e to p, economies or groups, at basic prices, million US dollars; own members don't count.

    Where e and p share members, what goes to these is left out.
    """
    sold = (members @ pairs(of.flow).T) * (1.0 - members)
    to: Array = sold @ members.T
    return to
