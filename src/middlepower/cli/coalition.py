"""`middlepower coalition` on a terminal."""

from __future__ import annotations

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.document.ranked import Coalition, JointThere, MemberCost
from middlepower.language.catalogue import say
from middlepower.report.horizons import joint_at_both
from middlepower.report.profile_wording import billions, ranged


def plain_coalition(document: Coalition) -> str:
    """The document as text for a terminal."""
    joint, free = document.coalition, document.coalition.floor_free_percent
    title = say(
        "cli.coalition_title", members=", ".join(document.members), target=document.against, side=document.side_meaning
    )
    value = say("cli.column.value")
    whole = [
        {"": say("cli.coalition.joint"), value: ranged(joint.joint_cost_percent)},
        *([] if free is None else [{"": say("cli.coalition.wages_free"), value: ranged(free)}]),
        {"": say("cli.coalition.joint_money"), value: ranged(billions(joint.joint_cost_musd), 1)},
        {"": say("cli.coalition.own_loss"), value: ranged(billions(joint.members_loss_musd), 1)},
        {"": say("cli.coalition.per_dollar"), value: ranged(joint.deterrence_per_dollar)},
        {"": say("cli.coalition.super_additivity"), value: ranged(joint.super_additivity, 3)},
    ]
    there = document.other_horizon
    rows = [_member(member, cost, there) for member, cost in joint.members.items()]
    legend = "\n".join([say("cli.coalition_legend"), *document.notes, ""])
    tables = [print_table(say("cli.coalition_together"), whole), print_table(say("cli.coalition_by_member"), rows)]
    both = joint_at_both(document)
    told = [f"{both}\n"] if both else []
    return "\n".join([heading(document.header, title), *told, *tables, legend])


def _member(member: str, cost: MemberCost, there: JointThere | None) -> dict[str, str]:
    beside = {} if there is None else {_own_cost_at(there.horizon): ranged(there.own_cost_percent[member])}
    free = cost.floor_free_percent
    return {
        say("cli.column.member"): member,
        say("cli.column.alone"): ranged(cost.alone_log_points),
        say("cli.column.marginal"): ranged(cost.marginal_log_points),
        say("cli.column.shapley"): ranged(cost.shapley_log_points),
        say("cli.column.own_cost"): ranged(cost.own_cost_percent),
        **beside,
        **({} if free is None else {say("cli.column.wages_free"): ranged(free)}),
        say("cli.column.own_loss"): ranged(billions(cost.own_loss_musd), 1),
    }


def _own_cost_at(horizon: str) -> str:
    return say("cli.column.own_cost_at", horizon=say(f"common.horizon.{horizon}"))
