"""`middlepower coalition`: what several economies can do to a target together, and what it costs them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.document.coalition import coalition_document
from middlepower.document.file import write
from middlepower.document.ranked import Coalition
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.report.files import check_folder, write_texts
from middlepower.report.profile_rank import coalition_texts
from middlepower.report.profile_wording import billions, ranged
from middlepower.world.parties import label_of


def coalition_command(
    members: Sequence[str],
    against: str,
    side: str,
    question: Question,
    settings: Settings,
    out: Path | None,
    as_json: bool,
) -> None:
    """Show the joint cost to the target, the members' own costs and their contributions."""
    if out is not None:
        check_folder(out)
    for name in (*members, against):
        label_of(question.world, name)  # a wrong name is refused before any solving
    document = coalition_document(threat_experiment(settings, question), members, against, side)
    if out is not None:
        written = write_texts(out, coalition_texts(document))
        print(f"wrote {len(written)} files to {out}", file=sys.stderr)
    sys.stdout.write(write(document) if as_json else _plain(document))


def _plain(document: Coalition) -> str:
    joint, free = document.coalition, document.coalition.floor_free_percent
    title = f"{', '.join(document.members)} against {document.against} ({document.side_meaning})"
    whole = [
        {"": "joint cost to the target, % of its real income", "value": ranged(joint.joint_cost_percent)},
        *([] if free is None else [{"": "the same with wages that fall freely", "value": ranged(free)}]),
        {"": "the joint cost, US$ bn a year", "value": ranged(billions(joint.joint_cost_musd), 1)},
        {"": "the members' own loss, US$ bn a year", "value": ranged(billions(joint.members_loss_musd), 1)},
        {"": "target's loss per dollar of members' loss", "value": ranged(joint.deterrence_per_dollar)},
        {"": "joint cost over the sum of costs alone", "value": ranged(joint.super_additivity, 3)},
    ]
    rows = [
        {
            "member": member,
            "alone": ranged(cost.alone_log_points),
            "marginal": ranged(cost.marginal_log_points),
            "Shapley": ranged(cost.shapley_log_points),
            "own cost %": ranged(cost.own_cost_percent),
            **({} if cost.floor_free_percent is None else {"wages free %": ranged(cost.floor_free_percent)}),
            "own loss US$ bn": ranged(billions(cost.own_loss_musd), 1),
        }
        for member, cost in joint.members.items()
    ]
    legend = "\n".join(["alone, marginal, Shapley: cost to the target in log points x 100", *document.notes]) + "\n"
    tables = [print_table("together", whole), print_table("by member", rows)]
    return "\n".join([heading(document.header, title), *tables, legend])
