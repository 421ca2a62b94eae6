"""Measures on HS lines: only these lines are taxed, with their share from a trade table or from the measure."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import MeasureError
from middlepower.policy.flows import taxed
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.state import PolicyState
from middlepower.scenario.compile import shock_of
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import load_world

WORLD = load_world()
NEST = 5.0


def made(line: dict[str, Any], imposer: str = "USA", target: str = "CHN") -> Measure:
    """A surtax of 25% by one economy on another."""
    common = {"instrument": "surtax", "status": "in force", "sources": ["test"], "confidence": "low"}
    raw = {
        "id": "mine",
        "title": "A test",
        "imposer": imposer,
        "targets": [target],
        "date_in_force": dt.date(2026, 2, 1),
    }
    return parse_measure({**raw, **common, "products": [{"rate": 0.25, **line}]})


def shock(measure: Measure) -> Shock:
    """What the measure alone does."""
    day = dt.date(2026, 2, 2)
    return shock_of(WORLD, State(title="x"), taxed(WORLD, PolicyState(day, ()), PolicyState(day, (measure,))), NEST)


def sectors_hit(measure: Measure) -> list[str]:
    """The sectors in which some flow costs more."""
    return [code for k, code in enumerate(WORLD.sectors) if (shock(measure).trade_cost[k] != 1.0).any()]


def test_lines_of_a_sector_leave_the_rest_of_it_alone() -> None:
    n, i, k = WORLD.region("USA"), WORLD.region("CHN"), WORLD.sectors.index("C24B")
    lines, whole = (
        shock(made(line)) for line in ({"goods": ["C24B"], "hs": ["810890", "8104.19"]}, {"goods": ["C24B"]})
    )
    assert 1.0 < lines.trade_cost[k, n, i] < 1.02 < whole.trade_cost[k, n, i]
    assert int((lines.trade_cost != 1.0).sum()) == 1


def test_lines_without_goods_are_found_in_their_sectors() -> None:
    assert sectors_hit(made({"hs": ["8104", "8703"]})) == ["C24B", "C29"]


def test_a_chapter_is_all_its_headings() -> None:
    whole, parts = (shock(made({"goods": ["C29"], "hs": hs})) for hs in (["87"], ["8702", "8703", "8704", "8708"]))
    k = WORLD.sectors.index("C29")
    assert (whole.trade_cost[k] >= parts.trade_cost[k]).all()
    assert (whole.trade_cost[k] > parts.trade_cost[k]).any()


def test_all_lines_of_a_sector_are_the_sector() -> None:
    headings = shock(made({"goods": ["B06"], "hs": ["2709", "2711"]}))
    sector = shock(made({"goods": ["B06"]}))
    assert_allclose(headings.trade_cost, sector.trade_cost, rtol=1e-12)
    assert_allclose(headings.tariff, sector.tariff, rtol=1e-12)


def test_a_stated_share_stands_where_no_table_knows() -> None:
    line = {"goods": ["ev"]}
    with pytest.raises(MeasureError, match=r"no table knows the share of `ev` .* CHN sells to DEU of sector C29"):
        shock(made(line, "DEU"))
    stated = shock(made({**line, "share": 0.55, "share_source": "customs, 2023"}, "DEU"))
    k, n, i = WORLD.sectors.index("C29"), WORLD.region("DEU"), WORLD.region("CHN")
    ratio = (1.0 + WORLD.tariff[k, n, i] + 0.25) / (1.0 + WORLD.tariff[k, n, i])
    assert_allclose(stated.trade_cost[k, n, i], (0.45 + 0.55 * ratio ** (1 - NEST)) ** (1 / (1 - NEST)), rtol=1e-3)


def test_a_group_of_importers_needs_each_members_share() -> None:
    stated = made({"goods": ["ev"], "share": 0.5, "share_source": "customs"}, "EU")
    hit = np.flatnonzero((shock(stated).trade_cost != 1.0).any(axis=(0, 2)))
    assert {WORLD.regions[n] for n in hit} >= {"DEU", "FRA", "REU"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ({}, "name what is taxed"),
        ({"hs": ["87033"]}, "no HS code"),
        ({"hs": ["cars"]}, "no HS code"),
        ({"goods": ["ev"], "share": 0.5}, "`share` and `share_source` go together"),
        ({"goods": ["ev"], "share_source": "x"}, "`share` and `share_source` go together"),
        ({"goods": ["C29"], "share": 0.5, "share_source": "x"}, "`share` goes with one product"),
        ({"goods": ["ev", "steel"], "share": 0.5, "share_source": "x"}, "`share` goes with one product"),
        ({"goods": ["ev"], "share": 1.5, "share_source": "x"}, "share"),
    ],
)
def test_a_wrong_line_is_one_clear_line(line: dict[str, Any], complaint: str) -> None:
    with pytest.raises(MeasureError, match=complaint) as caught:
        made(line)
    assert "\n" not in str(caught.value)
