"""Payoffs at every end of the tree: exact equilibria of the joined states, one table for each variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.data.provinces import ECONOMY, PROVINCES
from middlepower.errors import ScenarioError
from middlepower.experiment.experiment import Experiment, VariantRun, solve_experiment
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import comparison_variants
from middlepower.game.treaty.moves import Path, distinct, joined_states, states_of
from middlepower.game.treaty.schema import TreatyGame, WeighedGroup
from middlepower.indicators.incidence import sector_losses
from middlepower.indicators.provinces import split_of
from middlepower.names import unknown_name
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario
from middlepower.world.parties import economy_code

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """Changes from the baseline at one end: real income [economy], per cent and million US dollars a year; `groups`
    those of value added of groups of the mover, million US dollars at baseline consumer prices."""

    percent: Array
    musd: Array
    groups: Array
    residual: float

    def __add__(self, other: Outcome) -> Outcome:
        """Both, the larger residual."""
        return Outcome(
            self.percent + other.percent,
            self.musd + other.musd,
            self.groups + other.groups,
            max(self.residual, other.residual),
        )

    def times(self, chance: float) -> Outcome:
        """The outcome weighed by a probability."""
        return Outcome(chance * self.percent, chance * self.musd, chance * self.groups, self.residual)


@dataclass(frozen=True)
class PayoffTable:
    """Outcomes under one variant; no change at the baseline."""

    game: TreatyGame
    economies: tuple[str, ...]
    outcomes: Mapping[str, Outcome]
    nothing: Outcome
    income: float  # of the mover in the baseline, million US dollars

    def at(self, scope: str, followed: bool, answer: str) -> Outcome:
        """The outcome of a scope and an answer; of a lottery its expectation."""
        chances = self.game.answers[answer].lottery or {answer: 1.0}
        parts = [self.end(Path(scope, followed, name)).times(chance) for name, chance in chances.items()]
        return sum(parts[1:], parts[0])

    def end(self, path: Path) -> Outcome:
        """The outcome at an end of the tree."""
        return self.outcomes[path.key] if states_of(self.game, path) else self.nothing

    def named(self, key: str) -> Outcome:
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
    """All ends at one horizon under the variants of its range."""
    own = replace(settings, horizon=horizon)
    experiment = solve_experiment(asked.question, own, comparison_variants(own))
    whole = [run for run in experiment.runs if len(run.states) == len(asked.question.states)]
    kept = tuple(run.variant for run in whole)
    return TreatyPayoffs(
        experiment,
        tuple(whole),
        tuple(table_of(asked, run) for run in whole),
        tuple(run.variant.label for run in experiment.runs if run.variant not in kept),
    )


def table_of(asked: TreatyQuestion, run: VariantRun) -> PayoffTable:
    """The outcomes of one run."""
    world = run.baseline.world
    places = [world.region(name) for name in asked.economies]
    mover = world.region(asked.game.mover)

    def outcome(name: str) -> Outcome:
        state, base = run.states[name], run.baseline
        lost = sector_losses(base.equilibrium, state)[:, mover]
        return Outcome(
            100.0 * np.expm1(-base.log_loss(state)[places]),
            -base.money_loss(state)[places],
            -asked.weights @ lost,
            float(state.report.residual),
        )

    solved = {name: outcome(name) for name in run.states}
    none = Outcome(
        np.zeros(len(places)),
        np.zeros(len(places)),
        np.zeros(len(asked.weights)),
        run.baseline.equilibrium.report.residual,
    )
    return PayoffTable(
        asked.game,
        asked.economies,
        {name: solved[of] for name, of in asked.of.items()},
        none,
        float(run.baseline.equilibrium.income[mover]),
    )
