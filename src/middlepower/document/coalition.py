"""What a coalition can do to a target together, with ranges: `indicators.coalition` over the elasticity sets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from middlepower.document.arrange import names_of, own_centre, spread_of
from middlepower.document.first_year import at_once
from middlepower.document.number import Number, combine, lost
from middlepower.document.other_horizon import about
from middlepower.document.power import power_header
from middlepower.document.ranked import Coalition, JointCost, JointThere, MemberCost
from middlepower.document.table import Table
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.parallel import each
from middlepower.experiment.without_effect import joined
from middlepower.indicators.coalition import all_act, coalition_sheet, players
from middlepower.indicators.exposure import Threat, check_side
from middlepower.language.catalogue import say, spoken
from middlepower.world.parties import economy_code, label_of


def coalition_document(experiment: Experiment, names: Sequence[str], target: str, side: str) -> Coalition:
    """Joint cost, own costs, marginal and Shapley contributions, super-additivity and deterrence per dollar."""
    side = check_side(side)
    code = economy_code(experiment.world, target)
    players(experiment.main.baseline, names, code)
    labels = tuple(label_of(experiment.world, name) for name in names)
    body, there = _bodies(experiment, labels, code, side)
    called = {one: spoken().the(experiment.question.names.get(one, one)) for one in (*labels, code)}
    question = say("document.coalition_question", members=joined(called[one] for one in labels), target=called[code])
    words = f"coalition --members {','.join(labels)} --against {code} --side {side}"
    header = power_header(
        experiment, "coalition", question, words, [body.residual, *([there.residual] if there else [])]
    )
    return Coalition(
        header=replace(header, centre=own_centre(experiment.main.variant)),
        **names_of(Coalition, experiment.world, labels),
        members=labels,
        against=code,
        side=side,
        side_meaning=say("document.side_of_target", side=say(f"indicators.side.{side}")),
        notes=_notes(experiment),
        coalition=body,
        other_horizon=there,
    )


def _bodies(experiment: Experiment, labels: Sequence[str], code: str, side: str) -> tuple[JointCost, JointThere | None]:
    """(the coalition, what all do together at the other horizon and what each member pays), with ranges."""
    beside, starts = experiment.beside, experiment.baselines().values()
    tasks: list[Callable[[], Any]] = [partial(_joint, one, labels, code, side) for one in starts]
    if beside is not None:
        told = about(beside)
        tasks += [partial(_all_there, one, told, labels, code, side) for one in beside.baselines().values()]
    bodies = each(lambda task: task(), tasks)
    here, there = bodies[: len(starts)], bodies[len(starts) :]
    return combine(here, spread_of(experiment)), None if beside is None else combine(there, spread_of(beside))


def _all_there(baseline: Baseline, told: Mapping[str, Any], labels: Sequence[str], code: str, side: str) -> JointThere:
    """The same under one set."""
    whole, own = all_act(baseline, labels, code, side)
    joint, *members = (Number.of(100.0 * -math.expm1(-threat), reason) for threat, reason in _costs(whole, own))
    return JointThere(
        **told,
        joint_cost_percent=joint,
        floor_free_percent=_floor_free(baseline, labels, code, side)[0],
        joint_cost_musd=Number.of(whole.loss, whole.reason),
        members_loss_musd=Number.of(whole.sender_loss, whole.reason),
        own_cost_percent=dict(zip(labels, members, strict=True)),
        residual=Number.of(whole.residual, whole.reason),
    )


def _notes(experiment: Experiment) -> tuple[str, ...]:
    """What a reader of a coalition must know."""
    always = (say("document.coalition_note_members"), say("document.coalition_note_points"))
    return (*always, say("document.cut_off_first_year")) if at_once(experiment) is not None else always


def _joint(baseline: Baseline, labels: Sequence[str], code: str, side: str) -> JointCost:
    """The coalition under one set."""
    together = coalition_sheet(baseline, labels, code, side)
    table = Table.of(together)
    free, own_free = _floor_free(baseline, labels, code, side)
    return JointCost(
        joint_cost_percent=lost(table.number("joint_cost")),
        floor_free_percent=free,
        joint_cost_log_points=table.percent("joint_cost"),
        joint_cost_musd=table.number("joint_cost_money"),
        members_loss_musd=table.number("members_loss"),
        super_additivity=table.number("super_additivity"),
        deterrence_per_dollar=table.number("deterrence"),
        members={label: replace(_member(table, label), floor_free_percent=own_free[label]) for label in labels},
        residual=Number.of(float(together.attrs["worst_residual"])),
    )


def _member(table: Table, label: str) -> MemberCost:
    """What one member adds, alone and together, and what it pays."""
    return MemberCost(
        alone_log_points=table.percent("alone", member=label),
        marginal_log_points=table.percent("marginal", member=label),
        shapley_log_points=table.percent("shapley", member=label),
        own_cost_percent=lost(table.number("own_cost", member=label)),
        own_cost_alone_percent=lost(table.number("own_cost_alone", member=label)),
        own_loss_musd=table.number("own_loss", member=label),
        floor_free_percent=None,
    )


def _floor_free(
    baseline: Baseline, labels: Sequence[str], code: str, side: str
) -> tuple[Number | None, dict[str, Number | None]]:
    """(joint cost, each member's own cost) with wages that fall freely; None where no floor holds them."""
    free = baseline.with_free_wages
    if free is baseline:
        return None, dict.fromkeys(labels)
    whole, own = all_act(free, labels, code, side)
    found = (Number.of(100.0 * -math.expm1(-threat), reason) for threat, reason in _costs(whole, own))
    joint, *members = found
    return joint, dict(zip(labels, members, strict=True))


def _costs(whole: Threat, own: Sequence[Threat]) -> list[tuple[float, str]]:
    """(log loss, why it is missing) of the target, then of every member."""
    return [(whole.exposure, whole.reason), *((threat.sender_cost, threat.reason) for threat in own)]
