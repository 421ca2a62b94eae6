"""When solves run in machine code: where there are enough of them to pay for loading Numba, or for building the code.

Numba builds machine code once an installation, for a minute of CPU time, and keeps it among the user's caches:
`middlepower doctor --build` asks for it, and so does an experiment that is large enough to pay for it. Results do not
depend on it: the compiled sweeps equal NumPy's, sweep by sweep.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from middlepower.errors import DataError
from middlepower.experiment.baseline import Baseline, EquilibriumSolver
from middlepower.experiment.batch import solve_many
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.variant import LONG, Variant, variant_world
from middlepower.model.compiled.kept import CHOSEN, built, folder, prepared
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.solve import Solver
from middlepower.world.embedded import load_world

LOADING_PAYS = 80  # solves: loading takes some 0.6 s of CPU time and a compiled solve saves 6 to 8 ms
BUILDING_PAYS = 4000  # solves: building takes some 60 s
# the code that a solver enters
LOOPS: dict[type, str] = {
    Solver: "loop.mix",
    FirstYearSolver: "first_year.first_year_mix",
}
IN_ONE_CALL = "scenario.solve_scenario"  # the code that ensembles enter


def at_hand(solver: EquilibriumSolver) -> bool:
    """Whether the machine code of a solver's loop lies on disk."""
    return built(LOOPS[type(solver)])


def pays(solver: EquilibriumSolver, solves: int) -> bool:
    """Whether that many solves are worth loading machine code, or building it where it is not at hand."""
    return solves >= BUILDING_PAYS or (solves >= LOADING_PAYS and at_hand(solver))


def for_many(baseline: Baseline, solves: int) -> Baseline:
    """The same baseline, ready for that many solves: in machine code where that pays."""
    return compiled(baseline) if pays(baseline.solver, solves) else baseline


def compiled(baseline: Baseline) -> Baseline:
    """The same baseline whose solver runs in machine code; Numba is loaded here."""
    if isinstance(baseline.solver, FirstYearSolver):
        from middlepower.model.compiled.first_year import with_compiled_first_year

        return replace(baseline, solver=with_compiled_first_year(baseline.solver))
    if isinstance(baseline.solver, Solver):
        from middlepower.model.compiled.world import with_compiled_sweeps

        return replace(baseline, solver=with_compiled_sweeps(baseline.solver))
    return baseline


def all_at_hand() -> bool:
    """Whether the machine code of both horizons and of ensembles lies on disk."""
    return all(built(code) for code in (*LOOPS.values(), IN_ONE_CALL))


def where_kept() -> Path | None:
    """The folder with all machine code; None where it is not built."""
    return folder() if all_at_hand() else None


def build() -> Path:
    """The folder with all machine code, after building what is not at hand: a `run` is faster from then on."""
    if prepared() is None:
        raise DataError(
            f"machine code can't be kept: {folder()} can't be written. Name a folder that can in {CHOSEN}; without "
            "machine code all commands work, more slowly."
        )
    world = load_world()
    for when in (LONG, FIRST_YEAR):
        start = Baseline.of(variant_world(world, Variant(world.elasticity_set, when)))
        compiled(start).solve(start.shock)
        if isinstance(start.solver, Solver):
            solve_many(start.solver, [start.shock], workers=1)
    return folder()
