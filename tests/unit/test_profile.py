"""The profile of an economy: numbers are the library's, each with its range, and the page stands alone."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from middlepower.cli.guard import guarded
from middlepower.cli.profile import FIRST_YEAR_NOTE, plain_profile
from middlepower.document.file import parse, read
from middlepower.document.number import Number, combine, lost
from middlepower.document.power import over_sets
from middlepower.document.profile_production import declared
from middlepower.document.profiled import Profile
from middlepower.errors import ScenarioError
from middlepower.experiment.parallel import each
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.experiment.variant import Variant
from middlepower.indicators.dependence import trade_shares
from middlepower.indicators.exposure import exposures, threat_curve
from middlepower.indicators.friends import friends_and_enemies
from middlepower.indicators.incidence import incidence
from middlepower.indicators.leverage import leverage
from middlepower.language.catalogue import language, speaking
from middlepower.report.profile import render_profile
from middlepower.report.profile_figures import with_room
from middlepower.report.profile_sentences import bottom_line
from middlepower.report.profile_tables import partner_rows
from middlepower.report.profile_wording import short_number, with_range
from middlepower.world.embedded import load_world
from middlepower.world.parties import members

QUICK = ("--powers", "USA,CHN", "--no-ranges")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory):
    """The folder of a quick profile of Canada, with declared weights."""
    base = tmp_path_factory.mktemp("profile")
    weights = base / "weights.csv"
    weights.write_text("label,weight,source\nB06,2,a test\nAB,3,a test\n")
    assert guarded(["profile", "CAN", *QUICK, "--weights", str(weights), "--out", str(base / "out")]) == 0
    return base / "out"


@pytest.fixture(scope="module")
def document(folder):
    """The document that it wrote."""
    return read(folder, Profile)


@pytest.fixture(scope="module")
def main():
    """The situation behind it."""
    return threat_experiment(Settings(ranges=False)).main.baseline


def value(number):
    """The value of a number whose range is itself."""
    assert number.low == number.value == number.high
    return number.value


def test_the_document_says_where_its_numbers_come_from(document) -> None:
    """Baseline, world, vintage, elasticities, closure, horizon, residual, version and sources."""
    header = document.header
    assert (header.baseline, header.baseline_date) == ("status quo of 13 January 2026", "2026-01-13")
    assert (header.world, header.vintage, header.elasticities) == ("icio2022", 2022, "MEDIAN")
    assert (header.closure, header.horizon) == ("world_gdp_share", "long")
    assert 0.0 < header.worst_residual < 1e-9
    assert header.sources
    assert "CA-CN-EV-2024" in [measure.id for measure in header.measures]
    assert header.middlepower
    assert document.powers == ("USA", "CHN")


def test_exposures_are_the_library_s(document, main) -> None:
    """Exposure, sender cost and leverage of every power and side at the long horizon."""
    found = exposures(main, "CAN", ["USA", "CHN"])
    ratios = leverage(found)
    for power, sides in document.exposure.items():
        for side, horizons in sides.items():
            row = horizons["long"]
            at = {"power": power, "side": side}
            assert value(row.exposure_percent) == pytest.approx(-100 * np.expm1(-float(found["exposure"].sel(at))))
            assert value(row.loss_musd) == pytest.approx(float(found["loss"].sel(at)))
            assert value(row.leverage) == pytest.approx(float(ratios["leverage"].sel(at)))


def test_threat_curves_and_shares_are_the_library_s(document, main) -> None:
    """A tariff of 25%, and the shares of a partner."""
    curve = threat_curve(main, "CAN", "USA")
    said = value(document.threat_curve["USA"]["25%"]["with"].exposure_percent)
    wanted = float(curve["exposure"].sel(threat="25%", retaliation="with"))
    assert said == pytest.approx(-100 * np.expm1(-wanted))
    table = trade_shares(main.world, main.equilibrium)
    row = document.dependence.partners["MEX"]
    wanted = 100 * float(table["import_share"].sel(economy="CAN", partner="MEX"))
    assert value(row.import_share_percent) == pytest.approx(wanted)


def test_what_a_power_s_productivity_does_is_its_members_column(document, main) -> None:
    """As the whole table of friends and enemies has it, summed over the power's members."""
    table = friends_and_enemies(main.world, main.equilibrium).sel(economy="CAN")
    for power, number in document.friends.response.items():
        codes = [main.world.regions[place] for place in members(main.world, power)]
        assert number.value == pytest.approx(float(table.sel(power=codes).sum()), rel=1e-6)  # it has no range


