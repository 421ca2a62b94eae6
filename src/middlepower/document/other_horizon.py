"""A headline at the other horizon: the first year beside the long run, the long run beside any shorter one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from middlepower.document.arrange import ranges_of
from middlepower.experiment.experiment import Experiment


@dataclass(frozen=True)
class OtherHorizon:
    """What the numbers at the other horizon and their ranges are."""

    horizon: str
    centre: str
    range: str
    variants: tuple[str, ...]  # that of the centre first


def about(experiment: Experiment) -> dict[str, Any]:
    """The fields of `OtherHorizon` of the experiment at the other horizon."""
    ranges = ranges_of(experiment)
    return {
        "horizon": experiment.main.variant.horizon,
        "centre": ranges.centre,
        "range": ranges.words,
        "variants": tuple(run.variant.label for run in experiment.runs),
    }
