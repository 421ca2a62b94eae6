"""`world list` and `world show`: what there is, and what is in it."""

from __future__ import annotations

import json

import pytest
from numpy.testing import assert_allclose

from middlepower.cli.guard import guarded
from middlepower.cli.world_shown import economy_rows, sector_rows
from middlepower.data.embedded import embedded_names
from middlepower.world.embedded import load_world


def test_the_list_has_every_world_with_its_elasticities(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["world", "list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["worlds"]
    assert {row["world"]: row["elasticities"] for row in rows} == dict.fromkeys(embedded_names(), "MEDIAN")


def test_a_world_is_shown_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    """Sizes add up to the world's, and the mean tariff is what is paid on what is imported."""
    world = load_world()
    assert guarded(["world", "show", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [row["economy"] for row in shown["economies"]] == list(world.regions)
    assert sum(row["sales_musd"] for row in shown["sectors"]) == pytest.approx(world.flow.sum(), rel=1e-6)
    assert_allclose([row["imports_musd"] for row in shown["economies"]], world.imports, atol=0.06)
    canada = economy_rows(world)[world.region("CAN")]
    paid = world.tariff_revenue[world.region("CAN")] / world.imports[world.region("CAN")]
    assert canada["mean_tariff_percent"] == pytest.approx(100 * paid, abs=0.006)
    assert "PRT" in next(row for row in economy_rows(world) if row["economy"] == "REU")["holds"]
    assert sector_rows(world)[-1]["kind"] == "services"


def test_a_world_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["world", "show", "demo"]) == 2
    assert "did you mean `demo3`" in capsys.readouterr().err
