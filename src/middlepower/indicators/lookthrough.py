"""Look-through exposure (indicator M7): what is bought from a power directly, and what is in it all along the chain.

The global Leontief inverse B = (I - A)^-1 with A[(k, i), (s, n)] = gamma_n^ks pi_kni / (1 + tau) traces inputs at basic
prices. Baldwin, Freeman and Theodorakopoulos (2023, Brookings Papers) compare face value with look-through; their
abstract and figures say that US exposure to China is far larger looked through, and that more than 80% of US
industrial inputs are domestic. Their exact normalisation was not read: ours is a share of all inputs, home included.
Input-output tables assume that every buyer in an economy uses the same mix of origins (proportionality).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.dependence import SHARE
from middlepower.indicators.labelled import About, dataset, labelled, no_reasons
from middlepower.language.catalogue import say
from middlepower.world.labels import sector_position, source_of

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.model.core.equilibrium import Equilibrium
    from middlepower.world.world import World

Array = NDArray[np.float64]
MONEY = "million US dollars"


@dataclass(frozen=True)
class Leontief:
    """A world's input-output system at basic prices, rows and columns (k, i) in the order of [k, i] arrays.

    A inputs per unit of output; B = (I - A)^-1; final[(k, i), n] deliveries to final demand of n; v[k, i] value
    added per unit of output; Y[k, i] output; taxes[n] tariffs, rents and export taxes in n's final spending, along
    the chain and on the final goods themselves.
    """

    A: Array
    B: Array
    final: Array
    v: Array
    Y: Array
    taxes: Array

    @property
    def regions(self) -> int:
        """Number of economies."""
        return int(self.v.shape[1])

    def by_origin(self, rows: Array) -> Array:
        """Sum of rows (k, i) over sectors k: [i, ...]."""
        total: Array = rows.reshape(-1, self.regions, *rows.shape[1:]).sum(axis=0)
        return total


def leontief(world: World, equilibrium: Equilibrium | None = None) -> Leontief:
    """The global Leontief system of a benchmark or an equilibrium (1,372 x 1,372 in the embedded world)."""
    K, N = len(world.sectors), len(world.regions)
    pi = world.trade_share if equilibrium is None else equilibrium.pi
    net = 1.0 / world.wedge if equilibrium is None else equilibrium.net
    income = world.income if equilibrium is None else equilibrium.income
    received = pi * net
    A = np.einsum("nks,kni->kisn", world.input_share, received).reshape(K * N, K * N)
    B: Array = np.linalg.inv(np.eye(K * N) - A)
    spent = world.consumption_share * income
    final = (received * spent[:, :, None]).transpose(0, 2, 1).reshape(K * N, N)
    on_inputs = np.einsum("nks,kn->sn", world.input_share, 1.0 - received.sum(axis=2)).ravel()
    taxes = on_inputs @ B @ final + spent.sum(axis=0) - final.sum(axis=0)
    Y = world.output if equilibrium is None else equilibrium.output
    return Leontief(A, B, final, np.asarray(world.value_added_share), np.asarray(Y), taxes)


def value_added_in_demand(
    world: World, equilibrium: Equilibrium | None = None, system: Leontief | None = None
) -> xr.Dataset:
    """Value added by where it is made and where it is finally bought, V B F.

    `value_added` [origin, economy], rows sum to the origin's value added, columns with `taxes` [economy] to the
    economy's final spending; `origin_share` [economy, origin] of the final spending of an economy;
    `market_share` [origin, economy] of an origin's value added that ends in final demand there.
    """
    chain = leontief(world, equilibrium) if system is None else system
    made = chain.by_origin(chain.v.ravel()[:, None] * (chain.B @ chain.final))
    spent = made.sum(axis=0) + chain.taxes
    codes, source = list(world.regions), source_of(world)
    pair, back = {"origin": codes, "economy": codes}, {"economy": codes, "origin": codes}
    of_spending = About(SHARE, "value added of the origin / final spending (taxes are the rest)", source)
    of_making = About(SHARE, "value added bought there / value added of the origin", source)
    in_chain = About(MONEY, "tariffs, rents and export taxes in final spending, whole chain", source)
    return dataset(
        [
            labelled("value_added", made, pair, About(MONEY, "V B F", source)),
            labelled("taxes", chain.taxes, {"economy": codes}, in_chain),
            labelled("origin_share", made.T / spent[:, None], back, of_spending),
            labelled("market_share", made / made.sum(axis=1, keepdims=True), pair, of_making),
        ]
    )


def demand_exposure(world: World, equilibrium: Equilibrium | None = None, system: Leontief | None = None) -> xr.Dataset:
    """Shares of each partner (home included) in what an economy finally buys, [economy, partner].

    `face_value` direct suppliers F; `look_through` gross output needed anywhere, B F; `value_added` V B F. Each sums
    to one over partners.
    """
    chain = leontief(world, equilibrium) if system is None else system
    needed = chain.B @ chain.final
    parts = (chain.final, needed, chain.v.ravel()[:, None] * needed)
    return _exposure(world, [chain.by_origin(part).T for part in parts], "final_demand")


def input_exposure(
    world: World,
    equilibrium: Equilibrium | None = None,
    sectors: Sequence[str] | None = None,
    system: Leontief | None = None,
) -> xr.Dataset:
    """Shares of each partner (home included) in the inputs of an economy's sectors, [economy, partner].

    `face_value` inputs bought directly, A; `look_through` all inputs up the chain, B - I; `value_added` V (B - I).
    Sectors (all if none is named) are weighted by output. Missing where these sectors use no inputs.
    """
    chain = leontief(world, equilibrium) if system is None else system
    chosen = range(len(world.sectors)) if sectors is None else [sector_position(world, code) for code in sectors]
    use = np.zeros_like(chain.Y)
    use[list(chosen)] = chain.Y[list(chosen)]
    columns = _spread(use)
    direct = chain.A @ columns
    every = chain.B @ direct
    parts = (direct, every, chain.v.ravel()[:, None] * every)
    return _exposure(world, [chain.by_origin(part).T for part in parts], "inputs")


def _spread(use: Array) -> Array:
    """[(s, n), n]: each economy's outputs in a column of its own."""
    K, N = use.shape
    columns = np.zeros((K, N, N))
    n = np.arange(N)
    columns[:, n, n] = use
    return columns.reshape(K * N, N)


def _exposure(world: World, values: Sequence[Array], what: str) -> xr.Dataset:
    """Shares over the last axis of [economy, partner] values, labelled."""
    codes, source = list(world.regions), source_of(world)
    coords = {"economy": codes, "partner": codes}
    texts = {
        "face_value": f"direct purchases for {what} from the partner / all",
        "look_through": f"gross output of the partner in {what}, whole chain / all (our normalisation)",
        "value_added": f"value added of the partner in {what}, whole chain / all",
    }
    arrays = []
    for (name, text), value in zip(texts.items(), values, strict=True):
        total = value.sum(axis=1, keepdims=True)
        said = no_reasons(value.shape)
        said[np.broadcast_to(total <= 0.0, value.shape)] = say(f"indicators.nothing_bought.{what}")
        share = np.where(said == "", value / np.where(total > 0.0, total, 1.0), np.nan)
        arrays.append(labelled(name, share, coords, About(SHARE, text, source), said))
    return dataset(arrays)
