"""Measures -> lines -> costs: precedence, coverage, quotas, and agreement with the embedded world."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import MeasureError
from middlepower.policy.bundles import flow_under, slices
from middlepower.policy.duty import resolve
from middlepower.policy.flows import taxed
from middlepower.policy.library import load_measures
from middlepower.policy.place import benchmark_law, in_world
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.shares import ShareBook, facts
from middlepower.policy.state import PolicyState, policy_state, segments
from middlepower.scenario.compile import shock_of
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import embedded_dataset, load_world
from middlepower.world.world import World
from tools.benchmark_duties import benchmark_duties

STATUS_QUO = dt.date(2026, 1, 13)
BENCHMARK = in_world(benchmark_law(load_world()), load_world())
BOOK = ShareBook(load_world())


@pytest.fixture(scope="module")
def law():
    """The measures in force on 13 January 2026."""
    return in_world(policy_state(load_measures(), STATUS_QUO), load_world())


def placed(*measures):
    """Measures in the regions of the embedded world."""
    return in_world(PolicyState(STATUS_QUO, measures), load_world())


def rates(law, importer, exporter, product, sector):
    """Duties of a product's slices, at the middle of each stretch."""
    found = segments(law, importer, exporter, (product,), sector)
    return resolve(found, 0.0)


def shock_under(world: World, before: PolicyState, after: PolicyState) -> Shock:
    """What a change of the law does to a world."""
    return shock_of(world, State(title="x"), taxed(world, before, after), 5.0)


def made(id_, instrument, rate, **more):
    """A small measure of Canada on China, in force since 2020."""
    raw = {
        "id": id_,
        "title": id_,
        "imposer": "CAN",
        "targets": ["CHN"],
        "instrument": instrument,
        "date_in_force": dt.date(2020, 1, 1),
        "status": "in force",
        "confidence": "high",
        "sources": ["a test"],
        "products": [{"goods": ["steel"], "rate": rate, **more.pop("line", {})}],
        **more,
    }
    return parse_measure(raw)


def test_the_benchmark_state_changes_nothing() -> None:
    """The world holds exactly the duties of its benchmark date: same law, cost one, same rates."""
    world, same = load_world(), benchmark_law(load_world())
    arrays = shock_under(world, same, same)
    assert_allclose(arrays.trade_cost, 1.0, rtol=0, atol=1e-14)
    assert_allclose(arrays.tariff, world.tariff, rtol=0, atol=1e-14)
    assert arrays.quotas == ()


def test_the_worlds_benchmark_duties_are_those_of_the_measures() -> None:
    """The table that the build adds is what the measures of the benchmark date give today."""
    data = embedded_dataset("icio2022")
    added = data["benchmark_tariff"] - data["tariff"]
    rows = list(benchmark_duties(data))
    for row in rows:
        cell = added.sel(sector=row["sector"], importer=row["importer"], exporter=row["exporter"])
        assert_allclose(float(cell), float(row["added_rate"]), rtol=0, atol=1e-12)
    assert int((np.abs(added) > 1e-12).sum()) == len(rows)


def test_without_measures_the_ordinary_tariff_comes_back() -> None:
    """Before 2018 every flow pays the data's own tariff again."""
    world = load_world()
    none = PolicyState(dt.date(2017, 12, 31), ())
    found = taxed(world, benchmark_law(load_world()), none)
    ordinary = embedded_dataset("icio2022")["tariff"].values
    for f in range(found.cell.shape[1]):
        k, n, i = found.cell[:, f]
        end = found.first[f + 1] if f + 1 < len(found.first) else len(found.after)
        assert_allclose(found.after[found.first[f] : end] - 1.0, ordinary[k, n, i], rtol=0, atol=1e-9)


