"""Many shocks after one baseline at once, in lock step where that pays: their incomes, or all of their equilibria."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.lockstep.equilibria import equilibria_together, outcomes_with_equilibria
from middlepower.model.lockstep.solve import Common, RealOutcome
from middlepower.model.long_run.solve import TOLERANCE, Solver
from middlepower.scenario.shock import Shock

FEW = 3  # shocks: with fewer, what they share is not worth setting up


def real_outcomes(
    baseline: Baseline, shocks: Sequence[Shock], free: Collection[int] = ()
) -> list[RealOutcome | NoEquilibriumError]:
    """Real incomes after every shock, in their order, equal to `Baseline.solve` one by one; the error where there is
    no equilibrium, which leaves the others unharmed.

    Shocks differ from the baseline's own in some flows: cut-offs, tariffs, export taxes, quotas. All are solved on the
    baseline's benchmark and elasticities; for draws of elasticities see `experiment.batch`. No floor holds wages of the
    first year after the shocks in `free`.
    """
    return outcomes_and_equilibria(baseline, shocks, (), free)[0]


def outcomes_and_equilibria(
    baseline: Baseline, shocks: Sequence[Shock], whole: Collection[int], free: Collection[int] = ()
) -> tuple[list[RealOutcome | NoEquilibriumError], dict[int, Equilibrium]]:
    """(`real_outcomes`, {number: whole equilibrium}), the latter of those shocks in `whole` that have one."""
    found, kept = list[RealOutcome | None]([None] * len(shocks)), dict[int, Equilibrium]()
    if len(shocks) >= FEW and isinstance(baseline.solver, Solver | FirstYearSolver):
        common = Common(baseline.solver, baseline.shock, baseline.equilibrium)
        found, kept = outcomes_with_equilibria(common, shocks, whole, TOLERANCE, free)
    states: list[RealOutcome | NoEquilibriumError] = []
    for number, (outcome, shock) in enumerate(zip(found, shocks, strict=True)):
        if outcome is None or (number in whole and number not in kept):
            solved = solved_alone(baseline.with_free_wages if number in free else baseline, shock)
            if not isinstance(solved, NoEquilibriumError) and number in whole:
                kept[number] = solved
            states.append(kept_of(solved))
        else:
            states.append(outcome)
    return states, kept


def solved_alone(baseline: Baseline, shock: Shock) -> Equilibrium | NoEquilibriumError:
    """The equilibrium after one shock, or the error where there is none."""
    try:
        return baseline.solve(shock)
    except NoEquilibriumError as error:
        return error


def kept_of(solved: Equilibrium | NoEquilibriumError) -> RealOutcome | NoEquilibriumError:
    """Real incomes and residual of an equilibrium; an error as it is."""
    if isinstance(solved, NoEquilibriumError):
        return solved
    return RealOutcome(solved.real_income_hat, solved.report.residual)


def equilibria(baseline: Baseline, shocks: Sequence[Shock]) -> list[Equilibrium | None]:
    """The equilibria after shocks, in their order, as far as lock step finds them; None where one must be solved by
    itself."""
    if len(shocks) < FEW or not isinstance(baseline.solver, Solver | FirstYearSolver):
        return [None] * len(shocks)
    return equilibria_together(Common(baseline.solver, baseline.shock, baseline.equilibrium), shocks, TOLERANCE)
