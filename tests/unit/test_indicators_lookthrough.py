"""Look-through exposure by hand, its accounting identities, and first-order exposure against the exact model."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import DataError, UnknownNameError
from middlepower.indicators.friends import friends_and_enemies, friends_of
from middlepower.indicators.labelled import reasons, variable
from middlepower.indicators.lookthrough import (
    along_chain,
    demand_exposure,
    input_exposure,
    leontief,
    value_added_in_demand,
)
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.friends_enemies import equations as friends_enemies
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import random_shock, random_world, solved


def chain() -> World:
    """A makes 100 with 40 of inputs, half of them from B; B uses none. Both buy 50 from each other."""
    flow = np.array([[[50.0, 50.0], [50.0, 50.0]]])
    gamma = np.array([[[0.4]], [[0.0]]])
    return World.from_flows(
        "x",
        2000,
        "AB",
        ["S"],
        flow,
        0 * flow,
        gamma,
        np.array([4.0]),
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )


def test_value_added_by_hand() -> None:
    """B = [[1.25, 0], [0.25, 1]], v = (0.6, 1), final demand (30, 30) in A and (50, 50) in B."""
    system = leontief(chain())
    assert_allclose(system.chain(np.eye(2)[None]), [[[1.25, 0.0], [0.25, 1.0]]])
    found = value_added_in_demand(chain())
    assert_allclose(found["value_added"], [[22.5, 37.5], [37.5, 62.5]])
    assert_allclose(found["origin_share"].sel(economy="A"), [22.5 / 60, 37.5 / 60])
    assert_allclose(found["market_share"].sel(origin="A"), [22.5 / 60, 37.5 / 60])
    assert_allclose(found["taxes"], 0.0, atol=1e-12)


def test_exposures_by_hand() -> None:
    """A's output needs 0.25 of each upstream; of that 0.15 and 0.25 are value added. B uses no inputs."""
    found = input_exposure(chain())
    assert_allclose(found["face_value"].sel(economy="A"), [0.5, 0.5])
    assert_allclose(found["look_through"].sel(economy="A"), [0.5, 0.5])
    assert_allclose(found["value_added"].sel(economy="A"), [0.375, 0.625])
    assert reasons(variable(found, "face_value"))[("B", "A")] == "no inputs are bought"
    bought = demand_exposure(chain()).sel(economy="A")
    assert_allclose(bought["face_value"], [0.5, 0.5])
    assert_allclose(bought["look_through"], [37.5 / 75, 37.5 / 75])
    assert_allclose(bought["value_added"], [22.5 / 60, 37.5 / 60])


