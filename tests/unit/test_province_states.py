"""Provinces in every state: lines add up, what is not known stays a row, others have none, persons are counted."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from report_example import example_results

from middlepower.data.provinces import FOLDER, PROVINCES, employees
from middlepower.document.columns import tables_of
from middlepower.document.outcomes import Outcomes, outcomes_of
from middlepower.document.provinces import StateProvinces
from middlepower.document.results import Results
from middlepower.document.run import document_of
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.indicators.persons import MANUFACTURING, MINING, staff
from middlepower.indicators.province_sales import AT_HOME, HOME, SERVICES
from middlepower.policy.flows import sold_by
from middlepower.report.questions import answered
from middlepower.report.terminal import terminal_text
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from tools.build_province_shares import RAW, main, read_rows, split_of

STATES = ("deal", "deal-and-us-100", "us-without-all", "allies")


def made(settings: Settings, economy: str | None = None) -> tuple[Outcomes, Results]:
    """Four states, with ranges the first year beside them."""
    scenario = narrowed(read_scenario("beijing-2026"), economy, STATES, None)
    outcomes = outcomes_of(scenario, run_scenario(scenario, settings))
    return outcomes, document_of(scenario, outcomes)


@pytest.fixture(scope="module")
def canada() -> tuple[Outcomes, Results]:
    """Canada's."""
    return made(Settings())


def found(results: Results, state: str) -> StateProvinces:
    """One state's provinces."""
    provinces = results.states[state].provinces
    assert provinces is not None
    return provinces


# ---------------------------------------------------------------- sums


@pytest.mark.parametrize("state", STATES)
def test_lines_add_up_to_what_every_sector_sells_to_every_market(canada: tuple[Outcomes, Results], state: str) -> None:
    outcomes, _ = canada
    main, world = outcomes.experiment.main, outcomes.experiment.world
    before, after = main.baseline.equilibrium.flow, main.states[state].flow
    i = world.region("CAN")
    sales = outcomes.provinces.states[state].main
    for k, sector in enumerate(world.sectors):
        for market, regions in {"USA": [world.region("USA")], "CHN": [world.region("CHN")], HOME: [i]}.items():
            rows = [row for row, line in enumerate(sales.lines) if (line.sector, line.market) == (sector, market)]
            assert sales.before[rows].sum() == pytest.approx(before[k, regions, i].sum(), abs=1e-6)
            assert sales.after[rows].sum() == pytest.approx(after[k, regions, i].sum(), abs=1e-6)
    assert sales.after.sum() == pytest.approx(after[:, :, i].sum())


@pytest.mark.parametrize("state", STATES)
def test_provinces_and_what_none_is_known_to_sell_add_up_to_canada(
    canada: tuple[Outcomes, Results], state: str
) -> None:
    outcomes, results = canada
    main, world = outcomes.experiment.main, outcomes.experiment.world
    i, goods = world.region("CAN"), world.is_goods
    change = (main.states[state].flow - main.baseline.equilibrium.flow)[goods, :, i]
    abroad = change.sum() - change[:, i].sum()
    provinces = found(results, state)
    total = sum(row.sales_change_musd.known for row in provinces.provinces.values())
    assert total + provinces.not_known_musd.known == pytest.approx(abroad, rel=1e-4)
    rest = outcomes.provinces.states[state].main.not_carried(outcomes.provinces.states[state].main.change)
    assert rest[AT_HOME] == pytest.approx(change[:, i].sum())
    assert SERVICES in rest


def test_markets_add_up_to_a_province(canada: tuple[Outcomes, Results]) -> None:
    for row in found(canada[1], "deal").provinces.values():
        parts = sum(number.known for number in row.by_market_musd.values())
        assert parts == pytest.approx(row.sales_change_musd.known, rel=1e-3, abs=1e-3)


def test_a_product_and_what_is_not_known_of_it_add_up(canada: tuple[Outcomes, Results]) -> None:
    for state in STATES:
        for row in found(canada[1], state).products:
            parts = sum(number.known for number in row.by_province_musd.values()) + row.not_known_musd.known
            assert parts == pytest.approx(row.sales_change_musd.known, rel=1e-4), row.name
            assert bool(row.reason) == (abs(row.not_known_musd.known) > 1e-4), row.name
            assert row.proxy in canada[1].provinces.proxies or row.reason, row.name


# ---------------------------------------------------------------- who gains from the relief


def test_the_relief_is_saskatchewans_first_and_nova_scotias_by_the_sea(canada: tuple[Outcomes, Results]) -> None:
    """Named as gaining in February 2026: the prairies, parts of the Atlantic, British Columbia (held back)."""
    provinces = found(canada[1], "deal").provinces
    money = {code: row.sales_change_musd.known for code, row in provinces.items()}
    assert max(money, key=lambda code: money[code]) == "SK"
    assert all(money[code] > 0 for code in ("SK", "AB", "MB", "NS"))
    assert provinces["SK"].largest is not None
    assert (provinces["SK"].largest.product, provinces["SK"].largest.market) == ("canola_seed", "CHN")
    assert provinces["NS"].largest is not None
    assert provinces["NS"].largest.product == "lobster_crab"
    assert provinces["BC"].by_market_musd["CHN"].known > 0


