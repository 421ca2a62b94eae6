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

from middlepower.errors import DataError
from middlepower.indicators.dependence import SHARE
from middlepower.indicators.labelled import About, LabelledSheet, column, no_reasons, sheet
from middlepower.language.catalogue import say
from middlepower.solve.residuals import largest
from middlepower.world.labels import sector_position, source_of

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.model.core.equilibrium import Equilibrium
    from middlepower.world.world import World

Array = NDArray[np.float64]
MONEY = "million US dollars"
SETTLED = 1e-15  # of the largest delivery: rounding
MOST_SWEEPS = 2000  # each sweep shrinks the gap, by two thirds or more where every sector adds value


@dataclass(frozen=True)
class Leontief:
    """A world's input-output system at basic prices; columns of all methods are [k, i, m].

    gamma[n, k, s] inputs of k per unit of n's output of s; received[k, i, n] what producers in i get of n's spending
    on k; home[n, k, h] inverses of the chains inside each economy; final[k, i, n] deliveries to final demand of n and
    needed[k, i, n] = B F, what they take along the chain; v[k, i] value added per unit of output; Y[k, i] output;
    taxes[n] tariffs, rents and export taxes in n's final spending, along the chain and on the final goods themselves.
    """

    gamma: Array
    received: Array
    home: Array
    final: Array
    needed: Array
    v: Array
    Y: Array
    taxes: Array

    def inputs(self, made: Array) -> Array:
        """A Y: what outputs `made` take of inputs, at once."""
        return inputs_of(self.gamma, self.received, made)

    def chain(self, asked: Array) -> Array:
        """B F: what deliveries `asked` take of outputs, all along the chain."""
        return along_chain(self.gamma, self.received, self.home, asked)


def inputs_of(gamma: Array, received: Array, made: Array) -> Array:
    """A Y[k, i, m] of outputs made[s, n, m]."""
    by_economy = np.matmul(gamma, made.transpose(1, 0, 2))
    taken: Array = np.matmul(received, by_economy.transpose(1, 0, 2))
    return taken


def along_chain(gamma: Array, received: Array, home: Array, asked: Array) -> Array:
    """Y = A Y + F [k, i, m] of deliveries F, each economy's own chain solved exactly and trade swept until it settles.

    No inverse of the whole system is needed: each sweep is two small products an economy and a sector.
    """
    made, gap = np.zeros_like(asked), asked
    settled = SETTLED * largest(asked)
    for _ in range(MOST_SWEEPS):
        made += np.matmul(home, gap.transpose(1, 0, 2)).transpose(1, 0, 2)
        gap = asked + inputs_of(gamma, received, made) - made
        if largest(gap) <= settled:
            return made
    raise DataError(
        f"the chain of inputs does not settle in {MOST_SWEEPS} rounds: `input_share` leaves some sectors next to no "
        f"value added. Give every sector that sells inputs its value added."
    )


def leontief(world: World, equilibrium: Equilibrium | None = None) -> Leontief:
    """The global Leontief system of a benchmark or an equilibrium (1,372 x 1,372 in the embedded world)."""
    gamma, n = np.asarray(world.input_share), np.arange(len(world.regions))
    pi = world.trade_share if equilibrium is None else equilibrium.pi
    net = 1.0 / world.wedge if equilibrium is None else equilibrium.net
    income = world.income if equilibrium is None else equilibrium.income
    received = np.ascontiguousarray((pi * net).transpose(0, 2, 1))
    home = np.asarray(np.linalg.inv(np.eye(len(world.sectors)) - received[:, n, n].T[:, :, None] * gamma), np.float64)
    spent = world.consumption_share * income
    final = received * spent[:, None, :]
    needed = along_chain(gamma, received, home, final)
    on_inputs = np.einsum("nks,kn->sn", gamma, 1.0 - received.sum(axis=1))
    taxes = np.einsum("sn,snm->m", on_inputs, needed) + spent.sum(axis=0) - final.sum(axis=(0, 1))
    Y = world.output if equilibrium is None else equilibrium.output
    return Leontief(gamma, received, home, final, needed, np.asarray(world.value_added_share), np.asarray(Y), taxes)


