"""Two hegemons that bid for one economy: conditions against differences, limits, cycles, and who may be asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.data.ideal_points import ideal_points, latest_session
from middlepower.errors import DataError, MiddlepowerError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.game.wedge.bidding import EXACT, bid, bid_from_no_bids
from middlepower.game.wedge.outcome import outcome_of
from middlepower.game.wedge.reading import read_wedge
from middlepower.game.wedge.run import bidders_of
from middlepower.game.wedge.taste import net_chance, stakes_of, taste_of
from middlepower.game.wedge.tipping import break_even, needed, tipping_chance, tipping_of
from middlepower.game.wedge.trade import Triangle, both_at, levels_at, plane_of, solved_at, triangle_of
from middlepower.model.optimal.instruments import Instruments
from middlepower.model.optimal.optimum import optimal_tariffs
from middlepower.model.wedge.equations import Stakes, chance, conditions, payoffs
from middlepower.model.wedge.plane import Plane, nodes
from middlepower.model.wedge.price import cheapest, indifferent, without_bids
from middlepower.model.wedge.response import level_of
from middlepower.model.wedge.search import search
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import permuted, random_world

Array = NDArray[np.float64]
BOUNDS = (0.0, 1.0)
STEP = 1e-4  # of central differences of exact equilibria; their error is about 1e-7 here


def triangle_in(world: World) -> Triangle:
    """The first economy between the second and the third."""
    return triangle_of(Baseline.of(world), (world.regions[0], world.regions[1], world.regions[2]))


@pytest.fixture(scope="module")
def triangle() -> Triangle:
    return triangle_in(random_world(3))


@pytest.fixture(scope="module")
def plane(triangle: Triangle) -> Plane:
    return plane_of(triangle, BOUNDS)


@pytest.fixture(scope="module")
def twins() -> Triangle:
    """Two hegemons that nothing but their name tells apart: a world averaged with the same world, both exchanged."""
    world = random_world(5, balanced=True, tariffs=False)
    other = permuted(world, np.array([0, 2, 1, 3]), np.arange(len(world.sectors)))
    flow, shares = 0.5 * (world.flow + other.flow), 0.5 * (world.input_share + other.input_share)
    flow = 0.5 * (flow + flow[:, [0, 2, 1, 3]][:, :, [0, 2, 1, 3]])
    same = replace_flows(world, flow, 0.5 * (shares + shares[[0, 2, 1, 3]]))
    return triangle_in(same)


def replace_flows(world: World, flow: Array, shares: Array) -> World:
    """The world with other flows and input shares, and no tariffs."""
    return World.from_flows(
        name="twins",
        vintage=world.vintage,
        regions=world.regions,
        sectors=world.sectors,
        flow=flow,
        tariff=np.zeros_like(flow),
        input_share=shares,
        elasticity=world.elasticity,
        elasticity_set=world.elasticity_set,
        tariff_date=world.tariff_date,
        services=(),
    )


def payoff_at(triangle: Triangle, stakes: Stakes, x: Array) -> Array:
    """Both hegemons' payoffs at exact equilibria."""
    return payoffs(levels_at(triangle, x).level, stakes)[:, 0]


def test_the_plane_is_exact_at_its_nodes_and_near_between_them(triangle: Triangle, plane: Plane) -> None:
    x, y = np.log1p(0.13), np.log1p(0.71)
    exact = -triangle.baseline.log_loss(solved_at(triangle, x, y))[list(triangle.places)]
    assert_allclose(plane.at(np.array([x]), np.array([y]))[:, 0], exact, atol=5e-6)
    assert_allclose(plane.along(np.array([x]), y)[:, 0], exact, atol=5e-6)
    assert_allclose(plane.mirrored().at(np.array([y]), np.array([x]))[:, 0], exact[[0, 2, 1]], atol=5e-6)


