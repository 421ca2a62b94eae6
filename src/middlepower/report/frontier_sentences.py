"""What the document of autonomy says in sentences: its price by belief, what follows, and freedom of action."""

from __future__ import annotations

from middlepower.document.frontiers import (
    AutonomyFrontier,
    FreedomRow,
    FrontierAgainst,
    FrontierCap,
    FrontierPoint,
    LeverRow,
)
from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.profile_wording import billions, ranged, short_number
from middlepower.report.wording import Bullet, capital, horizon_text, listed, per_cent, plain, the

SMALL, LARGE = 10.0, 50.0  # cuts of the headline, per cent
NAMED = 3  # instruments of a sentence


def headline(document: AutonomyFrontier, power: str = "") -> str:
    """What autonomy from a power costs, in one sentence; from the first power by default."""
    power = power or document.powers[0]
    against, name = document.frontier.against[power], the(document.name(document.economy))
    small, large = cap_at(against, SMALL), cap_at(against, LARGE)
    threat = threat_text(document, the(document.name(power)))
    if small.belief_needed.value is None:
        return capital(say("frontier.headline_none", threat=threat, small=f"{SMALL:g}", economy=name))
    cost, money, belief = _cap_words(small, 3)
    cut = say(
        "frontier.headline_cut",
        economy=name,
        threat=threat,
        small=f"{SMALL:g}",
        cost=cost,
        money=money,
        belief=belief,
    )
    if large.belief_needed.value is None:
        return capital(say("frontier.headline_small", cut=cut, large=f"{LARGE:g}"))
    cost, money, belief = _cap_words(large, 2)
    text = say(
        "frontier.headline", cut=cut, large=f"{LARGE:g}", large_cost=cost, large_money=money, large_belief=belief
    )
    return capital(text)


def _cap_words(cap: FrontierCap, decimals: int) -> tuple[str, str, str]:
    """What holding a cap costs in per cent and in money, and the belief from which it pays, in words."""
    return short_number(cap.policy_cost_percent, decimals), _money(cap.policy_cost_musd), chance(cap.belief_needed)


def _money(musd: Number) -> str:
    """A year's cost in words, with its range: billions, or millions where it is below one."""
    if abs(musd.known) < 1000.0:
        return say("common.million", number=ranged(musd, 0))
    return say("common.billion", number=ranged(billions(musd), 1))


def threat_text(document: AutonomyFrontier, power: str) -> str:
    """The threat of a power, or of some, in words."""
    if document.threat == "cutoff":
        return say("frontier.threat.cutoff", power=power)
    return say("frontier.threat.tariff", rate=f"{100 * float(document.threat.partition(':')[2]):g}", power=power)


def cap_at(against: FrontierAgainst, cut: float) -> FrontierCap:
    """The cap of that cut."""
    return next(cap for cap in against.caps if abs(cap.cut_percent - cut) < 1e-6)


def chance(number: Number) -> str:
    """A probability as `2.5%`; an en dash where it is missing."""
    return short_number(number) if number.value is None else per_cent(plain(100 * number.value, 1))


def bullets(document: AutonomyFrontier) -> tuple[Bullet, ...]:
    """The price against each power beside the record, what follows against the first, and freedom of action."""
    first, powers = document.powers[0], document.frontier.against.items()
    found = [
        Bullet(say("frontier.lead.price"), f"{headline(document, power)} {record_text(document, power, against)}")
        for power, against in powers
    ]
    found += [Bullet(lead, text) for lead, text in follows(document, first)]
    rows = [row for row in document.frontier.freedom if row.power == first and row.horizon == "long"]
    found += [Bullet(say("frontier.lead.freedom"), freedom_text(document, row)) for row in rows[-1:]]
    return tuple(found)


def room_left(document: AutonomyFrontier) -> str:
    """What autonomy from the first power costs, and what its threat leaves of the last move, in two sentences."""
    rows = [row for row in document.frontier.freedom if row.power == document.powers[0] and row.horizon == "long"]
    return " ".join([headline(document), *(freedom_text(document, row) for row in rows[-1:])])


def follows(document: AutonomyFrontier, power: str) -> list[tuple[str, str]]:
    """(lead, sentence) on one power: where the frontier ends, what it does to other ties, which instruments do it."""
    against = document.frontier.against[power]
    end = say(
        "frontier.end",
        power=the(document.name(power)),
        cut=short_number(against.last_cut_percent, 0),
        cost=short_number(against.points[-1].policy_cost_percent),
    )
    crossed = [(say("frontier.lead.cross"), text) for text in cross_texts(document, power, against)]
    levers = [(say("frontier.lead.levers"), text) for text in lever_texts(document, power, against)]
    return [(say("frontier.lead.end"), end), *crossed, *levers]


