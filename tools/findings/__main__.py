"""Write the table of findings: `python -m tools.findings --out findings.csv`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.findings.every import every_row
from tools.findings.table import renewed, write


def main() -> None:
    """Compute every finding and write the table."""
    parser = argparse.ArgumentParser(prog="python -m tools.findings", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    parser.add_argument("--page", type=Path, help="a page whose tables are written anew")
    given = parser.parse_args()
    rows = every_row()
    write(rows, given.out)
    if given.page is not None:
        given.page.write_text(renewed(given.page.read_text(encoding="utf-8"), rows), encoding="utf-8")


if __name__ == "__main__":
    main()
