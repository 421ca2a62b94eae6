"""What follows from payoffs: what one must believe, the value of waiting, lockstep.

Everything here is linear in what is asked for (a probability, a weight), so thresholds are solved exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from middlepower.game.treaty.moves import lockstep_key, unfollowed_key
from middlepower.game.treaty.payoffs import PayoffTable
from middlepower.game.treaty.schema import Review
from middlepower.game.treaty.tree import answer_chances

ALWAYS, NEVER = 1.0, 0.0  # probabilities of punishment up to which an agreement pays


@dataclass(frozen=True)
class ValueLine:
    """A value that is linear in what is asked for: at zero, and by how much it rises for each unit."""

    at_zero: float
    slope: float

    def __sub__(self, other: ValueLine) -> ValueLine:
        """The difference of two values."""
        return ValueLine(self.at_zero - other.at_zero, self.slope - other.slope)

    def at(self, x: float) -> float:
        """The value at a point."""
        return self.at_zero + self.slope * x


def where_all_positive(lines: Iterable[ValueLine], low: float, high: float) -> tuple[float, float] | None:
    """The interval within [low, high] on which no line is below zero; None where there is no such point."""
    for line in lines:
        if line.slope > 0.0:
            low = max(low, -line.at_zero / line.slope)
        elif line.slope < 0.0:
            high = min(high, -line.at_zero / line.slope)
        elif line.at_zero < 0.0:
            return None
    return (low, high) if low <= high else None


@dataclass(frozen=True)
class Believed:
    """What the mover reckons with: for each scope whether the neighbour follows, the probability of punishment, and
    what a dollar of each group weighs."""

    followed: Mapping[str, bool]
    punished: Mapping[str, float]
    weights: Sequence[float]


def punishment_line(table: PayoffTable, scope: str, believed: Believed) -> ValueLine:
    """Expected value of a scope to the mover by the probability that it is punished, million US dollars."""
    accepted = worth(table, scope, believed, 0.0)
    return ValueLine(accepted, worth(table, scope, believed, 1.0) - accepted)


def weight_line(table: PayoffTable, scope: str, believed: Believed, group: int) -> ValueLine:
    """Expected value of a scope as a function of what a dollar of one group weighs, million US dollars."""
    at_one = expected(table, scope, believed)
    slope = expected_group(table, scope, believed, group)
    return ValueLine(at_one - believed.weights[group] * slope, slope)


def worth(table: PayoffTable, scope: str, believed: Believed, punished: float) -> float:
    """Expected value of a scope at a probability of punishment: real income of the mover, and what its groups weigh
    above or below a dollar."""
    place = table.place(table.game.mover)
    total = 0.0
    for name, chance in answer_chances(table.game, scope, punished).items():
        outcome = table.at(scope, believed.followed[scope], name)
        extra = sum((w - 1.0) * float(part) for w, part in zip(believed.weights, outcome.groups, strict=True))
        total += chance * (float(outcome.musd[place]) + extra)
    return total


def expected(table: PayoffTable, scope: str, believed: Believed) -> float:
    """Expected value of a scope at what is believed of it, million US dollars."""
    return worth(table, scope, believed, believed.punished[scope])


def expected_group(table: PayoffTable, scope: str, believed: Believed, group: int) -> float:
    """Expected change of a group's value added, million US dollars."""
    chances = answer_chances(table.game, scope, believed.punished[scope])
    followed = believed.followed[scope]
    return sum(chance * float(table.at(scope, followed, name).groups[group]) for name, chance in chances.items())


@dataclass(frozen=True)
class BeliefRange:
    """Where a belief has the observed scope chosen: over no agreement, and over every other scope; None is nowhere."""

    over_nothing: tuple[float, float] | None
    over_all: tuple[float, float] | None


def levers(table: PayoffTable, believed: Believed) -> dict[str, BeliefRange]:
    """{what is believed: where it has the observed scope chosen}: one probability for all scopes, the probability for
    the observed one alone, and the weight of each group."""
    game = table.game
    same = {scope: punishment_line(table, scope, believed) for scope in game.scopes}
    alone = {
        scope: line if scope == game.observed else ValueLine(expected(table, scope, believed), 0.0)
        for scope, line in same.items()
    }
    found = {"probability": lever(table, same, 1.0), "quota-form": lever(table, alone, 1.0)}
    for number, group in enumerate(game.groups):
        lines = {scope: weight_line(table, scope, believed, number) for scope in game.scopes}
        found[group] = lever(table, lines, math.inf)
    return found


def lever(table: PayoffTable, lines: Mapping[str, ValueLine], high: float) -> BeliefRange:
    """Where the observed scope's line lies above those of others, from zero to `high`."""
    game = table.game
    mine = lines[game.observed]
    others = [mine - line for scope, line in lines.items() if scope != game.observed]
    return BeliefRange(
        where_all_positive([mine - lines[game.nothing]], 0.0, high), where_all_positive(others, 0.0, high)
    )


@dataclass(frozen=True)
class Waiting:
    """Million US dollars a year, on average over the years that count: signing now, waiting until the power has shown
    its hand, and what waiting forgoes where it would not have punished."""

    sign_now: float
    wait: float
    forgone: float

    @property
    def value(self) -> float:
        """What waiting is worth: at most, because the review may show nothing."""
        return self.wait - max(0.0, self.sign_now)


def waiting(gain: float, punished_outcome: float, chance: float, review: Review) -> Waiting:
    """The value of waiting for a day on which the power's answer becomes known: then the agreement is signed only where
    it pays, for the part of the time that is left."""
    informed = (1.0 - chance) * max(0.0, gain) + chance * max(0.0, punished_outcome)
    return Waiting(
        (1.0 - chance) * gain + chance * punished_outcome, review.left * informed, (1.0 - review.left) * max(0.0, gain)
    )


def lockstep_line(table: PayoffTable, case: str, answer: str) -> ValueLine:
    """The price of having followed, as a function of the probability that not following is punished by an answer:
    income had the mover not followed, less income having followed while the partner does what a case says."""
    place = table.place(table.game.mover)
    free = float(table.named(unfollowed_key(table.game.accept)).musd[place])
    punished = float(table.named(unfollowed_key(answer)).musd[place])
    followed = float(table.named(lockstep_key(case)).musd[place])
    return ValueLine(free - followed, punished - free)


def crossing(line: ValueLine) -> float:
    """Where a line changes its sign; NaN where it does not between 0 and 1."""
    if line.slope == 0.0:
        return math.nan
    x = -line.at_zero / line.slope
    return x if 0.0 <= x <= 1.0 else math.nan
