"""A tariff of 25% and the best answer: who loses without an answer, and whether the answer hurts the sender.

Pujolas and Rossbach find, for the United States against its partners with deficits in the baseline, that the target
loses in every case and that its optimal retaliation makes the sender lose too; here it is computed under every closure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from middlepower.experiment.baseline import Baseline
from middlepower.game.war import war_model
from middlepower.game.war_played import Changes, changes, first_rates
from middlepower.model.core.closure import CLOSURES, check_closure
from middlepower.model.trade_war.arena import Arena
from middlepower.model.trade_war.levers import Lever, levers_of
from middlepower.model.trade_war.objectives import Aim
from middlepower.model.trade_war.war import best_response
from middlepower.world.parties import members

THREAT = 0.25


@dataclass(frozen=True)
class Answer:
    """What 25% by a sender does to both, and what both have after the target's best answer."""

    sender: str
    target: str
    closure: str
    unanswered: tuple[Changes, Changes]  # sender, target
    rate: float  # the best answer, a fraction
    answered: tuple[Changes, Changes]


def answers(baseline: Baseline, sender: str, targets: Sequence[str]) -> Iterator[Answer]:
    """Each target's answer under every closure, on the trade of a baseline without quotas."""
    for name in CLOSURES:
        closed = baseline
        if name != baseline.closure:
            closed = Baseline.of(baseline.world, None, check_closure(name), baseline.name)
        for target in targets:
            yield answer(closed, sender, target)


def answer(baseline: Baseline, sender: str, target: str, rate: float = THREAT) -> Answer:
    """The target's best rate on all goods of the sender, whose own stands at `rate` on all goods of the target."""
    world = baseline.world
    places = [members(world, sender), members(world, target)]
    every = np.ones(len(world.sectors))
    levers = levers_of(baseline.solver.benchmark, places, "partner", ("import",), world.is_goods, 0.0, 10.0)
    arena = Arena(
        war_model(baseline), baseline.shock, baseline.equilibrium, levers, tuple(Aim(who, every) for who in places)
    )
    x = np.full(len(levers.levers), np.nan)
    x[levers.levers.index(Lever(0, "import", partner=1))] = np.log1p(rate)
    hit = arena.at(x)
    own = levers.levers.index(Lever(1, "import", partner=0))
    trial = x.copy()
    trial[own] = first_rates(arena)[own]
    found = best_response(arena, 1, trial)
    both = (sender, target)
    return Answer(
        sender,
        target,
        baseline.closure,
        (changes(baseline, both[0], hit), changes(baseline, both[1], hit)),
        float(np.expm1(found.x[own])),
        (changes(baseline, both[0], found.now), changes(baseline, both[1], found.now)),
    )
