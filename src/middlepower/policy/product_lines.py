"""Of what goods that law names the products of a world are: six-digit lines, whole or in part.

A product is a line that law names, holds some, or lies in one. What it holds is told by the tables of the package,
which are finer, or by the share of the sector's flow that the measure states; where neither tells, that is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from middlepower.data.codes import sectors
from middlepower.data.trade.editions import ASKED_EDITION, concordance
from middlepower.data.trade.table import Lines
from middlepower.errors import MeasureError
from middlepower.policy.flows import Memo
from middlepower.policy.hs_sectors import sector_places
from middlepower.policy.share_parts import Flow, Good, Labels, PairLines, SectorLines, distinct
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import PlacedState, goods_named
from middlepower.world.products.table import ProductTable

Array = NDArray[np.float64]
Flows = NDArray[np.floating]
Index = NDArray[np.int64]
Mask = NDArray[np.bool_]
Composition = tuple[tuple[Labels, float], ...]  # the goods that parts of a product belong to, and their shares of it

HS6 = 6
LEVELS = (HS6, 4, 2)  # digits of the lines, the heading and the chapter that tell what a product is, the first that can
ROUNDING = 1e-12  # of a share: what is left of a product below this is nothing


@dataclass(frozen=True)
class ProductBook:
    """A world of products as law looks at it: tariff[f] is the rate in the benchmark; what was looked up is kept."""

    table: ProductTable
    memo: Memo
    tariff: Flows
    pieces: dict[tuple[object, ...], Any] = field(default_factory=dict)  # of laws by pair, of `product_rates`
    _sales: dict[int, tuple[Index, Index]] = field(default_factory=dict)

    @classmethod
    def of(cls, table: ProductTable) -> ProductBook:
        """A book in which nothing was looked up, at its sectors' rates; a user's other tables of trade do not count."""
        return cls(table, Memo(ShareBook(table.world, own=())), table.tariff())

    @property
    def shares(self) -> ShareBook:
        """The shares of goods in the flows of sectors."""
        return self.memo.shares

    @cached_property
    def our_sector(self) -> tuple[str, ...]:
        """The sector of each product that law means: ours, of its heading; the world's own where it has no line."""
        codes = np.array([int(code) if line else 0 for code, line in self._coded], dtype=np.int64)
        names = tuple(sectors())
        place = sector_places(self._lines(codes), names).tolist()
        own = [self.table.world.sectors[k] for k in self.table.sector_of.tolist()]
        return tuple(
            names[at] if line and at >= 0 else name for (_, line), at, name in zip(self._coded, place, own, strict=True)
        )

    @cached_property
    def _coded(self) -> list[tuple[str, bool]]:
        return list(zip(self.table.products, self.table.is_line.tolist(), strict=True))

    def _lines(self, codes: Index) -> Lines:
        return Lines(codes, np.ones(len(codes)), HS6, self.table.edition)

    @cached_property
    def asked(self) -> PairLines:
        """All products as lines, and which of them goods ask for."""
        return PairLines(self._lines(np.array([int(code) if line else 0 for code, line in self._coded])))

    def sales(self, importer: int, exporter: int) -> tuple[Index, Index]:
        """(place, product) of all flows of a pair."""
        if importer not in self._sales:
            self._sales[importer] = self.table.sales_to(importer)
        place, product = self._sales[importer]
        here = self.table.exporter[place] == exporter
        return place[here], product[here]

    def today(self, product: int) -> Index:
        """The lines of today that a product may be."""
        code = int(self.table.products[product])
        if self.table.edition == ASKED_EDITION:
            return np.array([code])
        old, new = concordance(self.table.edition)
        return np.append(new[old == code], code)

    def goods(self, laws: Sequence[PlacedState], flow: Flow, place: Index, product: Index) -> list[Composition]:
        """Of what goods that laws name each of some products of a flow is, at places in the table."""
        named = distinct(goods_named(laws, *flow), None)
        asked = [self.asked.match(undivided(good.hs)) for good in named]
        whole = [found.inside[product] for found in asked]
        partly = [found.unsure[product] & ~found.inside[product] for found in asked]
        unsure = np.any(partly, axis=0) if named else np.zeros(len(product), dtype=bool)
        value = self.table.value[place].astype(np.float64)
        stated = StatedShares(self.shares, flow, named, whole, partly, value) if unsure.any() else None
        finer = self.shares.finer(flow) if unsure.any() else ()
        found: list[Composition] = []
        for at, g in enumerate(product.tolist()):
            labels = tuple(good.label for good, mask in zip(named, whole, strict=True) if mask[at])
            if stated is None or not unsure[at]:
                found.append(((labels, 1.0),))
            else:
                some = [good for good, mask in zip(named, partly, strict=True) if mask[at]]
                known = _by_finer_lines(finer, self.today(g), labels, some)
                found.append(known or stated.composition(at, labels))
        return found


