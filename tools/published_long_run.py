"""The published numbers of the long run beside ours: `python -m tools.published_long_run` writes both its table,
docs/explanation/published.csv, and the part of docs/explanation/published.md below its mark. A minute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from middlepower.data.published import PublishedNumber, load_published
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from tools.beside import below, written
from tools.folders import PROJECT

PAGE = PROJECT / "docs" / "explanation" / "published.md"
TABLE = PAGE.with_suffix(".csv")
MARK = "<!-- Below: python -m tools.published_long_run -->\n"
LONG = "long"
WORDS = {
    "exports_percent": "exports, volume",
    "exports_value_percent": "exports, value",
    "gdp_volume_percent": "GDP, volume",
    "real_value_added_percent": "value added over consumer prices",
    "real_income_percent": "real income",
}


@dataclass(frozen=True)
class LongRunBeside:
    """A published number of the long run, and ours with its range, per cent."""

    id: str
    published: float
    ours: float
    low: float
    high: float


def of_the_long_run() -> list[PublishedNumber]:
    """The published numbers of the long run."""
    return [row for row in load_published() if row.horizon == LONG]


def beside() -> list[LongRunBeside]:
    """Ours beside each of them, as the results documents of their scenarios say."""
    found: dict[str, LongRunBeside] = {}
    for scenario in dict.fromkeys(row.scenario for row in of_the_long_run()):
        found |= {row.id: row for row in _in(_answered(scenario))}
    return [found[row.id] for row in of_the_long_run()]


def _answered(scenario: str) -> Results:
    wanted = {row.state for row in of_the_long_run() if row.scenario == scenario}
    whole = read_scenario(scenario)
    asked = narrowed(whole, None, [name for name in whole.states if name in wanted])
    return results_document(asked, run_scenario(asked, Settings()))


def _in(results: Results) -> Iterator[LongRunBeside]:
    for state in results.states.values():
        for row in state.published:
            if row.horizon == LONG and row.our_long_run_percent is not None:
                ours = row.our_long_run_percent
                low, high = ours.ends or (ours.known, ours.known)
                yield LongRunBeside(row.id, row.published_percent.known, ours.known, low, high)


def redrawn(page: str, rows: Iterable[LongRunBeside]) -> str:
    """The page with the part below its mark made anew."""
    ours = {row.id: row for row in rows}
    lines = [
        "| who, when | question | number | published | here | what tells them apart |",
        "|---|---|---|---|---|---|",
        *(_line(row, ours[row.id]) for row in of_the_long_run()),
    ]
    return below(MARK, page, lines)


def _line(row: PublishedNumber, ours: LongRunBeside) -> str:
    places = 3 if abs(row.value) < 0.1 else 2
    shown = [_signed(value, places) for value in (row.value, ours.ours, ours.low, ours.high)]
    cells = (
        f"[{row.institution}]({row.source}), {row.date}",
        row.question,
        f"{row.economy}: {WORDS[row.variable]}, %",
        shown[0],
        f"{shown[1]} ({shown[2]} to {shown[3]})",
        row.note,
    )
    return "| " + " | ".join(cells) + " |"


def _signed(value: float, places: int) -> str:
    """A change with its sign; one that would print as zero as `less than` it."""
    least = 0.5 * 10.0**-places
    if abs(value) < least:
        return ("<" if value > 0 else ">\N{MINUS SIGN}") + f"{least:.{places + 1}f}"
    return f"{value:+.{places}f}".replace("-", "\N{MINUS SIGN}")


if __name__ == "__main__":
    made = beside()
    TABLE.write_text(written(LongRunBeside, made), encoding="utf-8")
    PAGE.write_text(redrawn(PAGE.read_text("utf-8"), made), encoding="utf-8")
    print(f"wrote {TABLE.name} and {PAGE.name}")
