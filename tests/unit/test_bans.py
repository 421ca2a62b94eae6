"""Bans and licences: on the side that they name, of the goods that they name, and whatever duties are on these."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import MeasureError, MiddlepowerError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.past import hits
from middlepower.experiment.question import Question
from middlepower.experiment.rebase import recorded
from middlepower.experiment.switches import account
from middlepower.experiment.variant import Variant
from middlepower.policy.flows import TaxedFlows, taxed
from middlepower.policy.library import load_measures
from middlepower.policy.place import benchmark_law
from middlepower.policy.rate_book import statutory_rates
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.state import PolicyState
from middlepower.scenario.compile import shock_of
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import load_world

WORLD = load_world()
DAY = dt.date(2026, 1, 13)
LAW = benchmark_law(WORLD)
ETA = 5.0
CARS = (WORLD.sectors.index("C29"), WORLD.region("CAN"), WORLD.region("CHN"))
BASE = Baseline.of(WORLD)
CLAIMED = {"exporter": "CHN", "good": "C29", "unclaimed": 0.5}
EV = 0.2636  # of Canada's purchases of vehicles from China; see `product_trade.csv`


def ban(line: dict[str, Any] | None = None, **more: Any) -> Measure:
    """Canada buys no electric vehicles from China, unless told else."""
    raw = {
        "id": "own-ban",
        "title": "a ban",
        "imposer": "CAN",
        "targets": ["CHN"],
        "instrument": "ban",
        "direction": "imports",
        "products": [line or {"goods": ["ev"]}],
        "date_in_force": dt.date(2026, 1, 10),
        "status": "in force",
        "sources": ["a test"],
        "confidence": "low",
        **more,
    }
    return parse_measure({key: value for key, value in raw.items() if value is not None})


def duty(rate: float | None, line: dict[str, Any] | None = None, **more: Any) -> Measure:
    """A surtax of Canada on electric vehicles from China, unless told else."""
    given = {"goods": ["ev"], "rate": rate, **(line or {})}
    return ban(given, **{"id": "own-duty", "instrument": "surtax", "direction": None, **more})


def flows(*measures: Measure) -> TaxedFlows:
    """The taxed flows under the benchmark's law and some measures."""
    return taxed(WORLD, LAW, PolicyState(LAW.date, (*LAW.measures, *measures)))


def shock(*measures: Measure, eta: float = ETA, **state: Any) -> Shock:
    """The shock of measures, with own shocks of a state."""
    return shock_of(WORLD, State.model_validate({"title": "x", **state}), flows(*measures), eta)


def in_cell(found: Shock, cell: tuple[int, int, int] = CARS) -> tuple[float, float]:
    """(cost, tariff) of one flow."""
    return float(found.trade_cost[cell]), float(found.tariff[cell])


@pytest.mark.parametrize(
    ("direction", "stopped", "open_"), [("imports", CARS, (0, 2, 1)), ("exports", (CARS[0], CARS[2], CARS[1]), CARS)]
)
def test_a_ban_stops_the_side_that_it_names_and_no_other(
    direction: str, stopped: tuple[int, int, int], open_: tuple[int, int, int]
) -> None:
    """On imports Canada buys no vehicles from China; on exports it sells none there. Everything else is as it was."""
    found = shock(ban({"goods": ["C29"]}, direction=direction))
    assert found.cut is not None
    assert np.argwhere(found.cut).tolist() == [list(stopped)]
    still = np.ones(WORLD.tariff.shape, dtype=bool)
    still[stopped] = False
    assert_allclose(found.trade_cost[still], 1.0, rtol=0, atol=1e-13)
    solved = BASE.solver.solve(found)
    assert solved.flow[stopped] == 0.0
    assert solved.flow[open_] > 0.0


@pytest.mark.parametrize("eta", [1.5, 5.0, 20.0])
def test_a_ban_on_a_product_is_the_limit_of_a_tariff_without_bound(eta: float) -> None:
    """Its share of the bundle drops out, the rest of the flow goes on at its own rate; nothing is rounded away."""
    stopped, was = shock(ban(), eta=eta), flows(duty(1.0))
    place = int(np.flatnonzero((was.cell.T == CARS).all(axis=1))[0])
    ev = was.first[place] + int(np.argmax(was.after[was.flow == place]))
    share = float(was.share[ev])
    assert in_cell(stopped)[0] == pytest.approx((1.0 - share) ** (1.0 / (1.0 - eta)), rel=1e-12)
    after = was.after.copy()
    after[ev] = 1e30
    limit = shock_of(WORLD, State(title="x"), replace(was, after=after), eta)
    assert in_cell(stopped) == pytest.approx(in_cell(limit), rel=1e-6)
    assert stopped.cut is None


