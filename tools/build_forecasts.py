"""Write `score/forecasts/2027.yaml`: forecasts for 2027 as the model makes them at a commit, on a day.

Run `python -m tools.build_forecasts --made 2026-11-28` once, from a clean commit; a file that exists is not written
over, because a forecast that moves later is none.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys

from middlepower.scenario.read import read_scenario
from middlepower.score.register import as_yaml, registered
from tools.folders import PROJECT

FOLDER = PROJECT / "src" / "middlepower" / "score" / "forecasts"
YEAR = 2027


def main() -> None:
    """Nothing; writes the file, or stops where there is one."""
    parser = argparse.ArgumentParser(prog="python -m tools.build_forecasts", description=__doc__)
    parser.add_argument("--made", type=dt.date.fromisoformat, required=True, help="the day, as 2026-11-28")
    made = parser.parse_args().made
    file = FOLDER / f"{YEAR}.yaml"
    if file.exists():
        sys.exit(f"{file} is there: forecasts are registered once.")
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=True)
    record = registered(read_scenario(str(FOLDER / f"{YEAR}-question.yaml")), YEAR, made, head.stdout.strip())
    file.write_text(as_yaml(record), encoding="utf-8")


if __name__ == "__main__":
    main()
