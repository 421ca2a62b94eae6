"""The record of threatened sanctions by sender, target and decade, 1970 to 2000, as embedded: counts and covariates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from middlepower.data.sources.sanctions import COVARIATES, ENDS
from middlepower.errors import DataError
from middlepower.reading import read_table

TABLE = Path(__file__).with_name("sanctions_dyads.csv")
PARTIES = Path(__file__).with_name("sanctions_parties.csv")
PARTY_COLUMNS = ("cow", "economy")
COLUMNS = ("sender", "target", "decade", *ENDS, *COVARIATES)


@dataclass(frozen=True)
class DyadDecade:
    """A sender, a target (COW codes) and a decade; months without a threat, crises by their end, and covariates."""

    sender: int
    target: int
    decade: int
    ends: dict[str, float]
    covariates: dict[str, float]


@cache
def sanction_record() -> tuple[DyadDecade, ...]:
    """All dyad-decades of the embedded table."""
    rows = read_table(TABLE, COLUMNS, (), "threats of sanctions", DataError)
    return tuple(
        DyadDecade(
            int(row.cells["sender"]),
            int(row.cells["target"]),
            int(row.cells["decade"]),
            {end: row.number(end, TABLE) for end in ENDS},
            {name: row.number(name, TABLE) for name in COVARIATES},
        )
        for row in rows
    )


@dataclass(frozen=True)
class ThreatCounts:
    """How threats ended: conceded before action, carried out, backed down."""

    conceded: int
    carried_out: int
    backed_down: int

    @property
    def threats(self) -> int:
        """All threats."""
        return self.conceded + self.carried_out + self.backed_down

    @property
    def share_carried_out(self) -> float:
        """Threats carried out over all; nan where there was none."""
        return self.carried_out / self.threats if self.threats else float("nan")


def threat_counts(sender: int | None = None, target: int | None = None) -> ThreatCounts:
    """How the threats of a sender to a target ended (COW codes); of all senders, to all targets, where None."""
    rows = [
        row.ends
        for row in sanction_record()
        if (sender is None or row.sender == sender) and (target is None or row.target == target)
    ]
    return ThreatCounts(*(int(sum(ends[end] for ends in rows)) for end in ("cd", "sf", "bd")))


@cache
def parties() -> dict[str, int]:
    """{code of an economy: COW code} of all that the record names."""
    rows = read_table(PARTIES, PARTY_COLUMNS, (), "parties to threats of sanctions", DataError)
    return {row.cells["economy"]: int(row.cells["cow"]) for row in rows}


@cache
def known_dyads() -> tuple[tuple[str, str], ...]:
    """(sender, target) of all dyads of the record, by code of economies, once each."""
    codes = {cow: economy for economy, cow in parties().items()}
    return tuple(dict.fromkeys((codes[row.sender], codes[row.target]) for row in sanction_record()))
