"""Whole commands in fresh processes: CPU time of all their processes, peak memory, and what a second core gives."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

from measure import Row, child

KEPT = "in a fresh process, with law kept by an earlier one"
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
    """The main job on all cores and on one, other commands that solve much, each with law looked up and then kept."""
    with tempfile.TemporaryDirectory() as law:
        yield from _twice("main job, `run beijing-2026`", MAIN_JOB, 10.0, law)
        both, one = child(MAIN_JOB, law=law), child(MAIN_JOB, cores=1, law=law)
        yield Row("  the same kept on one core", one.cpu, "s CPU", peak_mib=one.peak, note=KEPT)
        cores = len(os.sched_getaffinity(0))
        note = f"{one.clock:.1f} s by the clock on one; means little on a busy machine"
        yield Row(f"  speed-up of {cores} cores, wall clock", one.clock / both.clock, "times", note=note)
        for name, (arguments, goal) in COMMANDS.items():
            yield from _twice(name, arguments, goal, law)


def _twice(name: str, arguments: list[str], goal: float, law: str) -> Iterator[Row]:
    """A command that looks up all law, and as it is when the same was asked before."""
    cold = child(arguments)
    yield Row(f"cold {name}", cold.cpu, "s CPU", goal, peak_mib=cold.peak, note="all law looked up")
    child(arguments, law=law)
    again = child(arguments, law=law)
    yield Row(f"again {name}", again.cpu, "s CPU", goal, peak_mib=again.peak, note=KEPT)
