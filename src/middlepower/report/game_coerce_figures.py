"""The figures of `game coerce`: how it ends, all equilibria over shifts, and credibility in the plane of costs."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.document.coerced import CoerceGame, CredibilityLine, CrisisEnd, CurvePoint, ThreatPoint, in_plane
from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.figures import Axis, Chart, ChartRow, axis_over
from middlepower.report.plane import PlanePlot, smooth, spot
from middlepower.report.profile_figures import PlotPoint, loss_axis, mark, with_room
from middlepower.report.profile_wording import horizon_names, short_number
from middlepower.report.tariff_figures import StepLine
from middlepower.report.wording import labelled, parted

LONG, CUTOFF = "long", "cutoff"
ENDS = ("concedes", "carried_out", "backs_down")
MAPPED = ("resists", "challenges", "carried_out")
LONG_MARK, OTHER_MARK = 3, 4  # how points of the long run and of other horizons look
ROOM = 1.06  # the highest point stands this much below the top


def ends_of(end: CrisisEnd) -> dict[str, Number]:
    """How a threat ends, by name of the column."""
    return {
        "concedes": end.concedes_percent,
        "carried_out": end.carried_out_percent,
        "backs_down": end.backs_down_percent,
        "challenges": end.challenges_percent,
    }


def ends_chart(document: CoerceGame) -> Chart:
    """How a threat that is made ends, by horizon and equilibrium."""
    names = horizon_names()
    rows = []
    for when, one in document.horizons.items():
        for place, end in enumerate(one.equilibria, 1):
            which = say("game_coerce.which", n=place) if len(one.equilibria) > 1 else ""
            for name in ENDS:
                label = say(f"game_coerce.row.{name}", horizon=names[when].lower(), which=which)
                rows.append((label, ends_of(end)[name]))
    axis = loss_axis([0.0, 100.0])
    return Chart(axis, tuple(ChartRow(label, (mark(axis, label, number, 0),)) for label, number in rows))


def shift_plot(document: CoerceGame) -> PlanePlot:
    """All equilibria over the shift of W_B, with the estimate and the horizons marked."""
    curve = document.shift_map
    x, y = axis_over([one.shift for one in curve], 6), loss_axis([0.0, 100.0])
    lines = tuple(_chance_line(x, y, name, series, curve) for series, name in enumerate(MAPPED))
    points = [_estimate(x, y, curve), *_played(document, x, y)]
    return PlanePlot(x, y, lines, with_room(points), say("game_coerce.shift_title"), _said(lines, points))


def _chance_line(x: Axis, y: Axis, name: str, series: int, curve: Sequence[CurvePoint]) -> StepLine:
    chances = [100.0 * float(getattr(one, name)) for one in curve]
    words = say("game_coerce.line_words", low=f"{chances[0]:.0f}", high=f"{chances[-1]:.0f}")
    places = [(one.shift, chance) for one, chance in zip(curve, chances, strict=True)]
    return smooth(x, y, say(f"game_coerce.line.{name}"), series, places, words)


def _estimate(x: Axis, y: Axis, curve: Sequence[CurvePoint]) -> PlotPoint:
    """The estimated point: no shift."""
    nearest = min(curve, key=lambda one: abs(one.shift))
    chance = Number(100.0 * nearest.resists)
    return spot(x, y, say("game_coerce.estimated"), Number(0.0), chance, 2, short_number(chance, 0))


def _played(document: CoerceGame, x: Axis, y: Axis) -> list[PlotPoint]:
    """The equilibria of every horizon whose shift the axis holds, but for those at the estimate itself."""
    names = horizon_names()
    return [
        spot(
            x,
            y,
            names[when],
            one.resolve_shift,
            end.resists_percent,
            LONG_MARK if when == LONG else OTHER_MARK,
            short_number(end.resists_percent, 0),
        )
        for when, one in document.horizons.items()
        for end in one.equilibria
        if one.resolve_shift.value and x.low <= one.resolve_shift.value <= x.high
    ]


def credibility_plot(document: CoerceGame) -> PlanePlot:
    """Threats in the plane of the sender's cost and the target's loss, and where the target concedes."""
    drawn = [
        (name, when, point)
        for name, points in document.threats.items()
        for when, point in points.items()
        if in_plane(name, when) and point.target_loses_percent.value is not None
    ]
    places = [place for line in document.credibility for place in line.points]
    x = axis_over([cost for cost, _ in places], 6)
    losses = [loss for _, loss in places if loss > 0.0]
    y = loss_axis([0.0, *losses, *(ROOM * point.target_loses_percent.known for _, _, point in drawn)])
    lines = tuple(_concession_line(x, y, series, one) for series, one in enumerate(document.credibility))
    names, said = horizon_names(), threat_names(document)
    points = [_threat(x, y, said[name], names[when].lower(), when == LONG, point) for name, when, point in drawn]
    return PlanePlot(x, y, lines, with_room(points), say("game_coerce.plane_title"), _said(lines, points))


def _concession_line(x: Axis, y: Axis, series: int, one: CredibilityLine) -> StepLine:
    words = say("game_coerce.line_words", low=f"{one.points[0][1]:.1f}", high=f"{one.points[-1][1]:.1f}")
    label = say("game_coerce.concession_line", chance=f"{100.0 * one.concedes:.0f}")
    return smooth(x, y, label, series, one.points, words)


def _threat(x: Axis, y: Axis, threat: str, horizon: str, long: bool, point: ThreatPoint) -> PlotPoint:
    cost, loss = point.sender_loses_percent, point.target_loses_percent
    words = say("game_coerce.point_words", sender=short_number(cost), target=short_number(loss))
    label = say("game_coerce.point", threat=threat, horizon=horizon)
    return spot(x, y, label, cost, loss, LONG_MARK if long else OTHER_MARK, words)


def _said(lines: Sequence[StepLine], points: Sequence[PlotPoint]) -> str:
    """The alternative text of a plot: what each line and each point says."""
    told: list[StepLine | PlotPoint] = [*lines, *points]
    return parted(labelled(one.label, one.words) for one in told)


def threat_names(document: CoerceGame) -> dict[str, str]:
    """The threats of the curve as they are named in figures and tables."""
    return {
        name: say("game_coerce.curve.cutoff") if name == CUTOFF else f"{100 * float(name.partition(':')[2]):g}%"
        for name in document.threats
    }
