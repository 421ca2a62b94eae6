"""Trade wars and talks: exact slopes, Nash against brute force, and the cases whose answer is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.variant import Variant, variant_world
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.solve import Solver
from middlepower.model.optimal.nash import nash_tariffs
from middlepower.model.trade_war.arena import Arena, FirstYearModel, LongRunModel
from middlepower.model.trade_war.levers import NOBODY, Shape, Tax, bounded, levers_of, mean_rates, with_rates
from middlepower.model.trade_war.objectives import Aim
from middlepower.model.trade_war.talks import bargain, long_log, nash_in_nash
from middlepower.model.trade_war.war import WarPoint, alone, best_response, deviations, nash
from middlepower.scenario.shock import no_change
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import random_world, without_tariffs

Array = NDArray[np.float64]
START = 0.2


def arena(
    world: World, players: Sequence[tuple[int, ...]], shape: Shape = "uniform", taxes: Sequence[Tax] = ("import",),
    closure: Any = "balanced", lowest: float = 0.0, highest: float = 10.0, politics: Array | None = None,
) -> Arena:  # fmt: skip
    """The arena of a world at its benchmark policy, all sectors taxed."""
    solver = Solver.of(benchmark_of(world))
    base = no_change(world.tariff)
    every = np.ones(len(world.sectors), dtype=bool)
    levers = levers_of(solver.benchmark, players, shape, taxes, every, lowest, highest)
    weights = np.ones(len(world.sectors)) if politics is None else politics
    aims = tuple(Aim(members, weights) for members in players)
    return Arena(LongRunModel(solver, closure), base, solver.solve(base, closure), levers, aims)


def symmetric_world(economies: int = 3) -> World:
    """Economies that are alike, one sector, no inputs, no tariffs."""
    flow = np.full((1, economies, economies), 10.0) + 50.0 * np.eye(economies)
    names = tuple(f"R{n}" for n in range(economies))
    return World.from_flows(
        "alike", 2022, names, ("G",), flow, np.zeros_like(flow), np.zeros((economies, 1, 1)), np.array([4.0]),
        services=(), tariff_date=dt.date(2022, 7, 1), elasticity_set="own",
    )  # fmt: skip


def at_start(game: Arena) -> Array:
    """The same rate for every lever."""
    return np.full(len(game.levers.levers), np.log1p(START))


@pytest.mark.parametrize("taxes", [("import",), ("export",), ("import", "export")])
@pytest.mark.parametrize("shape", ["uniform", "sector", "partner"])
def test_slopes_of_every_kind_of_rate_are_exact(shape: Shape, taxes: Sequence[Tax]) -> None:
    """Also with export taxes in the benchmark, a player of two members and sectors that count unequally."""
    world = random_world(3, regions=4, sectors=3)
    game = arena(world, [(0, 2), (1,)], shape, taxes, "world_gdp_share", politics=np.array([1.0, 1.7, 0.4]))
    draw = np.random.default_rng(5)
    x = draw.uniform(0.05, 0.4, len(game.levers.levers))
    now = game.at(x)
    for player in game.players:
        slope = game.slope(player, now)
        for g in range(len(x)):
            step = 1e-5 * np.eye(len(x))[g]
            ends = [game.value(player, game.at(x + side * step)) for side in (1.0, -1.0)]
            assert slope[g] == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=2e-7)


def test_slopes_of_the_first_year_are_exact() -> None:
    start = Baseline.of(variant_world(load_world(), Variant("MEDIAN", "first-year")))
    assert isinstance(start.solver, FirstYearSolver)
    world, players = start.world, [(start.world.region("CAN"),), (start.world.region("USA"),)]
    politics = np.where(np.array([code == "C29" for code in world.sectors]), 2.0, 1.0)
    levers = levers_of(start.solver.benchmark, players, "partner", ("import",), world.is_goods, 0.0, 10.0)
    model = FirstYearModel(start.solver, start.closure)
    game = Arena(model, start.shock, start.equilibrium, levers, tuple(Aim(who, politics) for who in players))
    x = np.full(len(levers.levers), 0.01)
    slope = game.slope(0, game.at(x))
    step = 1e-4 * (np.arange(len(x)) == 0)
    ends = [game.value(0, game.at(x + side * step)) for side in (1.0, -1.0)]
    assert slope[0] == pytest.approx((ends[0] - ends[1]) / 2e-4, rel=1e-4)


def test_nash_agrees_with_the_formula_of_uniform_tariffs() -> None:
    """Two programs: rounds of searches here, the fixed point of first-order conditions there."""
    world = random_world(1, regions=4, sectors=3)
    game = arena(world, [(n,) for n in range(4)], closure="own_gdp_share", lowest=-0.5)
    found = nash(game, at_start(game))
    other = nash_tariffs(Solver.of(benchmark_of(world)), closure="own_gdp_share")
    by_owner = np.expm1(found.x)[np.argsort(game.levers.owner)]
    assert_allclose(by_owner, other.tariff, atol=1e-5)


def test_nash_of_two_is_where_brute_force_crosses() -> None:
    """Each best response found on a fine grid, nothing but solves, repeated until both stay."""
    game = arena(without_tariffs(random_world(7, regions=3, sectors=2)), [(0,), (1,)])
    found = nash(game, at_start(game))
    x = at_start(game)
    for width in (0.3, 0.1, 0.03, 0.01, 0.003):
        for player in (0, 1, 0, 1):
            own = game.levers.of(player)
            tried = [np.where(own, at, x) for at in x[own][0] + np.linspace(-width, width, 13)]
            x = max(tried, key=lambda rates: game.value(player, game.at(rates)))
    assert_allclose(found.x, x, atol=0.0006)


def test_players_that_are_alike_tax_each_other_alike_and_lose_alike() -> None:
    game = arena(symmetric_world(), [(0,), (1,), (2,)])
    found = nash(game, at_start(game))
    assert np.ptp(found.x) < 1e-6
    assert np.ptp(found.values) < 1e-8
    assert found.values[0] < 0.0
    agreed = bargain(game, found, found.x)
    assert agreed is not None
    assert_allclose(agreed.x, 0.0, atol=1e-5)  # free trade: the best that all have together
    assert_allclose(agreed.values, 0.0, atol=1e-8)


def test_a_tax_on_all_exports_does_what_one_on_all_imports_does() -> None:
    """Lerner (1936): with balanced trade and one player the two best rates are one."""
    world = without_tariffs(random_world(2, regions=3, sectors=2))
    by_import, by_export = (arena(world, [(0,)], taxes=(tax,)) for tax in ("import", "export"))
    first, second = alone(by_import, 0, np.array([START])), alone(by_export, 0, np.array([START]))
    assert first.x[0] > 0.01
    assert first.x[0] == pytest.approx(second.x[0], abs=1e-5)
    assert first.value == pytest.approx(second.value, abs=1e-9)


def test_weights_of_one_are_no_weights_and_a_heavy_sector_is_protected() -> None:
    world = without_tariffs(random_world(4, regions=3, sectors=3))
    plain, ones, heavy = (
        arena(world, [(0,), (1,)], "sector", politics=weights) for weights in (None, np.ones(3), np.array([3.0, 1, 1]))
    )
    now = plain.at(at_start(plain))
    changed = now.real_income_hat[0] / plain.before.real_income_hat[0]
    assert plain.value(0, now) == pytest.approx(float(np.log(changed)), abs=1e-12)
    assert ones.value(0, now) == pytest.approx(plain.value(0, now), abs=1e-14)
    rates = [alone(game, 0, at_start(game)).x for game in (plain, heavy)]
    first = [g for g, lever in enumerate(plain.levers.levers) if lever.owner == 0 and lever.sector == 0]
    assert rates[1][first] > rates[0][first] + 0.05


def test_a_group_wants_the_income_of_all_its_members() -> None:
    world = random_world(6, regions=4, sectors=2)
    game = arena(world, [(0, 1), (2,)])
    now = game.at(at_start(game))
    before = game.before.income
    income = before * now.real_income_hat / game.before.real_income_hat
    assert game.value(0, now) == pytest.approx(np.log(income[:2].sum() / before[:2].sum()), abs=1e-12)
    assert not any(lever.owner == 0 and lever.partner == 0 for lever in game.levers.levers)


def test_no_other_rate_on_a_grid_pays_and_one_away_from_the_best_does() -> None:
    game = arena(random_world(1, regions=3, sectors=2), [(0,), (1,)], "sector")
    found = nash(game, at_start(game))
    assert deviations(game, found).best.max() < 0.0
    off = game.at(np.zeros_like(found.x))
    assert deviations(game, WarPoint(np.zeros_like(found.x), off, game.values(off))).best.min() > 0.0


def test_bounds_hold_rates_and_rates_that_are_not_set_stay_as_in_the_baseline() -> None:
    world = random_world(1, regions=3, sectors=2)
    game = arena(world, [(0,), (1,)], "sector")
    limit = np.full((2, 3), 0.04)
    held = replace(game, levers=bounded(game.levers, game.before.benchmark, limit))
    found = nash(held, mean_rates(held.levers, held.before.benchmark, held.base))
    assert np.expm1(found.x).max() <= 0.04 + 1e-9
    nothing = with_rates(game.levers, game.before.benchmark, game.base, np.full(len(game.levers.levers), np.nan))
    assert_allclose(nothing.tariff, game.base.tariff)
    assert_allclose(nothing.trade_cost, game.base.trade_cost)
    one = best_response(game, 0, np.where(game.levers.of(0), 0.1, np.nan))
    assert np.isnan(one.x[game.levers.of(1)]).all()


def test_pairs_that_talk_at_once_gain_over_their_own_disagreement() -> None:
    game = arena(without_tariffs(random_world(11, regions=3, sectors=2)), [(0,), (1,), (2,)], "partner")
    war = nash(game, at_start(game))
    talks = nash_in_nash(game, war, war.x)
    assert len(talks.deals) == 3
    for deal in talks.deals:
        assert (deal.surplus > 0.0).all() if deal.signed else (deal.surplus == 0.0).all()
        again = np.where(game.levers.between(*deal.pair), war.x, talks.end.x)
        assert_allclose(deal.without, game.values(game.at(again))[list(deal.pair)], atol=1e-6)


def test_the_long_logarithm_is_the_logarithm_above_and_smooth_below() -> None:
    assert long_log(0.02, 0.01) == pytest.approx((np.log(0.02), 50.0))
    assert long_log(0.01 - 1e-12, 0.01) == pytest.approx((np.log(0.01), 100.0), rel=1e-6)
    assert long_log(-0.01, 0.01)[1] == pytest.approx(
        (long_log(-0.01 + 1e-8, 0.01)[0] - long_log(-0.01, 0.01)[0]) / 1e-8
    )


def test_trade_that_a_treaty_frees_pays_nothing_and_the_rest_what_its_player_likes() -> None:
    world = random_world(1, regions=4, sectors=2)
    free = np.zeros((4, 4), dtype=bool)
    free[0, 1] = free[1, 0] = True
    levers = levers_of(
        benchmark_of(world), [(0,), (1,), (2,)], "sector", ("import",), np.ones(2, dtype=bool), 0.0, 1.0, free
    )
    game = replace(arena(world, [(0,), (1,), (2,)], "sector"), levers=levers)
    found = nash(game, np.clip(at_start(game), levers.lowest, levers.highest))
    assert np.abs(found.now.net[:, 0, 1] - 1.0).max() < 1e-12
    assert (found.now.net[:, 0, 2] < 0.99).all()


def test_a_player_with_nothing_to_tax_is_refused() -> None:
    world = random_world(1, regions=3, sectors=2)
    free = np.ones((3, 3), dtype=bool)
    with pytest.raises(DataError, match="nothing to tax"):
        levers_of(benchmark_of(world), [(0,), (1,)], "uniform", ("import",), np.ones(2, dtype=bool), 0.0, 1.0, free)
    partners = levers_of(benchmark_of(world), [(0,), (1,)], "partner", ("import",), np.ones(2, dtype=bool), 0.0, 1.0)
    assert {lever.partner for lever in partners.levers if lever.owner == 0} == {1, NOBODY}
