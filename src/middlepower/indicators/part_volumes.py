"""Volumes of many goods at once: which parts of its flow a good is, is a matter of law and looked up once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.parts import Cell, PartsSold

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Wanted = tuple[Cell, str, float]  # a flow, a product of it, and its share of the flow


@dataclass(frozen=True)
class GoodsUnderLaw:
    """Goods [g] as one law has them: `weight` of the parts at `place` belongs to good `row`; goods of flows that it
    does not tax are a `share` of the flow `cell` [3, w]; those of which it tells too little are `unknown`."""

    count: int
    row: Index
    place: Index
    weight: Array
    whole: Index
    cell: Index
    share: Array
    unknown: NDArray[np.bool_]

    @classmethod
    def of(cls, law: PartsSold, goods: Sequence[Wanted]) -> GoodsUnderLaw:
        """Where a law has some goods."""
        rows: list[tuple[int, int, float]] = []
        wholes: list[tuple[int, Cell, float]] = []
        unknown = np.zeros(len(goods), dtype=bool)
        for g, (flow, product, share) in enumerate(goods):
            found = law.parts_of(flow, product, share)
            if not law.taxes(flow):
                wholes.append((g, flow, share))
            elif found is None:
                unknown[g] = True
            else:
                rows += [(g, place, found[1]) for place in found[0]]
        return cls(
            len(goods),
            np.array([row for row, *_ in rows], dtype=np.intp),
            np.array([place for _, place, _ in rows], dtype=np.intp),
            np.array([weight for *_, weight in rows], dtype=np.float64),
            np.array([g for g, *_ in wholes], dtype=np.intp),
            np.array([flow for _, flow, _ in wholes], dtype=np.intp).reshape(-1, 3).T,
            np.array([share for *_, share in wholes], dtype=np.float64),
            unknown,
        )

    def volumes(self, of: PartsSold) -> Array:
        """Volumes [g] in benchmark producers' prices, million US dollars; nan where they can't be told apart."""
        volume = np.zeros(self.count)
        np.add.at(volume, self.row, self.weight * of.volume[self.place])
        if len(self.whole):
            k, n, i = self.cell
            solved = of.equilibrium
            spent = self.share * solved.pi[k, n, i] * solved.X[k, n]
            receipts = np.array([solved.receipts.at((a, b, c)) for a, b, c in self.cell.T.tolist()])
            volume[self.whole] = spent * receipts / solved.c_hat[k, i]
        volume[self.unknown] = np.nan
        return volume
