"""`middlepower coalition`: what several economies can do to a target together, and what it costs them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from middlepower.cli.output import print_table, wrote
from middlepower.cli.profile import heading
from middlepower.document.coalition import coalition_document
from middlepower.document.file import write
from middlepower.document.ranked import Coalition, JointThere, MemberCost
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_at_both
from middlepower.language.catalogue import say
from middlepower.report.coalition_page import coalition_drawings
from middlepower.report.folder import Place
from middlepower.report.horizons import joint_at_both
from middlepower.report.profile_rank import coalition_texts
from middlepower.report.profile_wording import billions, ranged
from middlepower.world.parties import label_of


def coalition_command(
    members: Sequence[str],
    against: str,
    side: str,
    question: Question,
    settings: Settings,
    place: Place | None,
    as_json: bool,
) -> None:
    """Show the joint cost to the target, the members' own costs and their contributions."""
    if place is not None:
        place.check()
    for name in (*members, against):
        label_of(question.world, name)  # a wrong name is refused before any solving
    document = coalition_document(threat_at_both(settings, question), members, against, side)
    if place is not None:
        written = place.write(coalition_texts(document), document, coalition_drawings(document))
        print(wrote(written, place.folder, "coalition.html"), file=sys.stderr)
    sys.stdout.write(write(document) if as_json else _plain(document))


def _plain(document: Coalition) -> str:
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
