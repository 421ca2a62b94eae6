"""The strict schema of a game of coercion: players, their actions, who moves when, utilities, stakes, with sources.

Payoffs are those of policy states; what players want beyond real income is declared with its source.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from middlepower.errors import GameError
from middlepower.policy.strict import Number, Strict

Text = Annotated[str, Field(min_length=1)]
Names = tuple[str, ...]
UTILITY_NAMES = ("S_A", "V_A", "C_B", "W_A", "W_B", "a")


class GamePart(Strict):
    """Base of all parts of a game."""

    complaint = GameError


class Action(GamePart):
    """What a player may do: keep a policy state of the scenario, or carry out a threat.

    A move without either changes no policy, as to back down or to concede.
    """

    title: str = ""
    state: str | None = None
    threat: str | None = None  # tariff:1.0, cutoff, or a state of the scenario

    @model_validator(mode="after")
    def one_thing(self) -> Action:
        """The action itself when it does one thing at most."""
        if self.state is not None and self.threat is not None:
            raise ValueError("give one of `state` and `threat`, or none")
        return self


class Stake(GamePart):
    """What an ending is worth to a player beyond trade: security, prestige; per cent of its real income or money."""

    what: Text
    percent: Number | None = None
    musd: Number | None = None
    source: Text

    @model_validator(mode="after")
    def one_amount(self) -> Stake:
        """The stake itself when it has one amount."""
        if (self.percent is None) == (self.musd is None):
            raise ValueError("give the stake in `percent` of real income or in `musd`, million US dollars a year")
        return self


class PlayerObjective(GamePart):
    """What a player wants beyond real income: a stake in the target's concession."""

    concession: Stake | None = None


class GamePlayer(GamePart):
    """An economy or group that moves: its actions by name, and its objective."""

    actions: dict[Text, Action]
    objective: PlayerObjective = PlayerObjective()

    @field_validator("actions")
    @classmethod
    def some_actions(cls, actions: dict[str, Action]) -> dict[str, Action]:
        """The actions themselves when there are any."""
        if not actions:
            raise ValueError("a player without actions does not play: give it one or more, or leave it out")
        return actions


class DyadUtilities(GamePart):
    """Mean payoffs of the crisis game: those of a dyad in the record (`like: USA-AUS`), or all six written out.

    In units of a private payoff's standard deviation. `per_percent` is what one per cent of real income weighs in them;
    where they are a dyad's and none is given, it follows from the record's coefficient on dependence.
    """

    like: str | None = Field(default=None, pattern=r"^[A-Z]{3}-[A-Z]{3}$")
    S_A: Number | None = None
    V_A: Number | None = None
    C_B: Number | None = None
    W_A: Number | None = None
    W_B: Number | None = None
    a: Number | None = None
    per_percent: Annotated[Number, Field(gt=0.0)] | None = None
    source: Text

    @model_validator(mode="after")
    def like_or_written_out(self) -> DyadUtilities:
        """The utilities themselves when they are those of a dyad, or complete."""
        given = [name for name in UTILITY_NAMES if getattr(self, name) is not None]
        if self.like is not None and given:
            raise ValueError(f"`like` and `{given[0]}` exclude each other: borrow a dyad or write all six out")
        missing = [name for name in UTILITY_NAMES if name not in given]
        if self.like is None and missing:
            raise ValueError(f"`{missing[0]}` is missing: give all of {', '.join(UTILITY_NAMES)}, or `like: USA-AUS`")
        if self.like is None and self.per_percent is None:
            raise ValueError("`per_percent` is missing: say what one per cent of real income weighs")
        return self


class GameFile(GamePart):
    """A game of coercion: the scenario whose states are its payoffs, players, order of moves, utilities."""

    game: Literal["coerce"]
    name: str = Field(min_length=1, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    title: Text
    question: str = ""
    scenario: str | None = None
    players: dict[Text, GamePlayer]
    order: Names = Field(min_length=1)
    utilities: DyadUtilities | None = None
    notes: Names = ()
    sources: Names = ()

    @field_validator("players")
    @classmethod
    def two_or_more(cls, players: dict[str, GamePlayer]) -> dict[str, GamePlayer]:
        """The players themselves when there are two."""
        if len(players) < 2:
            raise ValueError("a game needs two players or more: name another")
        return players

    @model_validator(mode="after")
    def all_move(self) -> GameFile:
        """The game itself when those that move are its players, and all of them do."""
        for name in self.order:
            if name not in self.players:
                known = ", ".join(f"`{player}`" for player in self.players)
                raise ValueError(f"`order` names `{name}`, which is no player: the players are {known}")
        for name in self.players:
            if name not in self.order:
                raise ValueError(f"the player `{name}` never moves: add it to `order`, or leave it out")
        return self