def test_below_an_elasticity_of_one_a_flow_without_one_of_its_products_is_of_no_use() -> None:
    found = shock(ban(), eta=0.5)
    assert found.cut is not None
    assert found.cut[CARS]
    assert found.cut.sum() == 1


@pytest.mark.parametrize("on", ["duty", "replacing", "at least", "quota", "own tariff", "own replacing tariff"])
def test_a_ban_wins_over_whatever_is_levied_on_the_same_goods(on: str) -> None:
    terms = {"volume": 1, "reference": 1, "unit": "t", "reference_year": 2022, "over_quota_rate": 0.5, "source": "test"}
    measures = {
        "duty": [duty(0.5)],
        "replacing": [duty(0.0, relation="replaces MFN", instrument="suspension")],
        "at least": [duty(0.15, relation="at least")],
        "quota": [duty(None, {"quota": terms}, instrument="tariff_rate_quota")],
    }.get(on, [])
    own = {"importers": ["CAN"], "exporters": ["CHN"], "sectors": ["C29"], "rate": 0.0}
    tariffs = {"own tariff": [own], "own replacing tariff": [{**own, "relation": "replaces"}]}.get(on, [])
    for order in ([*measures, ban()], [ban(), *measures]):
        found = shock(*order, tariffs=tariffs)
        after = flows(*order).after
        assert np.isinf(after).sum() == 1
        assert not found.quotas
        if on != "own replacing tariff":
            assert in_cell(found)[0] == pytest.approx(in_cell(shock(ban()))[0], rel=1e-12)
        else:
            rest = 1.0 - EV
            assert in_cell(found)[0] == pytest.approx(rest ** (1 / (1 - ETA)) / (1 + WORLD.tariff[CARS]), rel=1e-3)
        assert found.tariff[CARS] <= WORLD.tariff[CARS] + 1e-12


def test_a_quota_on_the_rest_of_a_flow_stays_when_a_product_is_banned() -> None:
    """A ban on electric vehicles, a quota on all vehicles: the quota is on what still comes in."""
    terms = {"volume": 1, "reference": 2, "unit": "t", "reference_year": 2022, "over_quota_rate": 0.5, "source": "test"}
    quota = duty(None, {"goods": ["C29"], "quota": terms}, instrument="tariff_rate_quota")
    found = shock(quota, ban())
    (line,) = found.quotas
    assert line.product == "rest"
    assert line.parts[0].share == pytest.approx(1.0 - EV, abs=1e-3)
    assert (line.other_cost, line.other_net) == (0.0, 0.0)
    solved = BASE.solver.solve(found)
    assert solved.report.residual < 1e-9
    assert 0.0 < solved.flow[CARS] < BASE.equilibrium.flow[CARS]


def test_a_ban_that_yields_or_is_ended_gives_way() -> None:
    deal = duty(0.1, id="deal", instrument="agreement")
    assert not np.isinf(flows(ban(yields_to=["deal"]), deal).after).any()
    assert np.isinf(flows(ban(yields_to=["deal"])).after).sum() == 1


def test_hs_lines_and_coverage_ban_a_part() -> None:
    line = {"goods": ["C29"], "hs": ["8703.80"], "share": 0.2, "share_source": "a test"}
    assert in_cell(shock(ban(line)))[0] == pytest.approx(0.8 ** (1 / (1 - ETA)), rel=1e-12)
    assert in_cell(shock(ban({**line, "coverage": 0.5})))[0] == pytest.approx(0.9 ** (1 / (1 - ETA)), rel=1e-12)


def test_an_unknown_share_of_a_banned_product_is_an_error_that_names_both_sides() -> None:
    """China's sales of an HS line to Vietnam: no table of the package knows them."""
    line = {"goods": ["C24B"], "hs": ["810890"]}
    with pytest.raises(MeasureError, match=r"in what CHN sells to VNM of sector C24B. Give the line a `share:`"):
        flows(ban(line, imposer="CHN", targets=["VNM"], direction="exports"))


