"""The one-sector model with labour supply, scale economies and overhead, and structural gravity."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.data.sources.bilateral2023 import read_bilateral2023
from middlepower.data.sources.gegravity_sample import read_sample
from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.gravity.check import worst_market_gap
from middlepower.model.gravity.equations import GravityBenchmark
from middlepower.model.gravity.solve import fixed_shares, full_endowment, modelled
from middlepower.model.liberation_day import calibration
from middlepower.model.liberation_day.benchmark import OneSectorBenchmark, Parameters, one_sector_benchmark
from middlepower.model.liberation_day.calibration import calibrate, overhead_shares, without_overhead
from middlepower.model.liberation_day.check import worst_residual
from middlepower.model.liberation_day.equations import kernel, place, residuals
from middlepower.model.liberation_day.jacobian import step
from middlepower.model.liberation_day.solve import solve
from middlepower.model.liberation_day.tariffs import best_uniform, formula_rate, uniform
from middlepower.model.multi_sector import solve as multi_sector
from middlepower.model.multi_sector.benchmark import benchmark_from_spending
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import load_world

N = 5
CASES = [("income_tax_relief", 1.0), ("lump_sum", 1.0), ("income_tax_relief", 0.49), ("lump_sum", 0.49)]


def random_flow(seed=7):
    """A random matrix of flows with home bias and deficits."""
    rng = np.random.default_rng(seed)
    size = np.exp(rng.normal(size=N))
    return (rng.uniform(0.2, 2.0, (N, N)) + 8.0 * np.eye(N)) * size[:, None] * size[None, :]


def benchmark(**changes):
    """The random benchmark with the paper's parameters and two overhead shares."""
    return OneSectorBenchmark(random_flow(), replace(Parameters(np.array([0.27, 0.11, 0.11, 0.11, 0.11])), **changes))


def some_tariff():
    """A tariff war with different rates."""
    return np.random.default_rng(3).uniform(0.0, 0.5, (N, N)) * (1.0 - np.eye(N))


@pytest.mark.parametrize(("rebate", "labour_share"), CASES)
def test_no_tariff_changes_nothing(rebate, labour_share) -> None:
    """The benchmark is an equilibrium, also with roundabout production."""
    found = solve(benchmark(labour_share=labour_share), np.zeros((N, N)), rebate)
    assert found.newton_steps == 0
    assert_allclose(found.welfare_hat, 1.0, atol=1e-13)


@pytest.mark.parametrize(("rebate", "labour_share"), CASES)
def test_solutions_obey_the_equations_in_levels(rebate, labour_share) -> None:
    """The check shares no code with the solver."""
    found = solve(benchmark(labour_share=labour_share), some_tariff(), rebate)
    assert worst_residual(found) < 1e-12


@pytest.mark.parametrize(("rebate", "labour_share"), CASES)
def test_newton_uses_exact_derivatives(rebate, labour_share) -> None:
    """A directional difference of the residuals, fed back through the step, returns the direction."""
    letters, tariff, relief = benchmark(labour_share=labour_share).letters, some_tariff(), rebate != "lump_sum"
    K, rng = kernel(letters, tariff), np.random.default_rng(0)
    x, direction, h = 0.1 * rng.normal(size=4 * N), rng.normal(size=4 * N), 1e-6
    up, down = (residuals(letters, place(letters, K, tariff, x + s * h * direction), relief) for s in (1, -1))
    found = step(letters, place(letters, K, tariff, x), relief, -(up - down) / (2.0 * h))
    assert_allclose(found, direction, atol=1e-7)


def test_without_overhead_scale_and_labour_supply_it_is_armington() -> None:
    """nu = psi = kappa = 0: the same wages, prices and welfare as the model without inputs, deficits kept."""
    flow, tariff = random_flow(), some_tariff()
    plain = OneSectorBenchmark(flow, Parameters(np.zeros(N), labour_supply=0.0, scale=0.0))
    found = solve(plain, tariff, "lump_sum")
    other = benchmark_from_spending(flow[None], np.zeros((1, N, N)), np.array([4.0]))
    exact = multi_sector.solve(other, Shock(1.0 + tariff[None], tariff[None]), "world_gdp_share")
    assert_allclose(found.welfare_hat, exact.real_income_hat, rtol=1e-11)
    assert_allclose(found.w_hat / found.P_hat, exact.real_wage_hat, rtol=1e-11)


def test_roundabout_production_vanishes_as_labour_share_goes_to_one() -> None:
    """labour_share just below one is next to labour_share one, whose numeraire differs."""
    near, at = (solve(benchmark(labour_share=b), some_tariff()) for b in (1.0 - 1e-7, 1.0))
    assert_allclose(near.welfare_hat, at.welfare_hat, atol=1e-6)


def test_best_uniform_tariff_beats_its_neighbours_and_the_formula() -> None:
    """The optimum is one; the formula is near it but below it in welfare."""
    bench = benchmark()
    best = best_uniform(bench, 0)
    for rate in (best.rate - 0.01, best.rate + 0.01, formula_rate(bench, 0)):
        assert solve(bench, uniform(N, 0, rate)).welfare_hat[0] < best.outcome.welfare_hat[0]


def test_calibration_meets_its_targets() -> None:
    """Overhead over sales is as asked for; own sales, GDP and transfers add up."""
    trade = random_flow() * (1.0 - np.eye(N))
    gdp = 12.0 * trade.sum(axis=0)
    nu = overhead_shares(trade, gdp, 2)
    flow = calibrate(trade, gdp, Parameters(nu)).flow
    overhead = nu @ flow / flow.sum(axis=0)
    assert overhead[2] == pytest.approx(0.26, abs=1e-12)
    others = np.arange(N) != 2
    assert (nu @ flow)[others].sum() / flow.sum(axis=0)[others].sum() == pytest.approx(0.12, abs=1e-12)
    assert pytest.approx(flow.sum(axis=0)) == without_overhead(calibrate(trade, gdp, Parameters(nu))).Y


