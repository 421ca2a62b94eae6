"""Nearest-name help: what a user reads after a typing error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from middlepower.errors import MiddlepowerError, UnknownNameError
from middlepower.names import nearest_name, unknown_name

ECONOMIES = ("CAN", "USA", "MEX", "CHN")
STATES = ("deal", "deal-and-us-100", "truce", "not-followed", "before-2018", "diversify", "allies")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("can", "CAN"), ("CAM", "CAN"), ("CNH", "CHN"), ("MX", "MEX")],
)
def test_a_slip_in_an_economy_code_finds_the_code_meant(typed: str, meant: str) -> None:
    assert nearest_name(typed, ECONOMIES) == meant


def test_a_slip_in_a_state_finds_the_state_meant() -> None:
    assert nearest_name("not_followed", STATES) == "not-followed"
    assert nearest_name("Truce ", STATES) == "truce"


def test_nothing_near_gives_none() -> None:
    assert nearest_name("zzzzzz", STATES) is None
    assert nearest_name("CAN", ()) is None


def test_message_names_the_kind_the_label_and_the_nearest_name() -> None:
    error = unknown_name("state", "truse", STATES)
    assert isinstance(error, UnknownNameError)
    assert str(error) == "unknown state `truse`: did you mean `truce`?"


def test_message_lists_what_is_known_when_nothing_is_near() -> None:
    assert str(unknown_name("economy", "####", ECONOMIES)) == "unknown economy `####`: known: CAN, USA, MEX, CHN."


def test_message_shows_at_most_twelve_names() -> None:
    message = str(unknown_name("sector", "####", [f"S{number:02}" for number in range(40)]))
    assert "S11, ..." in message
    assert "S12" not in message


def test_message_ends_with_the_remedy() -> None:
    error = unknown_name("measure", "####", (), remedy="`middlepower list` shows all measures.")
    assert str(error).endswith("`middlepower list` shows all measures.")


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=20))
def test_any_label_gives_an_error_on_one_line(label: str, known: list[str]) -> None:
    error = unknown_name("economy", label, known)
    assert isinstance(error, MiddlepowerError)
    assert len(str(error).splitlines()) == 1


@given(st.sampled_from(STATES))
def test_a_known_name_is_its_own_nearest_name(state: str) -> None:
    assert nearest_name(state, STATES) == state
