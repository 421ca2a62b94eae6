"""The rows of the benchmark, section by section."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import nested
import numpy as np
import scipy_root
from bound import bandwidth, bytes_of_sweep
from commands import command_rows, start_rows
from ensemble_cost import draw_rows
from measure import Row, cpu, peak
from scaling import scaling_rows
from scenarios import scenario_rows

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.batch import ENSEMBLE_TOLERANCE, solve_many
from middlepower.experiment.frictions import frictions_of
from middlepower.model.compiled.world import mix_compiled, steering_of, with_compiled_sweeps, world_of
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.problem import prepare
from middlepower.model.long_run.iterate import start
from middlepower.model.long_run.solve import Solver
from worlds import Case, data_folder, draws, icio81, nafta, rebased, us_tariff

TOLERANCE = 1e-10
GOALS = {"NAFTA": (7.0, 3.0), "ICIO": (12.0, 8.0)}  # ms, NumPy and compiled
SCENARIOS = 400


def cases() -> tuple[Case, Case]:
    """The two worlds of the goals."""
    return nafta(), icio81()


def solver_rows() -> Iterator[Row]:
    """Our solvers, their memory bound, and the rivals at the same residual, on both worlds."""
    for case in cases():
        yield from rows_of_case(case)


def rows_of_case(case: Case) -> Iterator[Row]:
    """The rows of one world."""
    bench, shock = case.benchmark, case.shock
    solver = Solver.of(bench)
    fast = with_compiled_sweeps(solver)
    found = solver.solve(shock, case.closure)
    name, goal = f"{case.name} {case.size} to 1e-10", GOALS[case.name]
    note = f"{found.report.sweeps} sweeps, residual {found.report.residual:.0e}; {case.source}"
    ours = cpu(lambda: solver.solve(shock, case.closure))
    memory = peak(lambda: solver.solve(shock, case.closure))
    yield Row(f"{name}, NumPy", 1e3 * ours, "ms CPU", goal[0], 1.0, memory, note)
    compiled = cpu(lambda: fast.solve(shock, case.closure))
    memory = peak(lambda: fast.solve(shock, case.closure))
    yield Row(f"{name}, compiled", 1e3 * compiled, "ms CPU", goal[1], compiled / ours, memory)
    once = cpu(lambda: Solver.of(bench), 3)
    yield Row(
        f"  steering of {case.name}, once per world", 1e3 * once, "ms CPU", peak_mib=peak(lambda: Solver.of(bench))
    )
    yield from bound_rows(case, solver)
    yield from rival_rows(case, solver, ours)


def bound_rows(case: Case, solver: Solver) -> Iterator[Row]:
    """One compiled sweep against the time that reading its bytes takes."""
    bench = case.benchmark
    problem, shared = prepare(bench, case.shock, case.closure), (world_of(bench), steering_of(solver.steer))

    def sweeps(count: int) -> Callable[[], object]:
        return lambda: mix_compiled(*shared, problem, start(problem), 0.0, count)

    one = (cpu(sweeps(40)) - cpu(sweeps(20))) / 20
    touched, held = bytes_of_sweep(bench)
    near, far = bandwidth(held), bandwidth(400_000_000)
    yield Row(
        f"  one compiled sweep, {case.size}",
        1e6 * one,
        "us CPU",
        note=f"{touched / 1e6:.1f} MB touched, {held / 1e6:.1f} MB held",
    )
    note = f"triad of the same size {near / 1e9:.0f} GB/s; out of all caches {far / 1e9:.0f} GB/s"
    yield Row(
        f"  memory bound of a sweep, {case.size}",
        1e6 * touched / near,
        "us CPU",
        ratio=touched / near / one,
        note=note,
        peer=True,
    )


def rival_rows(case: Case, solver: Solver, ours: float) -> Iterator[Row]:
    """The papers' algorithm and SciPy on the same equations, data and residual."""
    bench, shock, closure = case.benchmark, case.shock, case.closure
    spent = cpu(lambda: nested.solve(bench, shock, closure, TOLERANCE, case.wage_step), 3, 1)
    done = nested.solve(bench, shock, closure, TOLERANCE, case.wage_step)
    memory = peak(lambda: nested.solve(bench, shock, closure, TOLERANCE, case.wage_step))
    note = f"{done.updates} wage updates"
    what = f"  nested fixed point, spending by iteration, {case.size}"
    yield Row(what, 1e3 * spent, "ms CPU", None, spent / ours, memory, note, peer=True)
    problem = prepare(bench, shock, closure)
    spent = cpu(lambda: scipy_root.solve(problem, "krylov", TOLERANCE), 3, 1)
    residual, count = scipy_root.solve(problem, "krylov", TOLERANCE)
    memory = peak(lambda: scipy_root.solve(problem, "krylov", TOLERANCE))
    note = f"{count} evaluations of our sweep, residual {residual:.0e}"
    what = f"  SciPy root, krylov (gmres), full system, {case.size}"
    yield Row(what, 1e3 * spent, "ms CPU", None, spent / ours, memory, note, peer=True)


