"""The loop that every sweeping solver runs: Anderson-mixed steps, restarts where they go astray, the best state met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from middlepower.solve.anderson import DEPTH, AndersonMixer
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]
BLOW_UP = 1e4  # a residual this much worse than the best one means that the mixing went astray


class Swept(Protocol):
    """Where a loop ends: a dataclass with the residuals of its state and the number of sweeps."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def gaps(self) -> Residuals:
        """How far the state is from what it implies."""

    @property
    def sweeps(self) -> int:
        """How many sweeps led there."""


End = TypeVar("End", bound=Swept)


@dataclass(frozen=True)
class Look(Generic[End]):
    """One sweep at a point: the end that it would be, the state as a vector, and the step that it asks for."""

    end: End
    x: Array
    step: Callable[[], Array]


def mixed_sweeps(
    first: Array, look: Callable[[Array, int], Look[End]], tolerance: float, limit: int, depth: int = DEPTH
) -> End:
    """The end of Anderson-mixed sweeps: below `tolerance`, or the best met within the limit.

    `look` sweeps at a vector, given how many sweeps that makes. After a step that makes things ten thousand times
    worse, restart from the best state with half the step.
    """
    x, damping, mixer = first, 1.0, AndersonMixer(len(first), depth)
    best: tuple[Look[End], Array] | None = None
    for count in range(1, limit + 1):
        here = look(x, count)
        gaps = here.end.gaps
        if gaps.within(tolerance):
            return here.end
        if best is not None and not gaps.worst < BLOW_UP * best[0].end.gaps.worst:
            damping *= 0.5
            mixer.reset()
            x = best[0].x + damping * best[1]
            continue
        step = here.step()
        if best is None or gaps.better_than(best[0].end.gaps):
            best = here, step
        x = mixer.next(here.x, step)
    assert best is not None
    return replace(best[0].end, sweeps=limit)
