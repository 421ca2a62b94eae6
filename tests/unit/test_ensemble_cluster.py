"""An ensemble on a Dask cluster of separate worker processes: what is sent, what is lost, and how it breaks down."""

import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from middlepower.cli.guard import guarded
from middlepower.ensemble import cluster, plan
from middlepower.ensemble.cluster import Cluster, check_versions
from middlepower.ensemble.plan import DrawsPart, Plan
from middlepower.ensemble.run import solve_ensemble
from middlepower.ensemble.runners import Here
from middlepower.ensemble.solve import Bench, SolvedPart
from middlepower.ensemble.store import Store
from middlepower.errors import EnsembleError, OutputError
from middlepower.experiment.settings import Settings
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.world.embedded import load_world

pytest.importorskip("distributed")
NOBODY = "tcp://127.0.0.1:9"
RECEIVED = 128  # where Linux says in TCP_INFO how many bytes a socket has received


def small(draws: int = 32, part: int = 2) -> Plan:
    """Some parts of a small scenario."""
    return Plan(narrowed(read_scenario("beijing-2026"), None, ("deal",), None), Settings(), draws, part=part)


def numbers(store: Store) -> np.ndarray:
    """All numbers of a store."""
    return np.array([values for _, values in store.by_columns(store.columns)])


# ---------------------------------------------------------------- what breaks down is one line


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler has one second to answer."""
    monkeypatch.setattr(cluster, "PATIENCE", 1)


@pytest.mark.usefixtures("impatient")
def test_a_scheduler_that_does_not_answer_is_one_line() -> None:
    with pytest.raises(EnsembleError, match=f"no Dask scheduler answers at `{NOBODY}` within 1 seconds"):
        list(Cluster(NOBODY).run(small(), small().parts))


@pytest.mark.usefixtures("impatient")
def test_a_web_server_at_the_address_is_no_scheduler() -> None:
    """As that of a scheduler's own pages, whose port is the next one."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=answer_as_the_web, args=(server,), daemon=True).start()
        with pytest.raises(EnsembleError, match="no Dask scheduler answers"):
            Cluster(f"tcp://127.0.0.1:{server.getsockname()[1]}").check()


def answer_as_the_web(server: socket.socket) -> None:
    """None; whoever calls is told once that this is HTTP, and left."""
    with server.accept()[0] as caller:
        caller.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        caller.recv(1)


