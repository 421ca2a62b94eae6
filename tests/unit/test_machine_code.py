"""Machine code is used where it pays, and changes nothing but time."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.machine_code import (
    BUILDING_PAYS,
    LOADING_PAYS,
    at_hand,
    build,
    compiled,
    for_many,
    pays,
)
from middlepower.model.compiled import kept
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.solve import Solver
from middlepower.world.embedded import load_world
from worlds import added_tariff, off_diagonal

WORLD = load_world()


def baseline(horizon: str) -> Baseline:
    elasticity = np.full_like(WORLD.elasticity, 0.75) if horizon == "first-year" else WORLD.elasticity
    return Baseline.of(WORLD.with_elasticity(elasticity, WORLD.elasticity_set, horizon))


@pytest.mark.parametrize("horizon", ["long", "first-year"])
def test_a_baseline_in_machine_code_gives_the_same_states(horizon: str) -> None:
    start = baseline(horizon)
    shock = added_tariff(WORLD, 0.2 * off_diagonal(WORLD))
    one, other = start.solve(shock), compiled(start).solve(shock)
    np.testing.assert_allclose(other.real_income_hat, one.real_income_hat, rtol=1e-9)
    assert other.report.sweeps == one.report.sweeps
    assert at_hand(start.solver)  # it has just been built


def test_building_leaves_the_code_of_both_horizons_at_hand() -> None:
    build()
    assert at_hand(baseline("long").solver)
    assert at_hand(baseline("first-year").solver)


@pytest.mark.parametrize("horizon", ["long", "first-year"])
def test_few_solves_stay_with_numpy_and_many_do_not(horizon: str) -> None:
    start = baseline(horizon)
    assert for_many(start, LOADING_PAYS - 1) is start
    assert type(for_many(start, BUILDING_PAYS).solver) is type(start.solver)
    assert for_many(start, BUILDING_PAYS) is not start


def test_code_older_than_its_source_is_not_at_hand_and_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "__pycache__").mkdir()
    source, index = tmp_path / "kernels.py", tmp_path / "__pycache__" / "loop.mix-1.py311.nbi"
    source.write_text("", encoding="utf-8")
    monkeypatch.setattr(kept, "HERE", tmp_path)
    monkeypatch.setattr(kept, "SOURCES", (tmp_path,))
    solver = Solver.__new__(Solver)
    assert not pays(solver, LOADING_PAYS)
    index.write_text("", encoding="utf-8")
    os.utime(source, (100.0, 100.0))
    os.utime(index, (200.0, 200.0))
    kept.forget_older()
    assert pays(solver, LOADING_PAYS)
    assert not pays(FirstYearSolver.__new__(FirstYearSolver), LOADING_PAYS)  # its own code is not there
    os.utime(source, (300.0, 300.0))
    assert not pays(solver, LOADING_PAYS)
    assert pays(solver, BUILDING_PAYS)
    kept.forget_older()
    assert not index.exists()
