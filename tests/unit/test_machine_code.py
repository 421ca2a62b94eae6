"""Machine code is used where it pays, and changes nothing but time."""

from __future__ import annotations

from pathlib import Path

import numba
import numpy as np
import pytest

from middlepower.cli import doctor
from middlepower.cli.guard import guarded
from middlepower.errors import DataError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.machine_code import (
    BUILDING_PAYS,
    IN_ONE_CALL,
    LOADING_PAYS,
    LOOPS,
    at_hand,
    build,
    compiled,
    for_many,
    pays,
    where_kept,
)
from middlepower.model.compiled import decorator, kept
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


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of code of its own, made of a source of its own."""
    source = tmp_path / "source" / "kernels.py"
    source.parent.mkdir()
    source.write_text("", encoding="utf-8")
    monkeypatch.setenv(kept.CHOSEN, str(tmp_path / "code"))
    monkeypatch.setattr(kept, "SOURCES", (source.parent,))
    return source


def written(function: str) -> Path:
    """What Numba leaves of a function."""
    place = kept.prepared()
    assert place is not None
    index = place / "compiled_0123" / f"{function}-1.py311.nbi"
    index.parent.mkdir(exist_ok=True)
    index.write_text("", encoding="utf-8")
    return index


def test_code_of_another_source_is_not_at_hand_and_is_forgotten(elsewhere: Path) -> None:
    solver = Solver.__new__(Solver)
    assert not pays(solver, LOADING_PAYS)
    index = written("loop.mix")
    assert pays(solver, LOADING_PAYS)
    assert not pays(FirstYearSolver.__new__(FirstYearSolver), LOADING_PAYS)  # its own code is not there
    assert where_kept() is None
    elsewhere.write_text("changed = True", encoding="utf-8")
    assert not pays(solver, LOADING_PAYS)
    assert pays(solver, BUILDING_PAYS)
    assert index.exists()
    kept.prepared()
    assert not index.exists()


def test_code_of_another_processor_or_numba_is_not_at_hand_and_stays(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = written("loop.mix")
    monkeypatch.setattr(kept, "installation", lambda: "another processor")
    assert not kept.built("loop.mix")
    kept.prepared()
    assert index.exists()


def test_where_nothing_can_be_written_building_says_so_and_solves_go_on(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kept.CHOSEN, str(elsewhere))  # a file
    assert kept.prepared() is None
    with pytest.raises(DataError, match=r"machine code can't be kept: .* Name a folder that can in NUMBA_CACHE_DIR"):
        build()
    monkeypatch.setattr(decorator, "ready", kept.prepared)
    twice = decorator.machine_code()(double)
    assert twice(2.0) == 4.0


def double(number: float) -> float:
    return 2.0 * number


def test_a_users_own_functions_keep_their_place(tmp_path: Path) -> None:
    before = numba.config.CACHE_DIR
    with decorator.kept_in(tmp_path):
        assert str(tmp_path) == numba.config.CACHE_DIR
    assert before == numba.config.CACHE_DIR


def test_the_doctor_says_whether_code_is_built_and_builds_it(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "build", lambda: [written(loop) for loop in (*LOOPS.values(), IN_ONE_CALL)])
    assert guarded(["doctor"]) == 0
    assert "machine code: not built: `middlepower doctor --build`" in capsys.readouterr().out
    assert guarded(["doctor", "--build"]) == 0
    said = capsys.readouterr()
    assert said.err == "building machine code: a minute, once an installation\n"
    assert f"machine code: {kept.folder()}" in said.out
    assert guarded(["doctor", "--build"]) == 0
    assert capsys.readouterr().err == ""
