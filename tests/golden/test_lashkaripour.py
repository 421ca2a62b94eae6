"""Lashkaripour (2021, Journal of International Economics 131): Nash tariffs of Eqs. (6), (7), (14), WIOD 2014.

The table was solved with the paper's public programs; the exact best responses were solved independently.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from middlepower.replicate.lashkaripour_2021 import STUDY, tariff_war
from middlepower.replicate.published import read_table


@pytest.fixture(scope="module")
def rows(shared_data: Path):
    """The study's rows by quantity, in-sample elasticities on WIOD 2014."""
    return list(STUDY.run(shared_data))


def test_every_number_with_a_tolerance_passes(rows) -> None:
    """176 numbers of the table, two best responses, and a residual for each further world."""
    judged = [row for row in rows if row.tolerance is not None]
    assert len([row for row in judged if row.tolerance == 1e-6]) == 44 * 4
    assert [row for row in judged if not row.passed] == []


def test_table_is_met_far_within_tolerance(rows) -> None:
    """The public-code form is the one that the table holds: ten digits, not six."""
    table = [row for row in rows if "public-code form" in row.quantity and row.tolerance is not None]
    assert max(abs(row.difference) for row in table) < 1e-8


def test_committed_table_is_the_target(shared_data: Path) -> None:
    """The compact table beside the code says what the target file says."""
    table = read_table("lashkaripour_2021")
    with (shared_data.parent / "targets" / "tariffwar_nash_wiod2014_IS.csv").open() as file:
        for row in csv.DictReader(file):
            assert table[row["country"]]["tariff_percent"] == pytest.approx(float(row["optimal_tariff_pct"]), abs=1e-7)
            assert table[row["country"]]["welfare_percent"] == pytest.approx(float(row["welfare_pct_change"]), abs=1e-8)


def test_three_rules_stay_apart(rows) -> None:
    """Paper form, public-code form and exact game differ for the US, and each row says which is which."""
    us = {row.quantity: row for row in rows if row.quantity.startswith("USA Nash tariff") and "WIOD 2014" in row.where}
    assert us["USA Nash tariff, per cent, public-code form"].ours == pytest.approx(41.1453, abs=1e-4)
    assert us["USA Nash tariff, per cent, paper form"].ours == pytest.approx(41.0777, abs=1e-4)
    assert us["USA Nash tariff, per cent, exact"].ours == pytest.approx(43.9908, abs=1e-4)
    assert us["USA Nash tariff, per cent, exact"].passed is None


def test_services_are_taxed_as_in_the_source(shared_data: Path) -> None:
    """The tariff applies in every sector, services included, and on no home sale."""
    game = tariff_war(shared_data, rule="public-code form")
    tau = 1.0 / game.equilibrium.net - 1.0
    assert tau[-1, 0, 1] == pytest.approx(game.tariff[0])
    assert tau[-1, 0, 0] == pytest.approx(0.0)
