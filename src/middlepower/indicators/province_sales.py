"""What a state changes in Canada's sales, line by line: a good or the rest of a sector, sold to one market.

Lines add up: over the goods of a sector and its rest to what the sector sells a market, over markets, home included,
to its output. A line is carried to provinces by their shares in what stands for it (`indicators.provinces`); without
any share, and for what Canada sells at home, it has no split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from middlepower.data.provinces import ANY, ECONOMY, PROVINCES
from middlepower.indicators.part_volumes import GoodsUnderLaw, Wanted
from middlepower.indicators.parts import Cell, PartsSold
from middlepower.indicators.provinces import Carrier, carrier, separate_goods
from middlepower.language.catalogue import say
from middlepower.world.groups import expand
from middlepower.world.world import World

Array = NDArray[np.float64]
Index = NDArray[np.intp]
HOME, OTHERS = "home", "others"
Reason = Literal["", "services", "at_home", "no_share", "in_part"]
SERVICES, AT_HOME, NO_SHARE, IN_PART = get_args(Reason)[1:]


@dataclass(frozen=True)
class SalesLine:
    """One good, or the rest of a sector (`good` empty), sold to one market: a code, OTHERS or HOME."""

    sector: str
    good: str
    market: str
    carrier: Carrier | None
    reason: Reason  # why it is not carried, or not wholly; empty where all of it is

    @property
    def reason_text(self) -> str:
        """The reason in words."""
        return say(f"indicators.sales.{self.reason}") if self.reason else ""


@dataclass(frozen=True)
class CarriedSales:
    """Sales [line] in million US dollars in the baseline and in a state, and how they are carried."""

    layout: SalesLayout
    before: Array
    after: Array

    @property
    def lines(self) -> tuple[SalesLine, ...]:
        """What each number is of."""
        return self.layout.lines

    @property
    def abroad(self) -> NDArray[np.bool_]:
        """Which lines are goods sold abroad [line]."""
        return self.layout.abroad

    @property
    def share(self) -> Array:
        """Shares of provinces [line, p]; zero where there is no split."""
        return self.layout.share

    @property
    def change(self) -> Array:
        """Change of sales by line."""
        change: Array = self.after - self.before
        return change

    def by_province(self, values: Array) -> Array:
        """Values [line] carried to provinces [p]."""
        carried: Array = values @ self.share
        return carried

    def not_carried(self, values: Array) -> dict[str, float]:
        """Values [line] that no province gets, by reason."""
        found: dict[str, float] = {}
        rest = values * (1.0 - self.share.sum(axis=1))
        for line, value in zip(self.lines, rest.tolist(), strict=True):
            if line.reason:
                found[line.reason] = found.get(line.reason, 0.0) + value
        return found


@dataclass(frozen=True)
class Seller:
    """The economy that sells, the markets that are told apart (regions by code), and which sectors are services."""

    region: int
    markets: Mapping[str, tuple[int, ...]]
    sectors: Sequence[str]
    services: frozenset[str]


def seller_of(world: World, powers: Sequence[str]) -> Seller:
    """Canada, and the powers as markets of their own as far as they do not overlap."""
    markets: dict[str, tuple[int, ...]] = {}
    taken: set[str] = {ECONOMY}
    for power in powers:
        inside = set(expand([power], world)) - taken
        if inside:
            markets[power] = tuple(world.region(code) for code in world.regions if code in inside)
            taken |= inside
    return Seller(world.region(ECONOMY), markets, world.sectors, frozenset(world.services))


@dataclass(frozen=True)
class SalesLayout:
    """The lines of a seller under two laws, the same in all their equilibria: rest[market, sector] is the line of what
    is left of a sector in a market, `goods` are the lines of goods that the laws tell apart."""

    seller: Seller
    markets: tuple[tuple[int, ...], ...]
    lines: tuple[SalesLine, ...]
    rest: Index
    good: Index
    left: Index
    cell: Index
    before: GoodsUnderLaw
    after: GoodsUnderLaw

    @classmethod
    def of(cls, seller: Seller, before: PartsSold, after: PartsSold) -> SalesLayout:
        """The layout of two laws, each given with an equilibrium of its own."""
        markets = _all_markets(seller, before.equilibrium.flow.shape[1])
        lines, rest = list[SalesLine](), list[int]()
        good, left, wanted = list[int](), list[int](), list[Wanted]()
        for market, regions in markets.items():
            for k, sector in enumerate(seller.sectors):
                service = sector in seller.services
                flows = [(k, n, seller.region) for n in regions] if len(regions) == 1 else []
                shares = _goods(sector, market, flows[0], before, after) if flows else {}
                rest.append(len(lines) + len(shares))
                good += range(len(lines), rest[-1])
                left += [rest[-1]] * len(shares)
                wanted += [(cell, *one) for cell in flows for one in shares.items()]
                lines += [_line(sector, name, market, service) for name in (*shares, "")]
        return cls(
            seller,
            tuple(markets.values()),
            tuple(lines),
            np.array(rest, dtype=np.intp).reshape(len(markets), len(seller.sectors)),
            np.array(good, dtype=np.intp),
            np.array(left, dtype=np.intp),
            np.array([cell for cell, *_ in wanted], dtype=np.intp).reshape(-1, 3).T,
            GoodsUnderLaw.of(before, wanted),
            GoodsUnderLaw.of(after, wanted),
        )

    @cached_property
    def abroad(self) -> NDArray[np.bool_]:
        """Which lines are goods sold abroad [line]."""
        return np.array([line.market != HOME and line.reason != SERVICES for line in self.lines])

    @cached_property
    def share(self) -> Array:
        """Shares of provinces [line, p]; zero where there is no split."""
        nobody = np.zeros(len(PROVINCES))
        return np.array([nobody if line.carrier is None else line.carrier.share for line in self.lines])

    @cached_property
    def in_market(self) -> Array:
        """One where an economy is in a market [market, n]."""
        everybody = np.arange(sum(map(len, self.markets)))  # is in one of them
        return np.array([np.isin(everybody, regions) for regions in self.markets], dtype=np.float64)

    def carried(self, before: PartsSold, after: PartsSold) -> CarriedSales:
        """Sales in an equilibrium of the one law and one of the other."""
        return CarriedSales(self, self._sales(before, self.before), self._sales(after, self.after))

    def _sales(self, of: PartsSold, goods: GoodsUnderLaw) -> Array:
        """Sales [line] in an equilibrium, million US dollars: what producers get, without export taxes and rents."""
        solved, values = of.equilibrium, np.zeros(len(self.lines))
        values[self.rest] = self.in_market @ solved.flow[:, :, self.seller.region].T
        k, _, i = self.cell
        values[self.good] = goods.volumes(of) * solved.c_hat[k, i]
        np.subtract.at(values, self.left, values[self.good])
        return values


def _all_markets(seller: Seller, count: int) -> dict[str, tuple[int, ...]]:
    """The markets told apart, all others as one, and home."""
    named = {n for regions in seller.markets.values() for n in regions}
    others = tuple(n for n in range(count) if n not in named and n != seller.region)
    return {**seller.markets, OTHERS: others, HOME: (seller.region,)}


def _goods(sector: str, market: str, cell: Cell, before: PartsSold, after: PartsSold) -> dict[str, float]:
    """{good: its share of a flow} of goods with provincial shares of their own that a law names there; none where they
    overlap."""
    candidates = () if market == HOME else separate_goods(sector, market)
    if not candidates:
        return {}
    law = {*before.named(cell), *after.named(cell)}
    named = [good for good in candidates if good in law]
    if any(_overlap(of, cell, named) for of in (before, after)):
        return {}
    found = {}
    for good in named:
        share = next(one for of in (before, after) if (one := of.share_of(cell, good)) is not None)
        if all(of.sold(cell, good, share) is not None for of in (before, after)):
            found[good] = share
    return found


def _overlap(of: PartsSold, cell: Cell, goods: Sequence[str]) -> bool:
    """Whether a part of a flow belongs to two of some goods."""
    places = of.products(cell)
    counted = [place for good in goods for place in places.get(good, [])]
    return len(counted) > len(set(counted))


@cache
def _line(sector: str, good: str, market: str, service: bool) -> SalesLine:
    """A line with what carries it."""
    if service:
        return SalesLine(sector, good, market, None, SERVICES)
    if market == HOME:
        return SalesLine(sector, good, market, None, AT_HOME)
    found = carrier(good or sector, ANY if market == OTHERS else market)
    partly = found is not None and found.not_known > 0.0
    return SalesLine(sector, good, market, found, NO_SHARE if found is None else IN_PART if partly else "")
