"""The bottom line of a profile in sentences: exposure first, never a share of trade."""

from __future__ import annotations

from collections.abc import Mapping

from middlepower.document.losses import Provinces
from middlepower.document.number import Number, Pair
from middlepower.document.profiled import Profile, SetOrder, ThreatCost
from middlepower.report.profile_wording import short_number, span, steady
from middlepower.report.wording import Bullet, dollars, horizon_text, listed, plain, possessive

ARTICLE = ("United", "European", "Netherlands", "Philippines", "Rest ", "Group", "Comprehensive", "Association", "Euro")
ALIKE = 2.0  # losses within this factor of each other are called alike
FIRM = 0.8  # share of pairs that keep their order, above which ranks are called firm


def bottom_line(profile: Profile) -> list[Bullet]:
    """Exposure, time, asymmetry, incidence, diversification and confidence, one bullet each."""
    bullets = [_exposure(profile), _time(profile), _asymmetry(profile), _incidence(profile)]
    bullets += [_diversification(profile), _confidence(profile)]
    return [bullet for bullet in bullets if bullet is not None]


def largest(profile: Profile) -> str:
    """The power with the largest exposure both ways at the main horizon."""
    return max(profile.exposure, key=lambda power: _main(profile, power).exposure_percent.value or 0.0)


def _main(profile: Profile, power: str) -> ThreatCost:
    return profile.exposure[power]["both"][profile.header.horizon]


def with_range(number: Number, decimals: int = 2) -> str:
    """`3.40% (3.40 to 6.97)`."""
    around = span(number, decimals)
    return f"{short_number(number, decimals)}%" + (f" ({around})" if around else "")


def _exposure(profile: Profile) -> Bullet:
    own, first = owner(profile), largest(profile)
    loss, power = _main(profile, first).exposure_percent, the(profile.name(first))
    lead = f"Losing all trade with {power} would cost {own} {with_range(loss)} of real income, every year."
    others = [
        f"{with_range(_main(profile, power).exposure_percent)} for {the(profile.name(power))}"
        for power in profile.exposure
        if power != first
    ]
    tail = f"The same cut costs {listed(others)}. " if others else ""
    when = horizon_text(profile.header.horizon)
    ranges = "; in brackets lowest and highest" if span(loss) else ""
    centre = profile.header.centre
    return Bullet(lead, f"{tail}General equilibrium, both directions, {when}: {centre}{ranges}.")


def owner(profile: Profile) -> str:
    """The economy as it stands in a sentence."""
    return the(profile.name(profile.economy))


def the(name: str) -> str:
    """A name as it stands in a sentence."""
    return f"the {name}" if name.startswith(ARTICLE) else name


def _time(profile: Profile) -> Bullet | None:
    first = largest(profile)
    costs = profile.exposure[first]["both"]
    losses = [costs[when].exposure_percent for when in ("long", "medium", "first-year")]
    if any(loss.value is None for loss in losses):
        return None
    long, medium, first_year = (with_range(loss, 1) for loss in losses)
    text = (
        f"{the(profile.name(first))}: {long} once everybody has found other partners, {medium} after seven to ten "
        f"years, {first_year} in the first year. These are full cut-offs, a ruler and not a forecast; the last one is "
        "an extrapolation."
    )
    (low, high), (least, _) = (loss.ends or (loss.known, loss.known) for loss in (losses[0], losses[2]))
    firm = low < high < least
    lead = "Time matters more than the choice of elasticities." if firm else "How long it lasts matters."
    return Bullet(lead, text[0].upper() + text[1:])


def _asymmetry(profile: Profile) -> Bullet | None:
    first = largest(profile)
    cost = _main(profile, first)
    if cost.sender_cost_percent.value is None:
        return None
    own, name = owner(profile), the(profile.name(first))
    theirs = cost.sender_loss_musd.known
    verb = f"would lose {dollars(theirs)}" if theirs > 0 else f"would gain {dollars(theirs)}"
    text = (
        f"In money {name} {verb} a year, {own} {dollars(cost.loss_musd.known)}; in per cent of real "
        f"income {with_range(cost.sender_cost_percent)} against {with_range(cost.exposure_percent)}."
    )
    return Bullet(_balance(cost), text)


