"""Coalitions (indicator M6): what members can do to a target together, what it costs each, and who adds how much.

v(S) = -ln W_target when all members of S cut trade with it, one equilibrium per set; v of nobody is zero. A member may
be a group (EU): its economies move as one. Members cut the target only, they trade with each other as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.indicators.exposure import (
    LOG_POINTS,
    MONEY,
    Threat,
    ThreatAsked,
    check_side,
    outcome_of,
    states_after,
    worst,
)
from middlepower.indicators.labelled import About, LabelledColumn, LabelledSheet, Texts, column, no_reasons, sheet
from middlepower.language.catalogue import say
from middlepower.world.parties import economy, members

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
MOST_MEMBERS = 10  # exact Shapley values take 2^members equilibria: 1,024 solves, about ten seconds
TOO_MANY = f"exact contributions take 2^members solves: merge members to {MOST_MEMBERS} or fewer (EU counts as one)"
Set = frozenset[int]


def players(baseline: Baseline, names: Sequence[str], target: str) -> tuple[list[tuple[int, ...]], int]:
    """(indices of each member's economies, index of the target); ScenarioError for empty or overlapping coalitions."""
    n = economy(baseline.world, target)
    if not names:
        raise ScenarioError("the coalition is empty: name at least one member.")
    groups = [members(baseline.world, name) for name in names]
    seen: dict[int, str] = {}
    for name, group in zip(names, groups, strict=True):
        if n in group:
            raise ScenarioError(f"`{name}` is or contains the target {baseline.world.regions[n]}: leave it out.")
        for position in group:
            if position in seen:
                twice = baseline.world.regions[position]
                raise ScenarioError(f"{twice} is in `{seen[position]}` and in `{name}`: name it once.")
            seen[position] = name
    return groups, n


def coalition(baseline: Baseline, names: Sequence[str], target: str, side: str = "both") -> xr.Dataset:
    """What a coalition can do to a target: scalars for the whole, arrays [member] for each.

    `joint_cost` v(N) and `joint_cost_money` to the target; `super_additivity` v(N) / sum of v({i}); `deterrence`
    target's loss per dollar that the members lose. By member: `alone` v({i}), `marginal` v(N) - v(N less i),
    `shapley` (sums to v(N); up to ten members), `own_cost_alone` and `own_cost` in the coalition (log points),
    `own_loss` in money. Sides are seen from the target: `import` it cannot buy, `export` it cannot sell.
    """
    return coalition_sheet(baseline, names, target, side).dataset()


def coalition_sheet(baseline: Baseline, names: Sequence[str], target: str, side: str = "both") -> LabelledSheet:
    """The columns of `coalition`."""
    groups, n = players(baseline, names, target)
    side = check_side(side)
    whole = frozenset(range(len(groups)))
    exact = len(groups) <= MOST_MEMBERS
    wanted = all_sets(len(groups)) if exact else some_sets(len(groups))
    cases = {chosen: ThreatAsked(n, acting(groups, chosen), side) for chosen in wanted}
    states = states_after(baseline, list(cases.values()))
    threats = {chosen: outcome_of(baseline, n, case.m, states[case]) for chosen, case in cases.items()}
    together = [outcome_of(baseline, n, group, states[cases[whole]]) for group in groups]
    value = {chosen: outcome.exposure for chosen, outcome in threats.items()}
    why = _reasons(threats, len(groups))
    shapley = shapley_values(value, len(groups)) if exact else np.full(len(groups), np.nan)
    said = why if exact else np.full_like(why, TOO_MANY)
    columns = [
        *_totals(baseline, threats[whole], [threats[frozenset([i])] for i in sorted(whole)], str(why[0])),
        *_by_member(baseline, names, threats, together, why),
        _column("shapley", names, shapley, "Shapley value of v, sums to v(N)", LOG_POINTS, baseline, said),
    ]
    top = worst([outcome.residual for outcome in threats.values()])
    return sheet(columns, target=baseline.world.regions[n], side=side, worst_residual=top)


def all_act(baseline: Baseline, names: Sequence[str], target: str, side: str = "both") -> tuple[Threat, list[Threat]]:
    """(what the target loses when all members act, what each member loses), one equilibrium."""
    groups, n = players(baseline, names, target)
    side = check_side(side)
    every = acting(groups, frozenset(range(len(groups))))
    (state,) = states_after(baseline, [ThreatAsked(n, every, side)]).values()
    return outcome_of(baseline, n, every, state), [outcome_of(baseline, n, group, state) for group in groups]


def all_sets(count: int) -> list[Set]:
    """Every subset of the members but the empty one."""
    return [frozenset(chosen) for size in range(1, count + 1) for chosen in combinations(range(count), size)]


def some_sets(count: int) -> list[Set]:
    """Each member alone, the whole, and the whole less each."""
    whole = frozenset(range(count))
    return list(dict.fromkeys([*(frozenset([i]) for i in whole), whole, *(whole - {i} for i in whole if count > 1)]))


def shapley_values(value: Mapping[Set, float], count: int) -> Array:
    """phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S and i) - v(S)), v of the empty set zero.

    Shapley (1953), A value for n-person games. The values sum to v of the whole.
    """
    weight = [factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)]
    phi = np.zeros(count)
    for i in range(count):
        phi[i] += weight[0] * value[frozenset([i])]
        for chosen in value:
            if i not in chosen:
                phi[i] += weight[len(chosen)] * (value[chosen | {i}] - value[chosen])
    return phi


