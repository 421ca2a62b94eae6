"""`make bench`: CPU time and peak memory of middlepower beside other algorithms and programs, in one run.

Machines are shared and noisy: times are CPU time, medians after a warm-up; look at ratios, not at milliseconds.
`--only solver ensemble` runs some sections. A whole run is compared with the last of `history.csv` and appended to it,
unless `--dry` is given; `--store` also adds it to `runs.json`, from which docs/explanation/performance.md is made.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from history import Ratios, appended, compared, last, ratios
from measure import Row, header
from sections import SECTIONS
from stored import add_run

HERE = Path(__file__).parent
PACKAGE = "../src"


def main() -> None:
    """Run the sections, print each row as it comes, and compare and store a whole run."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--only", nargs="+", choices=list(SECTIONS), default=list(SECTIONS))
    parser.add_argument("--dry", action="store_true", help="leave history.csv as it is")
    parser.add_argument("--store", action="store_true", help="add the rows to runs.json")
    options = parser.parse_args()
    begun = time.perf_counter()
    print(f"{machine()}; CPU time, medians\n\n{header()}")
    sections = {name: list(printed(SECTIONS[name]())) for name in options.only}
    print(f"\n{time.perf_counter() - begun:.0f} s in all")
    found = ratios(row for rows in sections.values() for row in rows)
    print(*compared(found, last()), sep="\n")
    if options.store:
        add_run(sections, machine(), today(), commit())
    if len(options.only) == len(SECTIONS) and not options.dry:
        appended(Ratios(today(), commit(), found))


def printed(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, each printed as it comes."""
    for row in rows:
        print(row.line(), flush=True)
        yield row


def machine() -> str:
    """Processor, Python and NumPy."""
    return f"{platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}"


def today() -> str:
    """The day of the commit that is measured, so that the same code has the same day."""
    return _git("log", "-1", "--format=%cs", "--", PACKAGE) or dt.date.today().isoformat()


def commit() -> str:
    """The last commit that changed the package, with `+` where files differ from it; `unknown` without git."""
    name = _git("log", "-1", "--format=%h", "--abbrev=10", "--", PACKAGE)
    return f"{name}{'+' if _git('status', '--porcelain', '--', PACKAGE) else ''}" if name else "unknown"


def _git(*words: str) -> str:
    try:
        return subprocess.run(["git", *words], cwd=HERE, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


if __name__ == "__main__":
    main()
