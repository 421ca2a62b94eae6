"""An ensemble: where draws lie, that each is solved exactly, and that a store survives whatever happens to it."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import middlepower as mp
from middlepower.data.elasticities import SETS, Estimate, published_sets
from middlepower.data.first_year import first_year_parameters, labour_shares
from middlepower.document.drawn import EnsembleDraws
from middlepower.document.ensemble import draws_read, ensemble_document
from middlepower.document.file import parse, write
from middlepower.document.number import weighted_median
from middlepower.document.outcomes import outcomes_but_products, outcomes_of
from middlepower.document.run import document_of
from middlepower.document.run_draws import with_draws
from middlepower.ensemble import runners, store
from middlepower.ensemble.columns import PRODUCT, PROVINCE, REAL_INCOME, Column
from middlepower.ensemble.lock import held
from middlepower.ensemble.plan import DrawsPart, Plan
from middlepower.ensemble.run import kept_of, runner_of, solve_ensemble
from middlepower.ensemble.runners import Here, Processes
from middlepower.ensemble.solve import Bench, SolvedPart
from middlepower.ensemble.store import MANIFEST, PARTS, Store
from middlepower.ensemble.summary import distribution, drivers, exceedance, first_order, order_holds
from middlepower.errors import DataError, OutputError, ScenarioError
from middlepower.experiment.design import points
from middlepower.experiment.draw import CLAIMS, ERROR, KAPPA, NEST, SET, Draw
from middlepower.experiment.drawing import settings_under
from middlepower.experiment.experiment import run_variant, solve_baseline
from middlepower.experiment.frictions import drawn_frictions
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.experiment.uncertain import Uncertain, triangular, uncertain
from middlepower.experiment.variant import Variant, main_variant, variant_world
from middlepower.front.run_draws import drawn_run
from middlepower.report.brief import render_brief
from middlepower.report.ensemble_page import ensemble_texts, headline
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario

SETTINGS = Settings()
WHERE = "deal-and-us-100"


def plan_of(draws: int = 6, part: int = 2, **changes: object) -> Plan:
    """A small plan of two states."""
    scenario = narrowed(read_scenario("beijing-2026"), None, ("deal", WHERE), None)
    return replace(Plan(scenario, SETTINGS, draws, part=part), **changes)  # type: ignore[arg-type]


def under(bench: Bench, drawn: dict[str, float]) -> Settings:
    """The settings of a draw that is given."""
    return settings_under(bench.plan.settings, Draw.of(0, drawn), bench.plan.uncertain)


# ---------------------------------------------------------------- designs and distributions


@pytest.mark.parametrize("design", ["sobol", "latin"])
def test_a_part_of_a_design_is_the_same_whenever_it_is_made(design: str) -> None:
    assert np.array_equal(points(design, 3, 7, 8, 8), points(design, 3, 7, 8, 8))  # type: ignore[arg-type]
    assert not np.array_equal(points(design, 3, 7, 8, 8), points(design, 3, 8, 8, 8))  # type: ignore[arg-type]


def test_parts_of_a_sobol_design_are_the_whole() -> None:
    whole = points("sobol", 4, 1, 0, 32)
    assert np.array_equal(np.vstack([points("sobol", 4, 1, begin, 8) for begin in range(0, 32, 8)]), whole)
    assert ((whole > 0.0) & (whole < 1.0)).all()


def test_distributions_have_their_middle_in_the_middle() -> None:
    grid = (np.arange(2000) + 0.5) / 2000
    drawn = [triangular(float(at), 1.0, 2.0, 6.0) for at in grid]
    assert np.mean(drawn) == pytest.approx(3.0, abs=1e-3)  # (low + mode + high) / 3
    even = Uncertain("x", "uniform", "", "", 0.0, 0.5, 1.0, steps=4)
    assert sorted({even.number(float(at)) for at in grid}) == pytest.approx([0.125, 0.375, 0.625, 0.875])
    choice = Uncertain("x", "choice", "", "", options=("a", "b"), weights=(3.0, 1.0))
    assert np.mean([choice.number(float(at)) for at in grid]) == pytest.approx(0.25)
    assert choice.option(choice.number(0.999)) == "b"


def test_what_is_drawn_depends_on_the_horizon() -> None:
    assert [one.name for one in uncertain(SETTINGS)] == [SET, NEST]
    first = {one.name: one for one in uncertain(Settings(horizon="first-year"))}
    assert list(first) == ["theta_first_year", "kappa", "floor", "anchor", "labour_share"]
    known = first_year_parameters()["kappa"]
    assert (first[KAPPA].low, first[KAPPA].high) == (known.low, known.high)
    assert [one.name for one in uncertain(Settings("FGO", closure="all"))] == [NEST, "closure"]


def test_sets_weigh_what_they_scored() -> None:
    even, scored = (uncertain(Settings(weights=weights))[0].weights for weights in ("equal", "score"))
    assert len(set(even)) == 1
    assert len(set(scored)) > 1


# ---------------------------------------------------------------- draws


@pytest.mark.parametrize("name", ["FGO", "CP"])
def test_a_draw_is_the_run_under_its_parameters(name: str) -> None:
    bench = Bench(plan_of())
    row = np.empty(bench.kept.width)
    options = bench.plan.uncertain[0].options
    residual, failure = bench._draw(under(bench, {SET: float(options.index(name)), NEST: 5.0}), row)
    variant = Variant(name)
    baseline = solve_baseline(bench.question, SETTINGS, "world_gdp_share", variant)
    run = run_variant(bench.question, SETTINGS, variant, baseline)
    n = bench.question.world.region("CAN")
    wanted = 100.0 * np.expm1(-baseline.log_loss(run.states[WHERE])[n])
    found = row[[column.name for column in bench.kept.columns].index(Column(WHERE, REAL_INCOME, "CAN").name)]
    assert found == pytest.approx(wanted, abs=1e-7)
    assert (failure, residual < 1e-9) == ("", True)


def test_a_first_year_draw_at_every_centre_is_the_run_of_that_horizon() -> None:
    settings = Settings(horizon="first-year")
    bench = Bench(replace(plan_of(), settings=settings))
    known = first_year_parameters()
    drawn = {
        "theta_first_year": 0.75,
        "kappa": known["kappa"].centre,
        "floor": known["floor"].centre,
        "anchor": 0.0,
        "labour_share": 0.0,
    }
    row = np.empty(bench.kept.width)
    bench._draw(under(bench, drawn), row)
    variant = Variant("MEDIAN", "first-year")
    baseline = solve_baseline(bench.question, settings, "world_gdp_share", variant)
    run = run_variant(bench.question, settings, variant, baseline)
    n = bench.question.world.region("CAN")
    wanted = 100.0 * np.expm1(-baseline.log_loss(run.states[WHERE])[n])
    place = [column.name for column in bench.kept.columns].index(Column(WHERE, REAL_INCOME, "CAN").name)
    assert row[place] == pytest.approx(wanted, abs=1e-7)


def test_the_design_of_sets_is_every_published_set_at_the_centre_of_all_else_by_its_weight() -> None:
    names = published_sets()
    plan = plan_of(len(names), part=100, design="sets", settings=Settings(weights="score"))
    drawn = list(plan.drawn(plan.parts[0]))
    assert [plan.uncertain[0].option(one.get(SET) or 0.0) for one in drawn] == list(names)
    assert {one.get(NEST) for one in drawn} == {5.0}
    assert plan.weights is not None
    assert len(set(plan.weights)) > 1
    assert plan_of().weights is None


@pytest.mark.parametrize(
    ("draws", "settings", "said"),
    [
        (7, SETTINGS, "has 8 points.*leave `--draws` out"),
        (8, Settings("FGO"), "ask for horizon `long` and MEDIAN"),
        (8, Settings(horizon="first-year"), "ask for horizon `long` and MEDIAN"),
        (8, Settings(closure="all"), "draws no closures"),
    ],
)
def test_sets_that_do_not_fit_are_no_design(draws: int, settings: Settings, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        plan_of(draws, design="sets", settings=settings)


# ---------------------------------------------------------------- the store


def test_parts_grow_and_stay_where_they_are_when_draws_are_added() -> None:
    plan = plan_of(100_000, part=100)
    counts = [part.count for part in plan.parts]
    assert counts[:10] == [100] * 10
    assert counts[10:46] == [250] * 36
    assert set(counts[46:-1]) == {500}
    assert sum(counts) == plan.draws
    assert [part.begin for part in plan.parts] == [0, *np.cumsum(counts)[:-1]]
    for draws in (1, 100, 101, 1000, 1001, 9_999, 10_000, 10_600):
        fewer = replace(plan, draws=draws).parts
        assert sum(part.count for part in fewer) == draws
        assert fewer[:-1] == plan.parts[: len(fewer) - 1]
        assert (fewer[-1].number, fewer[-1].begin) == (len(fewer) - 1, plan.parts[len(fewer) - 1].begin)


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A small ensemble in a folder."""
    store, _ = solve_ensemble(plan_of(), tmp_path_factory.mktemp("draws"), Here())
    return store


