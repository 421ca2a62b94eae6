"""What a solver says about its own work: status, method, sweeps, the tolerance asked and the residuals reached."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from numbers import Real

from middlepower.errors import DataError
from middlepower.solve.residuals import Residuals

REFUSED = 1e-5  # of own value added: more than this is no solution, unless more was asked for
REFUSED_TIMES = 10.0  # the tolerance asked: so far off, a loose tolerance is missed and not merely exceeded


class Status(Enum):
    """How a solve ended; what is worse than `ROUGH` is raised as an error, never returned."""

    SOLVED = "solved"
    ROUGH = "rough"


@dataclass(frozen=True)
class SolveReport:
    """How an equilibrium was found, and its residuals: in units of own GDP, prices in logs.

    The residuals are recomputed from scratch by an independent check, not by the solver. How long it took is no part
    of the result: the same question gives an equal report.
    """

    method: str
    sweeps: int
    tolerance: float
    residuals: Residuals

    @property
    def residual(self) -> float:
        """The largest residual."""
        return self.residuals.worst

    @property
    def status(self) -> Status:
        """`SOLVED` when every equation holds up to the tolerance that was asked for, else `ROUGH`."""
        return status_of(self.residual, self.tolerance)

    def __str__(self) -> str:
        """One line for people: `solved to 3e-11 (newton, 146 sweeps)`, and what was asked where it was missed."""
        asked = "" if self.status is Status.SOLVED else f", asked {self.tolerance:.0e}"
        return f"solved to {self.residual:.1e}{asked} ({self.method}, {self.sweeps} sweeps)"


def status_of(residual: float, tolerance: float) -> Status:
    """`SOLVED` or `ROUGH`; a NaN is never solved."""
    return Status.SOLVED if residual <= tolerance else Status.ROUGH


def check_tolerance(tolerance: object) -> None:
    """Refuse a tolerance that no residual can be compared with, such as NaN."""
    if not isinstance(tolerance, Real) or not 0.0 < float(tolerance) < math.inf:
        raise DataError(f"`tolerance` is {tolerance!r:.40}: give a residual above 0 and finite, such as 1e-10.")


def refused_above(tolerance: float) -> float:
    """The residual above which an outcome is refused as no solution when `tolerance` was asked for."""
    return max(REFUSED, REFUSED_TIMES * tolerance)
