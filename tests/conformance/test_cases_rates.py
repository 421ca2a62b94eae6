"""Rates as people write them, and tables of them: the cases that went wrong, and what is right."""

from __future__ import annotations

import datetime as dt
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.cli.guard import guarded
from middlepower.errors import MiddlepowerError, ScenarioError
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.policy.library import load_measures
from middlepower.policy.lines import Line, Quota, RateStep
from middlepower.policy.rate_book import RateBook, statutory_rates
from middlepower.policy.share_parts import Good
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import policy_state
from middlepower.policy.tables import PartnerRow, SectorRow
from middlepower.scenario.entries import CostShock, TariffChange
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario, State
from middlepower.world.embedded import load_world

RATES = """\
scenario: rates-as-written
title: What people write for ten per cent, and what YAML makes of it
economy: CAN
baseline: {{name: status quo of 13 January 2026, date: 2026-01-13}}
states:
  ten: {{title: 10 for 10%, tariffs: [{{importers: [USA], exporters: [CAN], rate: {rate}}}]}}
"""
READERS: dict[str, Any] = {
    "a state's tariff": lambda rate: TariffChange(importers=("USA",), exporters=("CAN",), rate=rate).rate,
    "a state's trade cost": lambda rate: CostShock(importers=("USA",), exporters=("CAN",), change=rate).change,
    "a measure's line": lambda rate: Line(goods=("C29",), rate=rate).rate,
    "a measure's step": lambda rate: RateStep.model_validate({"from": "2026-01-01", "rate": rate}).rate,
    "an ordinary rate": lambda rate: Line(goods=("ev",), rate=0.1, mfn_rate=rate).mfn_rate,
    "a quota": lambda rate: quota(in_quota_rate=rate).in_quota_rate,
    "beyond a quota": lambda rate: quota(over_quota_rate=rate).over_quota_rate,
    "a table of partners": lambda rate: PartnerRow(partner="CAN", date="2026-01-01", added_rate=rate).added_rate,
    "a table of sectors": lambda rate: SectorRow(sector="C29", added_rate=rate, share_of_imports=0.1).added_rate,
}


def quota(**rates: Any) -> Quota:
    """A quota with these rates."""
    rest = {"volume": 1.0, "reference": 1.0, "unit": "t", "reference_year": 2024, "source": "a test"}
    return Quota(**{"over_quota_rate": 0.5, **rest, **rates})


def written(folder: Path, rate: str) -> Path:
    """The case's scenario with a rate as somebody wrote it."""
    path = folder / "rates.yaml"
    path.write_text(RATES.format(rate=rate), encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ["0.1", "10%", "'10 %'", '"10%"', "10.0%", "+10%", "1e-1", "' 10% '"])
def test_ten_per_cent_is_a_tenth_however_it_is_written(text: str, tmp_path: Path) -> None:
    """The fraction, and the number with its sign."""
    assert read_scenario(written(tmp_path, text)).states["ten"].tariffs[0].rate == pytest.approx(0.1, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "rate"), [("12.5%", 0.125), ("1000%", 10.0), ("-5%", -0.05), (".5%", 0.005), ("3", 3.0)]
)
def test_the_sign_says_what_a_bare_number_leaves_open(text: str, rate: float, tmp_path: Path) -> None:
    """1000% is taken at its word; so is any number up to 3."""
    assert read_scenario(written(tmp_path, text)).states["ten"].tariffs[0].rate == pytest.approx(rate, rel=1e-15)


@pytest.mark.parametrize("text", ["10", "3.01", "25", "145", "1e9"])
def test_a_bare_number_above_three_asks_what_is_meant(text: str, tmp_path: Path) -> None:
    """The error names field and value, and both ways to write what may be meant."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario(written(tmp_path, text))
    number = float(text)
    message = str(caught.value)
    assert "states.ten.tariffs.0.rate" in message
    assert f"write {number:g}% as " in message
    assert (f"if {100 * number:g}% is meant, write {100 * number:g}%" in message) == (number <= 100)


WRONG = {
    "yes": "a truth value is no number",
    "no": "a truth value is no number",
    "-2": "write -2% as -0.02",
    "-150%": "no rate is below -100%",
    ".nan": "write a finite number",
    ".inf": "write a finite number",
    "ten": "write a number, a fraction such as 0.25",
    "'10 per cent'": "write a number, a fraction such as 0.25",
    "'10%%'": "write a number, a fraction such as 0.25",
    "'12,5%'": "write a number, a fraction such as 0.25",
    "'%'": "write a number, a fraction such as 0.25",
    "''": "write a number, a fraction such as 0.25",
    "null": "write a number",
    "[0.1]": "write a number",
    "2026-01-13": "write a number",
    "99999999%": "use a ban or `cut_off`",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_rate_is_refused_in_one_line(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and one line that names the field and the remedy."""
    assert guarded(["run", str(written(tmp_path, text))]) == 2
    said = capsys.readouterr().err.strip()
    assert "states.ten.tariffs.0.rate" in said
    assert WRONG[text] in said
    assert "\n" not in said


