"""A few parts of an ensemble on two local processes or on two workers of a Dask cluster, to be timed from outside:
`python runner_cost.py processes|cluster PARTS`; a cluster's largest worker tells its peak memory in MiB."""

from __future__ import annotations

import sys
from pathlib import Path

from middlepower.ensemble.cluster import Cluster
from middlepower.ensemble.plan import Plan
from middlepower.ensemble.runners import Processes, Runner
from middlepower.experiment.settings import Settings
from middlepower.scenario.read import read_scenario

WORKERS = 2
PART = 50  # draws: less than an ensemble's own parts, so that what a part costs on top shows more


def solve(runner: Runner, parts: int) -> None:
    """None; so many parts solved."""
    plan = Plan(read_scenario("beijing-2026"), Settings(), PART * parts, part=PART)
    for _ in runner.run(plan, plan.parts):
        pass


def peak() -> float:
    """The peak memory of this process in MiB, zero where the system does not tell."""
    status = Path("/proc/self/status")
    lines = [line.split() for line in status.read_text().splitlines()] if status.exists() else []
    return next((int(line[1]) / 1024.0 for line in lines if line[0] == "VmHWM:"), 0.0)


def on_a_cluster(parts: int) -> float:
    """The peak memory of the largest worker of a cluster that solves so many parts."""
    import dask.config
    from distributed import Client, LocalCluster

    dask.config.set({"distributed.worker.profile.enabled": False})  # as docs/how-to/cluster.md asks for
    with (
        LocalCluster(n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None) as local,
        Client(local.scheduler_address, set_as_default=False) as client,
    ):
        solve(Cluster(local.scheduler_address), parts)
        peaks: dict[str, float] = client.run(peak)
        return max(peaks.values())


if __name__ == "__main__":
    if sys.argv[1] == "cluster":
        print(on_a_cluster(int(sys.argv[2])))
    else:
        solve(Processes(WORKERS), int(sys.argv[2]))
