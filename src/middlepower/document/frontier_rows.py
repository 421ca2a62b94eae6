"""Rows of a frontier's document from what was computed: points, caps, packages, the record, market access."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from middlepower.autonomy.choice import PolicyChoice, place_of
from middlepower.autonomy.frontier import FrontierPath, PolicyPoint, capped, exposure_shares
from middlepower.autonomy.levers import PolicyLever, PolicyLevers, partners_of
from middlepower.autonomy.packages import PlacedPackage
from middlepower.autonomy.record import record_of
from middlepower.autonomy.start import Beginning
from middlepower.data.cases import cases_of
from middlepower.document.frontiers import (
    AccessRow,
    BeliefRecord,
    FrontierAgainst,
    FrontierCap,
    FrontierPoint,
    LeverRow,
    PackageRow,
    RecordedCase,
)
from middlepower.document.number import Number
from middlepower.language.catalogue import say, spoken
from middlepower.model.sensitivity.adjoint.solve import real_income_of
from middlepower.model.sensitivity.two_stage.solve import policy_slopes, threat_slopes
from middlepower.world.groups import title_of

Array = NDArray[np.float64]
CUTS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
ONE_PERCENT = 0.01
Kept = Mapping[tuple[str, str, float | None], bool]


def lost_percent(log_loss: float, reason: str = "") -> Number:
    """A loss in log points as the share of real income that is lost, per cent."""
    return Number.of(-100.0 * float(np.expm1(-log_loss)), reason)


def lost_musd(log_loss: float, income: float) -> Number:
    """A loss in log points of an income, million US dollars a year."""
    return Number.of(-income * float(np.expm1(-log_loss)))


def lever_rows(levers: PolicyLevers) -> tuple[LeverRow, ...]:
    """The instruments, in their order."""
    return tuple(LeverRow(one.kind, one.partner, one.goods) for one in levers.levers)


def position_percent(lever: PolicyLever, x: float) -> Number:
    """Where a lever stands: the rate added to prices, the part of duties taken away, the fall of trade costs."""
    if lever.kind == "duty cut":
        return Number.of(100.0 * x)
    return Number.of(100.0 * float(np.expm1(-x if lever.kind == "access" else x)))


def against_of(path: FrontierPath, income: float, levers: PolicyLevers, kept: Kept, economy: str) -> FrontierAgainst:
    """The frontier against one power."""
    shares = exposure_shares(path)
    risk = [point.exposure[path.power] for point in path.points]
    rows = tuple(
        point_row(point, share, income, levers, kept[path.power, "", point.belief])
        for point, share in zip(path.points, shares, strict=True)
    )
    caps = tuple(cap_row(path, cut, income) for cut in CUTS)
    record = belief_record(path.power, economy)
    last = Number.of(100.0 * (1.0 - risk[-1] / risk[0]))
    return FrontierAgainst(rows, caps, last, record, path.starts, path.starts_gap)


def point_row(
    point: PolicyPoint, share: Array, income: float, levers: PolicyLevers, undominated: bool
) -> FrontierPoint:
    """One point of a frontier."""
    whole = float(share.sum())
    nothing = say("frontier.no_fall")
    return FrontierPoint(
        belief=float(point.belief),
        policy_cost_percent=lost_percent(point.cost),
        policy_cost_musd=lost_musd(point.cost, income),
        exposure_percent={power: lost_percent(loss) for power, loss in point.exposure.items()},
        floor_free_percent={power: lost_percent(loss) for power, loss in point.free_exposure.items()},
        lever_percent=tuple(position_percent(one, x) for one, x in zip(levers.levers, point.x, strict=True)),
        fall_share_percent=tuple(
            Number.of(100.0 * part / whole) if whole > 0.0 else Number(None, reason=nothing) for part in share
        ),
        undominated=undominated,
        slopes_left=point.left,
        evaluations=point.evaluations,
    )


def cap_row(path: FrontierPath, cut: float, income: float) -> FrontierCap:
    """One cap on exposure."""
    found = capped(path, cut)
    if found.cost is None or found.belief is None:
        none = Number(None, reason=say("frontier.no_probability"))
        return FrontierCap(100.0 * cut, none, none, none)
    return FrontierCap(
        100.0 * cut, lost_percent(found.cost), lost_musd(found.cost, income), Number.of(float(found.belief))
    )


def belief_record(power: str, economy: str) -> BeliefRecord:
    """The record of a power's threats, and the cases between it and the economy."""
    record = record_of(power)
    counts = record.counts
    cases = tuple(
        RecordedCase(case.case, case.threat_date, case.threat, case.carried_out) for case in cases_of(power, economy)
    )
    own = None if record.own is None else record.own.threats
    return BeliefRecord(
        record.sender, counts.conceded, counts.carried_out, counts.backed_down, record.probability, own, cases
    )


def package_row(
    one: PlacedPackage, top: float, income: float, undominated: bool | None, titles: Mapping[str, str]
) -> PackageRow:
    """One package."""
    return PackageRow(
        package=one.name if not one.power else f"{one.name}-{one.power}",
        title=titles.get(one.name) or package_title(one),
        price_percent=None if one.price is None else 100.0 * one.price,
        policy_cost_percent=lost_percent(top - one.log_income),
        policy_cost_musd=lost_musd(top - one.log_income, income),
        exposure_percent={power: lost_percent(loss, one.reason) for power, loss in one.exposure.items()},
        undominated=undominated,
        residual=Number.of(one.residual),
    )


def package_title(one: PlacedPackage) -> str:
    """The title of a package that no scenario names."""
    if one.price is not None:
        return say("frontier.package_access", price=f"{100 * one.price:g}")
    if one.power:
        return say("frontier.package_lockstep", power=spoken().the(title_of(one.power)))
    return say(f"frontier.package.{one.name}")


def access_rows(begun: Beginning, choice: PolicyChoice) -> tuple[AccessRow, ...]:
    """What goods that are 1% cheaper to deliver to each partner are worth a year, at the status quo, by slopes."""
    zero = np.zeros(choice.levers.count)
    place, n = place_of(choice, zero, tuple(choice.stages)), choice.n
    first = place.first
    peace = policy_slopes(first, real_income_of(first, n), [], choice.solver.steer).trade_cost
    risky = {
        power: policy_slopes(
            first,
            real_income_of(first, n),
            [(record_of(power).probability, threat_slopes(first, threat, n))],
            choice.solver.steer,
        ).trade_cost
        for power, threat in place.threats.items()
    }
    income, goods = float(first.income[n]), begun.world.is_goods

    def worth(slopes: Array, inside: list[int]) -> Number:
        return Number.of(-ONE_PERCENT * income * float(slopes[goods][:, inside, n].sum()))

    return tuple(
        AccessRow(partner, worth(peace, inside), {power: worth(slopes, inside) for power, slopes in risky.items()})
        for partner, inside in partners_of(begun.world, n, begun.powers).items()
    )
