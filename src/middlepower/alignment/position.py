"""Positions from votes: distances, net alignment between two powers, and how slowly positions move.

With d_m the distance of ideal points from power m in one session, net alignment is A = (d_2 - d_1) / (d_1 + d_2): one
where the economy stands on the first power, minus one on the second. A group's point is the plain mean of its
members'; its interval spans theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from middlepower.data.ideal_points import IdealPoint, ideal_points
from middlepower.errors import DataError
from middlepower.world.groups import expand
from middlepower.world.world import World

Array = NDArray[np.float64]
FEWEST_PAIRS = 100  # of sessions that follow each other, to say how slowly positions move


@dataclass(frozen=True)
class SessionPoint:
    """An ideal point in one session with its 90% interval."""

    session: int
    year: int
    point: float
    low: float
    high: float


@dataclass(frozen=True)
class Net:
    """Net alignment between two powers with the ends of its interval, and the distances behind it."""

    value: float
    low: float
    high: float
    first: float
    second: float


def standings(world: World, name: str) -> dict[int, SessionPoint]:
    """{session: position} of an economy or the mean of a group's members; DataError where nobody votes."""
    codes = expand([name], world)
    by_session: dict[int, list[IdealPoint]] = {}
    for (code, session), point in ideal_points().items():
        if code in codes:
            by_session.setdefault(session, []).append(point)
    most = max((len(points) for points in by_session.values()), default=0)
    if not most:
        raise DataError(f"no ideal point of {name} is known: it has no vote in the UN General Assembly of its own.")
    whole = {session: points for session, points in by_session.items() if 2 * len(points) > most}
    return {session: _mean(points) for session, points in sorted(whole.items())}


def _mean(points: Sequence[IdealPoint]) -> SessionPoint:
    return SessionPoint(
        points[0].session,
        points[0].year,
        float(np.mean([one.point for one in points])),
        min(one.low for one in points),
        max(one.high for one in points),
    )


def net_alignment(own: SessionPoint, first: SessionPoint, second: SessionPoint) -> Net:
    """Net alignment between two powers; its ends are those over the economy's own interval."""
    spots = np.linspace(own.low, own.high, 21)
    values = [_net(float(at), first.point, second.point) for at in spots]
    there = _net(own.point, first.point, second.point)
    return Net(there, min(values), max(values), abs(own.point - first.point), abs(own.point - second.point))


def _net(own: float, first: float, second: float) -> float:
    near, far = abs(own - first), abs(own - second)
    return 0.0 if near + far == 0.0 else (far - near) / (near + far)


@cache
def spread_of_distances(session: int) -> float:
    """Standard deviation of the distance between two members' ideal points, over all pairs of a session."""
    points = np.array([point.point for (_, at), point in ideal_points().items() if at == session])
    apart = np.abs(points[:, None] - points[None, :])[np.triu_indices(points.size, 1)]
    return float(apart.std())


@cache
def inertia() -> float:
    """The part of a deviation from a member's own mean that is left a session later: an AR(1) within members.

    Least squares on deviations from member and session means, of all sessions of the table that follow each other.
    """
    rows = [
        (code, session, point.point, ideal_points()[code, session - 1].point)
        for (code, session), point in ideal_points().items()
        if (code, session - 1) in ideal_points()
    ]
    if len(rows) < FEWEST_PAIRS:
        raise DataError("too few ideal points to say how slowly positions move.")
    codes, sessions = (np.unique([row[at] for row in rows], return_inverse=True)[1] for at in (0, 1))
    now, before = (_within(np.array([row[at] for row in rows]), codes, sessions) for at in (2, 3))
    return float(before @ now / (before @ before))


def _within(values: Array, codes: NDArray[np.intp], sessions: NDArray[np.intp], rounds: int = 50) -> Array:
    """Values less the means of members and of sessions, by turns until both are gone."""
    left = values.astype(float)
    for _ in range(rounds):
        for groups in (codes, sessions):
            left = left - (np.bincount(groups, left) / np.bincount(groups))[groups]
    return left
