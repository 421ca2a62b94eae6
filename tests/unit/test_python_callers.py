"""Who calls from Python gets our errors, one line each, never those of a library below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import middlepower as mp
from middlepower.errors import DataError, MeasureError, ScenarioError, UnknownNameError, one_line, printable
from middlepower.experiment.one_world import solve_world
from middlepower.experiment.question import Question

BASELINE = {"name": "today", "date": "2026-01-13"}
STATE = {"title": "a tax"}
MEASURE = {"id": "x", "title": "x", "imposer": "CAN", "instrument": "surtax", "status": "in force", "sources": ["x"]}
TAX = {"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25}


def scenario(**parts: Any) -> mp.Scenario:
    """A scenario with some parts replaced."""
    return mp.Scenario(**{"scenario": "x", "title": "x", "baseline": BASELINE, "states": {"s": STATE}, **parts})


BAD: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "a rate in per cent": (lambda: mp.State(title="x", tariffs=[{**TAX, "rate": 25}]), ScenarioError, "tariffs.0.rate"),
    "a truth value": (lambda: mp.State(title="x", tariffs=[{**TAX, "rate": True}]), ScenarioError, "truth value"),
    "no title": (lambda: mp.State(), ScenarioError, "state: field `title`: it is missing: add it."),  # type: ignore[call-arg]
    "an unknown key": (lambda: mp.State(title="x", tarifs=[]), ScenarioError, "did you mean `tariffs`?"),  # type: ignore[call-arg]
    "an unknown key below": (
        lambda: scenario(states={"s": {**STATE, "cut_off": [{"betwen": ["CAN"]}]}}),
        ScenarioError,
        "unknown key `states.s.cut_off.0.betwen`; did you mean `between`?",
    ),
    "no sectors": (lambda: mp.State(title="x", tariffs=[{**TAX, "sectors": []}]), ScenarioError, "sectors"),
    "a day that is a number": (lambda: scenario(baseline={"name": "x", "date": 0}), ScenarioError, "2026-01-13"),
    "a nameless state": (lambda: scenario(states={"": STATE}), ScenarioError, "states"),
    "a state named baseline": (lambda: scenario(states={"baseline": STATE}), ScenarioError, "another name"),
    "a measure without source": (lambda: mp.Measure(id="x"), MeasureError, "measure: field"),  # type: ignore[call-arg]
    "from a mapping": (lambda: mp.Scenario.model_validate({"scenario": "x"}), ScenarioError, "scenario: field `title`"),
    "from text that is no JSON": (lambda: mp.State.model_validate_json("{"), ScenarioError, "state: Invalid JSON"),
    "no targets": (lambda: mp.Measure.model_validate({**MEASURE, "targets": []}), MeasureError, "name at least one"),
    "a world by name": (lambda: solve_world("icio2022"), DataError, "give a World"),  # type: ignore[arg-type]
    "a question about no world": (lambda: Question("icio2022"), ScenarioError, "give a World"),  # type: ignore[arg-type]
    "a state that is a dict": (
        lambda: Question(mp.load_world(), states={"s": STATE}),  # type: ignore[dict-item]
        ScenarioError,
        "state `s` is a dict: give a State.",
    ),
    "a closure of None": (lambda: solve_world(mp.load_world(), closure=None), UnknownNameError, "unknown closure"),  # type: ignore[arg-type]
    "from no mapping": (lambda: mp.Measure.model_validate([]), MeasureError, "write keys with their values"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments_are_our_errors_in_one_line(case: str) -> None:
    call, kind, said = BAD[case]
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    assert said in str(caught.value)
    assert "pydantic" not in str(caught.value)
    assert str(caught.value).isprintable()


def test_parts_are_frozen() -> None:
    with pytest.raises(ScenarioError, match="can't be changed, it is frozen"):
        mp.State(title="x").title = "y"


def test_no_message_holds_what_a_terminal_obeys() -> None:
    """Colours, turned writing, line ends and halves of characters are written out."""
    message = str(DataError("a\x1b[31mb\x9bc\u202ed\nnew\x00 \ud800 \u200bé"))
    assert message == r"a\u001b[31mb\u009bc\u202ed new\u0000 \ud800 \u200bé"
    assert printable("a\tb\nc\x07", keep="\t\n") == "a\tb\nc\\u0007"


def test_no_message_is_without_end() -> None:
    line = one_line("x" * 100_000 + " the end")
    assert len(line) < 2_000
    assert line.endswith("the end")
