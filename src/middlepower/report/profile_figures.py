"""Geometry of a profile's charts: dots with ranges, threat curves, the points (sender cost, exposure), bars."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from middlepower.document.losses import PowerIncidence, Provinces
from middlepower.document.number import Number
from middlepower.document.profiled import Profile, ThreatCost
from middlepower.language.catalogue import say
from middlepower.report.figures import Axis, Chart, ChartRow, Mark, Tick, axis_over
from middlepower.report.profile_wording import billions, horizon_names, short_number, span, threat_name
from middlepower.report.wording import trimmed

BARS = 10
NAME_WIDE, NAME_TALL = 30.0, 5.0  # room for a name, per cent of a plot on a phone
ROOM = 1.06  # ends of the axes of plots lie this much beyond the largest value


@dataclass(frozen=True)
class PlotPoint:
    """A point of a plot with the ends of its ranges, all in per cent of width and height from the top left."""

    label: str
    x: float
    y: float
    low_x: float
    high_x: float
    low_y: float
    high_y: float
    words: str
    series: int = 0
    left: bool = False  # its label stands on the left, where the right has no room
    named: bool = True  # whether there is room for its label


@dataclass(frozen=True)
class PlotLine:
    """A line of a plot through its points."""

    label: str
    points: tuple[PlotPoint, ...]


@dataclass(frozen=True)
class Plot:
    """A plot with two axes; vertical positions are from the top."""

    x: Axis
    y: Axis
    lines: tuple[PlotLine, ...] = ()
    points: tuple[PlotPoint, ...] = ()
    diagonal: tuple[float, float, float, float] | None = None
    title: str = ""
    logs: bool = False


def loss_axis(values: Iterable[float], wanted: int = 5) -> Axis:
    """An axis of losses: its ticks carry no plus sign."""
    axis = axis_over(values, wanted)
    return replace(axis, ticks=tuple(replace(tick, label=tick.label.lstrip("+")) for tick in axis.ticks))


def reach(numbers: Iterable[Number]) -> list[float]:
    """Every value and every end of a range."""
    parts = (part for number in numbers for part in (number.value, number.low, number.high))
    return [part for part in parts if part is not None]


def ends_of(number: Number) -> tuple[float, float]:
    """The range, or the value at both ends where there is none."""
    return number.ends or (number.known, number.known)


def mark(axis: Axis, label: str, loss: Number, decimals: int = 2) -> Mark:
    """The mark of a loss; a negative one is a gain."""
    low, high = map(axis.position, ends_of(loss))
    shown = short_number(loss, decimals), span(loss, decimals)
    return Mark(label, axis.position(loss.known), low, high, *shown, loss.known < 0)


def exposure_chart(profile: Profile) -> Chart:
    """Exposure both ways by power and horizon."""
    names = {when: name.lower() for when, name in horizon_names().items()}
    rows = [
        (say("profile.chart_row", power=profile.name(power), horizon=names[when]), cost.exposure_percent)
        for power, sides in profile.exposure.items()
        for when, cost in sides["both"].items()
    ]
    return dots([row for row in rows if row[1].value is not None])


def dots(rows: Sequence[tuple[str, Number]]) -> Chart:
    """A dot and its range per row."""
    axis = loss_axis(reach(number for _, number in rows))
    return Chart(axis, tuple(ChartRow(label, (mark(axis, label, number),)) for label, number in rows))


def bars(title: str, rows: Sequence[tuple[str, Number]], decimals: int = 1) -> Chart:
    """The largest losses as bars, largest first, with their ranges."""
    known = sorted((row for row in rows if row[1].value is not None), key=lambda row: -row[1].known)
    chosen = known[:BARS]
    axis = loss_axis(reach(number for _, number in chosen), 3)
    drawn = tuple(ChartRow(label, (mark(axis, label, number, decimals),)) for label, number in chosen)
    return Chart(axis, drawn, title=title)


def incidence_charts(profile: Profile) -> list[tuple[str, list[Chart]]]:
    """Per power: value added that leaves sectors, pay in their jobs, and provinces where there are data."""
    by_power = {power: _incidence(profile, losses) for power, losses in profile.incidence.powers.items()}
    return [(profile.name(power), charts) for power, charts in by_power.items() if charts]


def _incidence(profile: Profile, losses: PowerIncidence) -> list[Chart]:
    names = {code: sector.name for code, sector in profile.sectors.items()}
    made, held = losses.production, losses.employment
    charts = []
    if made is not None:
        rows = [(names[code], billions(loss.value_added_lost_musd)) for code, loss in made.sectors.items()]
        charts.append(bars(say("profile.chart_value_added"), rows))
    if held is not None:
        rows = [(names[code], loss.stay_percent) for code, loss in held.sectors.items()]
        charts.append(bars(say("profile.chart_pay"), rows))
    charts += (
        [_provinces(held.provinces, say("profile.chart_provinces_pay"))] if held is not None and held.provinces else []
    )
    charts += (
        [_provinces(made.provinces, say("profile.chart_provinces_value_added"))]
        if made is not None and made.provinces
        else []
    )
    return charts


def _provinces(table: Provinces, title: str) -> Chart:
    from middlepower.data.provinces import PROVINCES

    return bars(title, [(PROVINCES[code], billions(row.carried_loss_musd)) for code, row in table.provinces.items()])


# ---------------------------------------------------------------- plots


def threat_plots(profile: Profile) -> list[Plot]:
    """One threat curve per power, without and with retaliation, on one scale."""
    curves = profile.threat_curve
    numbers = [cost.exposure_percent for curve in curves.values() for row in curve.values() for cost in row.values()]
    y = loss_axis([ROOM * value for value in reach(numbers)], 4)
    return [_threat_plot(profile.name(power), curve, y) for power, curve in curves.items()]


def _threat_plot(title: str, curve: Mapping[str, Mapping[str, ThreatCost]], y: Axis) -> Plot:
    x = axis_over([0.0, float(len(curve) - 1)])
    ticks = tuple(Tick(x.position(place), threat_name(label), False) for place, label in enumerate(curve))
    lines = []
    for series, answer in enumerate(("without", "with")):
        losses = [(threat_name(label), row[answer].exposure_percent) for label, row in curve.items()]
        drawn = tuple(
            _point(x, y, label, place, loss, series) for place, (label, loss) in enumerate(losses) if loss.value
        )
        lines.append(PlotLine(say(f"profile.line_{answer}"), drawn))
    return Plot(replace(x, ticks=ticks), y, tuple(lines), title=title)


def _point(x: Axis, y: Axis, label: str, place: int, loss: Number, series: int) -> PlotPoint:
    aside = x.position(place) + (2 * series - 1)  # side by side, so that ranges do not hide each other
    low, high = (100 - y.position(end) for end in ends_of(loss))
    return PlotPoint(label, aside, 100 - y.position(loss.known), aside, aside, low, high, short_number(loss), series)


def leverage_plot(profile: Profile) -> Plot:
    """What each threat costs the power (x) and the economy (y), per cent of real income, at the main horizon.

    Logarithmic axes, so that ratios are distances; linear ones where a power gains from its own threat.
    """
    rows = [
        (power, side, horizons[profile.header.horizon])
        for power, sides in profile.exposure.items()
        for side, horizons in sides.items()
        if horizons[profile.header.horizon].exposure_percent.value is not None
    ]
    rows.sort(key=lambda row: row[1] != "both")  # names first go to the points that the headline speaks of
    costs = reach(cost.sender_cost_percent for _, _, cost in rows)
    losses = reach(cost.exposure_percent for _, _, cost in rows)
    logs = min(costs + losses) > 0
    x, y = (scale(values, logs) for values in (costs, losses))
    powers = list(profile.exposure)
    points = [_leverage_point(x, y, _point_name(power, side), cost, powers.index(power)) for power, side, cost in rows]
    return Plot(x.axis, y.axis, points=with_room(points), diagonal=_equal(x, y), logs=logs)


def _point_name(power: str, side: str) -> str:
    return say("profile.point", power=power, side=say(f"profile.point_side.{side}"))


@dataclass(frozen=True)
class Scale:
    """An axis of values, or of their logarithms."""

    axis: Axis
    logs: bool

    def position(self, value: float) -> float:
        """Position of a value in per cent of the width."""
        return self.axis.position(math.log10(value) if self.logs else value)

    @property
    def ends(self) -> tuple[float, float]:
        """The values at both ends."""
        low, high = self.axis.low, self.axis.high
        return (10.0**low, 10.0**high) if self.logs else (low, high)


def scale(values: Sequence[float], logs: bool) -> Scale:
    """A scale that holds every value, with round ticks: 1 and 3 times powers of ten on a logarithmic one."""
    if not logs:
        return Scale(loss_axis([ROOM * value for value in values]), False)
    low, high = (math.log10(end) for end in (0.85 * min(values), 1.15 * max(values)))
    axis = Axis(low, high, ())
    decades = range(math.floor(low) - 1, math.ceil(high) + 1)
    round_values = [step * 10.0**power for power in decades for step in (1, 3)]
    ticks = tuple(
        Tick(axis.position(math.log10(value)), trimmed(value, 6), False)
        for value in round_values
        if low <= math.log10(value) <= high
    )
    return Scale(replace(axis, ticks=ticks), True)


def _equal(x: Scale, y: Scale) -> tuple[float, float, float, float] | None:
    """The line on which both lose the same share, as far as it lies inside the plot."""
    low, high = max(x.ends[0], y.ends[0]), min(x.ends[1], y.ends[1])
    if high <= low:
        return None
    return x.position(low), 100 - y.position(low), x.position(high), 100 - y.position(high)


def with_room(points: Sequence[PlotPoint]) -> tuple[PlotPoint, ...]:
    """The points, named where no earlier name is in the way, on a phone too."""
    shown: list[PlotPoint] = []
    placed = []
    for point in points:
        free = all(abs(point.x - other.x) > NAME_WIDE or abs(point.y - other.y) > NAME_TALL for other in shown)
        placed.append(replace(point, named=free))
        shown += [point] if free else []
    return tuple(placed)


def _leverage_point(x: Scale, y: Scale, label: str, threat: ThreatCost, series: int) -> PlotPoint:
    cost, exposure = threat.sender_cost_percent, threat.exposure_percent
    middle = x.position(cost.known)
    low_x, high_x = (x.position(end) for end in ends_of(cost))
    low_y, high_y = (100 - y.position(end) for end in ends_of(exposure))
    return PlotPoint(
        label,
        middle,
        100 - y.position(exposure.known),
        low_x,
        high_x,
        low_y,
        high_y,
        say("profile.point_words", theirs=short_number(cost), ours=short_number(exposure)),
        series,
        left=middle > 75,
    )
