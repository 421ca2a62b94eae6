"""Average tariffs from the command line: the law's own numbers, parts that add up, and one line for every fault."""

from __future__ import annotations

import csv
import datetime as dt
import shlex
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from page_text import bare

from middlepower.cli.guard import guarded
from middlepower.document.file import parse, read
from middlepower.document.tariff_rates import AppliedTariff, Tariffs
from middlepower.front import asked as front
from middlepower.indicators.applied_rates import applied_rate
from middlepower.policy.rate_book import AD_CVD, RateBook
from middlepower.report.tariff_figures import step_plot, time_axis
from middlepower.report.tariffs import render_tariffs

CENSUS = "us-imports-2024"
ASKED = ("tariffs", "USA", "--on", "CAN,CHN,EU", "--from", "2025-01-15", "--to", "2025-04-30", "--also", "svg")
BOOK = RateBook.of()
DAY = dt.date(2026, 1, 13)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a question with a path."""
    out = tmp_path_factory.mktemp("tariffs") / "out"
    assert guarded([*ASKED, "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def document(folder: Path) -> Tariffs:
    """Its document."""
    return read(folder, Tariffs)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> Tariffs:
    """The document that a command prints."""
    assert guarded(["tariffs", *words, "--json"]) == 0
    return parse(capsys.readouterr().out, Tariffs, "standard output")


def test_numbers_are_the_librarys(document: Tariffs) -> None:
    """At the weights that are the default for the United States."""
    assert document.weights == CENSUS
    for code in ("CAN", "CHN", "EU"):
        whole = document.partners[code].whole
        assert whole.applied_percent.known == pytest.approx(100 * applied_rate("USA", code, DAY, CENSUS, book=BOOK))
    canada = document.partners["CAN"]
    without = 100 * applied_rate("USA", "CAN", DAY, CENSUS, without=AD_CVD, book=BOOK)
    assert canada.whole.adcvd_percent.known == pytest.approx(canada.whole.applied_percent.known - without)
    assert canada.whole.adcvd_percent.known > 0.1


def test_parts_and_sectors_make_the_whole(document: Tariffs) -> None:
    for row in document.partners.values():
        parts = sum(part.part_percent.known for part in row.parts)
        assert row.ordinary_percent.known + parts == pytest.approx(row.whole.applied_percent.known)

        def mean(sectors: list[AppliedTariff]) -> float:
            total = sum(one.weight_musd.known for one in sectors)
            return sum(one.applied_percent.known * one.weight_musd.known for one in sectors) / total

        assert mean(list(row.sectors.values())) == pytest.approx(row.whole.applied_percent.known)
        largest = [abs(part.part_percent.known) for part in row.parts]
        assert largest == sorted(largest, reverse=True)


def test_where_buyers_react_less_is_paid_than_at_fixed_weights(document: Tariffs) -> None:
    """Dear goods are bought less: true for each of these partners under the law of that day."""
    for row in document.partners.values():
        assert 0 < row.whole.effective_tariff_percent.known < row.whole.applied_percent.known


def test_duties_that_no_measure_holds_are_missing_and_not_zero(document: Tariffs) -> None:
    """The library has no anti-dumping duties of the United States on the European Union."""
    assert document.partners["EU"].whole.adcvd_percent.value is None
    assert document.partners["EU"].whole.adcvd_percent.reason == "none among the measures"


def test_the_path_has_a_step_for_every_day_on_which_a_rate_changes(document: Tariffs) -> None:
    days = [step.date for step in document.path]
    assert days[0] == "2025-01-15"
    assert "2025-03-04" in days
    assert document.path_end == "2025-04-30"
    for step in (document.path[0], document.path[-1]):
        for code, number in step.applied_percent.items():
            alone = applied_rate("USA", code, dt.date.fromisoformat(step.date), CENSUS, book=BOOK)
            assert number.known == pytest.approx(100 * alone)
    rows = [tuple(number.known for number in step.applied_percent.values()) for step in document.path]
    assert all(max(abs(a - b) for a, b in zip(one, two, strict=True)) > 1e-9 for one, two in pairwise(rows))


def test_files_hold_what_the_document_says(folder: Path, document: Tariffs) -> None:
    names = {file.name for file in folder.glob("[!.]*")}
    assert names == {"tariffs.json", "rates.csv", "parts.csv", "path.csv", "tariffs.html", "path.svg", "rates.svg"}
    rates = {(row["partner"], row["sector"]): row for row in table(folder, "rates.csv")}
    assert float(rates["CAN", "*"]["applied_percent"]) == pytest.approx(
        document.partners["CAN"].whole.applied_percent.known
    )
    assert len(table(folder, "path.csv")) == len(document.path)
    points = [float(row["part_percent"]) for row in table(folder, "parts.csv") if row["partner"] == "CHN"]
    assert sum(points) == pytest.approx(document.partners["CHN"].whole.applied_percent.known, abs=1e-6)


def test_the_page_is_the_documents_and_the_figure_is_well_formed(folder: Path, document: Tariffs) -> None:
    page = (folder / "tariffs.html").read_text(encoding="utf-8")
    assert page == render_tariffs(document)
    assert "nan" not in page.lower().replace("finance", "").replace("governance", "")
    for said in ("Canada", "European Union", "Figure 2", "US-232-METAL-50", document.header.command):
        assert said in bare(page)
    figure = ElementTree.fromstring((folder / "path.svg").read_text(encoding="utf-8"))
    assert figure.tag.endswith("svg")


def test_strokes_stay_inside_the_plot_and_join(document: Tariffs) -> None:
    plot = step_plot(document)
    assert plot is not None
    for line in plot.lines:
        ends = [end for stroke in line.strokes for end in (stroke.x1, stroke.y1, stroke.x2, stroke.y2)]
        assert min(ends) >= 0
        assert max(ends) <= 100
        level = [stroke for stroke in line.strokes if stroke.y1 == stroke.y2]
        assert all(one.x2 == two.x1 for one, two in pairwise(level))


@pytest.mark.parametrize(
    ("first", "last", "most"),
    [("2018-01-01", "2026-11-01", 9), ("2025-01-15", "2025-04-30", 5), ("2026-01-02", "2026-01-02", 1)],
)
def test_an_axis_of_time_has_room_for_its_labels(first: str, last: str, most: int) -> None:
    ticks = time_axis(dt.date.fromisoformat(first), dt.date.fromisoformat(last)).ticks
    assert 1 <= len(ticks) <= most
    assert all(0 <= tick.position <= 100 for tick in ticks)


def test_the_command_in_the_header_makes_the_document_again(
    document: Tariffs, capsys: pytest.CaptureFixture[str]
) -> None:
    words = shlex.split(document.header.command)[1:-2]
    assert words[0] == "tariffs"
    assert asked(capsys, *words[1:]) == document


def test_without_anti_dumping_duties_none_is_left_anywhere(capsys: pytest.CaptureFixture[str]) -> None:
    with_all, without = (asked(capsys, "USA", "--on", "CAN", *more) for more in ((), ("--without-adcvd",)))
    assert without.left_out == AD_CVD
    assert not {part.instrument for part in without.partners["CAN"].parts} & set(AD_CVD)
    one, other = (said.partners["CAN"].whole for said in (with_all, without))
    assert other.applied_percent.known == pytest.approx(one.applied_percent.known - one.adcvd_percent.known)
    assert other.effective_tariff_percent.known < one.effective_tariff_percent.known
    assert "without anti-dumping" in without.header.baseline


def test_any_importer_and_any_partner_groups_and_everybody_included(capsys: pytest.CaptureFixture[str]) -> None:
    """A group's own members are no partners of it."""
    said = asked(capsys, "EU", "--on", "CHN,*,India")
    assert (said.importer, said.weights, list(said.partners)) == ("EU", "world", ["CHN", "*", "IND"])
    assert said.partners["CHN"].whole.applied_percent.known == pytest.approx(
        100 * applied_rate("EU", "CHN", DAY, book=BOOK)
    )
    everybody = said.partners["*"].whole
    assert everybody.weight_musd.known > said.partners["CHN"].whole.weight_musd.known
    assert said.path == ()


