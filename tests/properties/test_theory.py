"""Theorems that any correct solver reproduces: Walras, Lerner, gains from trade, optimal tariffs, cut-offs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from middlepower.errors import NoEquilibriumError, UnknownNameError
from middlepower.model.core.closure import check_closure, deficits
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import Shock, no_change
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import (
    added_tariff,
    balanced_flow,
    off_diagonal,
    random_shock,
    random_world,
    seeds,
    solved,
    tariff_shock,
)

CLOSURES = ("world_gdp_share", "own_gdp_share", "balanced", "fixed_nominal")


def free_world(seed: int, **options) -> World:
    """Balanced trade, no tariffs."""
    return random_world(seed, tariffs=False, balanced=True, **options)


def one_sector(seed: int, regions: int = 3, theta: float = 4.0, small: float = 1.0) -> World:
    """One sector, no inputs, no tariffs, balanced; the first economy scaled to a part `small` of its size."""
    draw = np.random.default_rng(seed)
    flow = draw.lognormal(0.0, 0.5, (1, regions, regions)) + 3.0 * np.eye(regions)
    flow[:, 0, :] *= small
    flow[:, :, 0] *= small
    flow[:, 0, 0] /= small
    return World.from_flows(
        "one sector",
        2000,
        [f"R{n}" for n in range(regions)],
        ["S0"],
        balanced_flow(flow),
        np.zeros_like(flow),
        np.zeros((regions, 1, 1)),
        np.array([theta]),
        elasticity_set="test",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )


# ---------------------------------------------------------------- Walras and closures


@pytest.mark.parametrize("closure", CLOSURES)
@settings(max_examples=8)
@given(seed=seeds)
def test_trade_balances_hold_and_sum_to_zero(closure: str, seed: int) -> None:
    world = random_world(seed)
    found = solved(world, random_shock(world, seed + 1), closure)
    exports, imports = found.flow.sum(axis=(0, 1)), found.flow.sum(axis=(0, 2))
    size = world.value_added.sum()
    assert_allclose(imports - exports, found.D, atol=1e-10 * size)
    assert abs(found.D.sum()) < 1e-12 * size
    assert_allclose(found.value_added, np.einsum("sn,sn->n", world.value_added_share, found.output), rtol=1e-9)


@settings(max_examples=20)
@given(seeds, st.sampled_from(CLOSURES))
def test_deficits_sum_to_zero_at_any_wages(seed: int, closure: str) -> None:
    bench = benchmark_of(random_world(seed))
    w_hat = np.random.default_rng(seed).uniform(0.3, 3.0, bench.regions)
    assert abs(deficits(closure, bench, w_hat).sum()) < 1e-12 * bench.wL.sum()


def test_what_each_closure_keeps() -> None:
    world = random_world(2)
    shock = random_shock(world, 3)
    fixed, own, none, anchored = (solved(world, shock, closure) for closure in CLOSURES)
    assert_allclose(fixed.D / fixed.value_added.sum(), world.deficit / world.value_added.sum(), atol=1e-12)
    shift = own.D / own.value_added - world.deficit / world.value_added
    assert_allclose(shift, shift.mean(), atol=1e-12)  # the same part of value added for everybody
    assert_allclose(none.D, 0.0)
    assert_allclose(anchored.D, world.deficit * anchored.w_hat[world.value_added.argmax()], rtol=1e-12)
    assert np.abs(fixed.real_income_hat - own.real_income_hat).max() > 1e-5


def test_unknown_closure_says_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `balanced`"):
        check_closure("balance")


# ---------------------------------------------------------------- Lerner


@settings(max_examples=15)
@given(seeds, st.floats(min_value=0.02, max_value=0.8), st.booleans())
def test_lerner_symmetry(seed: int, rate, tariffs) -> None:
    """Balanced trade: an import tariff on everything equals an export tax on everything at the same rate."""
    world = random_world(seed, tariffs=tariffs, balanced=True)
    on_imports = rate * off_diagonal(world)
    on_imports[:, 1:, :] = 0.0
    on_exports = rate * off_diagonal(world)
    on_exports[:, :, 1:] = 0.0
    tariff = solved(world, added_tariff(world, on_imports), "balanced")
    tax = solved(world, Shock(1.0 + on_exports, world.tariff, export_tax=on_exports), "balanced")
    assert_allclose(tax.real_income_hat, tariff.real_income_hat, rtol=1e-8)
    assert_allclose(tax.volume, tariff.volume, rtol=1e-7)
    assert np.abs(tariff.real_income_hat - 1.0).max() > 1e-5


def test_export_tax_is_revenue_of_the_exporter() -> None:
    world = free_world(4)
    tax = np.zeros_like(world.tariff)
    tax[:, 1:, 0] = 0.2
    found = solved(world, Shock(1.0 + tax, world.tariff, export_tax=tax), "balanced")
    at_border = found.flow[:, 1:, 0].sum()
    assert_allclose(found.received, [0.2 * at_border, 0, 0, 0], rtol=1e-9)
    assert_allclose(found.paid[1:], 0.2 * found.flow[:, 1:, 0].sum(axis=0), rtol=1e-9)
    assert_allclose(found.tariff_revenue, 0.0, atol=1e-9 * world.value_added.sum())


def test_lerner_needs_all_sectors() -> None:
    """A tariff on one sector only is not an export tax on everything: the test above can fail."""
    world = random_world(6, balanced=True)
    some, every = 0.3 * off_diagonal(world), 0.3 * off_diagonal(world)
    some[:, 1:, :] = some[1:] = 0.0
    every[:, :, 1:] = 0.0
    tariff = solved(world, added_tariff(world, some), "balanced")
    tax = solved(world, Shock(1.0 + every, world.tariff, export_tax=every), "balanced")
    assert np.abs(tax.real_income_hat - tariff.real_income_hat).max() > 1e-4


# ---------------------------------------------------------------- gains from trade


@settings(max_examples=10)
@given(seeds, st.floats(min_value=2.0, max_value=9.0))
def test_one_sector_gains_are_the_home_share_formula(seed: int, theta) -> None:
    """Arkolakis, Costinot and Rodriguez-Clare (2012): W_hat = pi_nn_hat^(-1/theta) without tariffs."""
    world = one_sector(seed, theta=theta)
    draw = np.random.default_rng(seed)
    cost = np.where(off_diagonal(world) > 0, draw.uniform(0.6, 1.6, world.flow.shape), 1.0)
    found = solved(world, Shock(cost, world.tariff), "balanced")
    n = np.arange(3)
    home = found.pi[0, n, n] / world.trade_share[0, n, n]
    assert_allclose(found.real_income_hat, home ** (-1.0 / theta), rtol=1e-10)
    assert_allclose(found.real_income_hat, found.real_wage_hat, rtol=1e-12)


@settings(max_examples=10)
@given(seeds)
def test_gains_with_inputs_compound_by_the_leontief_inverse(seed: int) -> None:
    """ln W_hat = -sum_k alpha sum_s L[k, s] ln(pi_nn_hat) / theta_s without tariffs; L = (I - gamma')^-1."""
    world = free_world(seed)
    shock = random_shock(world, seed + 1)
    cost = shock.trade_cost * (1.0 + world.tariff) / (1.0 + shock.tariff)
    found = solved(world, Shock(cost, world.tariff), "balanced")
    for n in range(len(world.regions)):
        home = np.log(found.pi[:, n, n] / world.trade_share[:, n, n]) / world.elasticity
        leontief = np.linalg.inv(np.eye(len(home)) - world.input_share[n].T)
        gain = -world.consumption_share[:, n] @ leontief @ home
        assert_allclose(np.log(found.real_income_hat[n]), gain, atol=1e-10)


@settings(max_examples=10)
@given(seeds)
def test_cheaper_delivery_to_an_importer_benefits_it(seed: int) -> None:
    world = one_sector(seed)
    cost = np.ones_like(world.flow)
    cost[0, 0, 1:] = 0.9
    found = solved(world, Shock(cost, world.tariff), "balanced")
    assert found.real_income_hat[0] > 1.0 + 1e-4


# ---------------------------------------------------------------- tariffs and welfare


def own_tariff(world: World, rate: float) -> np.ndarray:
    """Real income ratios when the first economy taxes all imports at a rate."""
    tariff = rate * off_diagonal(world)
    tariff[:, 1:, :] = 0.0
    return solved(world, tariff_shock(world, tariff), "balanced").real_income_hat


@settings(max_examples=10)
@given(seeds)
def test_free_trade_is_efficient_for_the_world(seed: int) -> None:
    """At free trade tariffs redistribute: income-weighted gains are zero at first order, negative at second."""
    world = free_world(seed)

    def world_gain(rate: float) -> float:
        return float(world.income @ np.log(own_tariff(world, rate)))

    loss, double = world_gain(0.01), world_gain(0.02)
    assert loss < 0.0
    assert 3.7 < double / loss < 4.2  # quadratic, with the third order still visible


@settings(max_examples=10)
@given(seeds)
def test_a_small_tariff_gains_and_a_huge_one_loses(seed: int) -> None:
    """Terms of trade: dW/dt > 0 at free trade; far above the optimum, a lower tariff is better."""
    world = free_world(seed)
    assert own_tariff(world, 0.005)[0] > 1.0
    assert own_tariff(world, 2.0)[0] > own_tariff(world, 3.0)[0]
    assert own_tariff(world, 3.0)[1:].min() < 1.0


@pytest.mark.parametrize("theta", [3.0, 6.0])
def test_optimal_tariff_of_a_small_economy_is_one_over_theta(theta) -> None:
    """Gros (1987); Alvarez and Lucas (2007): one sector, an economy too small to move the world."""
    world = one_sector(1, theta=theta, small=1e-4)
    best, step = 1.0 / theta, 0.01
    centre, left, right = (own_tariff(world, best + move)[0] for move in (0.0, -step, step))
    assert centre > max(left, right)
    vertex = best + 0.5 * step * (left - right) / (left - 2.0 * centre + right)
    assert vertex == pytest.approx(best, rel=2e-3)


def test_removing_own_tariffs_near_the_optimum_is_second_order() -> None:
    """Around the optimum, halving the distance cuts the loss to a quarter."""
    world = one_sector(1, theta=4.0, small=1e-4)
    top = own_tariff(world, 0.25)[0]
    far, near = top - own_tariff(world, 0.25 - 0.08)[0], top - own_tariff(world, 0.25 - 0.04)[0]
    assert 0.0 < near < far
    assert 3.5 < far / near < 4.6


# ---------------------------------------------------------------- cut-offs


@settings(max_examples=10)
@given(seeds, st.booleans())
def test_cut_off_is_the_limit_of_a_huge_tariff(seed: int, both) -> None:
    world = random_world(seed, theta=(3.0, 8.0))
    cut = np.zeros((4, 4), dtype=bool)
    cut[0, 1] = True
    cut[1, 0] = both
    huge = world.tariff.copy()
    huge[:, cut] = 1e6
    a = solved(world, replace(no_change(world.tariff), cut=cut))
    b = solved(world, tariff_shock(world, huge))
    assert_allclose(a.real_income_hat, b.real_income_hat, rtol=1e-6)
    assert (a.flow[:, cut] == 0.0).all()
    assert (a.flow[:, ~cut] > 0.0).all()


def test_autarky_costs_the_gains_from_trade() -> None:
    """One sector: W_hat = pi_nn^(1/theta)."""
    world = one_sector(2, theta=5.0)
    cut = ~np.eye(3, dtype=bool)
    found = solved(world, replace(no_change(world.tariff), cut=cut), "balanced")
    home = world.trade_share[0, np.arange(3), np.arange(3)]
    assert_allclose(found.real_income_hat, home ** (1.0 / 5.0), rtol=1e-10)


def test_cut_off_from_the_only_supplier_is_refused() -> None:
    world = random_world(3, holes=True, regions=3)
    flow = world.flow.copy()
    flow[0, 1, :] = [0.0, 0.0, 5.0]
    flow[0, :, 1] = 0.0
    gamma = world.input_share.copy()
    gamma[:, 0, :] = 0.0
    small = World.from_flows(
        "x",
        2000,
        world.regions,
        world.sectors,
        flow,
        world.tariff,
        0.3 * gamma,
        world.elasticity,
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    cut = np.zeros((3, 3), dtype=bool)
    cut[1, 2] = True
    with pytest.raises(NoEquilibriumError, match="without any supplier"):
        solved(small, replace(no_change(small.tariff), cut=cut))


def test_embedded_world_survives_a_cut_off() -> None:
    world = load_world()
    cut = np.zeros((49, 49), dtype=bool)
    can, usa = world.region("CAN"), world.region("USA")
    cut[can, usa] = cut[usa, can] = True
    found = Solver.of(benchmark_of(world)).solve(replace(no_change(world.tariff), cut=cut))
    assert found.report.residual < 1e-9
    assert found.flow[:, can, usa].sum() == 0.0
    assert found.real_income_hat[can] < 0.99
    assert found.real_income_hat[can] < found.real_income_hat[usa] < 1.0