@pytest.mark.parametrize("reader", READERS)
def test_rates_are_read_alike_wherever_one_stands(reader: str) -> None:
    """In states, measures, quotas and tables."""
    read = READERS[reader]
    assert read("12.5%") == pytest.approx(0.125, rel=1e-15)
    assert read(0.25) == 0.25
    for wrong in (10, "10", True, "yes", float("nan"), -2):
        with pytest.raises(MiddlepowerError):
            read(wrong)


# ---------------------------------------------------------------- tariff tables (case 16)

TABLE = """\
partner,sector,rate,from
Korea; Republic of,Motor vehicles,25%,2026-02-01
Viet Nam,*,20%,2026-02-01
TWN,C26,0.15,2026-02-01
"""
WORLD = load_world()
BOOK = RateBook.of(WORLD)


def tabled(folder: Path, table: str | bytes, entry: str = "own.csv", date: str = "2026-02-01", **texts: str) -> Path:
    """A scenario of the United States with a table beside it, in a folder."""
    (folder / texts.get("name", "own.csv")).write_bytes(table if isinstance(table, bytes) else table.encode())
    path = folder / "tabled.yaml"
    path.write_text(
        "scenario: tariff-table\ntitle: A tariff table as people keep it\neconomy: USA\nactors: [USA, KOR, VNM, TWN]\n"
        "baseline: {name: status quo of 13 January 2026, date: 2026-01-13}\n"
        f"states:\n  table: {{title: the table, date: {date}, tariff_table: {entry}}}\n",
        encoding="utf-8",
    )
    return path


def added(path: Path) -> np.ndarray:
    """What the state's law adds to rates [k, n, i] at fixed weights, beside the law of its day."""
    question = question_of(read_scenario(path))
    after = statutory_rates(question.world, question.flows["table"])
    day = question.states["table"].date or question.laws["baseline"].date
    before = rates_on(day)
    return np.where(np.isnan(after) & np.isnan(before), 0.0, after - before)  # neither law lets trade through


@cache
def rates_on(day: dt.date) -> np.ndarray:
    """The rates [k, n, i] of the library's law on a day, at fixed weights."""
    return BOOK.rates(policy_state(load_measures(), day))


def refusal(path: Path) -> str:
    """The line that refuses a scenario."""
    with pytest.raises(MiddlepowerError) as caught:
        _ = question_of(read_scenario(path)).flows
    return str(caught.value)


