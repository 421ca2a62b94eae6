"""The trade that each measure of the library covers is what its source says, or somebody says why not."""

from __future__ import annotations

import datetime as dt

import pytest

from middlepower.policy.library import load_measures
from middlepower.policy.place import in_world
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import PolicyState
from middlepower.world.embedded import load_world
from tools.trade_covered import (
    Covered,
    covered_by_library,
    embedded_worlds,
    notes,
    taxed_goods,
    touches_alone,
    without_trade,
)

WORLD = load_world()
EXPLAINED = notes()
QUANTIFIED = [one for one in load_measures() if one.quantified]


@pytest.fixture(scope="module")
def library() -> dict[str, Covered]:
    """What every quantified measure covers, by id."""
    return {one.measure.id: one for one in covered_by_library(embedded_worlds())}


@pytest.mark.parametrize("name", [one.id for one in QUANTIFIED])
def test_a_difference_above_a_third_and_goods_without_trade_are_explained(
    name: str, library: dict[str, Covered]
) -> None:
    """Run `python -m tools.trade_covered`; explain what is unexplained in trade_notes.csv, or correct the measure."""
    one = library[name]
    assert name in EXPLAINED or not one.needs_note, (one.value, one.measure.trade_musd, one.without_trade)


def test_every_explanation_is_of_a_measure_that_needs_one(library: dict[str, Covered]) -> None:
    needless = [name for name in EXPLAINED if name not in library or not library[name].needs_note]
    assert not needless, f"delete from trade_notes.csv: {', '.join(needless)}"
    assert all(note.strip().endswith(".") for note in EXPLAINED.values())


@pytest.mark.parametrize("one", QUANTIFIED, ids=lambda one: one.id)
def test_no_share_is_zero_by_omission(one: Measure) -> None:
    """Every partner of a table of partners has a row, every sector that is named one in the table of coverage."""
    day = dt.date(2026, 1, 1)
    for placed in in_world(PolicyState(day, (one,)), WORLD).measures:
        for line in placed.products:
            targets = line.targets or placed.targets
            if line.partner_table is not None:
                assert set(targets) <= set(line.partner_steps)
            sectors = set(line.goods) & set(WORLD.sectors)
            if line.coverage_table is not None:
                known = {(target, sector) for sector in sectors for target in targets}
                rows = set(line.coverage_by_good)
                assert {(t, s) for t, s in known if {(t, s), ("*", s)}.isdisjoint(rows)} == set()
            if line.sector_table is not None:
                assert sectors <= {row.sector for row in line.sector_table}


def made(**changes: object) -> Measure:
    """A duty on Chinese goods, with some changes."""
    entry = {
        "id": "X", "title": "X", "imposer": "USA", "targets": ["CHN"], "instrument": "surtax",
        "products": [{"goods": ["steel"], "rate": 0.1}], "date_in_force": "2026-01-01", "status": "in force",
        "sources": ["assumed"], "confidence": "low",
    }  # fmt: skip
    return parse_measure(entry | changes)


def without(measure: Measure) -> list[str]:
    """What a measure names without any trade."""
    return list(without_trade(measure, touches_alone(measure, WORLD), WORLD, ShareBook(WORLD, ())))


def test_goods_and_partners_without_trade_are_found() -> None:
    nothing = {"goods": ["C24A"], "hs": ["7201.50"], "rate": 0.1}
    assert without(made()) == []
    assert without(made(products=[{"goods": ["steel"], "rate": 0.1}, nothing])) == ["HS 720150"]
    assert without(made(products=[nothing])) == ["USA from CHN", "HS 720150"]
    assert taxed_goods(made()) == {"steel"}


@pytest.mark.parametrize(("stated", "differs"), [(None, False), (90, False), (74, True), (100, False), (151, True)])
def test_a_third_is_the_difference_that_must_be_explained(stated: float | None, differs: bool) -> None:
    assert Covered(made(trade_musd=stated), 100.0, (2024,), ()).differs is differs
