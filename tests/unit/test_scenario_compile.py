"""A scenario's own shocks land on the flows that they name, and on no others."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import UnknownNameError
from middlepower.policy.flows import taxed
from middlepower.policy.place import benchmark_law
from middlepower.scenario.compile import shock_of
from middlepower.scenario.entries import CutOff
from middlepower.scenario.own import cut_cells
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world

WORLD = load_world()
CAN, USA, CHN = (WORLD.region(code) for code in ("CAN", "USA", "CHN"))
STEEL = WORLD.sectors.index("C24A")


def shock(**parts):
    """The shock of a state without measures."""
    law = benchmark_law(WORLD)
    return shock_of(WORLD, State(title="test", **parts), taxed(WORLD, law, law), 5.0)


@pytest.mark.parametrize(
    ("direction", "canada_buys", "china_buys"),
    [("both", False, False), ("imports", False, True), ("exports", True, False)],
)
def test_a_cut_off_has_a_direction(direction, canada_buys, china_buys) -> None:
    """Seen from `between`: its imports end, its exports end, or both."""
    cut = cut_cells(WORLD, [CutOff.model_validate({"between": ["CAN"], "and": ["CHN"], "direction": direction})])
    assert (cut[:, CAN, CHN] == (not canada_buys)).all()
    assert (cut[:, CHN, CAN] == (not china_buys)).all()
    assert cut.sum() == len(WORLD.sectors) * ((not canada_buys) + (not china_buys))


def test_a_group_in_a_cut_off_is_all_its_members() -> None:
    """EU means its 17 regions, both ways; nobody is cut off from itself."""
    by_sector = cut_cells(WORLD, [CutOff.model_validate({"between": ["EU"], "and": ["*"]})])
    cut = by_sector[0]
    assert (by_sector == cut).all()
    members = [WORLD.region(code) for code in ("DEU", "FRA", "REU")]
    assert all(cut[n].sum() == len(WORLD.regions) - 1 for n in members)
    assert not cut.diagonal().any()
    assert not cut[CAN, USA]


def test_a_tariff_lands_on_the_importers_side() -> None:
    """The United States taxes Canadian steel: that flow and no other; adding and replacing."""
    taxed = shock(tariffs=[{"importers": ["USA"], "exporters": ["CAN"], "sectors": ["C24A"], "rate": 0.25}])
    assert taxed.tariff[STEEL, USA, CAN] == pytest.approx(WORLD.tariff[STEEL, USA, CAN] + 0.25)
    assert (np.abs(taxed.tariff - WORLD.tariff) > 1e-12).sum() == 1
    rate = {"importers": ["CHN"], "exporters": ["CAN"], "sectors": ["C24A"], "rate": 0.25, "relation": "replaces"}
    replaced = shock(tariffs=[rate])
    assert replaced.tariff[STEEL, CHN, CAN] == pytest.approx(0.25)
    wanted = 1.25 / (1.0 + WORLD.tariff[STEEL, CHN, CAN])
    assert replaced.trade_cost[STEEL, CHN, CAN] == pytest.approx(wanted)


def test_all_sectors_means_all_goods() -> None:
    """Services are taxed only by name; own sales never."""
    taxed = shock(tariffs=[{"importers": ["*"], "exporters": ["*"], "rate": 0.1}])
    added = taxed.tariff - WORLD.tariff
    assert_allclose(added[-1], 0.0)
    assert_allclose(added[:-1, CAN, USA], 0.1)
    assert_allclose(added[:, CAN, CAN], 0.0)


def test_a_typing_error_does_not_hide_beside_a_star() -> None:
    """Neither an economy nor a sector."""
    for mistake in ({"exporters": ["*", "XXX"]}, {"sectors": ["*", "C2O"]}):
        with pytest.raises(UnknownNameError, match=r"XXX|C2O"):
            shock(tariffs=[{"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25, **mistake}])


def test_all_goods_and_services_in_one_entry_are_the_same_as_in_two() -> None:
    """A sector named beside the star is not forgotten."""
    flow = {"importers": ["CAN"], "exporters": ["USA"], "change": -0.05}
    together = shock(trade_costs=[{**flow, "sectors": ["*", "SERV"]}])
    apart = shock(trade_costs=[flow, {**flow, "sectors": ["SERV"]}])
    assert_allclose(together.trade_cost, apart.trade_cost)
    assert together.trade_cost[-1, CAN, USA] == pytest.approx(0.95)


def test_trade_costs_are_told_apart_from_tariffs() -> None:
    """A fall of trade costs moves the cost, not the tariff."""
    cheaper = shock(trade_costs=[{"importers": ["CHN"], "exporters": ["CAN"], "sectors": ["SERV"], "change": -0.1}])
    assert cheaper.trade_cost[-1, CHN, CAN] == pytest.approx(0.9)
    assert cheaper.iceberg is not None
    assert cheaper.iceberg[-1, CHN, CAN] == pytest.approx(0.9)
    assert_allclose(cheaper.tariff, WORLD.tariff)


@pytest.mark.parametrize(
    ("part", "match"),
    [
        ({"importers": ["UAS"], "exporters": ["CAN"]}, "did you mean `USA`"),
        ({"importers": ["USA"], "exporters": ["FIN"]}, "FIN is part of REU in this world; use REU"),
        (
            {"importers": ["USA"], "exporters": ["CAN"], "sectors": ["C24"]},
            "`C24` is more than one sector.*C24A .*, C24B",
        ),
    ],
)
def test_unknown_labels_are_refused_with_the_nearest(part, match) -> None:
    """Economies, members of aggregates, sectors."""
    with pytest.raises(UnknownNameError, match=match):
        shock(tariffs=[{**part, "rate": 0.1}])
