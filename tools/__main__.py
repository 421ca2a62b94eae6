"""Remakes every embedded table and the embedded world from raw data: `python -m tools --data DIR` (`make data`).

Not among the steps: `build_map` (its shapes come from a package, not from the raw data), `findings` and `score_table`
(minutes, and results rather than data).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tools.folders import PROJECT

STEPS: tuple[tuple[str, bool], ...] = (
    ("median_set", False),  # the median of the published elasticity sets
    ("us_china", True),  # US duties on China by sector, from duties calculated by customs
    ("build_concordance", True),  # editions of the Harmonized System
    ("build_trade", True),  # US imports by ten-digit line and partner
    ("build_tables", False),  # HS headings to sectors, product shares of flows
    ("build_us_law", False),  # HS lists of US law and rates by partner
    ("build_lists", False),  # coverage and rates of the legal lists; reads both
    ("build_remission", False),  # shares of US goods that Canada's manufacturers buy
    ("build_claims", False),  # shares of imports from Canada and Mexico without a CUSMA claim
    ("build_observed", False),  # what was seen, for `score`: US imports of 2025 by line, industries of Canada
    ("build_world", True),  # flows and ordinary tariffs
    ("benchmark_duties", False),  # what the measures of each world's day add to these
    ("build_world", True),  # the worlds again, with these duties
    ("demo_world", False),  # the small world for tutorials, from the default one
    ("build_mfn", False),  # ordinary rates, should CUSMA lapse; reads the world
    ("evidence", True),  # the world's US tariffs beside the duties that customs calculated
    ("build_sanctions", False),  # threats of sanctions by sender and target, 1970 to 2000
    ("build_ideal_points", False),  # votes in the UN General Assembly
    ("build_provinces", True),  # exports of the provinces to the United States
    ("build_province_shares", True),  # what else is known of them: shares by product, size, employees
    ("build_money", False),  # populations, for money per person
    ("build_cases", True),  # who threatened whom, and what came of it
    ("trade_covered", False),  # prints the trade of every measure beside what its source says
)
"""Each tool in the order in which one reads what another has written, and whether it takes `--data`."""


def main() -> None:
    """Run all steps; stop at the first that fails."""
    parser = argparse.ArgumentParser(prog="python -m tools", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the raw data (icio/..., product/...)")
    folder = parser.parse_args().data.resolve()
    environment = {**os.environ, "MIDDLEPOWER_DATA": str(folder)}
    for name, takes_data in STEPS:
        print(f"{name} ...", flush=True)
        command = [sys.executable, "-m", f"tools.{name}", *(["--data", str(folder)] if takes_data else [])]
        if subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode != 0:
            sys.exit(f"tools.{name} failed: what the steps before it have written stays")


if __name__ == "__main__":
    main()
