"""A state's own tariffs on flows that measures and quotas already touch: all goods of the flow pay them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.policy.flows import taxed
from middlepower.policy.library import load_measures
from middlepower.policy.place import benchmark_law
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.state import PolicyState, policy_state
from middlepower.scenario.compile import shock_of
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import load_world

Array = NDArray[np.float64]
WORLD = load_world()
DAY = dt.date(2026, 1, 13)
SURTAX, STEEL_QUOTA = "CA-CN-EV-2024", "CA-STEEL-TRQ-3"
ETA = 5.0
CARS_FROM_CHINA = (WORLD.sectors.index("C29"), WORLD.region("CAN"), WORLD.region("CHN"))
STEEL_FROM_KOREA = (WORLD.sectors.index("C24A"), WORLD.region("CAN"), WORLD.region("KOR"))


def law(*added: Measure, without: tuple[str, ...] = ()) -> PolicyState:
    """The law of 13 January 2026 with measures of our own, and without some."""
    state = policy_state(load_measures(), DAY, (), without)
    return PolicyState(DAY, (*state.measures, *added))


def shock(law_after: PolicyState, *tariffs: dict[str, Any]) -> Shock:
    """The shock of a law and own tariffs."""
    state = State.model_validate({"title": "x", "tariffs": list(tariffs)})
    return shock_of(WORLD, state, taxed(WORLD, benchmark_law(WORLD), law_after), ETA)


def own(exporter: str, sector: str, rate: float, relation: str) -> dict[str, Any]:
    """An own tariff of Canada."""
    return {"importers": ["CAN"], "exporters": [exporter], "sectors": [sector], "rate": rate, "relation": relation}


def measure(exporter: str, sector: str, rate: float, relation: str) -> Measure:
    """The same as a measure of the library."""
    raw = {
        "id": "own",
        "title": "a tariff on all goods of a flow",
        "imposer": "CAN",
        "targets": [exporter],
        "instrument": "surtax",
        "relation": relation,
        "products": [{"goods": [sector], "rate": rate}],
        "date_in_force": dt.date(2026, 1, 10),
        "status": "in force",
        "sources": ["a test"],
        "confidence": "low",
    }
    return parse_measure(raw)


def assert_same(one: Shock, two: Shock) -> None:
    """Two shocks are the same in costs, rates and quotas."""
    assert_allclose(one.trade_cost, two.trade_cost, rtol=1e-12)
    assert_allclose(one.tariff, two.tariff, rtol=0, atol=1e-12)
    assert [quota.flow for quota in one.quotas] == [quota.flow for quota in two.quotas]
    for here, there in zip(one.quotas, two.quotas, strict=True):
        assert here.other_cost == pytest.approx(there.other_cost, rel=1e-12)
        assert here.other_net == pytest.approx(there.other_net, rel=1e-12)
        for part, other in zip(here.parts, there.parts, strict=True):
            assert part.rate_in_quota == pytest.approx(other.rate_in_quota, abs=1e-12)
            assert part.rate_over_quota == pytest.approx(other.rate_over_quota, abs=1e-12)


@pytest.mark.parametrize("rate", [0.0, 0.3])
def test_a_rate_that_replaces_is_the_same_in_force_and_lifted(rate: float) -> None:
    """Whether the surtax on electric vehicles stands or not: the rate is that of all goods of the flow."""
    tariff = own("CHN", "C29", rate, "replaces")
    stands, lifted = shock(law(), tariff), shock(law(without=(SURTAX,)), tariff)
    assert_same(stands, lifted)
    assert stands.tariff[CARS_FROM_CHINA] == pytest.approx(rate, abs=1e-14)
    expected = (1.0 + rate) / (1.0 + WORLD.tariff[CARS_FROM_CHINA])
    assert stands.trade_cost[CARS_FROM_CHINA] == pytest.approx(expected, rel=1e-12)


def test_a_rate_that_replaces_is_the_measure_that_replaces() -> None:
    """Written as a measure that replaces the ordinary rate, with the surtax lifted."""
    as_measure = law(measure("CHN", "C29", 0.1, "replaces MFN"), without=(SURTAX,))
    assert_same(shock(law(), own("CHN", "C29", 0.1, "replaces")), shock(as_measure))


def test_a_quota_falls_away_where_a_rate_replaces() -> None:
    """Korean steel at zero: no quota binds there, the others stay, and lifting the quotas changes nothing there."""
    tariff = own("KOR", "C24A", 0.0, "replaces")
    stands, lifted = shock(law(), tariff), shock(law(without=(STEEL_QUOTA,)), tariff)
    untouched = {quota.flow for quota in shock(law()).quotas}
    assert STEEL_FROM_KOREA in untouched
    assert {quota.flow for quota in stands.quotas} == untouched - {STEEL_FROM_KOREA}
    for array in ("trade_cost", "tariff"):
        here, there = getattr(stands, array)[STEEL_FROM_KOREA], getattr(lifted, array)[STEEL_FROM_KOREA]
        assert here == pytest.approx(there, rel=1e-14)
    assert stands.tariff[STEEL_FROM_KOREA] == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize(("exporter", "sector"), [("CHN", "C29"), ("KOR", "C24A"), ("USA", "C29"), ("BRA", "A01")])
def test_a_rate_that_adds_is_the_measure_that_adds(exporter: str, sector: str) -> None:
    """Every part of a flow pays it, in the quota and over it: nests, quotas and plain flows."""
    as_measure = law(measure(exporter, sector, 0.1, "adds to MFN"))
    assert_same(shock(law(), own(exporter, sector, 0.1, "adds")), shock(as_measure))


def test_an_added_rate_collects_revenue_on_a_quota_flow() -> None:
    """A tariff is no loss on the way: in-quota goods pay it to the treasury."""
    before, after = shock(law()), shock(law(), own("KOR", "C24A", 0.1, "adds"))
    (old,) = (quota for quota in before.quotas if quota.flow == STEEL_FROM_KOREA)
    (new,) = (quota for quota in after.quotas if quota.flow == STEEL_FROM_KOREA)
    assert new.parts[0].rate_in_quota == pytest.approx(old.parts[0].rate_in_quota + 0.1)
    assert after.trade_cost[STEEL_FROM_KOREA] == before.trade_cost[STEEL_FROM_KOREA] == 1.0


def test_own_tariffs_apply_one_after_the_other() -> None:
    """What replaces ends what was added before it; what is added later comes on top."""
    first = shock(law(), own("CHN", "C29", 0.5, "adds"), own("CHN", "C29", 0.2, "replaces"))
    assert_same(first, shock(law(), own("CHN", "C29", 0.2, "replaces")))
    then = shock(law(), own("CHN", "C29", 0.2, "replaces"), own("CHN", "C29", 0.1, "adds"))
    assert_same(then, shock(law(), own("CHN", "C29", 0.3, "replaces")))
