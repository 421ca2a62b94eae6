"""Many shocks after one baseline at once, in lock step where that pays: their incomes, or all of their equilibria."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.lockstep.equilibria import equilibria_together
from middlepower.model.lockstep.solve import Common, RealOutcome, outcomes_together
from middlepower.model.long_run.solve import TOLERANCE, Solver
from middlepower.scenario.shock import Shock

FEW = 3  # shocks: with fewer, what they share is not worth setting up


def real_outcomes(baseline: Baseline, shocks: Sequence[Shock]) -> list[RealOutcome | NoEquilibriumError]:
    """Real incomes after every shock, in their order, equal to `Baseline.solve` one by one; the error where there is
    no equilibrium, which leaves the others unharmed.

    Shocks differ from the baseline's own in some flows: cut-offs, tariffs, export taxes, quotas. All are solved on the
    baseline's benchmark and elasticities; for draws of elasticities see `experiment.batch`.
    """
    found: list[RealOutcome | None] = [None] * len(shocks)
    if len(shocks) >= FEW and isinstance(baseline.solver, Solver | FirstYearSolver):
        common = Common(baseline.solver, baseline.shock, baseline.equilibrium)
        found = outcomes_together(common, shocks, TOLERANCE)
    return [one or alone(baseline, shock) for one, shock in zip(found, shocks, strict=True)]


def alone(baseline: Baseline, shock: Shock) -> RealOutcome | NoEquilibriumError:
    """Real incomes after one shock, or the error where there is no equilibrium."""
    try:
        solved = baseline.solve(shock)
    except NoEquilibriumError as error:
        return error
    return RealOutcome(solved.real_income_hat, solved.report.residual)


def equilibria(baseline: Baseline, shocks: Sequence[Shock]) -> list[Equilibrium | None]:
    """The equilibria after shocks, in their order, as far as lock step finds them; None where one must be solved by
    itself."""
    if len(shocks) < FEW or not isinstance(baseline.solver, Solver | FirstYearSolver):
        return [None] * len(shocks)
    return equilibria_together(Common(baseline.solver, baseline.shock, baseline.equilibrium), shocks, TOLERANCE)
