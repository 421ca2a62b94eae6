"""How sound a world is beyond its identities: its extremes, and how far a change of nothing moves it."""

from __future__ import annotations

from dataclasses import dataclass

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.one_world import solve_world
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.world.world import World


@dataclass(frozen=True)
class Soundness:
    """Size and extremes of a world, and the residual and the error of real income when nothing changes (fractions)."""

    vintage: int
    regions: int
    sectors: int
    zero_flow_share: float
    largest_tariff: float
    largest_deficit_share: float
    no_change_residual: float
    no_change_real_income_error: float


def soundness(world: World) -> Soundness:
    """What can be told of a world by looking and by solving it for no change at all."""
    solved = _unchanged(world)
    return Soundness(
        vintage=world.vintage,
        regions=len(world.regions),
        sectors=len(world.sectors),
        zero_flow_share=float((world.flow == 0).mean()),
        largest_tariff=float(world.tariff.max()),
        largest_deficit_share=float(abs(world.deficit / world.value_added).max()),
        no_change_residual=solved.report.residual,
        no_change_real_income_error=float(abs(solved.real_income_hat - 1.0).max()),
    )


def _unchanged(world: World) -> Equilibrium:
    try:
        return solve_world(world)
    except NoEquilibriumError as error:
        raise error.placed(f"world `{world.name}` without any change") from error
