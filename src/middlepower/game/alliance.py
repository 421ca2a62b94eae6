"""Coalitions that answer coercion of one together: who stays, who joins, who pays, and whether it deters.

A sender threatens tariffs on one member's goods. If it carries them out, every member of S adds a tariff of its own on
the sender's goods. V_i(S) is the exact real income of i then:

    i stays where       V_i(S) >= V_i(S without i)            internal stability
    j stays out where   V_j(S and j) <= V_j(S)                external stability
    burdens are equal   W_C = sum I' / sum I P;  transfer_c = W_C I_c P_c - I'_c     they sum to zero

(Chowdhry, Hinz, Kamin and Wanner, Brothers in arms). The sender's cost c(S) of standing firm enters the crisis game of
`model.crisis_game`, with the dyad's estimated utilities; S deters below a level of the yearly chance of a challenge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.indicators.threat_shocks import with_tariff
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.crisis_game.equations import CrisisEquilibrium, equilibria
from middlepower.model.crisis_game.record import EstimatedDyad
from middlepower.model.crisis_game.shifts import Deviation, deviated, income_weight, within
from middlepower.scenario.shock import Shock
from middlepower.world.parties import label_of, members
from middlepower.world.world import World

Array = NDArray[np.float64]
MOST_MEMBERS = 8  # 2^members equilibria a variant
REFERENCE_RATE = 1.0  # the threat at which the record's estimate is taken to hold
ANSWERS = (0.0, 0.05, 0.1, 0.25, 0.5, 1.0)  # rates that a security policy may promise
ROUNDS = 20
LEAST_GAIN = 1e-6  # million US dollars a year


@dataclass(frozen=True)
class Alliance:
    """Members, the sender, the member that it threatens, outsiders who may join, the rates, and the stated level."""

    members: tuple[str, ...]
    sender: str
    target: str
    outsiders: tuple[str, ...]
    threat: float
    answer: float
    level: float

    @property
    def sets(self) -> tuple[frozenset[str], ...]:
        """Every set of members, by size, that of nobody first."""
        return tuple(
            frozenset(chosen) for size in range(len(self.members) + 1) for chosen in combinations(self.members, size)
        )


def alliance(
    world: World, names: Sequence[str], sender: str, on: str, outsiders: Sequence[str], threat: float, answer: float,
    level: float,
) -> Alliance:  # fmt: skip
    """The checked Alliance; ScenarioError names what is wrong and the remedy."""
    if not 1 <= len(names) <= MOST_MEMBERS:
        raise ScenarioError(
            f"`--members` names {len(names)}: give 1 to {MOST_MEMBERS}; a group such as EU counts as one."
        )
    who = tuple(label_of(world, name) for name in names)
    power, hit = label_of(world, sender), label_of(world, on)
    others = tuple(label_of(world, name) for name in outsiders)
    _refuse_twice(world, [*who, power, *others])
    if hit not in who:
        raise ScenarioError(f"`--target` is {hit}, which is no member: name one of {', '.join(who)}.")
    for option, rate in (("--threat", threat), ("--answer", answer)):
        if not 0.0 < rate <= 10.0:
            raise ScenarioError(f"`{option}` is {rate:g}: a rate is a fraction above 0 and at most 10; 25% is 0.25.")
    if not 0.0 < level < 1.0:
        raise ScenarioError(
            f"`--level` is {level:g}: the chance of a challenge in a year is between 0 and 1, such as 0.25."
        )
    return Alliance(who, power, hit, others, threat, answer, level)


def _refuse_twice(world: World, labels: Sequence[str]) -> None:
    seen: dict[int, str] = {}
    for label in labels:
        for place in members(world, label):
            if place in seen:
                raise ScenarioError(
                    f"{world.regions[place]} stands twice, in `{seen[place]}` and in `{label}`: name it once."
                )
            seen[place] = label


def places(world: World, name: str) -> NDArray[np.intp]:
    """The positions of an economy or of a group's members."""
    return np.array(members(world, name), dtype=np.intp)


def answered(game: Alliance, baseline: Baseline, threat: float, rates: dict[str, float]) -> Shock:
    """The baseline's shock with the sender's tariff on its target and the members' rates on the sender, goods only."""
    world = baseline.world
    added = np.zeros_like(baseline.shock.tariff)
    goods, sender = np.flatnonzero(world.is_goods), places(world, game.sender)
    added[np.ix_(goods, sender, places(world, game.target))] = threat
    for name, rate in rates.items():
        added[np.ix_(goods, places(world, name), sender)] = rate
    return with_tariff(baseline.shock, added)


@dataclass(frozen=True)
class AllianceStage:
    """A baseline with the game on it; outcomes by the members' rates, each solved once."""

    game: Alliance
    baseline: Baseline
    solved: dict[tuple[float, ...], Equilibrium] = field(default_factory=dict)

    def at(self, rates: dict[str, float]) -> Equilibrium:
        """The equilibrium when the threat is carried out and some answer."""
        key = tuple(rates.get(name, 0.0) for name in (*self.game.members, *self.game.outsiders))
        if key not in self.solved:
            self.solved[key] = self.baseline.solve(answered(self.game, self.baseline, self.game.threat, rates))
        return self.solved[key]

    def by(self, chosen: frozenset[str]) -> Equilibrium:
        """The equilibrium when a set answers at the declared rate."""
        return self.at(dict.fromkeys(sorted(chosen), self.game.answer))

    @cached_property
    def reference(self) -> Equilibrium:
        """The equilibrium of the threat at which the record's estimate is taken to hold, unanswered."""
        return self.baseline.solve(answered(self.game, self.baseline, REFERENCE_RATE, {}))

    def lost(self, now: Equilibrium, name: str) -> tuple[float, float]:
        """Loss of real income of an economy or a group: per cent, million US dollars."""
        inside = list(members(self.baseline.world, name))
        money = float(self.baseline.money_loss(now)[inside].sum())
        return 100.0 * money / float(self.baseline.equilibrium.income[inside].sum()), money


