"""The desk: who waits too long is told, a process that hangs is replaced, and an error is one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from middlepower.errors import MiddlepowerError
from middlepower.web.desk import BusyError, Desk, FaultError, TooLongError
from middlepower.web.tasks import uploaded
from middlepower.web.worker import Task, replied


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    made = Desk(clerks=1, seconds=60.0)
    yield made
    made.close()


def test_a_question_that_takes_too_long_is_stopped_and_the_next_one_answered(desk: Desk) -> None:
    bad = Task("uploaded", json.dumps("scenario: ["))
    with pytest.raises(TooLongError, match=r"took longer than 0\.001 s"):
        desk.ask(bad, seconds=0.001)
    with pytest.raises(MiddlepowerError, match="the file"):
        desk.ask(bad)


def test_a_full_queue_says_so() -> None:
    full = Desk(clerks=0, most_waiting=0)
    with pytest.raises(BusyError, match="too many questions"):
        full.ask(Task("uploaded", '""'))


def test_an_unknown_task_is_our_fault_and_no_traceback(desk: Desk) -> None:
    with pytest.raises(FaultError, match=r"fault of the program \(KeyError\)"):
        desk.ask(Task("nothing of the kind", "{}"))


def test_a_fault_is_told_by_its_kind_alone() -> None:
    def secret(_: str) -> str:
        raise RuntimeError("/home/somebody/secret")

    reply = replied({"secret": secret}, Task("secret", ""))
    assert reply.ours
    assert "secret" not in reply.error


def test_an_upload_is_read_by_the_strict_schema() -> None:
    text = "scenario: x\ntitle: t\nbaseline: {name: b, date: 2026-01-13}\nstates: {a: {title: t, tarifs: []}}\n"
    with pytest.raises(MiddlepowerError, match="tarifs"):
        uploaded(json.dumps(text))


def test_an_upload_can_read_no_file_of_the_server() -> None:
    head = "scenario: x\ntitle: t\nbaseline: {name: b, date: 2026-01-13}\n"
    for path in ("/etc/passwd", "../../etc/passwd"):
        states = f"states: {{a: {{title: t, tariff_table: {{file: {path}, source: s}}}}}}\n"
        with pytest.raises(MiddlepowerError) as refused:
            uploaded(json.dumps(head + states))
        assert "root:" not in str(refused.value)
        assert "/tmp/" not in str(refused.value)
