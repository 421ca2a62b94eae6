"""What a coalition can do to a target together, with ranges: `measures.coalition` over the elasticity sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from middlepower.document.cells import Number, Table, Tree, lost
from middlepower.document.header import footer, header, names_of, ranged
from middlepower.document.rank import label_of
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.indicators.coalition import coalition, players
from middlepower.indicators.exposure import SIDES, check_side
from middlepower.world.parties import economy_code

NOTES = (
    "Members cut the target only and trade with each other as before; who joins is an assumption.",
    "Contributions are in log points x 100, in which Shapley values add up to the joint cost.",
)


def coalition_document(found: Experiment, names: Sequence[str], target: str, side: str) -> dict[str, Any]:
    """Joint cost, own costs, marginal and Shapley contributions, super-additivity and deterrence per dollar."""
    side = check_side(side)
    code = economy_code(found.world, target)
    players(found.main.baseline, names, code)
    labels = [label_of(found.world, name) for name in names]
    body = ranged(found, lambda at: _tree(at, labels, code, side))
    asked = {
        "members": labels,
        "against": code,
        "names": names_of(found.world, [*labels, code]),
        "side": side,
        "side_meaning": f"seen from the target: {SIDES[side]}",
        "notes": list(NOTES),
    }
    return {**header(found, "coalition"), **asked, "coalition": body, **footer(found, body)}


def _tree(at: Baseline, labels: Sequence[str], code: str, side: str) -> Tree:
    """The coalition under one set."""
    found = coalition(at, labels, code, side)
    table = Table.of(found)
    return {
        "joint_cost_percent": lost(table.number("joint_cost")),
        "joint_cost_log_points": table.percent("joint_cost"),
        "joint_cost_musd": table.number("joint_cost_money"),
        "members_loss_musd": table.number("members_loss"),
        "super_additivity": table.number("super_additivity"),
        "deterrence_per_dollar": table.number("deterrence"),
        "members": {label: _member(table, label) for label in labels},
        "residual": Number(float(found.attrs["worst_residual"])),
    }


def _member(table: Table, label: str) -> Tree:
    """What one member adds, alone and together, and what it pays."""
    return {
        "alone_log_points": table.percent("alone", member=label),
        "marginal_log_points": table.percent("marginal", member=label),
        "shapley_log_points": table.percent("shapley", member=label),
        "own_cost_percent": lost(table.number("own_cost", member=label)),
        "own_cost_alone_percent": lost(table.number("own_cost_alone", member=label)),
        "own_loss_musd": table.number("own_loss", member=label),
    }
