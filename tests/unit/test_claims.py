"""Goods that claim a preference and goods that don't are one product: the share is given, the rate their average."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.cli.measures import rate_rows
from middlepower.errors import MeasureError
from middlepower.experiment.baseline import Baseline
from middlepower.policy.duty import resolve
from middlepower.policy.flows import TaxedFlows, taxed
from middlepower.policy.library import load_measures, measure
from middlepower.policy.place import benchmark_law, in_world
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.state import PolicyState, policy_state, segments
from middlepower.scenario.compile import shock_of
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world
from tools.build_claims import entries, unclaimed
from tools.build_remission import manufacturers_share

DAY = dt.date(2025, 4, 1)
CLAIMS = "lists/cusma_claims.csv"


def duty(name: str, **more: Any) -> Measure:
    """A US duty on Canada by the claims table, or on what `more` says."""
    line = {"goods": ["all_goods"], "rate": 0.25, "claims_table": CLAIMS, **more.pop("line", {})}
    raw = {"id": name, "title": name, "imposer": "USA", "targets": ["CAN"], "instrument": "ieepa", "sources": ["test"],
           "date_in_force": DAY, "status": "in force", "confidence": "high", "products": [line], **more}  # fmt: skip
    return parse_measure(raw)


def flows_under(*measures: Measure) -> TaxedFlows:
    """All taxed flows of the embedded world under a law of these measures alone."""
    return taxed(load_world(), benchmark_law(load_world()), PolicyState(DAY, measures))


def unclaimed_share(exporter: str, good: str) -> float:
    """What the embedded table says of a good."""
    return measure("US-CA-IEEPA-35").products[0].unclaimed_by_good[exporter, good]


def test_a_claim_cuts_no_part_out_of_a_good() -> None:
    """A sector of one good stays one part, at the unclaimed share of the rate."""
    world, flows = load_world(), flows_under(duty("mine"))
    k, n, i = world.sectors.index("C23"), world.region("USA"), world.region("CAN")
    place = np.flatnonzero(((k, n, i) == flows.cell.T).all(axis=1))[0]
    parts = np.flatnonzero(flows.flow == place)
    assert len(parts) == 1
    expected = world.tariff[k, n, i] + 0.25 * unclaimed_share("CAN", "C23")
    assert_allclose(flows.after[parts] - 1.0, expected, rtol=0, atol=1e-12)


def test_the_solved_baseline_shows_the_observed_shares() -> None:
    """Duty paid over trade is the observed unclaimed share times the rate, though buyers react to everything else."""
    world, law = load_world(), policy_state(load_measures(), dt.date(2026, 1, 13))
    shock = shock_of(world, State(title="the law"), taxed(world, benchmark_law(world), law), eta=5.0)
    solved = Baseline.of(world, shock).equilibrium
    for exporter, rate in (("CAN", 0.35), ("MEX", 0.25)):
        n, i = world.region("USA"), world.region(exporter)
        for sector in ("A01", "A03", "C13T15", "C17_18"):  # one good, no other US measure of that day
            k = world.sectors.index(sector)
            paid = solved.X[k, n] * solved.pi[k, n, i] - solved.flow[k, n, i]
            added = paid / solved.flow[k, n, i] - world.tariff[k, n, i]
            assert_allclose(added / rate, unclaimed_share(exporter, sector), rtol=0, atol=1e-9, err_msg=sector)


def test_a_measure_gives_way_on_the_content_that_another_taxes() -> None:
    """Beside 50% on a fifth of the value, the duty by claims falls on the other four fifths."""
    metal = duty("metal", instrument="section_232", line={"rate": 0.5, "claims_table": None, "dutiable_content": 0.2})
    beside = in_world(PolicyState(DAY, (metal, duty("mine", yields_content_to=["metal"]))), load_world())
    aside = in_world(PolicyState(DAY, (metal, duty("mine", yields_to=["metal"]))), load_world())
    share = unclaimed_share("CAN", "C28")
    for law, expected in ((beside, 0.5 * 0.2 + 0.25 * share * 0.8), (aside, 0.5 * 0.2)):
        assert resolve(segments(law, "USA", "CAN", (), "C28"), 0.5).added == pytest.approx(expected)


def test_a_rate_that_replaces_the_ordinary_one_gives_way_as_a_whole() -> None:
    with pytest.raises(MeasureError, match="`yields_content_to` is for rates that add"):
        duty("mine", yields_content_to=["US-232-AUTO"], relation="replaces MFN")


def test_a_good_without_a_row_of_claims_is_an_error_that_says_what_to_add() -> None:
    rows = [{"exporter": "CAN", "good": "C29", "unclaimed": 0.1}]
    law = in_world(PolicyState(DAY, (duty("mine", line={"claims_table": rows}),)), load_world())
    with pytest.raises(MeasureError, match="add a row for C28, or for all_goods"):
        segments(law, "USA", "CAN", (), "C28")
    assert segments(law, "USA", "CAN", (), "C29")[0].rate == pytest.approx(0.025)


def test_two_rows_of_claims_for_one_good_are_refused() -> None:
    rows = [{"exporter": "CAN", "good": "C29", "unclaimed": share} for share in (0.1, 0.2)]
    with pytest.raises(MeasureError, match="C29 from CAN has two unclaimed shares: delete one"):
        duty("mine", line={"claims_table": rows})


@pytest.mark.parametrize(("day", "rate"), [(dt.date(2025, 3, 5), 0.25), (dt.date(2025, 3, 8), None)])
def test_for_three_days_of_march_2025_every_good_paid(day: dt.date, rate: float | None) -> None:
    law = in_world(policy_state(load_measures(), day), load_world())
    for exporter in ("CAN", "MEX"):
        found = resolve(segments(law, "USA", exporter, (), "C23"), 0.5).added
        assert found == pytest.approx(0.25 * unclaimed_share(exporter, "C23") if rate is None else rate)


# December 2025, Canada, as stored; the whole of a sector, section 232 goods included.
DECEMBER = {"C16": 0.00, "C24A": 0.02, "C29": 0.04, "C10T12": 0.05, "C21": 0.09, "C26": 0.20}


def test_the_table_rests_on_the_claims_of_customs(shared_data: Path) -> None:
    table = entries()
    december = table[(table["exporter"] == "CAN") & (table["month"] == "2025-12")]
    assert unclaimed(december) == pytest.approx(0.11, abs=0.005)
    for sector, share in DECEMBER.items():
        assert unclaimed(december[december["sector"] == sector]) == pytest.approx(share, abs=0.006), sector
    assert unclaimed(december[december["hs"].str.startswith("2711")]) == pytest.approx(0.77, abs=0.005)
    returned = december[december["hs"].str.startswith("98")]
    assert unclaimed(returned) > 0.85
    assert set(returned["sector"]) == {"SERV"}


def test_before_july_2025_free_lines_were_not_marked(shared_data: Path) -> None:
    """The reason why only July to December count."""
    wood = entries()[(entries()["exporter"] == "CAN") & (entries()["sector"] == "C17_18")]
    june, july = (unclaimed(wood[wood["month"] == month]) for month in ("2025-06", "2025-07"))
    assert june > 0.95
    assert july < 0.05


def test_remission_follows_what_manufacturers_buy(shared_data: Path) -> None:
    """The embedded shares are those of the input-output table; metals go to makers, furniture to households."""
    held = measure("CA-US-2025-METALS").products[0].unclaimed_by_good
    for sector, (share, _) in manufacturers_share().items():
        assert held["USA", sector] == pytest.approx(1.0 - share, abs=6e-5), sector
    assert held["USA", "C24B"] < held["USA", "C24A"] < held["USA", "C25"] < held["USA", "C31T33"]


def test_the_remitted_share_of_vehicles_is_the_middle_of_what_sales_allow() -> None:
    """Units sold in Canada in 2024, as `CA-US-2025-AUTOS` cites them."""
    ford, gm, stellantis, market = 278_398, 294_315, 129_945, 1_859_549
    us_built = 0.41 * market
    highest = (ford - 181 + gm * (1 - 0.164) + stellantis * (1 - 0.031)) / us_built
    lowest = 0.5 * (ford + gm + stellantis) / us_built
    remitted = 0.5 * (highest + lowest)
    kept = 1.0 - (0.242 * gm + 0.5 * stellantis) / (ford + gm + stellantis)
    first, cut = (measure(name).products[0].coverage for name in ("CA-US-2025-AUTOS", "CA-US-2025-AUTOS-OCT"))
    assert first == pytest.approx(1.0 - remitted, abs=6e-4)
    assert cut == pytest.approx(1.0 - remitted * kept, abs=6e-4)


def test_the_export_of_measures_tells_the_unclaimed_shares() -> None:
    """35% on all of Canada's goods without the share that pays would mislead whoever works with the table."""
    rows = [row for row in rate_rows() if row["measure"] == "US-CA-IEEPA-35" and row["covered_good"] == "C26"]
    assert [(row["covered_exporter"], row["rate"]) for row in rows] == [("CAN", 0.35)]
    assert {row["unclaimed"] for row in rows} == {unclaimed_share("CAN", "C26")}
    phase = [row for row in rate_rows() if row["measure"] == "CA-US-2025-PHASE1"]
    assert all(row["unclaimed"] is not None for row in phase)


def test_no_line_of_a_measure_is_lost_in_the_export() -> None:
    held = {(row["measure"], row["line"]) for row in rate_rows() if row["line"] is not None}
    assert held == {(one.id, place) for one in load_measures() for place, _ in enumerate(one.products, 1)}