def test_a_table_as_people_keep_it_taxes_exactly_its_lines(tmp_path: Path) -> None:
    """Names with a semicolon, readable sectors, a star, codes; rates with the sign and as fractions."""
    change = added(tabled(tmp_path, TABLE))
    usa, places = WORLD.region("USA"), {code: WORLD.region(code) for code in ("KOR", "VNM", "TWN")}
    wanted = np.zeros_like(change)
    wanted[WORLD.sectors.index("C29"), usa, places["KOR"]] = 0.25
    wanted[WORLD.is_goods, usa, places["VNM"]] = 0.20
    wanted[WORLD.sectors.index("C26"), usa, places["TWN"]] = 0.15
    wanted[WORLD.flow <= 0] = 0.0
    assert_allclose(change, wanted, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (TABLE.replace("20%", "20"), "own.csv, line 3: field `rate`, value `20`: a fraction is expected: write 20% as"),
        (TABLE + "Ruritania,*,10%,2026-02-01\n", "own.csv: line 5 matches nothing that is traded (line 5: unknown"),
        (TABLE + "AGO,*,10%,2026-02-01\n", "AGO is part of ROW in this world"),
        (TABLE + "JPN,Hoverboards,10%,\n", "no such product or sector, `Hoverboards`"),
        (TABLE + "JPN,SERV,10%,\n", "SERV are services, which pay no tariffs"),
        (TABLE + "United States,C29,10%,\n", "USA and United States are one economy here"),
        (
            TABLE + "JPN,C29,1.10,\n",
            "line 5: field `rate`, value `1.10`: if it is 1 + the tariff, set `gross: true`; if 110%",
        ),
        (TABLE + "JPN,C29,ten,\n", "line 5: field `rate`, value `ten`: write a number, a fraction such as 0.25"),
        (TABLE + "JPN,C29,nan,\n", "line 5: field `rate`, value `nan`: write a number"),
        (TABLE + "JPN,C29,,\n", "line 5: field `rate`, value ``: write a number"),
        (TABLE + "JPN,C29,-120%,\n", "no rate is below -100%"),
        (TABLE + "JPN,C29,10%,soon\n", "line 5: field `from`, value `'soon'`: write a day as 2026-01-13"),
        (TABLE + ",C29,10%,\n", "line 5: no partner"),
        (TABLE + "VNM,C29,10%,\n", "own.csv, lines 3 and 5 both tax C29 that VNM sells to USA"),
        (TABLE + "*,C26,10%,\n", "own.csv, lines 4 and 5 both tax C26 that TWN sells to USA"),
        ("partner,hs,rate\nKOR,87,10%\nKOR,8703.80,20%\n", "lines 2 and 3 both tax HS 870380 that KOR sells to USA"),
        ("partner,hs,rate\nKOR,8703.80,10%\nKOR,87,20%\n", "lines 2 and 3 both tax HS 870380 that KOR sells to USA"),
        ("partner,sector,hs,rate\nKOR,,8703.80,10%\nKOR,C29,,20%\n", "lines 2 and 3 both tax HS 870380 that KOR"),
        ("partner,sector,hs,rate\nKOR,C29,8703.80,10%\n", "both `sector` C29 and `hs` 8703.80 are filled: keep one"),
        ("partner,hs,rate\nKOR,1,10%\n", "`1` is no HS code"),
        ("partner,hs,rate\nKOR,9904,10%\n", "HS 9904 is in no edition of the HS"),
        ("partner,hs,rate\nKOR,270900,10%\n", "KOR sells USA nothing of 270900"),
        ("sector,rate\nC29,10%\n", "no column `partner` or `importer`"),
        ("partner,sector\nKOR,C29\n", "no column `rate`"),
        ("partner,sector,rate,colour\nKOR,C29,10%,red\n", "unknown column `colour`"),
        ("partner,sector,rate\n", "holds no rows"),
        ("importer,partner,sector,rate\nCHN,KOR,C29,10%\n*,KOR,C29,10%\n", "`*` can't be an importer"),
        (TABLE.replace("2026-02-01", "2026-03-01"), "no line is in force on 2026-02-01: give the state a `date`"),
        (TABLE.replace(",from", ",to").replace("2026-02-01", "2026-01-31"), "give the state an earlier `date`"),
        (b"partner,rate\n\xff,10%\n", "line 2 is not UTF-8"),
    ],
)
def test_a_wrong_line_is_named_with_its_file_number_and_value(table: str | bytes, said: str, tmp_path: Path) -> None:
    assert said in refusal(tabled(tmp_path, table))


@pytest.mark.parametrize("name", ["../own.csv", "/etc/passwd", "missing.csv", "''"])
def test_a_table_is_read_beside_its_scenario_and_nowhere_else(name: str, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "own.csv").write_text(TABLE, encoding="utf-8")
    said = refusal(tabled(inner, TABLE, entry=name))
    assert "outside the folder" in said or "can't read" in said


def test_rows_that_match_nothing_may_be_left_out_and_are_listed(tmp_path: Path) -> None:
    """The rest of the table is as if they were not there; the document says which they are."""
    alone = added(tabled(tmp_path, TABLE))
    path = tabled(tmp_path, TABLE + "Ruritania,*,10%,\n", "{file: own.csv, allow_unmatched: true}")
    assert np.array_equal(added(path), alone)
    remarks = " ".join(question_of(read_scenario(path)).remarks["table"])
    assert "line 5 matches nothing that is traded (line 5: unknown economy or group `Ruritania`" in remarks
    assert "rows without an importer are tariffs of USA" in remarks