def undivided(codes: Labels) -> Labels:
    """HS codes, those that end in zeros after six digits cut there: schedules write so what they do not divide."""
    return tuple(code[:HS6] if len(code) > HS6 and not code[HS6:].strip("0") else code for code in codes)


def _by_finer_lines(
    tables: Sequence[SectorLines], codes: Index, labels: Labels, goods: Sequence[Good]
) -> Composition | None:
    """What a product is, `labels` altogether and `goods` in part, by the finer lines of a table; None where none tells.

    Where nobody buys of a product, the finer lines of its heading tell, else those of its chapter.
    """
    for digits in LEVELS:
        for known in tables:
            lines = known.lines
            here = np.isin(lines.code // 10 ** (lines.digits - digits), codes // 10 ** (HS6 - digits))
            value = lines.value[here]
            matches = [known.match(good) for good in goods]
            if not value.sum() > 0 or any((value * match.unsure[here]).sum() > 0 for match in matches):
                continue
            bits = [match.inside[here].astype(np.int64) << bit for bit, match in enumerate(matches)]
            member = np.bitwise_or.reduce(np.array(bits, dtype=np.int64), axis=0)
            return _shares(member, value, labels, goods)
    return None


def _shares(member: Index, value: Array, labels: Labels, goods: Sequence[Good]) -> Composition:
    """The shares of lines by the goods that they belong to, bit by bit in `member`."""
    parts = []
    for mask in np.unique(member).tolist():
        here = tuple(good.label for bit, good in enumerate(goods) if mask >> bit & 1)
        parts.append(((*labels, *here), float(value[member == mask].sum() / value.sum())))
    return tuple(part for part in parts if part[1] > ROUNDING)


@dataclass(frozen=True)
class StatedShares:
    """Goods of a flow whose share of it a measure or a fact states: what is not in whole products is spread evenly over
    those that hold the good among others."""

    shares: ShareBook
    flow: Flow
    goods: Sequence[Good]
    whole: Sequence[Mask]
    partly: Sequence[Mask]
    value: Array

    def composition(self, at: int, labels: Labels) -> Composition:
        """Of what a product is, `labels` being the goods that it is altogether."""
        parts = [
            ((*labels, good.label), self._held(bit))
            for bit, good in enumerate(self.goods)
            if self.partly[bit][at] and self._held(bit) > ROUNDING
        ]
        rest = 1.0 - sum(share for _, share in parts)
        if rest < -ROUNDING:
            named = ", ".join(one[-1] for one, _ in parts)
            raise MeasureError(f"{named} are more than the six-digit line that holds them: correct their `share:`.")
        return tuple([*parts, (labels, rest)] if rest > ROUNDING else parts)

    def _held(self, bit: int) -> float:
        """The share that a good has of every product that holds it among others."""
        if bit not in self._known:
            source = self.shares.source(self.flow, self.goods[bit], None)
            if isinstance(source, SectorLines):
                raise MeasureError(
                    f"measure `{self.goods[bit].measure}`: {self.goods[bit].told} is finer than six digits, and no "
                    "table knows how much of the six-digit line it is. Name the line at six digits, or give the "
                    "measure's line a `share:` with its `share_source:`."
                )
            left = source.share * self.value.sum() - self.value[self.whole[bit]].sum()
            self._known[bit] = float(np.clip(left / self.value[self.partly[bit]].sum(), 0.0, 1.0))
        return self._known[bit]

    @cached_property
    def _known(self) -> dict[int, float]:
        return {}
