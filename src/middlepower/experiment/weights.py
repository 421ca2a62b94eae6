"""What the variants of a range weigh in the centre of headlines: all the same, or by what they scored in 2025.

Scores weigh published sets; they set no elasticity. The weights are exp(-loss), `data.track_record` says of what.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from middlepower.data.elasticities import MEDIAN, elasticity_set
from middlepower.data.track_record import score_weights
from middlepower.errors import ScenarioError
from middlepower.names import unknown_name

Weighing = Literal["equal", "score"]
EQUAL, SCORE = get_args(Weighing)
LONG_RUN = "long"  # the horizon at which ranges are over published sets
MEDIAN_ROLE = "median"


def check_weights(weights: str, elasticities: str, horizon: str, ranges: bool) -> None:
    """None; ScenarioError for weights that do not exist, or that would change nothing."""
    if weights not in (EQUAL, SCORE):
        raise unknown_name("weights", weights, (EQUAL, SCORE))
    if weights == EQUAL:
        return
    reason = (
        f"at horizon `{horizon}` the centre is one outcome, not a median of sets: ask for horizon `{LONG_RUN}`"
        if horizon != LONG_RUN
        else f"with elasticities {elasticities} the centre is that set's own outcome: ask for {MEDIAN}"
        if elasticity_set(elasticities).role != MEDIAN_ROLE
        else "without ranges one set alone is solved: ask for ranges"
        if not ranges
        else ""
    )
    if reason:
        raise ScenarioError(f"weights `{SCORE}` would change nothing: {reason}, or leave the weights out.")


def weights_of(labels: Iterable[str]) -> tuple[float, ...]:
    """The weights of variants by score, in their order; ScenarioError where one was not scored."""
    names = tuple(labels)
    found = score_weights(names)
    for name in names:
        if name not in found:
            raise ScenarioError(f"variant `{name}` was not scored: weigh the variants equally.")
    return tuple(found[name] for name in names)
