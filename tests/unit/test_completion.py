"""The tab key completes scenarios, their states, economies, groups, sets and more, in every shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from middlepower.cli import main; main()"]


def offered(line: str, shell: str = "bash") -> list[str]:
    """What a shell shows after a line whose last word is not finished."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)} if shell == "bash" else {}
    other = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    asked = {**os.environ, **other, **words, "_MIDDLEPOWER_COMPLETE": f"complete_{shell}"}
    done = subprocess.run(COMMAND, env=asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("middlepower run be", ["beijing-2026"]),
        ("middlepower run beijing-2026 --no-ranges --states deal,tr", ["deal,truce"]),
        ("middlepower run no-such-scenario --states t", []),
        ("middlepower profile Jap", ["Japan"]),
        ("middlepower profile CAN --powers USA,AS", ["USA,ASEAN"]),
        ("middlepower rank --to can", ["can", "canada"]),
        ("middlepower profile CAN --elasticities MED", ["MEDIAN"]),
        ("middlepower profile CAN --horizon f", ["first-year"]),
        ("middlepower rank --by sender", ["sender-cost"]),
        ("middlepower rank --side ex", ["export"]),
        ("middlepower list ec", ["economies"]),
        ("middlepower world info icio2022", ["icio2022"]),
        ("middlepower replicate us", ["us-tariff"]),
        ("middlepower run beijing-2026 --closure balanced", ["balanced"]),
    ],
)
def test_names_are_completed(line: str, names: list[str]) -> None:
    assert offered(line) == names


def test_states_are_those_of_the_scenario_named_before() -> None:
    assert {"deal", "deal-and-us-100"} <= set(offered("middlepower run beijing-2026 --states d"))


def test_no_letter_offers_every_economy_and_group() -> None:
    assert {"CAN", "USA", "EU", "ROW"} <= set(offered("middlepower rank --to "))


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_served(shell: str) -> None:
    assert "beijing-2026" in " ".join(offered("middlepower run be", shell))


def test_completion_is_installed_in_the_home_folder(tmp_path: Path) -> None:
    """It writes a script and one line that reads it, and nothing else; the shell is said, whatever runs the tests."""
    done = subprocess.run(
        [*COMMAND, "--install-completion", "bash"],
        env={**os.environ, "HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    script = tmp_path / ".bash_completions" / "middlepower.sh"
    assert str(script) in (tmp_path / ".bashrc").read_text()
    assert "_MIDDLEPOWER_COMPLETE=complete_bash" in script.read_text()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
