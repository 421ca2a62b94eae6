"""The frontier: best policies by belief, their caps and prices; levers and their bounds; freedom of action."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.autonomy.choice import PolicyChoice, access_paid, place_of, slopes_at
from middlepower.autonomy.freedom import TARIFFS, free_trade, outcome_of, price, tolerated
from middlepower.autonomy.frontier import (
    FrontierPath,
    beliefs,
    capped,
    cubic,
    exposure_shares,
    path_of,
    unbiased,
    undominated,
)
from middlepower.autonomy.levers import GROUPS, check_bounds, check_detail, goods_of, group_of, levers_of
from middlepower.autonomy.packages import allies_of, ally_titles, lockstep, own_packages
from middlepower.autonomy.record import record_of
from middlepower.autonomy.start import Beginning, Menace, as_one, beginning, menace, threat_shock
from middlepower.document.frontier import FrontierRequest, parties
from middlepower.errors import ScenarioError, UnknownNameError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.status_quo import status_quo
from middlepower.indicators.exposure import exposure
from middlepower.model.break_even import break_even
from middlepower.model.first_year.equations import Frictions
from middlepower.model.sensitivity.two_stage.solve import SecondStage
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import random_world

Array = NDArray[np.float64]
N, POWER, OTHER = 1, 2, 3
POWERS = {"R2": [POWER], "R3": [OTHER]}


@cache
def world() -> World:
    return random_world(5, regions=5, sectors=2)


def choice(bounds: str = "free", access: float = 0.0, floor: float = 0.0, rate: float | None = None) -> PolicyChoice:
    """The choice of economy R1 under threats of R2 and R3."""
    here = world()
    start = Baseline.of(here)
    levers = levers_of(here, N, POWERS, check_bounds(bounds), "sectors", access > 0.0)
    share = np.full(here.value_added_share.shape, 0.6)
    stages = {
        name: SecondStage(
            Frictions(share, 1.5, floor, "consumer prices"),
            np.full(2, 0.75),
            threat_shock(here, N, inside, Menace(rate)),
        )
        for name, inside in POWERS.items()
    }
    return PolicyChoice(start, N, levers, stages, access)


@cache
def path() -> tuple[PolicyChoice, FrontierPath]:
    made = choice()
    return made, path_of(made, "R2", unbiased(made, 1), 6)


def test_along_the_frontier_cost_rises_exposure_falls_and_each_point_costs_its_belief() -> None:
    """Convex and monotone: between two points a point of exposure costs between their beliefs (methods 6.4)."""
    points = path()[1].points
    assert points[0].belief == 0.0
    assert points[0].cost == pytest.approx(0.0, abs=1e-9)
    assert points[-1].belief == 1.0
    for before, after in itertools.pairwise(points):
        paid, bought = after.cost - before.cost, before.exposure["R2"] - after.exposure["R2"]
        assert paid >= -1e-9
        assert bought >= -1e-9
        if bought > 1e-4:
            assert before.belief - 1e-3 <= paid / bought <= after.belief + 1e-3
        assert after.left <= 1e-6


def test_no_other_point_or_policy_nearby_is_better_at_its_belief() -> None:
    made, found = path()
    lower, upper = made.levers.bounds
    draw = np.random.default_rng(3)
    for point in found.points:
        worth = [-other.cost - point.belief * other.exposure["R2"] for other in found.points]
        own = -point.cost - point.belief * point.exposure["R2"]
        assert max(worth) <= own + 1e-7
        for _ in range(3):
            x = np.clip(point.x + draw.uniform(-0.05, 0.05, len(point.x)), lower, upper)
            near = place_of(made, x, ("R2",))
            first = place_of(made, found.points[0].x, ())
            assert near.log_income - first.log_income - point.belief * near.exposure("R2") <= own + 1e-8


def test_the_belief_problem_and_the_cheapest_policy_under_a_cap_pick_the_same() -> None:
    from scipy.optimize import minimize

    made, found = path()
    point = found.points[2]
    lower, upper = made.levers.bounds
    cap = point.exposure["R2"]

    def cost(x: Array) -> tuple[float, Array]:
        place = place_of(made, x, ())
        return -100.0 * place.log_income, -100.0 * slopes_at(made, x, place, {})

    def room(x: Array) -> float:
        return 100.0 * (cap - place_of(made, x, ("R2",)).exposure("R2"))

    def room_slopes(x: Array) -> Array:
        place = place_of(made, x, ("R2",))
        slopes: Array = 100.0 * (slopes_at(made, x, place, {"R2": 1.0}) - slopes_at(made, x, place, {}))
        return slopes

    under = minimize(
        cost,
        found.points[0].x,
        jac=True,
        method="SLSQP",
        bounds=list(zip(lower, upper, strict=True)),
        constraints=[{"type": "ineq", "fun": room, "jac": room_slopes}],
        options={"ftol": 1e-13, "maxiter": 200},
    )
    assert_allclose(under.x, point.x, atol=2e-3)
    cheapest = place_of(made, under.x, ()).log_income
    assert -cheapest + place_of(made, found.points[0].x, ()).log_income == pytest.approx(point.cost, abs=2e-8)


def test_caps_lie_on_the_frontier_and_end_where_no_probability_pays() -> None:
    made, found = path()
    risk = [point.exposure["R2"] for point in found.points]
    cut = 1.0 - risk[2] / risk[0]
    there = capped(found, cut)
    assert there.cost == pytest.approx(found.points[2].cost, abs=1e-9)
    assert there.belief == pytest.approx(found.points[2].belief, abs=1e-9)
    between = capped(found, 1.0 - 0.5 * (risk[2] + risk[3]) / risk[0])
    again = path_of(made, "R2", unbiased(made, 0), 24)
    finer = capped(again, between.cut)
    assert between.cost is not None
    assert finer.cost is not None
    assert between.cost == pytest.approx(finer.cost, rel=0.05)
    beyond = capped(found, 1.0 - 0.5 * risk[-1] / risk[0])
    assert beyond.cost is None
    assert beyond.belief is None


def test_what_levers_did_adds_up_to_the_fall_of_exposure() -> None:
    made, found = path()
    fine = path_of(made, "R2", unbiased(made, 0), 24)
    done, points = exposure_shares(fine)[-1].sum(), fine.points
    assert done == pytest.approx(points[0].exposure["R2"] - points[-1].exposure["R2"], rel=0.05)
    assert (exposure_shares(found)[0] == 0.0).all()


def test_a_cubic_has_the_values_and_slopes_that_it_was_given() -> None:
    step = 1e-6
    assert cubic(1.0, 2.0, 0.3, 2.5, 0.0) == 1.0
    assert cubic(1.0, 2.0, 0.3, 2.5, 1.0) == 2.0
    assert (cubic(1.0, 2.0, 0.3, 2.5, step) - 1.0) / step == pytest.approx(0.3, abs=1e-4)
    assert (2.0 - cubic(1.0, 2.0, 0.3, 2.5, 1.0 - step)) / step == pytest.approx(2.5, abs=1e-4)


def test_a_cubic_never_turns_where_a_slope_is_steep() -> None:
    values = [cubic(0.0, 1.0, 0.0, 5.0, part) for part in np.linspace(0.0, 1.0, 101)]
    assert (np.diff(values) >= 0.0).all()


def test_dominated_points_are_told_from_the_others() -> None:
    assert undominated([(1.0, 2.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0)]) == [True, True, False, True]


def test_beliefs_end_at_certainty() -> None:
    values = beliefs(10)
    assert len(values) == 10
    assert values[-1] == 1.0
    assert (np.diff(values) > 0).all()


def test_slopes_of_access_hold_what_it_costs() -> None:
    made = choice(access=0.02)
    number = [lever.kind for lever in made.levers.levers].index("access")
    x = np.zeros(made.levers.count)
    x[number] = 0.1
    cost, slope = access_paid(made, x)
    up = x.copy()
    up[number] += 1e-6
    assert (access_paid(made, up)[0] - cost) / 1e-6 == pytest.approx(slope[number], rel=1e-4)
    place = place_of(made, x, ("R2",))
    assert place_of(made, up, ()).log_income - place.log_income == pytest.approx(
        1e-6 * slopes_at(made, x, place, {})[number], rel=1e-3
    )


def test_bounded_by_treaty_nothing_rises_and_no_sale_is_taxed() -> None:
    bound, secure = choice("cusma-wto").levers, choice("security").levers
    assert {lever.kind for lever in bound.levers} == {"duty cut"}
    shock = bound.shock(world(), np.ones(bound.count))
    abroad = ~np.eye(5, dtype=bool)
    assert_allclose(shock.tariff[:, N][:, abroad[N]], 0.0, atol=1e-12)
    assert_allclose(shock.tariff[:, POWER], world().tariff[:, POWER], rtol=1e-12)
    kinds = {(lever.kind, lever.partner) for lever in secure.levers}
    assert kinds == {
        ("tariff", "R2"), ("export tax", "R2"), ("tariff", "R3"), ("export tax", "R3"), ("duty cut", "others"),
    }  # fmt: skip


def test_a_tariff_lever_multiplies_what_buyers_pay() -> None:
    levers = choice().levers
    x = np.zeros(levers.count)
    x[0] = np.log(1.2)
    shock = levers.shock(world(), x)
    assert levers.levers[0].kind == "tariff"
    assert levers.levers[0].partner == "R2"
    assert shock.tariff[0, N, POWER] == pytest.approx(1.2 * (1.0 + world().tariff[0, N, POWER]) - 1.0)
    assert shock.trade_cost[0, N, POWER] == pytest.approx(1.2)
    assert np.count_nonzero(shock.trade_cost != 1.0) == 1


def test_every_goods_sector_has_a_group_by_its_isic_division() -> None:
    assert group_of("s", "10-12") == "farm-food"
    assert group_of("s", "241, 2431") == "materials"
    assert group_of("s", "19") == "energy-mining"
    assert group_of("s", "302-309") == "transport-equipment"
    assert sum(len(divisions) for divisions in GROUPS.values()) == 32


def test_a_sector_without_a_code_belongs_to_no_group() -> None:
    with pytest.raises(ScenarioError, match=r"sector C10 has no ISIC code.*--detail sectors"):
        group_of("C10", "")


def test_a_group_that_is_one_economy_keeps_the_groups_of_its_goods() -> None:
    """Merged economies make goods of the same kinds: every one of their tariffs is still a lever of its own."""
    start = Baseline.of(load_world())
    inside = [i for i, code in enumerate(start.world.regions) if code in ("DEU", "FRA", "REU")]
    one = as_one(start, "DEU", inside)
    assert one.world.isic == start.world.isic
    assert list(goods_of(one.world, "groups")) == list(GROUPS)


def test_merged_sectors_hold_the_codes_of_their_parts() -> None:
    merged = load_world().aggregate(sectors={"A01": "farm", "A02": "farm"})
    by_code = dict(zip(merged.sectors, merged.isic, strict=True))
    before = dict(zip(load_world().sectors, load_world().isic, strict=True))
    assert by_code["farm"] == f"{before['A01']}, {before['A02']}"
    assert by_code["C29"] == before["C29"]


def test_allies_are_named_without_the_economy_itself() -> None:
    assert "Canada" not in ally_titles(canada())
    assert "Japan" in ally_titles(canada())
    part = Beginning(canada().start, canada().n, {"DEU": (canada().world.region("DEU"),)}, Menace(None))
    assert "Germany" not in ally_titles(part)
    assert "European Union" not in ally_titles(part)


@pytest.mark.parametrize(
    ("economy", "powers", "said"),
    [
        ("EU", ("DEU", "USA"), "names DEU, which shares DEU with EU"),
        ("CAN", ("EU", "DEU"), "names DEU, which shares DEU with EU"),
        ("CAN", ("G7",), "`G7` contains CAN"),
        ("EU", ("G7",), "names G7, which shares"),
    ],
)
def test_parties_that_share_a_member_are_refused(economy: str, powers: tuple[str, ...], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        parties(FrontierRequest(economy, powers, Menace(None), "free", "groups", None), status_quo())


def test_bad_input_is_named_with_its_remedy() -> None:
    for text in ("tariff:25", "tariff:-0.1", "tariff:x", "embargo", "tariff:"):
        with pytest.raises(ScenarioError, match="`--threat` is"):
            menace(text)
    assert menace("tariff:0.25").rate == 0.25
    assert menace("cutoff").rate is None
    assert Menace(0.25).name == "tariff:0.25"
    with pytest.raises(UnknownNameError, match="security"):
        check_bounds("securty")
    with pytest.raises(UnknownNameError, match="groups"):
        check_detail("group")
    with pytest.raises(ScenarioError, match="`--powers` names"):
        beginning(Baseline.of(load_world()), "CAN", ["G7"], Menace(None))


@cache
def canada() -> Beginning:
    return beginning(Baseline.of(load_world()), "CAN", ["USA", "CHN"], Menace(None))


def test_free_trade_takes_away_tariffs_on_goods_both_ways() -> None:
    here = canada()
    move = free_trade(here.start, here.n, here.powers["CHN"])
    (partner,) = here.powers["CHN"]
    goods = here.world.is_goods
    assert move.shock.tariff[goods][:, here.n, partner].max() == 0.0
    assert move.shock.tariff[goods][:, partner, here.n].max() == 0.0
    others = np.ones(len(here.world.regions), dtype=bool)
    others[partner] = False
    assert_allclose(move.shock.tariff[:, here.n, others], here.world.tariff[:, here.n, others])


def test_freedom_of_action_in_its_limits() -> None:
    here = canada()
    found = outcome_of(free_trade(here.start, here.n, here.powers["CHN"]), here.n, here.powers["USA"], None)
    gain, losses = found.gain, found.losses
    assert gain > 0.0
    assert (np.diff(losses) > 0.0).all()
    assert len(losses) == len(TARIFFS)
    even = break_even(gain, found.loss)
    assert price(gain, found.loss, even) == pytest.approx(0.0, abs=1e-15)
    assert price(gain, found.loss, 2.0 * even) > 0.0 > price(gain, found.loss, 0.5 * even)
    at_25 = break_even(gain, losses[TARIFFS.index(0.25)])
    assert tolerated(gain, losses, at_25) == pytest.approx(0.25, abs=1e-8)
    rates = [tolerated(gain, losses, p) for p in (0.02, 0.05, 0.2, 0.5, 0.9)]
    assert (np.diff(rates) < 0.0).all()
    assert tolerated(-0.1, losses, 0.5) == 0.0
    assert break_even(-0.1, 1.0) == 0.0
    assert tolerated(gain, losses, 1e-6) == float("inf")
    assert break_even(gain, -0.1) == 1.0


def test_the_record_is_the_senders_own_where_it_is_long_enough() -> None:
    assert record_of("USA").sender == "USA"
    assert record_of("USA").probability == pytest.approx(132 / 274)
    china = record_of("CHN")
    assert china.sender == ""
    assert china.own is not None
    assert china.own.threats < 30
    assert china.probability == pytest.approx(349 / 633, abs=0.02)


def test_the_union_as_one_economy_has_the_income_of_its_members() -> None:
    start = Baseline.of(load_world())
    inside = [i for i, code in enumerate(start.world.regions) if code in ("DEU", "FRA", "REU")]
    one = as_one(start, "DEU", inside)
    assert one.equilibrium.income[one.world.region("DEU")] == pytest.approx(
        start.equilibrium.income[inside].sum(), rel=1e-8
    )
    assert_allclose(one.equilibrium.real_income_hat, 1.0, atol=1e-8)
    assert one.world.tariff_date == start.tariff_date == dt.date(2022, 7, 1)


def test_packages_stand_where_exact_solves_put_them() -> None:
    here = canada()
    levers = levers_of(here.world, here.n, here.powers, "free", "groups", False)
    made = PolicyChoice(here.start, here.n, levers, {"CHN": here.stage("CHN")}, 0.0)
    found = {(one.name, one.power, one.price): one for one in own_packages(here, made)}
    quo = found["status-quo", "", None]
    assert quo.log_income == 0.0
    from middlepower.experiment.rebase import recorded
    from middlepower.experiment.variant import Variant

    again = recorded(here.start, Variant("MEDIAN", "first-year", "long run"))
    assert quo.exposure["CHN"] == pytest.approx(exposure(again, "CAN", "CHN"), abs=1e-8)
    free, dear = found["market-access", "", 0.0], found["market-access", "", 0.05]
    assert free.log_income > dear.log_income
    assert free.exposure == dear.exposure
    assert free.gift
    assert not dear.gift
    assert lockstep(here, "USA") is not None
    assert here.n not in allies_of(here)
    assert here.world.region("JPN") in allies_of(here)