def test_shorter_horizons_hurt_more(document) -> None:
    """The less trade can move, the more a cut costs."""
    for sides in document.exposure.values():
        long, medium, first_year = (
            sides["both"][when].exposure_percent.known for when in ("long", "medium", "first-year")
        )
        assert long < medium < first_year


def test_incidence_adds_up_and_is_the_library_s(document, main) -> None:
    """Losses by sector and elsewhere add up to the loss of the exposure; provinces carry what is attributed."""
    from middlepower.indicators.exposure import cut_off

    losses = document.incidence.powers["USA"].production
    total = value(losses.total_loss_musd)
    parts = sum(value(row.value_added_lost_musd) for row in losses.sectors.values())
    parts += value(losses.other_loss_musd)
    assert parts == pytest.approx(total)
    assert total == pytest.approx(value(document.exposure["USA"]["both"]["long"].loss_musd), rel=1e-6)
    table = incidence(main.world, main.equilibrium, cut_off(main, "CAN", "USA"), "CAN")
    said = value(losses.sectors["B06"].value_added_lost_musd)
    assert said == pytest.approx(float(table["loss"].sel(sector="B06")), rel=1e-6)
    carried = sum(value(row.carried_loss_musd) for row in losses.provinces.provinces.values())
    rest = value(losses.provinces.not_attributed_musd)
    assert carried + rest + value(losses.other_loss_musd) == pytest.approx(total)


def test_weights_count(document) -> None:
    """Equal weights give the exposure itself; heavier oil and Alberta weigh more."""
    weighted = document.incidence.powers["USA"].production.weighted
    exposure = value(document.exposure["USA"]["both"]["long"].exposure_percent)
    assert value(weighted.equal_percent) == pytest.approx(exposure, rel=1e-6)
    assert value(weighted.declared_by_sector_percent) > exposure
    assert value(weighted.declared_by_province_percent) > exposure
    assert document.weights_source == "a test"


def test_declared_weights_show_in_the_bottom_line_in_table_5_and_on_the_terminal(document) -> None:
    found = document.incidence.powers["USA"].production.weighted
    shown = with_range(found.declared_by_sector_percent)
    (bullet,) = [one for one in bottom_line(document) if one.lead == "With the declared weights."]
    assert shown in bullet.text
    assert with_range(found.declared_by_province_percent) in bullet.text
    assert f"<b>{short_number(found.declared_by_sector_percent)}</b>" in render_profile(document)
    assert "exposure with declared weights (a test)" in plain_profile(document)
    assert short_number(found.declared_by_sector_percent) in plain_profile(document).split("declared weights")[1]


def test_tables_of_one_run_do_not_say_that_they_are_medians(document) -> None:
    page = unescape(render_profile(document))
    for title in ("Table 4. Bought from a power", "Table 5. How concentrated", "Table A1. Losing a supplier"):
        caption = page[page.index(title) :].split("</caption>")[0]
        assert "one run, under MEDIAN" in caption, title


def test_numbers_at_shorter_horizons_are_not_taken_for_medians(document) -> None:
    page = render_profile(document)
    assert page.count("Shorter horizons: see “What the model leaves out”.") == 2
    assert "the range is also that of mobility, the wage floor and labour shares" in page


def test_no_article_stands_twice_in_french(document) -> None:
    """A form that brings an article of its own is given a name without one."""
    with speaking(language("french")):
        told = " ".join(f"{bullet.lead} {bullet.text}" for bullet in bottom_line(document))
    assert "les exportations du Canada" in told
    assert not re.search(r"\bd[eu] (?:la )?(?:le|les|l’)\b", told)


