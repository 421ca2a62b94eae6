"""Scenarios solved in lock step: equal to one by one, whatever is in the batch, and none harms another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.together import equilibria, outcomes_and_equilibria, real_outcomes
from middlepower.model.core.closure import CLOSURES
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.first_year.equations import Frictions
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.lockstep.check import BatchClaim, long_run_residual
from middlepower.model.lockstep.equilibria import outcomes_with_equilibria
from middlepower.model.lockstep.solve import Common, RealOutcome, batches
from middlepower.model.lockstep.sweep import deficits_of
from middlepower.model.long_run.evaluate import z_at
from middlepower.model.long_run.solve import TOLERANCE, Solver
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock, no_change
from middlepower.solve.anderson import AndersonMixer
from middlepower.solve.lockstep import LockstepMixer
from worlds import quota_on_rest_unchanged, random_world

Array = NDArray[np.float64]
SAME = 1e-9  # real income in lock step and one by one: both hold to 1e-10 of value added
REGIONS, SECTORS = 14, 2
QUOTA_AT = (1, 3, 5)


@pytest.fixture(scope="module")
def world():
    return random_world(5, REGIONS, SECTORS)


def quota(world, volume: float, at: tuple[int, int, int] = QUOTA_AT, over: float = 1.0) -> QuotaLine:
    part = QuotaPart("cars", 0.4, float(world.tariff[at]), 0.05, over)
    return quota_on_rest_unchanged(at, part, volume, 5.0, "exporter")


def base_shock(world) -> Shock:
    """A baseline with a tariff, a binding quota and one that is not filled."""
    start = no_change(world.tariff.copy())
    start.trade_cost[0, 2, 4] *= 1.1
    start.tariff[0, 2, 4] += 0.1
    return replace(start, quotas=(quota(world, 0.8), quota(world, 9.0, (0, 6, 7))))


def cut(shock: Shock, *pairs: tuple[int, int]) -> Shock:
    """No trade between pairs, either way; quotas there are gone."""
    found = np.zeros(shock.tariff.shape, dtype=bool)
    for n, m in pairs:
        found[:, n, m] = found[:, m, n] = True
    return replace(shock, cut=found, quotas=tuple(line for line in shock.quotas if not found[line.flow]))


def dearer(shock: Shock, rate: float) -> Shock:
    cost, tariff = shock.trade_cost.copy(), shock.tariff.copy()
    cost[:, 2, 8] *= (1.0 + tariff[:, 2, 8] + rate) / (1.0 + tariff[:, 2, 8])
    tariff[:, 2, 8] += rate
    return replace(shock, trade_cost=cost, tariff=tariff)


def export_taxed(shock: Shock, rate: float) -> Shock:
    tax, cost = np.zeros_like(shock.tariff), shock.trade_cost.copy()
    tax[:, 9, 8], cost[:, 9, 8] = rate, cost[:, 9, 8] * (1.0 + rate)
    return replace(shock, export_tax=tax, trade_cost=cost)


def all_kinds(world) -> list[Shock]:
    """Nothing new; cut-offs, one of a flow under a quota; a tariff; export taxes; quotas tight, at their cap, loose."""
    base = base_shock(world)
    loose, tight, shared = (
        (quota(world, 50.0),),
        (quota(world, 0.3), quota(world, 0.5, (0, 6, 7), 0.2)),
        (quota(world, 0.05, over=0.3),),
    )
    quotas = [replace(base, quotas=lines) for lines in (loose, tight, shared, ())]
    cuts = [cut(base, (2, 8)), cut(base, (3, 5)), cut(base, (0, 1), (0, 2))]
    return [base, *cuts, dearer(base, 0.5), export_taxed(base, 0.2), *quotas]


def first_year(world) -> Callable[[Shock, str], tuple[FirstYearSolver, Equilibrium]]:
    """Makes (solver with wages held near those of a baseline, the baseline)."""
    draw = np.random.default_rng(3)

    def make(shock: Shock, closure: str) -> tuple[FirstYearSolver, Equilibrium]:
        share = draw.uniform(0.4, 0.9, (SECTORS, REGIONS))
        free = FirstYearSolver.of(benchmark_of(world), Frictions(share, 1.5, 0.0, "consumer prices"))
        solved = free.solve(shock, closure)
        return free.held_at(solved, 0.98), solved

    return make


def baseline_of(world, shock: Shock, closure: str, horizon: str) -> Baseline:
    if horizon == "first-year":
        solver, solved = first_year(world)(shock, closure)
        return Baseline(world, solver, shock, solved)
    return Baseline.of(world, shock, closure)


def outcomes_of_batch(common: Common, shocks: Sequence[Shock], tolerance: float) -> list[RealOutcome | None]:
    """What lock step finds of some shocks; None where it leaves one to be solved by itself."""
    return outcomes_with_equilibria(common, shocks, (), tolerance)[0]


@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("horizon", ["long", "first-year"])
def test_a_batch_of_all_kinds_equals_one_by_one(world, closure, horizon) -> None:
    baseline, shocks = baseline_of(world, base_shock(world), closure, horizon), all_kinds(world)
    together = outcomes_of_batch(Common(baseline.solver, baseline.shock, baseline.equilibrium), shocks, TOLERANCE)
    assert together.count(None) <= 1  # where the baseline itself misses the tolerance by a little
    for shock, found in zip(shocks, together, strict=True):
        alone = baseline.solver.solve(shock, closure)
        if found is not None:
            assert found.residual <= TOLERANCE
            assert_allclose(found.real_income_hat, alone.real_income_hat, rtol=SAME)


WHOLE = ("w_hat", "P_hat", "c_hat", "pi", "X", "net", "kappa_hat", "foreign_share", "income", "received", "paid", "D")


@pytest.mark.parametrize("horizon", ["long", "first-year"])
def test_whole_equilibria_of_a_batch_equal_one_by_one(world, horizon) -> None:
    """Shares, taxes, quotas and labour too, each checked by itself."""
    baseline, shocks = baseline_of(world, base_shock(world), "world_gdp_share", horizon), all_kinds(world)
    for shock, found in zip(shocks, equilibria(baseline, shocks), strict=True):
        assert found is not None  # the check would leave out what does not hold
        alone = baseline.solver.solve(shock, "world_gdp_share")
        assert found.report.residual <= TOLERANCE
        assert (found.report.method, alone.report.method) == ("lock step", "anderson")
        for name in WHOLE:
            assert_allclose(getattr(found, name), getattr(alone, name), rtol=SAME, atol=1e-7, err_msg=name)
        for mine, other in zip(found.quotas, alone.quotas, strict=True):
            assert mine.line is other.line
            assert (mine.premium, mine.fill) == pytest.approx((other.premium, other.fill), abs=1e-8)
        if horizon == "first-year":
            assert_allclose(found.labour.employed, alone.labour.employed, rtol=1e-8)
            assert_allclose(found.labour.w_hat, alone.labour.w_hat, rtol=1e-8)


@pytest.mark.parametrize("horizon", ["long", "first-year"])
def test_some_of_a_batch_are_whole_equilibria_and_all_have_the_incomes_of_one_by_one(world, horizon) -> None:
    """The one without equilibrium has none of either; what is whole is so to the tolerance of the check."""
    debtor = int(np.argmax(world.deficit / world.value_added))
    baseline = baseline_of(world, base_shock(world), CLOSURES[0], horizon)
    lonely = cut(baseline.shock, *((debtor, m) for m in range(REGIONS) if m != debtor))
    shocks = [*all_kinds(world)[:4], lonely]
    states, kept = outcomes_and_equilibria(baseline, shocks, {1, 3, 4})
    assert isinstance(states[4], NoEquilibriumError)
    assert sorted(kept) == [1, 3]
    for number, state in enumerate(states[:4]):
        assert not isinstance(state, NoEquilibriumError)
        one = baseline.solve(shocks[number])
        assert_allclose(state.real_income_hat, one.real_income_hat, rtol=SAME)
        if number in kept:
            assert kept[number].report.residual <= TOLERANCE
            assert_allclose(kept[number].output / world.value_added, one.output / world.value_added, atol=SAME)


def test_scenarios_without_a_floor_stand_in_one_batch_with_those_that_have_it(world) -> None:
    """Each is what it is alone; a floor that holds in a cut-off makes the two differ."""
    baseline = baseline_of(world, base_shock(world), CLOSURES[0], "first-year")
    shocks = [*all_kinds(world)[:4]] * 2
    states, kept = outcomes_and_equilibria(baseline, shocks, {0, 4}, {4, 5, 6, 7})
    alone = [start.solve(shock) for start in (baseline, baseline.with_free_wages) for shock in shocks[:4]]
    for state, one in zip(states, alone, strict=True):
        assert not isinstance(state, NoEquilibriumError)
        assert state.residual <= TOLERANCE
        assert_allclose(state.real_income_hat, one.real_income_hat, rtol=SAME)
    assert (
        max(
            np.abs(held.real_income_hat - free.real_income_hat).max()
            for held, free in zip(alone[:4], alone[4:], strict=True)
        )
        > 1e-5
    )
    for number in (0, 4):
        held, one = kept[number].labour, alone[number].labour
        assert held is not None
        assert one is not None
        assert_allclose(held.above_anchor, one.above_anchor, atol=1e-8)


def test_where_a_solve_begins_is_what_quotas_and_export_taxes_move_in_the_equilibrium_nearby(world) -> None:
    """Rents and taxes written out flow by flow, from the importer to the exporter."""
    shock = export_taxed(base_shock(world), 0.2)
    near, wL = Baseline.of(world, shock).equilibrium, world.value_added
    taxes = np.zeros(REGIONS)
    flows = near.pi * near.net * near.X[:, :, None] * shock.export_tax
    for n, i in np.ndindex(REGIONS, REGIONS):
        taxes[i] += flows[:, n, i].sum()
        taxes[n] -= flows[:, n, i].sum()
    z, quotas = z_at(near, True), near.quotas
    assert max(quota.rent for quota in quotas) > 0.0
    assert abs(taxes).max() > 0.0
    assert_allclose(z[:2], [np.log1p(quota.premium) for quota in quotas])
    assert_allclose(z[2:4], [quota.rent / wL[quota.line.importer] for quota in quotas])
    assert_allclose(z[4:], taxes / wL, atol=1e-12)


def test_few_shocks_are_left_to_be_solved_by_themselves(world) -> None:
    baseline = baseline_of(world, base_shock(world), "balanced", "long")
    assert equilibria(baseline, all_kinds(world)[:2]) == [None, None]


@pytest.mark.parametrize("horizon", ["long", "first-year"])
def test_a_solve_begun_nearby_ends_where_one_from_the_benchmark_does_in_fewer_sweeps(world, horizon) -> None:
    """Quotas' premiums and rents, and export taxes, are begun where the equilibrium nearby has them."""
    baseline = baseline_of(world, base_shock(world), "world_gdp_share", horizon)
    for shock in all_kinds(world):
        near = baseline.after(dearer(shock, 0.01))
        far, close = baseline.after(replace(shock)), baseline.after(replace(shock), near=near)
        assert close.report.residual <= TOLERANCE
        assert close.report.sweeps < far.report.sweeps
        assert_allclose(close.real_income_hat, far.real_income_hat, rtol=SAME)