def test_slopes_of_the_plane_are_those_of_the_adjoint(triangle: Triangle, plane: Plane) -> None:
    x = np.array([0.05, 0.3, 0.1, 0.4])
    exact = both_at(triangle, levels_at(triangle, x))
    for state, (one, two) in enumerate(((x[0], x[3]), (x[1], x[2]))):
        for axis in (0, 1):
            found = plane.slope(np.array([one]), np.array([two]), axis)
            assert_allclose(found, exact.slope[state, axis], atol=1e-4)


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_conditions_are_differences_of_payoffs_at_exact_equilibria(triangle: Triangle, place: int) -> None:
    stakes, x = Stakes(-0.004, 0.01, (0.003, 0.002)), np.array([0.05, 0.3, 0.1, 0.4])
    F = conditions(both_at(triangle, levels_at(triangle, x)), stakes)[place, 0]
    a = float(chance(levels_at(triangle, x).level, stakes)[0])
    weight = a if place in (0, 3) else 1.0 - a
    step = np.zeros(4)
    step[place] = STEP
    hegemon = 0 if place < 2 else 1
    above, below = (payoff_at(triangle, stakes, x + sign * step)[hegemon] for sign in (1.0, -1.0))
    assert abs(F) > 1e-3
    assert F * weight == pytest.approx((above - below) / (2.0 * STEP), abs=1e-6)


def test_without_a_stake_both_charge_their_unilateral_optimum(triangle: Triangle, plane: Plane) -> None:
    """Against the program that finds one importer's optimal tariff on its own."""
    found = bid(triangle, plane, Stakes(0.0, 0.01, (0.0, 0.0)))
    assert found.rest is not None
    assert_allclose(found.rest.x, found.free.x, atol=1e-7)
    n, first, second = triangle.places
    shock = triangle.baseline.shock
    tariff = shock.tariff.copy()
    tariff[:, second, n] = np.expm1(found.free.x[2])
    cost = shock.trade_cost * (1.0 + tariff) / (1.0 + shock.tariff)
    label = np.full(tariff[:, first].shape, -1, dtype=np.intp)
    label[:, n] = 0
    solver = triangle.baseline.solver
    best = optimal_tariffs(solver, Instruments(first, label), replace(shock, tariff=tariff, trade_cost=cost))  # type: ignore[arg-type]
    assert np.log1p(best.rate[0]) == pytest.approx(found.free.x[0], abs=1e-6)


def test_an_economy_that_trade_hardly_moves_is_not_bid_for(triangle: Triangle, plane: Plane) -> None:
    free = without_bids(plane, Stakes(0.0, 1.0, (0.01, 0.01)))
    apart = [
        np.abs(bid(triangle, plane, stakes_of(0.6, scale, 0.01)).rest.x - free).max()  # type: ignore[union-attr]
        for scale in (0.1, 1.0, 100.0)
    ]
    assert apart[0] > apart[1] > apart[2]
    assert apart[2] < 1e-3


@pytest.mark.parametrize("scale", [0.01, 0.03, 0.1])
def test_identical_hegemons_share_the_chance(twins: Triangle, scale: float) -> None:
    found = bid(twins, plane_of(twins, BOUNDS), stakes_of(0.5, scale, 0.001))
    assert found.rest is not None
    assert float(chance(found.rest.exact.level, found.stakes)[0]) == pytest.approx(0.5, abs=1e-6)
    assert_allclose(found.rest.x[:2], found.rest.x[2:], atol=1e-6)


def test_an_equilibrium_has_no_slope_left_at_exact_equilibria(triangle: Triangle, plane: Plane) -> None:
    found = bid(triangle, plane, stakes_of(0.6, 0.02, 0.002))
    assert found.rest is not None
    assert found.rest.gap <= EXACT
    assert found.residual < 1e-9
    assert found.missed.max() < 1e-5


def test_no_answer_on_a_grid_of_exact_equilibria_is_better(triangle: Triangle, plane: Plane) -> None:
    stakes = stakes_of(0.6, 0.02, 0.002)
    x = bid(triangle, plane, stakes).rest.x  # type: ignore[union-attr]
    now = payoff_at(triangle, stakes, x)
    for place, tariff in ((p, t) for p in range(4) for t in (0.0, 0.05, 0.2, 0.45, 1.0)):
        other = x.copy()
        other[place] = np.log1p(tariff)
        assert payoff_at(triangle, stakes, other)[0 if place < 2 else 1] <= now[0 if place < 2 else 1] + 1e-9


