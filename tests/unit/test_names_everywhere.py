"""Words and codes mean the same on the command line, in YAML and in Python; what a name can't say is an error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from middlepower.cli.guard import guarded
from middlepower.data.codes import sectors, shared_names
from middlepower.data.sector_names import sectors_meant
from middlepower.errors import MiddlepowerError, UnknownNameError
from middlepower.experiment.run import in_labels, question_of
from middlepower.names import plain
from middlepower.policy.good_names import find_good
from middlepower.scenario.entries import CutOff, TariffChange
from middlepower.scenario.read import read_scenario
from middlepower.world.embedded import load_world
from middlepower.world.groups import economy_or_group
from middlepower.world.labels import sector_position

WORLD = load_world()
QUESTION = """\
scenario: mine
title: A question
economy: {economy}
powers: {powers}
actors: {actors}
baseline: {{name: today, date: 2026-01-13}}
states:
  tax:
    title: A tax
    tariffs:
      - {{importers: {powers}, exporters: [{economy}], sectors: {sectors}, rate: 0.25}}
    cut_off:
      - {{between: [{economy}], and: {actors}}}
measures:
  - id: MINE
    title: A measure
    imposer: {economy}
    targets: {powers}
    products: [{{goods: {goods}, rate: 0.25}}]
    instrument: surtax
    date_in_force: 2026-01-01
    status: in force
    sources: [https://example.org]
    confidence: low
"""
CODES = {
    "economy": "CAN", "powers": "[USA, EU]", "actors": "[TUR, KOR, TWN]", "sectors": "[C29, C24A, C21]",
    "goods": "[C10T12, C20, C21]",
}  # fmt: skip
WORDS = {
    "economy": "canada", "powers": "[U.S., eu27]", "actors": "[Turkey, '410', Taiwan]",
    "sectors": "[cars, steel, ISIC 21]", "goods": "[food, chm, pharmaceuticals]",
}  # fmt: skip


def test_a_scenario_in_words_is_the_scenario_in_codes(tmp_path: Path) -> None:
    asked = []
    for name, words in {"codes": CODES, "words": WORDS}.items():
        (tmp_path / f"{name}.yaml").write_text(QUESTION.format(**words), encoding="utf-8")
        scenario = read_scenario(tmp_path / f"{name}.yaml")
        labels = in_labels(scenario, WORLD)
        assert (labels.economy, labels.powers, labels.actors) == ("CAN", ("USA", "EU"), ("TUR", "KOR", "TWN"))
        asked.append((scenario.measures, question_of(scenario)))
    (measures, codes), (same_measures, words) = asked
    assert measures == same_measures
    assert codes.reported == words.reported
    shocks = [question.shock_of("tax", WORLD, 5.0)(None) for question in (codes, words)]
    np.testing.assert_array_equal(shocks[0].tariff, shocks[1].tariff)
    np.testing.assert_array_equal(shocks[0].trade_cost, shocks[1].trade_cost)
    np.testing.assert_array_equal(shocks[0].cut, shocks[1].cut)


def test_an_economy_named_twice_is_reported_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(QUESTION.format(**CODES | {"actors": "[USA, 'US', America]"}), encoding="utf-8")
    assert in_labels(read_scenario(tmp_path / "a.yaml"), WORLD).actors == ("USA",)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("economy", "NO", "value `False`: write text, in quotes"),
        ("powers", "[036]", "`036` is read as the number 30: put it in quotes"),
        ("goods", "[cars]", "`cars` may be several goods"),
        ("goods", "[oil]", "crude (crude oil), refined (refined petroleum)"),
        ("goods", "[lobster]", "`lobster` is part of lobster_crab"),
        ("goods", "['8703']", "lies in ev and cars_light_trucks: write it in `hs`"),
        ("goods", "[banking]", "`banking` is part of the sector SERV"),
        ("goods", "[services]", "services pay no tariffs"),
        ("goods", "[canola sead]", "did you mean `canola_seed`?"),
        ("goods", "[zzzz]", "`middlepower list products`"),
    ],
)
def test_a_name_in_yaml_that_says_too_little_is_refused(tmp_path: Path, field: str, value: str, said: str) -> None:
    """YAML reads NO as a truth value and 036 as the number 30: names that look so need quotes."""
    (tmp_path / "a.yaml").write_text(QUESTION.format(**CODES | {field: value}), encoding="utf-8")
    with pytest.raises(MiddlepowerError) as found:
        read_scenario(tmp_path / "a.yaml")
    assert said in str(found.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("oil", "B06 (Crude oil and natural gas), C19 (Refined petroleum and coke)"),
        ("agriculture", "A01 (Crops and livestock), A02 (Forestry), A03"),
        ("beer", "`beer` is part of the sector C10T12"),
        ("2910", "`2910` is part of the sector C29"),
        ("C24", "C24A (Iron and steel), C24B (Non-ferrous metals)"),
        ("pcr", "`pcr` is part of the sector C10T12"),
        ("stel", "did you mean `steel`?"),
        ("zzzz", "`middlepower list sectors`"),
    ],
)
def test_a_word_that_is_not_one_sector_says_which_it_may_be(name: str, said: str) -> None:
    with pytest.raises(UnknownNameError) as found:
        sector_position(WORLD, name)
    assert said in str(found.value)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cars", "C29"), ("Motor Vehicles", "C29"), ("mvh", "C29"), ("29", "C29"), ("NACE 29", "C29"), ("c29", "C29"),
        ("steel", "C24A"), ("lumber", "C16"), ("pharmaceuticals", "C21"), ("10-12", "C10T12"), ("C10-C12", "C10T12"),
        ("ISIC Rev. 4: 17-18", "C17_18"), ("services", "SERV"), ("food", "C10T12"), ("textiles", "C13T15"),
    ],
)  # fmt: skip
def test_a_sector_answers_to_its_codes_and_words(name: str, code: str) -> None:
    assert WORLD.sectors[sector_position(WORLD, name)] == code


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("steel", "steel"), ("C24A", "C24A"), ("iron and steel", "C24A"), ("EVs", "ev"), ("softwood lumber", "lumber"),
        ("1205", "canola_seed"), ("Crude oil", "crude"), ("aluminum", "aluminium"), ("mvh", "C29"),
        ("all", "all_goods"),
    ],
)  # fmt: skip
def test_a_good_answers_to_words_and_codes_and_products_come_first(name: str, good: str) -> None:
    assert find_good(name) == good


def test_a_state_from_python_takes_words() -> None:
    own = TariffChange(importers=("United States",), exporters=("canada",), sectors=("cars",), rate=0.1)
    assert own.importers == ("United States",)
    cut = CutOff.model_validate({"between": ["Canada"], "and": ["China"]})
    assert cut.between == ("Canada",)
    assert WORLD.region("Canada") == WORLD.region("CAN") == WORLD.region("124")


def test_the_command_line_takes_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(QUESTION.format(**WORDS), encoding="utf-8")
    assert guarded(["run", str(tmp_path / "a.yaml"), "--economy", "mexico", "--no-ranges", "--json"]) == 0
    assert '"economy":"MEX"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("economy", "said"),
    [
        ("Kuwait", "KWT (Kuwait) is part of ROW in this world; use ROW, Rest of the world: it holds AGO"),
        ("Finland", "FIN (Finland) is part of REU in this world; use REU"),
        ("Congo", "COD (DR Congo), COG (Congo)"),
        ("Ukrane", "did you mean `Ukraine`?"),
        ("Atlantis", "`middlepower list economies`"),
    ],
)
def test_the_command_line_says_where_an_economy_is(economy: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["run", "beijing-2026", "--economy", economy, "--no-ranges"]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


ODD = st.one_of(
    st.text(max_size=60),
    st.from_regex(r"[A-Ca-c]?[0-9.\-T]{1,8}"),
    st.sampled_from(["Can\u202eada", "can\0ada", "٣٦", "１２４", "the", "St.", ".", "-", "Ω" * 9, "x" * 100_000]),
)


def said_of(text: str, find: Callable[[str], object]) -> str:
    """What a finder answers: what is found, or its error."""
    try:
        return str(find(text))
    except UnknownNameError as error:
        return str(error)


@given(ODD)
def test_any_text_is_a_name_or_one_line(text: str) -> None:
    """Nothing that is typed ends in an error that is not ours, or in a long wait."""
    for find in (find_good, economy_or_group, lambda name: sector_position(WORLD, name), WORLD.region):
        said = said_of(text, find)
        assert 0 < len(said) < 2_100
        assert "\n" not in said


@pytest.mark.parametrize("economy", ["Cannn\u202eada", "x" * 5_000, "´", "日本"])
def test_an_odd_name_on_the_command_line_is_one_line(economy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["profile", economy, "--no-ranges"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "\u202e" not in said


GTAP = """
pdr wht gro v_f osd c_b pfb ocr ctl oap rmk wol frs fsh coa oil gas oxt cmt omt vol mil pcr sgr ofd b_t tex
wap lea lum ppp p_c chm bph rpp nmm i_s nfm fmp ele eeq ome mvh otn omf ely gdt wtr cns trd afs otp wtp atp
whs cmn ofi ins rsa obs ros osg edu hht dwe
""".split()
DIVISIONS = (*range(1, 4), *range(5, 34), *range(35, 40), *range(41, 44), *range(45, 48), *range(49, 54), 55, 56,
             *range(58, 67), *range(68, 76), *range(77, 83), *range(84, 89), *range(90, 99))  # fmt: skip


@pytest.mark.parametrize("code", [*GTAP, *(f"{division:02}" for division in DIVISIONS)])
def test_every_code_of_gtap_and_every_division_is_answered(code: str) -> None:
    """As a sector, as a part of one, or as several."""
    found = sectors_meant(code)
    assert found is not None
    assert set(found.codes) <= set(sectors())
    assert not found.whole or len(found.codes) == 1
    assert sectors_meant(f"ISIC {code}") == found or not code.isdigit()


def test_gtap_has_65_sectors() -> None:
    assert len(set(GTAP)) == 65


def test_no_word_names_two_sectors_that_is_not_declared_shared() -> None:
    owner: dict[str, str] = {}
    for sector in sectors().values():
        for word in (sector.code, sector.name, *sector.words, *sector.gtap, *sector.parts, *sector.gtap_parts):
            assert owner.setdefault(plain(word), sector.code) == sector.code, word
    for shared in shared_names("sectors"):
        assert not {plain(name) for name in shared.names} & set(owner)
        assert len(shared.codes) > 1
        assert set(shared.codes) <= set(sectors())