def slow_rival_rows() -> Iterator[Row]:
    """The rivals that take seconds, once each, on the smaller world."""
    case = rebased(nafta())
    bench, shock, closure = case.benchmark, case.shock, case.closure
    solver = Solver.of(bench)
    ours = cpu(lambda: solver.solve(shock, closure))
    yield Row(f"{case.name} {case.size}, re-based to a clearing benchmark, NumPy", 1e3 * ours, "ms CPU", ratio=1.0)
    before = time.process_time()
    nested.solve(bench, shock, closure, TOLERANCE, case.wage_step, linear=True)
    spent = time.process_time() - before
    what = "  nested fixed point, spending by dense linear system"
    yield Row(what, 1e3 * spent, "ms CPU", ratio=spent / ours, note="once", peer=True)
    before = time.process_time()
    residual, count = scipy_root.solve(prepare(bench, shock, closure), "hybr", TOLERANCE)
    spent = time.process_time() - before
    note = f"once; {count} evaluations, residual {residual:.0e}"
    yield Row("  SciPy root, hybr, full system", 1e3 * spent, "ms CPU", None, spent / ours, note=note, peer=True)


def ensemble_rows() -> Iterator[Row]:
    """Scenarios per second on one and two threads."""
    case = rebased(nafta())
    solver, shocks = Solver.of(case.benchmark), draws(case, SCENARIOS)
    solve_many(solver, shocks[:4], case.closure, workers=1)
    wall = {}
    for workers in (1, 2):
        begun, before = time.perf_counter(), time.process_time()
        done = solve_many(solver, shocks, case.closure, ENSEMBLE_TOLERANCE, workers)
        spent, wall[workers] = time.process_time() - before, time.perf_counter() - begun
        note = f"{done.sweeps.mean():.1f} sweeps, largest residual {done.residual.max():.0e}, {len(done.failed)} failed"
        what = f"ensemble {case.size} at 1e-8, {workers} thread{'s' * (workers > 1)}"
        yield Row(what, SCENARIOS / spent, "per core-second", 600.0, note=note)
    yield Row(
        "  speed-up of 2 threads, wall clock", wall[1] / wall[2], "times", 2.0, note="means little on a busy machine"
    )


def first_year_rows() -> Iterator[Row]:
    """One state of the main job in the first year, with its quotas, export taxes and nests: NumPy and compiled."""
    from middlepower.experiment.experiment import solve_baseline
    from middlepower.experiment.machine_code import compiled
    from middlepower.experiment.run import question_of
    from middlepower.experiment.settings import Settings
    from middlepower.experiment.variant import main_variant, nest_elasticity
    from middlepower.scenario.read import read_scenario

    settings = Settings(horizon="first-year")
    question, variant = question_of(read_scenario("beijing-2026")), main_variant(settings)
    baseline = solve_baseline(question, settings, settings.main_closure, variant)
    shock = question.shock_of("deal-and-us-100", baseline.world, nest_elasticity(variant))(None)
    found, fast = baseline.solve(shock), compiled(baseline)
    note = f"{found.report.sweeps} sweeps, {len(found.quotas)} quotas, residual {found.report.residual:.0e}"
    size = f"{baseline.solver.benchmark.regions} x {baseline.solver.benchmark.sectors}"
    ours = cpu(lambda: baseline.solve(shock))
    yield Row(f"first year, {size} to 1e-10, NumPy", 1e3 * ours, "ms CPU", 25.0, 1.0, note=note)
    spent = cpu(lambda: fast.solve(shock))
    yield Row(f"first year, {size} to 1e-10, compiled", 1e3 * spent, "ms CPU", 12.0, spent / ours)
    yield from first_year_gradient_rows(baseline, ours)


def first_year_gradient_rows(baseline: Baseline, solve: float) -> Iterator[Row]:
    """The first-year gradient of one real income at a threat of 25% on all trade."""
    from middlepower.model.first_year.solve import FirstYearSolver
    from middlepower.model.sensitivity.first_year.objectives import real_income
    from middlepower.model.sensitivity.first_year.solve import gradient

    solver = FirstYearSolver.of(benchmark_of(baseline.world), frictions_of(baseline.world))
    bench = solver.benchmark
    threat = us_tariff(bench, int(bench.wL.argmax()), 0.25)
    found = solver.solve(threat)
    slopes = gradient(found, solver.frictions, real_income(found, 0))
    spent = cpu(lambda: gradient(found, solver.frictions, real_income(found, 0)))
    note = f"{slopes.held.products} products, {3 * bench.pi.size} derivatives"
    yield Row("first year, gradient of one real income", 1e3 * spent, "ms CPU", 60.0, spent / solve, note=note)


