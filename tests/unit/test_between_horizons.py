"""From the long run to the first year in steps: parts that add up, their span over orders, and the two ends."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.experiment.between_horizons import STEPS, Corners, corners_of
from middlepower.experiment.experiment import solve_experiment
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import Variant
from middlepower.indicators.between_horizons import split
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world

SETTINGS = Settings()


@pytest.fixture(scope="module")
def question() -> Question:
    tariff = {"importers": ["USA"], "exporters": ["CAN"], "rate": 0.5}
    return Question(load_world(), states={"threat": State(title="50%", tariffs=[tariff])})


@pytest.fixture(scope="module")
def corners(question: Question) -> Corners:
    return corners_of(question, SETTINGS)


def corner(*steps: str) -> frozenset[str]:
    return frozenset(steps)


def test_parts_by_hand() -> None:
    """v(a) = 1, v(b) = 2, v(ab) = 10: a first has 1 and 9, b first 8 and 2."""
    values = {corner(): 0.0, corner("a"): 1.0, corner("b"): 2.0, corner("a", "b"): 10.0}
    found = split(values, ("a", "b"))
    assert found is not None
    assert_allclose(found.parts, [1.0, 9.0])
    assert_allclose(found.low, [1.0, 2.0])
    assert_allclose(found.high, [8.0, 9.0])
    assert found.orders == 2


def test_an_order_that_meets_an_unknown_corner_does_not_count_and_the_stated_one_must() -> None:
    values = {corner(): 0.0, corner("a"): 1.0, corner("a", "b"): 10.0}
    found = split(values, ("a", "b"))
    assert found is not None
    assert found.orders == 1
    assert_allclose(found.low, found.parts)
    assert split(values, ("b", "a")) is None


def test_where_steps_do_not_depend_on_each_other_the_order_does_not_matter() -> None:
    size = dict(zip("abcd", (1.0, -2.0, 3.0, 0.5), strict=True))
    values = {corner(*some): sum(size[step] for step in some) for n in range(5) for some in combinations("abcd", n)}
    found = split(values, tuple("abcd"))
    assert found is not None
    assert found.orders == 24
    assert_allclose(found.low, list(size.values()))
    assert_allclose(found.high, list(size.values()))


def test_the_ends_are_the_long_run_and_the_first_year(question: Question, corners: Corners) -> None:
    runs = solve_experiment(question, SETTINGS, [Variant("MEDIAN", "long"), Variant("MEDIAN", "first-year")]).runs
    wanted = [run.baseline.log_loss(run.states["threat"]) for run in runs]
    for n in range(len(question.world.regions)):
        values = corners.log_changes("threat", n)
        ends = [values[corner()], values[frozenset(STEPS)]]
        assert_allclose(ends, [-loss[n] for loss in wanted], atol=1e-9)


def test_every_step_moves_an_economy_and_the_floor_costs_it(question: Question, corners: Corners) -> None:
    values = corners.log_changes("threat", question.world.region("CAN"))
    found = split(values, STEPS)
    assert found is not None
    assert found.orders == 24
    assert_allclose(found.parts.sum(), values[frozenset(STEPS)] - values[corner()])
    assert np.abs(found.parts).min() > 1e-4
    assert found.parts[STEPS.index("floor")] < -1e-3
    assert np.all((found.low <= found.parts) & (found.parts <= found.high))
