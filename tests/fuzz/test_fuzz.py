"""100 hostile inputs of every class: each works or is refused in one clear line; `make fuzz` tries 10,000."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.doors import DOORS
from fuzz.drive import BrokenInvariantError, Door, attempt, failures

COUNT, PART = 100, 50


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inputs that name a file by mistake find none."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("first", range(0, COUNT, PART))
@pytest.mark.parametrize("door", DOORS, ids=[door.name for door in DOORS])
def test_every_input_works_or_is_refused_in_one_line(door: Door, first: int) -> None:
    found = list(failures(door, 1, first, PART))
    assert not found, "\n\n".join(map(str, found))


@pytest.mark.parametrize(
    "said",
    [
        (2, "", "error: two\nlines\n"),
        (2, "", "\x1b[31merror: colour\n"),
        (1, "", "error: x\n"),
        (0, "\x9b1m", ""),
        (2, "", ""),
    ],
)
def test_the_driver_notices_what_it_looks_for(said: tuple[int, str, str]) -> None:
    failure = attempt(Door("example", lambda draw, folder: said), 1, 0)
    assert failure is not None
    assert BrokenInvariantError.__name__ in failure.what


def test_the_driver_notices_a_traceback() -> None:
    def breaks(draw: object, folder: object) -> None:
        raise ZeroDivisionError

    failure = attempt(Door("example", breaks), 1, 0)
    assert failure is not None
    assert "--class example --seed 1 --first 0 --count 1" in str(failure)
