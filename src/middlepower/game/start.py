"""Where a coercion game starts from: the dyad's estimated utilities, another dyad's, or those that a file gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from middlepower.data.sanctions import known_dyads, parties
from middlepower.errors import GameError
from middlepower.game.coerce import Coercion
from middlepower.game.schema import UTILITY_NAMES, DyadUtilities
from middlepower.model.crisis_game.equations import Payoffs as Utilities
from middlepower.model.crisis_game.record import EstimatedDyad, estimated_dyads
from middlepower.model.crisis_game.shifts import income_weight

GIVEN = "given"
ESTIMATE = (
    "nested pseudo-likelihood estimate from the threats of sanctions of 1970 to 2000 (Crisman-Cox and Gibilisco 2021)"
)
SHOWN = 6  # dyads in a message


@dataclass(frozen=True)
class Start:
    """Utilities before any deviation, whose they are, and what one per cent of real income weighs in them.

    `dyad` is None and `per_percent` known where a file gives the utilities; else the weight follows from the dyad.
    """

    utilities: Utilities
    of: str
    source: str
    dyad: EstimatedDyad | None
    per_percent: float | None

    def weight(self, reference_loss: float) -> float:
        """lambda, given the loss at the threat at which the utilities hold."""
        if self.per_percent is not None:
            return self.per_percent
        if self.dyad is None:
            raise GameError("the utilities have neither a dyad of the record nor `per_percent`: give one of them.")
        return income_weight(self.dyad.dependence_term, self.dyad.stands_firm, reference_loss)


def start_of(coercion: Coercion) -> Start:
    """The start of a coercion: the utilities given, or the dyad's in its latest decade; else GameError."""
    given = coercion.utilities
    if given is not None and given.like is None:
        return _given(given)
    if given is not None:
        sender, target = str(given.like).split("-")
        return _estimated(sender, target, given.per_percent, f"{ESTIMATE}; borrowed: {given.source}")
    return _estimated(coercion.senders[0], coercion.target, None, ESTIMATE)


def other_decades(start: Start) -> tuple[EstimatedDyad, ...]:
    """The dyad's other decades in the record."""
    if start.dyad is None:
        return ()
    return estimated_dyads(start.dyad.row.sender, start.dyad.row.target)[:-1]


def _given(given: DyadUtilities) -> Start:
    values = (np.array(float(getattr(given, name))) for name in UTILITY_NAMES)
    return Start(Utilities(*values), GIVEN, given.source, None, given.per_percent)


def _estimated(sender: str, target: str, per_percent: float | None, source: str) -> Start:
    """The latest decade of a dyad in the record."""
    codes = parties()
    found = estimated_dyads(codes[sender], codes[target]) if {sender, target} <= set(codes) else ()
    if not found:
        raise GameError(no_estimate(sender, target))
    latest = found[-1]
    if latest.dependence_term <= 0.0 and per_percent is None:
        raise GameError(
            f"{sender}-{target}: the record has no dependence of the target on the sender, so that nothing says what a "
            "per cent of income weighs: give `utilities` with `per_percent`."
        )
    if per_percent is not None:
        return Start(latest.payoffs, f"{sender}-{target}", source, None, per_percent)
    return Start(latest.payoffs, f"{sender}-{target}", source, latest, None)


def no_estimate(sender: str, target: str) -> str:
    """What to say where the record holds no threat of a sender to a target: the nearest dyads, and what to give."""
    near = list(_near(sender, target))
    said = ", ".join(near[:SHOWN]) if near else "none of either"
    return (
        f"the record of threats (1970 to 2000) holds none by {sender} to {target}, so that there is no estimate of "
        f"what they would do. Nearest: {said}. Give a game file (--game FILE) with a block `utilities`: "
        f"`like: {near[0] if near else 'USA-CAN'}` to borrow a dyad, or S_A, V_A, C_B, W_A, W_B, a and per_percent, "
        "with a `source`; `middlepower list games` shows an example."
    )


def _near(sender: str, target: str) -> Iterator[str]:
    """Dyads of the record of the same sender, then of the same target."""
    for one, other in known_dyads():
        if one == sender:
            yield f"{one}-{other}"
    for one, other in known_dyads():
        if other == target and one != sender:
            yield f"{one}-{other}"