def whole(store: Store) -> dict[str, np.ndarray]:
    """All numbers of a store by column, draw by draw."""
    return dict(store.by_columns(store.columns))


def incomes(store: Store) -> np.ndarray:
    """Real income of Canada under the second state, draw by draw."""
    return whole(store)[Column(WHERE, REAL_INCOME, "CAN").name]


def copied(store: Store, to: Path) -> Store:
    """The same store in another folder."""
    import shutil

    shutil.copytree(store.folder, to / "copy")
    return replace(store, folder=to / "copy")


def asked_for(runner: Callable[[Sequence[DrawsPart]], object]) -> Here:
    """A runner in this process that tells which parts it was asked for."""

    class Telling(Here):
        def run(self, plan: Plan, parts: Sequence[DrawsPart]):  # type: ignore[no-untyped-def]
            runner(parts)
            return super().run(plan, parts)

    return Telling()


def test_a_corrupt_part_is_set_aside_and_solved_again(solved: Store, tmp_path: Path) -> None:
    store = copied(solved, tmp_path)
    path = store.path(store.plan.parts[1])
    path.write_bytes(path.read_bytes()[:-40])
    seen: list[int] = []
    again, _ = solve_ensemble(
        store.plan, store.folder, asked_for(lambda parts: seen.extend(part.number for part in parts)), resume=True
    )
    assert seen == [1]
    assert [file.name for file in again.set_aside()] == ["part-0000001.corrupt"]
    assert np.array_equal(incomes(again), incomes(solved))


