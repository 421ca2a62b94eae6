"""The main job's headline numbers, as published: a change belongs to the changelog under "Numbers that moved".

`main_job.csv` is written from a run (`python tests/golden/test_beijing_2026.py`); README's table must agree with it.
Its ranges are over the variants of VARIANTS; a set or a state that is added later moves nothing here.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from middlepower.document.actor import Actor
from middlepower.document.file import write
from middlepower.document.number import Number
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.errors import OutputError
from middlepower.experiment.run import run_scenario
from middlepower.report.brief import render_brief
from middlepower.report.chromium import chromium, printed
from middlepower.scenario.read import read_scenario

TABLE = Path(__file__).parent / "main_job.csv"
README = Path(__file__).parents[2] / "README.md"
ACTORS = ("CAN", "USA", "CHN", "MEX")
KEYS = ("real_income_percent", "exports_percent", "imports_percent")
VARIANTS = tuple(f"{name}/long" for name in ("FGO", "CP", "BSY", "GYY", "IS", "LL", "Shap", "U4"))
PUBLISHED = 5e-5  # per cent: the table has four decimals
GAIN, LOSS = "<0.005", ">\u22120.005"  # what two decimals do not show


def document() -> Results:
    """The results document of the main job."""
    scenario = read_scenario("beijing-2026")
    return results_document(scenario, run_scenario(scenario))


@pytest.fixture(scope="module")
def results() -> Results:
    """The results document, solved once."""
    return document()


def outcomes(economy: Actor, key: str) -> list[float]:
    """A headline's outcomes under the published variants."""
    by_label: dict[str, Number] = getattr(economy.by_variant, key)
    return [by_label[label].known for label in VARIANTS]


def real_income(economy: Actor) -> tuple[float, float, float]:
    """Change of real income: median, lowest and highest over the published variants."""
    values = outcomes(economy, "real_income_percent")
    return median(values), min(values), max(values)


def rows_of(results: Results) -> Iterator[list[Any]]:
    """State, economy and numbers, with the range of real income."""
    for name, state in results.states.items():
        for code in ACTORS:
            economy = state.actors[code]
            yield [name, code, *(median(outcomes(economy, key)) for key in KEYS), *real_income(economy)[1:]]


def test_headline_numbers_are_the_published_ones(results: Results) -> None:
    """Real income with its range, exports, imports."""
    with TABLE.open(newline="") as file:
        published = list(csv.reader(file))[1:]
    found = {(name, code): numbers for name, code, *numbers in rows_of(results)}
    for name, code, *texts in published:
        assert found[name, code] == pytest.approx([float(text) for text in texts], abs=PUBLISHED), (name, code)


def test_the_brief_has_four_pages_at_most_before_its_annex(results: Results) -> None:
    """Printed by Chromium, whose PDF names each of its pages."""
    try:
        chromium()
    except OutputError as error:
        pytest.skip(f"no Chromium: {error}")
    page = render_brief(results)
    front = page[: page.index('<div class="annex">')] + "</main></body></html>"
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed(front))) <= 4


def test_a_headline_is_the_median_and_its_range_the_ends_of_the_published_sets(results: Results) -> None:
    """In every state and actor; the main run, under the median of the sets, is none of them."""
    labels = results.header.ranged_over
    assert "MEDIAN/long" not in labels
    for state in results.states.values():
        for code, actor in state.actors.items():
            economy = state.economies[code]
            found = {"real_income_percent": economy.by_variant_percent}
            found |= {key: getattr(actor.by_variant, key) for key in KEYS}
            for key, by_label in found.items():
                values = [by_label[label].known for label in labels]
                number = economy.number(key)
                assert (number.known, number.low, number.high) == (median(values), min(values), max(values))


def test_readme_shows_the_same_numbers(results: Results) -> None:
    """README's table, cell by cell."""
    shown = {}
    for line in README.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            cells = line.split("|")[1:-1]
            shown[cells[0].strip(" `")] = [cell.strip() for cell in cells[1:]]
    assert len(shown) > 1
    for name, cells in shown.items():
        for code, texts in zip(ACTORS, cells, strict=True):
            value, low, high = real_income(results.states[name].actors[code])
            ends = f"{written(low)} to {written(high)}".replace(f"{LOSS} to {GAIN}", "\u00b10.005")
            assert texts == f"{written(value)} ({ends})", (name, code)


def written(value: float) -> str:
    """A change as README writes it: no zero with a sign."""
    if abs(value) < 0.005:
        return GAIN if value >= 0.0 else LOSS
    return f"{value:+.2f}".replace("-", "\u2212")


def test_the_document_and_the_brief_stay_small(results: Results) -> None:
    """A document of two megabytes and a page of 600 kilobytes at most, as people mail and open them."""
    assert len(write(results).encode()) <= 2_000_000
    assert len(render_brief(results).encode()) <= 600_000


def test_money_adds_up(results: Results) -> None:
    """Levels and their changes come from one run: exports less imports are the balance, and so is every change."""
    for state in results.states.values():
        for actor in state.actors.values():
            for time in ("before", "after", "change"):
                exports, imports, balance = (
                    getattr(getattr(actor, f"{name}_musd"), time).known for name in ("exports", "imports", "balance")
                )
                assert exports - imports == pytest.approx(balance, abs=1e-6)


def test_every_state_is_solved_and_checked(results: Results) -> None:
    """Residuals by the independent check, and no variant left out."""
    for state in results.states.values():
        assert state.residual.known < 1e-9
        assert state.variants_without_equilibrium == ()
    assert results.header.worst_residual < 1e-9
    assert results.header.main_variant == "MEDIAN/long"
    assert set(VARIANTS) <= set(results.header.ranged_over)


def test_the_deal_is_small_and_the_threat_is_not(results: Results) -> None:
    """Finding 8: the truce is worth a few hundredths of a per cent, the threat a few per cent."""
    income = {name: real_income(state.actors["CAN"])[0] for name, state in results.states.items()}
    assert 0.005 < income["deal"] < 0.1
    assert -5.0 < income["deal-and-us-100"] < -0.5


def test_readme_says_what_diversification_presumes(results: Results) -> None:
    """The fall of trade costs that nobody has priced, in whole per cent."""
    solved = results.states["diversify"].solved_for
    assert solved is not None
    said = re.search(r"to other markets fall by (\d+)%", README.read_text(encoding="utf-8"))
    assert said is not None
    assert int(said[1]) == round(-solved.trade_cost_change_percent.known)


def test_doubling_is_reached(results: Results) -> None:
    """Exports other than to the United States are twice the baseline's."""
    solved = results.states["diversify"].solved_for
    assert solved is not None
    assert solved.reached.known == pytest.approx(2.0, abs=1e-6)


def test_the_quota_of_the_deal(results: Results) -> None:
    """49,000 cars against 44,356: filled or not, never over it, and its rent goes to the exporter."""
    quota = next(use for use in results.states["deal"].quotas if use.measure == "CA-CN-EVQUOTA-2026")
    assert quota.quota_ratio.known == pytest.approx(49000 / 44356)
    assert quota.fill.known <= 1.0 + 1e-8
    assert quota.rent_to == "exporter"


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["state", "economy", *KEYS, "real_income_percent_low", "real_income_percent_high"])
    for state, code, *values in rows_of(document()):
        writer.writerow([state, code, *(f"{value:.4f}" for value in values)])
