"""Policy of the long run and a threat of the first year: gradients equal differences of pairs of exact solves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.rebase import recorded
from middlepower.experiment.variant import Variant
from middlepower.indicators.exposure import exposure
from middlepower.indicators.threat_shocks import cut_matrix, with_cut
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.first_year.equations import Frictions
from middlepower.model.long_run.solve import Solver
from middlepower.model.sensitivity.adjoint.solve import gradient, real_income_of
from middlepower.model.sensitivity.two_stage.equations import recorded_benchmark
from middlepower.model.sensitivity.two_stage.solve import (
    PolicySlopes,
    SecondStage,
    met,
    policy_slopes,
    threat_slopes,
    two_stage_gradient,
)
from middlepower.scenario.shock import Shock, no_change
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import off_diagonal, random_world

Array = NDArray[np.float64]
Cell = tuple[int, int, int]
STEP, TIGHT = 1e-3, 1e-12
N, POWER = 1, 2
BELIEF = 0.3


def second(world: World, floor: float = 0.0, theta: float | Array = 0.75, cut: bool = True) -> SecondStage:
    """A cut-off of N and POWER, or a tariff of a half on all that N sells there."""
    share = np.random.default_rng(3).uniform(0.3, 0.8, (len(world.sectors), len(world.regions)))
    return SecondStage(
        Frictions(share, 1.5, floor, "consumer prices"), np.broadcast_to(theta, len(world.sectors)), threat_of(cut)
    )


def threat_of(cut: bool) -> Callable[[Array], Shock]:
    def cut_off(tau: Array) -> Shock:
        pair = cut_matrix(tau.shape[1], [N], [POWER], "both")
        return with_cut(no_change(tau), pair)

    def taxed(tau: Array) -> Shock:
        rate = np.zeros_like(tau)
        rate[:, POWER, N] = 0.5
        return Shock((1.0 + tau + rate) / (1.0 + tau), tau + rate)

    return cut_off if cut else taxed


def policy(world: World, seed: int = 5) -> Shock:
    """Tariffs, export taxes and trade costs on all flows of a world."""
    draw = np.random.default_rng(seed)
    abroad = off_diagonal(world)
    tax, rate = 0.1 * draw.random(world.flow.shape) * abroad, 0.2 * draw.random(world.flow.shape) * abroad
    cost = (1.0 + world.tariff + rate) / (1.0 + world.tariff) * (1.0 + tax)
    return Shock(cost, world.tariff + rate, export_tax=tax)


def moved(shock: Shock, cell: Cell, step: float, what: str) -> Shock:
    """The shock with one instrument a step higher in logs."""
    cost, rate = shock.trade_cost.copy(), shock.tariff.copy()
    tax = np.zeros_like(rate) if shock.export_tax is None else shock.export_tax.copy()
    cost[cell] *= np.exp(step)
    if what == "tariff":
        rate[cell] = (1.0 + rate[cell]) * np.exp(step) - 1.0
    if what == "export_tax":
        tax[cell] = (1.0 + tax[cell]) * np.exp(step) - 1.0
    return replace(shock, trade_cost=cost, tariff=rate, export_tax=tax)


def difference(value: Callable[[float], float]) -> float:
    near = [value(side * STEP) for side in (1, -1, 2, -2)]
    return (8.0 * (near[0] - near[1]) - (near[2] - near[3])) / (12.0 * STEP)


CELLS: tuple[Cell, ...] = ((0, N, POWER), (1, POWER, N), (2, N, 0), (1, 3, N), (0, 0, 4))


@pytest.mark.parametrize("closure", ["world_gdp_share", "balanced"])
@pytest.mark.parametrize("floor", [0.0, 0.97])
@pytest.mark.parametrize("what", ["tariff", "export_tax", "trade_cost"])
def test_the_gradient_by_every_instrument_is_that_of_two_exact_solves(what: str, floor: float, closure: str) -> None:
    world = random_world(4, regions=5, sectors=4)
    solver, stage, shock = Solver.of(benchmark_of(world)), second(world, floor), policy(world)

    def outcome(step: float, cell: Cell) -> tuple[Equilibrium, float]:
        first = solver.solve(moved(shock, cell, step, what), closure, TIGHT)  # type: ignore[arg-type]
        threat = met(first, stage, N, tolerance=TIGHT)
        return first, float(np.log(first.real_income_hat[N])) + BELIEF * threat.log_income

    first = solver.solve(shock, closure, TIGHT)  # type: ignore[arg-type]
    threat = met(first, stage, N, tolerance=TIGHT)
    assert floor == 0.0 or _idle(threat.equilibrium)
    table: Array = getattr(two_stage_gradient(first, stage, threat, N, BELIEF), what)
    for cell in CELLS:
        found = difference(lambda step, cell=cell: outcome(step, cell)[1])  # type: ignore[misc]
        assert_allclose(table[cell], found, rtol=1e-6, atol=1e-8 * np.abs(table).max())


def _idle(found: Equilibrium) -> bool:
    assert found.labour is not None
    return bool((found.labour.employed[:, N] < 1.0 - 1e-3).any())


def test_a_threat_of_tariffs_has_its_gradient_too() -> None:
    world = random_world(6, regions=5, sectors=4)
    solver, stage, shock = Solver.of(benchmark_of(world)), second(world, cut=False), policy(world)
    first = solver.solve(shock, tolerance=TIGHT)
    table = two_stage_gradient(first, stage, met(first, stage, N, tolerance=TIGHT), N, BELIEF).tariff
    for cell in ((0, N, POWER), (2, N, 0), (1, N, 3)):

        def value(step: float, cell: Cell = cell) -> float:
            near = solver.solve(moved(shock, cell, step, "tariff"), tolerance=TIGHT)
            return float(np.log(near.real_income_hat[N])) + BELIEF * met(near, stage, N, tolerance=TIGHT).log_income

        assert_allclose(table[cell], difference(value), rtol=1e-6, atol=1e-8 * np.abs(table).max())


def test_one_adjoint_serves_two_threats_with_their_beliefs() -> None:
    world = random_world(4, regions=5, sectors=4)
    solver, stage, shock = Solver.of(benchmark_of(world)), second(world), policy(world)
    first = solver.solve(shock, tolerance=TIGHT)
    back = threat_slopes(first, met(first, stage, N), N)
    both = policy_slopes(first, real_income_of(first, N), [(0.2, back), (0.1, back)])
    one = policy_slopes(first, real_income_of(first, N), [(0.3, back)])
    for name in ("tariff", "export_tax", "trade_cost"):
        assert_allclose(getattr(both, name), getattr(one, name), atol=1e-10)


def test_the_record_of_an_equilibrium_is_the_world_that_rebasing_writes() -> None:
    """Arrays equal those of the re-based world, so that exposure here is the one that every command reports."""
    world = load_world()
    base = Baseline.of(world, policy(world))
    again = recorded(base, Variant(world.elasticity_set, "long"))
    ours, theirs = recorded_benchmark(base.equilibrium), benchmark_of(again.world)
    for name in ("pi", "tau", "gamma", "beta", "alpha", "wL", "D", "X", "export_tax"):
        assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-7, atol=1e-7)


def test_a_tax_on_sales_ends_with_the_sales_that_it_is_on() -> None:
    """A recorded tax on sales to a power is lost when the power stops buying, as it is where nothing is recorded.

    A transfer that survives the cut-off would hide about the tax's share of income.
    """
    world = load_world()
    canada, usa = world.region("CAN"), world.region("USA")
    tax = np.zeros_like(world.tariff)
    tax[:, usa, canada] = 0.1
    taxed = Baseline.of(world, Shock(1.0 + tax, world.tariff, export_tax=tax))
    again = recorded(taxed, Variant(world.elasticity_set, "long"))
    revenue = float(taxed.equilibrium.received[canada] / taxed.equilibrium.income[canada])
    assert revenue > 0.005
    assert exposure(again, "CAN", "USA") == pytest.approx(exposure(taxed, "CAN", "USA"), abs=1e-9)
    pair = cut_matrix(len(world.regions), [canada], [usa], "both")
    after = again.solve(with_cut(again.shock, pair))
    assert after.received[canada] == 0.0
    with_transfer = after.income[canada] + again.equilibrium.received[canada]
    hidden = float(np.log(with_transfer / after.income[canada]))
    assert revenue < hidden < 1.3 * revenue  # income has fallen meanwhile


def long_stage(world: World) -> SecondStage:
    """Stage 2 with everything of the long run: labour earns all value added, moves freely, and the same theta."""
    ones = np.ones((len(world.sectors), len(world.regions)))
    return SecondStage(Frictions(ones, np.inf, 0.0, "consumer prices"), world.elasticity, threat_of(True))


def slopes_of(world: World, what: str) -> tuple[Array, Array]:
    """(slopes of ln W, slopes of exposure) by one kind of instrument, at a policy."""
    solver, shock, stage = Solver.of(benchmark_of(world)), policy(world), long_stage(world)
    first = solver.solve(shock, tolerance=TIGHT)
    alone: PolicySlopes | object = gradient(first, real_income_of(first, N))
    both = two_stage_gradient(first, stage, met(first, stage, N, tolerance=TIGHT), N, 1.0)
    peace: Array = getattr(alone, what)
    return peace, -(getattr(both, what) - peace)


@pytest.mark.parametrize("what", ["tariff", "export_tax", "trade_cost"])
def test_at_equal_horizons_exposure_falls_one_for_one_with_income(what: str) -> None:
    """Slope -1 for every instrument aimed at the coercer, and for no reason at those aimed elsewhere (methods 6.1)."""
    peace, risk = slopes_of(random_world(8, regions=5, sectors=4, balanced=True), what)
    aimed = (N, POWER) if what == "tariff" else (POWER, N)
    at_power = (slice(None), *aimed)
    assert_allclose(risk[at_power], peace[at_power], rtol=1e-6, atol=1e-9)
    elsewhere = risk[:, N, 0] / peace[:, N, 0] if what != "export_tax" else risk[:, 0, N] / peace[:, 0, N]
    assert np.abs(elsewhere - 1.0).max() > 1e-2


def test_exposure_goes_to_zero_with_the_trade() -> None:
    world = random_world(3, regions=5, sectors=4)
    found = []
    for part in (1.0, 1e-2, 1e-4):
        flow = world.flow.copy()
        flow[:, N, POWER] *= part
        flow[:, POWER, N] *= part
        small = World.from_flows(
            name="small", vintage=2000, regions=world.regions, sectors=world.sectors, flow=flow, tariff=world.tariff,
            input_share=world.input_share, elasticity=world.elasticity, elasticity_set="random",
            tariff_date=world.tariff_date, services=(),
        )  # fmt: skip
        first = Solver.of(benchmark_of(small)).solve(no_change(small.tariff))
        found.append(-met(first, second(small), N).log_income)
    assert found[0] > 0.02
    assert found[1] < 0.1 * found[0]
    assert found[2] < 0.1 * found[1]


def test_a_tax_on_all_imports_is_one_on_all_exports() -> None:
    """Lerner: with balanced trade the same real income and the same exposure."""
    world = random_world(9, regions=5, sectors=4, balanced=True, tariffs=False)
    abroad = off_diagonal(world)
    imports, exports = np.zeros_like(world.tariff), np.zeros_like(world.tariff)
    imports[:, N], exports[:, :, N] = 0.2, 0.2
    imports, exports = imports * abroad, exports * abroad
    solver, stage = Solver.of(benchmark_of(world)), second(world)
    bought = solver.solve(Shock(1.0 + imports, imports), tolerance=TIGHT)
    sold = solver.solve(Shock(1.0 + exports, world.tariff, export_tax=exports), tolerance=TIGHT)
    assert_allclose(bought.real_income_hat, sold.real_income_hat, rtol=1e-9)
    one, other = met(bought, stage, N, tolerance=TIGHT), met(sold, stage, N, tolerance=TIGHT)
    assert_allclose(one.log_income, other.log_income, rtol=1e-8)


def test_money_in_which_the_world_is_counted_does_not_matter() -> None:
    world = random_world(3, regions=5, sectors=4)
    scaled = World.from_flows(
        name="in other money", vintage=2000, regions=world.regions, sectors=world.sectors, flow=1e3 * world.flow,
        tariff=world.tariff, input_share=world.input_share, elasticity=world.elasticity, elasticity_set="random",
        tariff_date=world.tariff_date, services=(),
    )  # fmt: skip
    found = []
    for one in (world, scaled):
        first = Solver.of(benchmark_of(one)).solve(policy(one), tolerance=TIGHT)
        stage = second(one, 0.97)
        threat = met(first, stage, N, tolerance=TIGHT)
        found.append((threat.log_income, two_stage_gradient(first, stage, threat, N, BELIEF).tariff))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-9)
    assert_allclose(found[0][1], found[1][1], rtol=1e-6, atol=1e-9)


def test_a_start_nearby_changes_nothing() -> None:
    world = random_world(4, regions=5, sectors=4)
    solver, stage, shock = Solver.of(benchmark_of(world)), second(world, 0.97), policy(world)
    first = solver.solve(shock)
    near = met(solver.solve(moved(shock, (0, N, POWER), 0.1, "tariff")), stage, N)
    assert met(first, stage, N, near).log_income == pytest.approx(met(first, stage, N).log_income, abs=1e-9)


def test_deficits_that_move_with_wages_are_refused() -> None:
    world = random_world(4, regions=5, sectors=4)
    first, stage = Solver.of(benchmark_of(world)).solve(policy(world), "own_gdp_share"), second(world)
    with pytest.raises(ScenarioError, match="`closure` is own_gdp_share"):
        two_stage_gradient(first, stage, met(first, stage, N), N, BELIEF)