def test_a_bit_that_flips_in_the_middle_of_a_part_is_noticed(solved: Store, tmp_path: Path) -> None:
    store = copied(solved, tmp_path)
    path = store.path(store.plan.parts[0])
    whole = bytearray(path.read_bytes())
    place = whole.index(np.float64(incomes(solved)[0]).tobytes())
    whole[place] ^= 1
    path.write_bytes(whole)
    assert [part.number for part in store.missing()] == [0]
    assert [file.name for file in store.set_aside()] == ["part-0000000.corrupt"]


def test_a_part_of_other_draws_is_set_aside_and_solved_again(solved: Store, tmp_path: Path) -> None:
    import shutil

    first, second, _ = solved.plan.parts
    other, _ = solve_ensemble(replace(solved.plan, seed=2, draws=2), tmp_path / "other seed", Here())
    store = copied(solved, tmp_path)
    shutil.copy(other.path(first), store.path(first))
    shutil.copy(solved.path(first), store.path(second))
    again, _ = solve_ensemble(store.plan, store.folder, Here(), resume=True)
    assert [file.name for file in again.set_aside()] == ["part-0000000.corrupt", "part-0000001.corrupt"]
    assert np.array_equal(incomes(again), incomes(solved))


@pytest.mark.parametrize("told", ['"6"', "null", "[6]"])
def test_a_manifest_that_tells_no_number_of_draws_is_refused(solved: Store, tmp_path: Path, told: str) -> None:
    store = copied(solved, tmp_path)
    manifest = store.folder / MANIFEST
    said = manifest.read_text(encoding="utf-8")
    assert '"draws": 6' in said
    manifest.write_text(said.replace('"draws": 6', f'"draws": {told}'), encoding="utf-8")
    with pytest.raises(DataError, match="is no manifest of draws"):
        solve_ensemble(store.plan, store.folder, Here(), resume=True)


