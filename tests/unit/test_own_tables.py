"""Tables of a user's own measures: beside their file and nowhere else, every cell checked, every fault located."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

import middlepower as mp
from middlepower.errors import DataError, MeasureError, UnknownNameError
from middlepower.experiment.run import question_of, run_scenario
from middlepower.experiment.settings import Settings
from middlepower.policy.library import load_measures
from middlepower.policy.lines import Line
from middlepower.policy.place import in_world
from middlepower.policy.state import policy_state
from middlepower.reading import inside, read_table
from middlepower.scenario.read import read_scenario

MEASURE = """\
- id: mine
  title: 35% on what does not claim origin
  imposer: USA
  targets: [CAN]
  instrument: ieepa
  products: [{{goods: [all_goods], {line}}}]
  date_in_force: 2026-02-01
  status: in force
  sources: [assumed]
  confidence: low
"""
SCENARIO = """\
scenario: own-coverage
title: Own shares
baseline: {name: today, date: 2026-01-13}
states: {s: {title: own shares, with_measures: [mine], without_measures: [US-CA-IEEPA-35]}}
measures:
"""
GOOD = {
    "coverage_table": ("rate: 0.35", "exporter,good,coverage\nCAN,C29,0.12\nCAN,C28,0.10\n*,ev,0\n"),
    "partner_table": ("", "partner,date,added_rate,source\nCAN,2026-02-01,0.1,me\nCAN,2026-03-01,0.2,me\n"),
    "sector_table": ("", "sector,added_rate,share_of_imports\nC29,0.25,0.4\nC29,0.5,0.6\n"),
}


def scenario(folder: Path, table: str, text: str | bytes | None, name: str = "own.csv") -> Path:
    """A scenario file in a folder whose measure names a table, with that table beside it."""
    rate = GOOD[table][0]
    line = ", ".join(part for part in (rate, f"{table}: {name}") if part)
    if text is not None:
        (folder / "own.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    path = folder / "mine.yaml"
    path.write_text(SCENARIO + MEASURE.format(line=line))
    return path


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files; the process stands in another one."""
    (tmp_path / "files").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "files"


def test_coverage_is_read_beside_the_scenario_wherever_one_stands(elsewhere: Path) -> None:
    line = read_scenario(scenario(elsewhere, "coverage_table", GOOD["coverage_table"][1])).measures[0].products[0]
    assert line.coverage_on("CAN", (), "C29") == 0.12
    assert line.coverage_on("CAN", ("ev",), "C29") == 0.0
    assert line.coverage_on("CAN", (), "A01") == 0.0


def test_coverage_changes_what_a_measure_does(elsewhere: Path) -> None:
    """A coverage of nought point nought is no tariff; the whole tariff costs more than a tenth of it."""
    cost = []
    for share in ("0", "0.1", "1"):
        path = scenario(elsewhere, "coverage_table", f"exporter,good,coverage\nCAN,C29,{share}\n")
        experiment = run_scenario(read_scenario(path), Settings(ranges=False))
        cost.append(float(experiment.main.states["s"].real_income_hat[experiment.world.region("CAN")]))
    assert cost[0] > cost[1] > cost[2]


def test_rates_by_partner_and_by_sector(elsewhere: Path) -> None:
    partner = read_scenario(scenario(elsewhere, "partner_table", GOOD["partner_table"][1])).measures[0].products[0]
    days = [dt.date(2026, 1, 31), dt.date(2026, 2, 1), dt.date(2026, 3, 1)]
    assert [partner.partner_rate("CAN", day) for day in days] == [0.0, 0.1, 0.2]
    sector = read_scenario(scenario(elsewhere, "sector_table", GOOD["sector_table"][1])).measures[0].products[0]
    assert sector.sector_stretches == {"C29": ((0.0, 0.4, 0.25), (0.4, 1.0, 0.5))}


