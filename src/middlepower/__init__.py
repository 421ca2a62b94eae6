"""middlepower: trade, tariffs, retaliation, dependence and alignment, made computable.

The names below are the library's front door; each is imported when first used, so that `import middlepower`
costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from middlepower.document.run import results_document
    from middlepower.errors import MiddlepowerError, NoEquilibriumError
    from middlepower.experiment.experiment import Experiment, solve_experiment
    from middlepower.experiment.one_world import solve_world
    from middlepower.experiment.question import Question
    from middlepower.experiment.run import run_scenario
    from middlepower.experiment.settings import Settings
    from middlepower.experiment.variant import Variant
    from middlepower.indicators.compare import real_income_change
    from middlepower.indicators.decomposition import decompose
    from middlepower.indicators.slopes import real_income_slopes
    from middlepower.model.core.equilibrium import Equilibrium
    from middlepower.model.long_run.solve import Solver
    from middlepower.policy.library import load_measures
    from middlepower.policy.schema import Measure
    from middlepower.scenario.narrow import narrowed
    from middlepower.scenario.read import read_scenario
    from middlepower.scenario.schema import Scenario, State
    from middlepower.scenario.shock import Shock
    from middlepower.world.embedded import load_world
    from middlepower.world.world import World

__version__ = "0.1.0"

_HOME = {
    "Equilibrium": "middlepower.model.core.equilibrium",
    "Experiment": "middlepower.experiment.experiment",
    "Measure": "middlepower.policy.schema",
    "MiddlepowerError": "middlepower.errors",
    "NoEquilibriumError": "middlepower.errors",
    "Question": "middlepower.experiment.question",
    "Scenario": "middlepower.scenario.schema",
    "Settings": "middlepower.experiment.settings",
    "Shock": "middlepower.scenario.shock",
    "Solver": "middlepower.model.long_run.solve",
    "State": "middlepower.scenario.schema",
    "Variant": "middlepower.experiment.variant",
    "World": "middlepower.world.world",
    "decompose": "middlepower.indicators.decomposition",
    "load_measures": "middlepower.policy.library",
    "load_world": "middlepower.world.embedded",
    "narrowed": "middlepower.scenario.narrow",
    "read_scenario": "middlepower.scenario.read",
    "real_income_change": "middlepower.indicators.compare",
    "real_income_slopes": "middlepower.indicators.slopes",
    "results_document": "middlepower.document.run",
    "run_scenario": "middlepower.experiment.run",
    "solve_experiment": "middlepower.experiment.experiment",
    "solve_world": "middlepower.experiment.one_world",
}

__all__ = [
    "Equilibrium",
    "Experiment",
    "Measure",
    "MiddlepowerError",
    "NoEquilibriumError",
    "Question",
    "Scenario",
    "Settings",
    "Shock",
    "Solver",
    "State",
    "Variant",
    "World",
    "decompose",
    "load_measures",
    "load_world",
    "narrowed",
    "read_scenario",
    "real_income_change",
    "real_income_slopes",
    "results_document",
    "run_scenario",
    "solve_experiment",
    "solve_world",
]


def __getattr__(name: str) -> Any:
    """The object of that name, imported now."""
    if name not in _HOME:
        raise AttributeError(f"module 'middlepower' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