def gegravity_rows() -> Iterator[Row]:
    """The package gegravity and ours on the same one-sector world, 30 economies."""
    from middlepower.model.gravity.solve import fixed_shares, full_endowment
    from middlepower.replicate.gegravity import REFERENCE, setting
    from middlepower.replicate.gegravity_package import run_package

    here = setting(data_folder() or Path())
    ours = cpu(lambda: fixed_shares(here.benchmark, here.cost_hat, here.reference))
    full = cpu(lambda: full_endowment(here.benchmark, here.cost_hat, here.reference))
    size = f"one sector, {len(here.regions)} economies"
    yield Row(f"{size}, fixed shares as gegravity", 1e3 * ours, "ms CPU", ratio=1.0)
    yield Row(f"{size}, general equilibrium", 1e3 * full, "ms CPU", ratio=full / ours)
    if find_spec("gegravity") is None:
        yield Row("  gegravity 0.3", float("nan"), "", note="not installed: pip install 'middlepower[bench]'")
        return

    def theirs() -> object:
        return run_package(here.regions, here.benchmark, here.cost_hat, REFERENCE)

    spent = cpu(theirs, 3, 1)
    what = "  gegravity 0.3, baseline and counterfactual"
    yield Row(what, 1e3 * spent, "ms CPU", None, spent / ours, peak(theirs), peer=True)


def derivative_rows() -> Iterator[Row]:
    """The adjoint and the optimum of the USA over all its tariffs."""
    from middlepower.model.optimal.instruments import one_per_flow
    from middlepower.model.optimal.optimum import optimal_tariffs
    from middlepower.model.sensitivity.adjoint.solve import gradient, real_income_of

    case = icio81()
    solver = Solver.of(case.benchmark)
    imposer = int(case.benchmark.wL.argmax())
    found = solver.solve(case.shock, case.closure)
    ours = cpu(lambda: solver.solve(case.shock, case.closure))
    spent = cpu(lambda: gradient(found, real_income_of(found, imposer), solver.steer))
    note = f"gradient of one real income in all {case.benchmark.pi.size} tariffs"
    yield Row(f"adjoint {case.size} over one solve", spent / ours, "solves", 1.2, note=note)
    instruments = one_per_flow(case.benchmark, imposer)
    spent = cpu(lambda: optimal_tariffs(solver, instruments), 3, 1)
    yield Row(f"optimum over {instruments.count} tariffs, {case.size}", spent, "s CPU", 0.6)


def nash_rows() -> Iterator[Row]:
    """The tariff war with one tariff per country, 81 x 28, exact best responses, with inputs and without."""
    from middlepower.model.optimal import nash
    from middlepower.model.uniform_tariffs.best_response import exact_form
    from middlepower.model.uniform_tariffs.solve import nash_tariffs
    from middlepower.replicate.lashkaripour_2021 import balanced_world

    case = icio81()
    solver, goods = Solver.of(case.benchmark), np.arange(case.benchmark.sectors) < case.benchmark.sectors - 1
    spent = cpu(lambda: nash.nash_tariffs(solver, sectors=goods), 3, 1)
    yield Row(f"exact Nash, one tariff per country on goods, with inputs, {case.size}", spent, "s CPU", 0.4)
    folder = data_folder()
    if folder is None:
        yield Row("exact Nash, no inputs", float("nan"), "", note="needs the raw data: set MIDDLEPOWER_DATA")
        return
    _, benchmark = balanced_world(folder, "ICIO2022", "IS")
    spent = cpu(lambda: nash_tariffs(benchmark, exact_form), 3, 1)
    size = f"{benchmark.regions} x {benchmark.sectors}"
    yield Row(f"exact Nash, one tariff per country, no inputs, {size}", spent, "s CPU", 0.4)


PRODUCT_GOALS = {
    "product world: equilibrium to 1e-8": 1.0,
    "world of products: a state, shock and equilibrium to 1e-8": 1.0,
    "world of products: peak memory, made data in the same process": 1.5,
}


def product_rows() -> Iterator[Row]:
    """The engine of product worlds, and one built of trade, in processes of their own for their peak memories."""
    import json
    import subprocess
    import sys

    folder = Path(__file__).parent
    for name in ("products", "product_build"):
        code = f"import json, {name}; print(json.dumps({name}.bench()))"
        done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
        for what, value, unit in json.loads(done.stdout.splitlines()[-1]):
            yield Row(what, value, unit, PRODUCT_GOALS.get(what), peer="memory bound" in what)


SECTIONS: dict[str, Callable[[], Iterator[Row]]] = {
    "solver": solver_rows,
    "slow": slow_rival_rows,
    "ensemble": ensemble_rows,
    "first-year": first_year_rows,
    "gegravity": gegravity_rows,
    "derivatives": derivative_rows,
    "nash": nash_rows,
    "products": product_rows,
    "scenarios": scenario_rows,
    "scaling": scaling_rows,
    "cold": start_rows,
    "commands": command_rows,
    "draws": draw_rows,
}