def test_unknown_sector() -> None:
    with pytest.raises(UnknownNameError, match="unknown sector"):
        input_exposure(chain(), sectors=["S9"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_accounts_add_up_with_tariffs(seed: int) -> None:
    """Rows of V B F: value added; columns with taxes: final spending; B F: output."""
    world = random_world(seed)
    for state in (None, solved(world, random_shock(world, seed + 10))):
        of = world if state is None else state
        system = leontief(world, state)
        found = value_added_in_demand(world, state, system)
        assert_allclose(found["value_added"].sum("economy"), of.value_added, rtol=1e-10)
        assert_allclose(found["value_added"].sum("origin") + found["taxes"], of.income, rtol=1e-10)
        assert_allclose(system.needed.sum(axis=2), of.output, rtol=1e-10)
        for table in (demand_exposure(world, state), input_exposure(world, state)):
            assert_allclose(table["look_through"].sum("partner"), 1.0, rtol=1e-12)


def test_the_swept_chain_is_the_inverse_of_the_whole_system() -> None:
    """B = (I - A)^-1 with A[(k, i), (s, n)] = gamma_n^ks pi_kni / (1 + tau), column by column."""
    world = random_world(6)
    K, N = len(world.sectors), len(world.regions)
    A = np.einsum("nks,kni->kisn", world.input_share, world.trade_share / world.wedge).reshape(K * N, K * N)
    columns = np.eye(K * N).reshape(K, N, K * N)
    system = leontief(world)
    assert_allclose(system.inputs(columns).reshape(K * N, K * N), A, rtol=1e-14, atol=1e-17)
    assert_allclose(system.chain(columns).reshape(K * N, K * N), np.linalg.inv(np.eye(K * N) - A), atol=1e-13)


def test_a_chain_without_value_added_is_refused() -> None:
    endless = np.ones((1, 1, 1))
    with pytest.raises(DataError, match="does not settle"):
        along_chain(endless, endless, endless, endless)


def test_without_inputs_look_through_is_face_value() -> None:
    world = random_world(4, inputs=False)
    found = demand_exposure(world)
    assert_allclose(found["look_through"], found["face_value"], rtol=1e-12)
    assert_allclose(found["value_added"], found["face_value"], rtol=1e-12)


def test_us_manufacturing_looked_through() -> None:
    """Baldwin, Freeman and Theodorakopoulos (2023): far more China looked through, over 80% of inputs domestic.

    Here 1.8% at face value and 4.6% looked through, 85% of direct inputs from home.
    """
    world = load_world()
    factories = [code for code in world.sectors if code.startswith("C")]
    found = input_exposure(world, sectors=factories).sel(economy="USA")
    china, home = found.sel(partner="CHN"), found.sel(partner="USA")
    assert float(china["look_through"]) > 2.0 * float(china["face_value"])
    assert float(home["face_value"]) > 0.8
    assert float(china["value_added"]) > float(china["face_value"])


# ---------------------------------------------------------------- friends and enemies

STEP = 1e-4


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("m", [0, 3])
def test_first_order_exposure_is_the_slope_of_the_exact_model(seed: int, m) -> None:
    """With inputs, tariffs and deficits, central differences of exact solves."""
    world = random_world(seed)
    solver = Solver.of(benchmark_of(world))

    def log_real_income(step):
        cost = np.ones_like(world.tariff)
        cost[:, :, m] = np.exp(-step)
        return np.log(solver.solve(Shock(cost, world.tariff), tolerance=1e-13).real_income_hat)

    slope = (log_real_income(STEP) - log_real_income(-STEP)) / (2 * STEP)
    assert_allclose(friends_and_enemies(world).isel(power=m), slope, atol=1e-7)


def test_first_order_exposure_in_an_equilibrium() -> None:
    """At a state, the slope is that of the world that a statistician would record there."""
    world = random_world(5)
    shock = random_shock(world, 6)
    state = solved(world, shock)
    dearer = shock.trade_cost.copy()
    dearer[:, :, 1] *= np.exp(-STEP)
    moved = solved(world, Shock(dearer, shock.tariff))
    slope = np.log(moved.real_income_hat / state.real_income_hat) / STEP
    assert_allclose(friends_and_enemies(world, state).isel(power=1), slope, atol=5e-4)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_row_of_one_economy_is_that_of_all(seed: int) -> None:
    """One transposed solve against the linear model of everybody, with quotas' premiums recorded as wedges."""
    world = random_world(seed)
    state = solved(world, random_shock(world, seed + 3))
    for end in (None, state):
        everybody = friends_and_enemies(world, end)
        for name in world.regions[:2]:
            assert_allclose(friends_of(world, name, end), everybody.sel(economy=name), rtol=1e-9, atol=1e-10)


def test_one_sector_without_inputs_is_the_closed_form() -> None:
    """Kleinman, Liu and Redding's matrices; with no inputs, a uniform rise of productivity helps all alike."""
    world = random_world(7, sectors=1, tariffs=False, balanced=True, inputs=False)
    found = friends_and_enemies(world)
    assert_allclose(found, friends_enemies.exposure(world.flow[0], float(world.elasticity[0])).welfare, atol=1e-7)
    assert_allclose(found.sum("power"), 1.0, rtol=1e-8)
