"""How time grows: with economies, with sectors, with draws; random worlds, so that only the size differs."""

from __future__ import annotations

import time
from collections.abc import Iterator

from measure import Row, cpu

from middlepower.experiment.batch import ENSEMBLE_TOLERANCE, solve_many
from middlepower.model.compiled.world import with_compiled_sweeps
from middlepower.model.long_run.solve import Solver
from worlds import draws, random_case

ECONOMIES, SECTORS = (20, 40, 80), (15, 30, 60)
MIDDLE = 30, 40  # sectors while economies grow, economies while sectors grow
DRAWS = (50, 100, 200)


def scaling_rows() -> Iterator[Row]:
    """A compiled solve to 1e-10 on growing worlds, and ensembles of growing size."""
    yield from grown("economies", [(regions, MIDDLE[0]) for regions in ECONOMIES])
    yield from grown("sectors", [(MIDDLE[1], sectors) for sectors in SECTORS])
    yield from drawn()


def grown(what: str, sizes: list[tuple[int, int]]) -> Iterator[Row]:
    """One row for each size of world, over the one before."""
    last = None
    for regions, sectors in sizes:
        case = random_case("random", regions, sectors)
        solver = with_compiled_sweeps(Solver.of(case.benchmark))
        found = solver.solve(case.shock, case.closure)
        spent = cpu(lambda solver=solver, case=case: solver.solve(case.shock, case.closure), 7)  # type: ignore[misc]
        note = f"{found.report.sweeps} sweeps" + ("" if last is None else f"; {spent / last:.1f} times the row above")
        yield Row(f"more {what}: {regions} x {sectors}, compiled", 1e3 * spent, "ms CPU", note=note)
        last = spent


def drawn() -> Iterator[Row]:
    """Seconds for each draw of an ensemble: they stay the same where nothing is kept for all."""
    case = random_case("random", 31, 40)
    solver, shocks = Solver.of(case.benchmark), draws(case, DRAWS[-1])
    solve_many(solver, shocks[:4], case.closure, workers=1)
    for count in DRAWS:
        before = time.process_time()
        solve_many(solver, shocks[:count], case.closure, ENSEMBLE_TOLERANCE, 1)
        each = (time.process_time() - before) / count
        yield Row(f"more draws: one of {count}, {case.size}", 1e3 * each, "ms CPU")
