"""An equilibrium recorded as a benchmark: taxes stay taxes, rents stay rents, and both end with the trade."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.batch import solve_many
from middlepower.experiment.rebase import recorded as recorded_at
from middlepower.experiment.variant import Variant
from middlepower.indicators.decomposition import decompose
from middlepower.indicators.exposure import exposure
from middlepower.indicators.friends import welfare_response
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.rebase import rebased_world
from middlepower.model.long_run.rebalance import balanced
from middlepower.model.long_run.solve import Solver, partial_shock
from middlepower.model.multi_sector.benchmark import without_inputs
from middlepower.model.roy_frechet.solve import solve_roy_frechet
from middlepower.model.sensitivity.adjoint.solve import gradient, real_income_of
from middlepower.model.sensitivity.linear_response.equations import duty_direction, terms_of_trade
from middlepower.model.sensitivity.linear_response.solve import LinearModel
from middlepower.scenario.shock import QuotaPart, Shock, no_change
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import TIGHT, added_tariff, off_diagonal, quota_on_rest_unchanged, random_world, solved

Array = NDArray[np.float64]
FLOW = (1, 2, 0)  # sector, importer, exporter
WORLD = random_world(11)
TAX = 0.1


def tariff(world: World) -> Shock:
    """A tenth more tariff on one flow."""
    rate = np.zeros_like(world.tariff)
    rate[FLOW] = TAX
    return added_tariff(world, rate)


def export_tax(world: World) -> Shock:
    """An export tax on all sales of the exporter to the importer."""
    tax = np.zeros_like(world.tariff)
    tax[:, FLOW[1], FLOW[2]] = TAX
    return Shock(1.0 + tax, world.tariff, export_tax=tax)


def quota(world: World, rent_to: str) -> Shock:
    """A quota of a third of today's volume on two fifths of a flow, which binds."""
    rate = float(world.tariff[FLOW])
    line = quota_on_rest_unchanged(FLOW, QuotaPart("cars", 0.4, rate, rate, rate + 2.0), 1.0 / 3.0, 5.0, rent_to)
    return replace(no_change(world.tariff), quotas=(line,))


INSTRUMENTS: dict[str, Callable[[World], Shock]] = {
    "tariff": tariff,
    "export tax": export_tax,
    "quota, rent to the exporter": lambda world: quota(world, "exporter"),
    "quota, rent to the importer": lambda world: quota(world, "importer"),
}


def after(instrument: str, world: World = WORLD) -> Baseline:
    """The baseline of a world under an instrument."""
    return Baseline.of(world, INSTRUMENTS[instrument](world))


def recorded(instrument: str) -> World:
    """The world that is recorded under an instrument."""
    baseline = after(instrument)
    return rebased_world(baseline.world, baseline.equilibrium, "recorded")


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_nothing_changes_after_rebasing_when_nothing_changes(instrument: str) -> None:
    world = recorded(instrument)
    found = solved(world, no_change(world.tariff))
    assert_allclose(found.w_hat, 1.0, atol=1e-10)
    assert_allclose(found.real_income_hat, 1.0, atol=1e-10)
    assert_allclose(found.flow, world.flow, rtol=1e-8)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_income_and_deficits_are_those_of_the_equilibrium(instrument: str) -> None:
    """What exporters receive is their income; deficits are what they were, not swollen by rents."""
    equilibrium, world = after(instrument).equilibrium, recorded(instrument)
    assert_allclose(benchmark_of(world).income, equilibrium.income, rtol=1e-9)
    assert_allclose(world.income, equilibrium.income, rtol=1e-9)
    assert_allclose(world.deficit, WORLD.deficit, atol=1e-8 * world.income.sum())
    assert_allclose(world.export_tax_revenue, equilibrium.received, atol=1e-9 * world.income.sum())


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize(
    ("name", "power", "side"), [("R2", "R0", "import"), ("R0", "R2", "export"), ("R2", "R0", "both")]
)
def test_a_cut_off_after_rebasing_costs_what_it_costs_without(
    instrument: str, name: str, power: str, side: str
) -> None:
    """Taxes and rents on a flow that is cut end with its trade, for both sides of it."""
    before, again = after(instrument), Baseline.of(recorded(instrument))
    assert exposure(again, name, power, side) == pytest.approx(exposure(before, name, power, side), abs=1e-8)