def test_a_calibration_that_does_not_settle_is_an_error_that_names_its_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "OVERHEAD_ROUNDS", 1)
    trade = random_flow() * (1.0 - np.eye(N))
    with pytest.raises(DataError, match=r"no overhead shares meet 0\.26 and 0\.12 of sales"):
        overhead_shares(trade, 12.0 * trade.sum(axis=0), 2)


def test_users_solve_it_on_a_world() -> None:
    """The embedded world with its sectors added up: Canada loses from a US tariff on it."""
    world = load_world()
    bench = one_sector_benchmark(world, Parameters(np.zeros(len(world.regions))))
    us, canada = (world.regions.index(code) for code in ("USA", "CAN"))
    tariff = np.zeros_like(bench.flow)
    tariff[us, canada] = 0.25
    found = solve(bench, tariff, "lump_sum")
    assert found.welfare_hat[canada] < 1.0
    assert worst_residual(found) < 1e-11


@pytest.mark.parametrize(
    ("tariff", "words"),
    [
        (25.0 * (1.0 - np.eye(N)), "write 25% as 0.25"),
        (np.full((N, N), 0.1), "set the diagonal to 0"),
        (np.zeros((N, N + 1)), "importer, exporter"),
    ],
)
def test_wrong_tariffs_are_refused(tariff, words) -> None:
    """The message names the value and the remedy."""
    with pytest.raises(DataError, match=words):
        solve(benchmark(), tariff)


def test_wrong_parameters_and_flows_are_refused() -> None:
    """Overhead in per cent, a negative flow, an economy that sells nothing."""
    with pytest.raises(DataError, match="overhead"):
        Parameters(np.full(N, 12.0))
    with pytest.raises(DataError, match="labour_share"):
        Parameters(np.zeros(N), labour_share=1.5)
    idle = random_flow()
    idle[:, 1] = 0.0
    with pytest.raises(DataError, match="economy at position 1"):
        OneSectorBenchmark(idle, Parameters(np.zeros(N)))
    with pytest.raises(DataError, match="shape"):
        OneSectorBenchmark(random_flow()[:3], Parameters(np.zeros(N)))


def test_an_impossible_tolerance_raises_and_says_how_close_it_came() -> None:
    """A solve that stops short is an error."""
    with pytest.raises(NoEquilibriumError, match="no closer than a residual"):
        solve(benchmark(), some_tariff(), tolerance=0.0)


def test_missing_files_are_named(tmp_path: Path) -> None:
    """The folder, the file and what to give."""
    with pytest.raises(DataError, match=r"country_labels\.csv is missing"):
        read_bilateral2023(tmp_path)
    with pytest.raises(DataError, match="source repository"):
        read_sample(tmp_path / "sample_data_set.dlm")


def gravity():
    """A gravity benchmark of random flows, and a fall of trade costs between the first two economies."""
    cost = np.ones((N, N))
    cost[0, 1] = cost[1, 0] = 0.8
    return GravityBenchmark(random_flow(), 5.0), cost


def test_gravity_without_change_is_the_benchmark() -> None:
    """Both counterfactuals leave everything as it was, and cost-based flows meet their totals."""
    bench, cost = gravity()
    for run in (fixed_shares, full_endowment):
        found = run(bench, np.ones_like(cost), 2)
        assert_allclose(found.price, 1.0, atol=1e-12)
        assert_allclose(found.flow, bench.flow, rtol=1e-11)
    rebuilt = modelled(bench.flow / np.outer(bench.spending, bench.output), bench.output, bench.spending, 5.0)
    assert_allclose(rebuilt.flow, bench.flow, rtol=1e-11)


def test_full_endowment_is_the_armington_model() -> None:
    """Trade balanced: the welfare of the model without inputs at elasticity s - 1; the short cut differs."""
    start = benchmark_from_spending(random_flow()[None], np.zeros((1, N, N)), np.array([4.0]))
    even = multi_sector.balanced(start)
    bench = GravityBenchmark(even.pi[0] * even.X[0][:, None], 5.0)
    _, cost = gravity()
    exact = multi_sector.solve(even, Shock(cost[None], np.zeros((1, N, N))), "balanced")
    full, short = full_endowment(bench, cost, 2), fixed_shares(bench, cost, 2)
    assert_allclose(full.welfare_hat, exact.real_income_hat, rtol=1e-11)
    assert_allclose(full.flow.sum(axis=0), full.price * bench.output, rtol=1e-11)
    assert np.abs(short.welfare_hat - full.welfare_hat).max() > 1e-4


def test_the_written_out_markets_clear_at_full_endowment_and_not_at_the_short_cut() -> None:
    """The check in levels finds nothing at one counterfactual, and the gap of the other."""
    bench, cost = gravity()
    assert worst_market_gap(full_endowment(bench, cost, 2), cost, 2) < 1e-11
    assert worst_market_gap(fixed_shares(bench, cost, 2), cost, 2) > 1e-4


def test_wrong_gravity_input_is_refused() -> None:
    """An elasticity of substitution below one, flows that aren't square."""
    with pytest.raises(DataError, match="substitution"):
        GravityBenchmark(random_flow(), 0.9)
    with pytest.raises(DataError, match="square"):
        GravityBenchmark(random_flow()[:2], 5.0)
