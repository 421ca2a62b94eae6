"""The first-year model: limits, hand-worked cases, the wage floor, quotas, one equilibrium, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_less
from numpy.typing import NDArray

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.indicators.decomposition import decompose
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.labour import LabourMarket
from middlepower.model.core.problem import prepare
from middlepower.model.first_year.check import LabourClaim, floor_gap, supply_gap
from middlepower.model.first_year.equations import (
    Anchor,
    Frictions,
    expected_pay_log,
    labour_weights,
    output_ratio_log,
    pay_at,
)
from middlepower.model.first_year.loop import (
    FirstYearEvaluator,
    PricesAndOutputs,
    mix,
    own_derivatives,
    start,
    steering,
)
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.solve import Solver
from middlepower.model.roy_frechet.solve import solve_roy_frechet
from middlepower.scenario.shock import QuotaPart, Shock
from middlepower.world.world import World
from worlds import added_tariff, off_diagonal, quota_on_rest_unchanged, random_shock, random_world

Array = NDArray[np.float64]
TIGHT = 1e-12
ANCHORS: tuple[Anchor, ...] = ("own value added", "consumer prices", "world value added")


def frictions(world: World, share: float = 0.6, kappa: float = 1.5, floor: float = 0.0, **more: Anchor) -> Frictions:
    """One labour share everywhere."""
    everywhere = np.full((len(world.sectors), len(world.regions)), share)
    return Frictions(everywhere, kappa, floor, more.get("anchor", "world value added"))


def solved(world: World, shock: Shock, with_: Frictions) -> Equilibrium:
    return FirstYearSolver.of(benchmark_of(world), with_).solve(shock, tolerance=TIGHT)


def market(equilibrium: Equilibrium) -> LabourMarket:
    assert equilibrium.labour is not None
    return equilibrium.labour


# ---------------------------------------------------------------- limits


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_without_specific_factors_and_floor_it_is_the_roy_frechet_model(seed: int) -> None:
    world = random_world(seed)
    shock = random_shock(world, seed + 10)
    one, other = solve_roy_frechet(world, shock, 1.5, tolerance=TIGHT), solved(world, shock, frictions(world, 1.0))
    assert_allclose(other.real_income_hat, one.real_income_hat, rtol=1e-11)
    assert_allclose(market(other).w_hat, one.wage_hat, rtol=1e-10)
    assert_allclose(market(other).workers, one.employment_share, rtol=1e-9)


def test_with_workers_who_move_freely_it_is_the_long_run_model_as_kappa_grows() -> None:
    """The distance falls in proportion to 1 / kappa."""
    world = random_world(4)
    shock = random_shock(world, 5)
    want = Solver.of(benchmark_of(world)).solve(shock, tolerance=TIGHT).real_income_hat
    gaps = [
        np.abs(solved(world, shock, frictions(world, 1.0, kappa)).real_income_hat - want).max() for kappa in (1e4, 1e6)
    ]
    assert gaps[0] < 1e-4
    assert gaps[1] < 0.02 * gaps[0]


def test_with_workers_who_are_all_alike_it_is_the_long_run_model() -> None:
    """Kappa infinite is a limit of its own, and the check holds there too."""
    world = random_world(4)
    shock = random_shock(world, 5)
    want = Solver.of(benchmark_of(world)).solve(shock, tolerance=TIGHT).real_income_hat
    assert_allclose(solved(world, shock, frictions(world, 1.0, np.inf)).real_income_hat, want, rtol=1e-11)


def test_trade_costs_that_do_not_change_change_nothing() -> None:
    world = random_world(6)
    after = solved(world, Shock(np.ones_like(world.tariff), world.tariff), frictions(world, floor=1.0))
    assert_allclose(after.real_income_hat, 1.0, atol=1e-11)
    assert_allclose(market(after).employment_hat, 1.0, atol=1e-8)


def test_ricardo_viner_returns_move_more_than_prices_and_prices_more_than_the_wage() -> None:
    """Labour moves freely (kappa large), one factor stays in each sector, no inputs: the magnification effect."""
    world = random_world(7, regions=2, sectors=2, inputs=False, balanced=True)
    cost = np.ones_like(world.tariff)
    cost[0, 1, 0] = 0.7  # cheaper delivery of what R0 sells in S0
    after = solved(world, Shock(cost, world.tariff), frictions(world, 0.6, 1e5))
    wage, returns = market(after).w_hat[:, 0], market(after).r_hat[:, 0]
    price = after.c_hat[:, 0]  # of value added, as there are no inputs
    assert_allclose(wage[0], wage[1], rtol=1e-4)
    rising = int(np.argmax(price))
    falling = 1 - rising
    assert returns[rising] > price[rising] > wage[0] > price[falling] > returns[falling]
    assert_allclose(price, wage**0.6 * returns**0.4, rtol=1e-10)


def test_expected_pay_by_hand() -> None:
    """Two equal sectors, outputs 1 and 4, kappa 2: Phi = 2.5, W = sqrt(output) sqrt(2.5)."""
    log_W = expected_pay_log(np.log([[1.0], [4.0]]), np.array([[0.5], [0.5]]), 2.0)
    assert_allclose(np.exp(log_W), [[2.5**0.5], [2.0 * 2.5**0.5]])


# ---------------------------------------------------------------- the floor


@pytest.mark.parametrize("anchor", ANCHORS)
def test_wages_do_not_fall_below_the_floor_and_nobody_is_idle_above_it(anchor: Anchor) -> None:
    world = random_world(8)
    after = solved(world, added_tariff(world, 0.6 * off_diagonal(world)), frictions(world, floor=0.99, anchor=anchor))
    labour = market(after)
    idle = 1.0 - labour.employed
    above = labour.above_anchor - np.log(0.99)
    assert idle.max() > 1e-4  # the floor binds somewhere, else the test says nothing
    assert idle.min() > -1e-12
    assert above.min() > -1e-12
    assert np.minimum(idle, above).max() < 1e-12
    assert labour.employment_hat.max() <= 1.0  # by no rounding either


@pytest.mark.parametrize("anchor", ANCHORS)
def test_an_anchor_is_what_it_is_called(anchor: Anchor) -> None:
    """The lowest wage over the anchor, taken from the equilibrium itself, is the floor where it binds."""
    world = random_world(8)
    after = solved(world, added_tariff(world, 0.6 * off_diagonal(world)), frictions(world, floor=0.99, anchor=anchor))
    bench = after.benchmark
    held = {
        "own value added": (bench.beta * after.output).sum(axis=0) / bench.wL,
        "consumer prices": np.exp((bench.alpha * np.log(after.P_hat)).sum(axis=0)),
        "world value added": np.ones(bench.regions),
    }[anchor]
    lowest = (market(after).w_hat / held).min(axis=0)
    idle = (1.0 - market(after).employed).max(axis=0)
    assert idle.max() > 1e-4
    assert_allclose(lowest[idle > 1e-9], 0.99, rtol=1e-9)


def test_the_mean_real_wage_is_what_those_at_work_earn_over_prices() -> None:
    world = random_world(10)
    labour = market(solved(world, added_tariff(world, 0.4 * off_diagonal(world)), frictions(world, floor=0.98)))
    units = labour.weight * labour.input_hat
    mean = (units * labour.w_hat).sum(axis=0) / units.sum(axis=0) / labour.consumer_price_hat
    assert_allclose(labour.real_wage_hat, mean, rtol=1e-10)


def test_wages_are_held_where_the_baseline_left_them() -> None:
    """Solved again with the floor of its own baseline, everybody works, although wages had fallen on the way."""
    world = random_world(9)
    fell = added_tariff(world, 0.5 * off_diagonal(world))
    free = FirstYearSolver.of(benchmark_of(world), frictions(world, anchor="consumer prices"))
    baseline = free.solve(fell, tolerance=TIGHT)
    held = free.held_at(baseline, 1.0).solve(fell, tolerance=TIGHT)
    assert market(baseline).above_anchor.min() < -1e-3
    assert_allclose(market(held).employment_hat, 1.0, atol=1e-9)
    assert_allclose(held.real_income_hat, baseline.real_income_hat, rtol=1e-10)


def test_a_floor_costs_income_and_work_and_its_part_is_exact() -> None:
    world = random_world(10)
    solver = FirstYearSolver.of(benchmark_of(world), frictions(world, floor=0.98, anchor="consumer prices"))
    before = solver.solve(Shock(np.ones_like(world.tariff), world.tariff), tolerance=TIGHT)
    after = solver.solve(added_tariff(world, 0.4 * off_diagonal(world)), tolerance=TIGHT)
    parts = decompose(solver, before, after)
    assert np.abs(parts.gap).max() < 2e-6
    assert parts.employment.min() < -1e-4
    assert_array_less(market(after).value_added_volume_hat, 1.0 + 1e-9)


def test_without_a_floor_the_volume_of_value_added_stays_to_second_order() -> None:
    world = random_world(11)
    taxed = [solved(world, added_tariff(world, rate * off_diagonal(world)), frictions(world)) for rate in (0.01, 0.1)]
    small, large = (market(after).value_added_volume_hat for after in taxed)
    assert np.abs(small - 1.0).max() < 1e-6
    assert np.abs(large - 1.0).max() < 1e-3


# ---------------------------------------------------------------- instruments, starts, derivatives


def test_a_quota_of_todays_volume_at_todays_rate_changes_nothing() -> None:
    world = random_world(12)
    rate = float(world.tariff[1, 2, 0])
    part = QuotaPart("goods", 1.0, rate, rate, 0.5)
    line = quota_on_rest_unchanged((1, 2, 0), part, 1.0, 3.0)
    shock = Shock(np.ones_like(world.tariff), world.tariff, None, (line,))
    after = solved(world, shock, frictions(world, floor=0.97))
    assert_allclose(after.real_income_hat, 1.0, atol=1e-9)


def test_one_equilibrium_from_random_starts() -> None:
    world = random_world(13)
    bench, held = benchmark_of(world), frictions(world, floor=0.98, anchor="consumer prices")
    problem = prepare(bench, random_shock(world, 14), "world_gdp_share")
    evaluate = FirstYearEvaluator(problem, held)
    draw = np.random.default_rng(15)
    ends = []
    for _ in range(6):
        begin = start(problem)
        shaken = PricesAndOutputs(
            draw.normal(0.0, 0.3, begin.log_P.shape), draw.normal(0.0, 0.3, begin.log_VA.shape), begin.z
        )
        reached = mix(evaluate, steering(bench, held), shaken, 1e-11, 300)
        assert reached.gaps.within(1e-11)
        ends.append(reached.state.log_VA)
    assert_allclose(ends, np.repeat(ends[:1], len(ends), axis=0), atol=1e-8)


@pytest.mark.parametrize("trading", [False, True])
@pytest.mark.parametrize("anchor", ANCHORS)
def test_steering_is_the_derivative_of_an_economys_own_equations(anchor: Anchor, trading: bool) -> None:
    """Everything abroad held, by central differences; without tariffs, as revenue rates are held too."""
    world = random_world(16, regions=2, tariffs=False, inputs=trading, balanced=trading)
    flow = world.flow.copy()
    if not trading:
        flow[:, 0, 1] = flow[:, 1, 0] = 0.0
    apart = benchmark_of(replace_flow(world, flow))
    held = frictions(world, anchor=anchor)
    J = own_derivatives(apart, held, apart.pi, 1.0 / apart.wedge, apart.X, np.zeros_like(apart.beta))
    problem = prepare(apart, Shock(np.ones_like(world.tariff), np.zeros_like(world.tariff)), "balanced")
    evaluate = FirstYearEvaluator(problem, held)
    K, step = len(world.sectors), 1e-5
    for column in range(2 * K):
        ends = []
        for sign in (1.0, -1.0):
            moved = np.zeros((2, K, 2))
            moved[column // K, column % K, 0] = sign * step
            implied, _ = evaluate.at(PricesAndOutputs(moved[0], moved[1], np.zeros(0)))
            ends.append(np.concatenate([implied.log_P[:, 0], output_ratio_log(apart, implied.Y)[:, 0]]))
        assert_allclose(J[0, :, column], (ends[0] - ends[1]) / (2.0 * step), atol=1e-8)


def replace_flow(world: World, flow: Array) -> World:
    return World.from_flows(
        name=world.name,
        vintage=world.vintage,
        regions=world.regions,
        sectors=world.sectors,
        tariff_date=world.tariff_date,
        services=world.services,
        flow=flow,
        tariff=world.tariff,
        input_share=world.input_share,
        elasticity=world.elasticity,
        elasticity_set=world.elasticity_set,
    )


def test_the_price_of_value_added_is_homogeneous_and_lies_between_wage_and_return() -> None:
    world = random_world(17)
    bench, held = benchmark_of(world), frictions(world)
    labour = labour_weights(bench, held.labour_share)
    log_VA = np.random.default_rng(18).normal(0.0, 0.2, bench.alpha.shape)
    one = pay_at(held, bench, labour, log_VA, np.zeros_like(log_VA))
    two = pay_at(held, bench, labour, log_VA + 0.1, np.zeros_like(log_VA))
    assert_allclose(two.log_v - one.log_v, 0.1)
    assert np.all((one.log_v - one.log_w) * (one.log_v - log_VA) <= 1e-15)


# ---------------------------------------------------------------- the check, and what is refused


def test_the_check_sees_a_wrong_wage_a_wrong_supply_and_idle_workers_above_the_floor() -> None:
    world = random_world(19)
    bench = benchmark_of(world)
    ones = np.ones_like(bench.alpha)
    share = 0.6 * ones
    right = LabourClaim(ones, ones, ones, 0.9 * ones, share, 1.5)
    value = bench.beta * bench.Y
    assert_allclose(supply_gap(bench.beta * bench.Y, right, value), 0.0, atol=1e-9)
    assert_allclose(floor_gap(right, ones), 0.0)
    uneven = ones.copy()
    uneven[0] = 1.1
    assert np.abs(supply_gap(bench.beta * bench.Y, replace(right, W_hat=uneven), value)).max() > 0.01
    alike = replace(right, kappa=np.inf)
    assert_allclose(supply_gap(bench.beta * bench.Y, alike, value), 0.0, atol=1e-9)
    worse = ones.copy()
    worse[0] = 0.9  # the best pay is as it was, and so is what all earn
    assert np.abs(supply_gap(bench.beta * bench.Y, replace(alike, W_hat=worse), value)).max() > 0.01
    assert np.abs(supply_gap(bench.beta * bench.Y, alike, 1.1 * value)).max() > 0.01
    assert floor_gap(replace(right, W_hat=0.95 * ones), 0.95 * ones).max() == pytest.approx(0.05)
    assert floor_gap(replace(right, lowest=1.02 * ones), ones).max() > 0.01


def test_frictions_outside_the_models_domain_are_refused() -> None:
    share = np.full((3, 4), 0.6)
    for wrong in ({"labour_share": 0.0 * share}, {"labour_share": 2.0 * share}):
        with pytest.raises(DataError, match=r"`labour_share` is (0|1\.2) in a sector: it must lie above 0"):
            Frictions(**{"labour_share": share, "kappa": 1.5, "floor": 0.0, "anchor": "consumer prices", **wrong})  # type: ignore[arg-type]
    with pytest.raises(DataError, match="`kappa` is 1: it must be above 1"):
        Frictions(share, 1.0, 0.0, "consumer prices")
    with pytest.raises(DataError, match=r"`floor` is 1\.1"):
        Frictions(share, 1.5, 1.1, "consumer prices")


def test_a_shock_without_equilibrium_names_the_economy_and_what_helps() -> None:
    """Labour alone, real wages that do not fall: constant returns leave nothing to pay a tariff with."""
    world = random_world(20)
    solver = FirstYearSolver.of(benchmark_of(world), frictions(world, 1.0, floor=1.0, anchor="consumer prices"))
    with pytest.raises(NoEquilibriumError, match=r"farthest off in R\d.*lower the floor"):
        solver.solve(added_tariff(world, 0.5 * off_diagonal(world)))
