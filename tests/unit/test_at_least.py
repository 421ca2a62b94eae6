"""A measure that sets a total: goods pay the higher of the ordinary duty and its rate."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import MeasureError
from middlepower.policy.bundles import Part, flow_between
from middlepower.policy.flows import taxed
from middlepower.policy.place import in_world
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import PolicyState
from middlepower.scenario.compile import shock_of
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world

WORLD = load_world()
BOOK = ShareBook(WORLD)
DAY = dt.date(2026, 2, 1)
NONE = PolicyState(WORLD.tariff_date, ())
CARS = ("USA", "KOR", "C29")


def made(id_: str, relation: str, rate: float | None, **more: Any) -> Measure:
    """A measure of the United States on Japan and Korea, on all goods unless `line` says else."""
    raw = {
        "id": id_,
        "title": id_,
        "imposer": "USA",
        "targets": ["JPN", "KOR"],
        "instrument": "ieepa",
        "relation": relation,
        "date_in_force": dt.date(2026, 1, 1),
        "status": "in force",
        "sources": ["a test"],
        "confidence": "low",
        "products": [{"goods": ["all_goods"], "rate": rate, **more.pop("line", {})}],
        **more,
    }
    return parse_measure(raw)


def parts(
    *after: Measure, before: tuple[Measure, ...] = (), flow: tuple[str, str, str] = CARS, world_rate: float = 0.02
) -> dict[str, Part]:
    """The parts of a flow under measures, by their goods; the world records `world_rate`."""
    old, new = (PolicyState(DAY, measures) for measures in (before, after))
    found = flow_between(in_world(old, WORLD), in_world(new, WORLD), flow, BOOK, world_rate)
    return {part.product: part for part in found.parts}


def rate(*after: Measure, **more: Any) -> float:
    """The rate after on what no measure names."""
    return parts(*after, **more)["rest"].after


@pytest.mark.parametrize(("ordinary", "paid"), [(0.02, 0.15), (0.15, 0.15), (0.22, 0.22), (0.0, 0.15)])
def test_the_higher_of_the_ordinary_duty_and_the_rate_is_paid(ordinary: float, paid: float) -> None:
    assert rate(made("floor", "at least", 0.15), world_rate=ordinary) == pytest.approx(paid, abs=1e-14)


def test_by_sector_every_flow_pays_the_higher_of_the_two() -> None:
    """Japan and Korea, all goods of the world file; no flow of others moves."""
    law = PolicyState(DAY, (made("floor", "at least", 0.15),))
    found = shock_of(WORLD, State(title="x"), taxed(WORLD, NONE, law), 5.0)
    n, i = WORLD.region("USA"), [WORLD.region(code) for code in ("JPN", "KOR")]
    goods, moved = WORLD.is_goods & (WORLD.flow[:, n, i] > 0).all(axis=1), np.zeros(WORLD.tariff.shape, dtype=bool)
    wanted = np.maximum(WORLD.tariff[:, n, i], 0.15)
    assert_allclose(found.tariff[goods][:, n, i], wanted[goods], rtol=0, atol=1e-12)
    assert_allclose(found.trade_cost[:, n, i], (1.0 + found.tariff[:, n, i]) / (1.0 + WORLD.tariff[:, n, i]))
    moved[np.ix_(np.flatnonzero(WORLD.is_goods), [n], i)] = True
    assert_allclose(found.tariff[~moved], WORLD.tariff[~moved], rtol=0, atol=0)


def test_what_adds_comes_on_top_of_the_total() -> None:
    duty = made("dumping", "adds to MFN", 0.1, instrument="anti_dumping")
    assert rate(made("floor", "at least", 0.15), duty) == pytest.approx(0.25)
    assert rate(duty, made("floor", "at least", 0.15), world_rate=0.2) == pytest.approx(0.3)


def test_of_several_totals_the_highest_counts_whatever_the_order() -> None:
    low, high = made("low", "at least", 0.1, date_in_force=dt.date(2026, 1, 20)), made("high", "at least", 0.2)
    assert rate(low, high) == rate(high, low) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("begins", "replacing", "paid"), [("2025-01-01", 0.05, 0.15), ("2025-01-01", 0.3, 0.3), ("2026-01-15", 0.05, 0.05)]
)
def test_a_later_rate_that_replaces_ends_the_total_and_an_earlier_one_is_raised(
    begins: str, replacing: float, paid: float
) -> None:
    """The total is of 1 January 2026."""
    agreement = made("agreement", "replaces MFN", replacing, date_in_force=dt.date.fromisoformat(begins))
    assert rate(agreement, made("floor", "at least", 0.15)) == pytest.approx(paid)


def test_a_total_and_a_lower_rate_of_one_day_are_an_error_that_names_both() -> None:
    clash = made("agreement", "replaces MFN", 0.05), made("floor", "at least", 0.15)
    with pytest.raises(MeasureError, match=r"C29 from KOR to USA: measures `agreement` and `floor` both set the total"):
        rate(*clash)
    assert rate(made("agreement", "replaces MFN", 0.2), clash[1]) == pytest.approx(0.2)


def test_a_total_that_yields_gives_way() -> None:
    cars = made("cars", "adds to MFN", 0.25, instrument="section_232", line={"goods": ["C29"]})
    floor = made("floor", "at least", 0.15, yields_to=["section_232"])
    assert rate(floor, cars) == pytest.approx(0.27)
    assert rate(floor, cars, flow=("USA", "KOR", "C28")) == pytest.approx(0.15)


def test_a_stated_ordinary_duty_of_a_product_is_what_the_total_is_held_against() -> None:
    """Half of the flow has a duty of 25% (as US light trucks do): it pays that, the rest 15%."""
    line = {"goods": ["C29"], "hs": ["8704"], "share": 0.5, "share_source": "a test", "mfn_rate": 0.25}
    floor = made("floor", "at least", 0.15, products=[{**line, "rate": 0.15}, {"goods": ["C29"], "rate": 0.15}])
    found = parts(floor, world_rate=0.12)
    assert found["HS 8704"].after == found["HS 8704"].before == 0.25
    assert found["rest"].after == pytest.approx(0.15)
    assert sum(part.share / (1.0 + part.before) for part in found.values()) == pytest.approx(1 / 1.12)


def test_a_sector_has_no_ordinary_duty_of_its_own_to_state() -> None:
    with pytest.raises(MeasureError, match="`mfn_rate` goes with products or `hs` lines"):
        made("floor", "at least", 0.15, line={"goods": ["C29"], "mfn_rate": 0.025})


def test_surtaxes_in_the_benchmark_are_no_ordinary_duty() -> None:
    """The world records 27%, of which 25 points are a surtax of its day: the ordinary duty is 2%."""
    surtax, floor = made("surtax", "adds to MFN", 0.25), made("floor", "at least", 0.15)
    assert rate(floor, before=(surtax,), world_rate=0.27) == pytest.approx(0.15)
    assert rate(floor, surtax, before=(surtax,), world_rate=0.27) == pytest.approx(0.4)


def test_steps_and_partner_tables_and_coverage_give_totals_too() -> None:
    steps = [{"from": dt.date(2026, 1, 1), "rate": 0.1}, {"from": dt.date(2026, 2, 1), "rate": 0.2}]
    assert rate(made("floor", "at least", None, line={"rate_steps": steps})) == pytest.approx(0.2)
    rows = [{"partner": "KOR", "date": dt.date(2026, 1, 1), "added_rate": 0.15}]
    tabled = made("floor", "at least", None, line={"partner_table": rows})
    assert rate(tabled) == pytest.approx(0.15)
    assert rate(tabled, flow=("USA", "JPN", "C29")) == pytest.approx(0.02)
    covered = made("floor", "at least", 0.15, line={"coverage": 0.4})
    old, new = (in_world(PolicyState(DAY, measures), WORLD) for measures in ((), (covered,)))
    found = flow_between(old, new, CARS, BOOK, 0.02).parts
    assert [(part.share, part.after) for part in found] == [(0.4, pytest.approx(0.15)), (0.6, pytest.approx(0.02))]


@pytest.mark.parametrize("relation", ["replaces MFN", "replaces all"])
def test_a_rate_that_replaces_takes_nothing_away_before_its_first_day(relation: str) -> None:
    """Neither before the first of its steps nor for a partner that its table does not name."""
    steps = made("cut", relation, None, line={"rate_steps": [{"from": dt.date(2026, 3, 1), "rate": 0.0}]})
    rows = [{"partner": "JPN", "date": dt.date(2026, 1, 1), "added_rate": 0.0}]
    tabled = made("cut", relation, None, line={"partner_table": rows})
    assert rate(steps) == rate(tabled) == pytest.approx(0.02)
    assert rate(tabled, flow=("USA", "JPN", "C29")) == 0.0


def test_a_group_may_be_told_a_total() -> None:
    (placed,) = in_world(PolicyState(DAY, (made("floor", "at least", 0.15, targets=["EU"]),)), WORLD).measures
    assert "DEU" in placed.targets
    assert rate(placed, flow=("USA", "DEU", "C29")) == pytest.approx(0.15)


@pytest.mark.parametrize("line", [{"dutiable_content": 0.5}, {"rate": None, "quota": "a quota"}])
def test_a_total_has_no_quota_and_no_content(line: dict[str, Any]) -> None:
    quota = {"volume": 1, "reference": 1, "unit": "t", "reference_year": 2022, "over_quota_rate": 0.5, "source": "test"}
    given = {**line, "quota": quota} if "quota" in line else line
    with pytest.raises(MeasureError, match="relation `at least` is a total"):
        made("floor", "at least", 0.15, line=given)


def test_a_total_beyond_a_quota_may_give_way() -> None:
    """Inside the quota goods pay the total; beyond it only what the quota says."""
    terms = {"volume": 1, "reference": 1, "unit": "t", "reference_year": 2022, "over_quota_rate": 0.5, "source": "test"}
    quota = made(
        "quota", "adds to MFN", None, instrument="tariff_rate_quota", line={"goods": ["C29"], "quota": {**terms}}
    )
    floor = made("floor", "at least", 0.15, yields_over_quota_to=["quota"])
    old, new = (in_world(PolicyState(DAY, measures), WORLD) for measures in ((), (floor, quota)))
    found = flow_between(old, new, CARS, BOOK, 0.02)
    assert found.parts[0].after == pytest.approx(0.15)
    assert list(found.quotas[0].over.values()) == [pytest.approx(0.52)]


def test_an_ordinary_duty_under_a_total_of_the_benchmark_is_found_where_the_flow_tells_it() -> None:
    """60% of the flow is under a total of 15%; the world's rate tells what the other 40% pay, and so the ordinary."""
    floor = made("floor", "at least", 0.15, line={"coverage": 0.6})
    world_rate = 1.0 / (0.6 / 1.15 + 0.4 / 1.03) - 1.0
    old, new = (in_world(PolicyState(DAY, measures), WORLD) for measures in ((floor,), ()))
    found = flow_between(old, new, CARS, BOOK, world_rate).parts
    assert [part.before for part in found] == pytest.approx([0.15, 0.03])
    assert [part.after for part in found] == pytest.approx([0.03, 0.03])


