"""Build `data/sanctions_dyads.csv`: threats of sanctions by dyad and decade, counts and covariates without estimates.

Run `python -m tools.build_sanctions`; the package itself never runs it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from middlepower.data.sanctions import COLUMNS, TABLE
from middlepower.data.sources.sanctions import COVARIATES, ENDS, FILE
from tools.build_tables import raw_data_folder, write_rows


def dyad_rows() -> Iterator[dict[str, object]]:
    """One row a dyad and decade, numbers as the file writes them."""
    with (raw_data_folder() / FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = {"sender": row["ccode1"], "target": row["ccode2"], "decade": row["tenyear"]}
            yield {**names, **{name: row[name] for name in (*ENDS, *COVARIATES)}}


if __name__ == "__main__":
    write_rows(TABLE, COLUMNS, dyad_rows())