@pytest.mark.parametrize("instrument", ["tariff", "export tax"])
def test_ad_valorem_taxes_meet_any_other_cut_off_alike(instrument: str) -> None:
    before, again = after(instrument), Baseline.of(recorded(instrument))
    for name, power, side in (("R2", "R1", "both"), ("R2", "R0", "export"), ("R3", "R0", "import")):
        assert exposure(again, name, power, side) == pytest.approx(exposure(before, name, power, side), abs=1e-8)


def test_a_quota_that_lives_on_is_a_fixed_premium_from_then_on() -> None:
    """The one simplification: a cut of the other direction moves a quota's premium a little; recorded, it stays."""
    before = after("quota, rent to the exporter")
    again = Baseline.of(recorded("quota, rent to the exporter"))
    gap = exposure(again, "R2", "R0", "export") / exposure(before, "R2", "R0", "export") - 1.0
    assert 1e-4 < abs(gap) < 0.01


def test_a_recorded_quota_is_its_premium_paid_to_the_same_holder() -> None:
    """The exporter's rent is an export tax; the importer's a tariff. The flow's parts are one flow from then on."""
    abroad, home = recorded("quota, rent to the exporter"), recorded("quota, rent to the importer")
    outcome = after("quota, rent to the exporter").equilibrium.quotas[0]
    assert outcome.status == "binding"
    assert abroad.export_tax is not None
    assert abroad.export_tax[FLOW] * abroad.flow[FLOW] == pytest.approx(outcome.rent, rel=1e-8)
    assert np.count_nonzero(abroad.export_tax) == 1
    assert home.export_tax is None
    assert home.tariff[FLOW] > WORLD.tariff[FLOW] + 0.01
    assert abroad.tariff[FLOW] == pytest.approx(WORLD.tariff[FLOW], abs=1e-9)


def test_a_tax_recorded_as_a_transfer_would_survive_the_cut() -> None:
    """What went wrong before: tariff plus deficit in the place of the export tax, and another exposure."""
    baseline, world = after("export tax"), recorded("export tax")
    equilibrium = baseline.equilibrium
    wrong = World.from_flows(
        "wrong",
        2000,
        world.regions,
        world.sectors,
        equilibrium.flow,
        1.0 / equilibrium.net - 1.0,
        world.input_share,
        world.elasticity,
        tariff_date=world.tariff_date,
        services=world.services,
        elasticity_set="random",
    )
    right = exposure(baseline, "R0", "R2")
    assert exposure(Baseline.of(wrong), "R0", "R2") < right - 1e-3
    assert exposure(Baseline.of(world), "R0", "R2") == pytest.approx(right, abs=1e-8)


def test_export_taxes_of_the_benchmark_can_be_lifted_and_doubled() -> None:
    """From the recorded world, the shock that lifts the tax leads back to the world without it."""
    world = recorded("export tax")
    assert world.export_tax is not None
    none = np.zeros_like(world.export_tax)
    back = solved(world, Shock(1.0 / (1.0 + world.export_tax), world.tariff, export_tax=none))
    there = solved(WORLD, export_tax(WORLD))
    assert_allclose(back.real_income_hat, 1.0 / there.real_income_hat, rtol=1e-9)
    double = (1.0 + world.export_tax) ** 2 - 1.0
    further = solved(world, Shock((1.0 + double) / (1.0 + world.export_tax), world.tariff, export_tax=double))
    at_once = solved(WORLD, Shock(1.0 + double, WORLD.tariff, export_tax=double))
    assert_allclose(there.real_income_hat * further.real_income_hat, at_once.real_income_hat, rtol=1e-9)