def acting(groups: Sequence[tuple[int, ...]], chosen: Set) -> tuple[int, ...]:
    """The economies of the chosen members."""
    return tuple(position for i in sorted(chosen) for position in groups[i])


def _reasons(threats: Mapping[Set, Threat], count: int) -> Texts:
    """[member] the first reason why a set has no value; empty where all have one."""
    said = no_reasons((count,))
    said[:] = next((threat.reason for threat in threats.values() if threat.reason), "")
    return said


def _totals(baseline: Baseline, whole: Threat, alone: Sequence[Threat], why: str) -> list[LabelledColumn]:
    """The scalars of a coalition."""
    single = sum(threat.exposure for threat in alone)
    uneven = why or ("" if single > 0.0 else say("indicators.no_member_costs"))
    free = whole.reason or ("" if whole.sender_loss > 0.0 else say("indicators.members_lose_nothing"))
    rows = (
        ("joint_cost", whole.exposure, LOG_POINTS, "v(N) = -ln W_hat of the target", whole.reason),
        ("joint_cost_money", whole.loss, MONEY, "(1 - W_hat) times the target's baseline income", whole.reason),
        ("members_loss", whole.sender_loss, MONEY, "(1 - W_hat) times income, summed over members", whole.reason),
        ("super_additivity", ratio(whole.exposure, single, uneven), "ratio", "v(N) over the sum of v({i})", uneven),
        ("deterrence", ratio(whole.loss, whole.sender_loss, free), "ratio", "target's loss over members' loss", free),
    )
    return [
        column(name, value, {}, About(units, text, baseline.source), np.array(said))
        for name, value, units, text, said in rows
    ]


def ratio(top: float, bottom: float, reason: str) -> float:
    """top / bottom, missing where there is a reason for it."""
    return float("nan") if reason else top / bottom


def _by_member(
    baseline: Baseline,
    names: Sequence[str],
    threats: Mapping[Set, Threat],
    together: Sequence[Threat],
    why: Texts,
) -> list[LabelledColumn]:
    """Contributions and own costs [member]."""
    count = len(names)
    whole = frozenset(range(count))
    alone = [threats[frozenset([i])] for i in range(count)]
    without = [threats[whole - {i}].exposure if count > 1 else 0.0 for i in range(count)]
    rows: tuple[tuple[str, Sequence[float], str, str], ...] = (
        ("alone", [threat.exposure for threat in alone], LOG_POINTS, "v({i})"),
        ("marginal", [threats[whole].exposure - rest for rest in without], LOG_POINTS, "v(N) - v(N less i)"),
        ("own_cost_alone", [threat.sender_cost for threat in alone], LOG_POINTS, "-ln W_hat of i when it acts alone"),
        ("own_cost", [threat.sender_cost for threat in together], LOG_POINTS, "-ln W_hat of i when all act"),
        ("own_loss", [threat.sender_loss for threat in together], MONEY, "(1 - W_hat) times income of i when all act"),
    )
    return [_column(name, names, values, text, units, baseline, why) for name, values, units, text in rows]


def _column(
    name: str, names: Sequence[str], values: Sequence[float] | Array, text: str, units: str,
    baseline: Baseline, said: Texts,
) -> LabelledColumn:  # fmt: skip
    """One column [member]; all missing where any set has no equilibrium."""
    shown = np.where(said == "", np.asarray(values, dtype=np.float64), np.nan)
    return column(name, shown, {"member": list(names)}, About(units, text, baseline.source), said)
