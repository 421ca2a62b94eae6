"""A full cut-off where workers differ by sector: the Roy-Frechet variant before and after, for one dispersion kappa."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.indicators.incidence import sector_value_added, worker_sheet
from middlepower.indicators.labelled import LabelledSheet
from middlepower.indicators.threat_shocks import cut_matrix, with_cut
from middlepower.model.long_run.solve import Solver
from middlepower.model.roy_frechet.solve import RoyFrechetEquilibrium, solve_roy_frechet
from middlepower.world.parties import opponents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from middlepower.scenario.shock import Shock


@dataclass(frozen=True)
class WorkerCutOff:
    """Losses by sector of employment, the economy's log loss, its baseline value added [s], and the residual."""

    losses: LabelledSheet
    log_loss: float
    size: NDArray[np.float64]
    residual: float


def workers_before(baseline: Baseline, kappa: float) -> RoyFrechetEquilibrium:
    """The baseline where workers differ by sector with dispersion kappa: what every cut-off is compared with."""
    return _solve(baseline, baseline.shock, kappa)


def worker_cut_off(baseline: Baseline, before: RoyFrechetEquilibrium, economy: str, power: str) -> WorkerCutOff:
    """What losing all trade with a power costs an economy, -ln W_hat, and its workers by sector."""
    n, m = opponents(baseline.world, economy, power)
    cut = with_cut(baseline.shock, cut_matrix(len(baseline.world.regions), [n], m, "both"))
    after = _solve(baseline, cut, before.kappa)
    return WorkerCutOff(
        worker_sheet(baseline.world, before, after, economy),
        -float(np.log(after.real_income_hat[n] / before.real_income_hat[n])),
        sector_value_added(before.equilibrium)[:, n],
        after.equilibrium.report.residual,
    )


def _solve(baseline: Baseline, shock: Shock, kappa: float) -> RoyFrechetEquilibrium:
    solver = baseline.solver if isinstance(baseline.solver, Solver) else baseline.world
    try:
        return solve_roy_frechet(solver, shock, kappa, baseline.closure)
    except NoEquilibriumError as error:
        raise error.placed(f"kappa {kappa:g}") from error
