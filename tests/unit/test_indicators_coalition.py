"""Coalitions: one member is a bilateral exposure, Shapley values by hand, and coalitions that can't be."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.indicators import coalition as module
from middlepower.indicators.coalition import all_sets, coalition, shapley_values, some_sets
from middlepower.indicators.exposure import exposures
from middlepower.indicators.labelled import reasons, variable
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import random_world


@pytest.fixture(scope="module")
def small() -> Baseline:
    return Baseline.of(random_world(3, regions=5))


def test_shapley_of_the_glove_game() -> None:
    """One left glove and two right ones, a pair is worth one: 2/3, 1/6, 1/6 (Shapley 1953's textbook example)."""
    value = {one: float(0 in one and len(one) > 1) for one in all_sets(3)}
    assert_allclose(shapley_values(value, 3), [2 / 3, 1 / 6, 1 / 6])


def test_shapley_of_an_additive_game_is_what_each_brings() -> None:
    worth = np.array([1.0, 2.0, 5.0, 0.0])
    value = {one: worth[sorted(one)].sum() for one in all_sets(4)}
    assert_allclose(shapley_values(value, 4), worth)


def test_sets() -> None:
    assert len(all_sets(5)) == 31
    assert [sorted(one) for one in some_sets(3)] == [[0], [1], [2], [0, 1, 2], [1, 2], [0, 2], [0, 1]]


@pytest.mark.parametrize("side", ["import", "export", "both"])
def test_a_coalition_of_one_is_a_bilateral_exposure(small, side) -> None:
    found = coalition(small, ["R1"], "R0", side)
    single = exposures(small, "R0", ["R1"], [side])
    for name in ("joint_cost", "alone", "marginal", "shapley"):
        assert_allclose(found[name].item(), single["exposure"].item(), rtol=1e-9)
    for name in ("own_cost", "own_cost_alone"):
        assert_allclose(found[name].item(), single["sender_cost"].item(), rtol=1e-9)
    assert_allclose(found["super_additivity"], 1.0)
    assert_allclose(found["deterrence"], single["loss"].item() / single["sender_loss"].item(), rtol=1e-9)


def test_contributions_add_up(small) -> None:
    found = coalition(small, ["R1", "R2", "R3"], "R0")
    assert_allclose(found["shapley"].sum(), found["joint_cost"], rtol=1e-12)
    assert_allclose(found["own_loss"].sum(), found["members_loss"], rtol=1e-12)
    assert_allclose(found["joint_cost"] / found["alone"].sum(), found["super_additivity"])
    two = coalition(small, ["R1", "R2"], "R0")
    assert_allclose(found["joint_cost"] - two["joint_cost"], found["marginal"].sel(member="R3"), atol=1e-10)


def test_order_of_members_does_not_matter(small) -> None:
    one, two = coalition(small, ["R1", "R2", "R3"], "R0"), coalition(small, ["R3", "R1", "R2"], "R0")
    for name in ("shapley", "marginal", "own_cost"):
        assert_allclose(one[name], two[name].sel(member=one["member"]), atol=1e-9)


def test_two_equal_members_share_equally() -> None:
    flow = np.ones((1, 3, 3)) + 5.0 * np.eye(3)
    world = World.from_flows(
        "x",
        2000,
        "ABC",
        ["S"],
        flow,
        0 * flow,
        np.zeros((3, 1, 1)),
        np.array([4.0]),
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    found = coalition(Baseline.of(world), ["B", "C"], "A")
    assert_allclose(found["joint_cost"], -np.log(6 / 8) / 4.0, rtol=1e-9)  # A in autarky
    assert_allclose(found["shapley"], [0.5 * float(found["joint_cost"])] * 2, rtol=1e-8)


def test_large_coalitions_have_no_exact_contributions(small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_MEMBERS", 2)
    found = coalition(small, ["R1", "R2", "R3"], "R0")
    assert np.isnan(found["shapley"]).all()
    assert "2^members" in reasons(variable(found, "shapley"))[("R1",)]
    assert np.isfinite(found["marginal"]).all()


def test_no_equilibrium_is_missing_with_the_reason() -> None:
    """A buys T only from B."""
    flow = np.array([np.ones((3, 3)) + 5.0 * np.eye(3), [[0.0, 3.0, 0.0], [0.0, 3.0, 0.0], [0.0, 1.0, 1.0]]])
    world = World.from_flows(
        "x",
        2000,
        "ABC",
        ["S", "T"],
        flow,
        0 * flow,
        np.zeros((3, 2, 2)),
        np.array([4.0, 2.0]),
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    found = coalition(Baseline.of(world), ["B", "C"], "A")
    for name in ("joint_cost", "super_additivity", "deterrence"):
        assert np.isnan(found[name])
    assert reasons(variable(found, "shapley"))[("C",)] == "the cut-off leaves A without any supplier of T"


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], "coalition is empty"),
        (["CAN", "CHN"], "contains the target CHN"),
        (["CAN", "DEU", "EU"], "DEU is in `DEU` and in `EU`"),
        (["CAN", "CAN"], "CAN is in `CAN` and in `CAN`"),
    ],
)
def test_impossible_coalitions(names, text) -> None:
    with pytest.raises(ScenarioError, match=text):
        coalition(Baseline.of(load_world()), names, "CHN")
