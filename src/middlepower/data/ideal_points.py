"""Where economies stand by their votes in the UN General Assembly: ideal points by session, with their intervals.

Estimates of Bailey, Strezhnev and Voeten, comparable over time; larger is nearer to the United States. Agendas drive
their level, so distances are read within one session. Voting is not trade policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from middlepower.errors import DataError
from middlepower.reading import read_table

TABLE = Path(__file__).with_name("ideal_points.csv")
COLUMNS = ("economy", "session", "votes", "point", "low", "high")
FIRST_YEAR_OF_SESSIONS = 1945  # the first session began in January 1946; each since begins in autumn
SOURCE = (
    "Bailey, Strezhnev and Voeten (2017), Estimating Dynamic State Preferences from United Nations Voting Data, "
    "Journal of Conflict Resolution 61(2); estimates to session 78"
)


@dataclass(frozen=True)
class IdealPoint:
    """An economy's ideal point in a session of the General Assembly, its 90% interval, and how many votes it cast."""

    economy: str
    session: int
    votes: int
    point: float
    low: float
    high: float

    @property
    def year(self) -> int:
        """The year in which the session began."""
        return FIRST_YEAR_OF_SESSIONS + self.session


@cache
def ideal_points() -> dict[tuple[str, int], IdealPoint]:
    """{(economy, session): its ideal point} of the embedded table, sessions rising."""
    found = {}
    for row in read_table(TABLE, COLUMNS, (), "ideal points", DataError):
        numbers = {name: row.number(name, TABLE) for name in COLUMNS[1:]}
        session, votes = int(numbers["session"]), int(numbers["votes"])
        code = row.cells["economy"]
        point = IdealPoint(code, session, votes, numbers["point"], numbers["low"], numbers["high"])
        found[code, session] = point
    return found


def latest_session(economies: tuple[str, ...]) -> int | None:
    """The last session in which all of these economies have an ideal point; None where there is none."""
    common = set.intersection(*({session for code, session in ideal_points() if code == one} for one in economies))
    return max(common, default=None)
