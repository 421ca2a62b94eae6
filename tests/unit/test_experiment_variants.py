"""Variants say how they are solved: set, horizon, and where ties were made."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.data.elasticities import HORIZONS, SETS
from middlepower.errors import ScenarioError, UnknownNameError
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import (
    Variant,
    comparison_variants,
    nest_elasticity,
    threat_variants,
    variant_world,
)
from tests.worlds import random_world


@pytest.mark.parametrize("label", ["FGO/long", "CP/short", "FGO/long-then-short", "U4/long-then-medium"])
def test_a_label_is_read_back(label: str) -> None:
    assert Variant.parse(label).label == label


@pytest.mark.parametrize("label", ["FGO", "FGO/", "/long", ""])
def test_a_label_without_its_parts_is_refused(label: str) -> None:
    with pytest.raises(ScenarioError, match="such as FGO/long"):
        Variant.parse(label)


def test_a_horizon_or_ties_that_do_not_exist_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `short`"):
        Variant.parse("FGO/long-then-shrt")
    with pytest.raises(UnknownNameError, match="did you mean `long run`"):
        Variant("FGO", "short", "long rn")  # type: ignore[arg-type]


def test_in_the_long_run_ties_are_made_at_the_same_horizon_anyway() -> None:
    assert Variant("FGO", "long", "long run") == Variant("FGO", "long")
    assert not Variant("FGO", "long", "long run").rebased
    assert Variant("FGO", "short", "long run") != Variant("FGO", "short")


def test_a_comparison_has_ties_at_the_same_horizon_and_the_main_variant_first() -> None:
    found = comparison_variants(Settings("CP", "medium"))
    assert found[0] == Variant("CP", "medium")
    assert {v.elasticity_set for v in found if v.horizon == "long"} == set(SETS)
    assert {v.horizon for v in found if v.elasticity_set == "FGO"} == set(HORIZONS)
    assert not any(v.rebased for v in found)
    assert len(found) == len(set(found))
    assert comparison_variants(Settings("CP", "medium", ranges=False)) == (Variant("CP", "medium"),)


def test_threats_have_ties_of_the_long_run_and_every_set_at_every_horizon() -> None:
    found = threat_variants(Settings("CP", "short"), ("long", "short"))
    assert [v.label for v in found[:2]] == ["CP/long-then-short", "FGO/long-then-short"]
    assert len(found) == 2 * len(SETS)
    assert all(v.rebased == (v.horizon != "long") for v in found)
    assert threat_variants(Settings(ranges=False)) == (Variant("FGO"),)


def test_a_world_of_your_own_has_its_own_set_and_every_horizon() -> None:
    world = random_world(2)
    assert variant_world(world, Variant("random")) is world
    short = variant_world(world, Variant("random", "short"))
    assert_allclose(short.elasticity, 0.76)
    assert (short.elasticity_set, short.horizon) == ("random", "short")
    np.testing.assert_array_equal(short.flow, world.flow)


def test_products_are_nested_by_the_horizon_s_own_elasticity() -> None:
    """sigma = theta + 1 at the shorter horizons, whatever holds in the long run."""
    assert nest_elasticity("long", 7.0) == 7.0
    assert nest_elasticity("short", 7.0) == pytest.approx(1.76)
    assert nest_elasticity("medium", 7.0) == pytest.approx(3.0)
