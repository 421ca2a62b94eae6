"""The same coercion under other beliefs: another reference, decade or estimate, and a sender that counts its costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from middlepower.document.coerced import BeliefRow
from middlepower.document.crisis_ends import single_end
from middlepower.document.threat_words import threat_words
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.variant import LONG
from middlepower.game.coerce import AT_REFERENCE
from middlepower.game.coerce_played import CoercionPlayed
from middlepower.game.start import other_decades
from middlepower.language.catalogue import say
from middlepower.model.crisis_game.equations import Payoffs as Utilities
from middlepower.model.crisis_game.equations import equilibria
from middlepower.model.crisis_game.record import full_estimate_of
from middlepower.model.crisis_game.shifts import Deviation, deviated, income_weight

SENDER_TIMES = 5.0  # what a per cent of the sender's income weighs, over one of the target's, in the other belief
REFERENCES = ("tariff:0.25", "cutoff")


def belief_rows(played: CoercionPlayed) -> tuple[BeliefRow, ...]:
    """How the threat ends under each belief, main variant in the long run; the first is the game's own."""
    return tuple(row for row in _rows(played) if row is not None)


def _rows(played: CoercionPlayed) -> Iterator[BeliefRow | None]:
    weight, by, u = played.weights(LONG)[0], played.deviations(LONG)[0], played.start.utilities
    yield _row(say("game_coerce.belief.own"), u, by, weight, weight)
    free = replace(by, sender=float(played.losses(LONG).sender[0]))
    yield _row(say("game_coerce.belief.sender_pays"), u, free, weight, weight)
    more = say("game_coerce.belief.sender_pays_more", times=f"{SENDER_TIMES:g}")
    yield _row(more, u, free, weight, SENDER_TIMES * weight)
    if FIRST_YEAR in played.horizons:
        yield _first_year(played)
    if played.start.dyad is None:
        return
    for reference in REFERENCES:
        yield _other_reference(played, reference)
    dyad = played.start.dyad
    for other in other_decades(played.start):
        loss = float(played.references[LONG].target[0])
        if other.dependence_term > 0.0:
            own = income_weight(other.dependence_term, other.stands_firm, loss)
            words = say("game_coerce.belief.decade", decade=str(other.row.decade))
            yield _row(words, other.payoffs, by, own, own)
    full = full_estimate_of(dyad.row)
    own = income_weight(full.dependence_term, full.stands_firm, float(played.references[LONG].target[0]))
    yield _row(say("game_coerce.belief.full"), full.payoffs, by, own, own)


def _first_year(played: CoercionPlayed) -> BeliefRow | None:
    """Targets of the record weighed first years too: the reference threat's loss is that of the first year."""
    lost, here = played.losses(FIRST_YEAR), played.losses(FIRST_YEAR, AT_REFERENCE)
    loss = float(here.target[0])
    if not loss > 0.0:
        return None
    by = replace(
        played.deviations(FIRST_YEAR)[0],
        target=float(lost.target[0]) - loss,
        sender=float(lost.sender[0] - here.sender[0]),
    )
    weight = played.start.weight(loss)
    return _row(say("game_coerce.belief.first_year"), played.start.utilities, by, weight, weight)


def _other_reference(played: CoercionPlayed, reference: str) -> BeliefRow | None:
    """The estimate taken to hold at another threat, unless that is the game's own reference or costs nothing."""
    if reference == played.coercion.reference:
        return None
    here, lost = played.losses(LONG, reference), played.losses(LONG)
    loss = float(here.target[0])
    if not loss > 0.0:
        return None
    weight = played.start.weight(loss)
    by = replace(
        played.deviations(LONG)[0],
        target=float(lost.target[0]) - loss,
        sender=float(lost.sender[0] - here.sender[0]),
    )
    words = say("game_coerce.belief.reference", threat=threat_words(played.coercion, reference))
    return _row(words, played.start.utilities, by, weight, weight)


def _row(words: str, u: Utilities, by: Deviation, target: float, sender: float) -> BeliefRow | None:
    if not np.isfinite([by.target, by.sender]).all():
        return None
    found = equilibria(deviated(u, by, target, sender))
    return BeliefRow(words, target, 0.0 - target * by.target, tuple(single_end(one) for one in found))
