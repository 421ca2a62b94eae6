"""The strict schema of a wedge game: who bids for whom, within which tariffs, and what is believed of them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from middlepower.errors import ScenarioError
from middlepower.policy.strict import Number, Strict

HIGHEST, LOWEST = 10.0, -0.5  # tariffs: beyond them trade has ended, or is paid for


class WedgePart(Strict):
    """Base of all parts of a wedge game."""

    complaint = ScenarioError


class Belief(WedgePart):
    """A number that is believed, between two ends, and who says so."""

    value: Number
    low: Number
    high: Number
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def ordered(self) -> Self:
        """The belief; ValueError where its value lies outside its ends."""
        if not self.low <= self.value <= self.high:
            raise ValueError(f"`value` {self.value:g} must lie between `low` {self.low:g} and `high` {self.high:g}")
        return self


class Bounds(WedgePart):
    """The lowest and the highest tariff that a hegemon may set."""

    low: Annotated[Number, Field(ge=LOWEST)]
    high: Annotated[Number, Field(le=HIGHEST)]

    @model_validator(mode="after")
    def apart(self) -> Self:
        """The bounds; ValueError where they leave nothing to choose."""
        if not self.low < self.high:
            raise ValueError(
                f"`low` {self.low:g} must be below `high` {self.high:g}: a hegemon needs tariffs to choose"
            )
        return self


class WedgeBeliefs(WedgePart):
    """scale s and worth b as fractions of real income; taste the chance of alignment with the first, all else equal."""

    scale: Belief
    worth: Belief
    taste: Belief | None = None

    @model_validator(mode="after")
    def possible(self) -> Self:
        """The beliefs; ValueError for a scale that is not above zero, a worth below it, a taste that is no chance."""
        if not self.scale.low > 0.0:
            raise ValueError("`scale` must be above zero at its low end: at zero every economy is captured by a hair")
        if self.worth.low < 0.0:
            raise ValueError("`worth` must not be below zero: exchange the hegemons instead")
        if self.taste is not None and not 0.0 < self.taste.low <= self.taste.high < 1.0:
            raise ValueError("`taste` is a chance: write fractions between 0 and 1, both left out")
        return self


class WedgeGame(WedgePart):
    """Two hegemons, the economy that they bid for, their tariffs, and the beliefs."""

    game: Literal["wedge"]
    title: str = Field(min_length=1)
    economy: str = Field(min_length=1)
    hegemons: tuple[str, str]
    bounds: Bounds
    move: Annotated[Number, Field(gt=0.0, lt=1.0)]
    punishments: Annotated[tuple[Annotated[Number, Field(gt=0.0, le=HIGHEST)], ...], Field(min_length=1)]
    beliefs: WedgeBeliefs
