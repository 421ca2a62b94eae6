"""Tasks on all cores: forked processes give what one process gives, and lose nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from middlepower.experiment.parallel import alone, each

FORKS = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="only Linux forks here")
BEGIN = """
import os
import numpy as np
from middlepower.errors import NoEquilibriumError
from middlepower.experiment import parallel
from middlepower.experiment.forked import in_forks
from middlepower.experiment.parallel import alone, each
home = os.getpid()
"""


def in_a_process_of_its_own(code: str) -> str:
    """What a new process with one thread prints."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    asked = [sys.executable, "-c", BEGIN + code]
    return subprocess.run(asked, env={**os.environ, **one}, capture_output=True, text=True, check=True).stdout.strip()


@FORKS
def test_forks_give_every_result_in_the_order_of_the_starts_and_share_the_work() -> None:
    code = """
import time
assert alone()
def task(n):
    time.sleep(0.02)
    return n * n, os.getpid()
found = in_forks(task, range(20), 2)
print([n for n, _ in found] == [n * n for n in range(20)], len({pid for _, pid in found}))
"""
    assert in_a_process_of_its_own(code) == "True 2"


@FORKS
def test_arrays_come_back_as_they_lie() -> None:
    """Axes in another order stay so; one number repeated takes the room of one, whoever made it."""
    code = """
box = np.random.default_rng(1).normal(size=(20, 30, 40))
def task(n):
    return (box * n).transpose(2, 0, 1), np.broadcast_to(float(n), box.shape), np.broadcast_to(box[0], (5, 30, 40))
for n, (turned, same, layers) in enumerate(in_forks(task, range(6), 2)):
    assert (turned == (box * n).transpose(2, 0, 1)).all() and turned.strides == (box * n).transpose(2, 0, 1).strides
    assert same.shape == box.shape and same.strides == (0, 0, 0) and (same == n).all()
    assert (layers == box[0]).all() and layers.shape == (5, 30, 40)
print("yes")
"""
    assert in_a_process_of_its_own(code) == "yes"


@FORKS
def test_arrays_come_back_bit_by_bit_and_what_both_knew_is_the_very_same() -> None:
    code = """
from middlepower.world.embedded import load_world
world = load_world()
big = np.random.default_rng(1).normal(size=(200, 300))
def asked(world, big):
    return lambda n: (world, big, big * n, big.T * n, np.arange(3))
for n, (w, same, scaled, turned, short) in enumerate(in_forks(asked(world, big), range(8), 3)):
    assert w is world and same is big
    assert (scaled == big * n).all() and (turned == big.T * n).all() and short.tolist() == [0, 1, 2]
print("yes")
"""
    assert in_a_process_of_its_own(code) == "yes"


@FORKS
def test_the_first_failure_in_order_is_raised_whoever_met_it() -> None:
    code = """
def task(n):
    if n >= 3:
        raise NoEquilibriumError(f"number {n} in vain")
    return n
for crew in (2, 4):
    try:
        in_forks(task, range(9), crew)
    except NoEquilibriumError as error:
        print(error)
"""
    assert in_a_process_of_its_own(code) == "number 3 in vain\nnumber 3 in vain"


@FORKS
def test_the_work_of_a_fork_that_dies_is_done_here() -> None:
    code = """
import signal, time
def task(n):
    if os.getpid() != home and n > 4:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return n
print(in_forks(task, range(12), 2) == list(range(12)))
"""
    assert in_a_process_of_its_own(code) == "True"


@FORKS
def test_a_result_that_cannot_leave_its_process_is_an_error() -> None:
    code = """
import time
def task(n):
    time.sleep(0.02)
    return lambda: n
try:
    in_forks(task, range(6), 2)
except TypeError as error:
    print(str(error)[:40])
"""
    assert in_a_process_of_its_own(code) == "a result can't leave its process: Can't"


@FORKS
def test_a_task_among_many_starts_no_others() -> None:
    code = """
parallel.cores = lambda: 4
def inner(n):
    return os.getpid()
def task(n):
    return os.getpid(), set(each(inner, range(5)))
for pid, inside in each(task, range(8)):
    assert inside == {pid}
print("yes")
"""
    assert in_a_process_of_its_own(code) == "yes"


def test_beside_another_thread_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("middlepower.experiment.parallel.cores", lambda: 2)
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert not alone()
        assert each(lambda n: (n, os.getpid()), range(6)) == [(n, os.getpid()) for n in range(6)]
    finally:
        stop.set()
        other.join()


@FORKS
def test_law_looked_up_in_forks_is_the_same_and_names_the_very_same_measures() -> None:
    code = """
import datetime as dt
from middlepower.experiment.question import MANY_PAIRS, Question
from middlepower.policy.flows import Memo
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world
law, world = State(title="the law of a day", date=dt.date(2026, 1, 13)), load_world()
def asked(cores):
    parallel.cores = lambda: cores
    question = Question(world, law)
    vars(question)["memo"] = Memo(Memo.of(world).shares, placings=placings)
    return question.flows["baseline"], question.memo
placings = {}
(alone, _), (forked, memo) = asked(1), asked(2)
assert len(memo.flows) >= MANY_PAIRS
for name in ("cell", "first", "share", "before", "after", "recorded"):
    assert (getattr(alone, name) == getattr(forked, name)).all()
for one, other in zip(alone.parts, forked.parts, strict=True):
    for here, there in zip(one.duty.counted, other.duty.counted, strict=True):
        assert here.measure is there.measure
print("yes")
"""
    assert in_a_process_of_its_own(code) == "yes"
