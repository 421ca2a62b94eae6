"""The tables of docs/explanation/performance.md and the arithmetic of docs/how-to/cluster.md, from stored runs:
`python -m tools.performance` rewrites what stands below each page's mark from benchmarks/runs.json, which
`python benchmarks/run.py --store` writes. Where two runs are stored, a number is a range over both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.cluster_arithmetic import PAGE as CLUSTER
from tools.cluster_arithmetic import arithmetic
from tools.folders import PROJECT

PAGE = PROJECT / "docs" / "explanation" / "performance.md"
RUNS = PROJECT / "benchmarks" / "runs.json"
MARK = "<!-- Below: python -m tools.performance -->\n"
TITLES = {
    "solver": "Two worlds of the literature, and other algorithms on them",
    "slow": "Algorithms that take seconds",
    "ensemble": "Ensembles",
    "first-year": "The first year",
    "gegravity": "Beside gegravity",
    "derivatives": "Derivatives and optimal tariffs",
    "nash": "Tariff wars",
    "products": "A world of products",
    "scenarios": "Scenarios with quotas",
    "scaling": "How time grows",
    "cold": "Starting up",
    "commands": "Whole commands",
    "draws": "Draws of an ensemble",
}
HEAD = "| what | goal | reached | x ours | peak MiB | note |\n|---|---|---|---|---|---|"
Row = dict[str, Any]


def redrawn(page: str, runs: Sequence[dict[str, Any]]) -> str:
    """The page with the part below its mark made anew."""
    head, mark, _ = page.partition(MARK)
    last = runs[-1]
    times = "once" if len(runs) == 1 else "twice; a range is over both runs"
    said = f"Measured {times}: {last['machine']}, commit `{last['commit']}` of {last['date']}."
    parts = [table(name, [run["sections"][name] for run in runs]) for name in last["sections"]]
    return head + mark + "\n" + "\n\n".join([said, *parts]) + "\n"


def table(name: str, runs: Sequence[Sequence[Row]]) -> str:
    """One section as a heading and a row for each measured number."""
    rows = [line(row, [one for run in runs for one in same(row, run)]) for row in runs[-1]]
    return "\n".join([f"## {TITLES[name]}", "", HEAD, *rows])


def same(row: Row, run: Sequence[Row]) -> list[Row]:
    """The row of another run that measured the same; none where it lacked what is measured."""
    return [other for other in run if other["what"] == row["what"]]


def line(row: Row, runs: Sequence[Row]) -> str:
    """One row of a table over all runs."""
    value = "not measured" if row["value"] is None else f"{spread(runs, 'value')} {row['unit']}"
    goal = "" if row["goal"] is None else f"{row['goal']:g}"
    ratio = "" if row["ratio"] is None else spread(runs, "ratio")
    peak = "" if row["peak_mib"] is None else spread(runs, "peak_mib")
    return f"| {row['what'].strip()} | {goal} | {value} | {ratio} | {peak} | {row['note']} |"


def spread(runs: Sequence[Row], field: str) -> str:
    """The least and the largest of a field over the runs, to two digits or three."""
    known = sorted(float(run[field]) for run in runs if run[field] is not None)
    low, high = (rounded(value) for value in (known[0], known[-1]))
    return low if low == high else f"{low} to {high}"


def rounded(value: float) -> str:
    """A number as people read it: whole above 100, else to two digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{float(f'{value:.2g}'):g}"


def stored(path: Path = RUNS) -> list[dict[str, Any]]:
    """The stored runs, the last one last."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["runs"]
    return found


def main() -> None:
    """Rewrite both pages."""
    for page, made in ((PAGE, redrawn), (CLUSTER, arithmetic)):
        page.write_text(made(page.read_text("utf-8"), stored()), "utf-8")
        print(f"wrote {page.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
