"""The rules of a tariff war: who plays, with which rates, between which bounds, and what a dollar counts where.

Every rule is declared: the document of a war prints them. Players may be groups, which set one policy for their
members and want the income of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.game.ceilings import recorded_ceiling
from middlepower.indicators.incidence import Weights, equal_weights
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.solve import Solver
from middlepower.model.trade_war.arena import Arena, FirstYearModel, LongRunModel, WarModel
from middlepower.model.trade_war.levers import SHAPES, Levers, Shape, Tax, bounded, levers_of
from middlepower.model.trade_war.objectives import Aim
from middlepower.names import unknown_name
from middlepower.world.parties import label_of, members
from middlepower.world.world import World

Array = NDArray[np.float64]
Bounds = Literal["none", "wto", "cusma"]
BOUNDS: tuple[Bounds, ...] = get_args(Bounds)
CUSMA = ("CAN", "MEX", "USA")
TAXES: tuple[Tax, ...] = get_args(Tax)
LEAST_PLAYERS, MOST_PLAYERS = 2, 10
LOWEST, HIGHEST = 0.0, 10.0  # no subsidies, as the WTO's agreement on subsidies has it for exports; ten times the price
WIDEST = (-0.9, 100.0)  # rates beyond which an equilibrium means nothing


@dataclass(frozen=True)
class WarRules:
    """Players by code or group, the kind of rates, which taxes, their bounds, and declared political weights."""

    players: tuple[str, ...]
    instruments: Shape = "uniform"
    taxes: tuple[Tax, ...] = ("import",)
    bounds: Bounds = "none"
    lowest: float = LOWEST
    highest: float = HIGHEST
    weights: Mapping[str, Weights] = field(default_factory=dict)

    def weights_of(self, player: str) -> Weights:
        """The declared weights of a player, those for all, or equal ones."""
        return self.weights.get(player) or self.weights.get("") or equal_weights()


def war_rules(
    world: World, players: Sequence[str], instruments: str, taxes: Sequence[str], bounds: str, lowest: float,
    highest: float, weights: Mapping[str, Weights],
) -> WarRules:  # fmt: skip
    """The checked rules; each error names what is wrong and the remedy."""
    labels = checked_players(world, players)
    if instruments not in SHAPES:
        raise unknown_name("kind of instruments", instruments, SHAPES)
    for tax in taxes:
        if tax not in TAXES:
            raise unknown_name("tax", tax, TAXES)
    if bounds not in BOUNDS:
        raise unknown_name("kind of bounds", bounds, BOUNDS)
    _check_range(lowest, highest)
    named = {name and label_of(world, name): one for name, one in weights.items()}
    for name, one in named.items():
        if name and name not in labels:
            raise ScenarioError(f"`--weights` names `{name}`, which does not play: {', '.join(labels)} do.")
        one.of(world.sectors)
    shape, bound = SHAPES[SHAPES.index(instruments)], BOUNDS[BOUNDS.index(bounds)]
    chosen = tuple(tax for tax in TAXES if tax in taxes)
    return WarRules(labels, shape, chosen, bound, lowest, highest, named)


def checked_players(world: World, names: Sequence[str]) -> tuple[str, ...]:
    """The players' codes; ScenarioError for too few, too many, or an economy that plays twice."""
    if not LEAST_PLAYERS <= len(names) <= MOST_PLAYERS:
        raise ScenarioError(
            f"`--players` names {len(names)}: give {LEAST_PLAYERS} to {MOST_PLAYERS}, such as CAN,USA,CHN; a group "
            "counts as one."
        )
    labels = tuple(label_of(world, name) for name in names)
    seen: dict[int, str] = {}
    for label in labels:
        for place in members(world, label):
            if place in seen:
                twice = world.regions[place]
                raise ScenarioError(f"{twice} plays twice, as `{seen[place]}` and as `{label}`: name it once.")
            seen[place] = label
    return labels


def _check_range(lowest: float, highest: float) -> None:
    """Refuse bounds that leave no rate, or rates of which no equilibrium is meant."""
    for name, rate in (("--lowest", lowest), ("--highest", highest)):
        if not WIDEST[0] <= rate <= WIDEST[1]:
            raise ScenarioError(
                f"`{name}` is {rate:g}: a rate is a fraction between {WIDEST[0]:g} and {WIDEST[1]:g}; 25% is 0.25."
            )
    if not lowest < highest:
        raise ScenarioError(f"`--lowest` {lowest:g} is not below `--highest` {highest:g}: no rate lies between them.")


def arena_of(rules: WarRules, baseline: Baseline, recorded: World) -> Arena:
    """The Arena of the rules at a baseline without quotas; `recorded` is the world whose tariff table bounds rates."""
    places = [members(baseline.world, player) for player in rules.players]
    levers = rules_levers(rules, baseline, recorded, places)
    weights = [rules.weights_of(player).of(baseline.world.sectors) for player in rules.players]
    aims = tuple(Aim(inside, weight) for inside, weight in zip(places, weights, strict=True))
    return Arena(war_model(baseline), baseline.shock, baseline.equilibrium, levers, aims)


def rules_levers(rules: WarRules, baseline: Baseline, recorded: World, places: Sequence[tuple[int, ...]]) -> Levers:
    """The Levers of the rules: goods only, within the bounds."""
    world, bench = baseline.world, baseline.solver.benchmark
    free = cusma_pairs(world) if rules.bounds == "cusma" else None
    levers = levers_of(bench, places, rules.instruments, rules.taxes, world.is_goods, rules.lowest, rules.highest, free)
    return bounded(levers, bench, recorded_ceiling(recorded)) if rules.bounds == "wto" else levers


def cusma_pairs(world: World) -> NDArray[np.bool_]:
    """[n, i] True between members of CUSMA that the world knows apart."""
    inside = np.isin(np.array(world.regions), CUSMA)
    pairs = np.outer(inside, inside)
    np.fill_diagonal(pairs, False)
    return pairs


def war_model(baseline: Baseline) -> WarModel:
    """The equations of a baseline's horizon, with their gradient."""
    solver = baseline.solver
    if isinstance(solver, FirstYearSolver):
        return FirstYearModel(solver, baseline.closure)
    if isinstance(solver, Solver):
        return LongRunModel(solver, baseline.closure)
    raise TypeError("a war is played in the long run or in the first year")
