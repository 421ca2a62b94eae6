"""The bottom line of a profile in sentences: exposure first, never a share of trade."""

from __future__ import annotations

from collections.abc import Mapping

from middlepower.document.losses import Provinces
from middlepower.document.number import Number, Pair
from middlepower.document.profiled import Profile, SetOrder, ThreatCost
from middlepower.language.catalogue import say
from middlepower.report.profile_wording import short_number, span, steady, with_range
from middlepower.report.wording import EN_DASH, Bullet, capital, dollars, horizon_text, listed, plain, the

ALIKE = 2.0  # losses within this factor of each other are called alike
FIRM = 0.8  # share of pairs that keep their order, above which ranks are called firm


def bottom_line(profile: Profile) -> list[Bullet]:
    """Exposure, time, asymmetry, incidence, diversification and confidence, one bullet each."""
    bullets = [_exposure(profile), _time(profile), _asymmetry(profile), _incidence(profile)]
    bullets += [_weighted(profile), _diversification(profile), _confidence(profile)]
    return [bullet for bullet in bullets if bullet is not None]


def largest(profile: Profile) -> str:
    """The power with the largest exposure both ways at the main horizon."""
    return max(profile.exposure, key=lambda power: _main(profile, power).exposure_percent.value or 0.0)


def _main(profile: Profile, power: str) -> ThreatCost:
    return profile.exposure[power]["both"][profile.header.horizon]


def _exposure(profile: Profile) -> Bullet:
    own, first = owner(profile), largest(profile)
    loss, power = _main(profile, first).exposure_percent, _power(profile, first)
    lead = say("profile.exposure", power=power, own=own, loss=with_range(loss))
    others = [
        say(
            "profile.exposure_of", loss=with_range(_main(profile, power).exposure_percent), power=_power(profile, power)
        )
        for power in profile.exposure
        if power != first
    ]
    how = say(
        "profile.exposure_how_ranged" if span(loss) else "profile.exposure_how",
        when=horizon_text(profile.header.horizon),
        centre=profile.header.centre,
    )
    return Bullet(lead, " ".join([say("profile.exposure_others", list=listed(others)), how] if others else [how]))


def owner(profile: Profile) -> str:
    """The economy as it stands in a sentence."""
    return the(profile.name(profile.economy))


def _power(profile: Profile, power: str) -> str:
    """A power as it stands in a sentence."""
    return the(profile.name(power))


def _time(profile: Profile) -> Bullet | None:
    first = largest(profile)
    costs = profile.exposure[first]["both"]
    losses = [costs[when].exposure_percent for when in ("long", "medium", "first-year") if when in costs]
    if len(losses) < 3 or any(loss.value is None for loss in losses):
        return None
    long, medium, first_year = (with_range(loss, 1) for loss in losses)
    text = say("profile.time", power=_power(profile, first), long=long, medium=medium, first_year=first_year)
    (low, high), (least, _) = (loss.ends or (loss.known, loss.known) for loss in (losses[0], losses[2]))
    firm = low < high < least
    return Bullet(say("profile.time_firm" if firm else "profile.time_open"), capital(text))


def _asymmetry(profile: Profile) -> Bullet | None:
    first = largest(profile)
    cost = _main(profile, first)
    if cost.sender_cost_percent.value is None:
        return None
    theirs = cost.sender_loss_musd.known
    text = say(
        "profile.money_lost" if theirs > 0 else "profile.money_gained",
        power=_power(profile, first),
        theirs=dollars(theirs),
        own=owner(profile),
        ours=dollars(cost.loss_musd.known),
        their_share=with_range(cost.sender_cost_percent),
        our_share=with_range(cost.exposure_percent),
    )
    return Bullet(_balance(cost), text)


def _balance(cost: ThreatCost) -> str:
    """How the two losses compare, in money and as shares."""
    leverage = _over(cost.exposure_percent, cost.sender_cost_percent)
    if 1 / ALIKE < leverage < ALIKE:
        return say("profile.balance_same")
    if leverage <= 1 / ALIKE:
        return say("profile.balance_reversed")
    alike = 1 / ALIKE < _over(cost.loss_musd, cost.sender_loss_musd) < ALIKE
    return say("profile.balance_dollars_alike" if alike else "profile.balance_asymmetric")


