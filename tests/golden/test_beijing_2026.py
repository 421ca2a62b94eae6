"""The main job's headline numbers, as published: a change belongs to the changelog under "Numbers that moved".

`main_job.csv` is written from a run (`python tests/golden/test_beijing_2026.py`); README's table must agree with it.
Its ranges are over the variants of VARIANTS; a set or a state that is added later moves nothing here.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

import pytest

from middlepower.document.run import results_document
from middlepower.experiment.run import run_scenario
from middlepower.scenario.read import read_scenario

TABLE = Path(__file__).parent / "main_job.csv"
README = Path(__file__).parents[2] / "README.md"
ACTORS = ("CAN", "USA", "CHN", "MEX")
KEYS = ("real_income_percent", "exports_percent", "imports_percent")
VARIANTS = tuple(
    f"{name}/long" for name in ("FGO", "CP", "BSY", "GYY", "IS", "LL", "Shap", "U4")
) + ("FGO/medium", "FGO/short")  # fmt: skip
PUBLISHED = 5e-5  # per cent: the table has four decimals
FOUND = re.compile(r"([+\u2212]\d+\.\d\d)")


def document():
    """The results document of the main job."""
    scenario = read_scenario("beijing-2026")
    return results_document(scenario, run_scenario(scenario))


@pytest.fixture(scope="module")
def results():
    """The results document, solved once."""
    return document()


def spread_of(economy):
    """Lowest and highest change of real income over the published variants."""
    values = [economy["by_variant"]["real_income_percent"][label] for label in VARIANTS]
    return min(values), max(values)


def rows_of(results):
    """State, economy and numbers, with the range of real income."""
    for name, state in results["states"].items():
        for code in ACTORS:
            one = state["economies"][code]
            yield [name, code, *(one[key] for key in KEYS), *spread_of(one)]


def test_headline_numbers_are_the_published_ones(results):
    """Real income with its range, exports, imports."""
    with TABLE.open(newline="") as file:
        published = list(csv.reader(file))[1:]
    found = {(name, code): numbers for name, code, *numbers in rows_of(results)}
    for name, code, *texts in published:
        assert found[name, code] == pytest.approx([float(text) for text in texts], abs=PUBLISHED), (name, code)


def test_readme_shows_the_same_numbers(results):
    """README's table, cell by cell."""
    shown = {}
    for line in README.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            cells = line.split("|")[1:-1]
            shown[cells[0].strip(" `")] = [FOUND.findall(cell) for cell in cells[1:]]
    assert len(shown) > 1
    for name, cells in shown.items():
        for code, texts in zip(ACTORS, cells, strict=True):
            one = results["states"][name]["economies"][code]
            wanted = [f"{v:+.2f}".replace("-", "\u2212") for v in (one["real_income_percent"], *spread_of(one))]
            assert texts == wanted, (name, code)


def test_every_state_is_solved_and_checked(results):
    """Residuals by the independent check, and no variant left out."""
    for state in results["states"].values():
        assert state["residual"] < 1e-9
        assert state["variants_without_equilibrium"] == []
    assert {"FGO/long", "CP/long", "FGO/medium", "FGO/short"} <= set(results["variants"])


def test_the_deal_is_small_and_the_threat_is_not(results):
    """Finding 8: the truce is worth a few hundredths of a per cent, the threat about one per cent."""
    income = {name: state["economies"]["CAN"]["real_income_percent"] for name, state in results["states"].items()}
    assert 0.005 < income["deal"] < 0.1
    assert -3.0 < income["deal-and-us-100"] < -0.5


def test_doubling_is_reached(results):
    """Exports other than to the United States are twice the baseline's."""
    assert results["states"]["diversify"]["solved_for"]["reached"] == pytest.approx(2.0, abs=1e-6)


def test_the_quota_of_the_deal(results):
    """49,000 cars against 44,356: filled or not, never over it, and its rent goes to the exporter."""
    quota = next(one for one in results["states"]["deal"]["quotas"] if one["measure"] == "CA-CN-EVQUOTA-2026")
    assert quota["quota_ratio"] == pytest.approx(49000 / 44356)
    assert quota["fill"] <= 1.0 + 1e-8
    assert quota["rent_to"] == "exporter"


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["state", "economy", *KEYS, "real_income_percent_low", "real_income_percent_high"])
    for state, code, *values in rows_of(document()):
        writer.writerow([state, code, *(f"{value:.4f}" for value in values)])
