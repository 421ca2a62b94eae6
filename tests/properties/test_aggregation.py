"""Aggregation is exact: everything adds up, and merging exact replicas changes nothing for anybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from middlepower.errors import UnknownNameError
from middlepower.world.embedded import load_world
from worlds import random_shock, random_world, seeds, solved, split, split_sector

GROUPS = {"R0": "A", "R3": "A", "R1": "B"}
SECTORS = {"S0": "G", "S2": "G"}
parts = st.floats(min_value=0.1, max_value=0.9)


@settings(max_examples=15)
@given(seeds, st.booleans())
def test_flows_duties_output_value_added_and_inputs_add_up(seed: int, holes) -> None:
    world = random_world(seed, holes=holes)
    small = world.aggregate(regions=GROUPS, sectors=SECTORS)
    assert small.regions == ("A", "B", "R2")
    assert small.sectors == ("G", "S1")
    members, goods = [[0, 3], [1], [2]], [[0, 2], [1]]
    for a, k in enumerate(goods):
        for b, n in enumerate(members):
            assert_allclose(small.spending[a, b], world.spending[np.ix_(k, n)].sum(), rtol=1e-12)
            assert_allclose(small.output[a, b], world.output[np.ix_(k, n)].sum(), rtol=1e-12)
            for c, i in enumerate(members):
                cells = np.ix_(k, n, i)
                assert_allclose(small.flow[a, b, c], world.flow[cells].sum(), rtol=1e-12)
                duty = (world.flow * world.tariff)[cells].sum()
                assert_allclose(small.flow[a, b, c] * small.tariff[a, b, c], duty, rtol=1e-12)
    for b, n in enumerate(members):
        for name in ("value_added", "tariff_revenue", "income"):
            assert_allclose(getattr(small, name)[b], getattr(world, name)[n].sum(), rtol=1e-11)
        assert_allclose(small.deficit[b], world.deficit[n].sum(), atol=1e-11 * world.income.sum())


@settings(max_examples=15)
@given(seeds)
def test_input_use_adds_up(seed: int) -> None:
    world = random_world(seed)
    small = world.aggregate(regions=GROUPS, sectors=SECTORS)
    use = np.einsum("nks,sn->nks", world.input_share, world.output)
    new = np.einsum("nks,sn->nks", small.input_share, small.output)
    assert_allclose(new[0, 0, 1], use[[0, 3]][:, [0, 2], 1].sum(), rtol=1e-12)  # G used by S1 in A
    assert_allclose(new[0, 1, 0], use[[0, 3]][:, 1, [0, 2]].sum(), rtol=1e-12)  # S1 used by G in A
    assert_allclose(new.sum(), use.sum(), rtol=1e-12)


def test_aggregating_nothing_changes_nothing() -> None:
    world = random_world(4)
    same = world.aggregate()
    for name in ("flow", "tariff", "input_share", "consumption_share", "elasticity"):
        assert_allclose(getattr(same, name), getattr(world, name), rtol=1e-12, atol=1e-15)


def test_elasticities_are_averages_and_members_are_remembered() -> None:
    world = random_world(4)
    small = world.aggregate(regions=GROUPS, sectors=SECTORS)
    low, high = sorted(world.elasticity[[0, 2]])
    assert low < small.elasticity[0] < high
    assert small.elasticity[1] == pytest.approx(world.elasticity[1])
    assert small.members == {"R0": "A", "R3": "A", "R1": "B"}
    with pytest.raises(UnknownNameError, match="R0 is part of A"):
        small.region("R0")


def test_a_merged_sector_is_services_when_all_its_parts_are() -> None:
    world = replace(random_world(2, sectors=4), services=("S2", "S3"), tariff_date=dt.date(2018, 1, 1))
    assert world.aggregate(sectors={"S2": "X", "S3": "X"}).services == ("X",)
    assert world.aggregate(sectors={"S1": "X", "S2": "X"}).services == ("S3",)
    assert world.aggregate(regions={"R0": "A", "R1": "A"}).tariff_date == dt.date(2018, 1, 1)


@pytest.mark.parametrize("wrong", [{"regions": {"R9": "A"}}, {"sectors": {"S9": "G"}}])
def test_unknown_labels_are_refused(wrong) -> None:
    with pytest.raises(UnknownNameError, match=r"unknown (economy|sector)"):
        random_world(4).aggregate(**wrong)


@settings(max_examples=12)
@given(seeds, parts)
def test_merging_replicas_of_an_economy_changes_nobody(seed: int, part) -> None:
    world = random_world(seed)
    pieces = split(world, 1, part)
    merged = pieces.aggregate(regions={"R1a": "R1", "R1b": "R1"})
    assert_allclose(merged.flow, world.flow, rtol=1e-12)
    assert_allclose(merged.input_share, world.input_share, rtol=1e-12)
    shock = random_shock(world, seed + 1)
    order = [0, 1, 2, 3, 1]
    wide = replace(
        shock, trade_cost=shock.trade_cost[:, order][:, :, order], tariff=shock.tariff[:, order][:, :, order]
    )
    whole, apart = solved(merged, shock), solved(pieces, wide)
    assert_allclose(apart.real_income_hat, whole.real_income_hat[order], rtol=1e-9)
    assert_allclose(apart.P_hat, whole.P_hat[:, order], rtol=1e-9)
    assert_allclose(apart.flow[:, [1, 4]][:, :, 0].sum(axis=1), whole.flow[:, 1, 0], rtol=1e-8)


@settings(max_examples=12)
@given(seeds, parts)
def test_merging_replicas_of_a_sector_changes_nobody(seed: int, part) -> None:
    world = random_world(seed)
    pieces = split_sector(world, 0, part)
    merged = pieces.aggregate(sectors={"S0a": "S0", "S0b": "S0"})
    assert_allclose(merged.elasticity, world.elasticity, rtol=1e-12)
    shock = random_shock(world, seed + 1)
    order = [0, 1, 2, 0]
    wide = replace(shock, trade_cost=shock.trade_cost[order], tariff=shock.tariff[order])
    whole, apart = solved(merged, shock), solved(pieces, wide)
    assert_allclose(apart.real_income_hat, whole.real_income_hat, rtol=1e-9)
    assert_allclose(apart.output[[0, 3]].sum(axis=0), whole.output[0], rtol=1e-8)


def test_embedded_world_adds_up() -> None:
    world = load_world()
    small = world.aggregate(regions=dict.fromkeys(("DEU", "FRA", "ITA", "ESP", "NLD", "BEL"), "EUR"))
    assert len(small.regions) == 44
    assert small.income.sum() == pytest.approx(world.income.sum(), rel=1e-12)
    assert small.tariff_revenue.sum() == pytest.approx(world.tariff_revenue.sum(), rel=1e-10)
    can, new = world.region("CAN"), small.region("CAN")
    assert small.exports[new] == pytest.approx(world.exports[can], rel=1e-12)
