"""What documents on power share: the header of a question of power, ranges over elasticity sets, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.arrange import Asked, command_line, header_of, measures_used, ranges_of, spread_of
from middlepower.document.header import Header, Kind
from middlepower.document.number import Number, combine
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.parallel import each
from middlepower.scenario.nest import LONG_RUN_SOURCE
from middlepower.world.own import world_names
from middlepower.world.parties import members
from middlepower.world.world import World

Body = TypeVar("Body")
BOTH_HORIZONS: tuple[Kind, ...] = ("align", "frontier")  # of commands that ask for no horizon
ONE_RUN: tuple[Kind, ...] = ("matrix", "tariffs", "game-wedge-rank")  # documents without ranges


def over_sets(experiment: Experiment, indicator: Callable[[Baseline], Body], horizon: str | None = None) -> Body:
    """An indicator at the main set with its range over all sets, at one horizon."""
    return combine(each(indicator, experiment.baselines(horizon).values()), spread_of(experiment, horizon))


def on_world(experiment: Experiment) -> str:
    """The option that names the world, where it is not the default."""
    name = experiment.world.name
    return f" --world {name}" if name in world_names() and name != DEFAULT_WORLD else ""


def power_header(experiment: Experiment, kind: Kind, question: str, words: str, residuals: Iterable[Number]) -> Header:
    """The header of a question of power; `words` are its part of the command line, residuals those of its threats."""
    variant, base = experiment.main.variant, experiment.question.baseline
    closure, date = experiment.main.baseline.closure, None if base is None else base.date
    option = "--from" if kind == "replay" else "--date"
    day = "--benchmark" if date is None else f"{option} {date.isoformat()}"
    alone = "" if experiment.settings.ranges or kind in ONE_RUN else " --no-ranges"
    horizon = None if kind in BOTH_HORIZONS else variant.horizon
    asked = Asked(
        kind=kind,
        question=question,
        command=command_line(words, variant.elasticity_set, horizon, closure, day + on_world(experiment) + alone),
        baseline=experiment.question.baseline_name,
        baseline_date=date,
        elasticities=variant.elasticity_set,
        horizon=variant.horizon,
        closure=closure,
        ranges=ranges_of(experiment, alone=kind in ONE_RUN),
        variants=tuple(run.variant.label for run in experiment.runs),
        measures=() if base is None else measures_used(experiment.question),
        nest_elasticity=experiment.settings.nest_elasticity,
        nest_elasticity_source=LONG_RUN_SOURCE,
        long_run_nest_elasticity=experiment.settings.nest_elasticity,
    )
    baselines = [run.baseline.equilibrium.report.residual for run in experiment.runs]
    threats = [part for number in residuals for part in number.ends or (number.value,) if part is not None]
    return header_of(asked, experiment.world, [*baselines, *threats])


def attempt(build: Callable[[], Body]) -> tuple[Body | None, str]:
    """What was built and no reason, or None and the reason why there is no equilibrium to take it in."""
    try:
        return build(), ""
    except NoEquilibriumError as error:
        return None, error.reason


def codes_of(world: World, name: str) -> list[str]:
    """The codes of an economy or of all members of a group."""
    return [world.regions[place] for place in members(world, name)]