def test_section_232_does_not_stack_with_the_emergency_tariff(law) -> None:
    """Steel pays 50%, not 85%; goods outside section 232 pay 35% as far as they don't claim origin (test_claims)."""
    assert rates(law, "USA", "CAN", "us_232_metal", "C24A").added == pytest.approx(0.50)
    assert rates(law, "USA", "CAN", "rest", "C22").added == pytest.approx(0.35 * 0.0287)
    assert rates(law, "USA", "CAN", "gas", "B06").added == pytest.approx(0.10 * 0.7317)


def test_lumber_pays_section_232_and_the_trade_remedies(law) -> None:
    """10% plus 35.16%."""
    law_of_lines, remedies = segments(law, "USA", "CAN", ("us_232_lumber", "lumber"), "C16"), 0.3516
    assert resolve(law_of_lines, 0.0).added == pytest.approx(0.10 + remedies)


def test_facts_of_china_on_canada(law) -> None:
    """100% on oil, meal and peas, 25% on pork and seafood, 75.8% on canola seed on top of 9%."""
    wanted = {"canola_oil": 1.0, "canola_meal": 1.0, "peas": 1.0, "pork": 0.25, "other_seafood": 0.25}
    for product, rate in wanted.items():
        sector = "A01" if product == "peas" else "C10T12"
        assert rates(law, "CHN", "CAN", product, sector).added == pytest.approx(rate), product
    flow = flow_under(slices(BENCHMARK, law, "CHN", "CAN", "A01", BOOK), float(load_world().tariff[0, 3, 0]))
    seed = next(part for part in flow.parts if part.product == "canola_seed")
    assert seed.before == pytest.approx(0.09)
    assert seed.after == pytest.approx(0.09 + 0.758)


def test_chinese_electric_vehicles_pay_106_percent(law) -> None:
    """100% surtax on 6.1% MFN."""
    k = load_world().sectors.index("C29")
    flow = flow_under(slices(BENCHMARK, law, "CAN", "CHN", "C29", BOOK), float(load_world().tariff[k, 0, 3]))
    ev = next(part for part in flow.parts if part.product == "ev")
    assert (ev.before, ev.after) == (pytest.approx(0.061), pytest.approx(1.061))


def test_steel_quota_inside_and_beyond(law) -> None:
    """Inside, Chinese steel pays the China surtax of 25%; beyond, the quota surtax of 50% in its place."""
    k = load_world().sectors.index("C24A")
    ordinary = float(load_world().tariff[k, 0, 3])
    flow = flow_under(slices(BENCHMARK, law, "CAN", "CHN", "C24A", BOOK), ordinary)
    ((place, over),) = flow.quotas[0].over.items()
    assert flow.parts[place].after == pytest.approx(ordinary + 0.25)
    assert over == pytest.approx(ordinary + 0.50)


def test_coverage_splits_a_product() -> None:
    """A rate on 40% of a product taxes a slice of it, not 40% of the rate on all."""
    state = placed(made("A", "surtax", 0.5, line={"coverage": 0.4}))
    pieces = slices(placed(), state, "CAN", "CHN", "C24A", BOOK)
    steel = [(piece.share, piece.after.added) for piece in pieces if piece.product == "steel"]
    whole = facts(2022)["CAN", "CHN", "steel"].share
    assert steel == [(pytest.approx(0.4 * whole), 0.5), (pytest.approx(0.6 * whole), 0.0)]


def test_content_scales_the_rate() -> None:
    """A duty on half of each good's value is half the rate on all of it."""
    state = placed(made("A", "section_232", 0.25, line={"dutiable_content": 0.5}))
    assert rates(state, "CAN", "CHN", "steel", "C24A").added == pytest.approx(0.125)


def test_who_yields_gives_way_only_where_the_other_applies() -> None:
    """A yields to B on steel; without B it applies in full."""
    a, b = made("A", "surtax", 0.25, yields_to=["B"]), made("B", "anti_dumping", 0.4)
    assert rates(placed(a, b), "CAN", "CHN", "steel", "C24A").added == pytest.approx(0.4)
    assert rates(placed(a), "CAN", "CHN", "steel", "C24A").added == pytest.approx(0.25)


