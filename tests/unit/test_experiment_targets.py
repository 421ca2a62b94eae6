"""What is solved for is reached: the trade-cost change that multiplies an exporter's sales."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import solve_experiment
from middlepower.experiment.one_world import solve_world
from middlepower.experiment.question import Question
from middlepower.experiment.rebase import recorded
from middlepower.experiment.settings import Settings
from middlepower.experiment.target import flows_of, solve_for, volume_multiple
from middlepower.experiment.variant import Variant
from middlepower.indicators.diversification import diversified
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.entries import Goal, SolveFor, TariffChange
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock, cheaper
from tests.worlds import random_shock, random_world

TARGET = SolveFor(exporter="R0", except_importers=("R2",), times=1.5)


def sales(before: Equilibrium, after: Equilibrium) -> float:
    """R0's sales to R1 and R3 after a change at the prices of before, over those before: written out."""
    quantity = after.flow[:, [1, 3], 0] / (after.c_hat[:, None, 0] / before.c_hat[:, None, 0])
    return float(quantity.sum() / before.flow[:, [1, 3], 0].sum())


def test_solve_world_solves_for_the_target_of_a_state() -> None:
    """Once ignored in silence: the sales are those asked for, and costs have changed for them alone."""
    world = random_world(5)
    before, after = solve_world(world), solve_world(world, State(title="more sales", solve_for=TARGET))
    assert sales(before, after) == pytest.approx(1.5, abs=1e-7)
    changed = np.abs(after.kappa_hat - 1.0) > 1e-9
    wanted = np.zeros_like(changed)
    wanted[:, [1, 3], 0] = True
    assert (changed == wanted).all()


def test_solve_world_solves_for_the_target_beside_a_tariff() -> None:
    """Both in one state; sales are counted against the benchmark."""
    world = random_world(5)
    tariff = TariffChange(importers=("R1",), exporters=("R0",), sectors=("S0",), rate=0.4)
    after = solve_world(world, State(title="both", tariffs=(tariff,), solve_for=TARGET), "balanced")
    assert sales(solve_world(world, None, "balanced"), after) == pytest.approx(1.5, abs=1e-7)


def test_an_experiment_says_what_was_solved_for() -> None:
    world = random_world(5)
    state = State(title="more sales", solve_for=TARGET)
    main = solve_experiment(Question(world, None, {"more": state}), Settings(), [Variant("random")]).main
    met = main.solved_for["more"]
    assert met.target == TARGET
    assert met.reached == pytest.approx(1.5, abs=1e-6)
    assert_allclose(main.states["more"].real_income_hat, solve_world(world, state).real_income_hat, atol=1e-12)
    assert_allclose(main.shocks["more"].trade_cost[:, [1, 3], 0], 1.0 + met.cost_change)


@pytest.mark.parametrize(("times", "sign"), [(2.0, -1.0), (1.0, 0.0), (0.5, 1.0)])
def test_more_sales_need_lower_costs_and_fewer_sales_higher_ones(times: float, sign: float) -> None:
    """The sign of the cost change, from a baseline with a shock of its own, which stays in place."""
    world = random_world(6)
    baseline = Baseline.of(world, random_shock(world, 3))
    target = TARGET.model_copy(update={"times": times})
    tried: list[Shock] = []

    def shock_at(d_hat: NDArray[np.float64]) -> Shock:
        tried.append(cheaper(baseline.shock, d_hat))
        return tried[-1]

    met = solve_for(baseline, target, shock_at)
    assert len(tried) == met.solves
    moved = [shock.trade_cost[0, 1, 0] / baseline.shock.trade_cost[0, 1, 0] - 1.0 for shock in tried]
    assert np.sign(moved[: 2 if sign else 1]).tolist() == ([0.0, sign] if sign else [0.0])  # the right way at once
    assert np.sign(round(met.cost_change, 6)) == sign
    assert sales(baseline.equilibrium, met.equilibrium) == pytest.approx(times, abs=1e-6)
    flows = flows_of(world, target)
    assert np.argwhere(flows.any(axis=0)).tolist() == [[1, 0], [3, 0]]
    reached = volume_multiple(baseline.equilibrium, met.equilibrium, np.nonzero(flows))
    assert met.reached == pytest.approx(reached, rel=1e-13)
    factor = np.ones_like(world.tariff)
    factor[flows] = 1.0 + met.cost_change
    assert_allclose(met.shock.trade_cost, baseline.shock.trade_cost * factor)
    assert_allclose(met.shock.tariff, baseline.shock.tariff)


