"""The probability of punishment up to which a risky move pays: of a treaty, of any move that a power dislikes."""

from __future__ import annotations


def break_even(gain: float, loss: float) -> float:
    """p* = G / (G + L), G what the move gains unpunished and L what it loses punished, both against standing still:
    1 where it pays even if punished, 0 where it never pays."""
    if gain <= 0.0:
        return 1.0 if loss < 0.0 and gain == 0.0 else 0.0
    return 1.0 if loss <= 0.0 else gain / (gain + loss)
