"""An ensemble on a Dask cluster of separate worker processes, one of which is killed on the way."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from middlepower.cli.guard import guarded
from middlepower.ensemble import runners
from middlepower.ensemble.plan import Plan
from middlepower.ensemble.run import solve_ensemble
from middlepower.ensemble.runners import Cluster, Here
from middlepower.ensemble.solve import SolvedPart
from middlepower.ensemble.store import Store
from middlepower.errors import EnsembleError
from middlepower.experiment.settings import Settings
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario

pytest.importorskip("distributed")


def plan() -> Plan:
    """Sixteen parts of a small scenario."""
    return Plan(narrowed(read_scenario("beijing-2026"), None, ("deal",), None), Settings(), 32, part=2)


def test_a_scheduler_that_does_not_answer_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "PATIENCE", 1)
    with pytest.raises(EnsembleError, match=r"no Dask scheduler answers at `tcp://127.0.0.1:9`"):
        list(Cluster("tcp://127.0.0.1:9").run(plan(), plan().parts))


def test_an_address_without_a_port_is_refused_before_anything_is_written() -> None:
    with pytest.raises(EnsembleError, match=r"`--scheduler` is `slurm`: give the address"):
        Cluster("slurm")


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    from distributed import LocalCluster

    class Killing(Cluster):
        """Kills one worker's process once the first part has come."""

        def run(self, plan: Plan, parts: object) -> Iterator[SolvedPart]:
            for count, solved in enumerate(super().run(plan, parts)):  # type: ignore[arg-type]
                yield solved
                if count == 0:
                    os.kill(next(iter(pids)), signal.SIGKILL)

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        pids = [worker.process.pid for worker in cluster.workers.values()]
        there, _ = solve_ensemble(plan(), tmp_path / "there", Killing(cluster.scheduler_address))
    here, _ = solve_ensemble(plan(), tmp_path / "here", Here())
    assert np.allclose(numbers(there), numbers(here), rtol=0.0, atol=1e-9)  # sums round by where memory lies


def numbers(store: Store) -> np.ndarray:
    """All numbers of a store."""
    return store.read(store.columns)


def test_a_scheduler_that_does_not_answer_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runners, "PATIENCE", 1)
    line = ["ensemble", "beijing-2026", "--states", "deal", "--draws", "2", "--scheduler", "tcp://127.0.0.1:9"]
    assert guarded([*line, "--out", str(tmp_path / "draws")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "draws").exists()
