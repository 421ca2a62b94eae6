"""Climbs end at the highest point within bounds, and on ridges where slopes jump."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.solve.ascent import Climbed, Peak, climb, shortest, updated

Array = NDArray[np.float64]
WIDE = np.full(3, 10.0)


def climbed(
    value: Callable[[Array], float], slope: Callable[[Array], Array], x: Array, low: Array, high: Array
) -> Peak[int]:
    def look(at: Array, near: int | None) -> Climbed[int] | None:
        return None if not np.isfinite(value(at)) else Climbed(at, value(at), slope(at), 0)

    first = look(x, None)
    assert first is not None
    return climb(look, first, np.eye(len(x)), low, high, 1e-7, 200)


BEND = np.array([[3.0, 1.0, 0.2], [1.0, 2.0, 0.1], [0.2, 0.1, 40.0]])
AIM = np.array([0.4, -0.6, 0.8])


def bowl(x: Array) -> float:
    return -0.5 * float((x - AIM) @ BEND @ (x - AIM))


def bowl_slope(x: Array) -> Array:
    return -BEND @ (x - AIM)


def test_a_bowl_has_its_peak_where_it_is() -> None:
    peak = climbed(bowl, bowl_slope, np.zeros(3), -WIDE, WIDE)
    assert_allclose(peak.at.x, AIM, atol=1e-5)
    assert peak.left <= 1e-7
    assert peak.evaluations <= 25


def test_bounds_are_kept_and_the_rest_is_best_given_them() -> None:
    low = np.array([-10.0, -0.1, -10.0])
    peak = climbed(bowl, bowl_slope, np.zeros(3), low, WIDE)
    assert peak.at.x[1] == -0.1
    free = [0, 2]
    rest = AIM[free] - np.linalg.solve(BEND[np.ix_(free, free)], BEND[free, 1] * (-0.1 - AIM[1]))
    assert_allclose(peak.at.x[free], rest, atol=1e-5)
    assert peak.left <= 1e-7
    assert peak.at.slope[1] < -0.5  # pushes against its bound, which is no residual


def test_a_ridge_is_found_and_its_residual_is_that_of_the_mean_of_its_sides() -> None:
    def ridge(x: Array) -> float:
        return -2.0 * abs(x[0] + 0.3 * x[1]) - float((x[1] - 1.0) ** 2)

    def slope(x: Array) -> Array:
        side = np.sign(x[0] + 0.3 * x[1])
        return np.array([-2.0 * side, -0.6 * side - 2.0 * (x[1] - 1.0)])

    peak = climbed(ridge, slope, np.array([0.7, 0.2]), -WIDE[:2], WIDE[:2])
    assert_allclose(peak.at.x, [-0.3, 1.0], atol=1e-3)
    assert np.abs(peak.at.slope).max() > 0.5
    assert peak.left < 1e-3


def test_where_there_is_no_value_steps_are_shortened() -> None:
    def cliff(x: Array) -> float:
        return bowl(x) if x[0] < 0.35 else float("nan")

    peak = climbed(cliff, bowl_slope, np.zeros(3), -WIDE, WIDE)
    assert 0.0 < peak.at.x[0] < 0.35
    assert peak.at.value > bowl(np.zeros(3))


def test_the_shortest_mean_of_vectors() -> None:
    assert_allclose(shortest(np.array([[1.0, 1.0], [-3.0, 1.0]])), [0.0, 1.0], atol=1e-6)
    assert_allclose(shortest(np.array([[2.0, 0.0], [3.0, 0.0]])), [2.0, 0.0], atol=1e-6)


def test_an_update_meets_the_secant_condition_and_ignores_what_bends_upwards() -> None:
    step, change = np.array([0.1, 0.2, -0.1]), np.array([0.5, 0.3, -0.2])
    assert_allclose(updated(BEND, step, change) @ step, change, atol=1e-12)
    assert updated(BEND, step, -change) is BEND


def test_a_start_at_the_peak_costs_nothing() -> None:
    peak = climbed(bowl, bowl_slope, AIM, -WIDE, WIDE)
    assert peak.evaluations == 0
    assert peak.at.value == pytest.approx(0.0)


def test_where_three_sides_of_a_ridge_meet_the_climb_closes_in_on_their_corner() -> None:
    """A step ahead finds nothing higher there; the shortest mean of the slopes around leads on, until it is none."""
    sides = np.array([[1.0, 0.2, 0.0], [-0.4, 1.0, 0.1], [-0.5, -0.9, 0.3], [0.1, 0.2, -1.0]])

    def corner(x: Array) -> float:
        return float((sides @ (x - AIM)).min()) - 0.5 * float((x - AIM) @ (x - AIM))

    def slope(x: Array) -> Array:
        side: Array = sides[int((sides @ (x - AIM)).argmin())]
        return side - (x - AIM)

    peak = climbed(corner, slope, np.zeros(3), -WIDE, WIDE)
    assert_allclose(peak.at.x, AIM, atol=2e-4)
    assert peak.left <= 1e-6
