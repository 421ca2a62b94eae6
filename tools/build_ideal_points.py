"""Build `data/ideal_points.csv` and `data/vote_agreement.csv`: where economies stand by their votes in the UN General
Assembly, and how often they voted as four large members did; a row a session.

Run `python -m tools.build_ideal_points`; the package itself never runs it. Sessions before the 46th (1991-92) are left
out, and members with few votes in a session, whose estimate says more of the prior than of them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from middlepower.data import vote_agreement
from middlepower.data.ideal_points import COLUMNS, TABLE
from tools.build_tables import raw_data_folder, write_rows

FILE = "politics/unga_ideal_points_1946_2023.csv"
FIRST_SESSION = 46  # autumn of 1991, the first after the cold war
FEWEST_VOTES = 20  # of some 60 to 110 a session; Turkiye has 2 in session 78, recorded by mistake


AGREEMENT = dict(zip(vote_agreement.COLUMNS[2:], ("USAgree", "ChinaAgree", "RUSSAgree", "IndiaAgree"), strict=True))


def used() -> Iterator[tuple[int, int, dict[str, str]]]:
    """(session, votes cast, the file's row) of every member and session that is used."""
    with (raw_data_folder() / FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            session, votes = int(row["session"]), int(float(row["NVotesAll"]))
            if session >= FIRST_SESSION and votes >= FEWEST_VOTES:
                yield session, votes, row


def agreements() -> Iterator[dict[str, object]]:
    """One row a member and session, to three decimals; empty where two had no vote in common."""
    for session, _, row in used():
        shares = {name: f"{float(row[column]):.3f}" if row[column] else "" for name, column in AGREEMENT.items()}
        yield {"economy": row["iso3c"], "session": session, **shares}


def rows() -> Iterator[dict[str, object]]:
    """One row a member and session, to three decimals: intervals are a hundred times wider."""
    for session, votes, row in used():
        values = (row["IdealPointAll"], row["Q5%All"], row["Q95%All"])
        points = dict(zip(COLUMNS[3:], (f"{float(value):.3f}" for value in values), strict=True))
        yield {"economy": row["iso3c"], "session": session, "votes": votes, **points}


def _place(row: Mapping[str, object]) -> tuple[str, str]:
    return str(row["economy"]), str(row["session"])


if __name__ == "__main__":
    write_rows(TABLE, COLUMNS, sorted(rows(), key=_place))
    write_rows(vote_agreement.TABLE, vote_agreement.COLUMNS, sorted(agreements(), key=_place))