@pytest.mark.parametrize("by", ["partner", "sector", "measure"])
def test_each_table_is_shown(by: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["tariffs", "CAN", "--on", "USA", "--by", by]) == 0
    said = capsys.readouterr().out
    assert {"partner": "weight US$ bn", "sector": "Motor vehicles", "measure": "CA-US-2025"}[by] in said


FAULTS = {
    ("Ruritania",): "unknown economy or group `Ruritania`",
    ("USA", "--on", "Ruritania"): "unknown economy or group `Ruritania`",
    ("USA", "--on", "USA"): "`--on` names USA, which is the importer itself or inside it",
    ("EU", "--on", "DEU"): "`--on` names DEU, which is the importer itself or inside it",
    ("USA", "--on", "CAN,"): "a name between its commas is empty",
    ("USA", "--weights", "mine"): "unknown weights `mine`",
    ("CAN", "--on", "USA", "--weights", CENSUS): f"weights `{CENSUS}` hold no trade of CAN with USA",
    ("USA", "--by", "colour"): "`--by` is `colour`: give partner, sector or measure",
    ("USA", "--also", "svg"): "`--also` asks for more files: name a folder for them with `--out`",
    ("USA", "--to", "2025-01-01"): "`--to` ends a path: give its beginning with `--from`",
    ("USA", "--from", "soon"): "`--from` is `soon`: write a day as 2026-01-13, or today",
    ("USA", "--date", "2026-02-30"): "`--date` is `2026-02-30`: write a day",
    ("USA", "--on", "CAN", "--from", "2026-05-01"): "the path goes from 2026-05-01 to 2026-01-13",
}


@pytest.mark.parametrize("words", FAULTS, ids=" ".join)
def test_a_fault_is_one_line_that_says_what_to_write(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["tariffs", *words]) == 2
    said = capsys.readouterr().err.strip()
    assert FAULTS[words] in said
    assert "\n" not in said


def test_today_is_the_day_of_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(dt.date):
        @classmethod
        def today(cls) -> Clock:
            return cls(2027, 3, 4)

    monkeypatch.setattr(front.dt, "date", Clock)
    assert front.day_in("today", "--to") == dt.date(2027, 3, 4)
