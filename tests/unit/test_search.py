"""The search for a cost change that meets a target: on functions of which the root is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from middlepower.experiment.search import Tried, search
from middlepower.model.core.equilibrium import Equilibrium


def tries(gap: Callable[[float], float]) -> tuple[list[float], Callable[[float, Equilibrium | None], Tried]]:
    """(the places that were tried so far, what is tried there)."""
    seen: list[float] = []
    nothing: Any = None

    def at(place: float, near: Equilibrium | None) -> Tried:
        seen.append(place)
        return Tried(place, nothing, nothing, gap(place))

    return seen, at


def test_a_curve_is_met_by_the_polynomial_through_four_points() -> None:
    """Volume as it falls with costs: secant steps alone need a try more."""
    seen, at = tries(lambda x: float(np.log(np.exp(-4.0 * x) * (1.0 + 0.3 * x) / 2.0)))
    found, count, met = search(at, slope=-5.0, tolerance=1e-8)
    assert met
    assert count == len(seen) == 5
    assert np.exp(-4.0 * found.at) * (1.0 + 0.3 * found.at) == pytest.approx(2.0, rel=1e-8)


def test_a_first_slope_that_is_far_off_only_takes_longer() -> None:
    for slope in (-0.5, -50.0):
        seen, at = tries(lambda x: -4.0 * x - 1.0)
        found, _, met = search(at, slope, tolerance=1e-10)
        assert met
        assert found.at == pytest.approx(-0.25)
        assert len(seen) <= 4


def test_what_no_cost_reaches_ends_without_a_root() -> None:
    seen, at = tries(lambda x: -1.0 - np.exp(-abs(x)))
    _, count, met = search(at, slope=-1.0, tolerance=1e-8)
    assert not met
    assert count == len(seen) < 30