def line_in_the_world(path: Path) -> Line:
    """The first line of a scenario's own measure, as it is in the world."""
    question = question_of(read_scenario(path))
    placed = in_world(policy_state(question.measures, dt.date(2026, 3, 1), ["mine"]), question.world)
    return next(measure for measure in placed.measures if measure.id == "mine").products[0]


def test_a_group_in_a_table_is_its_members_except_those_with_rows_of_their_own(elsewhere: Path) -> None:
    text = "exporter,good,coverage\nEU,C29,0.5\nDEU,C29,0.25\n*,C28,0.1\n"
    line = line_in_the_world(scenario(elsewhere, "coverage_table", text))
    assert line.coverage_on("FRA", "rest", "C29") == line.coverage_on("REU", "rest", "C29") == 0.5
    assert line.coverage_on("DEU", "rest", "C29") == 0.25
    assert line.coverage_on("DEU", "rest", "C28") == 0.1
    text = "partner,date,added_rate\nEU,2026-01-01,0.5\nDEU,2026-01-01,0.25\n"
    line = line_in_the_world(scenario(elsewhere, "partner_table", text))
    assert line.partner_rate("FRA", dt.date(2026, 3, 1)) == 0.5
    assert line.partner_rate("DEU", dt.date(2026, 3, 1)) == 0.25


def test_two_groups_that_share_a_member_need_a_row_for_it(elsewhere: Path) -> None:
    text = "exporter,good,coverage\nEU,C29,0.5\nG7,C29,0.25\n"
    with pytest.raises(MeasureError, match="two rows of one table cover DEU"):
        line_in_the_world(scenario(elsewhere, "coverage_table", text))


def test_an_economy_inside_an_aggregate_is_named(elsewhere: Path) -> None:
    with pytest.raises(MeasureError, match="HUN is part of REU"):
        line_in_the_world(scenario(elsewhere, "coverage_table", "exporter,good,coverage\nHUN,C29,0.5\n"))


def test_measures_of_a_file_have_their_tables_beside_it(elsewhere: Path) -> None:
    (elsewhere / "own.csv").write_text(GOOD["coverage_table"][1])
    path = elsewhere / "measures.yaml"
    path.write_text(MEASURE.format(line="rate: 0.35, coverage_table: own.csv"))
    assert load_measures(path)[0].products[0].coverage_on("CAN", (), "C28") == 0.1
    (elsewhere / "own.csv").write_text("exporter,good,coverage\nCAN,C28,0.3\n")
    assert load_measures(str(path))[0].products[0].coverage_on("CAN", (), "C28") == 0.3


def test_a_scenario_with_own_tables_needs_its_folder_no_more(elsewhere: Path) -> None:
    """The rows stand in the scenario itself, so its document can be solved again anywhere."""
    read = read_scenario(scenario(elsewhere, "coverage_table", GOOD["coverage_table"][1]))
    (elsewhere / "own.csv").unlink()
    again = mp.Scenario.model_validate(read.model_dump(mode="json", by_alias=True))
    assert again == read


def test_tables_of_the_package_go_by_name_and_own_rows_from_python() -> None:
    built_in = Line(goods=("all_goods",), rate=0.1, coverage_table="lists/ca_us_2025_phase1.csv")
    assert built_in.coverage_on("USA", ("x",), "A01")
    rows = [{"exporter": "CAN", "good": "C29", "coverage": 0.5}]
    assert Line(goods=("C29",), rate=0.1, coverage_table=rows).coverage_on("CAN", (), "C29") == 0.5  # type: ignore[arg-type]