def circling() -> Plane:
    """A made-up plane on which bidding in turn runs in a circle: each wants the corner that the other just left."""
    points = nodes(0.0, 1.0, 3)
    one, two = points[:, None], points[None, :]
    matching = (one - 0.5) * (two - 0.5)
    return Plane.through(0.0, 1.0, np.stack([0.0 * matching, matching, -matching]))


def test_answers_that_run_in_a_circle_are_reported_as_such() -> None:
    """Matching pennies in tariffs, alignment being a coin: 1 wants what 2 charges, 2 the opposite."""
    found = search(circling(), Stakes(0.0, 1.0, (0.0, 0.0)), np.array([[1.0, 1.0, 1.0, 1.0]]), np.empty((0, 4)))
    assert found.reached == (-1,)
    assert found.resting == ()
    assert len(found.cycles) == 1
    assert len(found.cycles[0]) == 2


def test_a_tariff_off_the_path_is_arbitrary(triangle: Triangle, plane: Plane) -> None:
    """Where alignment is certain, the tariffs of the other state cost nothing whatever they are."""
    stakes = Stakes(-0.2, 0.005, (0.001, 0.001))
    x = bid(triangle, plane, stakes).rest.x  # type: ignore[union-attr]
    assert chance(level_of(plane, x[:, None]), stakes)[0] > 1.0 - 1e-12
    assert indifferent(plane, stakes, x, 1, 1e-9) == pytest.approx((plane.lowest, plane.highest))
    low, high = indifferent(plane, stakes, x, 0, 1e-9)
    assert high - low < 0.05


def test_a_dearer_move_goes_farther_and_threats_and_rewards_alone_cost_no_less(plane: Plane) -> None:
    stakes = stakes_of(0.5, 0.05, 0.0)
    x = without_bids(plane, stakes)
    levels = lambda point: level_of(plane, point[:, None])  # noqa: E731
    costs = [cheapest(levels, plane, stakes, x, points, (True, True)).cost for points in (0.02, 0.04, 0.08)]
    assert 0.0 < costs[0] < costs[1] < costs[2]
    assert 3.0 < costs[1] / costs[0] < 5.0  # from an optimum, twice as far costs four times as much
    for ways in ((True, False), (False, True)):
        assert cheapest(levels, plane, stakes, x, 0.02, ways).cost >= costs[0] - 1e-9
    assert cheapest(levels, plane, stakes, x, 0.49, (True, True)).cost == float("inf")


def test_the_price_does_not_depend_on_what_alignment_is_worth(triangle: Triangle, plane: Plane) -> None:
    prices = [
        outcome_of(bid_from_no_bids(triangle, plane, stakes_of(0.5, 0.05, worth)), 0.02).sides[0].price.cheapest
        for worth in (0.0005, 0.005)
    ]
    assert prices[0] == pytest.approx(prices[1], rel=1e-9)


def test_what_is_kept_is_a_difference_of_expected_incomes(triangle: Triangle, plane: Plane) -> None:
    """Two that bid leave the economy no poorer than one: here each bids lower because the other does."""
    outcome = outcome_of(bid(triangle, plane, stakes_of(0.5, 0.03, 0.005)), 0.02)
    assert all(side.rent > 0.0 for side in outcome.sides)
    assert outcome.states[0] != outcome.states[1]
    mean = outcome.chance * outcome.states[0] + (1.0 - outcome.chance) * outcome.states[1]
    assert outcome.expected == pytest.approx(mean, abs=1e-12)


def test_the_tipping_line_is_where_the_chance_is_one_half(triangle: Triangle) -> None:
    tipping, stakes = tipping_of(triangle, (0.25, 1.0)), stakes_of(0.7, 0.02, 0.0)
    p = np.array([0.0, 0.3, 1.0])
    hard = tipping.punishments[1]
    assert_allclose(tipping_chance(tipping, stakes, needed(hard, stakes, p), p, 1.0), 0.5, atol=1e-12)
    assert_allclose(tipping_chance(tipping, stakes, np.zeros(1), np.zeros(1), 1.0), 0.7, atol=1e-12)
    assert needed(hard, stakes, p)[2] > needed(tipping.punishments[0], stakes, p)[2]
    gain, loss = tipping.reward[0], -hard.with_reward[0]
    assert break_even(tipping, hard, 0.0) == pytest.approx(gain / (gain + loss))


