"""Economies and groups measured alike: a group of one is the economy itself, a group's inner trade is no trade."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.cli.guard import guarded
from middlepower.indicators import compare, grouped
from middlepower.scenario.shock import no_change
from worlds import added_tariff, off_diagonal, random_world, solved

WORLD = random_world(31, regions=5, sectors=3)
ALONE = np.eye(5)


@pytest.fixture(scope="module")
def pair():
    """The benchmark and a world after a tariff."""
    rate = 0.3 * off_diagonal(WORLD)
    rate[:, 1:, :] = 0.0
    return solved(WORLD, no_change(WORLD.tariff)), solved(WORLD, added_tariff(WORLD, rate))


def test_groups_of_one_are_economies(pair) -> None:
    """Every grouped indicator equals its plain twin."""
    assert_allclose(grouped.real_income(*pair, ALONE), compare.real_income_change(*pair))
    assert_allclose(grouped.real_income_money(*pair, ALONE), compare.real_income_value(*pair))
    assert_allclose(grouped.export_volume(*pair, ALONE), compare.export_change(*pair))
    assert_allclose(grouped.import_volume(*pair, ALONE), compare.import_change(*pair))
    assert_allclose(grouped.output_volume(*pair, ALONE), compare.output_change(*pair))
    assert_allclose(grouped.sector_export_volume(*pair, ALONE), compare.sector_export_change(*pair))


def test_a_groups_income_adds_up_and_its_inner_trade_drops_out(pair) -> None:
    """By hand: two members, what they sell to each other is left out."""
    both = np.array([[1.0, 1.0, 0.0, 0.0, 0.0]])
    base = pair[0]
    flow = base.flow.sum(axis=0)
    sold = flow[2:, :2].sum()
    assert_allclose(grouped.exports(base.flow, both).sum(), sold)
    assert_allclose(grouped.imports(base.flow, both).sum(), flow[:2, 2:].sum())
    money = compare.real_income_value(*pair)[:2].sum()
    assert_allclose(grouped.real_income(*pair, both), money / base.income[:2].sum())
    members = np.vstack([ALONE, both])
    share = grouped.export_share(base, members)
    assert_allclose(share[5, :2], 0.0)
    assert_allclose(share[5, 2], flow[2, :2].sum() / sold)
    assert_allclose(share[2, 5], share[2, 0] + share[2, 1])


def test_volumes_found_at_once_are_those_found_one_by_one(pair) -> None:
    """Of economies and a group: what members sell and buy is all that is looked at."""
    members = np.vstack([ALONE[2:4], [0.0, 1.0, 0.0, 1.0, 0.0]])
    old, new = (grouped.volumes(of, pair[0].c_hat, members) for of in pair)
    grown = new.growth_from(old)
    assert_allclose(grown.exports, grouped.export_volume(*pair, members))
    assert_allclose(grown.imports, grouped.import_volume(*pair, members))
    assert_allclose(grown.output, grouped.output_volume(*pair, members))
    assert_allclose(grown.sector_exports, grouped.sector_export_volume(*pair, members))


def test_the_whole_world_does_not_trade(pair) -> None:
    """A group of everybody has no exports: missing, not zero."""
    everybody = np.ones((1, 5))
    assert np.isnan(grouped.export_volume(*pair, everybody)).all()
    assert np.isnan(grouped.export_share(pair[0], everybody)).all()


def test_a_brief_can_be_a_groups(tmp_path: Path) -> None:
    """`--economy EU`: numbers, sectors and brief of the whole group."""
    out = tmp_path / "eu"
    arguments = ["run", "beijing-2026", "--states", "allies", "--no-ranges", "--economy", "EU", "--out", str(out)]
    assert guarded(arguments) == 0
    found = json.loads((out / "results.json").read_text())
    state = found["states"]["allies"]["economies"]
    members = ["DEU", "FRA", "ITA", "ESP", "NLD", "BEL", "IRL", "POL", "SWE", "DNK", "AUT", "CZE", "REU"]
    money = sum(state[code]["real_income_musd"]["value"] for code in members)
    assert state["EU"]["real_income_musd"]["value"] == pytest.approx(money)
    actor = found["states"]["allies"]["actors"]["EU"]
    assert actor["export_share_percent"]["CHN"]["value"] == pytest.approx(0.0, abs=1e-9)
    assert set(found["states"]["allies"]["sectors"]["EU"]) == set(found["sectors"])
    assert "European Union" in (out / "brief.html").read_text()
