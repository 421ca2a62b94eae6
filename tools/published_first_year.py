"""The published numbers of the first year beside ours: `python -m tools.published_first_year` writes both its table,
docs/explanation/first-year.csv, and the part of docs/explanation/first-year.md below its mark. A minute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from middlepower.data.published import PublishedNumber, load_published
from middlepower.document.first_year import FirstYear
from middlepower.document.number import Number
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario, State
from tools.beside import below, written
from tools.folders import PROJECT

PAGE = PROJECT / "docs" / "explanation" / "first-year.md"
TABLE = PAGE.with_suffix(".csv")
SCENARIO = "published-2025"
MARK = "<!-- Below: python -m tools.published_first_year -->\n"
WORDS = {
    "exports_percent": "exports, volume",
    "gdp_volume_percent": "GDP, volume",
    "real_value_added_percent": "value added over consumer prices",
    "real_income_percent": "real income",
}
HEADLINES = ("exports_percent", "real_income_percent")  # of economies, not of actors
HORIZONS = ("first-year", "between")
DUTIES = (
    "CN-CA-CANOLAOIL-2025",
    "CN-CA-CANOLAMEAL-2025",
    "CN-CA-PEAS-2025",
    "CN-CA-PORK-2025",
    "CN-CA-LOBSTERCRAB-2025",
    "CN-CA-SEAFOOD-2025",
    "CN-CA-CANOLASEED-AD-PRELIM",
)
"""China's duties on Canadian farm goods and fish of 2025."""
CROPS = "A01"


@dataclass(frozen=True)
class Compared:
    """A published number, and what is computed here: the first year with its range, and the long run."""

    id: str
    published: float
    first_year: float
    low: float
    high: float
    long_run: float


def compared(rows: Sequence[PublishedNumber]) -> list[Compared]:
    """Ours beside each published number."""
    asked = dict.fromkeys(row.scenario for row in rows)
    found = {name: _answered(name, {row.state for row in rows if row.scenario == name}) for name in asked}
    return [_compared(row, found[row.scenario]) for row in rows]


def of_the_first_year() -> list[PublishedNumber]:
    """The published numbers of the first year, and of horizons between it and the long run."""
    return [row for row in load_published() if row.horizon in HORIZONS and row.scenario == SCENARIO]


def _answered(scenario: str, states: set[str]) -> Results:
    whole = read_scenario(scenario)
    asked = narrowed(whole, None, [name for name in whole.states if name in states])
    return results_document(asked, run_scenario(asked, Settings()))


def _compared(row: PublishedNumber, results: Results) -> Compared:
    state = results.states[row.state]
    actor = state.actors[row.economy]
    far = getattr(state.economies[row.economy] if row.variable in HEADLINES else actor, row.variable)
    return _beside(row.id, row.value, getattr(_known(actor.first_year), row.variable), far)


def _known(found: FirstYear | None) -> FirstYear:
    if found is None:
        raise SystemExit("a published question has no equilibrium in the first year")
    return found


def _beside(name: str, published: float, near: Number, far: Number) -> Compared:
    low, high = near.ends or (near.known, near.known)
    return Compared(name, published, near.known, low, high, far.known)


def crops() -> Compared:
    """What China's duties of 2025 take from Canada's sales of crops and animals, US$ million; published: C$ billion."""
    asked = _with_duties()
    results = results_document(asked, run_scenario(asked, Settings()))
    found = _known(results.own_actor(results.main).first_year).sales_musd[CROPS]
    far = results.main.sectors["CAN"][CROPS].output_change_musd
    return _beside("aafc-2025-11-canola", -0.5, found, far)


def _with_duties() -> Scenario:
    whole = read_scenario(SCENARIO)
    state = State(title="China's duties on Canadian farm goods and fish", with_measures=DUTIES)
    return whole.model_copy(update={"states": {"duties": state}, "questions": ()})


def redrawn(page: str, rows: Iterable[Compared]) -> str:
    """The page with the part below its mark made anew."""
    ours = {row.id: row for row in rows}
    lines = [
        "| who, when | question | number | published | here, first year | here, long run | what tells them apart |",
        "|---|---|---|---|---|---|---|",
        *(_line(row, ours[row.id]) for row in of_the_first_year()),
    ]
    return below(MARK, page, [*lines, "", _crops(ours["aafc-2025-11-canola"])])


def _line(row: PublishedNumber, ours: Compared) -> str:
    unit = "" if row.unit == "%" else f" {row.unit}"
    cells = (
        f"[{row.institution}]({row.source}), {row.date}",
        row.question,
        f"{row.economy}: {WORDS[row.variable]}, %",
        f"{_signed(row.value)}{unit}",
        f"{_signed(ours.first_year)} ({_signed(ours.low)} to {_signed(ours.high)})",
        _signed(ours.long_run),
        row.note,
    )
    return "| " + " | ".join(cells) + " |"


def _crops(ours: Compared) -> str:
    size, least, most = (f"{-value / 1000:.2f}" for value in (ours.first_year, ours.high, ours.low))
    return (
        "Agriculture and Agri-Food Canada (answer to written question Q-353, November 2025, as reported) put an "
        "illustration beside China's duties of 2025: canola prices 10 to 25% lower would take C$0.5 to 1.2 billion "
        "from farm cash receipts in the first year. Its prices are assumed, ours are solved: the duties then in force "
        f"on farm goods and fish take US${size} billion ({least} to {most}), of 2022, from Canada's sales of crops and "
        "animals in the first year. That sector is all of farming: within it land goes from canola to wheat at once."
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")


if __name__ == "__main__":
    begun = dt.datetime.now(dt.UTC)
    made = [*compared(of_the_first_year()), crops()]
    TABLE.write_text(written(Compared, made), encoding="utf-8")
    PAGE.write_text(redrawn(PAGE.read_text("utf-8"), made), encoding="utf-8")
    print(f"wrote {TABLE.name} and {PAGE.name} in {(dt.datetime.now(dt.UTC) - begun).seconds} s")