def test_a_scheduler_that_does_not_answer_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["ensemble", "beijing-2026", "--states", "deal", "--draws", "2", "--scheduler", NOBODY]
    assert guarded([*line, "--out", str(tmp_path / "draws")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "draws").exists()


def test_an_address_without_a_port_is_refused_before_anything_is_written() -> None:
    with pytest.raises(EnsembleError, match=r"`--scheduler` is `slurm`: give the address"):
        Cluster("slurm")


def test_a_worker_of_another_version_or_without_the_package_is_named() -> None:
    check_versions({"tcp://a:1": "1.0", "tcp://b:1": "1.0"}, "1.0")
    with pytest.raises(EnsembleError, match=r"worker tcp://b:1 has middlepower 0.9, this machine has 1.0: install"):
        check_versions({"tcp://a:1": "1.0", "tcp://b:1": "0.9"}, "1.0")
    with pytest.raises(EnsembleError, match=r"worker tcp://a:1 has no middlepower, this machine has 1.0"):
        check_versions({"tcp://a:1": ModuleNotFoundError()}, "1.0")


def test_code_that_differs_by_a_line_solves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = pickle.loads(pickle.dumps(small()))
    monkeypatch.setattr(plan, "drawing_version", lambda: "other")
    with pytest.raises(EnsembleError, match=r"a worker has other code \(other\) than the machine that asks"):
        cluster.solve_there(sent, sent.parts[0])


# ---------------------------------------------------------------- what is sent


def test_a_plan_takes_its_world_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker elsewhere has no file of the world's name."""
    asked = small()
    named_away = replace(asked, scenario=asked.scenario.model_copy(update={"world": str(tmp_path / "gone.nc")}))
    monkeypatch.setattr(plan, "load_world", lambda _: load_world())
    sent = pickle.dumps(named_away)
    monkeypatch.undo()
    there: Plan = pickle.loads(sent)
    assert there.identity == named_away.identity
    assert np.array_equal(there.world.flow, asked.world.flow)
    assert Bench(there).question.world is there.world


def received(dask_worker: Any) -> int:
    """Bytes that a worker's process has received through all its sockets."""
    del dask_worker
    total = 0
    for name in os.listdir("/proc/self/fd"):
        try:
            with socket.socket(fileno=os.dup(int(name))) as one:
                told = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, RECEIVED + 8)
        except OSError:  # no socket, or one that listens
            continue
        total += struct.unpack_from("Q", told, RECEIVED)[0] if len(told) == RECEIVED + 8 else 0
    return total


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="bytes of a socket are counted on Linux")
def test_the_world_is_sent_once_a_worker_and_one_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    from distributed import Client, LocalCluster

    asked = small()
    world = len(pickle.dumps(asked.world))
    before = list[int]()
    got = list[int]()

    class Killing(Cluster):
        """Counts the bytes when half of the parts have come, then kills one worker's process."""

        def run(self, plan: Plan, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
            for count, solved in enumerate(super().run(plan, parts)):
                yield solved
                if count == len(parts) // 2:
                    got.extend(client.run(received).values())
                    os.kill(pids[0], signal.SIGKILL)

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local,
        Client(local.scheduler_address, set_as_default=False) as client,
    ):
        pids = [worker.process.pid for worker in local.workers.values()]
        before.extend(client.run(received).values())
        there, _ = solve_ensemble(asked, tmp_path / "there", Killing(local.scheduler_address))
    sent = [after - first for after, first in zip(got, before, strict=True)]
    assert all(world < one < 1.5 * world for one in sent), f"{sent} bytes, the world has {world}"
    here, _ = solve_ensemble(asked, tmp_path / "here", Here())
    assert np.array_equal(numbers(there), numbers(here))


@pytest.mark.slow
def test_a_scheduler_that_dies_leaves_a_store_that_is_gone_on_with(tmp_path: Path) -> None:
    """A scheduler and a worker as people start them; then the scheduler is killed, and the rest is solved here."""
    place = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(place)], stderr=subprocess.DEVNULL
    )
    worker = subprocess.Popen(
        [*dask, "worker", "--scheduler-file", str(place), "--nthreads", "1", "--no-dashboard", "--no-nanny"],
        stderr=subprocess.DEVNULL,
    )
    try:
        asked, came = small(), list[int]()

        class Beheaded(Cluster):
            """Kills the scheduler once the first part has come."""

            def run(self, plan: Plan, parts: Sequence[DrawsPart]) -> Iterator[SolvedPart]:
                for solved in super().run(plan, parts):
                    yield solved
                    came.append(solved.part.number)
                    scheduler.kill()

        with pytest.raises(EnsembleError, match=r"the scheduler at `tcp://.*` is gone .*: go on with --resume"):
            solve_ensemble(asked, tmp_path / "draws", Beheaded(address_in(place)))
        assert 0 < len(came) < len(asked.parts)
        with pytest.raises(OutputError, match="--resume"):
            solve_ensemble(asked, tmp_path / "draws", Here())
        again, _ = solve_ensemble(asked, tmp_path / "draws", Here(), resume=True)
        assert not again.missing()
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()


def address_in(place: Path) -> str:
    """The address that a scheduler wrote into its file once it listens."""
    import json
    import time

    for _ in range(600):
        if place.exists() and place.stat().st_size:
            return str(json.loads(place.read_text())["address"])
        time.sleep(0.1)
    raise AssertionError("no scheduler has started within a minute")
