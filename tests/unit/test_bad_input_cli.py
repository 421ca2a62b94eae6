"""Bad input at the command line: one clear line, exit code 2 (130 for Ctrl-C), no traceback, nothing half-written."""

from __future__ import annotations

import errno
import os
import resource
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from middlepower.cli.guard import guarded
from middlepower.solve.anderson import AndersonMixer

COMMAND = [sys.executable, "-c", "from middlepower.cli import main; main()"]
FAST = ("--no-ranges", "--states", "tax")
GOOD = """\
scenario: mine
title: A question
baseline: {name: today, date: 2026-01-13}
states:
  tax:
    title: A tax
    tariffs:
      - {importers: [USA], exporters: [CAN], rate: 0.25}
"""
MEASURE = """\
measures:
  - id: MINE
    title: A measure
    imposer: CAN
    targets: [CHN]
    products: [{goods: [all_goods], rate: 0.25}]
    instrument: surtax
    date_in_force: 2026-01-01
    status: in force
    sources: [https://example.org]
    confidence: low
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A small valid scenario file."""
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD)
    return path


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]):
    """A function that runs a command line which must be refused, and returns the line that says why."""

    def run(*arguments: object) -> str:
        code = guarded([str(one) for one in arguments])
        said = capsys.readouterr()
        assert code == 2
        assert said.out == ""
        assert_one_line(said.err)
        return said.err

    return run


def assert_one_line(text: str) -> None:
    assert text.count("\n") == 1, text
    assert text.endswith("\n")
    assert "Traceback" not in text
    assert 10 < len(text) < 700


def run(*arguments: object, **options) -> subprocess.CompletedProcess:
    """A command line in a process of its own."""
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


# ---------------------------------------------------------------- names

NAMES = {
    "economy": (("--economy", "CANN"), "unknown economy or group `CANN`: did you mean `CAN`?"),
    "merged economy": (("--economy", "HUN"), "HUN is part of REU in this world; use REU, Rest of the European Union"),
    "state": (("--states", "taxx"), "unknown state `taxx`: did you mean `tax`?"),
    "state among good ones": (("--states", "tax,teal"), "unknown state `teal`"),
    "elasticity set": (("--elasticities", "FG"), "unknown elasticity set `FG`: did you mean `FGO`?"),
    "horizon": (("--horizon", "lon"), "unknown horizon `lon`: did you mean `long`?"),
    "closure": (("--closure", "balance"), "unknown closure `balance`: did you mean `balanced`?"),
    "nest elasticity of one": (("--nest-elasticity", "1"), "`nest_elasticity` is 1:"),
    "nest elasticity that is no number": (("--nest-elasticity", "five"), "--nest-elasticity"),
    "nest elasticity below zero": (("--nest-elasticity", "-3"), "`nest_elasticity` is -3:"),
    "option": (("--economie", "CAN"), "--economie"),
}


@pytest.mark.parametrize("case", NAMES)
def test_unknown_names_and_values_of_options(refused, good, case, tmp_path: Path) -> None:
    options, expected = NAMES[case]
    out = tmp_path / "out"
    assert expected in refused("run", good, *options, "--out", out)
    assert not out.exists()


def test_unknown_scenario(refused) -> None:
    assert "unknown scenario `bejing-2026`: did you mean `beijing-2026`?" in refused("run", "bejing-2026")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("list", "measure"), "did you mean `measures`?"),
        (("world", "info", "icio2021"), "icio2022"),
        (("ran", "beijing-2026"), "ran"),
        (("run",), "SCENARIO"),
        (("run", "beijing-2026", "--out"), "--out"),
    ],
)
def test_unknown_commands_and_missing_arguments(refused, arguments, expected) -> None:
    assert expected.lower() in refused(*arguments).lower()


# ---------------------------------------------------------------- scenario files

