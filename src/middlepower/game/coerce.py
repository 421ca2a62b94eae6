"""Coercion with private resolve: who threatens whom with what, the policy states that this makes, and how it ends.

The status quo of the game is the policy that the sender wants given up (`demand`), or the scenario's baseline;
conceding leads to the baseline, resisting to the threat on top of the policy. Losses are relative to the status quo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import GameError, MiddlepowerError
from middlepower.game.payoffs import StatePayoffs
from middlepower.game.reading import check_state
from middlepower.game.schema import DyadUtilities, GameFile, Stake
from middlepower.model.crisis_game.equations import CrisisEquilibrium, equilibria
from middlepower.model.crisis_game.equations import Payoffs as Utilities
from middlepower.model.crisis_game.shifts import Deviation, deviated
from middlepower.names import unknown_name
from middlepower.policy.checks import rate_as_written
from middlepower.scenario.entries import CutOff, TariffChange
from middlepower.scenario.schema import Scenario, State

Array = NDArray[np.float64]
CUTOFF, TARIFF = "cutoff", "tariff:"
REFERENCE = "tariff:1.0"
CURVE = ("tariff:0.1", "tariff:0.25", "tariff:0.5", "tariff:1.0", CUTOFF)
KEPT, CARRIED_OUT, AT_REFERENCE = "kept", "carried-out", "reference"


@dataclass(frozen=True)
class Coercion:
    """A threat by one or more senders on a target: a tariff, a cut-off or a state; what it demands; what is at stake.

    `utilities` replace the record's estimate of the dyad, or name another dyad's.
    """

    senders: tuple[str, ...]
    target: str
    threat: str
    demand: str | None
    scenario: Scenario
    reference: str = REFERENCE
    utilities: DyadUtilities | None = None
    stake: Stake | None = None

    def __post_init__(self) -> None:
        """Refuse a threat that nobody can carry out, a demand that is no state, and joint senders without a stake."""
        if self.target in self.senders:
            raise GameError(f"`--target` is {self.target}, which is among the senders: nobody threatens itself.")
        if len(set(self.senders)) < len(self.senders):
            raise GameError(f"`--sender` names {', '.join(self.senders)}: name each once.")
        check_threat(self.threat, self.scenario, "--threat")
        check_threat(self.reference, self.scenario, "--reference")
        if self.demand is not None:
            check_state(self.scenario, self.demand, "`--demand`")
        if len(self.senders) > 1 and (self.stake is None or self.utilities is None):
            raise GameError(
                f"{' and '.join(self.senders)} threaten together: the record holds single senders only. Give a game "
                f"file with `utilities` (such as like: {self.senders[0]}-{self.target}) and a stake beyond trade under "
                f"`players.{self.senders[0]}.objective.concession`, both with a source."
            )


@dataclass(frozen=True)
class Losses:
    """What an ending costs relative to the status quo, by variant: per cent of own real income, million US dollars."""

    target: Array
    target_musd: Array
    sender: Array
    sender_musd: Array


@dataclass(frozen=True)
class Ending:
    """All equilibria of one variant, and the utilities that they are of."""

    utilities: Utilities
    shift: float
    equilibria: tuple[CrisisEquilibrium, ...]


def coercion_of(game: GameFile, scenario: Scenario) -> Coercion:
    """The coercion in a game file: who has a threat sends, the other is its target."""
    threats = {name: [a.threat for a in one.actions.values() if a.threat] for name, one in game.players.items()}
    senders = tuple(name for name, found in threats.items() if found)
    targets = [name for name, found in threats.items() if not found]
    if not senders or len(targets) != 1:
        raise GameError(
            f"game `{game.name}`: coercion needs players with a `threat` among their actions and one other, the "
            f"target; here {len(senders)} have one and {len(targets)} do not."
        )
    said = {threat for found in threats.values() for threat in found}
    if len(said) > 1:
        raise GameError(f"game `{game.name}`: the senders threaten {', '.join(sorted(said))}: give them one threat.")
    states = [action.state for action in game.players[targets[0]].actions.values() if action.state]
    if len(states) > 1:
        raise GameError(f"game `{game.name}`: the target has {len(states)} states: give the one that it would give up.")
    stakes = {name: one.objective.concession for name, one in game.players.items() if one.objective.concession}
    if len(stakes) > 1 or targets[0] in stakes:
        raise GameError(
            f"game `{game.name}`: {' and '.join(stakes)} declare a stake: give the senders' joint one, once, for one "
            "of the senders."
        )
    return Coercion(
        senders,
        targets[0],
        said.pop(),
        states[0] if states else None,
        scenario,
        utilities=game.utilities,
        stake=next(iter(stakes.values()), None),
    )


def check_threat(threat: str, scenario: Scenario, option: str) -> str:
    """The threat itself: `tariff:RATE`, `cutoff` or a state of the scenario; else an error that names the option."""
    if threat.startswith(TARIFF):
        rate_of(threat, option)
        return threat
    if threat != CUTOFF and threat not in scenario.states:
        message = unknown_name("state", threat, scenario.states)
        raise GameError(f"`{option}` is neither {REFERENCE} (any rate), nor {CUTOFF}, nor a state: {message}")
    return threat


def rate_of(threat: str, option: str = "--threat") -> float:
    """The rate of a threat `tariff:RATE`, a fraction."""
    text = threat.removeprefix(TARIFF)
    try:
        written = rate_as_written(text)
    except (ValueError, MiddlepowerError) as error:
        raise GameError(f"`{option}` is `{threat}`: {error}; write tariff:1.0 for 100%.") from None
    try:
        rate = float(written)
    except ValueError:
        raise GameError(f"`{option}` is `{threat}`: `{text}` is no number; write tariff:1.0 for 100%.") from None
    if not rate > 0.0:
        raise GameError(f"`{option}` is `{threat}`: a threat is a rate above 0, such as tariff:1.0 for 100%.")
    return rate


def states_of(coercion: Coercion) -> dict[str, State]:
    """The policy states whose payoffs the game needs, by name: kept, carried out, at the reference, along the curve."""
    kept = kept_state(coercion)
    named = {CARRIED_OUT: coercion.threat, AT_REFERENCE: coercion.reference, **{name: name for name in CURVE}}
    return {KEPT: kept, **{name: threatened(coercion, kept, threat) for name, threat in named.items()}}


def kept_state(coercion: Coercion) -> State:
    """The status quo of the game: the policy in dispute, or the baseline."""
    if coercion.demand is not None:
        return coercion.scenario.states[coercion.demand]
    return State(title=coercion.scenario.baseline.name)


def threatened(coercion: Coercion, kept: State, threat: str) -> State:
    """The status quo with a threat carried out; a state of the scenario stands for itself."""
    senders, target = coercion.senders, (coercion.target,)
    if threat == CUTOFF:
        cut = CutOff.model_validate({"between": senders, "and": target})
        return kept.model_copy(update={"cut_off": (*kept.cut_off, cut)})
    if threat.startswith(TARIFF):
        tariff = TariffChange(importers=senders, exporters=target, rate=rate_of(threat))
        return kept.model_copy(update={"tariffs": (*kept.tariffs, tariff)})
    return coercion.scenario.states[threat]


def losses_in(payoffs: StatePayoffs, coercion: Coercion, state: str) -> Losses:
    """What a state costs target and senders relative to the status quo; of several senders, their summed income."""
    own, own_money = _lost(payoffs, (coercion.target,), state)
    theirs, their_money = _lost(payoffs, coercion.senders, state)
    return Losses(own, own_money, theirs, their_money)


def concession_in(payoffs: StatePayoffs, coercion: Coercion) -> Losses:
    """What giving up the policy in dispute costs relative to keeping it."""
    kept = _level(payoffs, (coercion.target,), KEPT), _level(payoffs, coercion.senders, KEPT)
    base = payoffs.income_of(coercion.target), sum(payoffs.income_of(name) for name in coercion.senders)
    own, theirs = ((level - income) for level, income in zip(kept, base, strict=True))
    return Losses(100.0 * own / kept[0], own, 100.0 * theirs / kept[1], theirs)


def _lost(payoffs: StatePayoffs, names: Sequence[str], state: str) -> tuple[Array, Array]:
    kept, after = _level(payoffs, names, KEPT), _level(payoffs, names, state)
    return 100.0 * (1.0 - after / kept), kept - after


def _level(payoffs: StatePayoffs, names: Sequence[str], state: str) -> Array:
    """Real income [variant] of some economies together in a state, at the baseline's prices, million US dollars."""
    return np.asarray(sum(payoffs.income_of(name) + payoffs.musd_of(state, name) for name in names))


def endings(u: Utilities, by: Sequence[Deviation], weights: Sequence[float]) -> list[Ending]:
    """All equilibria under every variant: the estimate's utilities, moved by how the threat deviates in it."""
    found = []
    for one, weight in zip(by, weights, strict=True):
        moved = deviated(u, one, weight, weight)
        found.append(Ending(moved, 0.0 - weight * one.target, equilibria(moved)))
    return found