def test_days_decide_whether_a_row_counts(tmp_path: Path) -> None:
    """First and last day are days in force; what is not is listed."""
    table = "partner,sector,rate,from,to\nKOR,C29,25%,2026-02-01,2026-02-28\nKOR,C29,50%,2026-03-01,\n"
    k, n, i = WORLD.sectors.index("C29"), WORLD.region("USA"), WORLD.region("KOR")
    for day, rate in (("2026-02-01", 0.25), ("2026-02-28", 0.25), ("2026-03-01", 0.5)):
        path = tabled(tmp_path, table, date=day)
        assert added(path)[k, n, i] == pytest.approx(rate, rel=1e-12)
        assert any("not in force on" in remark for remark in question_of(read_scenario(path)).remarks["table"])


def test_gross_rates_are_one_plus_the_tariff(tmp_path: Path) -> None:
    net = added(tabled(tmp_path, "partner,rate\nKOR,15%\nVNM,0\n"))
    assert np.array_equal(
        net, added(tabled(tmp_path, "partner,rate\nKOR,1.15\nVNM,1\n", "{file: own.csv, gross: true}"))
    )
    said = refusal(tabled(tmp_path, "partner,rate\nKOR,0.15\n", "{file: own.csv, gross: true}"))
    assert "line 2: field `rate`, value `0.15`: a gross rate is 1 + the tariff: write 15% as 1.15" in said


def test_hs_lines_tax_these_lines_only_with_their_share_of_the_flow(tmp_path: Path) -> None:
    """Cars are a part of Korea's vehicles; the rest of the flow keeps its rate, and no other sector moves."""
    change = added(tabled(tmp_path, "partner,hs,rate\nKOR,8703,0.25\n"))
    k, n, i = WORLD.sectors.index("C29"), WORLD.region("USA"), WORLD.region("KOR")
    lines = ShareBook(WORLD).parts(("USA", "KOR", "C29"), [Good("cars", ("8703",), "a test")])
    share = next(part.share for part in lines if part.goods)
    assert 0.3 < share < 0.95
    assert change[k, n, i] == pytest.approx(0.25 * share, rel=0.05)
    change[k, n, i] = 0.0
    assert_allclose(change, 0.0, rtol=0, atol=1e-12)


def test_a_share_that_no_table_knows_is_an_error_and_never_zero(tmp_path: Path) -> None:
    table = "importer,partner,hs,rate\nJPN,KOR,8703,0.25\n"
    said = refusal(tabled(tmp_path, table))
    assert "no table knows the share of" in said
    assert "KOR sells to JPN" in said
    assert "middlepower trade import" in said


@pytest.mark.parametrize("goods", [("sector", "C24A"), ("hs", "72")])
def test_what_replaces_is_the_rate_of_its_goods_whatever_else_is_law(goods: tuple[str, str], tmp_path: Path) -> None:
    """US steel from Korea pays section 232 duties; a table that replaces ends these, and the ordinary duty."""
    kind, label = goods
    path = tabled(tmp_path, f"partner,{kind},rate\nKOR,{label},0.02\n", "{file: own.csv, relation: replaces}")
    question = question_of(read_scenario(path))
    flows = question.flows["table"]
    place = WORLD.sectors.index("C24A"), WORLD.region("USA"), WORLD.region("KOR")
    mine = next(f for f in range(len(flows.first)) if tuple(flows.cell[:, f]) == place)
    rates = (flows.after[flows.flow == mine] - 1.0)[flows.share[flows.flow == mine] > 1e-9]
    if kind == "sector":
        assert_allclose(rates, 0.02, rtol=0, atol=1e-12)
    else:
        assert np.isclose(rates, 0.02, rtol=0, atol=1e-12).any()
        assert rates.max() > 0.05, "goods of the sector outside chapter 72 keep their section 232 duty"


