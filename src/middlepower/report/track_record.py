"""The line beside a headline that says how its horizon and elasticity set did in 2025."""

from __future__ import annotations

from middlepower.data.track_record import record_of
from middlepower.document.header import Header
from middlepower.language.catalogue import say
from middlepower.report.wording import horizon_text, plain


def track_line(header: Header) -> str:
    """Sign hits, slope and error of the main variant in 2025, and where the whole record stands."""
    found = record_of(header.main_variant)
    horizon = horizon_text(header.horizon)
    if found is None:
        return say("score.track_unknown", set=header.elasticities, horizon=horizon)
    return say(
        "score.track",
        set=header.elasticities,
        horizon=horizon,
        hits=found.sign_hits,
        flows=found.flows,
        slope=plain(found.slope, 2),
        low=plain(found.slope_low, 2),
        high=plain(found.slope_high, 2),
        error=plain(found.error_percent, 0),
        nothing=plain(found.no_change_percent, 0),
    )
