"""Writes the set MEDIAN: in every sector the median of the published sets. `python -m tools.median_set`."""

from __future__ import annotations

import argparse
import csv
import io
import re
from pathlib import Path
from statistics import median

from middlepower.data.codes import sectors
from middlepower.data.elasticities import MEDIAN, PUBLISHED, ElasticitySet, read_sets
from tools.folders import DATA

HEADER = """# citation: Sector-wise median of the published sets: {names}; each with its own citation.
# mapping: each set as it is mapped to sectors; the value of every set stands beside the median.
# services: 4.0, as in every set.
# role: median
"""


def _year(published: ElasticitySet) -> str:
    """The year of the last work that a set's citation names."""
    years: list[str] = re.findall(r"\((\d{4})\)", published.citation)
    return years[-1]


def main(arguments: list[str] | None = None) -> None:
    """Write the set."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--out", type=Path, default=DATA / "sets" / f"{MEDIAN}.csv", help="file to write")
    options = parser.parse_args(arguments)
    published = {name: one for name, one in sorted(read_sets().items()) if one.role == PUBLISHED}
    page = io.StringIO()
    page.write(HEADER.format(names=", ".join(f"{name} ({_year(one)})" for name, one in published.items())))
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(("sector", "theta", "standard_error", "source"))
    for code in sectors():
        values = {name: one.estimates[code].theta for name, one in published.items()}
        source = "median of " + "; ".join(f"{name} {value:g}" for name, value in values.items())
        writer.writerow((code, f"{median(values.values()):.12g}", "", source))
    options.out.write_text(page.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main()
