"""The strict schema of a treaty game: scopes, answers, who follows, beliefs with their sources."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from middlepower.errors import ScenarioError
from middlepower.policy.strict import Day, Number, Strict

Chance = Annotated[Number, Field(ge=0.0, le=1.0)]
Key = Annotated[str, Field(min_length=1, pattern=r"^[a-z0-9][a-z0-9-]*$")]
ROUNDING = 1e-9  # by which declared probabilities may miss one
YEAR = 365.25  # days
FOLLOWS, NOT = "follows", "does-not-follow"


class TreatyPart(Strict):
    """Base of all parts of a treaty game."""

    complaint = ScenarioError


class TreatyBelief(TreatyPart):
    """A probability with its range and who says so."""

    value: Chance
    low: Chance
    high: Chance
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def in_its_range(self) -> TreatyBelief:
        """The belief itself when its value lies in its range."""
        if not self.low <= self.value <= self.high:
            raise ValueError(
                f"{self.value:g} is not between `low` {self.low:g} and `high` {self.high:g}: widen the range"
            )
        return self


class ScopeMove(TreatyPart):
    """A scope of the agreement: the states of the scenario that it is made of; none is the baseline."""

    title: str = Field(min_length=1)
    states: tuple[str, ...] = ()
    punished_by: dict[Key, Chance] = Field(
        default_factory=dict
    )  # given that it is punished: the probability of each answer

    @model_validator(mode="after")
    def sums_to_one(self) -> ScopeMove:
        """The scope itself when the answers to it have probabilities that sum to one."""
        check_sum("punished_by", self.punished_by)
        return self


class AnswerMove(TreatyPart):
    """An answer of the power: states, or a lottery of other answers where the answer leaves open what comes."""

    title: str = Field(min_length=1)
    states: tuple[str, ...] = ()
    if_followed: tuple[str, ...] = ()  # in the place of `states` where the neighbour follows
    lottery: dict[Key, Chance] = Field(default_factory=dict)
    source: str = ""

    @model_validator(mode="after")
    def one_kind(self) -> AnswerMove:
        """The answer itself when it is either states or a sourced lottery whose probabilities sum to one."""
        check_sum("lottery", self.lottery)
        if self.lottery and (self.states or self.if_followed):
            raise ValueError("an answer is either `states` or a `lottery` of other answers: leave one out")
        if self.lottery and not self.source:
            raise ValueError("a `lottery` needs the `source` of its probabilities: add it")
        return self


class Neighbour(TreatyPart):
    """A third economy that may do the same, and the states that this adds."""

    economy: str
    follows: str = Field(min_length=1)  # in words
    does_not: str = Field(min_length=1)
    states: tuple[str, ...] = Field(min_length=1)


class WeighedGroup(TreatyPart):
    """Whose income may weigh more or less than a dollar: sectors of the mover, or their part in some provinces."""

    title: str = Field(min_length=1)
    sectors: tuple[str, ...] = Field(min_length=1)
    provinces: tuple[str, ...] = ()


class Review(TreatyPart):
    """A day on which the power shows its hand, and the days from and to which incomes count."""

    title: str = Field(min_length=1)
    begins: Day
    day: Day
    ends: Day
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def in_order(self) -> Review:
        """The review itself when its days follow one another."""
        if not self.begins < self.day < self.ends:
            raise ValueError(f"`begins` {self.begins}, `day` {self.day} and `ends` {self.ends} must follow one another")
        return self

    @property
    def years(self) -> float:
        """How long incomes count."""
        return days(self.begins, self.ends) / YEAR

    @property
    def left(self) -> float:
        """The part of that time that is left after the review."""
        return days(self.day, self.ends) / days(self.begins, self.ends)


class LockstepMove(TreatyPart):
    """The move before: to have followed the power's tariffs or not, with and without the partner's retaliation."""

    title: str = Field(min_length=1)
    followed: dict[Key, tuple[str, ...]] = Field(min_length=1)  # by what the partner does: states; none is the baseline
    followed_titles: dict[Key, str]
    not_followed: tuple[str, ...] = Field(min_length=1)
    punishments: tuple[Key, ...] = Field(min_length=1)  # answers of the game

    @model_validator(mode="after")
    def titled(self) -> LockstepMove:
        """The move itself when each case has a title."""
        for case in self.followed:
            if case not in self.followed_titles:
                raise ValueError(f"`followed_titles` lacks `{case}`: say it in words")
        return self


class TreatyGame(TreatyPart):
    """Who chooses a scope, who answers, who follows, what each move is in law, and what is believed."""

    game: Literal["treaty"]
    name: Key
    title: str = Field(min_length=1)
    question: str = Field(min_length=1)
    scenario: str
    mover: str
    power: str
    partner: str
    neighbour: Neighbour | None = None
    order: Literal["in turn", "at once"] = "in turn"  # whether the power sees what the neighbour does
    scopes: dict[Key, ScopeMove] = Field(min_length=2)
    observed: Key  # the scope that was chosen
    answers: dict[Key, AnswerMove] = Field(min_length=2)
    punished: TreatyBelief | None = None  # that a threat is carried out; by default from the record
    groups: dict[Key, WeighedGroup] = Field(default_factory=dict)
    review: Review | None = None
    lockstep: LockstepMove | None = None
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)

    @property
    def accept(self) -> str:
        """The answer that changes nothing: the first."""
        return next(iter(self.answers))

    @property
    def nothing(self) -> str:
        """The scope that changes nothing: the first."""
        return next(iter(self.scopes))

    @property
    def players(self) -> tuple[str, ...]:
        """The economies that move, in their order."""
        between = () if self.neighbour is None else (self.neighbour.economy,)
        return self.mover, *between, self.power

    def choices(self, scope: str) -> tuple[bool, ...]:
        """Whether the neighbour follows a scope: both where there is something to follow."""
        return (False, True) if self.neighbour is not None and scope != self.nothing else (False,)

    @model_validator(mode="after")
    def complete(self) -> TreatyGame:
        """The game itself when its parts name one another and the first scope and answer change nothing."""
        check_first(self)
        check_named(self)
        if len(set(self.players)) < len(self.players):
            raise ValueError(
                f"`{'`, `'.join(self.players)}`: a player stands twice; each of mover, neighbour and power is another"
            )
        if self.partner in self.players:
            raise ValueError(
                f"`partner` is `{self.partner}`, which moves in the game itself (`{'`, `'.join(self.players)}`): name "
                "the economy that the agreement is with"
            )
        return self


def check_first(game: TreatyGame) -> None:
    """None; ValueError where the first scope or the first answer is a change."""
    if game.scopes[game.nothing].states:
        raise ValueError(f"the first of `scopes`, `{game.nothing}`, is no agreement: leave out its `states`")
    first = game.answers[game.accept]
    if first.states or first.lottery or first.if_followed:
        raise ValueError(f"the first of `answers`, `{game.accept}`, changes nothing: leave out its `states`")
    for name, scope in game.scopes.items():
        if name != game.nothing and not scope.states:
            raise ValueError(f"scope `{name}` names no state: give its `states`")
    for name, answer in game.answers.items():
        if name != game.accept and not (answer.states or answer.lottery):
            raise ValueError(f"answer `{name}` names no state: give its `states`, or a `lottery` of other answers")


def check_named(game: TreatyGame) -> None:
    """None; ValueError where a scope, an answer or the observed choice is named that does not exist."""
    named = [(f"scopes.{key}.punished_by", name) for key, scope in game.scopes.items() for name in scope.punished_by]
    named += [("lockstep.punishments", name) for name in (game.lockstep.punishments if game.lockstep else ())]
    for where, name in named:
        if name not in game.answers:
            raise ValueError(
                f"`{where}` names the answer `{name}`, which is not among `answers`: {', '.join(game.answers)}"
            )
    check_lotteries(game)
    if game.observed not in game.scopes or game.observed == game.nothing:
        raise ValueError(f"`observed` is `{game.observed}`: name one of `scopes` that is an agreement")
    for key, scope in game.scopes.items():
        if key != game.nothing and not scope.punished_by:
            raise ValueError(
                f"scope `{key}` lacks `punished_by`: say with which answer it is punished, such as hundred: 1"
            )


def check_lotteries(game: TreatyGame) -> None:
    """None; ValueError where a lottery names what is no answer with states."""
    plain = [name for name, answer in game.answers.items() if not answer.lottery]
    for key, answer in game.answers.items():
        for name in answer.lottery:
            if name not in plain:
                raise ValueError(
                    f"`answers.{key}.lottery` names `{name}`, which is no answer with states: {', '.join(plain)}"
                )


def check_sum(field: str, chances: dict[str, float]) -> None:
    """None; ValueError where probabilities are given that don't sum to one."""
    total = sum(chances.values())
    if chances and abs(total - 1.0) > ROUNDING:
        raise ValueError(f"the probabilities of `{field}` sum to {total:g}: let them sum to one")


def days(first: dt.date, last: dt.date) -> float:
    """Days between two days."""
    return float((last - first).days)
