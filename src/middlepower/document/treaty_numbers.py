"""The numbers of a treaty game under one variant: paths, thresholds, what must be believed, waiting, lockstep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from middlepower.document.number import Number
from middlepower.document.treaty import (
    LockstepPrice,
    MustBelieve,
    ScopeBreakEven,
    ScopeValue,
    Threshold,
    TreatyPath,
    TreatyPayoff,
    WaitingValue,
)
from middlepower.game.treaty.payoffs import PayoffTable, TreatyOutcome
from middlepower.game.treaty.schema import FOLLOWS, NOT
from middlepower.game.treaty.values import (
    BeliefRange,
    Believed,
    crossing,
    expected,
    lockstep_line,
    waiting,
)
from middlepower.language.catalogue import say
from middlepower.model.break_even import break_even


def paths_of(table: PayoffTable) -> Iterator[tuple[str, TreatyPath]]:
    """Every path with what it is worth to each economy."""
    game = table.game
    for scope in game.scopes:
        for followed in game.choices(scope):
            for answer in game.answers:
                outcome = table.at(scope, followed, answer)
                key = ".".join((scope, FOLLOWS if followed else NOT, answer))
                yield (
                    key,
                    TreatyPath(scope, followed, answer, economies_of(table, outcome), Number.of(outcome.residual)),
                )


def economies_of(table: PayoffTable, outcome: TreatyOutcome) -> dict[str, TreatyPayoff]:
    """What an outcome is worth to each economy."""
    return {
        name: TreatyPayoff(Number.of(outcome.percent[place]), Number.of(outcome.musd[place]))
        for place, name in enumerate(table.economies)
    }


def break_evens(table: PayoffTable, scope: str, believed: Believed) -> Iterator[tuple[str, ScopeBreakEven]]:
    """When a scope pays although an answer may come, for every answer but acceptance."""
    game, followed = table.game, believed.followed[scope]
    mover, power = table.place(game.mover), table.place(game.power)
    accepted = table.at(scope, followed, game.accept)
    for answer in game.answers:
        if answer == game.accept:
            continue
        outcome = table.at(scope, followed, answer)
        gain, loss = float(accepted.musd[mover]), -float(outcome.musd[mover])
        yield (
            answer,
            ScopeBreakEven(
                Number.of(gain),
                Number.of(loss),
                Number.of(break_even(gain, loss)),
                Number.of(outcome.musd[power] - accepted.musd[power]),
            ),
        )


def scope_value(table: PayoffTable, scope: str, believed: Believed) -> ScopeValue:
    """What a scope is worth at what is believed."""
    value = expected(table, scope, believed)
    return ScopeValue(
        believed.punished[scope],
        Number.of(100.0 * value / table.income),
        Number.of(value),
        believed.followed[scope],
    )


def must_believe(lever: BeliefRange) -> MustBelieve:
    """A belief's thresholds."""
    return MustBelieve(threshold(lever.over_nothing), threshold(lever.over_all))


def threshold(between: tuple[float, float] | None) -> Threshold:
    """Both ends; missing where no value does, and the upper one where there is no end."""
    if between is None:
        nowhere = Number(None, reason=say("game_treaty.nowhere"))
        return Threshold(nowhere, nowhere)
    return Threshold(Number.of(between[0]), Number.of(between[1], say("game_treaty.no_end")))


def disbelieved(most: float | None, declared: float) -> Number:
    """The part of the declared probability that has to be disbelieved, 1 - p*/p; none where the agreement pays."""
    if most is None:
        return Number(None, reason=say("game_treaty.nowhere"))
    return Number.of(max(0.0, 1.0 - most / declared) if declared > 0.0 else 0.0)


def waiting_of(table: PayoffTable, believed: Believed) -> WaitingValue | None:
    """What waiting for the review is worth; None where the game has none."""
    game = table.game
    if game.review is None:
        return None
    scope = game.observed
    at = [expected(table, scope, replace(believed, punished={**believed.punished, scope: p})) for p in (0.0, 1.0)]
    found = waiting(at[0], at[1], believed.punished[scope], game.review)
    return WaitingValue(*map(Number.of, (found.sign_now, found.wait, found.forgone, found.value)))


def lockstep_of(table: PayoffTable) -> dict[str, dict[str, LockstepPrice]]:
    """The price of having followed, by what the partner does and how not following is punished."""
    move = table.game.lockstep
    if move is None:
        return {}
    return {case: {name: lockstep_price(table, case, name) for name in move.punishments} for case in move.followed}


def lockstep_price(table: PayoffTable, case: str, answer: str) -> LockstepPrice:
    """The price at both ends of the probability, and where it changes its sign."""
    line = lockstep_line(table, case, answer)
    at = crossing(line)
    never = say("game_treaty.always_dear" if line.at_zero > 0.0 else "game_treaty.always_cheap")
    return LockstepPrice(
        Number.of(100.0 * line.at_zero / table.income),
        Number.of(line.at_zero),
        Number.of(line.at(1.0)),
        Number.of(at, never),
    )
