"""`make bench`: CPU time and peak memory of middlepower beside other algorithms and programs, in one run.

Machines are shared and noisy: times are CPU time of one core, medians after a warm-up; look at ratios, not at
milliseconds. `--only solver ensemble` runs some sections; `--json FILE` also writes all rows.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
from measure import Row, header
from sections import SECTIONS


def main() -> None:
    """Run the sections, print each row as it comes, and write the file if one is asked for."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--only", nargs="+", choices=list(SECTIONS), default=list(SECTIONS))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    begun = time.perf_counter()
    print(f"{platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}; CPU time, medians\n")
    print(header())
    rows: list[Row] = []
    for name in options.only:
        for row in SECTIONS[name]():
            print(row.line(), flush=True)
            rows.append(row)
    print(f"\n{time.perf_counter() - begun:.0f} s in all")
    if options.json is not None:
        told = [{name: None if value != value else value for name, value in asdict(row).items()} for row in rows]
        options.json.write_text(json.dumps(told, indent=1, allow_nan=False), encoding="utf-8")


if __name__ == "__main__":
    main()