def _balance(cost: ThreatCost) -> str:
    """How the two losses compare, in money and as shares."""
    leverage = _over(cost.exposure_percent, cost.sender_cost_percent)
    if 1 / ALIKE < leverage < ALIKE:
        return "Both would lose much the same share."
    if leverage <= 1 / ALIKE:
        return "The power would be hit harder than its target."
    alike = 1 / ALIKE < _over(cost.loss_musd, cost.sender_loss_musd) < ALIKE
    return "The dollars are alike, the pain is not." if alike else "The threat is asymmetric."


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
    named = [f"{_sector(profile, code)} ({short_number(rows[code], 0)}%)" for code in top]
    text = f"A cut by {the(profile.name(first))} hits real pay hardest in {listed(named)}, before anybody moves."
    return Bullet("Who carries it.", text + (_province(jobs.provinces) if jobs.provinces else ""))


def _sector(profile: Profile, code: str) -> str:
    name = profile.sectors[code].name
    return name[0].lower() + name[1:]


def _province(table: Provinces) -> str:
    from middlepower.indicators.provinces import PROVINCES

    spread = table.concentration
    if spread.top is None:
        return ""
    share = plain(spread.top_share_percent.known, 0)
    return (
        f" Of the losses that can be carried to provinces (goods sectors only, a proxy from exports to the United "
        f"States), {PROVINCES[spread.top]} bears {share}%."
    )


def _diversification(profile: Profile) -> Bullet | None:
    change = profile.diversification
    if change is None:
        return None
    power = change.away_from
    share, exposure = change.shares[power].export_share_percent, change.exposure_percent[profile.header.horizon][power]
    before, after = exposure.before, exposure.after
    if before.value is None or after.value is None:
        return None
    moves = "falls" if after.value < before.value else "rises"
    text = (
        f"Doubling {possessive(owner(profile))} exports to everybody but {the(profile.name(power))} takes its "
        f"export share from {short_number(share.before, 0)}% to {short_number(share.after, 0)}%; exposure "
        f"{moves} from {short_number(before)}% to {short_number(after)}%. It needs trade costs "
        f"{steady(abs(change.trade_cost_change_percent.known), 0)}% lower with all other buyers."
    )
    return Bullet(_lesson(share, exposure), text)


def _lesson(share: Pair, exposure: Pair) -> str:
    """What doubling the other exports does to exposure, beside what it does to the share."""
    if _fall(exposure) <= 0:
        return "Diversifying exports alone does not lower exposure."
    less = _fall(exposure) < _fall(share)
    return "Diversification moves shares more than exposure." if less else "Diversification lowers exposure."


def _fall(pair: Pair) -> float:
    """By how much a pair of numbers falls, as a fraction of the first."""
    before, after = pair.before.value, pair.after.value
    return 0.0 if not before or after is None else 1.0 - after / before


def _confidence(profile: Profile) -> Bullet:
    sets = profile.rank_stability.sets
    orders = [order.same_order.value for name, order in sets.items() if name != profile.header.main_variant]
    others = [order for order in orders if order]
    if not others:
        return Bullet("No range was computed.", "Run it with --ranges for the other elasticity sets.")
    same = "The most exposing partner is the same under every set" if _same_top(sets) else "Even the first rank moves"
    exposure = _main(profile, largest(profile)).exposure_percent
    floor = exposure.value == exposure.low
    text = (
        f"{same}; at least {plain(100 * min(others), 0)}% of all pairs of partners keep their order. "
        + (f"{profile.header.elasticities} gives the smallest of all: read it as a floor. " if floor else "")
        + "Quote a level with its range."
    )
    return Bullet("Ranks are firmer than levels." if min(others) > FIRM else "How sure this is.", text)


def _same_top(sets: Mapping[str, SetOrder]) -> bool:
    return all(order.same_top.value == 1.0 for order in sets.values())
