"""The diversification experiment: what it takes to multiply an economy's exports to all but one power.

The fall of trade costs is uniform over sectors and buyers and is found exactly (`experiment.target`). It is a
gift, so the gain of real income that comes with it is no return on a policy: nobody has paid for the cheaper trade.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.target import SolvedFor, solve_for
from middlepower.scenario.entries import SolveFor
from middlepower.scenario.shock import cheaper

TIMES = 2.0


@dataclass(frozen=True)
class Diversified:
    """The baseline after the experiment, and the trade-cost change that it took."""

    baseline: Baseline
    target: SolvedFor


def diversified(start: Baseline, code: str, power: str, times: float = TIMES) -> Diversified:
    """The baseline in which an economy sells `times` as much (volumes) to all but the power."""
    title = f"{start.name}, exports to all but {power} times {times:g}"
    target = SolveFor(exporter=code, except_importers=(power,), times=times)
    solved = solve_for(start, target, partial(cheaper, start.shock))
    after = replace(start, shock=solved.shock, equilibrium=solved.equilibrium, name=title)
    return Diversified(after, solved)
