"""One draw over what is uncertain, and where its points lie: the same seed gives the same draws to every command.

Everything that may be drawn has a column of its own in a design of fixed width. So a draw over the long run alone, and
the same draw over the first year too, have the same elasticities; what else is drawn moves none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SET, ERROR, NEST, CLOSURE = "elasticity_set", "estimate_error", "nest_elasticity", "closure"
KAPPA, FLOOR, ANCHOR, LABOUR = "kappa", "floor", "anchor", "labour_share"
THETA = "theta_"  # then the horizon
CLAIMS, FLOWS, BELIEF = "claims", "flows", "belief"


def theta_name(horizon: str) -> str:
    """The name of the one elasticity of a shorter horizon, such as `theta_first_year`."""
    return f"{THETA}{horizon.replace('-', '_')}"


COLUMNS = {
    SET: 0, NEST: 1, theta_name("medium"): 2, theta_name("first-year"): 2, KAPPA: 3, FLOOR: 4, ANCHOR: 5, LABOUR: 6,
    ERROR: 7, CLOSURE: 8, CLAIMS: 9, BELIEF: 10, FLOWS: 11,
}  # fmt: skip
"""The design's column of everything that is drawn; the elasticities of two shorter horizons rise and fall together."""
WIDTH = 16  # columns of every design: some are left for what is not drawn yet


@dataclass(frozen=True)
class Draw:
    """One draw: its number, and what was drawn by name; of a choice the place of the option."""

    number: int
    numbers: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, number: int, drawn: Mapping[str, float]) -> Draw:
        """The draw of that number."""
        return cls(number, tuple(drawn.items()))

    def get(self, name: str) -> float | None:
        """What was drawn of a name; None where that was not drawn."""
        return next((value for known, value in self.numbers if known == name), None)
