"""How often economies voted as four large members did in the UN General Assembly, by session.

One where they voted the same, one half where one of the two abstained, on votes that both cast; as published beside the
ideal points of Bailey, Strezhnev and Voeten.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from middlepower.errors import DataError
from middlepower.reading import read_table

TABLE = Path(__file__).with_name("vote_agreement.csv")
POWERS = {"USA": "usa", "CHN": "chn", "RUS": "rus", "IND": "ind"}
COLUMNS = ("economy", "session", *POWERS.values())


@cache
def vote_agreement() -> dict[tuple[str, int, str], float]:
    """{(economy, session, power): share of votes in agreement}; nothing where two had no vote in common."""
    found = {}
    for row in read_table(TABLE, COLUMNS, (), "agreement of votes", DataError):
        session = int(row.number("session", TABLE))
        for power, column in POWERS.items():
            if row.cells[column]:
                found[row.cells["economy"], session, power] = row.number(column, TABLE)
    return found
