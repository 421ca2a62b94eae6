"""The small world for tutorials and tests: made of the default one, taken wherever a world is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr
from numpy.testing import assert_allclose

import middlepower as mp
from middlepower.cli.guard import guarded
from middlepower.data.embedded import DEMO_WORLD, embedded_names, embedded_path
from middlepower.world.embedded import load_world, vintages
from tools.demo_world import ECONOMIES, demo_dataset, sector_groups

QUESTION = """
scenario: small
title: 25% on Canadian goods
world: demo3
actors: [CAN, USA, CHN]
baseline: {name: status quo of 13 January 2026, date: 2026-01-13}
states:
  tax:
    title: 25% on Canadian goods
    tariffs:
      - {importers: [USA], exporters: [CAN], rate: 0.25}
"""


def test_the_committed_file_is_what_the_tool_makes() -> None:
    made, kept = demo_dataset(load_world()), xr.load_dataset(embedded_path(DEMO_WORLD), engine="h5netcdf")
    assert set(made.variables) == set(kept.variables)
    for name in ("flow", "benchmark_tariff", "input_share"):
        assert_allclose(made[name], kept[name], rtol=1e-12, atol=1e-12)


def test_trade_among_the_three_and_their_output_are_those_of_the_large_world() -> None:
    """Sales to others are sales at home: nothing that is made is lost, and no flow among the three is changed."""
    small, large, groups = load_world(DEMO_WORLD), load_world(), sector_groups()
    place = [large.region(code) for code in ECONOMIES]
    made_of = np.array([[groups[code] == sector for code in large.sectors] for sector in small.sectors])
    assert_allclose(small.output, made_of @ large.output[:, place], rtol=1e-12)
    among = np.einsum("ak,kni->ani", made_of, large.flow[:, place][:, :, place])
    apart = ~np.eye(len(place), dtype=bool)
    assert_allclose(small.flow[:, apart], among[:, apart], rtol=1e-12)
    assert (small.regions, small.sectors, small.services) == (("CAN", "USA", "CHN"), ("A", "B", "C", "SERV"), ("SERV",))


def test_it_stands_for_no_year_and_comes_last() -> None:
    """An earlier case is never answered on it."""
    assert DEMO_WORLD not in vintages()
    assert embedded_names()[-1] == DEMO_WORLD


def test_a_scenario_and_an_option_name_it(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(QUESTION, encoding="utf-8")
    answer = mp.run(tmp_path / "small.yaml", ranges=False)
    assert answer.document.header.world == DEMO_WORLD
    income = answer.equilibrium("tax").real_income
    assert float(income.sel(economy="CAN")) < 0.99 < 1.0 < float(income.sel(economy="USA"))
    assert guarded(["tariffs", "CAN", "--world", "demo3", "--out", str(tmp_path / "out")]) == 0
