"""Rankings by exposure, and the matrix of all pairs."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from middlepower.cli.guard import guarded
from middlepower.document.file import parse, read
from middlepower.document.ranked import Matrix, Ranking
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.indicators.exposure import exposure
from middlepower.report.profile_rank import SHADES, render_matrix, shade


@pytest.fixture(scope="module")
def situation():
    """The main situation."""
    return threat_experiment(Settings(ranges=False)).main.baseline


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory):
    """The folder of the matrix."""
    out = tmp_path_factory.mktemp("matrix") / "out"
    assert guarded(["rank", "--matrix", "--out", str(out)]) == 0
    return out


def printed(capsys, *arguments):
    """The JSON document that a ranking prints."""
    capsys.readouterr()
    assert guarded(["rank", *arguments, "--no-ranges", "--json"]) == 0
    return parse(capsys.readouterr().out, Ranking, "standard output")


def test_the_order_and_the_numbers(capsys: pytest.CaptureFixture[str], situation) -> None:
    """Largest first, without the power itself; the numbers are the library's."""
    found = printed(capsys, "--to", "CHN")
    values = [row.exposure_percent.value for row in found.economies]
    assert values == sorted(values, reverse=True)
    assert len(values) == len(situation.world.regions) - 1
    canada = next(row for row in found.economies if row.economy == "CAN")
    wanted = -100 * np.expm1(-exposure(situation, "CAN", "CHN"))
    assert canada.exposure_percent.value == pytest.approx(wanted)
    assert found.header.baseline == "status quo of 13 January 2026"
    assert found.header.worst_residual < 1e-9


@pytest.mark.parametrize(
    ("by", "field"),
    [("sender-cost", "sender_cost_percent"), ("leverage", "leverage"), ("import-share", "import_share_percent")],
)
def test_other_measures(by, field, capsys: pytest.CaptureFixture[str]) -> None:
    """A group as the power, another order, one side: missing values come last."""
    found = printed(capsys, "--to", "EU", "--by", by, "--side", "export")
    values = [getattr(row, field).value for row in found.economies]
    known = [value for value in values if value is not None]
    assert values[: len(known)] == sorted(known, reverse=True)
    assert not {"DEU", "REU"} & {row.economy for row in found.economies}
    assert found.to == "EU"


def test_ranges_and_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], situation) -> None:
    """The range holds the value, which is the median; one line per economy."""
    assert guarded(["rank", "--to", "USA", "--out", str(tmp_path / "out")]) == 0
    assert "Canada" in capsys.readouterr().out
    found = read(tmp_path / "out", Ranking)
    for row in found.economies:
        low, high = row.exposure_percent.ends
        assert low <= row.exposure_percent.value <= high
    assert len((tmp_path / "out" / "rank.csv").read_text().splitlines()) == len(situation.world.regions)
    assert found.rank_stability.sets["MEDIAN/long"].same_order.value == 1.0


def test_the_matrix(folder, situation) -> None:
    """Every pair once, equal to a solve of its own, and a heat map without network loads."""
    assert {file.name for file in folder.glob("[!.]*")} == {
        "exposure_matrix.json", "exposure_matrix.csv", "exposure_pairs.csv", "exposure.html",
    }  # fmt: skip
    found = read(folder, Matrix)
    wanted = -100 * np.expm1(-exposure(situation, "MEX", "USA"))
    assert found.matrix["MEX"]["USA"].exposure_percent.value == pytest.approx(wanted)
    mirror = found.matrix["USA"]["MEX"].sender_cost_percent.value
    assert found.matrix["MEX"]["USA"].exposure_percent.value == pytest.approx(mirror)
    count = len(situation.world.regions)
    assert len((folder / "exposure_pairs.csv").read_text().splitlines()) == 1 + count * (count - 1)
    page = (folder / "exposure.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|<img|@import|url\((?!#)|src=", page)
    assert page.count("<td style=") == count**2
    assert page == render_matrix(found)


def test_shades_get_darker() -> None:
    """One hue from pale to dark: told apart in grey."""
    grey = [sum(int(shade[at : at + 2], 16) for at in (1, 3, 5)) for shade in SHADES]
    assert grey == sorted(grey, reverse=True)
    assert [shade(value) for value in (0.0, 0.02, 5.0)] == [SHADES[0], SHADES[1], SHADES[-1]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "CHN", "--by", "exposur"), "did you mean `exposure`"),
        (("--to", "FIN"), "use REU"),
        (("--to", "Chna"), "did you mean `China`"),
        (("--to", "CHN", "--side", "sell"), "unknown side"),
        ((), "no power is named"),
        (("--to", "CHN", "--matrix"), "exclude each other"),
        (("--matrix", "--by", "leverage"), "the matrix holds exposures"),
        (("--to", "CHN", "--out", "/dev/null/x"), "can't be written"),
    ],
)
def test_bad_input_is_one_line(arguments, said, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and one line that names the remedy."""
    assert guarded(["rank", *arguments, "--no-ranges"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert said in shown.err
