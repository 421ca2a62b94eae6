"""Rows of the tables of a coalition game, as text: members, outsiders, sets, security policies."""

from __future__ import annotations

from middlepower.document.game_coalition_body import AlliancePolicy, AllianceSet, CoalitionGame
from middlepower.language.catalogue import say
from middlepower.report.profile_wording import billions, ranged, short_number
from middlepower.report.wording import listed, the

Row = dict[str, str]


def member_rows(document: CoalitionGame, when: str) -> list[Row]:
    """One row a member: its loss, what leaving would do, its transfer, its loss after transfers."""
    at = document.horizons[when]
    return [
        {
            say("game_coalition.column.member"): document.name(name),
            say("game_coalition.column.unanswered"): ranged(at.unanswered_loss_percent[name], 3),
            say("game_coalition.column.loss"): ranged(one.loss_percent, 3),
            say("game_coalition.column.money"): ranged(billions(one.loss_musd), 1),
            say("game_coalition.column.staying"): ranged(one.gain_by_staying_percent, 3),
            say("game_coalition.column.transfer"): ranged(billions(one.transfer_musd), 1),
            say("game_coalition.column.shared"): ranged(one.loss_shared_percent, 3),
        }
        for name, one in at.members.items()
    ]


def outsider_rows(document: CoalitionGame, when: str) -> list[Row]:
    """One row an outsider: what joining would do."""
    return [
        {
            say("game_coalition.column.outsider"): document.name(name),
            say("game_coalition.column.joining"): ranged(one.gain_by_joining_percent, 3),
        }
        for name, one in document.horizons[when].outsiders.items()
    ]


def set_rows(document: CoalitionGame, when: str) -> list[Row]:
    """One row a set: what it costs the sender, and the chance of a challenge."""
    return [
        {
            say("game_coalition.column.set"): set_name(document, one),
            say("game_coalition.column.sender_loss"): ranged(one.sender_loss_percent, 3),
            say("game_coalition.column.challenge"): ranged(one.challenge_chance_percent, 1),
            say("game_coalition.column.carried_out"): ranged(one.carried_out_chance_percent, 1),
            say("game_coalition.column.equilibria"): str(one.equilibria),
        }
        for one in document.horizons[when].sets
    ]


def set_name(document: CoalitionGame, one: AllianceSet) -> str:
    """The members of a set by name."""
    return ", ".join(document.name(name) for name in one.members) or say("game_coalition.nobody")


def policy_rows(document: CoalitionGame, when: str) -> list[Row]:
    """One row a member and one for all: rates and expected losses apart and together."""
    both = document.policies[when]
    rows = [
        {
            say("game_coalition.column.member"): document.name(name),
            say("game_coalition.column.rate_apart"): short_number(both.apart.rates_percent[name], 0),
            say("game_coalition.column.loss_apart"): short_number(billions(both.apart.expected_loss_musd[name]), 2),
            say("game_coalition.column.rate_together"): short_number(both.together.rates_percent[name], 0),
            say("game_coalition.column.loss_together"): short_number(
                billions(both.together.expected_loss_musd[name]), 2
            ),
        }
        for name in document.members
    ]
    return [*rows, _all(both.apart, both.together)]


def _all(apart: AlliancePolicy, together: AlliancePolicy) -> Row:
    return {
        say("game_coalition.column.member"): say("game_coalition.all"),
        say("game_coalition.column.rate_apart"): "",
        say("game_coalition.column.loss_apart"): short_number(billions(apart.joint_loss_musd), 2),
        say("game_coalition.column.rate_together"): "",
        say("game_coalition.column.loss_together"): short_number(billions(together.joint_loss_musd), 2),
    }


def deters_text(document: CoalitionGame, when: str) -> str:
    """The smallest set that deters at a horizon, and under how many other sets of elasticities it is the same."""
    by_variant = list(document.smallest[when].values())
    least = by_variant[0]
    same = sum(one == least for one in by_variant)
    level = f"{100 * document.level:g}"
    if not least:
        return say("game_coalition.none_deters", level=level, same=same, n=len(by_variant))
    if least == "nobody":
        return say("game_coalition.no_need", level=level, same=same, n=len(by_variant))
    names = listed(the(document.name(name)) for name in least.split(", "))
    return say("game_coalition.deters", names=names, level=level, same=same, n=len(by_variant))