def test_a_measure_does_not_yield_to_its_own_instrument() -> None:
    """A surtax that yields to surtaxes would always give way to itself; to another measure by name it does yield."""
    alone = made("A", "surtax", 0.25, yields_to=["surtax"])
    assert rates(placed(alone), "CAN", "CHN", "steel", "C24A").added == pytest.approx(0.25)
    other = made("B", "surtax", 0.4)
    both = placed(alone, other)
    assert rates(both, "CAN", "CHN", "steel", "C24A").added == pytest.approx(0.65)
    named = placed(made("A", "surtax", 0.25, yields_to=["surtax", "B"]), other)
    assert rates(named, "CAN", "CHN", "steel", "C24A").added == pytest.approx(0.4)


def replacing(id_: str, rate: float, day: dt.date | None) -> Measure:
    """A measure whose rate replaces the ordinary one from a day on, or never did."""
    status = "in force" if day else "never in force"
    return made(id_, "suspension", rate, relation="replaces MFN", date_in_force=day, status=status)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_two_replacing_rates_the_later_law_counts(order: tuple[int, ...]) -> None:
    """By the day in force, whatever the order of the list; a measure that never was in force is later than all."""
    early, late = replacing("A", 0.02, dt.date(2024, 1, 1)), replacing("B", 0.05, dt.date(2025, 1, 1))
    never = replacing("C", 0.11, None)
    listed = [(early, late, never)[place] for place in order]
    assert rates(placed(*listed), "CAN", "CHN", "steel", "C24A").instead == 0.11
    dated = tuple(one for one in listed if one is not never)
    assert rates(placed(*dated), "CAN", "CHN", "steel", "C24A").instead == 0.05


def test_two_replacing_rates_of_one_day_are_an_error_unless_they_agree() -> None:
    day = dt.date(2025, 1, 1)
    same, other = (replacing("A", 0.02, day), replacing("B", 0.02, day)), replacing("C", 0.05, day)
    assert rates(placed(*same), "CAN", "CHN", "steel", "C24A").instead == 0.02
    with pytest.raises(MeasureError, match="measures `A` and `C` both replace the ordinary rate"):
        slices(placed(), placed(same[0], other), "CAN", "CHN", "C24A", BOOK)


def test_a_partner_rate_counts_from_its_first_day_on() -> None:
    """Vietnam pays 20% from 7 August 2025: on that day, and 10% on the day before."""
    measure = next(one for one in load_measures() if one.id == "US-RECIP-2025")
    first = dt.date(2025, 8, 7)
    assert measure.products[0].partner_rate("VNM", first) == pytest.approx(0.2)
    assert measure.products[0].partner_rate("VNM", first - dt.timedelta(days=1)) == pytest.approx(0.1)
    days = [dt.date(2025, 4, 4), dt.date(2025, 4, 5), first]
    early = measure.model_copy(update={"date_in_force": days[0]})
    alone = [in_world(PolicyState(day, (early,)), load_world()) for day in days]
    assert [rates(one, "USA", "VNM", "rest", "C13T15").added for one in alone] == [0.0, 0.1, 0.2]


def test_replaced_measures_end() -> None:
    """A measure that replaces another ends it wherever it stood."""
    a, b = made("A", "surtax", 0.25), made("B", "surtax", 0.1, replaces=["A"])
    assert policy_state([a, b], STATUS_QUO).ids == ("B",)
    assert policy_state([a, b], STATUS_QUO, without_measures=["B"]).ids == ("A",)


def test_threats_apply_only_when_switched_on() -> None:
    """The 100% threat of January 2026 is in no date's law."""
    measures = load_measures()
    assert "US-CA-THREAT-100" not in policy_state(measures, dt.date(2026, 3, 1)).ids
    assert "US-CA-THREAT-100" in policy_state(measures, STATUS_QUO, ["US-CA-THREAT-100"]).ids


