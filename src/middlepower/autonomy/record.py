"""The record of threats carried out, by sender: what a belief can be held against."""

from __future__ import annotations

from dataclasses import dataclass

from middlepower.data.sanctions import ThreatCounts, parties, threat_counts

FEWEST = 30  # threats of a sender of its own; with fewer, those of all senders stand for it


@dataclass(frozen=True)
class ThreatRecord:
    """Threats of a sender and how many were carried out; of all senders where its own are few."""

    sender: str  # empty: all senders
    own: ThreatCounts | None
    counts: ThreatCounts

    @property
    def probability(self) -> float:
        """Threats carried out over threats made."""
        return self.counts.share_carried_out


def record_of(power: str) -> ThreatRecord:
    """The record of a power's threats, 1970 to 2000."""
    codes = parties()
    own = threat_counts(codes[power]) if power in codes else None
    if own is not None and own.threats >= FEWEST:
        return ThreatRecord(power, own, own)
    return ThreatRecord("", own, threat_counts())