def test_an_export_tax_and_a_quota_on_one_flow_are_both_collected() -> None:
    """The producer receives what is left after tariff, rent and export tax; incomes add up."""
    tax = np.zeros_like(WORLD.tariff)
    tax[FLOW] = TAX
    both = replace(quota(WORLD, "exporter"), trade_cost=1.0 + tax, export_tax=tax)
    found = solved(WORLD, both)
    (outcome,) = found.quotas
    assert outcome.status == "binding"
    assert found.received[0] == pytest.approx(TAX * found.flow[FLOW] + outcome.rent, rel=1e-9)
    rate, share = float(WORLD.tariff[FLOW]), 0.4
    cars = share * (1.0 + outcome.premium) ** -4.0  # eta 5; the rest of the flow pays what it paid
    spent = found.pi[FLOW] * found.X[1, 2] * cars / (cars + 1.0 - share)
    border = spent / (1.0 + rate) / (1.0 + outcome.premium)
    assert outcome.rent == pytest.approx(outcome.premium * border, rel=1e-8)
    volume = border / (1.0 + TAX) / found.c_hat[1, 0] / (share * WORLD.flow[FLOW])
    assert volume == pytest.approx(1.0 / 3.0, rel=1e-8)
    assert found.foreign_share[FLOW] * found.pi[FLOW] * found.X[1, 2] == pytest.approx(found.received[0], rel=1e-9)
    world_income = found.value_added.sum() + found.tariff_revenue.sum() + found.received.sum()
    assert found.income.sum() == pytest.approx(world_income, rel=1e-10)
    again = rebased_world(WORLD, found, "recorded")
    assert exposure(Baseline.of(again), "R2", "R0") == pytest.approx(
        exposure(Baseline.of(WORLD, both), "R2", "R0"), abs=1e-8
    )


def test_canadas_export_tax_ends_with_its_sales() -> None:
    """10% on goods sold to the United States: an exposure of 24.30 log per cent with an elasticity of 0.75.

    On flows without margins it was 23.36, and 21.60 while the tax was recorded as a tariff and a transfer that
    outlived the trade.
    """
    world = load_world("icio2022", "FGO")
    tax = np.zeros_like(world.tariff)
    tax[world.is_goods, world.region("USA"), world.region("CAN")] = TAX
    taxed = Baseline.of(world, Shock(1.0 + tax, world.tariff, export_tax=tax))
    at_once = exposure(taxed, "CAN", "USA")
    after = recorded_at(taxed, Variant("FGO", "medium", theta=0.75))
    assert 100.0 * exposure(after, "CAN", "USA") == pytest.approx(24.2997, abs=5e-4)
    assert exposure(recorded_at(taxed, Variant("FGO")), "CAN", "USA") == pytest.approx(at_once, abs=1e-8)


def test_a_quota_of_todays_volume_on_a_flow_with_an_export_tax_is_just_filled() -> None:
    world = recorded("export tax")
    rate = float(world.tariff[FLOW])
    line = quota_on_rest_unchanged(FLOW, QuotaPart("cars", 0.4, rate, rate, rate + 1.0), 1.0, 5.0)
    found = solved(world, replace(no_change(world.tariff), quotas=(line,)))
    assert found.quotas[0].fill == pytest.approx(1.0, abs=1e-9)
    assert_allclose(found.real_income_hat, 1.0, atol=1e-9)


def test_steps_towards_a_new_export_tax_begin_at_the_recorded_one() -> None:
    """Where a solve goes in steps, half a step to another tax twice is the whole."""
    world = recorded("export tax")
    assert world.export_tax is not None
    new = 3.0 * world.export_tax
    shock = Shock((1.0 + new) / (1.0 + world.export_tax), world.tariff, export_tax=new)
    start, half = (partial_shock(benchmark_of(world), shock, step).export_tax for step in (0.0, 0.5))
    assert start is not None
    assert half is not None
    assert_allclose(start, world.export_tax, atol=1e-15)
    assert_allclose((1.0 + half) ** 2, (1.0 + world.export_tax) * (1.0 + new), rtol=1e-14)


# ---------------------------------------------------------------- what reads a recorded world


def test_first_order_responses_know_export_taxes_of_the_benchmark() -> None:
    """Small tariffs and small productivities, against differences of two exact solves."""
    world, step = recorded("export tax"), 1e-5
    rate = off_diagonal(world) * np.random.default_rng(1).uniform(0.0, 1.0, world.flow.shape)
    found = LinearModel.of(benchmark_of(world)).response(duty_direction(benchmark_of(world), rate))
    up, down = (np.log(solved(world, added_tariff(world, np.expm1(s * rate))).real_income_hat) for s in (step, -step))
    assert_allclose(found.welfare, (up - down) / (2 * step), atol=1e-7)
    cheaper = np.ones_like(world.tariff)
    cheaper[:, :, 1] = np.exp(-step)
    ends = [solved(world, Shock(cost, world.tariff)).real_income_hat for cost in (cheaper, 1.0 / cheaper)]
    assert_allclose(welfare_response(benchmark_of(world))[:, 1], np.log(ends[0] / ends[1]) / (2 * step), atol=1e-7)


