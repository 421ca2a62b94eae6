"""Shares, concentration and dependency flags, by hand on three economies."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import ScenarioError, UnknownNameError
from middlepower.indicators.dependence import interdependence, trade_shares
from middlepower.indicators.flags import market_flags, rerouting, supply_flags
from middlepower.indicators.labelled import reasons, variable
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import random_shock, random_world, solved


def three() -> World:
    """Two sectors without inputs. A sells 6 to B and 2 to C of S0; nobody trades S1 with C."""
    flow = np.zeros((2, 3, 3))
    flow[0] = [[10.0, 3.0, 1.0], [6.0, 20.0, 0.0], [2.0, 2.0, 5.0]]
    flow[1] = [[10.0, 4.0, 0.0], [1.0, 10.0, 0.0], [0.0, 0.0, 5.0]]
    return World.from_flows(
        "by hand",
        2000,
        "ABC",
        ["S0", "S1"],
        flow,
        np.zeros_like(flow),
        np.zeros((3, 2, 2)),
        np.ones(2),
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )


def test_shares_and_concentration_by_hand() -> None:
    found = trade_shares(three())
    assert_allclose(found["import_share"].sel(economy="A").values, [np.nan, 7 / 8, 1 / 8])
    assert_allclose(found["export_share"].sel(economy="A").values, [np.nan, 7 / 9, 2 / 9])
    assert_allclose(found["import_concentration"].sel(economy="A"), (49 + 1) / 64)
    assert_allclose(found["export_concentration"].sel(economy="A"), (49 + 4) / 81)
    assert_allclose(found["openness"].sel(economy="A"), (8 + 9) / 29)
    assert reasons(variable(found, "import_share"))[("A", "A")] == "own sales are no trade"


def test_sectors_can_be_chosen() -> None:
    found = trade_shares(three(), sectors=["S0"])
    assert_allclose(found["import_share"].sel(economy="A", partner="B"), 3 / 4)


def test_barbieri_by_hand() -> None:
    """Trade of A and B is 14 of A's 17 and of B's 16."""
    found = interdependence(three()).sel(economy="A", partner="B")
    assert_allclose(found["trade_share"], 14 / 17)
    assert_allclose(found["salience"], np.sqrt(14 / 17 * 14 / 16))
    assert_allclose(found["symmetry"], 1 - (14 / 16 - 14 / 17))
    assert_allclose(found["interdependence"], found["salience"] * found["symmetry"])


def test_supply_flags_by_hand() -> None:
    """B imports S0 only from A: C1 = 1; exporters have 8, 5, 1 of 14: C2 = 90/196; 6 in, 5 out: C3 = 1.2."""
    found = supply_flags(three()).sel(economy="B", sector="S0")
    assert_allclose(found["import_concentration"], 1.0)
    assert_allclose(found["world_export_concentration"], (64 + 25 + 1) / 196)
    assert_allclose(found["import_export_ratio"], 6 / 5)
    assert (float(found["criteria_met"]), float(found["flag"])) == (3.0, 1.0)
    assert str(found["largest_supplier"].values) == "A"
    assert float(found["value"]) == 6.0


def test_market_flags_by_hand() -> None:
    """A sells 6 of 8 of S0 to B, absorbs 14: no flag. Others import 4 in all but A's own: 4 / 6 of what B buys."""
    found = market_flags(three()).sel(economy="A", sector="S0")
    assert_allclose(found["export_concentration"], (9 + 1) / 16)
    assert_allclose(found["world_import_concentration"], (16 + 36 + 16) / 196)
    assert_allclose(found["export_absorption_ratio"], 8 / 14)
    assert float(found["flag"]) == 0.0
    assert_allclose(found["rerouting"], 4 / 6)
    assert str(found["largest_buyer"].values) == "B"


def test_a_sector_without_trade_is_missing_with_the_reason() -> None:
    """C neither imports nor exports S1: no zero, no flag."""
    supply, market = supply_flags(three()), market_flags(three())
    assert np.isnan(supply["flag"].sel(economy="C", sector="S1"))
    assert reasons(variable(supply, "flag"))[("C", "S1")] == "nothing of this sector is imported"
    assert reasons(variable(market, "rerouting"))[("C", "S1")] == "nothing of this sector is exported"
    assert str(supply["largest_supplier"].sel(economy="C", sector="S1").values) == ""


def test_imports_without_exports_have_an_infinite_ratio() -> None:
    world = three()
    flow = np.array(world.flow)
    flow[1, 0, 1] = 0.0
    flow[1, 0, 0] += 4.0
    one_way = World.from_flows(
        "x",
        2000,
        "ABC",
        ["S0", "S1"],
        flow,
        world.tariff,
        world.input_share,
        world.elasticity,
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    assert np.isinf(supply_flags(one_way)["import_export_ratio"].sel(economy="B", sector="S1"))


def test_rerouting_to_third_economies() -> None:
    found = rerouting(three(), "A", "B")
    assert_allclose(found.sel(sector="S0"), 4 / 6)
    assert reasons(rerouting(three(), "C", "B")) == {(s,): "nothing is sold to B" for s in ("S0", "S1")}


def test_bad_names() -> None:
    with pytest.raises(ScenarioError, match="economy itself"):
        rerouting(three(), "A", "A")
    with pytest.raises(UnknownNameError, match="unknown sector"):
        trade_shares(three(), sectors=["S7"])


def test_an_equilibrium_gives_its_own_shares() -> None:
    world = random_world(4)
    state = solved(world, random_shock(world, 5))
    before, after = trade_shares(world), trade_shares(world, state)
    sold = state.flow[:, 1, 0].sum() / (state.flow[:, :, 0].sum() - state.flow[:, 0, 0].sum())
    assert_allclose(after["export_share"].sel(economy="R0", partner="R1"), sold)
    assert abs(float((after["export_share"] - before["export_share"]).max())) > 1e-3
    assert market_flags(world, state)["value"].shape == (4, 3)


def test_canada_in_the_embedded_world() -> None:
    """Two thirds of Canada's exports of goods and services go to the United States; no sector meets all criteria."""
    world = load_world()
    found = trade_shares(world)
    goods = [code for code in world.sectors if code != "SERV"]
    assert 0.6 < float(found["export_share"].sel(economy="CAN", partner="USA")) < 0.7
    assert 0.68 < float(trade_shares(world, sectors=goods)["export_share"].sel(economy="CAN", partner="USA")) < 0.8
    assert float(supply_flags(world)["flag"].max()) == 0.0
    assert float(market_flags(world)["flag"].max()) == 0.0
    assert float(market_flags(world)["criteria_met"].max()) == 2.0
