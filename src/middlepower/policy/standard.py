"""Our sectors behind the sectors of a world: law speaks of ours, and a user's world may have others.

A sector of a world may be one of ours, a part of one, or several together. Of several, each has the share in a flow
that it has in the embedded world of the same pair of economies; law on any of them then falls on that share. To a part
applies what the law says of the whole sector of ours; lines on products in it do not, because nothing tells how much of
the part they are. To a sector of which nothing is known applies law on all goods that has no tables by sector.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.data.codes import sectors
from middlepower.data.concordance import Concorded, concorded
from middlepower.world.embedded import load_world
from middlepower.world.groups import aggregate_of
from middlepower.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Behind:
    """One of our sectors behind a part of a flow: its share, and whether lines on products in it apply. `known` is
    false for a sector of the world's own of which nothing is known."""

    code: str
    share: float
    whole: bool
    known: bool = True


@dataclass(frozen=True)
class Concordance:
    """What stands behind the goods sectors of a world; what was looked up is kept."""

    world: World
    _known: dict[tuple[str, str, str], tuple[Behind, ...]] = field(default_factory=dict)

    @cached_property
    def ours(self) -> bool:
        """Whether all goods sectors of the world are ours."""
        return set(self.world.sectors) - set(self.world.services) <= set(sectors())

    @cached_property
    def relations(self) -> dict[str, Concorded | None]:
        """What each goods sector of the world is of ours; None for one of which nothing is known."""
        goods = [code for code in self.world.sectors if code not in self.world.services]
        return {code: concorded(code) for code in goods}

    @cached_property
    def whole(self) -> frozenset[str]:
        """Our sectors that the world holds whole, on whose products law applies."""
        found = [one for one in self.relations.values() if one is not None and one.relation != "part"]
        return frozenset(code for one in found for code in one.codes)

    @cached_property
    def in_parts(self) -> frozenset[str]:
        """Our sectors of which the world has parts, to which only law on the whole sector applies."""
        found = [one for one in self.relations.values() if one is not None and one.relation == "part"]
        return frozenset(code for one in found for code in one.codes)

    def behind(self, importer: str, exporter: str, sector: str) -> tuple[Behind, ...]:
        """Our sectors behind a flow of the world, or its own of which nothing is known; shares sum to one."""
        key = importer, exporter, sector
        if key not in self._known:
            self._known[key] = self._behind(importer, exporter, sector)
        return self._known[key]

    def _behind(self, importer: str, exporter: str, sector: str) -> tuple[Behind, ...]:
        found = self.relations.get(sector)
        if found is None:
            return (Behind(sector, 1.0, whole=False, known=False),)
        if len(found.codes) == 1:
            return (Behind(found.codes[0], 1.0, found.relation != "part"),)
        share = _shares(found.codes, importer, exporter)
        return tuple(Behind(code, float(part), True) for code, part in zip(found.codes, share, strict=True) if part > 0)

    def flows(self, importer: str, exporter: str) -> Array:
        """The flow [k] of a pair by our sectors, in their order."""
        total = dict.fromkeys(sectors(), 0.0)
        n, i = self.world.region(importer), self.world.region(exporter)
        for k, sector in enumerate(self.world.sectors):
            for one in self.behind(importer, exporter, sector):
                if one.known:
                    total[one.code] += one.share * float(self.world.flow[k, n, i])
        return np.array(list(total.values()))


def _shares(codes: tuple[str, ...], importer: str, exporter: str) -> Array:
    """The shares of some of our sectors in their trade of a pair in the embedded world; where it has none, in what the
    importer buys abroad, or else in all trade."""
    known = load_world()
    k = [known.sectors.index(code) for code in codes]
    n, i = (_place(known, code) for code in (importer, exporter))
    trade = known.flow[k].sum(axis=(1, 2))
    bought = trade if n is None else known.flow[k, n].sum(axis=1) - known.flow[k, n, n]
    pair = bought if n is None or i is None else known.flow[k, n, i]
    chosen = next(value for value in (pair, bought, trade) if value.sum() > 0)
    return np.asarray(chosen / chosen.sum())


def _place(known: World, code: str) -> int | None:
    region = code if code in known.regions else aggregate_of(code, known)
    return known.regions.index(region) if region in known.regions else None