def test_a_group_bans_member_by_member_and_a_star_is_everybody_else() -> None:
    found = shock(ban({"goods": ["C29"]}, imposer="EU", targets=["*"], direction="exports"))
    assert found.cut is not None
    members = [WORLD.region(code) for code in ("DEU", "FRA", "REU")]
    outside = WORLD.region("USA")
    assert found.cut[CARS[0], outside, members].all()
    assert not found.cut[CARS[0], members, outside].any()
    assert not found.cut[CARS[0]][np.ix_(members, members)].any()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"direction": None}, r"`direction` of a ban is missing: write `imports` for what the imposer buys.*`exports`"),
        ({"direction": "export"}, r"field `direction`, value `'export'`: write `imports` for what the imposer buys"),
        ({"direction": "both"}, r"write `imports` for what"),
        ({"instrument": "surtax"}, r"`direction` goes with ban or licence"),
        ({"relation": "at least"}, r"`relation` is to the importer's duty, and a ban has none"),
        ({"products": [{"goods": ["ev"], "rate": 0.5}]}, r"products.0: a ban has no `rate`: delete it"),
        ({"products": [{"goods": ["ev"], "stops": 0.5}]}, r"products.0: `stops` is of a licence: .* give `coverage`"),
        ({"instrument": "licence"}, r"products.0: say what share of the trade gets no licence as `stops: 0.3`"),
        ({"instrument": "licence", "products": [{"goods": ["ev"], "stops": 1.5}]}, r"stops"),
        (
            {"products": [{"goods": ["ev"], "mfn_rate": 0.06}]},
            r"products.0: `mfn_rate` is of rates, and a ban has none",
        ),
        ({"products": [{"goods": ["ev"], "dutiable_content": 0.5}]}, r"`dutiable_content` is of rates"),
        ({"products": [{"goods": ["ev"], "claims_table": [CLAIMED]}]}, r"`claims_table` is of rates"),
        ({"yields_over_quota_to": ["x"]}, r"`yields_over_quota_to` is of rates: a ban gives way whole, by `yields_to`"),
        ({"yields_content_to": ["x"]}, r"`yields_content_to` is"),
    ],
)
def test_a_ban_that_says_too_little_or_too_much_is_an_error_with_the_remedy(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(MeasureError, match=told):
        ban(**changes)


def test_a_licence_without_a_number_has_no_effect_and_says_why() -> None:
    """It is in the record, with its direction, and moves nothing."""
    rare = next(measure for measure in load_measures() if measure.id == "CN-REE-APR2025")
    assert (rare.instrument, rare.direction, rare.quantified) == ("licence", "exports", False)
    assert rare.not_quantified_because


@pytest.mark.parametrize(("direction", "holder"), [("exports", "CHN"), ("imports", "CAN")])
def test_a_licence_lets_through_what_it_does_not_stop_and_its_holders_keep_the_price(
    direction: str, holder: str
) -> None:
    """40% of the volume stopped: 60% of the world's volume comes in, at a premium to the side that gives licences."""
    seller_gives = direction == "exports"
    licence = ban(
        {"goods": ["C29"], "stops": 0.4},
        instrument="licence",
        direction=direction,
        imposer="CHN" if seller_gives else "CAN",
        targets=["CAN"] if seller_gives else ["CHN"],
    )
    solved = BASE.solver.solve(shock(licence))
    assert solved.volume[CARS] / WORLD.flow[CARS] == pytest.approx(0.6, rel=1e-8)
    (outcome,) = solved.quotas
    assert outcome.status == "binding"
    assert outcome.line.rent_to == ("exporter" if seller_gives else "importer")
    assert outcome.rent > 0.0
    received = solved.received[WORLD.region("CHN")]
    assert received == pytest.approx(outcome.rent if seller_gives else 0.0, rel=1e-9)
    assert holder in ("CHN", "CAN")


def test_a_licence_near_all_and_one_of_all_are_a_ban() -> None:
    def licence(stops: float) -> Measure:
        return ban({"goods": ["C29"], "stops": stops}, instrument="licence")

    whole, nearly, banned = (
        BASE.solver.solve(shock(m)) for m in (licence(1.0), licence(1 - 1e-9), ban({"goods": ["C29"]}))
    )
    assert_allclose(whole.real_income_hat, banned.real_income_hat, rtol=1e-12)
    assert_allclose(nearly.real_income_hat, banned.real_income_hat, rtol=1e-6)
    assert whole.flow[CARS] == 0.0


def test_a_licence_on_a_sector_is_one_quota_on_all_its_products() -> None:
    licence = ban({"goods": ["C29"], "stops": 0.4}, instrument="licence")
    found = shock(licence, duty(0.5))
    (line,) = found.quotas
    assert line.product == "ev, rest"
    assert line.volume == pytest.approx(0.6)


def test_what_a_ban_stops_pays_nothing_and_is_left_out_of_average_rates() -> None:
    """Electric vehicles pay 6.1%, which a surtax of later states; without them the flow pays less than the world's."""
    later = {"rate_steps": [{"from": dt.date(2030, 1, 1), "rate": 0.1}], "mfn_rate": 0.061}
    assert statutory_rates(WORLD, flows(ban(), duty(None, later)))[CARS] == pytest.approx(0.0432, abs=1e-4)
    assert np.isnan(statutory_rates(WORLD, flows(ban({"goods": ["C29"]})))[CARS])


# ---------------------------------------------------------------- over time


def asked(*states: State, measure: Measure, baseline: dt.date = DAY) -> Question:
    """A question with one measure of one's own."""
    named = {f"s{place}": state for place, state in enumerate(states)}
    return Question(WORLD, State(title="b", date=baseline), named, (*load_measures(), measure))


def test_a_state_that_lifts_a_ban_of_its_baseline_brings_the_trade_of_the_worlds_year_back() -> None:
    """The ban came after the world's year: its trade is in the world's flows, not in the baseline's."""
    lifted = State(title="lifted", without_measures=("own-ban",))
    question = asked(lifted, measure=ban({"goods": ["C29"]}))
    without = Question(WORLD, State(title="b", date=DAY), {}, load_measures())
    banned, open_, plain = (
        question.shock_of("baseline", WORLD, ETA)(None),
        question.shock_of("s0", WORLD, ETA)(None),
        without.shock_of("baseline", WORLD, ETA)(None),
    )
    assert banned.cut is not None
    assert banned.cut[CARS]
    assert open_.cut is None or not open_.cut[CARS]
    assert_allclose(open_.trade_cost, plain.trade_cost, rtol=1e-14)
    assert BASE.solver.solve(banned).flow[CARS] == 0.0
    assert BASE.solver.solve(open_).flow[CARS] > 0.0


def test_a_ban_holds_from_its_day_on_and_ends_after_its_last() -> None:
    measure = ban({"goods": ["C29"]}, date_in_force=dt.date(2026, 2, 1), date_end=dt.date(2026, 3, 1), status="ended")
    days = [dt.date(2026, 1, 31), dt.date(2026, 2, 1), dt.date(2026, 3, 1), dt.date(2026, 3, 2)]
    question = asked(*(State(title="x", date=day) for day in days), measure=measure)
    cuts = [question.shock_of(f"s{place}", WORLD, ETA)(None).cut for place in range(4)]
    assert [cut is not None and bool(cut[CARS]) for cut in cuts] == [False, True, True, False]


def test_a_ban_of_the_worlds_own_law_moves_nothing_neither_in_force_nor_lifted() -> None:
    """What it stopped is not in the flows that were recorded under it, so that no shock can stop it again."""
    old = ban({"goods": ["C29"]}, date_in_force=dt.date(2020, 1, 1), date_end=dt.date(2025, 1, 1), status="ended")
    law = PolicyState(LAW.date, (*LAW.measures, old))
    for after in (law, LAW):
        found = shock_of(WORLD, State(title="x"), taxed(WORLD, law, after), ETA)
        assert found.cut is None
        assert_allclose(found.trade_cost, 1.0, rtol=0, atol=1e-13)


def test_a_recorded_world_keeps_a_ban() -> None:
    """An equilibrium under a ban, recorded as a benchmark, has no such trade, and nothing brings it back."""
    banned = Baseline.of(WORLD, shock(ban({"goods": ["C29"]})), law_date=DAY)
    again = recorded(banned, Variant("FGO", "first-year"))
    assert again.world.flow[CARS] == 0.0
    assert again.equilibrium.flow[CARS] == 0.0


# ---------------------------------------------------------------- cut-offs of sectors and products


def cut(**entry: Any) -> Shock:
    """The shock of one cut-off, between China's sales and the others' purchases unless told else."""
    given = {"between": ["CHN"], "and": ["USA", "JPN"], "direction": "exports", **entry}
    question = Question(WORLD, None, {"s": State.model_validate({"title": "x", "cut_off": [given]})})
    return question.shock_of("s", WORLD, ETA)(None)


def test_a_cut_off_of_all_sectors_is_a_cut_off() -> None:
    whole, listed = cut(), cut(sectors=["*", "SERV"])
    assert whole.cut is not None
    assert listed.cut is not None
    assert (whole.cut == listed.cut).all()
    a, b = BASE.solver.solve(whole), BASE.solver.solve(listed)
    assert_allclose(a.real_income_hat, b.real_income_hat, rtol=1e-10)


def test_a_cut_off_of_goods_leaves_services_alone() -> None:
    goods, one = cut(sectors=["*"]), cut(sectors=["B07", "C24B"])
    assert goods.cut is not None
    assert one.cut is not None
    assert not goods.cut[~WORLD.is_goods].any()
    assert goods.cut.sum() == 2 * WORLD.is_goods.sum()
    assert one.cut.sum() == 4


def test_a_cut_off_of_a_product_is_a_ban_on_it() -> None:
    product = cut(**{"between": ["CAN"], "and": ["CHN"], "direction": "imports", "products": ["ev"]})
    assert in_cell(product) == pytest.approx(in_cell(shock(ban())), rel=1e-12)
    assert product.cut is None


@pytest.mark.parametrize("code", ["870380", "8703.80"])
def test_a_cut_off_of_an_hs_line_is_a_ban_on_it(code: str) -> None:
    there = {"between": ["CHN"], "and": ["USA"], "direction": "exports", "products": [code]}
    known, stated = cut(**there), cut(**there, share=0.2, share_source="a test")
    cell = (CARS[0], WORLD.region("USA"), WORLD.region("CHN"))
    assert 1.0 < known.trade_cost[cell] < 2.0
    assert stated.trade_cost[cell] == pytest.approx(0.8 ** (1 / (1 - ETA)), rel=1e-12)
    assert (np.abs(known.trade_cost - 1.0) > 1e-12).sum() == 1


def test_two_states_cut_different_shares_of_one_product() -> None:
    """What one state knows of a flow is not taken for the other's."""
    there = {"between": ["CHN"], "and": ["VNM"], "direction": "exports", "products": ["870380"], "share_source": "test"}
    states = {
        name: State.model_validate({"title": name, "cut_off": [{**there, "share": share}]})
        for name, share in (("a", 0.2), ("b", 0.4))
    }
    question = Question(WORLD, None, states)
    cell = (CARS[0], WORLD.region("VNM"), WORLD.region("CHN"))
    costs = [question.shock_of(name, WORLD, ETA)(None).trade_cost[cell] for name in states]
    assert costs == pytest.approx([0.8 ** (1 / (1 - ETA)), 0.6 ** (1 / (1 - ETA))])


def test_whole_sectors_and_products_of_others_may_end_together() -> None:
    there = {"between": ["CAN"], "and": ["CHN"], "direction": "imports"}
    both = cut(**there, sectors=["B07"], products=["ev"])
    assert both.cut is not None
    assert both.cut.sum() == 1
    assert in_cell(both)[0] == pytest.approx(in_cell(shock(ban()))[0], rel=1e-12)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (
            {"products": ["C29"]},
            r"cut_off.0.products.0.*this is a whole sector, which goes under `sectors`",
        ),
        ({"products": ["evz"]}, "no such product"),
        ({"products": ["1"]}, "no HS code"),
        ({"products": ["0099"]}, "HS 0099 is in no edition of the HS"),
        ({"products": ["9801"]}, "HS 9801 is in no goods sector"),
        ({"sectors": []}, "name at least one"),
        ({"sectors": ["C2O"]}, "C2O"),
        ({"products": ["ev", "8704"], "share": 0.2, "share_source": "x"}, "`share` goes with one product"),
        ({"products": ["ev"], "share": 0.2}, "`share` and `share_source` go together"),
    ],
)
def test_a_cut_off_of_what_there_is_not_is_an_error(entry: dict[str, Any], told: str) -> None:
    with pytest.raises(MiddlepowerError, match=told):
        cut(**entry)


