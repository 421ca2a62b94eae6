"""A cut of some sectors of a pair: the limit of a very high tariff on them, in every place that reads a shock."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.experiment.batch import solve_many
from middlepower.indicators.decomposition import decompose
from middlepower.indicators.threat_shocks import with_cut
from middlepower.model.compiled.world import compiled_solver
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.model.multi_sector.benchmark import without_inputs
from middlepower.model.multi_sector.solve import solve as solve_without_inputs
from middlepower.model.roy_frechet.solve import solve_roy_frechet
from middlepower.scenario.shock import QuotaPart, Shock, no_change
from worlds import TIGHT, quota_on_rest_unchanged, random_world, solved, tariff_shock

WORLD = random_world(7, theta=(3.0, 8.0))
HUGE = 1e6
PAIR = np.zeros((4, 4), dtype=bool)
PAIR[0, 1] = True


def cells() -> NDArray[np.bool_]:
    """Two of three sectors that importer 0 buys from exporter 1."""
    cut = np.zeros(WORLD.tariff.shape, dtype=bool)
    cut[[0, 2], 0, 1] = True
    return cut


def apart() -> Shock:
    """The shock that cuts them."""
    return replace(no_change(WORLD.tariff), cut=cells())


def test_a_cut_of_every_sector_is_a_cut_of_the_pair() -> None:
    by_pair = solved(WORLD, replace(no_change(WORLD.tariff), cut=PAIR))
    by_sector = solved(WORLD, replace(no_change(WORLD.tariff), cut=np.repeat(PAIR[None], 3, axis=0)))
    assert_allclose(by_sector.pi, by_pair.pi, rtol=1e-12)
    assert_allclose(by_sector.real_income_hat, by_pair.real_income_hat, rtol=1e-12)


def test_a_cut_of_some_sectors_is_the_limit_of_a_huge_tariff_on_them() -> None:
    rate = np.where(cells(), HUGE, WORLD.tariff)
    cut, taxed = solved(WORLD, apart()), solved(WORLD, tariff_shock(WORLD, rate))
    assert_allclose(cut.real_income_hat, taxed.real_income_hat, rtol=1e-6)
    assert (cut.flow[cells()] == 0.0).all()
    assert (cut.flow[~cells()] > 0.0).all()
    assert cut.report.residual < 1e-11


def test_the_compiled_sweeps_and_batches_cut_the_same_sectors() -> None:
    solver = Solver.of(benchmark_of(WORLD))
    expected = solver.solve(apart(), tolerance=TIGHT)
    assert_allclose(compiled_solver(benchmark_of(WORLD)).solve(apart(), tolerance=TIGHT).pi, expected.pi, atol=1e-12)
    (row,) = solve_many(solver, [apart()], tolerance=TIGHT).w_hat
    assert_allclose(row, expected.w_hat, rtol=1e-11)


def test_models_without_inputs_and_with_fixed_abilities_cut_them_too() -> None:
    simple = without_inputs(random_world(7, inputs=False))
    shock = replace(no_change(simple.tau), cut=cells())
    by_wages, by_sweeps = solve_without_inputs(simple, shock), Solver.of(simple).solve(shock, "balanced")
    assert_allclose(by_wages.pi, by_sweeps.pi, atol=1e-9)
    assert (by_wages.pi[cells()] == 0.0).all()
    assert (solve_roy_frechet(WORLD, apart()).equilibrium.pi[cells()] == 0.0).all()


def test_the_decomposition_of_a_cut_of_some_sectors_adds_up() -> None:
    solver = Solver.of(benchmark_of(WORLD))
    before, after = (solver.solve(shock, tolerance=TIGHT) for shock in (no_change(WORLD.tariff), apart()))
    there, back = decompose(solver, before, after), decompose(solver, after, before)
    assert np.abs(there.gap).max() < 1e-10
    assert_allclose(there.total, -back.total, rtol=1e-9)
    assert (there.trade_costs[0, 0, 1], there.trade_costs[1, 0, 1]) == (
        pytest.approx(-abs(there.trade_costs[0, 0, 1])),
        0,
    )


def test_a_pair_cut_on_top_keeps_the_sectors_and_drops_only_quotas_on_what_is_gone() -> None:
    def line(k: int, n: int, i: int) -> Shock:
        rate = float(WORLD.tariff[k, n, i])
        return quota_on_rest_unchanged((k, n, i), QuotaPart("x", 0.5, rate, rate, rate + 1.0), 0.5, 5.0, "exporter")

    kept, gone, closed = line(1, 0, 1), line(1, 2, 3), line(0, 0, 1)
    more = np.zeros((4, 4), dtype=bool)
    more[2, 3] = True
    shock = with_cut(replace(apart(), quotas=(kept, gone, closed)), more)
    assert shock.quotas == (kept,)
    assert shock.cut is not None
    assert (shock.cut == (cells() | more)).all()
