"""Whole commands in fresh processes: CPU time of all their processes, peak memory, and what a second core gives."""

from __future__ import annotations

import os
from collections.abc import Iterator

from measure import Row, child

MAIN_JOB = ["run", "beijing-2026", "--out", "run"]
COMMANDS: dict[str, tuple[list[str], float]] = {
    "`rank --matrix`": (["rank", "--matrix", "--out", "matrix"], 3.0),
    "`profile CAN`": (["profile", "CAN", "--out", "profile"], 6.0),
    "`coalition` of five against China": (
        ["coalition", "--members", "CAN,AUS,JPN,KOR,EU", "--against", "CHN", "--out", "coalition"],
        1.5,
    ),
}


def start_rows() -> Iterator[Row]:
    """The help text in a fresh process, the middle of three."""
    spent = sorted((child(["--help"]) for _ in range(3)), key=lambda one: one.cpu)[1]
    yield Row("cold start of `middlepower --help`", spent.cpu, "s CPU", 0.3, peak_mib=spent.peak)


def command_rows() -> Iterator[Row]:
    """The main job on one core and on all, other commands that solve much, and one more draw of an ensemble."""
    both, one = child(MAIN_JOB), child(MAIN_JOB, cores=1)
    yield Row("cold main job, `run beijing-2026`", both.cpu, "s CPU", 10.0, peak_mib=both.peak)
    yield Row("  the same kept on one core", one.cpu, "s CPU", peak_mib=one.peak)
    cores = len(os.sched_getaffinity(0))
    note = f"{one.clock:.1f} s by the clock on one; means little on a busy machine"
    yield Row(f"  speed-up of {cores} cores, wall clock", one.clock / both.clock, "times", note=note)
    for name, (arguments, goal) in COMMANDS.items():
        spent = child(arguments)
        yield Row(f"cold {name}", spent.cpu, "s CPU", goal, peak_mib=spent.peak)