def test_an_ordinary_duty_above_a_total_of_the_benchmark_is_the_worlds_rate() -> None:
    floor = made("floor", "at least", 0.15)
    assert rate(before=(floor,), world_rate=0.2) == pytest.approx(0.2)


def test_an_ordinary_duty_that_the_benchmark_hides_is_asked_for_when_it_matters() -> None:
    """Under a total of 15% on all goods nobody knows what they paid before it; more on top needs no answer."""
    floor, more = made("floor", "at least", 0.15), made("more", "adds to MFN", 0.1)
    assert parts(floor, more, before=(floor,), world_rate=0.15)["rest"].before == 0.15
    assert rate(floor, more, before=(floor,), world_rate=0.15) == pytest.approx(0.25)
    with pytest.raises(MeasureError, match=r"the ordinary duty of `rest` isn't known.*State it by `mfn_rate`"):
        rate(before=(floor,), world_rate=0.15)


def test_an_ordinary_duty_behind_a_replacing_rate_of_the_benchmark_is_asked_for_too() -> None:
    replaced = made("free", "replaces MFN", 0.0)
    assert rate(replaced, before=(replaced,), world_rate=0.0) == 0.0
    with pytest.raises(MeasureError, match="isn't known"):
        rate(before=(replaced,), world_rate=0.0)
