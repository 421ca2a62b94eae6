"""What a document says of the law behind it."""

from __future__ import annotations

from middlepower.document.header import Header, MeasureUsed
from middlepower.document.results import Results


def not_verified(header: Header) -> str:
    """How many measures that move numbers were last checked before a day that holds them, and the oldest; empty where
    all were checked later."""
    counted = [measure for measure in header.measures if measure.quantified]
    open_ones = [(measure.verified_on or "", measure.id) for measure in counted if not measure.verified]
    if not open_ones:
        return ""
    oldest, name = min(open_ones)
    return (
        f"Not verified to the day asked for: {len(open_ones)} of {len(counted)} measures with a number, the "
        f"oldest {name} "
        f"(last checked on {oldest}); `verified` in results.json marks each."
    )


def shown_measures(results: Results) -> tuple[MeasureUsed, ...]:
    """The measures that the page lists: those with a number, and those without one that name its economy."""
    own = results.economy
    return tuple(
        measure
        for measure in results.header.measures
        if measure.quantified or own == measure.imposer or own in measure.targets
    )


def left_to_the_table(results: Results) -> str:
    """How many measures without a number the page leaves to `measures_used.csv`; empty where none."""
    left = len(results.header.measures) - len(shown_measures(results))
    return f"{left} more without a number, of and on others, stand in measures_used.csv." if left else ""
