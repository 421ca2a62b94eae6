"""Friends and enemies (indicator M8): how a small change of one economy's productivity moves everybody's real income.

U_{n,m} = d ln W_n / d ln z_m from the linearised model with inputs, tariffs and revenue (`model.sensitivity`),
after Kleinman, Liu and Redding (International friends and enemies, AEJ Macro 2024, without inputs). Positive: m's
growth is n's gain, a friend; negative: an enemy, a competitor. z_m is the productivity of gross output: each stage of
a chain gains, so the effects exceed those of models without inputs. First order only: it ranks, it does not tell what a
cut-off would cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.labelled import About, labelled
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.rebase import rebased_world
from middlepower.model.long_run.solve import Solver
from middlepower.model.sensitivity.adjoint.solve import gradient, real_income_of
from middlepower.model.sensitivity.linear_response.equations import Direction
from middlepower.model.sensitivity.linear_response.solve import LinearModel
from middlepower.scenario.shock import no_change
from middlepower.world.labels import source_of
from middlepower.world.parties import economy

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.model.core.benchmark import Benchmark
    from middlepower.model.core.equilibrium import Equilibrium
    from middlepower.world.world import World

Array = NDArray[np.float64]


def friends_and_enemies(world: World, equilibrium: Equilibrium | None = None) -> xr.DataArray:
    """U[n, m] = d ln W_n / d ln z_m, [economy, power]: per cent of real income for one per cent of productivity.

    Deficits stay fixed in units of world value added. At an equilibrium, quotas stay the wedges that they are there.
    """
    base = world if equilibrium is None else rebased_world(world, equilibrium, f"{world.name}, rebased")
    codes = list(world.regions)
    about = About("elasticity", "d ln W_n / d ln z_m, first order, with inputs and tariff revenue", source_of(world))
    return labelled(
        "friends_and_enemies", welfare_response(benchmark_of(base)), {"economy": codes, "power": codes}, about
    )


def friends_of(world: World, name: str, equilibrium: Equilibrium | None = None) -> Array:
    """U[m] of one economy: its row of `friends_and_enemies`, by one transposed solve."""
    base = world if equilibrium is None else rebased_world(world, equilibrium, f"{world.name}, rebased")
    return welfare_row(benchmark_of(base), economy(base, name))


def welfare_row(benchmark: Benchmark, n: int) -> Array:
    """U[m] of economy n: what dearer trade of all that m sells, at home too, takes from it, the other way round."""
    solver = Solver.of(benchmark)
    here = solver.solve(no_change(benchmark.tau))
    dearer = gradient(here, real_income_of(here, n), solver.steer).trade_cost
    row: Array = -dearer.sum(axis=(0, 1))
    return row


def welfare_response(benchmark: Benchmark) -> Array:
    """U[n, m]: a more productive seller is one whose goods cost less everywhere, at home too."""
    model = LinearModel.of(benchmark)
    none, still = np.zeros_like(benchmark.pi), np.zeros(benchmark.regions)
    columns = []
    for m in range(benchmark.regions):
        cheaper = none.copy()
        cheaper[:, :, m] = -1.0
        columns.append(model.response(Direction(none, cheaper, still)).welfare)
    return np.stack(columns, axis=1)
