"""Build `data/ideal_points.csv`: where economies stand by their votes in the UN General Assembly, a row a session.

Run `python -m tools.build_ideal_points`; the package itself never runs it. Sessions before the 46th (1991-92) are left
out, and members with few votes in a session, whose estimate says more of the prior than of them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from middlepower.data.ideal_points import COLUMNS, TABLE
from tools.build_tables import raw_data_folder, write_rows

FILE = "politics/unga_ideal_points_1946_2023.csv"
FIRST_SESSION = 46  # autumn of 1991, the first after the cold war
FEWEST_VOTES = 20  # of some 60 to 110 a session; Turkiye has 2 in session 78, recorded by mistake


def rows() -> Iterator[dict[str, object]]:
    """One row a member and session, to three decimals: intervals are a hundred times wider."""
    with (raw_data_folder() / FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            session, votes = int(row["session"]), int(float(row["NVotesAll"]))
            if session >= FIRST_SESSION and votes >= FEWEST_VOTES:
                values = (row["IdealPointAll"], row["Q5%All"], row["Q95%All"])
                points = dict(zip(COLUMNS[3:], (f"{float(value):.3f}" for value in values), strict=True))
                yield {"economy": row["iso3c"], "session": session, "votes": votes, **points}


if __name__ == "__main__":
    write_rows(TABLE, COLUMNS, sorted(rows(), key=lambda row: (str(row["economy"]), str(row["session"]))))
