"""Whether what was set as a goal is reached: measured, never tuned for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from middlepower.errors import DataError
from middlepower.policy.strict import Number as Fraction
from middlepower.reading.yaml import parse_yaml
from middlepower.score.methods import MODEL
from middlepower.score.metrics import Interval
from middlepower.score.plan import PlanPart
from middlepower.score.rivals import DEMAND, GRAVITY
from middlepower.score.run import HORIZONS, Scored, ScoredFlows
from middlepower.score.samples import Fit

FILE = "goals.yaml"


class GoalSet(PlanPart):
    """A goal as it was set, and the likely cause where it is missed."""

    test: str
    sample: str
    goal: str
    cause: str
    most: Fraction | None = None


@dataclass(frozen=True)
class GoalFound:
    """A goal and what was found: at which variant, the number, what it is held against, on which sample.

    Beside the sample that the goal is about stands every other one of the test, where it is the same question.
    """

    name: str
    set_as: GoalSet
    sample: str
    met: bool
    variant: str
    found: Interval
    against: Mapping[str, float]


@cache
def goals() -> dict[str, GoalSet]:
    """All goals by name."""
    raw = parse_yaml(files("middlepower.score").joinpath(FILE).read_text(encoding="utf-8"), FILE, DataError)
    return {name: GoalSet.model_validate(one) for name, one in raw.items()}


def reached(tests: Sequence[Scored], main_set: str) -> tuple[GoalFound, ...]:
    """The goals of the tests that were run, each on every sample to which it applies, missed ones first."""
    found = []
    for name, one in goals().items():
        for flows in (flows for test in tests if test.name == one.test for flows in test.samples):
            if applies(name, flows.sample.name, one.sample):
                found.append(_measured(name, one, flows, main_set))
    return tuple(sorted(found, key=lambda one: one.met))


def applies(name: str, sample: str, meant: str) -> bool:
    """Whether a sample answers a goal: the one that is meant, and those whose names begin with it."""
    return sample == meant or (name != "rank" and sample.startswith(meant))


def _measured(name: str, one: GoalSet, flows: ScoredFlows, main_set: str) -> GoalFound:
    sample = flows.sample.name
    main = {when: fit_of(flows.fits, MODEL, f"{main_set}/{when}") for when in HORIZONS}
    if name == "rank":
        best = max(main.values(), key=lambda fit: fit.correlation.value)
        against = {rival: fit_of(flows.fits, rival, best.variant).correlation.value for rival in (DEMAND, GRAVITY)}
        met = best.correlation.value > max(0.0, *against.values())
        return GoalFound(name, one, sample, met, best.variant, best.correlation, against)
    if name == "slope":
        near = min((main[when] for when in HORIZONS[:2]), key=lambda fit: abs(fit.slope.value - 1.0))
        return GoalFound(name, one, sample, near.slope.low <= 1.0 <= near.slope.high, near.variant, near.slope, {})
    best = min(main.values(), key=lambda fit: fit.error.value)
    most = one.most if one.most is not None else 0.0
    return GoalFound(name, one, sample, best.error.value <= most, best.variant, best.error, {"at most": most})


def fit_of(fits: Sequence[Fit], method: str, variant: str) -> Fit:
    """The fit of a method under a variant."""
    for one in fits:
        if (one.method, one.variant) == (method, variant):
            return one
    raise DataError(f"no {method} was scored under `{variant}`: it is none of the variants of this run.")