def test_a_row_of_a_sector_is_the_tariff_of_ones_own_on_that_sector(tmp_path: Path) -> None:
    """Both ways of writing it lead to the same shock."""
    one = question_of(read_scenario(tabled(tmp_path, "partner,sector,rate\nKOR,C29,25%\n")))
    tariff = TariffChange(importers=("USA",), exporters=("KOR",), sectors=("C29",), rate=0.25)
    day = one.states["table"].date
    other = Question(one.world, one.baseline, {"table": State(title="own", date=day, tariffs=(tariff,))})
    ours, theirs = (question.shock_of("table", one.world, 5.0)(None) for question in (one, other))
    assert_allclose(ours.tariff, theirs.tariff, rtol=0, atol=1e-12)
    assert_allclose(ours.trade_cost, theirs.trade_cost, rtol=1e-12)


def test_the_document_keeps_the_rows_and_is_read_back_as_it_was(tmp_path: Path) -> None:
    """A rate above 300% too."""
    scenario = read_scenario(tabled(tmp_path, TABLE.replace("25%", "410%")))
    kept = json.loads(json.dumps(scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
    assert Scenario.model_validate_json(json.dumps(kept)) == scenario


def test_from_python_a_table_gives_its_rows() -> None:
    """No file is read for a name alone, and a question of one's own does not pass over a table."""
    with pytest.raises(ScenarioError, match="from Python, give its `rows`"):
        State(title="a state", tariff_table="own.csv")
    state = State(title="a state", tariff_table={"rows": [{"partner": "KOR", "rate": "10%"}]})
    with pytest.raises(ScenarioError, match="state `s` has a `tariff_table`, which a Scenario reads"):
        Question(WORLD, states={"s": state})


def test_the_case_is_refused_for_its_first_wrong_rate_and_runs_when_mended(tmp_path: Path) -> None:
    """The case as it came, then with 20% written as such, then with the stranger allowed."""
    case = TABLE.replace("20%", "20") + "Ruritania,*,1.10,2026-02-01\n"
    assert "line 3: field `rate`, value `20`" in refusal(tabled(tmp_path, case))
    case = case.replace(",20,", ",20%,")
    assert "line 5: field `rate`, value `1.10`" in refusal(tabled(tmp_path, case))
    case = case.replace("1.10", "110%")
    assert "unknown economy or group `Ruritania`: did you mean" in refusal(tabled(tmp_path, case))
    path = tabled(tmp_path, case, "{file: own.csv, allow_unmatched: true}", date="2026-01-13")
    assert "no line is in force on 2026-01-13: give the state a `date`, such as 2026-02-01" in refusal(path)
    path = tabled(tmp_path, case, "{file: own.csv, allow_unmatched: true}")
    assert guarded(["run", str(path), "--no-ranges", "--out", str(tmp_path / "out")]) == 0
    document = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert any("Ruritania" in remark["text"] for remark in document["states"]["table"]["remarks"])
    assert "Ruritania" in (tmp_path / "out" / "brief.html").read_text(encoding="utf-8")


# ---------------------------------------------------------------- workbooks


def test_without_the_library_a_workbook_says_in_one_line_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    said = refusal(tabled(tmp_path, b"PK", entry="own.xlsx", name="own.xlsx"))
    assert "own.xlsx is an Excel workbook: `pip install 'middlepower[excel]'` reads it; or save it as CSV." in said


def test_a_workbook_is_read_as_the_same_table_in_csv(tmp_path: Path) -> None:
    """Days as days, per cent as numbers shown with the sign, codes as numbers."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["partner", "sector", "hs", "rate", "from"])
    sheet.append(["Korea; Republic of", "Motor vehicles", None, 0.25, dt.date(2026, 2, 1)])
    sheet.append(["VNM", None, 8517, 1.5, None])
    sheet["D3"].number_format = "0%"
    book.save(tmp_path / "own.xlsx")
    excel = read_scenario(tabled(tmp_path, (tmp_path / "own.xlsx").read_bytes(), "own.xlsx", name="own.xlsx"))
    text = "partner,sector,hs,rate,from\nKorea; Republic of,Motor vehicles,,0.25,2026-02-01\nVNM,,8517,150%,\n"
    plain = read_scenario(tabled(tmp_path, text))
    tables = [one.states["table"].tariff_table for one in (excel, plain)]
    assert tables[0] is not None
    assert tables[1] is not None
    assert tables[0].rows == tables[1].rows


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"partner,rate\nKOR,10%\n"])
def test_a_file_that_is_no_workbook_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    said = refusal(tabled(tmp_path, content, "own.xlsx", name="own.xlsx"))
    assert "Is it an Excel workbook (.xlsx)?" in said
