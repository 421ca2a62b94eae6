"""`middlepower coalition`: what several economies can do to a target together, and what it costs them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.document.coalition import coalition_document
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.report.files import check_folder, json_text, write_texts
from middlepower.report.profile_rank import coalition_texts
from middlepower.report.profile_wording import billions, ranged


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
    document = coalition_document(threat_experiment(settings, question), members, against, side)
    if out is not None:
        written = write_texts(out, coalition_texts(document))
        print(f"wrote {len(written)} files to {out}", file=sys.stderr)
    sys.stdout.write(json_text(document) if as_json else _plain(document))


def _plain(document: dict[str, Any]) -> str:
    found = document["coalition"]
    title = f"{', '.join(document['members'])} against {document['against']} ({document['side_meaning']})"
    whole = [
        {"": "joint cost to the target, % of its real income", "value": ranged(found["joint_cost_percent"])},
        {"": "the same, US$ bn a year", "value": ranged(billions(found["joint_cost_musd"]), 1)},
        {"": "the members' own loss, US$ bn a year", "value": ranged(billions(found["members_loss_musd"]), 1)},
        {"": "target's loss per dollar of members' loss", "value": ranged(found["deterrence_per_dollar"])},
        {"": "joint cost over the sum of costs alone", "value": ranged(found["super_additivity"], 3)},
    ]
    rows = [
        {
            "member": member,
            "alone": ranged(row["alone_log_points"]),
            "marginal": ranged(row["marginal_log_points"]),
            "Shapley": ranged(row["shapley_log_points"]),
            "own cost %": ranged(row["own_cost_percent"]),
            "own loss US$ bn": ranged(billions(row["own_loss_musd"]), 1),
        }
        for member, row in found["members"].items()
    ]
    legend = "alone, marginal, Shapley: cost to the target in log points x 100\n"
    return "\n".join([heading(document, title), print_table("together", whole), print_table("by member", rows), legend])
