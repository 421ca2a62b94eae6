"""Who takes whose place in the trade of an economy: the rows of `indicators.diversion` for a document."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from middlepower.document.actor import DivertedTrade
from middlepower.document.number import Number
from middlepower.experiment.experiment import Experiment
from middlepower.indicators.diversion import Diversion, diverted_purchases, diverted_sales, touched
from middlepower.world.world import World

Array = NDArray[np.float64]
EVERY = "all"
SECTORS_SHOWN = 6  # of those touched, by the size of the change; all stand in `diversion.csv`
PARTNERS_SHOWN = 5


def diversions(experiment: Experiment, name: str, code: str) -> tuple[Diversion, Diversion]:
    """(sales, purchases) of an economy or group in a state, under the main variant."""
    main = experiment.main
    member = experiment.question.members[list(experiment.question.names).index(code)]
    mask = touched(main.baseline.shock, main.shocks[name])
    pair = main.baseline.equilibrium, main.states[name]
    return diverted_sales(*pair, mask, member), diverted_purchases(*pair, mask, member)


def diverted(experiment: Experiment, name: str, code: str) -> tuple[tuple[DivertedTrade, ...], ...]:
    """The most touched sectors of an economy's sales and purchases, after the sum over all touched ones."""
    member = experiment.question.members[list(experiment.question.names).index(code)]
    return tuple(_rows(of, experiment.world, code, member) for of in diversions(experiment, name, code))


def _rows(of: Diversion, world: World, code: str, member: Array) -> tuple[DivertedTrade, ...]:
    sectors = of.sectors
    if not len(sectors):
        return ()
    moved = np.abs(np.where(of.touched, of.change, 0.0)).sum(axis=1)
    first = sectors[np.argsort(-moved[sectors], kind="stable")][:SECTORS_SHOWN]
    hit = np.asarray(of.touched[sectors].any(axis=0), dtype=np.bool_)
    change = of.change[sectors].sum(axis=0)
    total = [_row(EVERY, change, hit, world, code, member)] if len(sectors) > 1 else []
    rows = [_row(world.sectors[k], of.change[k], of.touched[k], world, code, member) for k in first]
    return tuple(total + rows)


def _row(sector: str, change: Array, hit: NDArray[np.bool_], world: World, code: str, member: Array) -> DivertedTrade:
    """One sector: the change with touched partners, and with the largest of the others, home as one."""
    free = {code: float(change[member > 0].sum())}
    free |= {world.regions[p]: float(change[p]) for p in np.flatnonzero(~hit & (member == 0.0))}
    largest = _ordered(free)[:PARTNERS_SHOWN]
    return DivertedTrade(
        sector=sector,
        touched=tuple(_ordered({world.regions[p]: float(change[p]) for p in np.flatnonzero(hit)})),
        touched_musd=Number.of(float(change[hit].sum())),
        instead_musd={partner: Number.of(free[partner]) for partner in largest},
        others_musd=Number.of(sum(value for partner, value in free.items() if partner not in largest)),
    )


def _ordered(values: dict[str, float]) -> Sequence[str]:
    return sorted(values, key=lambda label: (-abs(values[label]), label))
