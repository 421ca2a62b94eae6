"""Which covariates move which payoff, as Crisman-Cox and Gibilisco (2021) estimate the game on threats of sanctions.

Dependence enters by its square root, capabilities by the log of their ratio; the status quo has no constant, and what
the target gets when the sender backs down, V_B, is zero.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from middlepower.model.crisis_game.likelihood import UTILITIES, Counts, Crises

Array = NDArray[np.float64]
CONSTANT, ROOT_OF = "constant", "sqrt "
SPECIFICATION: Mapping[str, tuple[str, ...]] = {
    "S_A": ("sqrt senderecondep", "senderdemocracy", "contig", "ally"),
    "V_A": (CONSTANT, "anticipatedsendercosts"),
    "C_B": (CONSTANT, "sqrt targetecondep", "anticipatedtargetcosts", "contig", "ally"),
    "W_A": (CONSTANT, "sqrt senderecondep", "senderdemocracy", "lncaprat"),
    "W_B": (CONSTANT, "targetdemocracy", "lncaprat"),
    "a": (CONSTANT, "senderdemocracy"),
}
COEFFICIENTS = tuple(f"{utility}: {name}" for utility in UTILITIES for name in SPECIFICATION[utility])


def crises(columns: Mapping[str, Array]) -> Crises:
    """The data of the likelihood from columns of numbers by dyad: counts sq, cd, sf, bd, and covariates."""
    counts = Counts(*(np.asarray(columns[end], float) for end in ("sq", "cd", "sf", "bd")))
    return Crises(counts, {utility: covariates(columns, SPECIFICATION[utility]) for utility in UTILITIES})


def covariates(columns: Mapping[str, Array], names: tuple[str, ...]) -> Array:
    """The covariates [dyad, coefficient] of one payoff."""
    return np.column_stack([_column(columns, name) for name in names])


def _column(columns: Mapping[str, Array], name: str) -> Array:
    if name == CONSTANT:
        return np.ones(len(columns["sq"]))
    numbers = np.asarray(columns[name.removeprefix(ROOT_OF)], float)
    return np.sqrt(numbers) if name.startswith(ROOT_OF) else numbers