FILES = {
    "unknown sector": (GOOD.replace("rate:", "sectors: [C29X], rate:"), "unknown sector `C29X`: did you mean"),
    "unknown importer": (GOOD.replace("[USA]", "[USAA]"), "unknown economy"),
    "unknown power": (GOOD + "powers: [USA, CHM]\n", "unknown economy or group `CHM`"),
    "unknown actor": (GOOD + "actors: [MEXX]\n", "unknown economy or group `MEXX`: did you mean `MEX`?"),
    "unknown world": (GOOD + "world: icio2021\n", "icio2022"),
    "unknown measure of the library": (
        GOOD + "  other: {title: x, with_measures: [CA-CN-EV-2025]}\n",
        "unknown measure `CA-CN-EV-2025`: did you mean `CA-CN-EV-2024`?",
    ),
    "unknown measure of the baseline": (
        GOOD.replace("{name: today,", "{name: today, without_measures: [CA-CN-EV-2025],"),
        "unknown measure `CA-CN-EV-2025`",
    ),
    "measure id of the library": (GOOD + MEASURE.replace("MINE", "CA-CN-EV-2024"), "`CA-CN-EV-2024` is taken"),
    "measure without source": (GOOD + MEASURE.replace("[https://example.org]", "[]"), "`sources` is empty"),
    "dates the wrong way round": (GOOD + MEASURE + "    date_end: 2025-12-31\n", "swap them"),
    "rate in per cent": (GOOD.replace("0.25", "25"), "write 25% as 0.25"),
    "rate below -1": (GOOD.replace("0.25", "-2"), "write -2% as -0.02"),
    "unknown key": (GOOD + "econmy: CAN\n", "did you mean `economy`?"),
    "key twice": (GOOD + "title: again\n", "stands twice"),
    "measure id twice": (GOOD + MEASURE + MEASURE.partition("\n")[2], "stands twice"),
    "empty": ("", "is empty"),
    "huge": (GOOD + "# " + "x" * 10_000_000, "more than 1 MB"),
    "not UTF-8": (b"\xff\xfe" + GOOD.encode(), "UTF-8"),
    "nested": ("[" * 900_000, "nested too deep"),
    "cut off from everybody with a deficit": (
        GOOD.split("    tariffs:")[0] + '    cut_off: [{between: [CAN], and: ["*"]}]\n',
        "use closure `balanced`",
    ),
    "solve for the impossible": (
        GOOD.split("    tariffs:")[0] + "    solve_for: {exporter: CANN, times: 2}\n",
        "unknown economy or group `CANN`",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_bad_scenario_files(refused, case, tmp_path: Path) -> None:
    text, expected = FILES[case]
    path, out = tmp_path / "mine.yaml", tmp_path / "out"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    assert expected in refused("run", path, "--no-ranges", "--out", out)
    assert os.listdir(tmp_path) == ["mine.yaml"]


def test_a_folder_or_a_missing_file_is_no_scenario(refused, tmp_path: Path) -> None:
    assert "it is a folder" in refused("run", tmp_path)
    assert "there is no file" in refused("run", tmp_path / "none.yaml")


# ---------------------------------------------------------------- where it can't write


@pytest.mark.parametrize("command", [("run", "SCENARIO", *FAST), ("list", "sets"), ("world", "info")])
@pytest.mark.parametrize("place", ["below a file", "/proc/middlepower", "a file"])
def test_output_folders_that_cannot_be_written(refused, good, tmp_path: Path, command, place) -> None:
    blocker = tmp_path / "blocker"
    blocker.write_text("keep me")
    folder = {"below a file": blocker / "out", "a file": blocker}.get(place, Path(place))
    command = [good if one == "SCENARIO" else one for one in command]
    assert "can't be written" in refused(*command, "--out", folder)
    assert blocker.read_text() == "keep me"
    assert sorted(os.listdir(tmp_path)) == ["blocker", "mine.yaml"]


def test_a_folder_in_the_place_of_a_file_is_refused(refused, good, tmp_path: Path) -> None:
    (tmp_path / "out" / "results.json").mkdir(parents=True)
    assert "it is a folder" in refused("run", good, *FAST, "--out", tmp_path / "out")
    assert os.listdir(tmp_path / "out") == ["results.json"]


@pytest.mark.parametrize("function", ["replace", "mkdir"])
def test_a_disk_that_fills(refused, good, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, function, full)
    assert "No space left on device" in refused("run", good, *FAST, "--out", tmp_path / "out")
    monkeypatch.undo()
    assert os.listdir(tmp_path) == ["mine.yaml"]


def test_a_file_that_may_not_grow(good, tmp_path: Path) -> None:
    """A real write that stops short: files of this process end at 20 kB."""

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    out = tmp_path / "out"
    done = run("run", good, *FAST, "--out", out, preexec_fn=small_files)
    assert done.returncode == 2
    assert_one_line(done.stderr)
    assert not out.exists()


def test_a_small_disk(good, tmp_path: Path) -> None:
    """A file system of 64 kB; needs the right to mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small file system here")
    try:
        done = run("run", good, *FAST, "--out", disk / "out")
        left = os.listdir(disk)
    finally:
        subprocess.run(["umount", disk], check=True)
    assert done.returncode == 2
    assert_one_line(done.stderr)
    assert "No space left on device" in done.stderr
    assert left == []


def test_old_results_survive_a_failed_run(refused, good, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.json").write_text("old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    refused("run", good, *FAST, "--out", out)
    monkeypatch.undo()
    assert os.listdir(out) == ["results.json"]
    assert (out / "results.json").read_text() == "old"


# ---------------------------------------------------------------- the terminal


CTRL_C = """
import os, signal, sys
from middlepower.cli.guard import guarded
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell makes what it runs in the background deaf to it
moment, sent = sys.argv[1].split(), []
def interrupt_at_the_moment(event, arguments):
    if event == moment[0] and moment[1] in str(arguments[0]) and not sent:
        sent.append(event)
        os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(interrupt_at_the_moment)
code = guarded(sys.argv[2:])
sys.exit(code if sent else "the moment did not come")
"""
MOMENTS = {
    "while the command line loads": "import middlepower.cli.app",
    "while the engine loads": "import middlepower.experiment",
    "while the measures are read": "open measures",
    "while the page is drawn": "open brief.html",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_ends_quietly_and_writes_nothing(good: Path, tmp_path: Path, moment: str) -> None:
    """The process interrupts itself when it imports or opens something, so no clock and no load matter."""
    out = tmp_path / "out"
    command = [sys.executable, "-c", CTRL_C, MOMENTS[moment], "run", str(good), *FAST, "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == "interrupted; nothing was written.\n"
    assert done.returncode == 130
    assert done.stdout == ""
    assert not out.exists()


def test_ctrl_c_in_the_middle_of_a_solve(
    good, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(AndersonMixer, "next", interrupt)
    assert guarded(["run", str(good), *FAST, "--out", str(tmp_path / "out")]) == 130
    assert capsys.readouterr().err == "interrupted; nothing was written.\n"
    assert os.listdir(tmp_path) == ["mine.yaml"]


def test_ctrl_c_while_files_appear(
    good, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    assert guarded(["run", str(good), *FAST, "--out", str(tmp_path / "out")]) == 130
    assert capsys.readouterr().err == "interrupted; nothing was written.\n"
    monkeypatch.undo()
    assert os.listdir(tmp_path) == ["mine.yaml"]


def test_a_closed_pipe_is_no_error(good) -> None:
    process = subprocess.Popen(
        [*COMMAND, "run", str(good), *FAST, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


@pytest.mark.parametrize("arguments", [("symbol", "tau"), ("list",)])
def test_a_pipe_that_nobody_reads_is_no_error(arguments: tuple[str, ...]) -> None:
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_standard_output_is_one_line() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert_one_line(done.stderr)
    assert "No space left on device" in done.stderr


# ---------------------------------------------------------------- options without a value, streams that are closed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "beijing-2026", "--economy", ""), "option `--economy` is empty"),
        (("run", "beijing-2026", "--economy="), "option `--economy` is empty"),
        (("run", "beijing-2026", "--economy", " \t"), "option `--economy` is empty"),
        (("run", "beijing-2026", "--out", ""), "option `--out` is empty"),
        (("run", "beijing-2026", "--states", ","), "a name between its commas is empty"),
        (("run", "beijing-2026", "--states", "deal,"), "a name between its commas is empty"),
        (("run", ""), "an argument is empty"),
        (("profile", "CAN", "--powers", "USA,,CHN"), "a name between its commas is empty"),
        (("profile", "CAN", "--weights="), "option `--weights` is empty"),
        (("doctor", ""), "an argument is empty"),
        (("doctor", "\x1b[31m"), r"unknown world `\u001b[31m`"),
        (("doctor", "a" * 5_000), "unknown world `aaa"),
        (("run", "a" * 5_000 + ".yaml"), "there is no file"),
        (("run", "\udcff"), r"unknown scenario `\udcff`"),
    ],
)
def test_values_that_say_nothing_or_too_much(capsys: pytest.CaptureFixture[str], arguments, said) -> None:
    assert guarded(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert said in shown.err
    assert len(shown.err) < 2_200


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_error(closed) -> None:
    command = f"{shlex.quote(sys.executable)} -c 'from middlepower.cli import main; main()' list sets {closed}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_error_that_nobody_hears_still_ends_with_its_code() -> None:
    command = f"{shlex.quote(sys.executable)} -c 'from middlepower.cli import main; main()' run none 2>/dev/full"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")


def test_any_name_can_be_shown_on_any_terminal() -> None:
    done = run("list", "groups", env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (0, "")


def test_memory_that_is_exhausted_in_a_command_is_one_line(refused, good, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    def exhausted(*_: object) -> None:
        np.empty(2**50)

    monkeypatch.setattr("middlepower.front.run.run_scenario", exhausted)
    assert "memory is exhausted" in refused("run", good)