def test_cheaper_trade_keeps_what_was_cheaper_before() -> None:
    """Trade-cost changes multiply, in the cost and in the part that is no tax."""
    world = random_world(1)
    shock = random_shock(world, 2)
    once = cheaper(shock, np.full_like(world.tariff, 0.9))
    twice = cheaper(once, np.full_like(world.tariff, 0.5))
    assert twice.iceberg is not None
    assert_allclose(twice.iceberg, 0.45)
    assert_allclose(twice.trade_cost, 0.45 * shock.trade_cost)


def test_a_diversified_economy_stays_under_the_law_of_its_day() -> None:
    """Once forgotten: the world recorded after it said that its tariffs were those of the benchmark's year."""
    start = Baseline.of(random_world(5), law_date=dt.date(2026, 1, 13))
    after = diversified(start, "R0", "R2", 1.2).baseline
    assert after.tariff_date == dt.date(2026, 1, 13)
    assert recorded(after, Variant("random", "medium")).world.tariff_date == dt.date(2026, 1, 13)
    assert after.name == f"{start.name}, exports to all but R2 times 1.2"


def test_a_target_on_sales_to_nobody_is_an_error() -> None:
    world = random_world(6)
    target = SolveFor(exporter=world.regions[0], except_importers=("*",), times=2.0)
    with pytest.raises(ScenarioError, match=f"{world.regions[0]} sells nothing to the others that `importers` names"):
        solve_world(world, State(title="x", solve_for=target))


def test_an_importer_buys_less_of_a_sector_from_a_partner() -> None:
    """30% less, at baseline prices: costs move on this flow alone, and what is missed of the target is told."""
    world = random_world(5)
    target = SolveFor(importer="R2", exporters=("R1",), sectors=("S1",), times=0.7)
    main = solve_experiment(
        Question(world, None, {"less": State(title="less", solve_for=target)}), Settings(), [Variant("random")]
    ).main
    met, before, after = main.solved_for["less"], main.baseline.equilibrium, main.states["less"]
    bought = after.flow[1, 2, 1] / (after.c_hat[1, 1] / before.c_hat[1, 1]) / before.flow[1, 2, 1]
    assert bought == pytest.approx(0.7, abs=1e-7)
    assert met.cost_change > 0.0
    assert abs(met.missed) < 1e-8
    assert met.reached == pytest.approx(bought, rel=1e-12)
    moved = np.argwhere(np.abs(main.shocks["less"].trade_cost - 1.0) > 1e-9)
    assert moved.tolist() == [[1, 2, 1]]


@pytest.mark.parametrize("number", ["real_income_percent", "real_wage_percent", "exports_percent", "imports_percent"])
def test_a_number_of_the_results_is_solved_for(number: str) -> None:
    """One per cent more of it, by cheaper exports: written out from the equilibrium."""
    world = random_world(5)
    goal = Goal.model_validate({"economy": "R0", "number": number, "value": 1.0})
    before = solve_world(world)
    after = solve_world(world, State(title="more", solve_for=SolveFor(exporter="R0", goal=goal)))
    quantity = after.flow / after.c_hat[:, None, :]
    found = {
        "real_income_percent": after.real_income_hat[0] / before.real_income_hat[0],
        "real_wage_percent": after.real_wage_hat[0] / before.real_wage_hat[0],
        "exports_percent": quantity[:, 1:, 0].sum() / before.flow[:, 1:, 0].sum(),
        "imports_percent": quantity[:, 0, 1:].sum() / before.flow[:, 0, 1:].sum(),
    }[number]
    assert 100.0 * (found - 1.0) == pytest.approx(1.0, abs=2e-6)


def test_a_goal_out_of_reach_says_how_far_it_came() -> None:
    """Real income can't be raised by 900% by one flow's trade costs."""
    world = random_world(5)
    goal = Goal(economy="R0", number="real_income_percent", value=900.0)
    target = SolveFor(importer="R0", exporters=("R1",), sectors=("S0",), goal=goal)
    with pytest.raises(NoEquilibriumError, match=r"`real_income_percent` of R0 to 900: the last try, .* missed"):
        solve_world(world, State(title="x", solve_for=target))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"times": 2.0}, "name either `exporter`, for its sales, or `importer`"),
        ({"exporter": "A", "importer": "B", "times": 2.0}, "name either `exporter`"),
        ({"exporter": "A"}, "give either `times`"),
        ({"exporter": "A", "exporters": ["B"], "times": 2.0}, "`exporters` does not go with `exporter`"),
        ({"importer": "A", "except_importers": ["B"], "times": 2.0}, "`except_importers` does not go with `importer`"),
        ({"importer": "A", "goal": {"economy": "A", "number": "happiness", "value": 1}}, "real_income_percent"),
    ],
)
def test_a_target_that_says_too_much_or_too_little_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        SolveFor.parsed(fields, "a test")