def record_text(document: AutonomyFrontier, power: str, against: FrontierAgainst) -> str:
    """The record beside beliefs."""
    record = against.record
    count = record.conceded + record.carried_out + record.backed_down
    share = per_cent(plain(100 * record.probability, 0))
    name = the(document.name(power))
    if record.sender:
        return say("frontier.record_own", number=str(count), power=name, share=share)
    return capital(say("frontier.record_all", number=str(count), power=name, share=share))


def middle(against: FrontierAgainst) -> FrontierPoint:
    """The point whose belief is nearest to the record's."""
    return min(against.points[1:], key=lambda point: abs(point.belief - against.record.probability))


def cross_texts(document: AutonomyFrontier, power: str, against: FrontierAgainst) -> list[str]:
    """What the policy that the record's belief asks for does to exposure to the other powers."""
    first, then = against.points[0], middle(against)
    return [
        say(
            "frontier.cross",
            power=the(document.name(power)),
            belief=plain(then.belief, 2),
            other=the(document.name(other)),
            before=short_number(first.exposure_percent[other]),
            after=short_number(then.exposure_percent[other]),
        )
        for other in document.powers
        if other != power
    ]


def lever_texts(document: AutonomyFrontier, power: str, against: FrontierAgainst) -> list[str]:
    """Which instruments the fall of exposure comes from."""
    point = middle(against)
    most = most_of(document, point, NAMED)
    if not most:
        return []
    return [say("frontier.levers", belief=plain(point.belief, 2), power=the(document.name(power)), list=listed(most))]


def most_of(document: AutonomyFrontier, point: FrontierPoint, count: int) -> list[str]:
    """The instruments with the largest parts of the fall, with their parts."""
    pairs = zip(document.frontier.levers, point.fall_share_percent, strict=True)
    known = sorted(((share.value, lever) for lever, share in pairs if share.value), key=lambda pair: -pair[0])
    return [
        say("frontier.lever_share", lever=lever_name(document, lever), share=plain(share, 0))
        for share, lever in known[:count]
        if share > 0.5
    ]


def lever_name(document: AutonomyFrontier, lever: LeverRow) -> str:
    """An instrument in words."""
    partner = say("frontier.others") if lever.partner == "others" else the(document.name(lever.partner))
    if lever.kind in ("export tax", "access"):
        return say(f"frontier.sales.{lever.kind}", partner=partner)
    return say(f"frontier.lever.{lever.kind}", goods=goods_name(document, lever.goods), partner=partner)


def goods_name(document: AutonomyFrontier, goods: str) -> str:
    """A group of goods or a sector in words."""
    sector = document.sectors.get(goods)
    return say(f"frontier.goods.{goods}") if sector is None else sector.name


def freedom_text(document: AutonomyFrontier, row: FreedomRow) -> str:
    """The three numbers of one move in a sentence."""
    power, when = the(document.name(row.power)), horizon_text(row.horizon)
    if row.move_gain_percent.value is None:
        why = row.move_gain_percent.reason
        return say("frontier.freedom_unknown", title=row.title, horizon=when, power=power, why=why)
    if row.break_even_belief.value is None:
        return say("frontier.freedom_nothing", title=row.title, horizon=when, power=power)
    record = document.frontier.against[row.power].record.probability
    limit = row.tolerated_at_record_percent
    found = (
        say("frontier.tolerated_all") if limit.value is None else say("frontier.tolerated", tariff=short_number(limit))
    )
    return say(
        "frontier.freedom",
        title=row.title,
        horizon=when,
        power=power,
        gain=ranged(row.move_gain_percent, 3),
        loss=ranged(row.move_loss_percent),
        even=chance(row.break_even_belief),
        record=per_cent(plain(100 * record, 0)),
        price=ranged(billions(row.expected_price_musd), 1),
        tolerated=found,
    )


def tolerated_text(row: FreedomRow) -> str:
    """The largest tolerated tariff at the record's probability, for a table."""
    limit = row.tolerated_at_record_percent
    if limit.value is not None:
        return ranged(limit)
    if row.move_gain_percent.value is None:
        return limit.reason
    return say("frontier.none_tolerated") if row.break_even_belief.value is None else say("frontier.all_tolerated")