BAD = {
    "coverage below zero": ("coverage_table", "exporter,good,coverage\nCAN,C29,-1\n", "line 2: field `coverage`"),
    "coverage above one": ("coverage_table", "exporter,good,coverage\nCAN,C29,1.5\n", "`coverage`"),
    "coverage that is no number": ("coverage_table", "exporter,good,coverage\nCAN,C29,nan\n", "write a finite number"),
    "coverage missing": ("coverage_table", "exporter,good,coverage\nCAN,C29,\n", "line 2: field `coverage`"),
    "coverage twice": ("coverage_table", "exporter,good,coverage\nCAN,C29,0\nCAN,C29,1\n", "has two coverages"),
    "unknown exporter": ("coverage_table", "exporter,good,coverage\nCANN,C29,0.1\n", "did you mean `CAN`?"),
    "unknown good": ("coverage_table", "exporter,good,coverage\nCAN,C29X,0.1\n", "did you mean `C29`?"),
    "all goods": ("coverage_table", "exporter,good,coverage\nCAN,all_goods,0.1\n", "no row for all goods"),
    "unknown column": ("coverage_table", "exporter,good,coverage,x\nCAN,C29,0.1,1\n", "unknown column `x`"),
    "missing column": ("coverage_table", "exporter,goods,coverage\nCAN,C29,0.1\n", "no column `good`"),
    "column twice": ("coverage_table", "exporter,good,coverage,coverage\nCAN,C29,0.1,1\n", "stands twice"),
    "semicolons": ("coverage_table", "exporter;good;coverage\nCAN;C29;0.1\n", "separated by semicolons"),
    "a cell too many": ("coverage_table", "exporter,good,coverage\nCAN,C29,0,1\n", "4 cells under 3 columns"),
    "no rows": ("coverage_table", "exporter,good,coverage\n", "holds no rows"),
    "empty": ("coverage_table", "", "no column `exporter`"),
    "a field without end": ("coverage_table", "exporter,good,coverage\nCAN," + "x" * 200_000 + ",1\n", "field larger"),
    "a quote without end": ("coverage_table", 'exporter,good,coverage\n"CAN,C29,0.1\n', "not a comma-separated table"),
    "NUL": ("coverage_table", "exporter,good,coverage\nCAN,C\x0029,0.1\n", "line 2 holds a NUL byte"),
    "UTF-16": ("coverage_table", "exporter,good,coverage\n".encode("utf-16"), "it is UTF-16. Save it as UTF-8"),
    "Latin-1": ("coverage_table", b"exporter,good,coverage\nCAN,\xe9,1\n", "line 2 is not UTF-8"),
    "huge": ("coverage_table", "exporter,good,coverage\n" + "CAN,C29,0.1\n" * 100_000, "more than 1 MB"),
    "rate in per cent": ("partner_table", "partner,date,added_rate\nCAN,2026-01-01,25\n", "write 25% as 0.25"),
    "no such day": ("partner_table", "partner,date,added_rate\nCAN,2026-02-30,0.1\n", "write a day as 2026-01-13"),
    "a number for a day": ("partner_table", "partner,date,added_rate\nCAN,20260101,0.1\n", "write a day as 2026-01-13"),
    "a day twice": ("partner_table", "partner,date,added_rate\nCAN,2026-01-01,0\nCAN,2026-01-01,1\n", "has two rates"),
    "shares above one": ("sector_table", "sector,added_rate,share_of_imports\nC29,0.1,0.6\nC29,0.2,0.6\n", "1.2000"),
    "services": ("sector_table", "sector,added_rate,share_of_imports\nSERV,0.1,0.6\n", "services pay no tariffs"),
    "rate without bound": ("sector_table", "sector,added_rate,share_of_imports\nC29,inf,0.6\n", "a finite number"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_tables_are_one_line_that_names_the_file(elsewhere: Path, case: str) -> None:
    table, text, said = BAD[case]
    with pytest.raises(MeasureError) as caught:
        read_scenario(scenario(elsewhere, table, text))
    assert said in str(caught.value)
    assert str(elsewhere / "own.csv") in str(caught.value)
    assert len(str(caught.value)) < 700


@pytest.mark.parametrize(
    "name", ["../here/own.csv", "/etc/passwd", "ABSOLUTE", ".", "sub/../../here/own.csv", "link.csv"]
)
def test_no_table_is_read_outside_the_folder(elsewhere: Path, name: str) -> None:
    outside = elsewhere.parent / "here" / "own.csv"
    outside.write_text(GOOD["coverage_table"][1])
    os.symlink(outside, elsewhere / "link.csv")
    with pytest.raises(MeasureError, match=r"outside the folder|it is a folder"):
        read_scenario(scenario(elsewhere, "coverage_table", None, str(outside) if name == "ABSOLUTE" else name))


def test_a_pipe_is_no_table(elsewhere: Path) -> None:
    os.mkfifo(elsewhere / "own.csv")
    with pytest.raises(MeasureError, match="it is a pipe"):
        read_scenario(scenario(elsewhere, "coverage_table", None))


def test_a_missing_table_is_named(elsewhere: Path) -> None:
    with pytest.raises(MeasureError, match=r"measure `mine`.*own\.csv: No such file"):
        read_scenario(scenario(elsewhere, "coverage_table", None))


def test_a_byte_order_mark_is_no_part_of_a_table(elsewhere: Path) -> None:
    text = b"\xef\xbb\xbf" + GOOD["coverage_table"][1].encode()
    assert read_scenario(scenario(elsewhere, "coverage_table", text)).measures[0].products[0].coverage_table


def test_an_unknown_table_from_python_says_so() -> None:
    with pytest.raises(MeasureError, match=r"no such table; did you mean `lists/ca_us_2025_phase1.csv`"):
        Line(goods=("C29",), rate=0.1, coverage_table="lists/ca_us_2025_phase2.csv")


@pytest.mark.parametrize("field", ["replaces", "yields_to", "yields_content_to", "yields_over_quota_to"])
def test_a_measure_that_refers_to_nothing_is_refused(tmp_path: Path, field: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MEASURE.format(line="rate: 0.1") + f"  {field}: [CA-CN-EV-2025]\n")
    with pytest.raises(UnknownNameError, match=f"did you mean `CA-CN-EV-2024`.*`{field}` of `mine`"):
        load_measures(path)
    path.write_text(MEASURE.format(line="rate: 0.1") + f"  {field}: [CA-CN-EV-2024]\n")
    assert load_measures(path)


def test_a_bottomless_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    for text in ("[" * 100_000, "- " * 100_000, "a: &a [*a]"):
        path.write_text(text)
        with pytest.raises(MeasureError, match=r"nested too deep|without end"):
            load_measures(path)


def test_what_grows_while_it_is_read_is_no_file() -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("no /proc here")
    with pytest.raises(DataError, match="Give an ordinary file"):
        read_table(Path("/proc/self/status"), ("a",), (), "rows")


def test_a_name_that_is_no_path_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is no file name"):
        inside(tmp_path, "a\0b", "table")
    with pytest.raises(DataError, match="outside"):
        inside(tmp_path, "", "table")


def test_a_list_of_many_wrong_names_is_refused_at_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To look for the nearest name of each would take minutes."""
    looked_for = []
    for module in ("data.economies", "policy.good_names"):
        monkeypatch.setattr(f"middlepower.{module}.spelled_like", lambda given, known: looked_for.append(given) or [])
    path = tmp_path / "mine.yaml"
    names = ", ".join(f"X{number}" for number in range(5_000))
    for field in ("targets", "except", "goods"):
        text = MEASURE.format(line="rate: 0.1")
        old = {"targets": "targets: [CAN]", "except": "instrument:", "goods": "goods: [all_goods]"}[field]
        path.write_text(text.replace(old, f"{field}: [{names}]" + ("\n  instrument:" if field == "except" else "")))
        with pytest.raises(MeasureError, match="X0"):
            load_measures(path)
    assert looked_for == ["X0", "X0", "X0"]
