"""Which products of which flows two laws treat differently, from the parts of the flows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from middlepower.indicators.parts import Cell, PartsSold

SAME = 1e-9  # relative; of what the law says


def changed(before: PartsSold, after: PartsSold) -> Iterator[tuple[Cell, str]]:
    """(flow, product) wherever the two laws differ."""
    alike = _alike(before, after)
    for cell in dict.fromkeys([*before.flows.position, *after.flows.position]):
        if cell in alike:
            continue
        for product in dict.fromkeys([*before.named(cell), *after.named(cell)]):
            if not _same(before.lawful(cell, product), after.lawful(cell, product)):
                yield cell, product


def _alike(before: PartsSold, after: PartsSold) -> set[Cell]:
    """The flows that both laws treat alike, as far as the sums over their parts tell."""
    there = after.flows.position
    both = [(f, there[cell]) for cell, f in before.flows.position.items() if cell in there]
    old, new = np.array(both, dtype=np.intp).reshape(-1, 2).T
    one, other = before.law_of_flows[old], after.law_of_flows[new]
    allowed = SAME * np.maximum(np.maximum(np.abs(one), np.abs(other)), 1.0)
    with np.errstate(invalid="ignore"):  # of two that are without limit
        same = ((one == other) | (np.abs(one - other) <= allowed)).all(axis=1)
    cells = before.flows.cell.T[old[same]].tolist()
    return {(k, n, i) for k, n, i in cells}


def _same(before: Sequence[float], after: Sequence[float]) -> bool:
    pairs = zip(before, after, strict=True)
    return all(math.isclose(*pair, rel_tol=SAME, abs_tol=SAME) for pair in pairs)