def test_an_unknown_share_of_a_product_that_is_cut_off_is_an_error() -> None:
    with pytest.raises(MeasureError, match=r"no table knows the share of .* in what CHN sells to VNM of sector C24B"):
        cut(**{"and": ["VNM"], "products": ["810890"]})


# ---------------------------------------------------------------- told


def test_the_account_of_a_state_tells_a_ban_and_the_duty_that_gives_way_to_it() -> None:
    """Half of a flow's trade in a product under a ban: no rate after it; the duty there counts for nothing."""
    both = (ban(), duty(0.5))
    state = State(title="s", with_measures=("own-ban", "own-duty"))
    question = Question(WORLD, State(title="b", date=WORLD.tariff_date), {"s": state}, (*LAW.measures, *both))
    named = {touch.name: touch for touch in account(question, "s").touches}
    stopped, aside = named["own-ban"], named["own-duty"]
    assert stopped.trade == pytest.approx(EV * WORLD.flow[CARS], rel=0.02)
    assert np.isinf(stopped.after)
    assert (aside.trade, aside.to) == (0.0, ("own-ban",))


def test_the_account_of_a_state_tells_a_cut_off_of_a_product_by_its_own_trade() -> None:
    given = {"between": ["CAN"], "and": ["CHN"], "direction": "imports", "products": ["ev"]}
    question = Question(WORLD, None, {"s": State.model_validate({"title": "x", "cut_off": [given]})})
    (touch,) = account(question, "s").touches
    assert (touch.kind, touch.cell) == ("cut-off", CARS)
    assert touch.trade == pytest.approx(EV * WORLD.flow[CARS], rel=0.02)


