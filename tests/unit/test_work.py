"""Jobs and real value added in the first year, by hand and against identities."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from middlepower.indicators.sectoral import employment
from middlepower.indicators.work import (
    employment_total,
    jobs,
    real_returns,
    real_sales,
    real_value_added,
    real_wages,
    unemployment,
)
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.first_year.equations import Frictions
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import no_change
from worlds import added_tariff, off_diagonal, random_world

WORLD = random_world(21)
SHOCK = added_tariff(WORLD, 0.4 * off_diagonal(WORLD))
ALONE = np.eye(len(WORLD.regions))


def first_year(floor: float) -> tuple[Equilibrium, Equilibrium]:
    share = np.full((len(WORLD.sectors), len(WORLD.regions)), 0.6)
    solver = FirstYearSolver.of(benchmark_of(WORLD), Frictions(share, 1.5, floor, "consumer prices"))
    return solver.solve(no_change(WORLD.tariff)), solver.solve(SHOCK)


def test_where_everybody_works_jobs_lost_in_some_sectors_are_found_in_others() -> None:
    before, after = first_year(0.0)
    assert before.labour is not None
    change = jobs(before, after, ALONE)
    assert_allclose((before.labour.weight * change).sum(axis=0), 0.0, atol=1e-9)
    assert np.abs(change).max() > 0.01
    assert_allclose(employment_total(before, after, ALONE), 0.0, atol=1e-9)


def test_more_persons_work_where_more_is_earned() -> None:
    before, after = first_year(0.0)
    assert after.labour is not None
    pay = after.labour.W_hat / after.labour.W_hat.mean(axis=0)
    order = [np.corrcoef(jobs(before, after, ALONE)[:, n], pay[:, n])[0, 1] for n in range(len(WORLD.regions))]
    assert min(order) > 0.99


def test_with_a_floor_employment_falls_by_the_idle() -> None:
    before, after = first_year(0.99)
    assert after.labour is not None
    idle = (after.labour.workers * (1.0 - after.labour.employed)).sum(axis=0)
    assert idle.max() > 1e-3
    assert_allclose(employment_total(before, after, ALONE), -idle, atol=1e-9)
    assert_allclose((after.labour.weight * jobs(before, after, ALONE)).sum(axis=0), -idle, atol=1e-9)


def test_real_value_added_is_that_of_the_wage_where_one_wage_holds() -> None:
    solver = Solver.of(benchmark_of(WORLD))
    before, after = solver.solve(no_change(WORLD.tariff)), solver.solve(SHOCK)
    assert_allclose(real_value_added(before, after, ALONE), after.real_wage_hat - 1.0, atol=1e-9)
    assert_allclose(jobs(before, after, ALONE), employment(before, after, ALONE))
    assert_allclose(employment_total(before, after, ALONE), 0.0)


def test_a_group_is_weighted_by_baseline_value_added() -> None:
    before, after = first_year(0.99)
    both = np.array([[1.0, 1.0, 0.0, 0.0]])
    change, size = real_value_added(before, after, ALONE), before.value_added
    assert_allclose(real_value_added(before, after, both), [size[:2] @ change[:2] / size[:2].sum()])


def test_who_loses_work_is_unemployed() -> None:
    before, after = first_year(0.99)
    assert unemployment(before, after, ALONE).max() > 1e-3
    assert_allclose(unemployment(before, after, ALONE), -employment_total(before, after, ALONE))
    assert not np.signbit(unemployment(before, before, ALONE)).any()


def test_wages_and_returns_of_a_sector_earn_its_value_added() -> None:
    """w L e + r K is value added: shares lam and 1 - lam of real changes add up to that of the sector's income."""
    before, after = first_year(0.99)
    assert before.labour is not None
    assert after.labour is not None
    returns, wages = real_returns(before, after, ALONE), real_wages(before, after, ALONE)
    assert_allclose(returns * before.output, real_sales(before, after, ALONE), rtol=1e-7, atol=1e-6)
    units = after.labour.input_hat / before.labour.input_hat
    assert_allclose((1.0 + wages) * units, 1.0 + returns, rtol=1e-9)
    assert wages.min() > np.log(0.99) - 1e-9  # held relative to consumer prices


def test_in_the_long_run_everything_earns_the_one_wage() -> None:
    solver = Solver.of(benchmark_of(WORLD))
    before, after = solver.solve(no_change(WORLD.tariff)), solver.solve(SHOCK)
    wanted = np.broadcast_to(after.real_wage_hat - 1.0, before.P_hat.shape)
    assert_allclose(real_wages(before, after, ALONE), wanted, atol=1e-9)
    assert_allclose(real_returns(before, after, ALONE), wanted, atol=1e-9)
