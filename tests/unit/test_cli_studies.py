"""explain, doctor, replicate and --closure all, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from middlepower.cli.guard import guarded
from middlepower.model.core.closure import CLOSURES
from middlepower.world.embedded import load_world

QUICK = ("--states", "deal", "--no-ranges")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory):
    """The output folder of a quick run of the main scenario."""
    out = tmp_path_factory.mktemp("run") / "out"
    assert guarded(["run", "beijing-2026", *QUICK, "--out", str(out)]) == 0
    return out


def printed(capsys, *arguments):
    """The JSON document that a command prints."""
    capsys.readouterr()
    assert guarded([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_explain_adds_up_to_the_results(folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The parts of `explain` add up to the number that the run reported."""
    told = json.loads((folder / "results.json").read_text())
    found = printed(capsys, "explain", str(folder), "--economy", "CHN")
    state = found["states"]["deal"]
    names = ("terms_of_trade", "trade_costs", "volume", "deficit", "rents")
    assert sum(state[name]["value"] for name in names) == pytest.approx(state["total"]["value"], abs=1e-8)
    change = told["states"]["deal"]["economies"]["CHN"]["real_income_percent"]["value"]
    assert 100 * np.expm1(state["total"]["value"] / 100) == pytest.approx(change, abs=1e-8)
    assert state["by_partner"][0]["label"] == "CAN"


def test_explain_writes_files_and_prints_a_table(folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Plain text by default; files on demand."""
    assert guarded(["explain", str(folder), "--out", str(tmp_path / "why")]) == 0
    assert "they add up exactly" in capsys.readouterr().out
    assert {file.name for file in (tmp_path / "why").glob("[!.]*")} == {
        "explained.json",
        "explained.csv",
        "explained_horizons.csv",
        "explained.html",
    }


def test_explain_refuses_what_is_no_results_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong file, a missing file, results of other data."""
    other = tmp_path / "other.json"
    other.write_text("{}")
    for target in (other, tmp_path / "missing.json"):
        assert guarded(["explain", str(target)]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_explain_does_not_write_over_what_it_explains(folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The files of a run would give way to those of another command."""
    for source in (folder, folder / "results.json"):
        assert guarded(["explain", str(source), "--out", str(folder)]) == 2
        assert "holds the results that are explained" in capsys.readouterr().err
    assert (folder / "results.json").exists()


def test_explain_refuses_results_of_other_data(folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers that can't be reproduced are not explained."""
    document = json.loads((folder / "results.json").read_text())
    main = document["header"]["variants"][0]
    document["states"]["deal"]["economies"]["CAN"]["by_variant_percent"][main] = {"value": 99.0}
    changed = tmp_path / "results.json"
    changed.write_text(json.dumps(document))
    assert guarded(["explain", str(changed)]) == 2
    assert "solved again" in capsys.readouterr().err


def test_all_closures_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """Each closure's answer stands in the document."""
    found = printed(capsys, "run", "beijing-2026", *QUICK, "--closure", "all")
    by_closure = found["states"]["deal"]["actors"]["CAN"]["by_closure"]["real_income_percent"]
    assert set(by_closure) == set(CLOSURES)
    main = found["states"]["deal"]["economies"]["CAN"]["real_income_percent"]["value"]
    assert by_closure["world_gdp_share"] == {"value": main}
    assert by_closure["balanced"] != by_closure["world_gdp_share"]


def test_doctor_finds_the_embedded_world_sound(capsys: pytest.CaptureFixture[str]) -> None:
    """All identities hold, and no change changes nothing."""
    found = printed(capsys, "doctor")
    assert found["sound"]
    assert found["no_change_real_income_error"] < 1e-12


def test_doctor_names_every_violated_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three broken cells, three complaints; exit code 2."""
    dataset = load_world().to_dataset()
    dataset["input_share"].values[0, 3, 5] += 0.1
    dataset["consumption_share"].values[2, 2] += 0.05
    file = tmp_path / "broken.nc"
    dataset.to_netcdf(file, engine="h5netcdf")
    assert guarded(["doctor", str(file)]) == 2
    said = capsys.readouterr()
    assert "(B07, CAN)" in said.out
    assert "`consumption_share` of MEX" in said.out
    assert said.err.count("\n") == 1


def test_replicate_lists_and_runs(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list needs no data; NAFTA passes; an unknown study is refused by its nearest name."""
    assert {row["study"] for row in printed(capsys, "replicate")["studies"]} >= {"caliendo-parro-2015", "us-tariff"}
    found = printed(capsys, "replicate", "caliendo-parro-2015", "--data", str(shared_data))["studies"][0]
    assert found["passed"]
    assert found["judged"] == 16
    assert guarded(["replicate", "caliendo-parro", "--data", str(shared_data)]) == 2
    assert "did you mean `caliendo-parro-2015`" in capsys.readouterr().err


def test_replicate_without_data_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No folder, a wrong folder, an empty folder."""
    monkeypatch.delenv("MIDDLEPOWER_DATA", raising=False)
    for arguments in ([], ["--data", str(tmp_path / "none")], ["--data", str(tmp_path)]):
        assert guarded(["replicate", "us-tariff", *arguments]) == 2
        assert capsys.readouterr().err.count("\n") == 1
