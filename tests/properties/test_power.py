"""Properties of the indicators of power on random worlds: symmetry, units, names, accounting."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from middlepower.experiment.baseline import Baseline
from middlepower.indicators.coalition import all_sets, coalition, shapley_values
from middlepower.indicators.cutoff import cut_off_loss_ces, import_loss
from middlepower.indicators.dependence import interdependence, trade_shares
from middlepower.indicators.exposure import exposures, threat_curve
from middlepower.indicators.friends import friends_and_enemies
from middlepower.indicators.leverage import power_index
from middlepower.indicators.lookthrough import value_added_in_demand
from middlepower.indicators.matrix import exposure_matrix
from middlepower.world.world import World
from worlds import permuted, random_shock, random_world, seeds

COLUMNS = ("exposure", "sender_cost")
SIDES = st.sampled_from(["import", "export", "both"])


@settings(max_examples=6)
@given(seeds, SIDES)
def test_exposures_follow_the_names(seed: int, side) -> None:
    """Reordering economies and sectors reorders the matrix."""
    world = random_world(seed)
    order = np.array([2, 0, 3, 1])
    one = exposure_matrix(Baseline.of(world), side)
    two = exposure_matrix(Baseline.of(permuted(world, order, np.array([1, 2, 0]))), side)
    for name in COLUMNS:
        assert_allclose(one[name], two[name].sel(economy=one["economy"], power=one["power"]), atol=1e-8)


@settings(max_examples=6)
@given(seeds, st.floats(min_value=1e-3, max_value=1e3))
def test_the_unit_of_account_does_not_matter(seed: int, scale) -> None:
    """All flows in another currency: log losses stay, money losses scale."""
    world = random_world(seed)
    other = replace(world, flow=scale * np.array(world.flow))
    one, two = (exposures(Baseline.of(w), "R0", ["R1", "R2"]) for w in (world, other))
    assert_allclose(two["exposure"], one["exposure"], atol=1e-8)
    assert_allclose(two["loss"], scale * one["loss"], atol=1e-7 * scale * world.income[0])


@settings(max_examples=6)
@given(seeds)
def test_a_pair_of_powers_is_a_group_of_two(seed: int) -> None:
    """Losing both of two powers is worse than losing either, without tariffs and deficits, both sides cut."""
    world = random_world(seed, tariffs=False, balanced=True)
    found = coalition(Baseline.of(world, None, "balanced"), ["R1", "R2"], "R0")
    assert float(found["joint_cost"]) > float(found["alone"].max())
    assert (found["alone"] > 0.0).all()


@settings(max_examples=4)
@given(seeds)
def test_autarky_by_a_coalition_of_all_others(seed: int) -> None:
    """No tariffs, balanced: the joint cost of all others is the gain from trade, whatever the order of members."""
    from middlepower.model.core.from_world import benchmark_of
    from middlepower.model.long_run.gains_from_trade import gains_from_trade

    world = random_world(seed, tariffs=False, balanced=True)
    found = coalition(Baseline.of(world, None, "balanced"), ["R1", "R2", "R3"], "R0")
    assert_allclose(found["joint_cost"], -np.log1p(-gains_from_trade(benchmark_of(world))[0]), rtol=1e-7)
    assert_allclose(found["shapley"].sum(), found["joint_cost"], rtol=1e-12)


@settings(max_examples=20)
@given(seeds, st.integers(min_value=1, max_value=5))
def test_shapley_values_are_efficient_and_linear(seed: int, count) -> None:
    draw = np.random.default_rng(seed)
    one = {s: float(draw.normal()) for s in all_sets(count)}
    two = {s: float(draw.normal()) for s in all_sets(count)}
    phi, chi = shapley_values(one, count), shapley_values(two, count)
    assert_allclose(phi.sum(), one[frozenset(range(count))], atol=1e-12)
    assert_allclose(shapley_values({s: one[s] + 2 * two[s] for s in one}, count), phi + 2 * chi, atol=1e-12)


@settings(max_examples=6)
@given(seeds)
def test_threats_after_another_policy_end_in_the_same_cut_off(seed: int) -> None:
    """Once trade is cut both ways, tariffs between the two no longer matter: W after the cut is the same."""
    world = random_world(seed)
    shock = random_shock(world, seed + 1)
    tariff = np.array(shock.tariff)
    tariff[:, 0, 1] *= 0.5
    tariff[:, 1, 0] *= 2.0
    cost = shock.trade_cost * (1.0 + tariff) / (1.0 + shock.tariff)
    levels = []
    for one in (shock, replace(shock, tariff=tariff, trade_cost=cost)):
        there = Baseline.of(world, one)
        lost = float(threat_curve(there, "R0", "R1", [])["exposure"].sel(threat="cut-off", retaliation="with"))
        levels.append(np.log(there.equilibrium.real_income_hat[0]) - lost)
    assert_allclose(levels[0], levels[1], atol=1e-8)


@settings(max_examples=15)
@given(seeds)
def test_shares_and_indices_have_their_bounds(seed: int) -> None:
    world = random_world(seed, holes=True)
    found, pairs = trade_shares(world), interdependence(world)
    for side in ("import", "export"):
        total = found[f"{side}_share"].sum("partner")
        concentration = found[f"{side}_concentration"]
        assert_allclose(total.values[np.isfinite(concentration.values)], 1.0, rtol=1e-12)
        known = concentration.values[np.isfinite(concentration.values)]
        assert ((known >= 1 / 3 - 1e-12) & (known <= 1 + 1e-12)).all()
    salience = pairs["salience"].values
    assert_allclose(salience, salience.T)
    assert np.nanmax(pairs["interdependence"].values) <= 1.0


@settings(max_examples=10)
@given(seeds)
def test_power_index_is_antisymmetric(seed: int) -> None:
    found = power_index(random_world(seed)).values
    assert_allclose(found, -found.T, atol=1e-15)


@settings(max_examples=20)
@given(seeds, st.floats(min_value=0.2, max_value=3.0))
def test_closed_form_rises_and_curves_with_the_share(seed: int, eta) -> None:
    """More control costs more; below eta of one, each further point costs more than the last."""
    draw = np.random.default_rng(seed)
    weight, theta = draw.dirichlet(np.ones(3)), draw.uniform(1.0, 6.0, 3)
    grid = np.linspace(0.0, 0.9, 7)
    loss = np.array([cut_off_loss_ces(weight, np.full(3, share), theta, eta) for share in grid])
    assert loss[0] == 0.0 or abs(loss[0]) < 1e-13
    assert (np.diff(loss) > 0.0).all()
    if eta <= 1.0:
        assert (np.diff(loss, 2) > 0.0).all()


@settings(max_examples=8)
@given(seeds)
def test_fixed_prices_lie_between_consumption_and_roundabout(seed: int) -> None:
    """One sector: the own loop adds to the loss, foreign costs that stay keep it below roundabout."""
    world = random_world(seed, sectors=1)
    table = import_loss(world, "R0", ["R1", "R2"])
    assert (table["final"] <= table["with_inputs"] + 1e-12).all()
    assert (table["with_inputs"] <= table["roundabout"] + 1e-12).all()


@settings(max_examples=8)
@given(seeds)
def test_value_added_is_counted_once(seed: int) -> None:
    world = random_world(seed, holes=True)
    found = value_added_in_demand(world)
    assert_allclose(found["value_added"].sum("economy"), world.value_added, rtol=1e-10)
    assert_allclose(found["value_added"].sum("origin") + found["taxes"], world.income, rtol=1e-10)
    assert_allclose(found["market_share"].sum("economy"), 1.0, rtol=1e-12)


@settings(max_examples=5)
@given(seeds)
def test_first_order_exposure_follows_the_names(seed: int) -> None:
    world = random_world(seed)
    order = np.array([3, 1, 0, 2])
    one, two = friends_and_enemies(world), friends_and_enemies(permuted(world, order, np.array([2, 0, 1])))
    assert_allclose(one, two.sel(economy=one["economy"], power=one["power"]), atol=1e-9)


def test_a_world_of_clones_is_symmetric() -> None:
    """Four clones of one economy: every exposure is the same, and leverage is one."""
    draw = np.random.default_rng(5)
    home, abroad = draw.uniform(5.0, 9.0, 3), draw.uniform(0.5, 2.0, 3)
    flow = np.array([np.full((4, 4), a) + (h - a) * np.eye(4) for h, a in zip(home, abroad, strict=True)])
    gamma = np.tile(0.2 * draw.dirichlet(np.ones(3), 3).T, (4, 1, 1))
    world = World.from_flows(
        "clones",
        2000,
        "ABCD",
        "XYZ",
        flow,
        0 * flow,
        gamma,
        np.array([2.0, 4.0, 7.0]),
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    for side in ("import", "both"):
        matrix = exposure_matrix(Baseline.of(world), side)
        off = ~np.eye(4, dtype=bool)
        assert_allclose(matrix["exposure"].values[off], matrix["exposure"].values[0, 1], rtol=1e-7)
