"""`run --beside`: studies of the same baseline in the brief and in the folder, and what can't be asked."""

import gzip
import html
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from middlepower.cli.guard import guarded
from middlepower.document.file import parse, read, write
from middlepower.document.kept import KINDS, KeptStudy, belongs, file_of, kept
from middlepower.document.results import Results
from middlepower.front.beside import BESIDE
from middlepower.language.catalogue import language, language_of, speaking

TARIFF = "{importers: [USA], exporters: [CAN], sectors: [C24A], rate: 0.1}"
STATES = f"states: {{s: {{title: a tariff, tariffs: [{TARIFF}]}}}}"
QUICK = ["run", "beijing-2026", "--states", "deal", "--no-ranges"]


def test_a_study_beside_stands_in_the_brief_and_in_the_folder(tmp_path: Path) -> None:
    assert guarded([*QUICK, "--beside", "align", "--out", str(tmp_path)]) == 0
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    study = results["beside"][0]
    assert (study["kind"], study["page"]) == ("align", "align.html")
    assert "middlepower align CAN" in study["command"]
    brief = (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert "".join(study["sentence"].split()) in "".join(brief.split())
    assert 'href="align.html"' in brief
    assert (tmp_path / "align.html").exists()
    assert brief.count('<figure class="whole standing">') == 1
    assert (tmp_path / "align_votes.csv").exists()


def test_the_brief_of_the_main_scenario_tells_of_autonomy_and_alignment_unasked(tmp_path: Path) -> None:
    """Made before from the very baseline of the run: `python -m tools.standing` after whatever moves its law."""
    assert guarded([*QUICK, "--out", str(tmp_path)]) == 0
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert [(study["kind"], study["made_before"]) for study in results["beside"]] == [
        ("frontier", True),
        ("align", True),
    ]
    brief = html.unescape((tmp_path / "brief.html").read_text(encoding="utf-8"))
    for study in results["beside"]:
        assert "".join(study["sentence"].split()) in "".join(brief.split())
        assert (tmp_path / study["page"]).exists()
    assert "The truce, under the threat of the United States" in results["beside"][0]["sentence"]
    assert brief.count('<figure class="whole standing">') == 3
    assert "computed before this run" in brief

    found = read(tmp_path, Results)
    assert list(kept(found)) == ["frontier", "align"]
    assert kept(replace(found, header=replace(found.header, closure="balanced"))) == {}


def test_another_law_of_the_baseline_is_another_start() -> None:
    document = kept_document("frontier")
    header = document.header
    assert belongs(document, "CAN", header)
    assert not belongs(document, "AUS", header)
    one, *others = header.measures
    assert one.in_baseline
    assert not belongs(document, "CAN", replace(header, measures=(replace(one, rates=(0.5,)), *others)))
    assert not belongs(document, "CAN", replace(header, measures=tuple(others)))
    assert not belongs(document, "CAN", replace(header, world="icio2019"))
    assert not belongs(document, "CAN", replace(header, elasticities="FGO"))
    assert belongs(document, "CAN", replace(header, measures=(replace(one, title="another title"), *others)))


def kept_document(name: str) -> KeptStudy:
    file = file_of("beijing-2026", name)
    return parse(gzip.decompress(file.read_bytes()).decode(), KINDS[name], file.name)


@pytest.mark.parametrize("name", KINDS)
def test_what_comes_ready_made_holds_the_same_numbers_in_both_languages(name: str) -> None:
    english = kept_document(name)
    with speaking(language_of("fr")):
        french = kept_document(name)
    assert english.header.question != french.header.question
    assert dict(numbers_in(write(english))) == dict(numbers_in(write(french)))


def numbers_in(text: str) -> Iterator[tuple[str, float]]:
    """Every number of a document with its place."""
    yield from _numbers(json.loads(text), "")


def _numbers(value: object, path: str) -> Iterator[tuple[str, float]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _numbers(one, f"{path}.{key}")
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield path, float(value)


def test_an_unknown_study_is_refused_before_anything_is_solved(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded([*QUICK, "--beside", "alignment"]) == 2
    assert "align" in capsys.readouterr().err


def test_a_game_that_is_not_built_in_says_how_to_give_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded([*QUICK, "--economy", "AUS", "--beside", "treaty"]) == 2
    assert "game treaty --game FILE" in capsys.readouterr().err


def test_every_study_has_its_words() -> None:
    known = language("english").entries
    assert all(f"brief.beside_{name}" in known for name in BESIDE)


def test_a_game_that_starts_elsewhere_is_not_put_beside_a_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "earlier.yaml"
    baseline = "baseline: {name: before the deal, date: 2025-06-01}"
    file.write_text(f"scenario: earlier\ntitle: Earlier\neconomy: CAN\n{baseline}\n{STATES}\n", encoding="utf-8")
    assert guarded(["run", str(file), "--no-ranges", "--beside", "treaty"]) == 2
    said = capsys.readouterr().err
    assert "starts from status quo of 13 January 2026" in said
    assert "this run from before the deal" in said


def test_what_is_asked_beside_starts_from_the_runs_own_baseline(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    baseline = "baseline: {name: without the 35%, date: 2026-01-13, without_measures: [US-CA-IEEPA-35]}"
    file.write_text(f"scenario: own\ntitle: Own\neconomy: CAN\n{baseline}\n{STATES}\n", encoding="utf-8")
    assert guarded(["run", str(file), "--no-ranges", "--beside", "align", "--out", str(tmp_path / "out")]) == 0
    document = json.loads((tmp_path / "out" / "align.json").read_text(encoding="utf-8"))
    assert document["header"]["baseline"] == "without the 35%"
