"""The frontier of real income against exposure: the best policy for each belief that a power carries out its threat.

For a belief pi in [0, 1] the policy x makes expected ln W highest, (1 - pi) ln W(x) + pi ln W(x | threat) =
ln W(x) - pi E(x): the same x as the cheapest one with its exposure E, at a price pi of income per point of exposure.
C(x) = ln W(x*) - ln W(x), x* the best policy without a motive of security. Each belief starts from the last one's
policy; where another point of the frontier would be better at a belief, or random starts lead higher, the climb goes
on from there, so that the frontier is convex by what was found and not by assumption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from middlepower.autonomy.choice import PolicyChoice, PolicyPlace, first_curvature, looked, place_of, slopes_at
from middlepower.errors import NoEquilibriumError
from middlepower.solve.ascent import Peak, climb

Array = NDArray[np.float64]

TOLERANCE = 1e-6  # of slopes: ln W per unit of ln(1 + rate); costs are then right to 1e-8 log points
LIMIT = 150  # evaluations of a climb
BETTER = 1e-7  # of ln W: what counts as a better policy
ROUNDS = 4  # of looking for better policies among the other points
SPREAD = 0.15  # of random starts around a policy, in units of levers
BENDING = 1.5  # beliefs lie closer together near zero, where the frontier bends most


@dataclass(frozen=True)
class PolicyPoint:
    """The best policy at a belief in one power's threat.

    cost C and exposure to every power in log points; free_exposure with wages that fall freely; by_income, by_exposure
    slopes by lever of ln W and of exposure to the power; left of the conditions of an optimum, evaluations used.
    """

    belief: float
    x: Array
    cost: float
    exposure: Mapping[str, float]
    free_exposure: Mapping[str, float]
    by_income: Array
    by_exposure: Array
    left: float
    evaluations: int
    residual: float


@dataclass(frozen=True)
class FrontierPath:
    """The frontier against one power: points from belief 0 to 1, the first being x*; how far random starts disagree.

    starts_gap = what the best random start adds to expected ln W beyond the point reported (0: none is better).
    """

    power: str
    points: tuple[PolicyPoint, ...]
    starts: int
    starts_gap: float


def beliefs(count: int) -> Array:
    """`count` beliefs from just above 0 to 1, closer together near 0."""
    values: Array = (np.arange(1, count + 1) / count) ** BENDING
    return values


def unbiased(choice: PolicyChoice, starts: int) -> Peak[PolicyPlace]:
    """x*: the policy of highest ln W, from the status quo and from random starts."""
    lower, upper = choice.levers.bounds
    zero = np.clip(np.zeros(choice.levers.count), lower, upper)
    peak = at_belief(choice, {}, zero, first_curvature(choice))
    draw = np.random.default_rng(1)
    for _ in range(starts):
        other = at_belief(choice, {}, around(draw, zero, lower, upper), first_curvature(choice))
        peak = other if other.at.value > peak.at.value + BETTER else peak
    return peak


def at_belief(
    choice: PolicyChoice, belief: Mapping[str, float], x: Array, curvature: Array, near: PolicyPlace | None = None
) -> Peak[PolicyPlace]:
    """The best policy at beliefs, from a policy nearby; NoEquilibriumError where that has no equilibrium."""
    lower, upper = choice.levers.bounds
    look = partial(looked, choice, belief)
    first = look(x, near)
    if first is None:
        raise NoEquilibriumError(
            "the policy that the search starts from has no equilibrium under the threat: ask for a milder threat, such "
            "as `--threat tariff:0.25`."
        )
    return climb(look, first, curvature, lower, upper, TOLERANCE, LIMIT)


def around(draw: np.random.Generator, x: Array, lower: Array, upper: Array) -> Array:
    """A random policy around another one."""
    moved: Array = np.clip(x + draw.uniform(-SPREAD, SPREAD, len(x)), lower, upper)
    return moved


def path_of(choice: PolicyChoice, power: str, best: Peak[PolicyPlace], count: int) -> FrontierPath:
    """The frontier against one power, from x* at belief 0 to belief 1."""
    values = beliefs(count)
    peaks = []
    last = best
    for belief in values:
        last = at_belief(choice, {power: belief}, last.at.x, last.curvature)
        peaks.append(last)
    peaks = mended(choice, power, values, best, peaks)
    peaks, gap, starts = tried_elsewhere(choice, power, values, best, peaks)
    points = []
    loose: PolicyPlace | None = None
    for belief, peak in zip((0.0, *values), (best, *peaks), strict=True):
        loose = place_of(with_free_wages(choice), peak.at.x, tuple(choice.stages), loose)
        points.append(finished(choice, power, belief, peak, best, loose))
    return FrontierPath(power, tuple(points), starts, gap)


def mended(
    choice: PolicyChoice, power: str, values: Array, best: Peak[PolicyPlace], peaks: Sequence[Peak[PolicyPlace]]
) -> list[Peak[PolicyPlace]]:
    """The peaks, none of which another point of the frontier beats at its belief."""
    found = list(peaks)
    origin = place_of(choice, best.at.x, (power,))
    for _ in range(ROUNDS):
        pairs = [(origin.log_income, origin.exposure(power)), *outcomes(found, power)]
        policies = [best, *found]
        moved = False
        for j, belief in enumerate(values):
            worth = [income - belief * exposure for income, exposure in pairs]
            top = int(np.argmax(worth))
            if worth[top] > worth[j + 1] + BETTER:
                again = at_belief(choice, {power: belief}, policies[top].at.x, policies[top].curvature)
                if again.at.value > found[j].at.value + BETTER:
                    found[j], moved = again, True
        if not moved:
            break
    return found


def outcomes(peaks: Sequence[Peak[PolicyPlace]], power: str) -> list[tuple[float, float]]:
    """(ln W, exposure) of each peak."""
    return [(peak.at.place.log_income, peak.at.place.exposure(power)) for peak in peaks]


def tried_elsewhere(
    choice: PolicyChoice, power: str, values: Array, best: Peak[PolicyPlace], peaks: list[Peak[PolicyPlace]]
) -> tuple[list[Peak[PolicyPlace]], float, int]:
    """(the peaks, mended where a random start led higher; by how much one still does; starts) at three beliefs."""
    lower, upper = choice.levers.bounds
    draw, gap, starts, better = np.random.default_rng(2), 0.0, 0, False
    found = list(peaks)
    for j in sorted({0, len(values) // 2, len(values) - 1}):
        try:
            other = at_belief(choice, {power: values[j]}, around(draw, best.at.x, lower, upper), best.curvature)
        except NoEquilibriumError:
            continue
        starts += 1
        if other.at.value > found[j].at.value + BETTER:
            gap = max(gap, other.at.value - found[j].at.value)
            found[j], better = other, True
    return (mended(choice, power, values, best, found) if better else found), gap, starts


def finished(
    choice: PolicyChoice,
    power: str,
    belief: float,
    peak: Peak[PolicyPlace],
    best: Peak[PolicyPlace],
    loose: PolicyPlace,
) -> PolicyPoint:
    """The PolicyPoint of a peak: exposure to all powers, with wages that fall freely too, and slopes of income and
    exposure apart."""
    x = peak.at.x
    place = place_of(choice, x, tuple(choice.stages), peak.at.place)
    income = slopes_at(choice, x, place, {})
    both = slopes_at(choice, x, place, {power: 1.0})
    residuals = [place.first.report.residual, *(one.equilibrium.report.residual for one in place.threats.values())]
    return PolicyPoint(
        belief,
        x,
        best.at.place.log_income - place.log_income,
        {name: place.exposure(name) for name in choice.stages},
        {name: loose.exposure(name) for name in choice.stages},
        income,
        income - both,
        peak.left,
        peak.evaluations,
        max(residuals),
    )


def with_free_wages(choice: PolicyChoice) -> PolicyChoice:
    """The same choice with threats under which wages fall freely."""
    stages = choice.stages.items()
    free = {name: replace(stage, frictions=replace(stage.frictions, floor=0.0)) for name, stage in stages}
    return replace(choice, stages=free)


def exposure_shares(path: FrontierPath) -> Array:
    """What each lever has done along a path, [point, lever]: parts of the fall of exposure, by trapezoids of slopes."""
    done = [np.zeros_like(path.points[0].x)]
    for before, after in zip(path.points, path.points[1:], strict=False):
        mean = 0.5 * (before.by_exposure + after.by_exposure)
        done.append(done[-1] - mean * (after.x - before.x))
    return np.array(done)


@dataclass(frozen=True)
class Capped:
    """A cap on exposure, as a cut below that of x*: what it costs and the belief from which it is worth it; None
    where no belief up to 1 is."""

    cut: float
    cost: float | None
    belief: float | None


def capped(path: FrontierPath, cut: float) -> Capped:
    """The Capped of a path, between its points: C by cubics with slope -belief, the belief by lines."""
    risk = np.array([point.exposure[path.power] for point in path.points])
    wanted = (1.0 - cut) * risk[0]
    below = [j for j in range(1, len(risk)) if risk[j] <= wanted]
    if not below:
        return Capped(cut, None, None)
    j = below[0]
    before, after = path.points[j - 1], path.points[j]
    width = risk[j - 1] - risk[j]
    part = (risk[j - 1] - wanted) / width
    belief = before.belief + part * (after.belief - before.belief)
    return Capped(cut, cubic(before.cost, after.cost, before.belief * width, after.belief * width, part), belief)


def cubic(left: float, right: float, left_slope: float, right_slope: float, part: float) -> float:
    """The cubic between two values with given slopes (per whole width), at a part of the way.

    A slope is at most three times the rise: so it never turns between points that lie far apart (Fritsch and Carlson).
    """
    t, u, steepest = part, 1.0 - part, 3.0 * (right - left)
    left_slope, right_slope = min(left_slope, steepest), min(right_slope, steepest)
    return left * (1 + 2 * t) * u**2 + left_slope * t * u**2 + right * t**2 * (3 - 2 * t) - right_slope * t**2 * u


def undominated(points: Sequence[tuple[float, ...]]) -> list[bool]:
    """Whether no other point is at least as good in every number (cost and exposures, less is better) and better in
    one."""
    table = np.array(points)
    kept = []
    for row in table:
        as_good = (table <= row + BETTER).all(axis=1)
        kept.append(not (as_good & (table < row - BETTER).any(axis=1)).any())
    return kept
