"""The command line when all goes well: what it prints, what it writes, and how little it imports."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import pytest
from typer.main import get_command

import middlepower
from middlepower.cli.app import app
from middlepower.cli.catalogue import TABLES
from middlepower.cli.guard import guarded
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import STATUS_QUO
from middlepower.world.embedded import load_world

HEAVY = ("numpy", "pandas", "xarray", "plotly", "scipy", "numba", "pydantic", "yaml", "h5py")
SCENARIO = """\
scenario: mine
title: A question
baseline: {name: today, date: 2026-01-13}
states:
  tax:
    title: A tax
    tariffs:
      - {importers: [USA], exporters: [CAN], rate: 0.25}
  none:
    title: Nothing changes
"""


@pytest.fixture
def scenario(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(SCENARIO)
    return str(path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """A function that runs a command line which must succeed, and returns (standard output, standard error)."""

    def go(*arguments: str) -> tuple[str, str]:
        code = guarded(arguments)
        said = capsys.readouterr()
        assert code == 0, said.err
        return said.out, said.err

    return go


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_help_imports_nothing_heavy(arguments) -> None:
    """A first look must be quick."""
    program = (
        "import sys\nfrom middlepower.cli.guard import guarded\n"
        f"code = guarded({arguments!r})\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not heavy, heavy\nsys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "Usage: middlepower" in done.stdout or middlepower.__version__ in done.stdout


@pytest.mark.parametrize("arguments", [(), ("world",)])
def test_a_missing_command_shows_the_help(run, arguments) -> None:
    shown, _ = run(*arguments)
    assert shown.startswith("Usage: middlepower")
    assert shown.count("\n") > 5


def test_importing_the_package_imports_nothing_heavy() -> None:
    program = f"import sys, middlepower\nassert not [name for name in {HEAVY!r} if name in sys.modules]"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_version(run) -> None:
    assert run("--version")[0] == f"middlepower {middlepower.__version__}\n"


def test_the_module_is_the_command() -> None:
    line = [sys.executable, "-m", "middlepower", "--version"]
    assert subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()[0] == "middlepower"


def test_json_is_one_document_on_standard_output(run, scenario) -> None:
    out, err = run("run", scenario, "--no-ranges", "--json")
    document = json.loads(out)
    assert err == ""
    assert document["scenario"] == "mine"
    assert list(document["states"]) == ["tax", "none"]
    assert document["states"]["tax"]["economies"]["CAN"]["real_income_percent"]["value"] < 0.0
    assert document["states"]["tax"]["residual"]["value"] < 1e-9
    numbers = document["states"]["none"]["economies"].values()
    assert max(abs(one["real_income_percent"]["value"]) for one in numbers) < 1e-8


def test_options_reach_the_results(run, scenario) -> None:
    out, _ = run(
        *("run", scenario, "--json", "--no-ranges", "--states", "tax", "--economy", "MEX"),
        *("--elasticities", "CP", "--horizon", "first-year", "--closure", "balanced"),
    )
    document = json.loads(out)
    assert list(document["states"]) == ["tax"]
    chosen = {name: document["header"][name] for name in ("elasticities", "horizon", "closure")}
    assert document["economy"] == "MEX"
    assert chosen == {"elasticities": "CP", "horizon": "first-year", "closure": "balanced"}


def test_ranges_hold_the_headline(run, scenario) -> None:
    document = json.loads(run("run", scenario, "--json", "--states", "tax")[0])
    assert len(document["header"]["ranged_over"]) >= 8
    found = document["states"]["tax"]["economies"]["CAN"]
    income = found["real_income_percent"]
    assert income["low"] <= income["value"] <= income["high"]
    assert income["low"] < income["high"] < 0.0
    by_variant = found["by_variant_percent"]
    assert income["value"] == median(by_variant[label]["value"] for label in document["header"]["ranged_over"])


def test_a_published_set_asked_for_by_name_gives_its_own_outcome_and_counts(run, scenario) -> None:
    for name, counts in (("CP", True), ("FGO-8.35", False)):
        document = json.loads(run("run", scenario, "--json", "--states", "tax", "--elasticities", name)[0])
        found = document["states"]["tax"]["economies"]["CAN"]
        by_variant = found["by_variant_percent"]
        assert found["real_income_percent"]["value"] == by_variant[f"{name}/long"]["value"]
        assert (f"{name}/long" in document["header"]["ranged_over"]) is counts
        assert len(document["header"]["ranged_over"]) == 8
        assert "asked for by name" in document["header"]["range"]
        assert ("not part of the range" in document["header"]["range"]) is not counts
        counted = [by_variant[label]["value"] for label in document["header"]["ranged_over"]]
        assert (found["real_income_percent"]["low"], found["real_income_percent"]["high"]) == (
            min(counted),
            max(counted),
        )


def test_a_shorter_horizon_ranges_over_the_ends_of_its_elasticity(run, scenario) -> None:
    document = json.loads(run("run", scenario, "--json", "--states", "tax", "--horizon", "medium")[0])
    income = document["states"]["tax"]["economies"]["CAN"]["real_income_percent"]
    labels = ["MEDIAN/medium", "MEDIAN/medium@0.75", "MEDIAN/medium@1.25"]
    by_variant = document["states"]["tax"]["economies"]["CAN"]["by_variant_percent"]
    assert document["header"]["ranged_over"] == document["header"]["variants"] == labels
    assert [income[part] for part in ("value", "low", "high")] == [by_variant[label]["value"] for label in labels]
    assert "services included" in document["header"]["centre"]


def test_the_old_name_of_a_horizon_is_refused_with_the_new_one(scenario, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["run", scenario, "--horizon", "short"]) == 2
    assert "`short` is called `first-year` now" in capsys.readouterr().err


IN_FULL = (
    "economies",
    "sectors",
    "partners",
    "variants",
    "products",
    "diversion",
    "provinces",
    "province_sales",
    "persons",
)
FILES = {f"{name}.csv" for name in (*IN_FULL, "flows", "law", "measures_used")} | {
    *("results.json", "provenance.json", "brief.html"),
    *(f"{name}.parquet" for name in IN_FULL if find_spec("pyarrow")),
}


def test_files_of_a_run(run, scenario, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    shown, said = run("run", scenario, "--no-ranges", "--out", str(out))
    names = {path.name for path in out.glob("[!.]*")}
    assert names == FILES
    assert f"wrote {len(FILES)} files" in said
    assert "CAN" in shown
    assert json.loads((out / "results.json").read_text())["scenario"] == "mine"
    with (out / "economies.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * len(load_world().regions)


def test_a_second_run_replaces_the_files(run, scenario, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    for _ in range(2):
        run("run", scenario, "--no-ranges", "--out", out)
    assert len(list((tmp_path / "out").glob("[!.]*"))) == len(FILES)


def test_results_do_not_depend_on_the_run(run, scenario) -> None:
    """The same command twice: the same numbers to the last digit, timings aside."""

    def numbers() -> dict:
        return json.loads(run("run", scenario, "--json", "--no-ranges")[0])["states"]["tax"]["economies"]

    assert numbers() == numbers()


@pytest.mark.parametrize("what", [*TABLES])
def test_list_shows_each_catalogue(run, what, tmp_path: Path) -> None:
    document = json.loads(run("list", what, "--json", "--out", str(tmp_path))[0])
    beside = {"measures": ["rates", "lists"], "cases": ["selection"]}
    assert list(document) == [what, *beside.get(what, [])]
    assert len(document[what]) >= 1
    assert (tmp_path / f"{what}.csv").exists()


def test_a_scenario_runs_on_another_world_and_its_document_says_how(run, scenario) -> None:
    header = json.loads(
        run("run", "beijing-2026", "--states", "deal", "--no-ranges", "--world", "icio2019", "--json")[0]
    )["header"]
    assert (header["world"], header["vintage"]) == ("icio2019", 2019)
    assert " --world icio2019 " in header["command"]


def test_list_names_what_a_user_can_type(run) -> None:
    document = json.loads(run("list", "all", "--json")[0])
    assert "beijing-2026" in [row["scenario"] for row in document["scenarios"]]
    assert "CA-CN-EV-2024" in [row["measure"] for row in document["measures"]]
    assert {"FGO", "CP", "U4"} <= {row["set"] for row in document["sets"]}
    assert [row["horizon"] for row in document["horizons"]] == ["long", "medium", "first-year"]
    assert "beijing-2026" in run("list", "all")[0]


def test_an_economy_in_autarky_has_results(run, tmp_path: Path) -> None:
    path = tmp_path / "alone.yaml"
    path.write_text(SCENARIO.split("    tariffs:")[0] + '    cut_off: [{between: [CAN], and: ["*"]}]\n')
    out, err = run("run", str(path), "--closure", "balanced", "--no-ranges", "--json")
    assert err == ""
    state = json.loads(out)["states"]["tax"]
    assert state["economies"]["CAN"]["exports_percent"]["value"] == pytest.approx(-100.0)
    found = state["actors"]["CAN"]
    assert {share["value"] for share in found["export_share_percent"].values()} == {None}
    assert found["exports_musd"]["after"]["value"] == pytest.approx(0.0, abs=1e-6)
    assert found["terms_of_trade_percent"] == {"value": None, "reason": "nothing is traded"}


def test_world_info(run) -> None:
    document = json.loads(run("world", "info", "--json")[0])
    assert document["world"][0]["regions"] == len(load_world().regions)
    assert all(row["source"] for row in document["published_totals_musd"])
    assert all(row["licence"] for row in document["sources"])
    assert "icio2022" in run("world", "info")[0]


def test_options_left_out_mean_what_settings_left_out_mean() -> None:
    """The command line repeats the defaults, so that `--help` needs no table of elasticities."""
    said = {**vars(Settings()), "date": STATUS_QUO.isoformat(), "elasticities": None}  # a world has its own
    commands = get_command(app).commands
    options = [
        option for name, command in commands.items() if name not in ("profile", "tariffs") for option in command.params
    ]
    apart = ("ranges", "over")  # `over` is text on the command line, which says nothing as a rule
    repeated = [(option.name, option.default) for option in options if option.name in said and option.name not in apart]
    assert len(repeated) > 12
    assert {name for name, _ in repeated} == {
        "elasticities",
        "horizon",
        "closure",
        "nest_elasticity",
        "weights",
        "date",
        "flow_error",
    }
    assert all(default == said[name] for name, default in repeated)
