"""The end of CUSMA: ordinary duties between the United States and its two neighbours, and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from middlepower.policy.flows import taxed
from middlepower.policy.library import load_measures
from middlepower.policy.place import benchmark_law
from middlepower.policy.state import policy_state
from middlepower.world.embedded import embedded_dataset, load_world
from tools.build_mfn import NO_PREFERENCE, rate_of_line
from tools.build_tables import us_imports

LAPSE = ("US-CUSMA-LAPSE", "CA-CUSMA-LAPSE", "MX-CUSMA-LAPSE")
SHELTER = ("US-CUSMA-SHELTER-10", "US-CUSMA-SHELTER-AUTO")
DAY = dt.date(2026, 11, 1)
PAIRS = [("USA", "CAN"), ("USA", "MEX"), ("CAN", "USA"), ("MEX", "USA")]


Averages = dict[tuple[int, ...], float]


@pytest.fixture(scope="module")
def averages() -> tuple[Averages, Averages]:
    """Average rate of every taxed flow (k, n, i), customs values of the benchmark, without the lapse and with it."""
    without, lapsed = (average_rates(names) for names in ((), LAPSE))
    return without, lapsed


def average_rates(names: tuple[str, ...]) -> Averages:
    """{(k, n, i): average rate} under the law of the day and the named measures."""
    world = load_world()
    law = policy_state(load_measures(), DAY, with_measures=names)
    flows = taxed(world, benchmark_law(world), law)
    value = np.where(np.isfinite(flows.after), flows.share / flows.before, 0.0)  # what a ban stops pays nothing
    after = np.where(np.isfinite(flows.after), flows.after, 1.0)
    sold = np.add.reduceat(value, flows.first)
    paid = np.divide(np.add.reduceat(value * after, flows.first), sold, out=np.ones_like(sold), where=sold > 0) - 1.0
    return {tuple(map(int, cell)): float(rate) for cell, rate in zip(flows.cell.T, paid, strict=True)}


def rise(averages: tuple[Averages, Averages], sector: str, importer: str, exporter: str) -> float:
    """By how much a flow's average rate rises; where no other measure bites, the world's own comes first."""
    world = load_world()
    cell = world.sectors.index(sector), world.region(importer), world.region(exporter)
    without, lapsed = averages
    return lapsed[cell] - without.get(cell, float(world.tariff[cell]))


def test_no_law_of_any_day_holds_the_lapse() -> None:
    assert not set(LAPSE) & set(policy_state(load_measures(), DAY).ids)


@pytest.mark.parametrize(("importer", "exporter"), PAIRS)
def test_nobody_pays_less_and_free_goods_pay_the_ordinary_rate(
    averages: tuple[Averages, Averages], importer: str, exporter: str
) -> None:
    rises = {sector: rise(averages, sector, importer, exporter) for sector in load_world().sectors if sector != "SERV"}
    assert min(rises.values()) > -1e-9
    ordinary = {("USA", "CAN"): 0.0911, ("USA", "MEX"): 0.1115, ("CAN", "USA"): 0.0875, ("MEX", "USA"): 0.1475}
    assert rises["C13T15"] == pytest.approx(ordinary[importer, exporter], abs=2e-3)


def test_trucks_pay_a_quarter_and_cars_little(averages: tuple[Averages, Averages]) -> None:
    """Mexico's light trucks, a quarter of its vehicles and parts, lift the sector far above the 2.5% on cars."""
    assert 0.06 < rise(averages, "C29", "USA", "MEX") < 0.10
    assert 0.03 < rise(averages, "C29", "USA", "CAN") < 0.06


def test_other_pairs_are_as_they_were(averages: tuple[Averages, Averages]) -> None:
    world = load_world()
    listed = {(world.region(importer), world.region(exporter)) for importer, exporter in PAIRS}
    without, lapsed = averages
    for cell in without.keys() | lapsed.keys():
        if cell[1:] not in listed:
            assert lapsed[cell] == without[cell]


def test_the_rates_are_those_of_partners_without_a_preference(shared_data: Path) -> None:
    """Averages of all goods, and four lines that anybody can look up."""
    for code, rate in {"8703230140": 0.025, "8704310140": 0.25, "7601106090": 0.0, "1514190000": 0.064}.items():
        assert rate_of_line(code) == pytest.approx(rate, abs=0.002), code
    for exporter, average in (("CAN", 0.0147), ("MEX", 0.0336)):
        table = us_imports(exporter)
        paid = (table["hs"].map(rate_of_line) * table["value_musd"]).sum() / table["value_musd"].sum()
        assert paid == pytest.approx(average, abs=5e-4), exporter


def test_canada_and_mexico_charge_what_they_charge_everybody() -> None:
    assert benchmark_law(load_world()).date.year == 2022
    tariff = embedded_dataset("icio2022")["tariff"]
    for name, importer in (("CA-CUSMA-LAPSE", "CAN"), ("MX-CUSMA-LAPSE", "MEX")):
        measure = next(one for one in load_measures() if one.id == name)
        for row in measure.products[0].sector_table or ():
            held = tariff.sel(sector=row.sector, importer=importer, exporter=NO_PREFERENCE)
            assert row.added_rate == pytest.approx(float(held), abs=6e-5), row.sector


def test_goods_of_cusma_origin_lose_their_shelter() -> None:
    """Cars pay 25% on all of their value, other goods 10% where they are not exempt, each once."""
    world = load_world()
    spared, bare = (average_rates(names) for names in (LAPSE, (*LAPSE, *SHELTER)))
    rises = {}
    for sector in ("C29", "C23", "C10T12", "C24A", "B06"):
        cell = world.sectors.index(sector), world.region("USA"), world.region("CAN")
        rises[sector] = bare[cell] - spared[cell]
    assert rises["C29"] == pytest.approx(0.125, abs=0.03)  # half of 25% on cars; nearly all of it on parts
    assert 0.08 < rises["C23"] <= 0.1  # cement and glass, hardly anything exempt
    assert 0.0 < rises["C10T12"] < 0.1
    assert rises["B06"] == pytest.approx(0.0, abs=1e-3)  # energy is exempt from the 10%
    assert rises["C24A"] < 0.03  # steel pays section 232, and nothing beside it: the rest is pig iron and scrap


def test_no_pair_but_the_neighbours_loses_shelter() -> None:
    world = load_world()
    neighbours = {world.region("CAN"), world.region("MEX")}
    before, after = (average_rates(names) for names in ((), SHELTER))
    assert {cell[2] for cell in after if after[cell] != before.get(cell)} == neighbours
