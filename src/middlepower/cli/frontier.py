"""`middlepower frontier` on a terminal."""

from __future__ import annotations

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.document.frontiers import AutonomyFrontier
from middlepower.language.catalogue import say
from middlepower.report.frontier_sentences import chance, headline, record_text, tolerated_text
from middlepower.report.profile_wording import billions, ranged, short_number
from middlepower.report.wording import horizon_text, the


def plain_frontier(document: AutonomyFrontier) -> str:
    """The document as text for a terminal."""
    title = say("frontier.title", economy=the(document.name(document.economy)))
    parts = [heading(document.header, title)]
    for power in document.powers:
        parts += [headline(document, power), record_text(document, power, document.frontier.against[power]), ""]
        parts.append(print_table(say("frontier.by_power", power=the(document.name(power))), _caps(document, power)))
    parts.append(print_table(say("frontier.packages"), _packages(document)))
    parts.append(print_table(say("frontier.freedom_table"), _freedom(document)))
    return "\n".join([*parts, *document.notes, ""])


def _caps(document: AutonomyFrontier, power: str) -> list[dict[str, str]]:
    """What cuts of exposure cost."""
    return [
        {
            say("frontier.column.cut"): f"{cap.cut_percent:g}",
            say("frontier.column.cost"): ranged(cap.policy_cost_percent, 3),
            say("frontier.column.money"): ranged(billions(cap.policy_cost_musd), 2),
            say("frontier.column.belief"): chance(cap.belief_needed),
        }
        for cap in document.frontier.against[power].caps
    ]


def _packages(document: AutonomyFrontier) -> list[dict[str, str]]:
    """Packages on the frontier."""
    return [
        {
            say("frontier.column.package"): row.title,
            say("frontier.column.cost"): ranged(row.policy_cost_percent, 3),
            **{
                say("frontier.exposure_to", power=the(document.name(power))): ranged(row.exposure_percent[power])
                for power in document.powers
            },
        }
        for row in document.frontier.packages
    ]


def _freedom(document: AutonomyFrontier) -> list[dict[str, str]]:
    """Freedom of action."""
    return [
        {
            say("frontier.column.move"): row.title,
            say("frontier.column.under"): document.name(row.power),
            say("frontier.column.horizon"): horizon_text(row.horizon),
            say("frontier.column.gain"): short_number(row.move_gain_percent, 3),
            say("frontier.column.loss"): short_number(row.move_loss_percent),
            say("frontier.column.even"): chance(row.break_even_belief),
            say("frontier.column.price"): ranged(billions(row.expected_price_musd), 1),
            say("frontier.column.tolerated"): tolerated_text(row),
        }
        for row in document.frontier.freedom
    ]
