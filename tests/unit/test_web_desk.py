"""The desk: who waits too long is told, a process that hangs is replaced, and an error is one sentence."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest

from middlepower.errors import MiddlepowerError
from middlepower.language.catalogue import language_of, speaking
from middlepower.web.desk import BusyError, Desk, FaultError, TooLongError
from middlepower.web.languages import said_again
from middlepower.web.law_page import LawAsked
from middlepower.web.tasks import TASKS, uploaded
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


def test_a_process_speaks_the_language_of_each_question() -> None:
    """What was looked up for an answer in English says nothing in one in French, nor the other way."""
    values = json.dumps(LawAsked(dt.date(2025, 12, 26)).page().plain())
    titles = [replied(TASKS, Task("at once", values, code)).result.name("CHN") for code in ("en", "fr", "en")]
    assert titles == ["China", "Chine", "China"]


def test_a_baseline_has_the_name_of_its_day_in_the_language_spoken() -> None:
    scenario = {"baseline": {"name": "status quo of 13 January 2026", "date": "2026-01-13"}}
    with speaking(language_of("fr")):
        assert said_again(scenario)["baseline"]["name"] == "statu quo du 13 janvier 2026"
    own = {"baseline": {"name": "before it all", "date": "2026-01-13"}}
    assert said_again(own) == own