@pytest.mark.parametrize(
    ("day", "importer", "exporter", "published", "within"),
    [
        ("2025-10-31", "USA", "CAN", 5.9, 2.0),
        ("2025-07-31", "USA", "CAN", 4.4, 2.0),
        ("2025-10-31", "CAN", "USA", 1.0, 0.3),
        ("2025-07-31", "CAN", "USA", 2.6, 1.0),
    ],
)
def test_average_tariffs_are_near_the_bank_of_canadas(day, importer, exporter, published, within) -> None:
    """Bank of Canada: average tariffs, July and October 2025; here at weights of 2022 flows and at basic
    prices, lumber duties included, which the Bank may not count: hence the room."""
    world = load_world()
    law = in_world(policy_state(load_measures(), dt.date.fromisoformat(day)), world)
    n, i = world.region(importer), world.region(exporter)
    total = paid = 0.0
    for k, sector in enumerate(world.sectors[:-1]):
        flow = flow_under(
            slices(BENCHMARK, law, importer, exporter, sector, BOOK),
            float(world.tariff[k, n, i]),
        )
        value = float(world.flow[k, n, i])
        net = sum(part.share / (1.0 + part.before) for part in flow.parts)
        total += value
        paid += value * sum(part.share / (1.0 + part.before) / net * part.after for part in flow.parts)
    assert 100 * paid / total == pytest.approx(published, abs=within)


def test_a_quota_on_a_sector_is_one_quota_on_all_its_named_products() -> None:
    """Products of the sector that are told apart share its volume, whatever else they pay."""
    quota = {"volume": 1, "reference": 1, "unit": "t", "reference_year": 2022, "over_quota_rate": 0.5, "source": "test"}
    one = made("A", "tariff_rate_quota", None, line={"goods": ["C29"], "quota": quota, "rate": None})
    surtax = made("B", "surtax", 1.0, line={"goods": ["ev"]})
    flow = flow_under(slices(placed(), placed(one, surtax), "CAN", "CHN", "C29", BOOK), 0.02)
    (on,) = flow.quotas
    assert {flow.parts[place].product for place in on.over} == {"ev", "rest"} == {part.product for part in flow.parts}
    for place, over in on.over.items():
        part = flow.parts[place]
        assert part.after == pytest.approx(1.02 if part.product == "ev" else 0.02)
        assert over == pytest.approx(part.after + 0.5)


def test_two_quotas_on_different_goods_of_a_flow_become_two_lines_that_agree_on_the_rest() -> None:
    """Electric vehicles and half of the others, each under a quota of its own, in either order."""
    quota = {"volume": 1, "reference": 2, "unit": "t", "reference_year": 2022, "over_quota_rate": 0.5, "source": "test"}
    none = {"quota": quota, "rate": None}
    cars = made("cars", "tariff_rate_quota", None, line={"goods": ["ev"], **none})
    rest = made("rest", "tariff_rate_quota", None, line={"goods": ["C29"], "exempt": ["ev"], "coverage": 0.5, **none})
    world, law = load_world(), benchmark_law(load_world())
    for order in ((cars, rest), (rest, cars)):
        found = shock_under(world, law, PolicyState(law.date, (*law.measures, *order)))
        lines = {line.measure: line for line in found.quotas}
        assert [line.product for line in (lines["cars"], lines["rest"])] == ["ev", "rest"]
        assert lines["cars"].flow == lines["rest"].flow
        assert (lines["cars"].other_cost, lines["cars"].other_net) == (
            lines["rest"].other_cost,
            lines["rest"].other_net,
        )
        (ev,), (others,) = (lines[name].parts for name in ("cars", "rest"))
        assert ev.share + 2.0 * others.share == pytest.approx(1.0)
        assert lines["cars"].other_cost == pytest.approx(others.share)  # the other half pays what it paid
        assert lines["cars"].volume == 0.5


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_quotas_on_the_same_goods_are_an_error_that_names_both(order) -> None:
    quota = {"volume": 1, "reference": 1, "unit": "t", "reference_year": 2022, "over_quota_rate": 0.5, "source": "test"}
    both = [
        made(name, "tariff_rate_quota", None, line={"goods": [goods], "quota": quota, "rate": None})
        for name, goods in (("small", "ev"), ("large", "C29"))
    ]
    law = placed(*(both[place] for place in order))
    with pytest.raises(MeasureError, match="measures `large` and `small` both put a quota on the same goods"):
        slices(placed(), law, "CAN", "CHN", "C29", BOOK)


