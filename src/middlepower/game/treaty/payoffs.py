"""Payoffs at every end of the tree: those of the joined states, kept on disk, one table for each variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.data.provinces import ECONOMY, PROVINCES
from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.experiment.experiment import Experiment, VariantRun, solve_experiment
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.game.payoffs import StatePayoffs, payoffs
from middlepower.game.treaty.moves import Course, distinct, joined_states, states_of
from middlepower.game.treaty.schema import TreatyGame, WeighedGroup
from middlepower.indicators.provinces import split_of
from middlepower.names import unknown_name
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario
from middlepower.world.parties import economy_code

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TreatyOutcome:
    """Changes from the baseline at one end: real income [economy], per cent and million US dollars a year; `groups`
    those of value added of groups of the mover, million US dollars at baseline consumer prices."""

    percent: Array
    musd: Array
    groups: Array
    residual: float

    def __add__(self, other: TreatyOutcome) -> TreatyOutcome:
        """Both, the larger residual."""
        return TreatyOutcome(
            self.percent + other.percent,
            self.musd + other.musd,
            self.groups + other.groups,
            max(self.residual, other.residual),
        )

    def times(self, chance: float) -> TreatyOutcome:
        """The outcome weighed by a probability."""
        return TreatyOutcome(chance * self.percent, chance * self.musd, chance * self.groups, self.residual)


@dataclass(frozen=True)
class PayoffTable:
    """Outcomes under one variant; no change at the baseline."""

    game: TreatyGame
    economies: tuple[str, ...]
    outcomes: Mapping[str, TreatyOutcome]
    nothing: TreatyOutcome
    income: float  # of the mover in the baseline, million US dollars

    def at(self, scope: str, followed: bool, answer: str) -> TreatyOutcome:
        """The outcome of a scope and an answer; of a lottery its expectation."""
        chances = self.game.answers[answer].lottery or {answer: 1.0}
        parts = [self.end(Course(scope, followed, name)).times(chance) for name, chance in chances.items()]
        return sum(parts[1:], parts[0])

    def end(self, path: Course) -> TreatyOutcome:
        """The outcome at an end of the tree."""
        return self.outcomes[path.key] if states_of(self.game, path) else self.nothing

    def named(self, key: str) -> TreatyOutcome:
        """The outcome of a state of the move before, or no change where it is the baseline."""
        return self.outcomes.get(key, self.nothing)

    def place(self, economy: str) -> int:
        """Where an economy stands."""
        return self.economies.index(economy)


@dataclass(frozen=True)
class TreatyPayoffs:
    """The experiment of all ends at one horizon, and a table for each variant whose every state has an equilibrium."""

    experiment: Experiment
    runs: tuple[VariantRun, ...]
    tables: tuple[PayoffTable, ...]
    left_out: tuple[str, ...]  # variants in which some end has no equilibrium


@dataclass(frozen=True)
class TreatyQuestion:
    """A game with its scenario's question: all ends as states, doubles left out."""

    game: TreatyGame
    scenario: Scenario
    question: Question
    of: Mapping[str, str]  # a state's name to that of the one that is solved
    weights: Array  # [group, sector]

    @property
    def economies(self) -> tuple[str, ...]:
        """The economies of the table: players, the partner, then the scenario's actors."""
        names = (*self.game.players, self.game.partner, *self.scenario.actors)
        world = self.question.world
        return tuple(dict.fromkeys(name for name in names if name in world.regions))


def ask(game: TreatyGame, world: str | None = None) -> TreatyQuestion:
    """The question that a game asks of its scenario's world; errors name players and states that do not exist."""
    scenario = read_scenario(game.scenario)
    if world is not None:
        scenario = scenario.model_copy(update={"world": world})
    question = question_of(scenario)
    for name in (*game.players, game.partner):
        if economy_code(question.world, name) != name:
            raise ScenarioError(f"player `{name}`: write its code, {economy_code(question.world, name)}.")
    states, of = distinct(joined_states(game, scenario.model_copy(update={"states": dict(question.states)})))
    asked = Question(question.world, question.baseline, states, question.measures, question.reported)
    weights = np.array([group_weights(game, group, question.world.sectors) for group in game.groups.values()])
    return TreatyQuestion(game, scenario, asked, of, weights.reshape(len(game.groups), len(question.world.sectors)))


def group_weights(game: TreatyGame, group: WeighedGroup, sectors: Sequence[str]) -> Array:
    """The part of each sector's value added that belongs to a group [sector]."""
    for name in group.sectors:
        if name not in sectors:
            raise unknown_name("sector of a group", name, sectors)
    if group.provinces and game.mover != ECONOMY:
        raise ScenarioError(
            f"group `{group.title}` names provinces, which are known of {ECONOMY} only: leave them out."
        )
    return np.array([province_part(group, name) if name in group.sectors else 0.0 for name in sectors])


def province_part(group: WeighedGroup, sector: str) -> float:
    """The part of a sector in a group's provinces: their share in its sales to all countries; one without provinces."""
    if not group.provinces:
        return 1.0
    split = split_of(sector, "*")
    if split is None:
        raise ScenarioError(
            f"group `{group.title}`: no shares of provinces are known in sector {sector}: leave them out."
        )
    names = list(PROVINCES)
    for province in group.provinces:
        if province not in names:
            raise unknown_name("province", province, names)
    return float(sum(split[names.index(province)] for province in group.provinces))


def solve_payoffs(asked: TreatyQuestion, settings: Settings, horizon: str) -> TreatyPayoffs:
    """All ends at one horizon under the variants of its range; only those that are not on disk are solved."""
    own = replace(settings, horizon=horizon)
    found = payoffs(asked.question, horizons=(horizon,), settings=own, sectors_of=asked.game.mover)
    bare = solve_experiment(replace(asked.question, states={}), own, found.variants)
    lacking = {label for _, label in found.failed}
    if found.variants[0].label in lacking:
        name = next(state for state, label in found.failed if label == found.variants[0].label)
        raise NoEquilibriumError(found.failed[name, found.variants[0].label], f"path `{name}`")
    whole = [place for place, variant in enumerate(found.variants) if variant.label not in lacking]
    runs = tuple(bare.runs[place] for place in whole)
    return TreatyPayoffs(
        replace(bare, question=asked.question),
        runs,
        tuple(table_of(asked, found, place, bare.runs[place]) for place in whole),
        tuple(variant.label for variant in found.variants if variant.label in lacking),
    )


def table_of(asked: TreatyQuestion, found: StatePayoffs, variant: int, run: VariantRun) -> PayoffTable:
    """The outcomes under one variant."""
    places = [found.economies.index(name) for name in asked.economies]
    base = run.baseline.equilibrium
    solved = {
        name: TreatyOutcome(
            found.percent[state, variant, places],
            found.musd[state, variant, places],
            asked.weights @ found.sectors[state, variant],
            float(found.residual[state, variant]),
        )
        for state, name in enumerate(found.states)
    }
    zero = np.zeros(len(places))
    return PayoffTable(
        asked.game,
        asked.economies,
        {name: solved[of] for name, of in asked.of.items()},
        TreatyOutcome(zero, zero, np.zeros(len(asked.weights)), float(base.report.residual)),
        float(base.income[run.baseline.world.region(asked.game.mover)]),
    )