def test_the_decomposition_adds_up_from_a_benchmark_with_export_taxes() -> None:
    world = recorded("export tax")
    solver = Solver.of(benchmark_of(world))
    start = solver.solve(no_change(world.tariff), tolerance=TIGHT)
    cut = np.zeros((4, 4), dtype=bool)
    cut[FLOW[1], FLOW[2]] = True
    parts = decompose(solver, start, solver.solve(replace(no_change(world.tariff), cut=cut), tolerance=TIGHT))
    assert np.abs(parts.gap).max() < 1e-10
    assert parts.rents[FLOW[2]] < -1e-4  # the exporter loses its tax with the trade


def test_compiled_sweeps_know_export_taxes_of_the_benchmark() -> None:
    from middlepower.model.compiled.world import compiled_solver

    world = recorded("export tax")
    shock = added_tariff(world, 0.1 * off_diagonal(world))
    expected = Solver.of(benchmark_of(world)).solve(shock)
    assert_allclose(compiled_solver(benchmark_of(world)).solve(shock).w_hat, expected.w_hat, rtol=1e-12)
    many = solve_many(Solver.of(benchmark_of(world)), [shock], workers=1)
    assert_allclose(many.real_income_hat[0], expected.real_income_hat, rtol=1e-7)


def test_workers_who_differ_by_sector_know_export_taxes_of_the_benchmark() -> None:
    world = recorded("export tax")
    found = solve_roy_frechet(world, no_change(world.tariff)).equilibrium
    assert_allclose(found.real_income_hat, 1.0, atol=1e-9)


def test_the_gradient_at_a_recorded_benchmark_counts_the_taxes_that_it_records() -> None:
    world = recorded("export tax")
    solver = Solver.of(benchmark_of(world))
    here = solver.solve(no_change(world.tariff), tolerance=TIGHT)
    slopes = gradient(here, real_income_of(here, FLOW[2]))

    def value(step: float) -> float:
        cost = np.ones_like(world.tariff)
        cost[FLOW] = np.exp(step)
        shock = replace(no_change(world.tariff), trade_cost=cost)
        return float(np.log(solver.solve(shock, tolerance=TIGHT).real_income_hat[FLOW[2]]))

    assert_allclose(slopes.trade_cost[FLOW], (value(1e-4) - value(-1e-4)) / 2e-4, rtol=1e-6)


def test_what_does_not_know_export_taxes_says_so() -> None:
    world = recorded("export tax")
    bench = benchmark_of(world)
    with pytest.raises(DataError, match="first-order decomposition knows no export taxes"):
        terms_of_trade(bench, LinearModel.of(bench).response(duty_direction(bench, off_diagonal(world))))
    with pytest.raises(DataError, match="without inputs knows no export taxes"):
        without_inputs(world)


def test_a_world_with_export_taxes_is_written_read_aggregated_and_balanced() -> None:
    world = recorded("export tax")
    assert world.export_tax is not None
    again = World.from_dataset(world.to_dataset())
    assert again.export_tax is not None
    assert_allclose(again.export_tax, world.export_tax)
    merged = world.aggregate(regions={"R1": "REST", "R2": "REST"}, sectors={"S1": "S", "S2": "S"})
    for total in ("tariff_revenue", "export_tax_revenue", "deficit"):
        assert_allclose(getattr(merged, total).sum(), getattr(world, total).sum(), atol=1e-9 * world.income.sum())
    assert merged.export_tax_revenue[0] == pytest.approx(world.export_tax_revenue[0], rel=1e-9)
    even = balanced(world)
    assert_allclose(even.deficit, 0.0, atol=1e-9 * world.income.sum())
    assert even.export_tax is not None


def test_an_impossible_export_tax_is_refused() -> None:
    world = recorded("export tax")
    assert world.export_tax is not None
    with pytest.raises(DataError, match="`export_tax` is -1 or less"):
        replace(world, export_tax=world.export_tax - 2.0)
    with pytest.raises(DataError, match="`export_tax` has shape"):
        replace(world, export_tax=world.export_tax[0])
