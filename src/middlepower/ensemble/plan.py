"""What an ensemble is: a scenario, how it is solved, what is drawn, how many draws, in which parts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from middlepower.data.elasticities import MEDIAN, SETS, published_sets
from middlepower.errors import EnsembleError, ScenarioError
from middlepower.experiment.design import AT_SETS, DesignName
from middlepower.experiment.draw import SET, Draw
from middlepower.experiment.drawing import draws
from middlepower.experiment.identity import code_version, digest
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_in
from middlepower.experiment.settings import Settings
from middlepower.experiment.uncertain import Uncertain, claims_of, uncertain
from middlepower.experiment.variant import LONG
from middlepower.model.core.closure import ALL
from middlepower.scenario.schema import Scenario
from middlepower.world.embedded import load_world
from middlepower.world.world import World

MOST_DRAWS = 100_000_000
PART = 100  # draws of one of the first parts
GROWING = (
    (100, 5.0),
    (10, 2.5),
    (0, 1.0),
)  # after so many first parts' worth of draws a part is so many times as large
FORMAT = 3  # of the store
DRAWING = (
    "carried.py",
    "columns.py",
    "flow_errors.py",
    "near.py",
    "plan.py",
    "solve.py",
)  # the code of this room that numbers come from


@dataclass(frozen=True)
class DrawsPart:
    """Draws `begin` to `begin + count` of an ensemble."""

    number: int
    begin: int
    count: int


@dataclass(frozen=True)
class Plan:
    """An ensemble to be solved; the same plan gives the same numbers wherever it runs."""

    scenario: Scenario
    settings: Settings
    draws: int
    design: DesignName = "sobol"
    seed: int = 1
    part: int = PART  # draws of one of the first parts

    def __post_init__(self) -> None:
        """Refuse counts that are no counts."""
        if not 1 <= self.draws <= MOST_DRAWS:
            raise ScenarioError(f"`draws` is {self.draws}: give a number from 1 to {MOST_DRAWS:,}, such as 1000.")
        if not 0 <= self.seed < 2**32:
            raise ScenarioError(f"`seed` is {self.seed}: give a whole number from 0 to {2**32 - 1}.")
        if self.design == AT_SETS:
            check_at_sets(self.settings, self.draws)

    def __getstate__(self) -> dict[str, Any]:
        """A plan takes its world along, and says by which code it was made: workers may have no file of that name."""
        known = {name: value for name, value in vars(self).items() if name != "question"}
        return {**known, "world": self.world, "identity": self.identity}

    @cached_property
    def world(self) -> World:
        """The scenario's world, read where the plan is made."""
        return load_world(self.scenario.world)

    @cached_property
    def question(self) -> Question:
        """What the scenario asks of its world; its laws are compiled anew in every process."""
        return question_in(self.scenario, self.world)

    @cached_property
    def uncertain(self) -> tuple[Uncertain, ...]:
        """What is drawn."""
        return uncertain(self.settings, more=() if self.design == AT_SETS else claims_of(self.question))

    @property
    def parts(self) -> tuple[DrawsPart, ...]:
        """All parts in their order: small at first, so that few draws have work for many cores, then larger."""
        starts = [0]
        while (after := starts[-1] + self._size(starts[-1])) < self.draws:
            starts.append(after)
        ends = [*starts[1:], self.draws]
        return tuple(
            DrawsPart(place, begin, end - begin) for place, (begin, end) in enumerate(zip(starts, ends, strict=True))
        )

    def _size(self, begin: int) -> int:
        """How many draws the part has that begins with a draw, whatever the number of all: more may be added."""
        return int(self.part * next(times for first, times in GROWING if begin >= first * self.part))

    def drawn(self, part: DrawsPart) -> Iterator[Draw]:
        """Every draw of a part."""
        if self.design == AT_SETS:
            yield from self._at_sets()[part.begin : part.begin + part.count]
            return
        yield from draws(self.design, self.seed, self.uncertain, part.begin, part.count)

    def _at_sets(self) -> list[Draw]:
        """Every published set with all else at its centre."""
        centres = {one.name: one.middle for one in self.uncertain}
        return [Draw.of(place, {**centres, SET: float(place)}) for place in range(self.draws)]

    @property
    def weights(self) -> tuple[float, ...] | None:
        """What draws weigh, in their order; None where all weigh the same."""
        return next(one.weights for one in self.uncertain if one.name == SET) if self.design == AT_SETS else None

    @cached_property
    def identity(self) -> dict[str, str | int]:
        """What a store must agree in with a plan to go on with it, by name."""
        drawn = json.dumps([asdict(one) for one in self.uncertain], sort_keys=True) + digest(SETS)
        return {
            "format": FORMAT,
            "version": drawing_version(),
            "scenario": _digest(self.scenario.model_dump_json()),
            "settings": _digest(json.dumps(asdict(self.settings), sort_keys=True)),
            "uncertain": _digest(drawn),
            "design": self.design,
            "seed": self.seed,
            "part": self.part,
        }

    def check_code(self) -> None:
        """None; EnsembleError where this process has other code than the one that made the plan."""
        here, asking = drawing_version(), self.identity["version"]
        if here != asking:
            raise EnsembleError(
                f"a worker has other code ({here}) than the machine that asks ({asking}): "
                "install the same version on every worker, then go on with --resume."
            )


@cache
def drawing_version() -> str:
    """The version, with hashes of the code that solves and of the code that draws."""
    files = sorted(Path(__file__).parent / name for name in DRAWING)
    return f"{code_version()} {digest([file.read_bytes() for file in files])[:16]}"


def check_at_sets(settings: Settings, draws: int) -> None:
    """None; ScenarioError where the published sets themselves are no design for the settings, or no such number."""
    if settings.horizon != LONG or settings.elasticities != MEDIAN:
        raise ScenarioError(
            f"design `{AT_SETS}` is over the published elasticity sets, of which horizon `{settings.horizon}` with "
            f"elasticities {settings.elasticities} uses one or none: ask for horizon `{LONG}` and {MEDIAN}, or for "
            "design `sobol`."
        )
    if settings.over:
        raise ScenarioError(f"design `{AT_SETS}` draws nothing but the sets: leave --over out, or ask for `sobol`.")
    if settings.flow_error:
        raise ScenarioError(f"design `{AT_SETS}` draws no errors of flows: leave --flow-error out, or ask for `sobol`.")
    if settings.closure == ALL:
        raise ScenarioError(f"design `{AT_SETS}` draws no closures: name one closure, or ask for design `sobol`.")
    if draws != len(published_sets()):
        raise ScenarioError(
            f"`draws` is {draws}, but design `{AT_SETS}` has {len(published_sets())} points, one a published set: "
            "leave `--draws` out."
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
