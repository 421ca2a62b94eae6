"""Caliendo and Parro (2015, Review of Economic Studies 82): NAFTA tariffs 1993 -> 2005, trade balanced first.

Table 2, pages 20-21: first-order welfare, terms of trade, volume of trade, real wages. The exact change of real
income in the same equilibria was solved independently.
"""

from __future__ import annotations

import csv
from itertools import permutations

import numpy as np
import pytest

from middlepower.data.sources.cp2015 import NAFTA, REGIONS, read_cp2015
from middlepower.measures.compare import real_income_change
from middlepower.measures.first_order import first_order_welfare
from middlepower.model.caliendo_parro import Solver
from middlepower.model.from_shares import benchmark_from_flows
from middlepower.scenario.shock import Shock, no_change

TOLERANCE = 0.002  # percentage points: the paper prints two decimals, its inputs carry seven digits
NAMES = {"Canada": "CAN", "Mexico": "MEX", "USA": "USA"}


@pytest.fixture(scope="module")
def nafta(shared_data):
    """(baseline with balanced trade, NAFTA) as equilibria of one benchmark."""
    data = read_cp2015(shared_data / "cp2015")
    benchmark = benchmark_from_flows(data.flow, data.tariff_1993, data.input_share, data.elasticity)
    tariff = data.tariff_1993.copy()
    members = [REGIONS.index(code) for code in NAFTA]
    for importer, exporter in permutations(members, 2):
        tariff[:, importer, exporter] = data.tariff_2005[:, importer, exporter]
    solver = Solver.of(benchmark)
    cost = (1.0 + tariff) / (1.0 + data.tariff_1993)
    return solver.solve(no_change(data.tariff_1993), "balanced"), solver.solve(Shock(cost, tariff), "balanced")


@pytest.fixture(scope="module")
def published(shared_data):
    """Rows of the target table by ISO3."""
    with (shared_data.parent / "targets" / "cp2015_nafta_three_countries.csv").open() as file:
        return {NAMES[row["region"]]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("code", NAFTA)
def test_first_order_welfare_is_table_2(nafta, published, code):
    """Welfare, terms of trade and volume of trade of Table 2."""
    found = first_order_welfare(*nafta)
    n, row = REGIONS.index(code), published[code]
    assert 100 * found.welfare[n] == pytest.approx(float(row["welfare_first_order_percent"]), abs=TOLERANCE)
    assert 100 * found.terms_of_trade[n] == pytest.approx(float(row["terms_of_trade_percent"]), abs=TOLERANCE)
    assert 100 * found.volume_of_trade[n] == pytest.approx(float(row["volume_of_trade_percent"]), abs=TOLERANCE)


@pytest.mark.parametrize("code", NAFTA)
def test_real_wages_are_table_2(nafta, published, code):
    """Real wages of Table 2."""
    baseline, state = nafta
    change = state.real_wage_hat / baseline.real_wage_hat - 1.0
    found = 100 * change[REGIONS.index(code)]
    assert found == pytest.approx(float(published[code]["real_wage_percent"]), abs=TOLERANCE)


@pytest.mark.parametrize("code", NAFTA)
def test_exact_real_income(nafta, published, code):
    """The exact change of real income, which the first-order formula misses by a hundredfold for Mexico."""
    change = real_income_change(*nafta)[REGIONS.index(code)]
    assert 100 * change == pytest.approx(float(published[code]["exact_real_income_percent"]), abs=TOLERANCE)


def test_residuals_come_from_an_independent_check(nafta):
    """Both equilibria obey the equations written out literally."""
    assert max(one.report.residual for one in nafta) < 1e-9
    assert np.all(np.isfinite(nafta[1].real_income_hat))
