"""State + taxed flows of products -> landed cost and tariff of every flow of a world of products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import MeasureError, ScenarioError
from middlepower.policy.product_lines import ProductBook
from middlepower.policy.product_rates import TaxedProducts
from middlepower.scenario.nest import change
from middlepower.scenario.own import OwnTariffs, cut_cells, flow_mask, own_tariffs
from middlepower.scenario.schema import State

Array = NDArray[np.float64]
Flows = NDArray[np.floating]
Index = NDArray[np.int64]
Cells = tuple[Index, NDArray[np.int64], int, int]  # places of flows, their sectors, importer, exporter

NOT_OF_PRODUCTS = ("export_taxes", "solve_for")


@dataclass(frozen=True)
class FacedProducts:
    """Per flow [f] of a world of products: ratio of landed cost with all taxes (inf: cut), and the new tariff."""

    cost: Flows
    tariff: Flows


def faced_products(book: ProductBook, state: State, taxed: TaxedProducts, eta: float) -> FacedProducts:
    """What buyers face in a state: measures and own tariffs, trade costs, cut-offs; ScenarioError for other entries."""
    for name in NOT_OF_PRODUCTS:
        if getattr(state, name):
            raise ScenarioError(
                f"state `{state.title}` has `{name}`: a world of products takes none; run it on "
                f"`{book.table.world.name}`."
            )
    world = book.table.world
    own = own_tariffs(world, state.tariffs)
    faced = FacedProducts(np.ones_like(book.tariff), book.tariff.copy())
    _whole_flows(book, faced, own)
    if len(taxed.flow):
        _nested(book, faced, own, taxed, eta)
    for shock in state.trade_costs:
        for place, k, n, i in _flows_in(book, mask := flow_mask(world, shock)):
            faced.cost[place[mask[k, n, i]]] *= 1.0 + shock.change
    for place, k, n, i in _flows_in(book, cut := cut_cells(world, state.cut_off)):
        faced.cost[place[cut[k, n, i]]] = np.inf
    return faced


def _flows_in(book: ProductBook, cells: NDArray[np.bool_]) -> Iterator[Cells]:
    """(places, sectors, importer, exporter) of the flows of every pair that has any of some cells [k, n, i]."""
    for n, i in np.argwhere(cells.any(axis=0)).tolist():
        place, product = book.sales(n, i)
        yield place, book.table.sector_of[product], n, i


def _whole_flows(book: ProductBook, faced: FacedProducts, own: OwnTariffs) -> None:
    """Lay a state's own tariffs on the flows of which all goods pay the same."""
    for place, k, n, i in _flows_in(book, (own.rate != 0) | own.replaces):
        old = book.tariff[place]
        new = np.where(own.replaces[k, n, i], 0.0, old) + own.rate[k, n, i]
        faced.cost[place], faced.tariff[place] = (1.0 + new) / (1.0 + old), new


def _nested(book: ProductBook, faced: FacedProducts, own: OwnTariffs, taxed: TaxedProducts, eta: float) -> None:
    """Lay measures, and own tariffs on top of them, on the flows that measures tax."""
    cell, of_part = tuple(taxed.cell), taxed.of_part
    replaced = own.replaces[cell][of_part] & np.isfinite(taxed.after)
    before = np.where(replaced, taxed.recorded, taxed.before)
    after = np.where(replaced, 1.0, taxed.after) + own.rate[cell][of_part]
    _check_rates(book, taxed, after)
    nest = change(taxed.share, before, after, taxed.first, eta)
    recorded = book.tariff[taxed.flow]
    faced.cost[taxed.flow] = nest.cost
    faced.tariff[taxed.flow] = (1.0 + recorded) * nest.net_before / nest.net_after - 1.0


def _check_rates(book: ProductBook, taxed: TaxedProducts, after: Array) -> None:
    """Refuse rates that together take a product's rate to -100% or below."""
    wrong = np.flatnonzero(~(after > 0.0))
    if len(wrong):
        world = book.table.world
        k, n, i = taxed.cell[:, taxed.of_part[wrong[0]]]
        raise MeasureError(
            f"the rate on a product of {world.sectors[k]} from {world.regions[i]} to {world.regions[n]} comes to "
            f"{after[wrong[0]] - 1.0:.4g}: the sum of all rates on a product must stay above -1."
        )
