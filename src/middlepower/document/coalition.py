"""What a coalition can do to a target together, with ranges: `indicators.coalition` over the elasticity sets."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.document.arrange import names_of
from middlepower.document.number import Number, lost
from middlepower.document.power import over_sets, power_header
from middlepower.document.ranked import Coalition, JointCost, MemberCost
from middlepower.document.table import Table
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.indicators.coalition import coalition, players
from middlepower.indicators.exposure import SIDES, check_side
from middlepower.world.parties import economy_code, label_of

NOTES = (
    "Members cut the target only and trade with each other as before; who joins is an assumption.",
    "Contributions are in log points x 100, in which Shapley values add up to the joint cost.",
)


def coalition_document(experiment: Experiment, names: Sequence[str], target: str, side: str) -> Coalition:
    """Joint cost, own costs, marginal and Shapley contributions, super-additivity and deterrence per dollar."""
    side = check_side(side)
    code = economy_code(experiment.world, target)
    players(experiment.main.baseline, names, code)
    labels = tuple(label_of(experiment.world, name) for name in names)
    body = over_sets(experiment, lambda baseline: _joint(baseline, labels, code, side))
    question = f"What can {', '.join(labels)} do to {code} together, and what does it cost them?"
    words = f"coalition --members {','.join(labels)} --against {code} --side {side}"
    return Coalition(
        header=power_header(experiment, "coalition", question, words, [body.residual]),
        **names_of(Coalition, experiment.world, labels),
        members=labels,
        against=code,
        side=side,
        side_meaning=f"seen from the target: {SIDES[side]}",
        notes=NOTES,
        coalition=body,
    )


def _joint(baseline: Baseline, labels: Sequence[str], code: str, side: str) -> JointCost:
    """The coalition under one set."""
    together = coalition(baseline, labels, code, side)
    table = Table.of(together)
    return JointCost(
        joint_cost_percent=lost(table.number("joint_cost")),
        joint_cost_log_points=table.percent("joint_cost"),
        joint_cost_musd=table.number("joint_cost_money"),
        members_loss_musd=table.number("members_loss"),
        super_additivity=table.number("super_additivity"),
        deterrence_per_dollar=table.number("deterrence"),
        members={label: _member(table, label) for label in labels},
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
    )