def test_the_break_even_chance_goes_to_zero_as_the_loss_grows(triangle: Triangle) -> None:
    hard = tipping_of(triangle, (0.25,)).punishments[0]
    tipping = tipping_of(triangle, (0.25,))
    chances = [
        break_even(tipping, replace(hard, with_reward=np.array([-loss, 0.0, 0.0])), 0.0) for loss in (0.01, 1.0, 1e6)
    ]
    assert chances[0] > chances[1] > chances[2]
    assert chances[2] < 1e-6


def test_votes_of_2023_say_what_their_source_prints() -> None:
    session = latest_session(("CAN", "USA", "CHN"))
    assert session == 78
    assert ideal_points()["CAN", 78].point == pytest.approx(1.437, abs=5e-4)
    assert ideal_points()["CAN", 78].year == 2023
    assert ("TUR", 78) not in ideal_points()  # two votes


def test_taste_is_half_without_a_side_and_does_not_depend_on_the_scale() -> None:
    points = ideal_points()
    usa, chn = points["USA", 78], points["CHN", 78]
    assert net_chance(0.5 * (usa.point + chn.point), usa, chn) == pytest.approx(0.5)
    assert net_chance(usa.point, usa, chn) == pytest.approx(0.99)
    for scale in (0.001, 0.1):
        stakes = stakes_of(0.68, scale, 0.0)
        assert float(chance(np.zeros((2, 3)), stakes)) == pytest.approx(0.68)


def test_an_economy_without_votes_needs_a_declared_taste() -> None:
    game = read_wedge(None, "TWN", None)
    with pytest.raises(DataError, match=r"TWN has no ideal point.*`beliefs.taste`"):
        bidders_of(load_world(), game)
    with pytest.raises(DataError, match="TWN"):
        taste_of(game, "TWN", ("USA", "CHN"))


@pytest.mark.parametrize(
    ("economy", "hegemons", "words"),
    [
        ("USA", None, "`economy` is USA, one of the hegemons"),
        ("CAN", ("CHN", "CHN"), "`hegemons` names CHN twice"),
        ("CAN", ("EU", "CHN"), "group"),
        ("Canda", None, "did you mean"),
        ("CAN", ("USA",), "hegemons"),
    ],
)
def test_impossible_bidders_are_refused_in_one_line(economy: str, hegemons: tuple[str, ...] | None, words: str) -> None:
    with pytest.raises(MiddlepowerError, match=words):
        bidders_of(load_world(), read_wedge(None, economy, hegemons))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("low: 0.0, high: 1.0", "low: 0.0, high: 100", "at most 10"),
        ("low: 0.0, high: 1.0", "low: 0.5, high: 0.5", "must be below"),
        ("value: 0.01", "value: 1.0", "must lie between"),
        ("low: 0.005", "low: 0.0", "above zero"),
        ("move: 0.10", "move: 10", "below 1"),
        ("punishments: [0.25, 0.35, 1.0]", "punishments: []", "at least one"),
        ("game: wedge", "game: war", "wedge"),
        ("hegemons: [USA, CHN]", "hegemons: []", "hegemons"),
        ("worth:", "wort:", "worth"),
    ],
)
def test_a_game_file_that_cannot_be_is_refused_by_name(tmp_path: Path, old: str, new: str, words: str) -> None:
    from middlepower.game.wedge.reading import LIBRARY

    text = LIBRARY.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "game.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError, match=words):
        read_wedge(str(file), None, None)


def test_a_declared_taste_belongs_to_the_economy_of_its_file(tmp_path: Path) -> None:
    from middlepower.game.wedge.reading import LIBRARY

    taste = "beliefs:\n  taste: {value: 0.5, low: 0.4, high: 0.6, source: my own}\n"
    file = tmp_path / "game.yaml"
    file.write_text(LIBRARY.read_text(encoding="utf-8").replace("beliefs:\n", taste, 1), encoding="utf-8")
    assert taste_of(read_wedge(str(file), None, None), "CAN", ("USA", "CHN")).value == 0.5
    with pytest.raises(ScenarioError, match=r"`beliefs.taste` is that of CAN"):
        read_wedge(str(file), "AUS", None)