def shared_loss(stage: AllianceStage, now: Equilibrium) -> float:
    """The share of real income that all members lose after transfers, per cent."""
    before, prices = stage.baseline.equilibrium, now.consumer_price_hat / stage.baseline.equilibrium.consumer_price_hat
    inside = [place for name in stage.game.members for place in members(stage.baseline.world, name)]
    return 100.0 * (1.0 - float(now.income[inside].sum() / (before.income[inside] * prices[inside]).sum()))


def transfers(stage: AllianceStage, now: Equilibrium) -> dict[str, float]:
    """What each member receives, million US dollars of the state, so that all lose the same share of real income."""
    before, prices = stage.baseline.equilibrium, now.consumer_price_hat / stage.baseline.equilibrium.consumer_price_hat
    inside = {name: list(members(stage.baseline.world, name)) for name in stage.game.members}
    kept = {name: float((before.income[who] * prices[who]).sum()) for name, who in inside.items()}
    after = {name: float(now.income[who].sum()) for name, who in inside.items()}
    return equalising(after, kept)


def equalising(after: dict[str, float], kept: dict[str, float]) -> dict[str, float]:
    """transfer_c = W_C I_c P_c - I'_c with W_C = sum I' / sum I P."""
    common = sum(after.values()) / sum(kept.values())
    return {name: common * kept[name] - after[name] for name in after}


@dataclass(frozen=True)
class Deterrence:
    """What a set costs the sender (per cent of its real income), and all equilibria of the crisis game then."""

    sender_cost: float
    equilibria: tuple[CrisisEquilibrium, ...]

    @property
    def challenge(self) -> float:
        """The chance of a challenge within a year, in the equilibrium where it is largest."""
        return max(within(one.challenges) for one in self.equilibria)

    @property
    def carried_out(self) -> float:
        """The chance that a threat is carried out within a year, in the equilibrium where it is largest."""
        return max(within(one.outcomes["carried out"]) for one in self.equilibria)


def deterrence(stage: AllianceStage, dyad: EstimatedDyad, rates: dict[str, float]) -> Deterrence:
    """The crisis game when the sender expects these rates in answer.

    W_B and W_A deviate from the estimate by what the threat with its answer costs target and sender beyond the
    reference: 100% on all goods, unanswered.
    """
    game, reference = stage.game, stage.reference
    now = stage.at(rates)
    at_reference = stage.lost(reference, game.target)[0]
    own, cost = stage.lost(now, game.target)[0], stage.lost(now, game.sender)[0]
    weight = income_weight(dyad.dependence_term, dyad.stands_firm, at_reference)
    by = Deviation(own - at_reference, cost - stage.lost(reference, game.sender)[0])
    return Deterrence(cost, equilibria(deviated(dyad.payoffs, by, weight, weight)))


def smallest(game: Alliance, challenge: dict[frozenset[str], float]) -> frozenset[str] | None:
    """The smallest set whose chance of a challenge is below the level; of equal size the one where it is lowest."""
    below = [chosen for chosen in game.sets if challenge[chosen] < game.level]
    return min(below, key=lambda chosen: (len(chosen), challenge[chosen])) if below else None


@dataclass(frozen=True)
class SecurityPolicy:
    """Rates that members promise in answer, and what they expect to lose a year: million US dollars by member."""

    rates: dict[str, float]
    expected: dict[str, float]
    carried_out: float


def expected_losses(stage: AllianceStage, dyad: EstimatedDyad, rates: dict[str, float]) -> SecurityPolicy:
    """The chance that the threat is carried out, times what each member loses then."""
    chance = deterrence(stage, dyad, rates).carried_out
    now = stage.at(rates)
    return SecurityPolicy(rates, {name: chance * stage.lost(now, name)[1] for name in stage.game.members}, chance)


def uncoordinated(stage: AllianceStage, dyad: EstimatedDyad) -> SecurityPolicy:
    """Rates of which each is best for its own member, given the others', from nobody answering."""
    return _improved(stage, dyad, dict.fromkeys(stage.game.members, 0.0), lambda found, name: found.expected[name])


def coordinated(stage: AllianceStage, dyad: EstimatedDyad, apart: SecurityPolicy) -> SecurityPolicy:
    """Rates that cost all members together least, searched from each common rate's best and from `apart`."""
    commons = [expected_losses(stage, dyad, dict.fromkeys(stage.game.members, rate)) for rate in ANSWERS]
    starts = [min(commons, key=_total), apart]
    return min((_improved(stage, dyad, one.rates, lambda found, _: _total(found)) for one in starts), key=_total)


def _total(found: SecurityPolicy) -> float:
    return sum(found.expected.values())


def _improved(
    stage: AllianceStage, dyad: EstimatedDyad, rates: dict[str, float], lost: Callable[[SecurityPolicy, str], float]
) -> SecurityPolicy:
    """Members in turn move to the rate at which `lost` is least, until nobody moves."""
    now = expected_losses(stage, dyad, rates)
    for _ in range(ROUNDS):
        before = now
        for name in stage.game.members:
            tried = [now, *(expected_losses(stage, dyad, {**now.rates, name: rate}) for rate in ANSWERS)]
            best = min(tried, key=lambda found: lost(found, name))
            now = best if lost(best, name) < lost(now, name) - LEAST_GAIN else now
        if now.rates == before.rates:
            return now
    raise NoEquilibriumError(f"the members' rates still moved after {ROUNDS} rounds: name fewer members.")