def value_added_in_demand(
    world: World, equilibrium: Equilibrium | None = None, system: Leontief | None = None
) -> xr.Dataset:
    """Value added by where it is made and where it is finally bought, V B F.

    `value_added` [origin, economy], rows sum to the origin's value added, columns with `taxes` [economy] to the
    economy's final spending; `origin_share` [economy, origin] of the final spending of an economy;
    `market_share` [origin, economy] of an origin's value added that ends in final demand there.
    """
    return value_added_sheet(world, equilibrium, system).dataset()


def value_added_sheet(
    world: World, equilibrium: Equilibrium | None = None, system: Leontief | None = None
) -> LabelledSheet:
    """The columns of `value_added_in_demand`."""
    chain = leontief(world, equilibrium) if system is None else system
    made = (chain.v[:, :, None] * chain.needed).sum(axis=0)
    spent = made.sum(axis=0) + chain.taxes
    codes, source = list(world.regions), source_of(world)
    pair, back = {"origin": codes, "economy": codes}, {"economy": codes, "origin": codes}
    of_spending = About(SHARE, "value added of the origin / final spending (taxes are the rest)", source)
    of_making = About(SHARE, "value added bought there / value added of the origin", source)
    in_chain = About(MONEY, "tariffs, rents and export taxes in final spending, whole chain", source)
    return sheet(
        [
            column("value_added", made, pair, About(MONEY, "V B F", source)),
            column("taxes", chain.taxes, {"economy": codes}, in_chain),
            column("origin_share", made.T / spent[:, None], back, of_spending),
            column("market_share", made / made.sum(axis=1, keepdims=True), pair, of_making),
        ]
    )


def demand_exposure(world: World, equilibrium: Equilibrium | None = None, system: Leontief | None = None) -> xr.Dataset:
    """Shares of each partner (home included) in what an economy finally buys, [economy, partner].

    `face_value` direct suppliers F; `look_through` gross output needed anywhere, B F; `value_added` V B F. Each sums
    to one over partners.
    """
    return demand_sheet(world, equilibrium, system).dataset()


def demand_sheet(world: World, equilibrium: Equilibrium | None = None, system: Leontief | None = None) -> LabelledSheet:
    """The columns of `demand_exposure`."""
    chain = leontief(world, equilibrium) if system is None else system
    parts = (chain.final, chain.needed, chain.v[:, :, None] * chain.needed)
    return _exposure(world, [part.sum(axis=0).T for part in parts], "final_demand")


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
    return input_sheet(world, equilibrium, sectors, system).dataset()


def input_sheet(
    world: World,
    equilibrium: Equilibrium | None = None,
    sectors: Sequence[str] | None = None,
    system: Leontief | None = None,
) -> LabelledSheet:
    """The columns of `input_exposure`."""
    chain = leontief(world, equilibrium) if system is None else system
    chosen = range(len(world.sectors)) if sectors is None else [sector_position(world, code) for code in sectors]
    use = np.zeros_like(chain.Y)
    use[list(chosen)] = chain.Y[list(chosen)]
    direct = chain.inputs(_spread(use))
    every = chain.chain(direct)
    parts = (direct, every, chain.v[:, :, None] * every)
    return _exposure(world, [part.sum(axis=0).T for part in parts], "inputs")


def _spread(use: Array) -> Array:
    """[s, n, n]: each economy's outputs in a column of its own."""
    K, N = use.shape
    columns = np.zeros((K, N, N))
    n = np.arange(N)
    columns[:, n, n] = use
    return columns


def _exposure(world: World, values: Sequence[Array], what: str) -> LabelledSheet:
    """Shares over the last axis of [economy, partner] values, labelled."""
    codes, source = list(world.regions), source_of(world)
    coords = {"economy": codes, "partner": codes}
    texts = {
        "face_value": f"direct purchases for {what} from the partner / all",
        "look_through": f"gross output of the partner in {what}, whole chain / all (our normalisation)",
        "value_added": f"value added of the partner in {what}, whole chain / all",
    }
    columns = []
    for (name, text), value in zip(texts.items(), values, strict=True):
        total = value.sum(axis=1, keepdims=True)
        said = no_reasons(value.shape)
        said[np.broadcast_to(total <= 0.0, value.shape)] = say(f"indicators.nothing_bought.{what}")
        share = np.where(said == "", value / np.where(total > 0.0, total, 1.0), np.nan)
        columns.append(column(name, share, coords, About(SHARE, text, source), said))
    return sheet(columns)
