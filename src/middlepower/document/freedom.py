"""Freedom of action in a document: three numbers per move, threat and horizon, and the curve of tolerated tariffs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from middlepower.autonomy.freedom import (
    CURVE,
    FreedomMove,
    MoveOutcome,
    free_trade,
    outcome_of,
    price,
    tolerated,
)
from middlepower.autonomy.record import record_of
from middlepower.autonomy.start import Beginning
from middlepower.document.frontiers import FreedomRow
from middlepower.document.number import Number
from middlepower.document.tolerated import as_number
from middlepower.experiment.experiment import VariantRun
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.rebase import recorded
from middlepower.experiment.variant import LONG
from middlepower.language.catalogue import say, spoken
from middlepower.model.break_even import break_even
from middlepower.world.groups import title_of

PROBABILITIES = CURVE


@dataclass(frozen=True)
class PlacedMove:
    """A move at one horizon: its key, its title, where the economy stands in that world."""

    key: str
    title: str
    horizon: str
    n: int
    move: FreedomMove


def freedom_rows(
    begun: Beginning, run: VariantRun, first_year: VariantRun | None, states: Sequence[str]
) -> tuple[FreedomRow, ...]:
    """The rows of all moves that each power may dislike: free trade with another power, and states of a scenario."""
    rows = []
    for power in begun.powers:
        moves = [*free_trades(begun, power), *state_moves(begun, run, first_year, states, power)]
        rows += [freedom_row(begun, one, power) for one in moves]
    return tuple(rows)


def free_trades(begun: Beginning, power: str) -> list[PlacedMove]:
    """Free trade in goods with each other power, at both horizons."""
    soon = recorded(begun.start, begun.soon)
    found = []
    for partner, inside in begun.powers.items():
        if partner != power:
            title = say("frontier.free_trade", partner=spoken().the(title_of(partner)))
            for when, baseline in ((LONG, begun.start), (FIRST_YEAR, soon)):
                found.append(
                    PlacedMove(f"free-trade-{partner}", title, when, begun.n, free_trade(baseline, begun.n, inside))
                )
    return found


def state_moves(
    begun: Beginning, run: VariantRun, first_year: VariantRun | None, states: Sequence[str], power: str
) -> list[PlacedMove]:
    """The states of a scenario that are moves, where the power that dislikes them is the first one named."""
    if power != next(iter(begun.powers)):
        return []
    found = []
    for when, solved in ((LONG, run), (FIRST_YEAR, first_year)):
        for name in states:
            if solved is not None and name in solved.shocks:
                n = solved.baseline.world.region(begun.economy)
                title = say(f"frontier.move.{name}")
                found.append(PlacedMove(name, title, when, n, FreedomMove(solved.baseline, solved.shocks[name])))
    return found


def freedom_row(begun: Beginning, one: PlacedMove, power: str) -> FreedomRow:
    """The FreedomRow of a move under a power's threat."""
    found = outcome_of(one.move, one.n, begun.powers[power], begun.menace.rate)
    if found.reason:
        none = Number(None, reason=found.reason)
        empty = (none,) * len(PROBABILITIES)
        return FreedomRow(one.key, one.title, power, one.horizon, none, none, none, none, none, empty, none)
    p = record_of(power).probability
    return FreedomRow(
        move=one.key,
        title=one.title,
        power=power,
        horizon=one.horizon,
        move_gain_percent=Number.of(100.0 * math.expm1(found.gain)),
        move_loss_percent=Number.of(-100.0 * math.expm1(-found.loss)),
        break_even_belief=even(found),
        expected_price_musd=Number.of(found.income * price(found.gain, found.loss, p)),
        tolerated_at_record_percent=tolerated_percent(found, p),
        tolerated_tariff_percent=tuple(tolerated_percent(found, one) for one in PROBABILITIES),
        residual=Number.of(found.residual),
    )


def even(found: MoveOutcome) -> Number:
    """p*, missing where the move gains nothing."""
    if found.gain <= 0.0:
        return Number(None, reason=say("frontier.move_gains_nothing"))
    return Number.of(break_even(found.gain, found.loss))


def tolerated_percent(found: MoveOutcome, p: float) -> Number:
    """tau*(p) in per cent, missing where no tariff is tolerated or where all computed are."""
    if found.gain <= 0.0:
        return Number(None, reason=say("frontier.move_gains_nothing"))
    return as_number(tolerated(found.gain, found.losses, p))
