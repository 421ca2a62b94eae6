"""Rows of the tables of a tariff war, as text: incomes, rates, deals of pairs, answers to a tariff."""

from __future__ import annotations

from middlepower.document.game_war_body import TariffWar, WarPlayer, WarRate
from middlepower.document.number import Number
from middlepower.game.war_played import ALONE
from middlepower.language.catalogue import say
from middlepower.report.profile_wording import billions, ranged, short_number
from middlepower.report.wording import plain, the, with_sign

Row = dict[str, str]
RateKey = tuple[str, str, str, str, bool]


def income_rows(document: TariffWar) -> list[Row]:
    """One row an outcome and player: real income, money, aim, first year, mean tariff."""
    return [
        _income(document, state.title, player, one)
        for state in document.war.states.values()
        for player, one in state.players.items()
    ]


def _income(document: TariffWar, title: str, player: str, one: WarPlayer) -> Row:
    row = {
        say("game_war.column.outcome"): title,
        say("game_war.column.player"): document.name(player),
        say("game_war.column.income"): ranged(one.real_income_percent),
        say("game_war.column.money"): ranged(billions(one.real_income_musd), 1),
    }
    players = [other for state in document.war.states.values() for other in state.players.values()]
    for name in ("aim_percent", "in_first_year_percent"):
        if any(getattr(other, name) is not None for other in players):
            number = getattr(one, name)
            row[say(f"game_war.column.{name}")] = "" if number is None else ranged(number)
    return {**row, say("game_war.column.tariff"): short_number(one.mean_tariff_percent, 1)}


def rate_rows(document: TariffWar) -> list[Row]:
    """One row a rate: what it is, alone, in the war, and in each deal."""
    keys = [key for state in document.war.states.values() for key in map(rate_key, state.rates)]
    rows = []
    for key in dict.fromkeys(keys):
        row = {say("game_war.column.rate"): rate_name(document, key)}
        alone = next((_shown(one) for one in document.war.states[f"{ALONE}{key[0]}"].rates if rate_key(one) == key), "")
        row[say("game_war.column.alone")] = alone
        for name, state in document.war.states.items():
            if not name.startswith(ALONE):
                row[state.title] = next((_shown(one) for one in state.rates if rate_key(one) == key), "")
        rows.append(row)
    return rows


def rate_key(rate: WarRate) -> RateKey:
    """What tells a rate from others: player, tax, sector and partner, empty where it is of all; whether it is freed."""
    return rate.player, rate.tax, rate.sector or "", rate.partner or "", rate.freed


def _shown(rate: WarRate) -> str:
    mark = say("game_war.held") if rate.held else ""
    return f"{ranged(rate.rate_percent, 1)}{mark}"


def rate_name(document: TariffWar, key: RateKey) -> str:
    """A rate in words: whose, on what, towards whom, and whether a treaty frees it."""
    player, tax, sector, partner, freed = key
    goods = document.sectors[sector].name if sector else say("game_war.all_goods")
    if not partner:
        return say(f"game_war.rate.{tax}.all", player=document.name(player), goods=goods)
    other = say("game_war.others") if partner == "others" else the(document.name(partner))
    name = say(f"game_war.rate.{tax}.to", player=document.name(player), goods=goods, partner=other)
    return say("game_war.rate_freed", name=name) if freed else name


def pair_rows(document: TariffWar) -> list[Row]:
    """One row a pair: whether it signs, and what the deal is worth to each."""
    return [
        {
            say("game_war.column.pair"): f"{document.name(deal.first)}, {document.name(deal.second)}",
            say("game_war.column.signed"): say(f"game_war.signed.{'yes' if deal.signed else 'no'}"),
            say("game_war.column.first"): short_number(deal.first_surplus_percent),
            say("game_war.column.second"): short_number(deal.second_surplus_percent),
        }
        for deal in document.pairs
    ]


def answer_rows(document: TariffWar) -> list[Row]:
    """One row a target and closure: 25% on its goods, and its best answer."""
    return [
        {
            say("game_war.column.sender"): document.name(one.sender),
            say("game_war.column.target"): document.name(one.target),
            say("game_war.column.closure"): say(f"game_war.deficits.{one.closure}"),
            say("game_war.column.sender_alone"): fine(one.sender_percent),
            say("game_war.column.target_alone"): fine(one.target_percent),
            say("game_war.column.answer"): short_number(one.answer_rate_percent, 1),
            say("game_war.column.sender_after"): fine(one.sender_answered_percent),
            say("game_war.column.target_after"): fine(one.target_answered_percent),
        }
        for one in document.answers
    ]


def fine(number: Number) -> str:
    """Three decimals, for numbers whose sign is the result."""
    return short_number(number, 3)


def check_text(document: TariffWar) -> str:
    """How the war was checked, in a sentence."""
    known = [one.value for one in document.check.deviation_percent.values() if one.value is not None]
    if not known:
        return say("game_war.check.none")
    worst = max(known)
    key = "holds" if worst <= 0.0 else "fails"
    return say(
        f"game_war.check.{key}",
        tried=document.check.tried,
        worst=with_sign(f"{abs(worst):.1g}", worst) if worst else plain(0.0, 0),
        rounds=document.check.rounds,
        slope=f"{document.check.slope:.0e}",
    )
