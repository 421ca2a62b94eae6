"""Which rates to try next in a Nash equilibrium: a secant step per player, or Anderson's method."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.solve.anderson import AndersonMixer

Array = NDArray[np.float64]

REACTION = 0.25  # how far a wanted rate moves with the own rate, before it is measured: 0.05 to 0.45 on goods
SLOPES = (-1.0, 0.97)  # bounds of what is measured
CLEAR = 5.0  # a slope is measured on steps this much above the accuracy
MIXED_SLOPES = (-0.5, 0.9)  # bounds of the slopes that it starts from
STEP = 0.3  # largest change of ln(1 + tariff) in one round


@dataclass(frozen=True)
class Guess:
    """Rates x[m] = ln(1 + t) to try, and slope[m] = how far the wanted rate moves with the own rate.

    Players hardly react to each other's rates: at 81 x 28, the others' effects on a wanted rate add up to a tenth.
    """

    x: Array
    slope: Array
    last_x: Array | None = None
    last_wanted: Array | None = None
    last_accuracy: float = 0.0


def next_guess(guess: Guess, wanted: Array, accuracy: float) -> Guess:
    """The rates at which each player would want its own, by a secant step of its own."""
    slope = guess.slope
    if guess.last_x is not None and guess.last_wanted is not None:
        moved = guess.x - guess.last_x
        clear = np.abs(moved) > CLEAR * max(accuracy, guess.last_accuracy)
        measured = (wanted - guess.last_wanted) / np.where(clear, moved, 1.0)
        slope = np.where(clear, np.clip(measured, *SLOPES), slope)
    step = np.clip((wanted - guess.x) / (1.0 - slope), -STEP, STEP)
    return Guess(guess.x + step, slope, guess.x, wanted, accuracy)


def mixed(mixer: AndersonMixer, guess: Guess, wanted: Array) -> Guess:
    """The rates by Anderson's method, where rates depend on each other's too much for steps of their own."""
    step = np.clip((wanted - guess.x) / (1.0 - np.clip(guess.slope, *MIXED_SLOPES)), -STEP, STEP)
    return replace(guess, x=mixer.next(guess.x, step), last_x=guess.x)
