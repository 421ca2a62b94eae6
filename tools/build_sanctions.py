"""Build `data/sanctions_dyads.csv`: threats of sanctions by dyad and decade, counts and covariates without estimates;
and `data/sanctions_parties.csv`: the COW codes in it with the codes of economies, as the table of votes pairs them.

Run `python -m tools.build_sanctions`; the package itself never runs it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from middlepower.data.sanctions import COLUMNS, PARTIES, PARTY_COLUMNS, TABLE
from middlepower.data.sources.sanctions import COVARIATES, ENDS, FILE
from tools.build_tables import raw_data_folder, write_rows


def dyad_rows() -> Iterator[dict[str, object]]:
    """One row a dyad and decade, numbers as the file writes them."""
    with (raw_data_folder() / FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = {"sender": row["ccode1"], "target": row["ccode2"], "decade": row["tenyear"]}
            yield {**names, **{name: row[name] for name in (*ENDS, *COVARIATES)}}


VOTES = "politics/unga_ideal_points_1946_2023.csv"


def party_rows() -> list[dict[str, object]]:
    """One row a state of the record."""
    named = {str(row[side]) for row in dyad_rows() for side in ("sender", "target")}
    with (raw_data_folder() / VOTES).open(encoding="utf-8", newline="") as file:
        economies = {row["ccode"]: row["iso3c"] for row in csv.DictReader(file)}
    return [{"cow": code, "economy": economies[code]} for code in sorted(named, key=int)]


if __name__ == "__main__":
    write_rows(TABLE, COLUMNS, dyad_rows())
    write_rows(PARTIES, PARTY_COLUMNS, party_rows())
