"""What a document says of the law behind it."""

from __future__ import annotations

from middlepower.document.header import Header, MeasureUsed
from middlepower.document.results import Results
from middlepower.language.catalogue import say

EVERYBODY = "*"
STANDING = "in force"  # the status that the dates of a measure tell already


def not_verified(header: Header) -> str:
    """How many measures that move numbers were last checked before a day that holds them, and the oldest; empty where
    all were checked later."""
    counted = [measure for measure in header.measures if measure.quantified]
    open_ones = [(measure.verified_on or "", measure.id) for measure in counted if not measure.verified]
    if not open_ones:
        return ""
    oldest, name = min(open_ones)
    return say("changes.not_verified", n=len(open_ones), all=len(counted), name=name, date=oldest)


def shown_measures(results: Results) -> tuple[MeasureUsed, ...]:
    """The measures that the page lists: those with a number, and those without one that name its economy."""
    own = results.economy
    return tuple(
        measure
        for measure in results.header.measures
        if measure.quantified or own == measure.imposer or own in measure.targets
    )


def left_to_the_screen(results: Results) -> tuple[str, ...]:
    """The measures of the page that paper leaves out: those between others, which the baseline holds."""
    known = {results.economy, EVERYBODY}
    return tuple(
        measure.id
        for measure in shown_measures(results)
        if measure.in_baseline and not known & {measure.imposer, *measure.targets}
    )


def left_to_the_table(results: Results) -> str:
    """How many measures without a number the page leaves to `measures_used.csv`; empty where none."""
    left = len(results.header.measures) - len(shown_measures(results))
    return say("changes.left_to_the_table", n=left) if left else ""
