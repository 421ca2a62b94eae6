"""The list of model variants: systems of equations that turn new tariffs into real incomes. `middlepower list models`.

A new variant is a folder with `equations.py` and an entry here; tests/conformance asks all of them the same question.
The other folders are no systems of their own: what variants share, games, derivatives, compiled twins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.from_world import benchmark_of
from middlepower.scenario.shock import Shock
from middlepower.world.world import World

Array = NDArray[np.float64]
NO_SYSTEMS = (
    "core",
    "optimal",
    "uniform_tariffs",
    "sensitivity",
    "compiled",
    "crisis_game",
    "trade_war",
    "wedge",
    "lockstep",
)


@dataclass(frozen=True)
class ModelVariant:
    """A model variant: its folder, and the answer to the question that all can answer.

    real_income(world, added) is the real income ratio [n] after every tariff factor is multiplied by
    1 + added[k, n, i], trade staying balanced. `inputs` and `many_sectors` say which worlds it takes; `burnt` what
    share of a small tariff's payments the world loses at free trade: none where all are spent again (envelope
    theorem), all where tariffs are trade costs; None where free trade is not efficient, so that no law holds.
    """

    folder: str
    real_income: Callable[[World, Array], Array]
    inputs: bool = True
    many_sectors: bool = True
    burnt: float | None = 0.0

    @property
    def title(self) -> str:
        """What the folder says of itself."""
        return " ".join((import_module(f"middlepower.model.{self.folder}").__doc__ or "").split())


def _shock(world: World, added: Array) -> Shock:
    """Every tariff factor multiplied by 1 + added."""
    return Shock(1.0 + added, (1.0 + world.tariff) * (1.0 + added) - 1.0)


def _long_run(world: World, added: Array) -> Array:
    from middlepower.model.long_run.solve import Solver

    return Solver.of(benchmark_of(world)).solve(_shock(world, added), "balanced").real_income_hat


def _roy_frechet(world: World, added: Array) -> Array:
    from middlepower.model.roy_frechet.solve import solve_roy_frechet

    return solve_roy_frechet(world, _shock(world, added), closure="balanced").real_income_hat


def _first_year(world: World, added: Array) -> Array:
    """Labour's share is a half in every sector, and wages fall freely: a floor makes a kink where no law holds."""
    from middlepower.model.first_year.equations import Frictions
    from middlepower.model.first_year.solve import FirstYearSolver

    half = np.full((len(world.sectors), len(world.regions)), 0.5)
    solver = FirstYearSolver.of(benchmark_of(world), Frictions(half, 1.5, 0.0, "world value added"))
    return solver.solve(_shock(world, added), "balanced").real_income_hat


def _products(world: World, added: Array) -> Array:
    """One product a sector: flows [f] in rows by sector and importer."""
    from middlepower.model.products.problem import ProductShock
    from middlepower.model.products.solve import ProductSolver
    from middlepower.model.products.world import ProductWorld

    cells = np.nonzero(world.flow)
    start = np.concatenate([[0], np.cumsum((world.flow > 0).sum(axis=2))])
    products = ProductWorld.from_flows(
        world.regions, world.sectors, world.sectors, np.arange(len(world.sectors)), start, cells[2].astype(np.uint8),
        world.flow[cells], world.tariff[cells], np.ascontiguousarray(world.input_share), world.elasticity,
    )  # fmt: skip
    shock = ProductShock.of_tariff(products, ((1.0 + world.tariff) * (1.0 + added) - 1.0)[cells])
    return ProductSolver.of(products).solve(shock, "balanced").real_income_hat


def _multi_sector(world: World, added: Array) -> Array:
    from middlepower.model.multi_sector.benchmark import without_inputs
    from middlepower.model.multi_sector.solve import solve

    return solve(without_inputs(world), _shock(world, added)).real_income_hat


def _ossa_2014(world: World, added: Array) -> Array:
    """Profits of a fixed number of firms in every sector, on trade that is balanced."""
    from middlepower.model.ossa_2014.equations import ProfitBenchmark, real_income_log
    from middlepower.model.ossa_2014.solve import solve_profits

    bench = ProfitBenchmark(world.flow, world.tariff, world.elasticity + 1.0)
    changed = solve_profits(bench, (1.0 + bench.t) * (1.0 + added) - 1.0)
    return np.asarray(np.exp(real_income_log(bench, changed)))


def _liberation_day(world: World, added: Array) -> Array:
    """Without overhead; tariffs that exist already count as trade costs."""
    from middlepower.model.liberation_day.benchmark import Parameters, one_sector_benchmark
    from middlepower.model.liberation_day.solve import solve

    parameters = Parameters(np.zeros(len(world.regions)), trade_elasticity=float(world.elasticity[0]))
    return solve(one_sector_benchmark(world, parameters), added[0], "lump_sum").welfare_hat


def _gravity(world: World, added: Array) -> Array:
    from middlepower.model.gravity.equations import GravityBenchmark
    from middlepower.model.gravity.solve import full_endowment

    benchmark = GravityBenchmark(world.flow[0], float(world.elasticity[0]) + 1.0)
    return full_endowment(benchmark, 1.0 + added[0], 0).welfare_hat


def _friends_enemies(world: World, added: Array) -> Array:
    """First order in the tariffs."""
    from middlepower.model.friends_enemies.equations import small_tariff_response

    _, log_welfare = small_tariff_response(world.flow[0], float(world.elasticity[0]), added[0])
    return 1.0 + log_welfare


VARIANTS: tuple[ModelVariant, ...] = (
    ModelVariant("long_run", _long_run),
    ModelVariant("roy_frechet", _roy_frechet),
    ModelVariant("first_year", _first_year),
    ModelVariant("products", _products),
    ModelVariant("multi_sector", _multi_sector, inputs=False),
    ModelVariant("ossa_2014", _ossa_2014, inputs=False, burnt=None),
    ModelVariant("liberation_day", _liberation_day, inputs=False, many_sectors=False, burnt=None),
    ModelVariant("gravity", _gravity, inputs=False, many_sectors=False, burnt=1.0),
    ModelVariant("friends_enemies", _friends_enemies, inputs=False, many_sectors=False),
)
