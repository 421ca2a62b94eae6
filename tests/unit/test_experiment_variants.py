"""Variants say how they are solved: set, horizon, and where ties were made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.data.elasticities import published_sets
from middlepower.errors import ScenarioError, UnknownNameError
from middlepower.experiment.frictions import CASES, CENTRE
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import (
    Variant,
    comparison_variants,
    nest_elasticity,
    threat_variants,
    variant_world,
    variants_beside,
)
from tests.worlds import random_world


@pytest.mark.parametrize(
    "label",
    [
        "FGO/long",
        "CP/first-year",
        "FGO/long-then-first-year",
        "U4/long-then-medium",
        "MEDIAN/medium@1.25",
        "U4/first-year@0.25+no-floor",
    ],
)
def test_a_label_is_read_back(label: str) -> None:
    assert Variant.parse(label).label == label


@pytest.mark.parametrize("label", ["FGO", "FGO/", "/long", ""])
def test_a_label_without_its_parts_is_refused(label: str) -> None:
    with pytest.raises(ScenarioError, match="such as FGO/long"):
        Variant.parse(label)


def test_a_horizon_or_ties_that_do_not_exist_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `first-year`"):
        Variant.parse("FGO/long-then-first-yer")
    with pytest.raises(UnknownNameError, match="did you mean `long run`"):
        Variant("FGO", "first-year", "long rn")  # type: ignore[arg-type]


def test_in_the_long_run_ties_are_made_at_the_same_horizon_anyway() -> None:
    assert Variant("FGO", "long", "long run") == Variant("FGO", "long")
    assert not Variant("FGO", "long", "long run").rebased
    assert Variant("FGO", "first-year", "long run") != Variant("FGO", "first-year")


def test_a_comparison_has_ties_at_the_same_horizon_and_the_main_variant_first() -> None:
    found = comparison_variants(Settings())
    assert found[0] == Variant("MEDIAN")
    assert {v.elasticity_set for v in found[1:]} == set(published_sets())
    assert not any(v.rebased for v in found)
    assert len(found) == len(set(found)) == 9
    assert comparison_variants(Settings("CP"))[0] == Variant("CP")
    assert len(comparison_variants(Settings("CP"))) == 8


def test_a_comparison_at_a_shorter_horizon_ranges_over_the_ends_of_its_one_elasticity() -> None:
    found = comparison_variants(Settings("CP", "medium"))
    assert [v.label for v in found] == ["CP/medium", "CP/medium@0.75", "CP/medium@1.25"]
    assert [v.label for v in comparison_variants(Settings("CP", "first-year"))[1:]] == [
        "CP/first-year@0.25",
        "CP/first-year@1.5",
        *(f"CP/first-year+{case}" for case in CASES if case != CENTRE),
    ]
    assert comparison_variants(Settings("CP", "medium", ranges=False)) == (Variant("CP", "medium"),)


def test_threats_have_ties_of_the_long_run_and_the_range_of_their_horizon() -> None:
    """Every published set in the long run; at a shorter horizon what the range of states and of rankings is over."""
    found = threat_variants(Settings("CP", "first-year"), ("long", "first-year"))
    soon, long = [v for v in found if v.rebased], [v for v in found if not v.rebased]
    assert [v.elasticity_set for v in long] == list(dict.fromkeys(["CP", *published_sets()]))
    assert [replace(v, ties="same horizon") for v in soon] == list(comparison_variants(Settings("CP", "first-year")))
    assert soon == list(variants_beside(Settings("CP", "long")))
    assert [v.label for v in found if v.theta is not None] == [
        "CP/long-then-first-year@0.25",
        "CP/long-then-first-year@1.5",
    ]
    assert all(v.rebased == (v.horizon != "long") for v in found)
    assert threat_variants(Settings(ranges=False)) == (Variant("MEDIAN"),)


@pytest.mark.parametrize(
    ("label", "counts"),
    [("FGO/long", True), ("MEDIAN/long", False), ("FGO-8.35/long", False), ("MEDIAN/medium", True)],
)
def test_a_range_counts_published_sets_and_what_happens_at_shorter_horizons(label: str, counts: bool) -> None:
    assert Variant.parse(label).counts is counts


def test_an_elasticity_of_all_sectors_is_refused_where_the_set_gives_them_and_where_it_is_no_number() -> None:
    with pytest.raises(ScenarioError, match="`theta` is 2: at horizon `long`"):
        Variant("FGO", theta=2.0)
    with pytest.raises(ScenarioError, match=r"such as 1\.25"):
        Variant.parse("FGO/medium@much")


def test_the_old_name_of_a_horizon_says_the_new_one() -> None:
    for wrong in (lambda: Variant("FGO", "short"), lambda: Settings(horizon="short")):
        with pytest.raises(UnknownNameError, match="`short` is called `first-year` now"):
            wrong()


def test_a_world_of_your_own_has_its_own_set_and_every_horizon() -> None:
    world = random_world(2)
    assert variant_world(world, Variant("random")) is world
    short = variant_world(world, Variant("random", "first-year"))
    assert_allclose(short.elasticity, 0.75)
    assert (short.elasticity_set, short.horizon) == ("random", "first-year")
    np.testing.assert_array_equal(short.flow, world.flow)


def test_products_are_nested_by_the_horizon_s_own_elasticity() -> None:
    """sigma = theta + 1 at the shorter horizons, whatever holds in the long run."""
    assert nest_elasticity(Variant("FGO"), 7.0) == 7.0
    assert nest_elasticity(Variant("FGO", "first-year"), 7.0) == pytest.approx(1.75)
    assert nest_elasticity(Variant("FGO", "medium"), 7.0) == pytest.approx(2.0)
    assert nest_elasticity(Variant("FGO", "medium", theta=1.25), 7.0) == pytest.approx(2.25)
