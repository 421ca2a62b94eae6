"""Which numbers of profile, frontier and tariffs are told in full over draws, which orders, and which chances."""

from __future__ import annotations

from middlepower.document.frontiers import AutonomyFrontier, FreedomRow
from middlepower.document.over_draws import ChanceAsked, FanAsked, OrderAsked, Telling
from middlepower.document.profiled import Profile
from middlepower.document.tariff_rates import Tariffs
from middlepower.language.catalogue import say, spoken

FIRST = 5  # partners, in the order of exposure
CUT = 20.0  # per cent of exposure whose price is told


def at_horizon(title: str, horizon: str) -> str:
    """A title with its horizon."""
    return say("draws.at_horizon", title=title, horizon=say(f"common.horizon.{horizon}"))


def profile_telling(document: Profile) -> Telling:
    """Exposure to each power at every horizon; the order of the powers, and of the partners that come first."""
    fans = [
        FanAsked(
            at_horizon(say("draws.exposure", power=spoken().the(document.name(power))), when), cost.exposure_percent
        )
        for power, sides in document.exposure.items()
        for when, cost in sides["both"].items()
    ]
    main = document.header.horizon
    powers = {document.name(power): sides["both"][main].exposure_percent for power, sides in document.exposure.items()}
    ties = {document.name(code): tie.exposure_percent for code, tie in document.dependence.partners.items()}
    largest = sorted(ties, key=lambda name: -(ties[name].value or 0.0))[:FIRST]
    orders = (
        OrderAsked(at_horizon(say("draws.order.powers"), main), powers),
        OrderAsked(at_horizon(say("draws.order.partners"), main), {name: ties[name] for name in largest}),
    )
    return Telling(tuple(fans), orders)


def frontier_telling(document: AutonomyFrontier) -> Telling:
    """What a cut of exposure costs, up to which belief moves pay, which tariffs they bear; the order of packages."""
    body, fans, orders = document.frontier, [], []
    for power, against in body.against.items():
        name = spoken().the(document.name(power))
        fans.append(FanAsked(say("draws.exposure_now", power=name), against.points[0].exposure_percent[power]))
        for cap in against.caps:
            if cap.cut_percent == CUT:
                fans.append(FanAsked(say("draws.cut_price", power=name, cut=f"{CUT:g}"), cap.policy_cost_percent))
        left = {one.title: one.exposure_percent[power] for one in body.packages if power in one.exposure_percent}
        orders.append(OrderAsked(say("draws.order.exposure", power=name), left, -1.0))
    for row in body.freedom:
        fans.append(FanAsked(say("draws.break_even", move=moved(document, row)), row.break_even_belief, 100.0))
    costs = {one.title: one.policy_cost_percent for one in body.packages}
    orders.append(OrderAsked(say("draws.order.cost"), costs, -1.0))
    pays = [
        ChanceAsked(say("draws.pays_at_record", move=moved(document, row)), row.expected_price_musd, sign=-1.0)
        for row in body.freedom
    ]
    return Telling(tuple(fans), tuple(orders), tuple(pays))


def moved(document: AutonomyFrontier, row: FreedomRow) -> str:
    """A move under a power's threat at its horizon."""
    title = say("draws.move", move=row.title, power=spoken().the(document.name(row.power)))
    return at_horizon(title, row.horizon)


def tariffs_telling(document: Tariffs) -> Telling:
    """The effective rate on each partner, and the order of partners by it."""
    rates = {
        say("draws.everybody") if code == "*" else document.name(code): one.whole.effective_tariff_percent
        for code, one in document.partners.items()
    }
    fans = [FanAsked(say("draws.effective", partner=name), number) for name, number in rates.items()]
    return Telling(tuple(fans), (OrderAsked(say("draws.order.rates"), rates),))