def test_benchmark_date_is_inside_the_flows_year() -> None:
    """The date whose duties the flows of 2022 carry."""
    assert load_world().tariff_date.year == load_world().vintage


def test_groups_stand_for_their_members_in_a_measure() -> None:
    """EU in `targets` is every member of the world's regions, REU included."""
    (one,) = placed(made("A", "surtax", 0.1, targets=["EU", "GBR"])).measures
    assert {"DEU", "FRA", "REU", "GBR"} <= set(one.targets)
    assert "EU" not in one.targets


def test_a_group_can_impose_a_measure() -> None:
    """A duty of the EU bites at every member's border, and not between members."""
    world, same = load_world(), benchmark_law(load_world())
    raw = {**made("A", "surtax", 0.1, line={"goods": ["all_goods"]}).model_dump(by_alias=True)}
    one = parse_measure({**raw, "imposer": "EU", "targets": ["*"]})
    found = shock_under(world, same, PolicyState(same.date, (*same.measures, one)))
    n, i = [world.region(code) for code in ("DEU", "REU")], world.region("CAN")
    added = found.tariff - world.tariff
    assert_allclose(added[:-1, n, i], 0.1, atol=1e-12)
    assert_allclose(added[:, n[0], n[1]], 0.0, atol=1e-12)
    assert_allclose(added[:, i, n[0]], 0.0, atol=1e-12)


def own(name: str, **fields: object) -> Measure:
    """A tariff of half on Canada's vehicles from China."""
    line = {"goods": ["C29"], "rate": 0.5}
    about = {"id": name, "title": name, "imposer": "CAN", "targets": ["CHN"], "instrument": "surtax"}
    when = {"date_in_force": "2026-01-01", "status": "in force", "sources": ["assumed"], "confidence": "low"}
    return Measure.model_validate({**about, **when, "products": [line], **fields})


@pytest.mark.parametrize("circle", [("a", "b"), ("a", "b", "c")])
def test_measures_that_end_each_other_are_an_error(circle: tuple[str, ...]) -> None:
    """Otherwise none of them would be left, without a word."""
    ends = dict(zip(circle, (*circle[1:], circle[0]), strict=True))
    with pytest.raises(MeasureError, match=r"measures `a` and `b`.* end each other by `replaces`"):
        policy_state([own(name, replaces=[ends[name]]) for name in circle], STATUS_QUO)


def test_a_chain_of_measures_that_end_each_other_leaves_the_last() -> None:
    state = policy_state([own("a", replaces=["b"]), own("b", replaces=["c"]), own("c")], STATUS_QUO)
    assert [measure.id for measure in state.measures] == ["a"]


@pytest.mark.parametrize("names", [("a", "b"), ("surtax", "ieepa")])
def test_measures_that_yield_to_each_other_are_an_error(names: tuple[str, str]) -> None:
    """By name or by instrument; otherwise neither would be left."""
    law = placed(own("a", yields_to=[names[1]]), own("b", yields_to=[names[0]], instrument="ieepa"))
    with pytest.raises(MeasureError, match="measures `a` and `b` yield to each other on the same goods"):
        resolve(segments(law, "CAN", "CHN", "ev", "C29"), 0.5)
