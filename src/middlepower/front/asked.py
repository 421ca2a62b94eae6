"""How what is asked in words becomes what the rooms below take: names, days, worlds, scenarios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from middlepower.errors import MiddlepowerError, ScenarioError
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import status_quo
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario
from middlepower.world.embedded import load_world
from middlepower.world.own import at_hand
from middlepower.world.world import World

Names = str | Sequence[str]  # "USA,CHN" or ["USA", "CHN"]
Day = str | dt.date  # "2026-01-13", or a date
Tell = Callable[[str], None]  # who is told how far a question is
TODAY = "today"


def say_nothing(text: str) -> None:
    """None; nobody is told."""


def names_in(names: Names, option: str) -> tuple[str, ...]:
    """The names of a sequence, or those between the commas of a text; ScenarioError where one is empty."""
    if not isinstance(names, str):
        listed = tuple(names)
        for name in listed:
            if not isinstance(name, str) or not name.strip():
                raise ScenarioError(f"`{option}` has {name!r}: give names, as in A,B.")
        return tuple(part for name in listed for part in names_in(name, option))
    parts = tuple(name.strip() for name in names.split(","))
    if not all(parts):
        raise ScenarioError(f"`{option}` is `{names}`: a name between its commas is empty. Write it as in A,B.")
    return parts


def drawn_over(over: Names | None, draws: int | None) -> tuple[str, ...]:
    """What draws draw, by name; none where everything is drawn, or nothing."""
    if over is None:
        return ()
    if draws is None:
        raise ScenarioError("`--over` says what draws draw: add --draws, such as --draws 100, or leave it out.")
    return names_in(over, "--over")


def names_or_none(names: Names | None, option: str) -> tuple[str, ...] | None:
    """The names, or None where nothing is given."""
    return None if names is None else names_in(names, option)


def path_or_none(path: str | Path | None) -> Path | None:
    """The path, or None where nothing is given."""
    return None if path is None else Path(path)


def day_in(day: Day, option: str, instead: str = "today") -> dt.date:
    """A day: a date, or one written as 2026-01-13 or today; `instead` says what else could be given."""
    if isinstance(day, dt.datetime):
        return day.date()
    if isinstance(day, dt.date):
        return day
    if day == TODAY:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(day)
    except (TypeError, ValueError):
        raise ScenarioError(f"`{option}` is `{day}`: write a day as 2026-01-13, or {instead}.") from None


def name_of(world: str | World | None) -> str | None:
    """The name by which a world is found: its own, or one for as long as this process lives where it is an object."""
    if not isinstance(world, World):
        return world
    try:
        known = load_world(world.name, world.elasticity_set, world.horizon)
    except MiddlepowerError:  # a name that nothing is stored under
        known = None
    return world.name if known is world else at_hand(world)


def settings_on(scenario: Scenario, elasticities: str | None, settings: Settings) -> Settings:
    """Settings with the elasticity set that is named; where none is, the one of the scenario's world."""
    return replace(settings, elasticities=set_of(elasticities, load_world(scenario.world)))


def world_in(world: str | World) -> World:
    """The world of a name, or the one that is given."""
    return world if isinstance(world, World) else load_world(world)


def set_of(elasticities: str | None, world: World) -> str:
    """The elasticity set that is named; where none is, the one that the world comes with."""
    return world.elasticity_set if elasticities is None else elasticities


def question_of_power(date: Day, benchmark: bool, world: str | World) -> Question:
    """The question whose baseline is the law of a day or a world's benchmark; ScenarioError for a date that is none."""
    return status_quo(None if benchmark else day_in(date, "--date", "use --benchmark"), world_in(world))


def scenario_in(scenario: str | Path | Scenario) -> Scenario:
    """The scenario of a library name or of a file, or the one that is given."""
    return scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
