"""The runs of the benchmark that docs/explanation/performance.md tells of: `runs.json`, at most the last two."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from measure import Row

RUNS = Path(__file__).parent / "runs.json"
KEPT = 2


def add_run(sections: Mapping[str, Sequence[Row]], machine: str, date: str, commit: str, path: Path = RUNS) -> None:
    """Add a run; of those stored before, only the last one of the same commit stays."""
    known = json.loads(path.read_text(encoding="utf-8"))["runs"] if path.exists() else []
    alike = [run for run in known if run["commit"] == commit and list(run["sections"]) == list(sections)]
    told = {name: [stored(row) for row in rows] for name, rows in sections.items()}
    new = {"machine": machine, "date": date, "commit": commit, "sections": told}
    text = json.dumps({"runs": [*alike, new][-KEPT:]}, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def stored(row: Row) -> dict[str, object]:
    """The fields of a row; what is not a number is null."""
    return {name: None if value != value else value for name, value in asdict(row).items()}
