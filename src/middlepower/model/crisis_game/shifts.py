"""From exact payoffs to the crisis game: utilities that deviate from a dyad's estimate by what a threat costs.

    lambda = b sqrt(dep) / (p_F E_ref)          what one per cent of real income weighs
    W_B    = W_B^ - lambda (E - E_ref)          the target, when the threat is carried out
    C_B    = C_B^ - lambda G                    the target, when it concedes
    W_A    = W_A^ - lambda (c - c_ref)          the sender, when it carries the threat out
    V_A    = V_A^ + lambda (g + s)              the sender, when the target concedes

E and c are the losses of target and sender when the threat is carried out, G what the target loses and g what the
sender gains by the concession, s the sender's stake beyond trade, all in per cent of own real income. `ref` marks the
threat at which the estimate is taken to hold. In the estimate b sqrt(dep), with dep the target's dependence on the
sender, raises C_B; the target resists by the sign of (p_F W_B - C_B) / p_F, so this moves it as a W_B does that is
lower by b sqrt(dep) / p_F. That is put equal to lambda E_ref: a threat that costs nothing then meets a target without
dependence.

The equilibria for every W_B at once, without a search: at a resistance p the sender's answer f = p_F(p) is known, and
    W_B(p) = (f Phi^-1(p) + C_B - (1 - f) V_B) / f
is the one W_B of which p is an equilibrium. Where the curve turns back there are several.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from middlepower.model.crisis_game.equations import Payoffs, challenges, stands_firm, threshold

Array = NDArray[np.float64]
MONTHS = 12


@dataclass(frozen=True)
class Deviation:
    """How a threat differs from the one at which an estimate holds, per cent of own real income.

    `target`: E - E_ref; `sender`: c - c_ref; `concession`: G; `gain`: g + s.
    """

    target: float
    sender: float
    concession: float = 0.0
    gain: float = 0.0


@dataclass(frozen=True)
class Correspondence:
    """All equilibria along W_B: arrays over the probability of resistance, `W_B` being the one that it answers."""

    resists: Array
    challenges: Array
    stands_firm: Array
    W_B: Array


def income_weight(dependence_term: float, firm: float, loss: float) -> float:
    """lambda = b sqrt(dep) / (p_F E_ref), per per cent of real income."""
    return dependence_term / (firm * loss)


def deviated(u: Payoffs, by: Deviation, target_weight: float, sender_weight: float) -> Payoffs:
    """The utilities of a threat that deviates from the estimate's."""
    return replace(
        u,
        W_B=np.asarray(u.W_B - target_weight * by.target),
        C_B=np.asarray(u.C_B - target_weight * by.concession),
        W_A=np.asarray(u.W_A - sender_weight * by.sender),
        V_A=np.asarray(u.V_A + sender_weight * by.gain),
    )


def correspondence(u: Payoffs, z: Array) -> Correspondence:
    """All equilibria along W_B, at the probits z of resistance; u's own W_B does not count."""
    p, concedes = ndtr(z), ndtr(-z)
    c = threshold(u, p, concedes)
    f = stands_firm(u, c)
    W_B: Array = (f * z + u.C_B - (1.0 - f) * u.V_B) / f
    return Correspondence(p, challenges(u, c), f, W_B)


def within(probability: float, months: int = MONTHS) -> float:
    """The chance that something happens within so many months that happens in one with a probability."""
    return float(-np.expm1(months * np.log1p(-min(probability, 1.0 - 1e-16))))


def break_even(concession: float, loss: float) -> float:
    """p* = G / E: the chance of action above which resisting costs more income than conceding; nan where E <= 0."""
    return float(np.clip(concession / loss, 0.0, 1.0)) if loss > 0.0 else float("nan")