@pytest.mark.parametrize("anchor", ["own value added", "world value added"])
def test_wages_held_by_any_anchor_are_held_in_lock_step(world, anchor) -> None:
    baseline = baseline_of(world, base_shock(world), "balanced", "first-year")
    solver = replace(baseline.solver, frictions=replace(baseline.solver.frictions, anchor=anchor, reference=None))
    shocks = [cut(baseline.shock, (2, 8)), cut(baseline.shock, (4, 8)), dearer(baseline.shock, 1.0)]
    together = outcomes_of_batch(Common(solver, baseline.shock, baseline.equilibrium), shocks, TOLERANCE)
    alone = [solver.solve(shock, "balanced") for shock in shocks]
    assert min(float(one.labour.employed.min()) for one in alone) < 0.999  # the floor binds somewhere
    for found, one in zip(together, alone, strict=True):
        assert found is not None
        assert_allclose(found.real_income_hat, one.real_income_hat, rtol=SAME)


def test_quotas_of_the_batch_bind_and_do_not_and_reach_their_cap(world) -> None:
    statuses = {one.status for shock in all_kinds(world) for one in Solver.of(benchmark_of(world)).solve(shock).quotas}
    assert statuses == {"slack", "binding", "over quota"}


def test_a_scenario_without_equilibrium_is_reported_alone_and_the_others_are_solved(world) -> None:
    debtor = int(np.argmax(world.deficit / world.value_added))
    base = base_shock(world)
    lonely = cut(base, *((debtor, m) for m in range(REGIONS) if m != debtor))
    baseline = Baseline.of(world, base)
    shocks = [*all_kinds(world)[:3], lonely, *all_kinds(world)[3:5]]
    found = real_outcomes(baseline, shocks)
    assert isinstance(found[3], NoEquilibriumError)
    assert "no equilibrium found" in str(found[3])
    for number in (0, 1, 2, 4, 5):
        one = found[number]
        assert not isinstance(one, NoEquilibriumError)
        assert_allclose(one.real_income_hat, baseline.solve(shocks[number]).real_income_hat, rtol=SAME)


