"""Which numbers of games are told in full over draws: thresholds as distributions, orders of options, chances."""

from __future__ import annotations

from middlepower.document.coerced import CoerceGame
from middlepower.document.game_coalition_body import CoalitionGame
from middlepower.document.game_war_body import TariffWar
from middlepower.document.game_wedged import Wedge
from middlepower.document.over_draws import ChanceAsked, ChoiceAsked, FanAsked, OrderAsked, Telling
from middlepower.document.tellings import at_horizon
from middlepower.document.treaty import GameTreaty, TreatyAtHorizon
from middlepower.game.war_played import NASH
from middlepower.language.catalogue import say, spoken

EVEN = 50.0  # per cent: more likely than not


def treaty_telling(document: GameTreaty) -> Telling:
    """p* of every scope and answer; the order of the scopes by what is expected of them; what is chosen."""
    fans, orders, chances, choices = [], [], [], []
    for when, found in document.horizons.items():
        numbers = found.numbers
        for scope, by_answer in numbers.break_even.items():
            for answer, one in by_answer.items():
                title = say("draws.up_to", scope=document.scopes[scope].title, answer=document.answers[answer].title)
                if answer in document.scopes[scope].chances:
                    fans.append(FanAsked(at_horizon(title, when), one.break_even_probability, 100.0))
        worth = {document.scopes[name].title: value.expected_income_percent for name, value in numbers.scopes.items()}
        orders.append(OrderAsked(at_horizon(say("draws.order.scopes"), when), worth))
        for name, value in numbers.scopes.items():
            if name in numbers.break_even:
                says = say("draws.scope_pays", scope=document.scopes[name].title)
                chances.append(ChanceAsked(at_horizon(says, when), value.expected_income_percent))
        choices += treaty_choices(document, found, when)
    return Telling(tuple(fans), tuple(orders), tuple(chances), tuple(choices))


def treaty_choices(document: GameTreaty, found: TreatyAtHorizon, when: str) -> list[ChoiceAsked]:
    """What the mover chooses, the power's answer being believed, and the power answering for its own income."""
    mover = spoken().the(document.name(document.mover))
    return [
        ChoiceAsked(
            at_horizon(say(f"draws.chooses_{how}", mover=mover), when),
            document.scopes[solved.path[0]].title,
            solved.same_choice_share,
        )
        for how, solved in (("believed", found.believed), ("own", found.own_income))
    ]


def war_telling(document: TariffWar) -> Telling:
    """What every outcome leaves each player; whom the war costs; the order of the players in it."""
    fans = [
        FanAsked(say("draws.outcome", player=document.name(player), outcome=state.title), one.real_income_percent)
        for state in document.war.states.values()
        for player, one in state.players.items()
    ]
    war = document.war.states[NASH].players
    names = {player: spoken().the(document.name(player)) for player in war}
    loses = [
        ChanceAsked(say("draws.war_costs", player=names[player]), one.real_income_percent, sign=-1.0)
        for player, one in war.items()
    ]
    order = {document.name(player): one.real_income_percent for player, one in war.items()}
    return Telling(tuple(fans), (OrderAsked(say("draws.order.war"), order),), tuple(loses))


def wedge_telling(document: Wedge) -> Telling:
    """The chance of alignment, what the economy keeps of each hegemon's bids, and whom it is more likely to join."""
    fans, chances = [], []
    economy, first = (spoken().the(document.name(code)) for code in (document.economy, document.hegemons[0]))
    for when, found in document.horizons.items():
        aligned = say("draws.aligned", economy=economy, hegemon=first)
        fans.append(FanAsked(at_horizon(aligned, when), found.numbers.aligned_percent))
        for hegemon, bids in found.numbers.hegemons.items():
            kept = say("draws.kept", economy=economy, hegemon=spoken().the(document.name(hegemon)))
            fans.append(FanAsked(at_horizon(kept, when), bids.kept_percent))
        says = say("draws.rather", economy=economy, hegemon=first)
        chances.append(ChanceAsked(at_horizon(says, when), found.numbers.aligned_percent, EVEN))
    return Telling(tuple(fans), chances=tuple(chances))


def coerce_telling(document: CoerceGame) -> Telling:
    """What the threat costs both sides, and how it ends."""
    fans, chances = [], []
    target = spoken().the(document.name(document.target))
    for when, found in document.horizons.items():
        fans += [
            FanAsked(at_horizon(say("draws.target_loses", target=target), when), found.target_loses_percent),
            FanAsked(at_horizon(say("draws.senders_lose"), when), found.sender_loses_percent),
        ]
        if found.equilibria:
            end = found.equilibria[0]
            fans.append(FanAsked(at_horizon(say("draws.concedes", target=target), when), end.concedes_percent))
            says = say("draws.rather_concedes", target=target)
            chances.append(ChanceAsked(at_horizon(says, when), end.concedes_percent, EVEN))
        says = say("draws.sender_gains")
        chances.append(ChanceAsked(at_horizon(says, when), found.sender_loses_percent, sign=-1.0))
    return Telling(tuple(fans), chances=tuple(chances))


def coalition_telling(document: CoalitionGame) -> Telling:
    """What each member loses, the order of the members, and whether each gains by staying."""
    fans, orders, chances = [], [], []
    for when, found in document.horizons.items():
        losses = {document.name(code): one.loss_percent for code, one in found.members.items()}
        fans += [FanAsked(at_horizon(say("draws.member_loses", member=name), when), n) for name, n in losses.items()]
        orders.append(OrderAsked(at_horizon(say("draws.order.members"), when), losses))
        for code, one in found.members.items():
            says = say("draws.stays", member=spoken().the(document.name(code)))
            chances.append(ChanceAsked(at_horizon(says, when), one.gain_by_staying_percent))
    return Telling(tuple(fans), tuple(orders), tuple(chances))
