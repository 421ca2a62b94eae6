"""What a document says of the law behind it."""

from __future__ import annotations

from middlepower.document.header import Header


def not_verified(header: Header) -> str:
    """How many measures were last checked before a day that holds them, and the oldest; empty where all were."""
    open_ones = [(measure.verified_on, measure.id) for measure in header.measures if not measure.verified]
    if not open_ones:
        return ""
    oldest, name = min((day or "", name) for day, name in open_ones)
    return (
        f"Not verified to the day asked for: {len(open_ones)} of {len(header.measures)} measures, the oldest {name} "
        f"(last checked on {oldest}); `verified` in results.json marks each."
    )
