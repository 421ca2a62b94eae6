"""What a solver says about its own work: status, residuals, sweeps, method, time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """How a solve ended; anything but `SOLVED` is raised as an error, never returned."""

    SOLVED = "solved"
    STOPPED = "stopped"


@dataclass(frozen=True)
class SolveReport:
    """The residuals of a solution, in units of own GDP (goods, factors) and in logs (prices).

    `residual` is the largest of the four, recomputed from scratch by `model.check`, not by the solver.
    """

    status: Status
    method: str
    sweeps: int
    seconds: float
    residual: float
    price_residual: float
    goods_residual: float
    factor_residual: float
    trade_balance_residual: float
