"""US tariff schedules on ICIO 2022 without inputs, against a table solved with the public us-tariff programs."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from middlepower.model.multi_sector.solve import solve
from middlepower.replicate.lashkaripour_2021 import balanced_world
from middlepower.replicate.published import read_table
from middlepower.replicate.us_tariff import (
    STUDY,
    april_schedule,
    partner_schedule,
    shock,
    tariffs,
    uniform_schedule,
    welfare,
)


@pytest.fixture(scope="module")
def rows(shared_data: Path):
    """All rows of the study."""
    return list(STUDY.run(shared_data))


@pytest.fixture(scope="module")
def world(shared_data: Path):
    """(data, balanced benchmark)."""
    return balanced_world(shared_data, "ICIO2022", "IS")


def test_every_number_with_a_tolerance_passes(rows) -> None:
    """243 numbers of the table, the US optimum in two forms, and each schedule solved twice."""
    judged = [row for row in rows if row.tolerance is not None]
    assert len([row for row in judged if row.tolerance == 1e-6]) == 81 * 3
    assert [row for row in judged if not row.passed] == []


def test_table_is_met_far_within_tolerance(rows) -> None:
    """Ten digits, not six."""
    assert max(abs(row.difference) for row in rows if row.tolerance == 1e-6) < 1e-9


def test_committed_table_is_the_target(shared_data: Path) -> None:
    """The compact table beside the code says what the target file says."""
    table = read_table("us_tariff")
    with (shared_data.parent / "targets" / "ustariff_uniform10_none_icio2022_IS.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["country"] for row in rows} == set(table)
    for row in rows:
        assert table[row["country"]]["welfare_percent"] == float(row["welfare_pct_change"])


def test_the_schedule_replaces_tariffs(world) -> None:
    """10% on Canada in every sector, services included; Canada's answer replaces its own; nobody else moves."""
    data, _ = world
    us, ca, mx = (data.position(code) for code in ("USA", "CAN", "MEX"))
    new = tariffs(data, partner_schedule(data, "CAN", ["CAN"], 0.10), retaliation=True)
    assert (new[:, us, ca] == 0.10).all()
    assert (new[:, ca, us] == 0.10).all()
    assert (new[:, us, mx] == data.tariff[:, us, mx]).all()
    assert (new[:, us, us] == 0.0).all()
    assert (tariffs(data, uniform_schedule(data, 0.10), retaliation=False)[:, ca, us] == data.tariff[:, ca, us]).all()


def test_2_april_schedule(shared_data: Path, world) -> None:
    """China 54%, Viet Nam 46%, the EU 20%; Taiwan and Sao Tome keep applied tariffs both ways; ROW is an average."""
    data, _ = world
    schedule = april_schedule(shared_data, data)
    rate = dict(zip(data.countries, schedule.rate, strict=True))
    assert (rate["CHN"], rate["VNM"], rate["DEU"]) == (0.54, 0.46, 0.20)
    assert {code for code, value in rate.items() if np.isnan(value)} == {"TWN", "STP", "USA"}
    assert rate["ROW"] == pytest.approx(0.18902, abs=1e-5)
    assert schedule.answer[data.position("ROW")] == pytest.approx(0.12062, abs=1e-5)
    us, tw = data.position("USA"), data.position("TWN")
    new = tariffs(data, schedule, retaliation=True)
    assert (new[:, us, tw] == data.tariff[:, us, tw]).all()
    assert (new[:, tw, us] == data.tariff[:, tw, us]).all()


def test_retaliation_costs_the_us(world) -> None:
    """A US gain from 10% on everyone turns into a loss when everyone answers."""
    data, benchmark = world
    us = data.position("USA")
    alone, answered = (
        welfare(solve(benchmark, shock(data, uniform_schedule(data, 0.10), retaliation)))[us]
        for retaliation in (False, True)
    )
    assert alone > 0 > answered