def test_more_draws_solve_what_is_missing_alone(solved: Store, tmp_path: Path) -> None:
    store = copied(solved, tmp_path)
    seen: list[int] = []
    more, _ = solve_ensemble(
        replace(store.plan, draws=7), store.folder, asked_for(lambda parts: seen.extend(p.number for p in parts)), True
    )
    assert seen == [3]
    assert np.array_equal(incomes(more)[:6], incomes(solved))
    with pytest.raises(OutputError, match="holds 7 draws, more than the 6"):
        solve_ensemble(store.plan, store.folder, Here(), resume=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"seed": 2}, "another `seed`"), ({"settings": Settings("FGO")}, "another `settings`"), ({"part": 3}, "`part`")],
)
def test_a_store_of_another_plan_is_refused(solved: Store, change: dict[str, object], said: str) -> None:
    with pytest.raises(OutputError, match=said):
        solve_ensemble(replace(solved.plan, **change), solved.folder, Here(), resume=True)  # type: ignore[arg-type]


def test_draws_are_not_written_over_by_accident(solved: Store) -> None:
    with pytest.raises(OutputError, match="--resume"):
        solve_ensemble(solved.plan, solved.folder, Here())


def test_a_folder_belongs_to_one_process_at_a_time(tmp_path: Path) -> None:
    holder = "import sys,time; from pathlib import Path; from middlepower.ensemble.lock import held\n"
    holder += "with held(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    other = subprocess.Popen([sys.executable, "-c", holder, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match="another process is writing"), held(tmp_path):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
        with held(tmp_path):
            pass
    finally:
        other.kill()
        other.wait()


def test_a_disk_that_is_full_at_once_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OutputError, match=r"manifest.json could not be written \(No space left on device\): make room"):
        solve_ensemble(plan_of(), tmp_path, Here())


@pytest.mark.slow
def test_a_worker_process_that_is_killed_is_replaced_and_its_draws_solved_again(solved: Store, tmp_path: Path) -> None:
    class Killing(Processes):
        """Kills one of its processes once the first part has come."""

        def run(self, plan: Plan, parts: Sequence[DrawsPart]):  # type: ignore[no-untyped-def]
            for count, one in enumerate(super().run(plan, parts)):
                if count == 0:
                    multiprocessing.active_children()[0].kill()
                yield one

    plan = plan_of(16)
    killed, _ = solve_ensemble(plan, tmp_path / "killed", Killing(2))
    here, _ = solve_ensemble(plan, tmp_path / "here", Here())
    assert all(np.array_equal(*both) for both in zip(whole(killed).values(), whole(here).values(), strict=True))
    assert np.array_equal(incomes(killed)[:6], incomes(solved))