def _over(own: Number, theirs: Number) -> float:
    """A loss over the power's; infinite where the power loses nothing."""
    return own.known / theirs.known if theirs.known > 0 else float("inf")


def _incidence(profile: Profile) -> Bullet | None:
    first = largest(profile)
    jobs = profile.incidence.powers[first].employment
    if jobs is None:
        return None
    rows = {code: loss.stay_percent for code, loss in jobs.sectors.items() if loss.stay_percent.value}
    top = sorted(rows, key=lambda code: -rows[code].known)[:3]
    named = [
        say("profile.carries_sector", sector=_sector(profile, code), percent=short_number(rows[code], 0))
        for code in top
    ]
    text = say("profile.carries_sectors", power=_power(profile, first), list=listed(named))
    province = _province(jobs.provinces) if jobs.provinces else ""
    return Bullet(say("profile.carries"), " ".join(filter(None, (text, province))))


def _weighted(profile: Profile) -> Bullet | None:
    """What the losses come to under declared political weights; none where none are declared."""
    made = profile.incidence.powers[largest(profile)].production
    if made is None or made.weighted.declared_by_sector_percent is None:
        return None
    by_province = made.weighted.declared_by_province_percent
    text = say(
        "profile.weighted",
        power=_power(profile, largest(profile)),
        source=profile.weights_source or EN_DASH,
        sectors=with_range(made.weighted.declared_by_sector_percent),
        equal=with_range(made.weighted.equal_percent),
        set=profile.header.elasticities,
    )
    provinces = say("profile.weighted_provinces", percent=with_range(by_province)) if by_province else ""
    return Bullet(say("profile.weighted_lead"), " ".join(filter(None, (text, provinces))))


def _sector(profile: Profile, code: str) -> str:
    name = profile.sectors[code].name
    return name[0].lower() + name[1:]


def _province(table: Provinces) -> str:
    from middlepower.data.provinces import PROVINCES

    spread = table.concentration
    if spread.top is None:
        return ""
    share = plain(spread.top_share_percent.known, 0)
    return say("profile.carries_province", province=PROVINCES[spread.top], share=share)


def _diversification(profile: Profile) -> Bullet | None:
    change = profile.diversification
    if change is None:
        return None
    power = change.away_from
    share, exposure = change.shares[power].export_share_percent, change.exposure_percent[profile.header.horizon][power]
    before, after = exposure.before, exposure.after
    if before.value is None or after.value is None:
        return None
    text = say(
        "profile.exposure_falls" if after.value < before.value else "profile.exposure_rises",
        own=owner(profile),
        power=_power(profile, power),
        share_before=short_number(share.before, 0),
        share_after=short_number(share.after, 0),
        before=short_number(before),
        after=short_number(after),
        cost=steady(abs(change.trade_cost_change_percent.known), 0),
    )
    return Bullet(_lesson(share, exposure), text)


def _lesson(share: Pair, exposure: Pair) -> str:
    """What doubling the other exports does to exposure, beside what it does to the share."""
    if _fall(exposure) <= 0:
        return say("profile.lesson_no_help")
    less = _fall(exposure) < _fall(share)
    return say("profile.lesson_less" if less else "profile.lesson_lowers")


def _fall(pair: Pair) -> float:
    """By how much a pair of numbers falls, as a fraction of the first."""
    before, after = pair.before.value, pair.after.value
    return 0.0 if not before or after is None else 1.0 - after / before


def _confidence(profile: Profile) -> Bullet:
    sets = profile.rank_stability.sets
    orders = [order.same_order.value for name, order in sets.items() if name != profile.header.main_variant]
    others = [order for order in orders if order]
    if not others:
        return Bullet(say("profile.no_range"), say("profile.no_range_remedy"))
    exposure = _main(profile, largest(profile)).exposure_percent
    said = [say("profile.same_top" if _same_top(sets) else "profile.other_top", share=plain(100 * min(others), 0))]
    if exposure.value == exposure.low:
        said.append(say("profile.floor", elasticities=profile.header.elasticities))
    lead = say("profile.ranks_firm" if min(others) > FIRM else "profile.ranks_open")
    return Bullet(lead, " ".join([*said, say("profile.quote")]))


def _same_top(sets: Mapping[str, SetOrder]) -> bool:
    return all(order.same_top.value == 1.0 for order in sets.values())