def test_a_cut_off_by_china_hits_british_columbia_and_quebec_more_in_money_than_nova_scotia(
    canada: tuple[Outcomes, Results],
) -> None:
    by_china = {code: row.by_market_musd["CHN"].known for code, row in found(canada[1], "allies").provinces.items()}
    assert min(by_china, key=lambda code: by_china[code]) == "BC"


def of_gdp(results: Results, state: str) -> list[str]:
    """Provinces by the change of sales over GDP, the worst first."""
    rows = {code: row.of_gdp_percent.value for code, row in found(results, state).provinces.items()}
    known = {code: value for code, value in rows.items() if value is not None}
    return sorted(known, key=lambda code: known[code])


def published(shared_data: Path, product: str, best: str) -> set[str]:
    """Provinces with the first rank, or the lowest number, of what was published."""
    rows = [row for row in read_rows(shared_data / RAW) if row["product"] == product and row["province"] in PROVINCES]
    assert rows
    return {row["province"] for row in rows if row["share_or_value"] == best}


def test_a_us_tariff_on_all_goods_is_worst_where_oxford_economics_says(
    canada: tuple[Outcomes, Results], shared_data: Path
) -> None:
    wanted = published(shared_data, "US blanket tariff", "1")
    assert set(of_gdp(canada[1], "deal-and-us-100")[:2]) == wanted == {"AB", "NB"}


def test_the_us_tariffs_of_2025_are_worst_where_scotiabank_says(
    canada: tuple[Outcomes, Results], shared_data: Path
) -> None:
    """Who would gain most without them."""
    wanted = published(shared_data, "US tariffs in force Sept 2025", "-1.4")
    assert set(of_gdp(canada[1], "us-without-all")[-2:]) == wanted == {"ON", "QC"}


def test_territories_have_no_product_and_say_so(canada: tuple[Outcomes, Results]) -> None:
    row = found(canada[1], "deal").provinces["NU"]
    assert row.of_gdp_percent.value is None
    assert "not in the table" in row.of_gdp_percent.reason


# ---------------------------------------------------------------- others have none


def test_another_economy_has_no_provinces_and_the_document_says_why() -> None:
    outcomes, results = made(Settings(ranges=False), "AUS")
    assert results.provinces.missing == "provinces, states or regions are known of Canada (CAN) only, not of AUS"
    assert results.provinces.names == {}
    assert all(state.provinces is None for state in results.states.values())
    assert {table.name for table in tables_of(outcomes, ("AUS",))} & {"provinces", "province_sales", "persons"} == set()
    assert "provinces" not in terminal_text(results)
    assert not any("known province" in sentence for one in answered(results) for sentence in one.sentences)


# ---------------------------------------------------------------- persons


def test_employees_of_a_province_are_those_counted() -> None:
    sectors = ("A01", "A02", "B05", "B06", "C10T12", "C29", "SERV")
    exports = np.abs(np.random.default_rng(3).normal(size=(len(PROVINCES), len(sectors))))
    income = np.array([9.0, 1.0, 2.0, 6.0, 3.0, 1.0, 50.0])
    of = staff(sectors, frozenset({"SERV"}), income, exports)
    assert of.counted.tolist() == [False, True, True, True, True, True, True]
    assert (of.persons[:, 0] == 0).all()
    for row, places in {MANUFACTURING: [4, 5], MINING: [2, 3]}.items():
        counts = np.array([employees()[row][code] or 0.0 for code in PROVINCES])
        assert_allclose(of.persons[:, places].sum(axis=1), counts)
        assert_allclose(
            of.persons[:, places].sum(axis=0) / counts.sum(), income[places] / income[places].sum(), rtol=1e-6
        )
    assert ("NL", "Forestry, logging and support") in of.kept_back


def test_persons_add_up_and_farms_are_not_counted(canada: tuple[Outcomes, Results]) -> None:
    for state in STATES:
        persons = found(canada[1], state).persons
        assert persons is not None
        total = persons.total.change_persons.known
        assert sum(row.change_persons.known for row in persons.by_province.values()) == pytest.approx(total, rel=1e-3)
        counted = [number.value for number in persons.by_sector.values() if number.value is not None]
        assert sum(counted) == pytest.approx(total, rel=1e-3)
        assert persons.by_sector["A01"].value is None
        assert "not in the count" in persons.by_sector["A01"].reason


def test_persons_follow_the_jobs_of_their_sector(canada: tuple[Outcomes, Results]) -> None:
    """Services: 16.4 million employees times the change of jobs."""
    outcomes, results = canada
    persons = found(results, "deal-and-us-100").persons
    actor = results.own_actor(results.states["deal-and-us-100"])
    assert persons is not None
    assert actor.first_year is not None
    jobs = actor.first_year.jobs_percent["SERV"].known / 100.0
    assert outcomes.provinces.count is not None
    served = outcomes.provinces.count.staff.persons[:, -1].sum()
    assert 1.5e7 < served < 1.8e7
    assert persons.by_sector["SERV"].known == pytest.approx(served * jobs, rel=1e-4)