@pytest.mark.slow
def test_a_worker_process_that_is_killed_before_it_has_begun_is_replaced(tmp_path: Path) -> None:
    line = [sys.executable, "-c", "import sys; sys.argv[0]='middlepower'; from middlepower.cli import main; main()"]
    line += ["ensemble", "lithuania-2021", "--draws", "4", "--workers", "2", "--out", str(tmp_path / "draws")]
    command = subprocess.Popen(line, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        os.kill(first_worker(command.pid), signal.SIGKILL)
        assert command.wait(timeout=120) == 0
    finally:
        command.kill()  # its processes die with it
        command.wait()


def first_worker(group: int) -> int:
    """The number of a group's first process that another one has just started to compute."""
    for _ in range(3000):
        found = subprocess.run(["ps", "-ewwo", "pgid=,pid=,args="], capture_output=True, text=True, check=True).stdout
        for line in found.splitlines():
            if line.split()[0] == str(group) and "spawn_main" in line:
                return int(line.split()[1])
        time.sleep(0.01)
    raise AssertionError("no worker began")


@pytest.mark.slow
def test_one_or_two_workers_give_the_same_numbers_after_a_kill(solved: Store, tmp_path: Path) -> None:
    """A run in two processes is killed once its first part lies there, and goes on; its processes die with it."""
    line = [sys.executable, "-c", "import sys; sys.argv[0]='middlepower'; from middlepower.cli import main; main()"]
    line += ["ensemble", "beijing-2026", "--states", "deal", "--draws", "300", "--out", str(tmp_path / "draws")]
    first, parts = begun([*line, "--workers", "2"], tmp_path / "draws")
    first.kill()
    first.wait()
    assert gone(first.pid), "processes outlive the one that started them"
    kept = {path.name: path.stat().st_mtime_ns for path in parts.glob("*.parquet")}
    assert 1 <= len(kept) <= 3
    done = subprocess.run([*line, "--workers", "2", "--resume", "--json"], capture_output=True, text=True, check=True)
    assert all(path.stat().st_mtime_ns == kept[path.name] for path in parts.glob("*.parquet") if path.name in kept)
    line[-1] = str(tmp_path / "alone")
    alone = subprocess.run([*line, "--workers", "1", "--json"], capture_output=True, text=True, check=True)
    both = [json.loads(said.stdout)["states"]["deal"]["economies"]["CAN"] for said in (done, alone)]
    values = [[number["value"] for number in economy.values()] for economy in both]
    assert values[0] == values[1]


def begun(line: list[str], folder: Path) -> tuple[subprocess.Popen[str], Path]:
    """(a command in a group of processes of its own whose first part lies there, the folder of its parts)."""
    command = subprocess.Popen(
        line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    parts, until = folder / PARTS, time.monotonic() + 300
    while not list(parts.glob("*.parquet")) and time.monotonic() < until:
        time.sleep(0.1)
    return command, parts


def gone(group: int) -> bool:
    """Whether no process of a group computes any more, after a while at most."""
    for _ in range(100):
        found = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
        if not any(line.split()[0] == str(group) and line.split()[1][0] != "Z" for line in found.splitlines()):
            return True
        time.sleep(0.1)
    return False


HEARS_CTRL_C = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell makes what it runs in the background deaf to it
sys.argv[0] = "middlepower"
from middlepower.cli import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_is_one_line_that_says_what_is_kept(tmp_path: Path, workers: str) -> None:
    """As on a terminal: every process of the command hears it."""
    folder = tmp_path / "draws"
    line = [sys.executable, "-c", HEARS_CTRL_C, "ensemble", "beijing-2026", "--states", "deal", "--draws", "1000"]
    line += ["--out", str(folder)]
    command, parts = begun([*line, "--workers", workers], folder)
    os.killpg(command.pid, signal.SIGINT)
    said = command.communicate(timeout=60)[1].splitlines()
    assert command.returncode == 130
    assert said[-1] == f"interrupted; what was solved is kept in {folder}: go on with --resume."
    assert all(" of 1,000 draws" in one for one in said[:-1])
    assert gone(command.pid)
    assert list(parts.glob("*.parquet"))
    assert not list(parts.glob("*.corrupt"))


def test_parts_are_handed_out_only_as_fast_as_results_are_fetched() -> None:
    """So memory does not grow with the number of draws."""
    from concurrent.futures import ThreadPoolExecutor

    class Counting(ThreadPoolExecutor):
        """Counts what is out."""

        out = most = 0

        def submit(self, solve: object, part: object):  # type: ignore[no-untyped-def, override]
            self.out += 1
            self.most = max(self.most, self.out)
            return super().submit(lambda: part)

    pool = Counting(2)
    parts, came = plan_of(500).parts, []
    for part in runners._as_they_come(pool, parts, 6):  # type: ignore[arg-type]
        pool.out -= 1
        came.append(part)
    assert sorted(came, key=lambda part: part.number) == list(parts)  # type: ignore[attr-defined]
    assert pool.most == 6


def test_columns_laid_out_on_disk_are_those_of_the_parts(solved: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few parts are held at once."""
    import pyarrow.parquet as pq

    monkeypatch.setattr(store, "AT_ONCE", 1)
    names = solved.columns[5:60:7]
    found = dict(solved.by_columns(names))
    assert list(found) == list(names)
    parts = [pq.read_table(solved.path(part)) for part in solved.plan.parts]
    assert all(np.array_equal(values, np.concatenate([part[name] for part in parts])) for name, values in found.items())
    assert {path.name for path in solved.folder.iterdir()} == {"lock", "manifest.json", PARTS}


def test_a_disk_that_fills_up_keeps_the_parts_before(tmp_path: Path) -> None:
    """A real limit: the system refuses files of more than some bytes after the second part."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    class Filling(Here):
        """After two parts no room is left."""

        def run(self, plan: Plan, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
            for count, one in enumerate(super().run(plan, parts)):
                if count == 2:
                    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
                yield one

    try:
        with pytest.raises(OutputError, match=r"part-0000002.parquet could not be written .*: make room, then go on"):
            solve_ensemble(plan_of(), tmp_path, Filling())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sorted(path.name for path in (tmp_path / PARTS).iterdir()) == [
        "part-0000000.parquet",
        "part-0000001.parquet",
    ]
    seen: list[int] = []
    whole, _ = solve_ensemble(plan_of(), tmp_path, asked_for(lambda parts: seen.extend(p.number for p in parts)), True)
    assert seen == [2]
    assert not whole.missing()


# ---------------------------------------------------------------- what draws say


def test_quantiles_and_chances_are_those_of_the_draws() -> None:
    values = np.array([*np.linspace(-1.0, 3.0, 401), np.nan])
    found = distribution(values)
    assert (found.draws, found.below_zero) == (401, pytest.approx(100 / 401))
    assert found.quantiles == pytest.approx(np.quantile(values[:-1], [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]))
    levels, above = exceedance(values)
    assert (levels[0], levels[-1], above[-1]) == (-1.0, 3.0, 0.0)
    assert above[20] == pytest.approx(np.mean(values[:-1] > levels[20]))


def test_quantiles_of_draws_that_weigh_differently_are_those_of_as_many_copies() -> None:
    values, weights = np.array([3.0, 1.0, 2.0, np.nan]), np.array([1.0, 2.0, 5.0, 4.0])
    found = distribution(values, weights)
    assert found.quantiles[3] == weighted_median([(3.0, 1.0), (1.0, 2.0), (2.0, 5.0)]) == 2.0
    assert (found.quantiles[0], found.quantiles[-1], found.mean) == (1.0, 3.0, pytest.approx(15 / 8))
    assert distribution(values[:2], np.ones(2)).quantiles[3] == 2.0  # halfway between two
    copies = np.repeat(values[:3], [1, 2, 5])
    assert exceedance(values, weights)[1] == pytest.approx(exceedance(copies)[1])
    two = {"a": np.array([1.0, 0.0]), "b": np.array([0.0, 2.0])}
    assert order_holds(two, np.array([1.0, 3.0])).first == pytest.approx(0.75)


def test_an_order_holds_as_often_as_it_does() -> None:
    found = order_holds({"a": np.array([1.0, 2.0, 3.0, 0.0]), "b": np.array([0.0, 1.0, 2.0, 1.0])})
    assert (found.order, found.whole, found.first) == (("a", "b"), 0.75, 0.75)


def test_first_order_shares_are_those_of_a_function_that_is_known() -> None:
    """y = x1 + 2 x2 of independent uniform numbers: shares of the variance 1/5 and 4/5."""
    pytest.importorskip("SALib")
    x = points("sobol", 2, 3, 0, 4096)
    y = x[:, 0] + 2.0 * x[:, 1]
    assert first_order(x[:, 0], y) == pytest.approx(0.2, abs=0.03)
    assert first_order(x[:, 1], y) == pytest.approx(0.8, abs=0.03)
    two = [Uncertain(name, "uniform", "", "", 0.0, 0.5, 1.0) for name in ("weak", "strong")]
    ranked = drivers(y, {"weak": x[:, 0], "strong": x[:, 1]}, two)
    assert [one.name for one in ranked] == ["strong", "weak"]
    assert ranked[0].high - ranked[0].low == pytest.approx(1.6, abs=0.02)  # middles of the outer fifths, times two


def test_the_document_is_read_as_it_was_written_and_its_page_says_the_numbers(solved: Store) -> None:
    pytest.importorskip("SALib")
    kept = kept_of(solved.plan)
    document = ensemble_document(solved.plan, draws_read(solved.plan, kept, solved), solved)
    again = parse(write(document), EnsembleDraws, "the document")
    assert list(again.states) == ["deal", WHERE]
    own = document.states[WHERE].economies["CAN"]
    assert own.real_income_percent.known == pytest.approx(float(np.median(incomes(solved))))
    assert own.chance_of_loss_percent.known == 100.0
    assert document.header.worst_residual < 1e-9
    texts = ensemble_texts(document)
    assert "".join(headline(document).split()) in "".join(texts["ensemble.html"].split())
    assert texts["economies.csv"].count("\n") == 1 + 2 * len(kept.question.names)


def test_a_run_with_draws_says_their_median_and_eight_of_ten(solved: Store) -> None:
    """Real income, volumes and the chance of a reaction are of the draws; what no draw keeps is of the main run."""
    plan = solved.plan
    read = draws_read(plan, kept_of(plan), solved)
    experiment = run_scenario(plan.scenario, replace(SETTINGS, ranges=False))
    alone = outcomes_but_products(plan.scenario, experiment)
    results = document_of(plan.scenario, with_draws(alone, read, plan))
    number = results.states[WHERE].economies["CAN"].real_income_percent
    values = incomes(solved)
    assert (number.low, number.value, number.high) == pytest.approx(tuple(np.quantile(values, [0.1, 0.5, 0.9])))
    actor = results.states[WHERE].actors["CHN"]
    assert actor.gdp_volume_percent.ends is not None
    assert actor.terms_of_trade_percent.ends is None
    gains = whole(solved)[Column("deal", REAL_INCOME, "CAN").name]
    assert results.break_even is not None
    assert results.break_even.chance_percent.value == pytest.approx(float(np.median(100.0 * gains / (gains - values))))
    assert (results.header.draws, results.header.ranged_over) == (6, (SET, NEST, CLAIMS))
    assert results.header.command.endswith("--draws 6 --out DIR")
    assert "of 6 draws" in render_brief(results)


def test_a_run_goes_on_with_the_draws_in_its_folder(tmp_path: Path) -> None:
    plan = plan_of(2)

    def parts(draws: int) -> dict[str, int]:
        drawn_run(plan.scenario, plan.settings, draws, tmp_path, lambda _: None)
        return {path.name: path.stat().st_mtime_ns for path in (tmp_path / PARTS).iterdir()}

    assert parts(2) == parts(2)
    with pytest.raises(OutputError, match="holds 2 draws, more than the 1"):
        parts(1)


def test_beside_draws_of_the_long_run_the_first_year_keeps_its_own_range() -> None:
    """Draws are of one horizon; the other one is told with the range that it has without draws, and not as theirs."""
    plain, drawn = (mp.run("beijing-2026", states=["deal", WHERE], draws=draws) for draws in (None, 4))
    for name in ("deal", WHERE):
        both = [run.document.states[name].actors["CAN"].first_year for run in (plain, drawn)]
        assert both[0] == both[1]
        assert both[0].real_income_percent.ends is not None
        assert both[0].unemployment_by_anchor_percent
    said = "in the first year, 0.41% (0.32% to 0.56% over the runs)"
    assert said in render_brief(drawn.document).replace("\xa0", " ")
    assert said in render_brief(plain.document).replace("\xa0", " ")
    told = "long run: the 10th and the 90th percentile of 4 draws; in the first year: over its own runs, no draws."
    assert told in render_brief(drawn.document).replace("\xa0", " ")
    assert "no draws" not in render_brief(plain.document)


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize("draws", [0, -3, 10**9])
def test_draws_are_a_sensible_number(draws: int) -> None:
    with pytest.raises(ScenarioError, match=f"`draws` is {draws}"):
        plan_of(draws)


def test_workers_are_at_least_one() -> None:
    with pytest.raises(ScenarioError, match="`workers` is 0"):
        runner_of(0)


def test_where_no_draw_has_an_equilibrium_nothing_is_said_to_move_the_answer() -> None:
    drawn = uncertain(Settings("FGO"))
    assert drivers(np.full(8, np.nan), {one.name: np.linspace(0.0, 1.0, 8) for one in drawn}, drawn) == ()


def test_a_positive_error_raises_elasticities_and_a_high_share_raises_labour() -> None:
    bench = Bench(plan_of())
    options = bench.plan.uncertain[0].options
    known = Estimate(4.0, 1.0, "made")
    made = replace(SETS["FGO"], estimates=dict.fromkeys(bench.question.world.sectors, known))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SETS, "FGO", made)
        drawn = under(bench, {SET: float(options.index("FGO")), ERROR: 1.0, NEST: 5.0})
        world = variant_world(bench.question.world, main_variant(drawn))
    assert world.elasticity == pytest.approx(4.0 * np.exp(0.25))
    share = drawn_frictions(bench.question.world, Draw.of(0, {"labour_share": 1.0})).labour_share[:, 0]
    assert share == pytest.approx(labour_shares(bench.question.world.sectors, "high"))


def test_products_and_provinces_of_a_draw_are_those_of_the_run_under_its_parameters() -> None:
    """A draw at one set tells volumes of products and sales of provinces as a run under that set alone does."""
    bench = Bench(plan_of())
    row = np.empty(bench.kept.width)
    options = bench.plan.uncertain[0].options
    bench._draw(under(bench, {SET: float(options.index("FGO")), NEST: 5.0}), row)
    found = dict(zip(bench.kept.columns, row.tolist(), strict=True))
    scenario = bench.plan.scenario
    experiment = run_scenario(scenario, Settings("FGO", ranges=False))
    outcomes = outcomes_of(scenario, experiment)
    changes = [one for one in outcomes.products["deal"] if "CAN" in (one.importer, one.exporter)]
    volumes = {
        (f"{one.sector}/{one.product}", f"{one.exporter}>{one.importer}"): one.volume_percent.value for one in changes
    }
    of_products = [key for key in found if (key.state, key.quantity) == ("deal", PRODUCT)]
    mine = {(key.sector, key.economy): found[key] for key in of_products}
    assert set(mine) == set(volumes)
    assert len(mine) > 2
    for key, value in volumes.items():
        assert mine[key] == pytest.approx(value if value is not None else np.nan, rel=1e-7, abs=1e-6, nan_ok=True)
    sold = outcomes.provinces.states["deal"].of_sales.value
    theirs = [found[Column("deal", PROVINCE, "CAN", code)] for code in bench.kept.carried.provinces]
    assert theirs == pytest.approx(sold, abs=1e-6, nan_ok=True)


def test_provinces_are_told_of_canada_alone() -> None:
    other = narrowed(read_scenario("beijing-2026"), "MEX", ("deal",), None)
    assert kept_of(Plan(other, SETTINGS, 2)).carried.provinces == ()


@pytest.mark.slow
def test_a_script_without_a_guard_is_not_run_again_by_workers(tmp_path: Path) -> None:
    script = tmp_path / "asks.py"
    script.write_text(
        "import middlepower as mp\nprint('begins')\n"
        "print(mp.ensemble('lithuania-2021', draws=4, workers=2).headline)\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("begins")) == (0, 1), done.stderr