def of_the_worlds_year(state: State, baseline: State) -> Question:
    """A question where a ban on vehicles was law from 2020 to the end of 2024: when the flows were recorded."""
    old = ban({"goods": ["C29"]}, date_in_force=dt.date(2020, 1, 1), date_end=dt.date(2024, 12, 31), status="ended")
    return Question(WORLD, baseline, {"s": state}, (*LAW.measures, old))


def test_a_state_that_lifts_a_ban_of_the_worlds_year_says_that_the_trade_does_not_come_back() -> None:
    lifted = State(title="s", without_measures=("own-ban",))
    found = account(of_the_worlds_year(lifted, State(title="b", date=dt.date(2023, 6, 1))), "s")
    (switch,) = found.idle
    assert switch.reason is not None
    assert switch.reason.clause == (
        "what `own-ban` stops is not in the flows of this world, which does not bring it back"
    )


def test_a_baseline_after_a_ban_of_the_worlds_year_names_it_beside_a_state_on_the_same_flows() -> None:
    """The ban is over, and its trade is missing from the flows all the same."""
    tariff = {"importers": ["CAN"], "exporters": ["CHN"], "sectors": ["C29"], "rate": 0.1}
    state = State.model_validate({"title": "s", "tariffs": [tariff]})
    question = of_the_worlds_year(state, State(title="b", date=DAY))
    (hit,) = hits(question, "s", account(question, "s"))
    assert hit.measure.id == "own-ban"


def test_the_account_of_a_tariff_of_ones_own_on_what_a_ban_stops_says_that_it_gives_way() -> None:
    """On the whole flow it changes nothing; on what a ban leaves of a flow it is told by the rate of that."""
    tariff = {"importers": ["CAN"], "exporters": ["CHN"], "sectors": ["C29"], "rate": 0.1}
    state = State.model_validate({"title": "s", "tariffs": [tariff]})
    for line, gives_way in (({"goods": ["C29"]}, True), ({"goods": ["ev"]}, False)):
        measure = ban(line, date_in_force=dt.date(2023, 1, 1))
        base = State(title="b", date=dt.date(2023, 6, 1))
        found = account(Question(WORLD, base, {"s": state}, (*LAW.measures, measure)), "s")
        (touch,) = found.touches
        assert touch.to == ("own-ban",)
        assert (touch.trade == 0.0) is gives_way
        assert bool(found.idle) is gives_way
        if not gives_way:
            assert touch.after - touch.before == pytest.approx(0.1)