# ---------------------------------------------------------------- tables, page, terminal


def test_tables_hold_every_line_with_its_proxy(canada: tuple[Outcomes, Results]) -> None:
    tables = {table.name: table.columns for table in tables_of(canada[0], ("CAN",))}
    sales = tables["province_sales"]
    rows = list(zip(sales["province"], sales["proxy"], sales["reason"], strict=True))
    assert all(proxy for province, proxy, _ in rows if province != "not known")
    assert all(reason for province, _, reason in rows if province == "not known")
    assert set(sales["horizon"]) == {"main", "first-year"}
    share = np.asarray(sales["share"], dtype=float)
    assert ((share > 0.0) & (share <= 1.0 + 1e-9)).all()
    totals = tables["provinces"]
    assert set(totals["province"]) == {*PROVINCES, "not known"}
    assert len(tables["persons"]["sector"]) > 0


def test_the_answer_to_the_second_question_goes_province_by_province(canada: tuple[Outcomes, Results]) -> None:
    asked = next(one for one in answered(canada[1]) if "province by province" in one.asks)
    text = " ".join(asked.sentences)
    assert "Saskatchewan (+US$" in text
    assert "largest part canola seed to China" in text
    assert "of no known province" in text


def test_the_terminal_shows_states_by_province_in_eighty_columns() -> None:
    text = terminal_text(example_results())
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if "provinces: change of goods sold abroad" in line)
    assert lines[start + 1].split() == ["per", "cent", "NL", "QC", "ON", "SK"]
    assert max(map(len, lines)) <= 80
    assert lines[start + 2].split()[0] == "deal"


def test_the_build_reads_only_what_was_chosen(shared_data: Path, tmp_path: Path) -> None:
    """The committed tables are what the tool derives, and Statistics Canada's blanks stay blank."""
    main(["--data", str(shared_data), "--out", str(tmp_path)])
    for file in tmp_path.iterdir():
        assert file.read_text(encoding="utf-8") == (FOLDER / file.name).read_text(encoding="utf-8"), file.name
    with (tmp_path / "provinces_employees.csv").open(encoding="utf-8", newline="") as lines:
        kept = [row for row in csv.DictReader(lines) if row["employees"] == ""]
    assert {row["industry"] for row in kept} >= {"Forestry, logging and support"}


CHOICE = {
    "split": "peas",
    "basis": "peas",
    "products": "peas",
    "measure": "production",
    "unit": "t",
    "years": "2024;2023",
    "whole": "Canada",
    "note": "",
}


def raw_row(province: str, value: str, year: str = "2024") -> dict[str, str]:
    """A row of the raw table by hand."""
    row = {"province": province, "product": "peas", "measure": "production", "share_or_value": value, "unit": "t"}
    return {**row, "year": year, "source": "https://here.test", "confidence": "high"}


def test_a_split_takes_the_year_named_first_and_keeps_what_is_not_known() -> None:
    rows = [raw_row("SK", "6"), raw_row("SK", "9", "2023"), raw_row("MB", "1", "2023"), raw_row("Canada", "10")]
    split = split_of(CHOICE, rows)
    assert split.values == {"SK": 6.0, "MB": 1.0}
    assert split.shares == [("peas", "MB", "1", "0.100000"), ("peas", "SK", "6", "0.600000")]
    assert split.description[4] == "0.300000"


@pytest.mark.parametrize(
    ("choice", "rows", "message"),
    [
        ({}, [], "no row of"),
        ({}, [raw_row("SK", "6")], "6 of 0"),
        ({}, [raw_row("SK", "12"), raw_row("Canada", "10")], "12 of 10"),
        ({"whole": "5"}, [raw_row("SK", "6")], "6 of 5"),
    ],
)
def test_a_choice_that_does_not_fit_the_raw_table_is_refused(
    choice: dict[str, str], rows: list[dict[str, str]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        split_of({**CHOICE, **choice}, rows)


def test_flows_sold_by_one_exporter_are_those_of_all(canada: tuple[Outcomes, Results]) -> None:
    """Parts, first places and quotas of one exporter's flows, cut out of all."""
    question, world = canada[0].experiment.question, canada[0].experiment.world
    whole, i = question.flows["deal"], world.region("CHN")
    found = sold_by(whole, i)
    assert (found.cell[2] == i).all()
    assert len(found.share) == int((whole.cell[2][whole.flow] == i).sum())
    for f, cell in enumerate(found.cell.T.tolist()):
        (old,) = np.flatnonzero((cell == whole.cell.T).all(axis=1))
        assert_allclose(found.share[found.flow == f], whole.share[whole.flow == old])
        assert_allclose(found.after[found.flow == f], whole.after[whole.flow == old])
    quotas = [quota for quota in whole.quotas if whole.cell[2, quota.f] == i]
    assert [quota.measure for quota in found.quotas] == [quota.measure for quota in quotas] != []
    for new, quota in zip(found.quotas, quotas, strict=True):
        assert_allclose(found.share[new.place], whole.share[quota.place])
        assert (found.cell[:, new.f] == whole.cell[:, quota.f]).all()
