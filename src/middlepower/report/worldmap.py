"""Colours and words of the map: the real income change of every country in every state."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from middlepower.data.codes import REST
from middlepower.language.catalogue import say
from middlepower.report.tables import drawn, largest_changes
from middlepower.report.wording import decimals_for, signed, trimmed

if TYPE_CHECKING:
    from middlepower.document.results import Economy, Results, StateResults

# Blue for gains, orange for losses: told apart with any of the common colour deficiencies, and both get
# darker with size, so a greyscale print still shows size. Five classes a side is what an eye can tell.
GAINS = ("#d6e6f4", "#a3cae6", "#5f9fd0", "#2470b0", "#0a3a6b")
LOSSES = ("#fde3cd", "#f8bd8a", "#ec8b46", "#c55a10", "#7c3206")
NEUTRAL = "#efeeea"
NO_DATA = "#ffffff"
BOUNDS = (
    0.0001,
    0.0005,
    0.002,
    0.01,
    0.05,
    0.2,
    1.0,
    5.0,
    20.0,
    100.0,
)  # per cent; each about five times the last


@dataclass(frozen=True)
class Shape:
    """One country on the map, or all that an aggregate holds: they have one number, so they are one shape."""

    name: str
    paths: tuple[str, ...]
    dot: tuple[int, int] | None
    region: str | None


@dataclass(frozen=True)
class Painted:
    """One shape's colour and tooltip in one state."""

    shape: Shape
    place: int
    fill: str
    hatch: int  # class of a loss, hatched in print so that grey tells losses from gains; 0 for none
    words: str


@dataclass(frozen=True)
class LegendEntry:
    """One colour and what it stands for."""

    fill: str
    label: str
    hatch: int = 0


@dataclass(frozen=True)
class StateMap:
    """The map of one state with its largest gains and losses as (name, change)."""

    state: StateResults
    countries: tuple[Painted, ...]
    gains: tuple[tuple[str, str], ...]
    losses: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WorldMap:
    """The shapes once, and what every state paints on them."""

    width: int
    height: int
    source: str
    shapes: tuple[Shape, ...]
    states: tuple[StateMap, ...]
    legend: tuple[LegendEntry, ...]
    losses: tuple[str, ...] = LOSSES


@cache
def _stored() -> dict[str, Any]:
    text = files("middlepower.report").joinpath("map_world.json").read_text(encoding="utf-8")
    stored: dict[str, Any] = json.loads(text)
    return stored


def region_of(code: str, regions: frozenset[str]) -> str | None:
    """The region that a country belongs to: itself, the aggregate that holds it, or the rest of the world."""
    if code in regions:
        return code
    groups: dict[str, list[str]] = _stored()["groups"]
    held = next((group for group, members in groups.items() if code in members and group in regions), None)
    return held or (REST if REST in regions else None)


def class_bounds(largest: float) -> tuple[float, ...]:
    """The lower bounds of the five classes of one side, in per cent: the top one holds the largest change."""
    above = next((place for place, bound in enumerate(BOUNDS) if bound >= largest), len(BOUNDS) - 1)
    top = max(above, len(GAINS))
    return BOUNDS[top - len(GAINS) : top]


def colour(value: float, bounds: tuple[float, ...]) -> str:
    """The colour of a change in per cent; neutral below the smallest bound."""
    place = sum(abs(value) >= bound for bound in bounds)
    if place == 0:
        return NEUTRAL
    return (GAINS if value > 0 else LOSSES)[place - 1]


def hatch(fill: str) -> int:
    """1 to 5 for the colours of losses, 0 for the others."""
    return LOSSES.index(fill) + 1 if fill in LOSSES else 0


def legend(bounds: tuple[float, ...]) -> tuple[LegendEntry, ...]:
    """The classes from the largest loss to the largest gain, in per cent."""
    texts = [trimmed(bound, 4) for bound in bounds]
    steps = list(pairwise(texts))
    gains = [say("map.gain", low=a, high=b) for a, b in steps] + [say("map.most_gain", bound=texts[-1])]
    losses = [say("map.loss", low=b, high=a) for a, b in steps] + [say("map.most_loss", bound=texts[-1])]
    darkest_last = [LegendEntry(fill, label, hatch(fill)) for fill, label in zip(LOSSES, losses, strict=True)]
    middle = LegendEntry(NEUTRAL, say("map.no_change", bound=texts[0]))
    return (*reversed(darkest_last), middle, *map(LegendEntry, GAINS, gains))


def world_map(results: Results) -> WorldMap:
    """Everything that the map draws."""
    stored = _stored()
    shapes = _shapes(results, stored["countries"])
    economies = [economy for state in results.states.values() for economy in state.economies.values()]
    bounds = class_bounds(max(abs(economy.real_income_percent.known) for economy in economies))
    states = tuple(_state_map(results, state, shapes, bounds) for state in drawn(results))
    width, height = stored["size"]
    return WorldMap(width, height, stored["source"], shapes, states, legend(bounds))


def _shapes(results: Results, countries: Mapping[str, Any]) -> tuple[Shape, ...]:
    """The countries with a number of their own or none at all, and each aggregate as one."""
    regions = frozenset(results.codes)
    inside: dict[str, list[str]] = {}
    for code in countries:
        inside.setdefault(region_of(code, regions) or code, []).append(code)
    return tuple(_shape(results, region, [countries[code] for code in codes]) for region, codes in inside.items())


def _shape(results: Results, region: str, held: Sequence[Mapping[str, Any]]) -> Shape:
    """What lies in a region; a dot for a country that is too small to see and stands alone."""
    known, alone = region in results.codes, len(held) == 1
    dot = tuple(held[0]["dot"]) if alone and "dot" in held[0] else None
    name = held[0]["name"] if alone else results.name(region)
    return Shape(name, tuple(filter(None, (one["path"] for one in held))), dot, region if known else None)


def _state_map(results: Results, state: StateResults, shapes: tuple[Shape, ...], bounds: tuple[float, ...]) -> StateMap:
    places = decimals_for(economy.real_income_percent.known for economy in state.economies.values())
    gains, losses = largest_changes(state)
    painted = tuple(_painted(state, place, shape, bounds, places) for place, shape in enumerate(shapes))
    listed_gains, listed_losses = (
        tuple((results.name(e.code), signed(e.real_income_percent.known, places)) for e in side)
        for side in (gains, losses)
    )
    return StateMap(state, painted, listed_gains, listed_losses)


def _painted(state: StateResults, place: int, shape: Shape, bounds: tuple[float, ...], places: int) -> Painted:
    economy: Economy | None = state.economies.get(shape.region) if shape.region else None
    if economy is None:
        return Painted(shape, place, NO_DATA, 0, say("map.no_data", name=shape.name))
    change = signed(economy.real_income_percent.known, places)
    fill = colour(economy.real_income_percent.known, bounds)
    return Painted(shape, place, fill, hatch(fill), say("map.country", name=shape.name, change=change))