def test_losses_by_job_range_over_kappa(document) -> None:
    """The Roy-Frechet numbers carry a range although the elasticities have none."""
    jobs = document.incidence.powers["USA"].employment
    loss = jobs.sectors["B06"].stay_percent
    assert loss.low < loss.value < loss.high
    assert document.incidence.kappa_range == (1.2, 1.5, 3.0)


def test_diversification_reaches_its_target(document) -> None:
    """Exports to others double, the power's share falls, and its exposure at every horizon stands beside it."""
    found = document.diversification
    assert found.away_from == "USA"
    assert value(found.reached) == pytest.approx(2.0, abs=1e-7)
    assert value(found.trade_cost_change_percent) < 0
    assert value(found.real_income_percent) > 0.5  # cheaper trade is a gift
    share = found.shares["USA"].export_share_percent
    assert value(share.after) < value(share.before)
    assert value(share.change) == pytest.approx(value(share.after) - value(share.before))
    before = value(found.exposure_percent["first-year"]["USA"].before)
    assert before == pytest.approx(value(document.exposure["USA"]["both"]["first-year"].exposure_percent))


def test_the_files(folder) -> None:
    """The page, the document and six tables."""
    names = {file.name for file in folder.glob("[!.]*")}
    tables = {"exposure.csv", "sectors.csv", "provinces.csv", "persons.csv", "threat_curve.csv", "partners.csv"}
    assert names == {"profile.json", "profile.html", *tables}
    lines = (folder / "exposure.csv").read_text().splitlines()
    assert len(lines) == 1 + 2 * 3 * 3
    assert lines[0].startswith("power,side,horizon,exposure_percent,exposure_percent_low,exposure_percent_high")
    assert len((folder / "partners.csv").read_text().splitlines()) == len(load_world().regions)


def test_the_page_stands_alone(folder, document) -> None:
    """No network loads, no scripts; the headline is the exposure, with the baseline and the proxy named."""
    page = (folder / "profile.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|<img|@import|url\((?!#)|src=", page)
    assert "default-src 'none'" in page
    assert "status quo of 13 January 2026" in page
    assert "exports to the United States in 2022" in page
    line = page[page.index("Bottom line</h2>") :]
    assert line.index("Losing all trade with the United States would cost Canada") < line.index("export share")
    assert page == render_profile(document)


