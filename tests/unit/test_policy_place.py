"""Measures in worlds: names become regions, what a world can't show is named, and the law begins where a world ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from middlepower.document.arrange import measures_used
from middlepower.errors import MeasureError
from middlepower.experiment.one_world import solve_world
from middlepower.experiment.question import Question
from middlepower.experiment.run import run_scenario
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.policy.flows import taxed
from middlepower.policy.library import load_measures
from middlepower.policy.place import LeftOut, check_own, in_world, left_out
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.state import PolicyState, policy_state
from middlepower.scenario.compile import shock_of
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario, State
from middlepower.world.aggregates import comparisons
from middlepower.world.embedded import embedded_dataset, load_world
from middlepower.world.world import World
from worlds import random_world

DAY = dt.date(2025, 1, 1)
WORLD = load_world()


def measure(**fields: Any) -> Measure:
    """10% of Canada on all goods of China, with some fields changed."""
    raw = {
        "id": "TEST",
        "title": "a test",
        "imposer": "CAN",
        "targets": ["CHN"],
        "instrument": "surtax",
        "date_in_force": dt.date(2020, 1, 1),
        "status": "in force",
        "confidence": "high",
        "sources": ["a test"],
        "products": [{"goods": ["all_goods"], "rate": 0.1}],
        **fields,
    }
    return parse_measure(raw)


def world_of(*regions: str, **fields: Any) -> World:
    """A small world with these regions and three sectors, the last of which is services."""
    small = random_world(3, regions=len(regions))
    return replace(small, regions=regions, region_names=(), sectors=("C29", "OTHER", "SV"), sector_names=(),
                   services=("SV",), **fields)  # fmt: skip


def placed(one: Measure, world: World) -> tuple[Measure, ...]:
    """The measure in a world."""
    return in_world(PolicyState(DAY, (one,)), world).measures


def added(world: World, one: Measure) -> np.ndarray:
    """What a measure adds to the tariffs of a world [k, n, i]."""
    flows = taxed(world, PolicyState(DAY, ()), PolicyState(DAY, (one,)))
    rates: np.ndarray = shock_of(world, State(title="one measure"), flows, 5.0).tariff - world.tariff
    return rates


# ---------------------------------------------------------------- names and regions


def test_the_library_is_whole_on_the_embedded_worlds() -> None:
    """All but Lithuania, which the earlier worlds show."""
    assert {lost.name for lost in left_out(load_measures(), WORLD)} == {"LTU"}
    assert left_out(load_measures(), load_world("icio2019")) == ()


def test_a_group_is_its_members_and_the_aggregates_that_are_all_inside() -> None:
    (one,) = placed(measure(targets=["EU", "GBR"]), WORLD)
    members = "AUT BEL CZE DEU DNK ESP FRA IRL ITA NLD POL SWE REU GBR"
    assert set(one.targets) == set(members.split())


def test_everyone_is_all_regions_but_imposers_and_exceptions() -> None:
    world = world_of("CAN", "USA", "CHN", "R3")
    (one,) = placed(measure(targets=["*"], **{"except": ["USA"]}), world)
    assert one.targets == ("CHN", "R3")


def test_the_rest_of_the_world_is_whoever_the_measure_does_not_name() -> None:
    lines = [
        {"goods": ["all_goods"], "targets": ["ROW"], "rate": 0.1},
        {"goods": ["all_goods"], "targets": ["CHN", "EU"], "rate": 0.2},
    ]
    one = measure(targets=["*"], products=lines, **{"except": ["USA"]})
    rates = added(world_of("CAN", "USA", "CHN", "KAZ", "DEU"), one)
    assert_allclose(rates[0, 0], [0.0, 0.0, 0.2, 0.1, 0.2], atol=1e-12)


def test_the_same_measure_bites_on_a_member_and_on_the_aggregate_around_it() -> None:
    """REU is fifteen economies; in a world with Portugal apart, a measure on the EU taxes Portugal."""
    one = measure(targets=["EU"])
    assert placed(one, world_of("CAN", "PRT"))[0].targets == ("PRT",)
    assert "REU" in placed(one, WORLD)[0].targets


def test_a_table_by_partner_finds_the_partners_of_another_world() -> None:
    rows = [{"partner": name, "date": "2024-01-01", "added_rate": rate} for name, rate in (("EU", 0.2), ("ROW", 0.1))]
    one = measure(targets=["*"], products=[{"goods": ["all_goods"], "partner_table": rows}])
    rates = added(world_of("CAN", "PRT", "KAZ", members={"PRT": "PRT"}), one)
    assert_allclose(rates[0, 0], [0.0, 0.2, 0.1], atol=1e-12)


def test_the_rest_of_the_world_is_not_a_region_that_is_named_even_where_nobody_says_who_is_in_it() -> None:
    """A world without `members`: REU is a label, named in the table, and takes its own row only."""
    rows = [{"partner": name, "date": "2024-01-01", "added_rate": rate} for name, rate in (("REU", 0.2), ("ROW", 0.1))]
    one = measure(targets=["*"], products=[{"goods": ["all_goods"], "partner_table": rows}])
    rates = added(world_of("CAN", "REU", "ROW"), one)
    assert_allclose(rates[0, 0], [0.0, 0.2, 0.1], atol=1e-12)


def test_services_pay_nothing_and_unknown_goods_pay_the_tariff_on_all_goods() -> None:
    rates = added(world_of("CAN", "CHN"), measure())
    assert_allclose(rates[:, 0, 1], [0.1, 0.1, 0.0], atol=1e-12)


# ---------------------------------------------------------------- what a world can't show


@pytest.mark.parametrize(
    ("fields", "name", "inside"),
    [
        ({"targets": ["FIN"]}, "FIN", "REU"),
        ({"imposer": "FIN"}, "FIN", "REU"),
        ({"targets": ["CHN", "KEN"]}, "KEN", "ROW"),
        ({"targets": ["EAEU"]}, "EAEU", ""),
    ],
)
def test_a_name_inside_an_aggregate_is_left_out_and_said(fields: dict[str, Any], name: str, inside: str) -> None:
    if name == "EAEU":  # Russia is shown
        assert left_out([measure(**fields)], WORLD) == ()
        return
    assert left_out([measure(**fields)], WORLD) == (LeftOut("TEST", name, inside),)
    with pytest.raises(MeasureError, match=f"measure `TEST`: {name} is part of {inside} in the world `icio2022`"):
        check_own([measure(**fields)], WORLD)


def test_what_is_nowhere_in_a_world_is_left_out_and_the_rest_applies() -> None:
    world = world_of("CAN", "CHN")
    one = measure(targets=["CHN", "USA"], products=[{"goods": ["C29", "steel"], "rate": 0.1}])
    assert left_out([one], world) == (LeftOut("TEST", "USA", ""), LeftOut("TEST", "steel", ""))
    assert_allclose(added(world, one)[:, 0, 1], [0.1, 0.0, 0.0], atol=1e-12)
    with pytest.raises(MeasureError, match="USA is not in the world `random 3`; name what it has"):
        check_own([one], world)


def test_a_line_whose_targets_a_world_lacks_taxes_nobody_else() -> None:
    one = measure(targets=["*"], products=[{"goods": ["all_goods"], "targets": ["USA"], "rate": 0.1}])
    assert_array_equal(added(world_of("CAN", "CHN"), one), 0.0)


def test_a_measure_that_is_not_quantified_loses_nothing() -> None:
    one = measure(targets=["FIN"], products=[], quantified=False, not_quantified_because="no rate was named")
    assert left_out([one], WORLD) == ()


def test_a_scenario_with_a_measure_that_its_world_cannot_show_is_refused() -> None:
    raw = read_scenario("beijing-2026").model_dump(by_alias=True, exclude_unset=True)
    own = measure(targets=["FIN"]).model_dump(by_alias=True)
    with pytest.raises(MeasureError, match=r"FIN is part of REU .* use REU, Rest of the European Union: it holds BGR"):
        run_scenario(Scenario.model_validate({**raw, "measures": [own]}))


def test_a_document_says_which_names_of_a_measure_its_world_does_not_show() -> None:
    world = world_of("CAN", "CHN")
    own = measure(targets=["CHN", "USA"], products=[{"goods": ["all_goods", "steel"], "rate": 0.1}])
    question = Question(world, State(title="law", date=DAY), measures=(own,))
    (used,) = measures_used(question)
    assert used.not_shown == ("USA", "steel")


def test_published_totals_are_compared_where_a_world_has_the_cells() -> None:
    assert len(comparisons(WORLD)) > 3
    some = comparisons(world_of("CAN", "USA", vintage=WORLD.vintage))
    assert 0 < len(some) < len(comparisons(WORLD))
    assert all(set(one.reference.sectors) <= {"C29"} for one in some)
    assert comparisons(world_of("R0", "R1")) == []


# ---------------------------------------------------------------- vintages


def two_vintages() -> tuple[World, World]:
    """The embedded world in twelve regions and seven sectors: as of 2018 with its ordinary tariffs, and as it is."""
    keep = ("CAN", "USA", "MEX", "CHN")
    merge = {code: "REST" for code in WORLD.regions if code not in keep}
    goods = {code: "GOODS" for code, is_goods in zip(WORLD.sectors, WORLD.is_goods, strict=True) if is_goods}
    goods = {code: name for code, name in goods.items() if code not in ("C26", "C28", "C29", "A01", "C20")}
    small = WORLD.aggregate(regions=merge, sectors=goods)
    ordinary = replace_tariff(WORLD, embedded_dataset("icio2022")["tariff"].values).aggregate(merge, goods)
    return replace(ordinary, vintage=2018, tariff_date=dt.date(2018, 1, 1)), small


def replace_tariff(world: World, tariff: np.ndarray) -> World:
    """The world with the same flows under other tariffs."""
    return World.from_flows(
        world.name, world.vintage, world.regions, world.sectors, world.flow, tariff, 0.8 * world.input_share,
        world.elasticity, tariff_date=world.tariff_date, services=world.services, elasticity_set=world.elasticity_set,
        members=world.members,
    )  # fmt: skip


def rate_of(solved: Equilibrium) -> np.ndarray:
    """The tariffs [k, n, i] that are paid in an equilibrium without export taxes."""
    rates: np.ndarray = 1.0 / solved.net - 1.0
    return rates


def test_a_world_of_2018_gets_the_law_since_2018_and_one_of_2022_does_not_get_it_twice() -> None:
    """US duties of section 301 came in 2018: on the state of mid-2022 they are new to the first world only."""
    old, new = two_vintages()
    law = State(title="the law of mid-2022", date=dt.date(2022, 7, 1))
    usa, chn, k = old.region("USA"), old.region("CHN"), old.sectors.index("C28")
    first, second = solve_world(old, law), solve_world(new, law)
    assert rate_of(first)[k, usa, chn] > old.tariff[k, usa, chn] + 0.05
    assert first.real_income_hat[chn] < 1.0 - 1e-5
    assert_allclose(rate_of(second), new.tariff, atol=1e-12)
    assert_allclose(second.real_income_hat, 1.0, atol=1e-9)


def test_the_law_before_a_worlds_date_is_lifted_from_it() -> None:
    _, new = two_vintages()
    usa, chn, k = new.region("USA"), new.region("CHN"), new.sectors.index("C28")
    before = solve_world(new, State(title="2017", date=dt.date(2017, 12, 31)))
    assert rate_of(before)[k, usa, chn] < new.tariff[k, usa, chn] - 0.05


def test_the_measures_of_2018_are_in_the_benchmark_of_the_embedded_world() -> None:
    assert "US-CN-301" in policy_state(load_measures(), WORLD.tariff_date).ids
    assert "US-CN-301" not in policy_state(load_measures(), dt.date(2018, 1, 1)).ids


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"goods": ["C28"], "hs": ["8471.30"]}, r"HS 8471\.30 lies in C26, not in C28; name its sector"),
        ({"hs": ["7701"]}, "HS 7701 is in no edition of the HS"),
        ({"hs": ["9999"]}, "HS 9999 is in no edition of the HS"),
    ],
)
def test_a_line_that_lies_in_no_sector_named_beside_it_is_an_error(line: dict[str, Any], said: str) -> None:
    """It would tax nothing, without a word."""
    with pytest.raises(MeasureError, match=said):
        check_own([measure(products=[line | {"rate": 0.1}])], WORLD)


def test_the_lines_of_the_library_lie_in_their_sectors() -> None:
    check_own([one for one in load_measures() if not left_out([one], WORLD)], WORLD)
