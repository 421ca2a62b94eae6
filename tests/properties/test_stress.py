"""A solver that does not give up, and says when there is nothing to find: over 100 cases on five worlds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import random_world

RESIDUAL = 1e-9  # of own value added, by the independent check; the solver itself stops at 1e-10
Case = Callable[[World], Shock]


@cache
def world(name: str) -> World:
    """The worlds of the suite by name."""
    if name == "icio2022":
        return load_world()
    if name == "icio2022, Caliendo-Parro elasticities":
        return load_world("icio2022", "CP")
    if name == "holes":
        return random_world(101, regions=8, sectors=5, holes=True)
    if name == "theta to 65":
        return random_world(102, regions=6, sectors=4, theta=(0.7, 65.0))
    return random_world(103, regions=12, sectors=3)


WORLDS = ("icio2022", "icio2022, Caliendo-Parro elasticities", "holes", "theta to 65", "twelve economies")


@cache
def solver(name: str) -> Solver:
    """The prepared solver of a world."""
    return Solver.of(benchmark_of(world(name)))


def taxed(world: World, tariff) -> Shock:
    """The shock of new tariffs; own sales stay free."""
    n = np.arange(len(world.regions))
    tariff = np.array(tariff)
    tariff[:, n, n] = world.tariff[:, n, n]
    return Shock((1.0 + tariff) / (1.0 + world.tariff), tariff)


def everywhere(rate: float) -> Case:
    """`rate` more on every import of every country."""
    return lambda world: taxed(world, world.tariff + rate)


def one_country(n: int, rate: float) -> Case:
    """`rate` more on every import of one country."""

    def shock(world: World) -> Shock:
        tariff = world.tariff.copy()
        tariff[:, n % len(world.regions), :] += rate
        return taxed(world, tariff)

    return shock


def one_pair(n: int, i: int, rate: float) -> Case:
    """`rate` more on one country's imports from another."""

    def shock(world: World) -> Shock:
        tariff = world.tariff.copy()
        tariff[:, n, i] += rate
        return taxed(world, tariff)

    return shock


def cut_off(n: int, only: int | None = None) -> Case:
    """One country cut off from one other, or from all."""

    def shock(world: World) -> Shock:
        N = len(world.regions)
        cut = np.zeros((N, N), dtype=bool)
        others = [only] if only is not None else [m for m in range(N) if m != n]
        cut[n, others] = cut[others, n] = True
        return Shock(np.ones_like(world.tariff), world.tariff, cut)

    return shock


def drawn(seed: int, spread: float) -> Case:
    """Log-normal changes of all trade costs."""

    def shock(world: World) -> Shock:
        cost = np.random.default_rng(seed).lognormal(0.0, spread, world.tariff.shape)
        n = np.arange(len(world.regions))
        cost[:, n, n] = 1.0
        return Shock(cost, world.tariff)

    return shock


def free_trade(world: World) -> Shock:
    """No tariff anywhere."""
    return Shock(1.0 / (1.0 + world.tariff), np.zeros_like(world.tariff))


CASES: dict[str, Case] = {
    "free trade": free_trade,
    **{f"all tariffs +{100 * rate:.0f}%": everywhere(rate) for rate in (0.1, 1.0, 2.0, 5.0, 10.0)},
    **{f"country {n} +{100 * rate:.0f}%": one_country(n, rate) for n in (0, 1, 3) for rate in (1.0, 5.0, 10.0)},
    **{f"pair {n}-{i} at 1e6": one_pair(n, i, 1e6) for n, i in ((0, 1), (1, 0), (2, 3))},
    **{f"country {n} cut off from {m}": cut_off(n, m) for n, m in ((0, 1), (0, 3), (1, 3))},
    **{f"log-normal {spread}, draw {seed}": drawn(seed, spread) for seed in range(3) for spread in (0.1, 0.5, 1.0)},
}


def test_the_suite_is_large_enough() -> None:
    """At least 100 cases."""
    assert len(CASES) * len(WORLDS) >= 100


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("case", CASES)
def test_balanced_trade_always_solves(name: str, case) -> None:
    """Every case with balanced trade has an equilibrium, and it is found."""
    found = solver(name).solve(CASES[case](world(name)), "balanced")
    assert found.report.residual < RESIDUAL
    assert np.isfinite(found.real_income_hat).all()


KEPT = ("world_gdp_share", "own_gdp_share", "fixed_nominal")
SMALL = ("holes", "theta to 65", "twelve economies")


@pytest.mark.parametrize(
    ("name", "closure"), [("icio2022", KEPT[0]), *((name, closure) for name in SMALL for closure in KEPT)]
)
@pytest.mark.parametrize("case", [case for case in CASES if "log-normal" not in case])
def test_deficits_solve_or_say_why_not(name: str, case, closure: str) -> None:
    """With deficits kept, a case solves or ends in an error that names a closure that works."""
    said, residual = "", 0.0
    try:
        residual = solver(name).solve(CASES[case](world(name)), closure).report.residual
    except NoEquilibriumError as error:
        said = str(error)
    assert residual < RESIDUAL
    assert not said or "use closure `balanced`" in said


@pytest.mark.parametrize("name", SMALL)
def test_a_country_cut_off_from_everybody_lives_in_autarky(name: str) -> None:
    """With balanced trade autarky is an equilibrium; the others go on trading."""
    lone = world(name)
    bench = benchmark_of(lone)
    needs = (bench.domestic_share > 0) | (bench.X <= 0)
    n = int(np.argmax(needs.all(axis=0)))
    found = solver(name).solve(cut_off(n)(lone), "balanced")
    assert found.report.residual < RESIDUAL
    trade = found.flow.sum(axis=0)
    assert trade[n].sum() - trade[n, n] == pytest.approx(0.0, abs=1e-9)


def test_a_deficit_cannot_survive_autarky() -> None:
    """A country that is cut off can't keep a deficit: the error says so."""
    deficits = world("twelve economies")
    n = int(np.argmax(deficits.deficit))
    with pytest.raises(NoEquilibriumError, match="balanced"):
        solver("twelve economies").solve(cut_off(n)(deficits), "world_gdp_share")


def test_ninety_per_cent_zero_flows_solve() -> None:
    """A world in which nine flows of ten are zero."""
    sparse = random_world(104, regions=10, sectors=4)
    draw = np.random.default_rng(5)
    keep = (draw.random(sparse.flow.shape) < 0.1) | np.eye(10, dtype=bool)
    flow = np.where(keep, sparse.flow, 0.0)
    thin = World.from_flows(
        "thin", 2000, sparse.regions, sparse.sectors, flow, sparse.tariff, 0.4 * sparse.input_share, sparse.elasticity,
        elasticity_set="random", tariff_date=dt.date(2000, 7, 1), services=(),
    )  # fmt: skip
    found = Solver.of(benchmark_of(thin)).solve(everywhere(1.0)(thin), "balanced")
    assert found.report.residual < RESIDUAL
    assert not found.flow[~keep].any()