def test_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """Plain text, and one JSON document; no provinces and no power that contains the economy for Germany."""
    assert guarded(["profile", "Germany", "--no-ranges", "--benchmark", "--json"]) == 0
    found = parse(capsys.readouterr().out, Profile, "standard output")
    assert (found.economy, found.powers) == ("DEU", ("USA", "CHN"))
    assert (found.header.baseline, found.header.baseline_date) == ("the world's benchmark", None)
    assert found.header.measures == ()
    assert found.incidence.powers["USA"].production.provinces is None
    page = render_profile(found)
    assert "Provinces" not in page
    assert "--benchmark" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("CAN", "--powers", "CAN"), "economy itself"),
        (("DEU", "--powers", "EU"), "contains DEU"),
        (("CAN", "--powers", ""), "option `--powers` is empty"),
        (("FIN",), "FIN is part of REU in this world; use REU"),
        (("CAN", "--powers", "USA,FIN"), "use REU"),
        (("Canda",), "did you mean `Canada`"),
        (("EU",), "group of"),
        (("CAN", "--elasticities", "FG"), "did you mean `FGO`"),
        (("CAN", "--horizon", "lon"), "did you mean `long`"),
        (("CAN", "--closure", "balance"), "did you mean `balanced`"),
        (("CAN", "--date", "13 January"), "--benchmark"),
        (("CAN", "--weights", "missing.csv"), "can't read weights"),
        (("CAN", "--out", "/dev/null/x"), "can't be written"),
    ],
)
def test_bad_input_is_one_line(arguments, said, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and one line that names the remedy."""
    assert guarded(["profile", *arguments, "--no-ranges"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert said in shown.err


def test_a_weight_for_nothing_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A label that is neither a sector nor a province."""
    path = tmp_path / "weights.csv"
    path.write_text("label,weight,source\nB6,2,a test\n")
    assert guarded(["profile", "CAN", "--weights", str(path), "--no-ranges"]) == 2
    assert "did you mean `B06`" in capsys.readouterr().err


def test_weights_take_sectors_by_name_and_each_once(tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("label,weight,source\ncars,2,a test\nISIC 21,3,a test\n")
    assert declared(path, ("C29", "C21"), "AUS").sectors.values == {"C29": 2.0, "C21": 3.0}
    path.write_text("label,weight,source\ncars,2,a test\nC29,3,a test\n")
    with pytest.raises(ScenarioError, match="both mean C29"):
        declared(path, ("C29", "C21"), "AUS")


# ---------------------------------------------------------------- cells and grounds


def test_combined_numbers_hold_the_main_value_and_the_range() -> None:
    """The first body is the main one; missing values keep their reason and leave the range."""
    gains = Number.of(np.nan, "gains")
    bodies = [{"a": Number(2.0), "b": (gains,), "c": "x"}, {"a": Number(1.0), "b": (Number(3.0),)}]
    found = combine(bodies)
    assert found["a"] == Number(2.0, 1.0, 2.0)
    assert found["b"] == (Number(None, 3.0, 3.0, 1, "gains"),)
    assert found["c"] == "x"
    assert lost(Number(np.log(2.0))).value == pytest.approx(50.0)
    assert lost(gains) == gains


def test_ranges_hold_the_main_value() -> None:
    """Every set starts from its own solved baseline; the main one comes first, whichever it is."""
    found = threat_experiment(Settings(elasticities="U4"))
    assert next(iter(found.baselines())) == Variant("U4")
    assert found.world.elasticity_set == "U4"
    tree = over_sets(found, lambda at: Number(float(exposures(at, "CAN", ["USA"], ["both"])["exposure"].item())))
    alone = [float(exposures(at, "CAN", ["USA"], ["both"])["exposure"].item()) for at in found.baselines().values()]
    assert tree == Number(alone[0], min(alone), max(alone))
    assert members(found.world, "EU") == members(found.main.baseline.world, "EU")


def test_threads_keep_the_order() -> None:
    """Results come in the order of the starts."""
    assert each(lambda n: n * n, range(20)) == [n * n for n in range(20)]


def test_partners_are_ranked_by_exposure(document) -> None:
    """The table starts with the most exposing partner, whatever its share."""
    rows = partner_rows(document)
    assert [row.cells[0][1] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0].code == "USA"


def test_names_leave_room(document) -> None:
    """No two names of the leverage plot overlap, and the headline's points have theirs."""
    from middlepower.report.profile_figures import leverage_plot

    points = leverage_plot(document).points
    assert points == with_room(points)
    assert next(point for point in points if point.label == "USA both").named


def test_persons_after_a_cut_off_are_counted_by_province(document, folder) -> None:
    """In the first year, as an extrapolation: Canada's employees after losing each power."""
    persons = document.incidence.powers["USA"].persons
    assert persons is not None
    total = sum(row.change_persons.known for row in persons.by_province.values())
    assert total == pytest.approx(persons.total.change_persons.known, rel=1e-3)
    assert persons.by_sector["A01"].value is None
    page = (folder / "profile.html").read_text(encoding="utf-8")
    assert "Employees at work in the first year after a full cut-off" in page
    assert len((folder / "persons.csv").read_text().splitlines()) == 1 + 13 * len(document.powers)


def test_the_terminal_says_below_the_exposures_that_those_of_the_first_year_are_an_extrapolation(document) -> None:
    assert "an extrapolation" in document.notes[FIRST_YEAR_NOTE]
