"""Settings and fixtures shared by all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import fields
from functools import cached_property, lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from middlepower.experiment.question import Question
from middlepower.policy.flows import Memo, taxed
from middlepower.policy.library import load_measures
from middlepower.policy.place import benchmark_law
from middlepower.policy.state import policy_state
from middlepower.reading.caches import CHOSEN
from middlepower.world.world import World

# Law that an earlier run left on disk would hide what a patched or changed function does: tests keep none, nor do the
# programs that they start; those of what is kept name a folder of their own.
os.environ[CHOSEN] = ""

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).parent))  # so that every test can import worlds.py and oracle.py

# A first call may compile or read a file, so time says nothing about the property under test; the examples
# are the same in every run, so that a failure on one machine is a failure on all.
settings.register_profile("middlepower", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("unshrunk", settings.get_profile("middlepower"), phases=(Phase.explicit, Phase.generate))
settings.load_profile("middlepower")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the raw data, which are not part of the project: $MIDDLEPOWER_DATA or ../shared/data."""
    given = os.environ.get("MIDDLEPOWER_DATA")
    folder = Path(given) if given else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"raw data not at hand: {folder} is no folder (set MIDDLEPOWER_DATA to where they are)")
    return folder


class Identity:
    """A world by identity: worlds hold arrays, which have no hash."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __hash__(self) -> int:
        return id(self.world)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and other.world is self.world


@lru_cache(maxsize=4)
def library_memo(of: Identity) -> Memo:
    """What was looked up of the library's law on a world."""
    return Memo.of(of.world)


@pytest.fixture(scope="session", autouse=True)
def laws_compiled_once() -> Iterator[None]:
    """Questions of one test process share what they looked up of the library's law on the same world."""

    def memo(question: Question) -> Memo:
        library = load_measures()
        if question.measures[: len(library)] != library:
            return Memo.of(question.world)
        found = library_memo(Identity(question.world))
        return found if len(question.measures) == len(library) else begun(found, question)

    shared = cached_property(memo)
    shared.__set_name__(Question, "memo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Question, "memo", shared)
        yield


def begun(memo: Memo, question: Question) -> Memo:
    """A copy of a memo that knows the library's law on the day of a question's baseline.

    A question with measures of its own adds to the copy alone, because only there its ids mean these measures.
    """
    if question.baseline is not None and question.baseline.date is not None:
        library = load_measures()
        law = policy_state(library, question.baseline.date)
        taxed(question.world, benchmark_law(question.world, library), law, memo)
    known = {one.name: getattr(memo, one.name) for one in fields(Memo)}
    return Memo(**{name: dict(value) if isinstance(value, dict) else value for name, value in known.items()})