def test_more_scenarios_than_fit_in_a_batch_keep_their_order(world, monkeypatch) -> None:
    monkeypatch.setattr("middlepower.model.lockstep.solve.TOGETHER", 4)
    baseline = Baseline.of(world, base_shock(world))
    shocks = [cut(baseline.shock, (n, m)) for n in range(3) for m in range(3, 9)]
    found = real_outcomes(baseline, shocks)
    for one, shock in zip(found, shocks, strict=True):
        assert not isinstance(one, NoEquilibriumError)
        assert_allclose(one.real_income_hat, baseline.solve(shock).real_income_hat, rtol=SAME)


def test_what_has_little_in_common_with_the_baseline_is_solved_by_itself(world) -> None:
    baseline = Baseline.of(world, base_shock(world))
    shock = replace(baseline.shock, trade_cost=baseline.shock.trade_cost * 1.01)
    common = Common(baseline.solver, baseline.shock, baseline.equilibrium)
    assert outcomes_of_batch(common, [shock] * 3, TOLERANCE) == [None] * 3
    found = real_outcomes(baseline, [shock] * 3)
    assert not isinstance(found[1], NoEquilibriumError)
    assert_allclose(found[1].real_income_hat, baseline.solve(shock).real_income_hat, rtol=SAME)


def test_a_benchmark_with_export_taxes_keeps_them_in_lock_step(world) -> None:
    tax = np.zeros_like(world.tariff)
    tax[0, 9, 8] = 0.15
    taxed = replace(world, tariff=(1.0 + world.tariff) / (1.0 + tax) - 1.0, export_tax=tax)
    baseline = Baseline.of(taxed)
    shocks = [cut(baseline.shock, (9, 8)), cut(baseline.shock, (1, 8)), dearer(baseline.shock, 0.3)]
    together = outcomes_of_batch(Common(baseline.solver, baseline.shock, baseline.equilibrium), shocks, TOLERANCE)
    for shock, found in zip(shocks, together, strict=True):
        assert found is not None
        assert_allclose(found.real_income_hat, baseline.solve(shock).real_income_hat, rtol=SAME)


