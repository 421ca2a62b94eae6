"""The taxes that players set: which rate applies to which flow, whose it is, and between which bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.problem import export_tax_after
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]
Labels = NDArray[np.intp]
Mask = NDArray[np.bool_]
Shape = Literal["uniform", "sector", "partner"]
Tax = Literal["import", "export"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
NOBODY = -1


@dataclass(frozen=True)
class Lever:
    """One rate: the player whose it is, on imports or on exports, in one sector or all, towards one player or all.

    partner is a player; NOBODY stands for all who do not play, None for everybody. A `free` rate is held at zero.
    """

    owner: int
    tax: Tax
    sector: int | None = None
    partner: int | None = None
    free: bool = False


@dataclass(frozen=True)
class Levers:
    """All rates of a game: levers[g]; tariff, export_tax[k, n, i] number the rate of a flow, -1 leaves it alone.

    lowest, highest[g] bound ln(1 + rate). A rate stands in the place of the tax on all goods of its flows.
    """

    levers: tuple[Lever, ...]
    tariff: Labels
    export_tax: Labels
    lowest: Array
    highest: Array

    @cached_property
    def owner(self) -> Labels:
        """owner[g]."""
        return np.array([lever.owner for lever in self.levers], dtype=np.intp)

    def of(self, player: int) -> Mask:
        """[g] True for the rates of one player."""
        return np.asarray(self.owner == player)

    def between(self, first: int, second: int) -> Mask:
        """[g] True for the rates of two players on each other."""
        pair = {(first, second), (second, first)}
        return np.array([(lever.owner, lever.partner) in pair for lever in self.levers], dtype=bool)


def levers_of(
    benchmark: Benchmark, players: Sequence[tuple[int, ...]], shape: Shape, taxes: Sequence[Tax], goods: Mask,
    lowest: float, highest: float, free: Mask | None = None,
) -> Levers:  # fmt: skip
    """The Levers of players (members each) on their trade in `goods` with others; imports of pairs free[n, i] pay zero.

    lowest, highest bound the rates (fractions). DataError for a player that has nothing to tax.
    """
    side = np.full(benchmark.regions, NOBODY)
    for player, members in enumerate(players):
        side[list(members)] = player
    traded = (benchmark.pi > 0.0) & (benchmark.X > 0.0)[:, :, None] & goods[:, None, None]
    spared = np.zeros(traded.shape[1:], dtype=bool) if free is None else free
    found: dict[Lever, int] = {}
    labels = {tax: np.full(benchmark.pi.shape, -1, dtype=np.intp) for tax in get_args(Tax)}
    for tax in taxes:
        for (k, n, i), lever in _flows(traded, side, shape, tax):
            if tax == "import" and spared[n, i]:
                lever = Lever(lever.owner, tax, partner=int(side[i]), free=True)
            labels[tax][k, n, i] = found.setdefault(lever, len(found))
    _refuse_idle(benchmark, players, found)
    size = len(found)
    held = np.array([lever.free for lever in found])
    low, high = (np.where(held, 0.0, np.full(size, np.log1p(end))) for end in (lowest, highest))
    return Levers(tuple(found), labels["import"], labels["export"], low, high)


def _flows(traded: Mask, side: Labels, shape: Shape, tax: Tax) -> Iterator[tuple[tuple[int, int, int], Lever]]:
    """((k, n, i), its Lever) for every flow that some player taxes."""
    lever: dict[Shape, Callable[[int, int, int], Lever]] = {
        "uniform": lambda own, k, other: Lever(own, tax),
        "sector": lambda own, k, other: Lever(own, tax, sector=k),
        "partner": lambda own, k, other: Lever(own, tax, partner=other),
    }
    for k, n, i in np.argwhere(traded):
        own, other = (side[n], side[i]) if tax == "import" else (side[i], side[n])
        if own != NOBODY and own != other:
            yield (k, n, i), lever[shape](int(own), int(k), int(other))


def _refuse_idle(benchmark: Benchmark, players: Sequence[tuple[int, ...]], found: dict[Lever, int]) -> None:
    busy = {lever.owner for lever in found if not lever.free}
    for player, members in enumerate(players):
        if player not in busy:
            who = ", ".join(benchmark.labels.region(n) for n in members)
            raise DataError(f"{who} has nothing to tax under these instruments and bounds: leave it out.")


def bounded(levers: Levers, benchmark: Benchmark, bound: Array) -> Levers:
    """The levers whose import rates end at the trade-weighted mean of bound[k, n] over their flows."""
    weight = (benchmark.pi * benchmark.X[:, :, None])[levers.tariff >= 0]
    label = levers.tariff[levers.tariff >= 0]
    limit = np.broadcast_to(bound[:, :, None], levers.tariff.shape)[levers.tariff >= 0]
    size = len(levers.levers)
    mean = np.bincount(label, weight * limit, size) / np.maximum(np.bincount(label, weight, size), 1e-300)
    imports = np.array([lever.tax == "import" and not lever.free for lever in levers.levers])
    highest = np.where(imports, np.minimum(levers.highest, np.log1p(mean)), levers.highest)
    return replace(levers, highest=np.maximum(highest, levers.lowest))


def with_rates(levers: Levers, benchmark: Benchmark, base: Shock, x: Array) -> Shock:
    """The Shock in which rates g are exp(x[g]) - 1; those with x NaN stay as they are in `base`.

    kappa_hat = d_hat (1 + t') (1 + e') / ((1 + t) (1 + e)) on flows whose taxes a rate replaces.
    """
    old_export = export_tax_after(benchmark, base)
    export = np.zeros_like(base.tariff) if old_export is None else old_export.copy()
    tariff = base.tariff.copy()
    touched = _written(tariff, levers.tariff, x) | _written(export, levers.export_tax, x)
    iceberg = np.ones_like(tariff) if base.iceberg is None else base.iceberg
    cost = np.where(touched, iceberg * (1.0 + tariff) * (1.0 + export) / benchmark.wedge, base.trade_cost)
    taxed = old_export is not None or bool(export.any())
    return replace(base, trade_cost=cost, tariff=tariff, export_tax=export if taxed else None)


def _written(rates: Array, label: Labels, x: Array) -> Mask:
    """True where a rate was written into `rates`."""
    set_here = label >= 0
    set_here &= ~np.isnan(np.append(x, np.nan)[label])
    rates[set_here] = np.expm1(x[label[set_here]])
    return set_here


def collected(levers: Levers, by_tariff: Array, by_export_tax: Array) -> Array:
    """Sums of derivatives by flow [k, n, i] over the flows of each rate, [g]."""
    size = len(levers.levers)
    total = np.zeros(size)
    for label, slope in ((levers.tariff, by_tariff), (levers.export_tax, by_export_tax)):
        total += np.bincount(label[label >= 0], slope[label >= 0], size)
    return total


def mean_rates(levers: Levers, benchmark: Benchmark, base: Shock) -> Array:
    """ln(1 + rate) [g] that leaves the mean factor of each rate's flows as in `base`, inside the bounds."""
    export = export_tax_after(benchmark, base)
    factors = (np.log1p(base.tariff), np.zeros_like(base.tariff) if export is None else np.log1p(export))
    weight = benchmark.pi * benchmark.X[:, :, None]
    mass = collected(levers, weight, weight)
    total = collected(levers, weight * factors[0], weight * factors[1])
    return np.clip(total / mass, levers.lowest, levers.highest)
