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
    from middlepower.experiment.run import Options, run_scenario
    from middlepower.experiment.solve import solve_world
    from middlepower.indicators.compare import real_income_change
    from middlepower.indicators.decomposition import decompose
    from middlepower.model.core.equilibrium import Equilibrium
    from middlepower.model.long_run.solve import Solver
    from middlepower.policy.library import load_measures
    from middlepower.policy.schema import Measure
    from middlepower.scenario.read import read_scenario
    from middlepower.scenario.schema import Scenario, State
    from middlepower.scenario.shock import Shock
    from middlepower.world.embedded import load_world
    from middlepower.world.world import World

__version__ = "0.1.0"

_HOME = {
    "Equilibrium": "middlepower.model.core.equilibrium",
    "Measure": "middlepower.policy.schema",
    "MiddlepowerError": "middlepower.errors",
    "NoEquilibriumError": "middlepower.errors",
    "Options": "middlepower.experiment.run",
    "Scenario": "middlepower.scenario.schema",
    "Shock": "middlepower.scenario.shock",
    "Solver": "middlepower.model.long_run.solve",
    "State": "middlepower.scenario.schema",
    "World": "middlepower.world.world",
    "decompose": "middlepower.indicators.decomposition",
    "load_measures": "middlepower.policy.library",
    "load_world": "middlepower.world.embedded",
    "read_scenario": "middlepower.scenario.read",
    "real_income_change": "middlepower.indicators.compare",
    "results_document": "middlepower.document.run",
    "run_scenario": "middlepower.experiment.run",
    "solve_world": "middlepower.experiment.solve",
}

__all__ = [
    "Equilibrium",
    "Measure",
    "MiddlepowerError",
    "NoEquilibriumError",
    "Options",
    "Scenario",
    "Shock",
    "Solver",
    "State",
    "World",
    "decompose",
    "load_measures",
    "load_world",
    "read_scenario",
    "real_income_change",
    "results_document",
    "run_scenario",
    "solve_world",
]


def __getattr__(name: str) -> Any:
    """The object of that name, imported now."""
    if name not in _HOME:
        raise AttributeError(f"module 'middlepower' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
