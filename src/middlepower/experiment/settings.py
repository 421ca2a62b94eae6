"""How a question is solved: the one class of options for every command."""

from __future__ import annotations

from dataclasses import dataclass

from middlepower.data.elasticities import DEFAULT_HORIZON, DEFAULT_SET, elasticity_set, horizon
from middlepower.errors import ScenarioError
from middlepower.experiment.draw import Draw
from middlepower.experiment.weights import EQUAL, check_weights
from middlepower.model.core.closure import ALL, DEFAULT_CLOSURE, ClosureName, check_closure
from middlepower.scenario.nest import LONG_RUN_ELASTICITY, check_elasticity

HIGHEST_ERROR = 0.5  # of ln flows; there one flow in six is off by a factor of two


def check_flow_error(error: float) -> None:
    """None; ScenarioError where a standard deviation of flows is none, or so large that flows tell nothing."""
    if not isinstance(error, int | float) or not 0.0 <= error <= HIGHEST_ERROR:
        raise ScenarioError(
            f"`flow_error` is {error!r}: give a standard deviation of ln flows from 0 to {HIGHEST_ERROR:g}, as 0.05."
        )


@dataclass(frozen=True)
class Settings:
    """Main elasticity set and horizon, closure (`all` compares them), long-run elasticity between the products of a
    flow, whether other sets and horizons give a range, what these weigh in the centre of a headline, and the one draw
    over what is uncertain under which all is solved, if any. `over` names what is drawn, everything where it is empty;
    `flow_error` is the standard deviation of ln flows that draws give to recorded trade.

    What is asked is a Question; this is how it is solved.
    """

    elasticities: str = DEFAULT_SET
    horizon: str = DEFAULT_HORIZON
    closure: str = DEFAULT_CLOSURE
    nest_elasticity: float = LONG_RUN_ELASTICITY
    ranges: bool = True
    weights: str = EQUAL
    draw: Draw | None = None
    over: tuple[str, ...] = ()
    flow_error: float = 0.0

    def __post_init__(self) -> None:
        """Refuse names that do not exist, and a nest elasticity without a formula."""
        for name in ("elasticities", "horizon", "closure"):
            if not isinstance(getattr(self, name), str):
                raise ScenarioError(f"`{name}` is {getattr(self, name)!r}: give a name; `middlepower list` shows them.")
        if not isinstance(self.nest_elasticity, int | float):
            raise ScenarioError(f"`nest_elasticity` is {self.nest_elasticity!r}: give a number, such as 5.")
        elasticity_set(self.elasticities)
        horizon(self.horizon)
        check_elasticity(self.nest_elasticity)
        if self.closure != ALL:
            check_closure(self.closure)
        check_flow_error(self.flow_error)
        check_weights(self.weights, self.elasticities, self.horizon, self.ranges)

    @property
    def main_closure(self) -> ClosureName:
        """The closure of the main numbers: the named one, or the default where all are compared."""
        return DEFAULT_CLOSURE if self.closure == ALL else check_closure(self.closure)