def claim_of(solved: Equilibrium, stacked) -> BatchClaim:
    """An equilibrium as the claim of a batch of one."""
    wL = solved.benchmark.wL
    premium = [np.log1p(one.premium) for one in solved.quotas]
    z = np.array([*premium, *(one.rent / wL[one.line.importer] for one in solved.quotas)])
    w_hat = solved.w_hat[:, None]
    D = deficits_of(solved.closure, solved.benchmark, w_hat)
    assert stacked.size == len(z)
    return BatchClaim(np.log(w_hat), np.log(solved.P_hat)[:, :, None], solved.X[:, :, None], z[:, None], D)


def test_the_check_of_a_batch_finds_what_is_wrong_with_a_claim(world) -> None:
    baseline = Baseline.of(world, base_shock(world))
    shock = cut(baseline.shock, (2, 8))
    common = Common(baseline.solver, baseline.shock, baseline.equilibrium)
    literal = next(iter(batches(common, [shock])))[1].literal
    right = claim_of(baseline.solve(shock), literal)
    residual, income = long_run_residual(literal, right)
    assert residual[0] <= TOLERANCE
    assert_allclose(income[:, 0], baseline.solve(shock).income, rtol=SAME)
    wrong = {
        "wages": replace(right, log_v=right.log_v + 1e-3 * (np.arange(REGIONS) == 4)[:, None]),
        "numeraire": replace(right, log_v=right.log_v + 1e-3, log_P=right.log_P + 1e-3, X=right.X * np.exp(1e-3)),
        "prices": replace(right, log_P=right.log_P + 1e-3 * (np.arange(REGIONS) == 2)[None, :, None]),
        "spending": replace(right, X=right.X * (1.0 + 1e-3 * (np.arange(REGIONS) == 2)[None, :, None])),
        "premium": replace(right, z=right.z + 1e-2 * (np.arange(len(right.z)) == 0)[:, None]),
        "rent": replace(right, z=right.z + 1e-2 * (np.arange(len(right.z)) == 2)[:, None]),
        "deficit": replace(right, D=right.D * 1.01),
    }
    for name, claim in wrong.items():
        assert long_run_residual(literal, claim)[0][0] > 1e-6, name


def test_columns_are_mixed_as_single_iterations_are() -> None:
    draw = np.random.default_rng(1)
    slopes = draw.uniform(-0.5, 0.9, (3, 12))
    x, mixer = draw.normal(size=(12, 3)), LockstepMixer(12, 3, 5)
    single, alone = [x[:, j].copy() for j in range(3)], [AndersonMixer(12) for _ in range(3)]
    for count in range(12):
        mixer.advance(x, (slopes - 1.0).T * x + np.sin(x))
        for j in range(3):
            single[j] = alone[j].next(single[j], (slopes[j] - 1.0) * single[j] + np.sin(single[j]))
        assert_allclose(x, np.array(single).T, rtol=1e-7, atol=1e-9, err_msg=str(count))
