"""The product world against the sector model, an independent check of its equations, and its refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import DataError, MiddlepowerError, NoEquilibriumError, ScenarioError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.model.products import steering as products_steering
from middlepower.model.products.check import verify
from middlepower.model.products.equations import product_gap, product_sweep, start_products
from middlepower.model.products.problem import ProductShock, prepare_products
from middlepower.model.products.solve import ProductSolver, solve_products
from middlepower.model.products.world import ProductWorld
from middlepower.scenario.shock import Shock
from worlds import TIGHT, random_world

AGREEMENT = 1e-10  # two solvers of the same equations, each to 1e-12
ROUNDING = 1e-13
ELASTICITY = np.array([3.0, 3.0, 5.0, 2.5, 7.0, 4.0])
SECTOR_OF = np.array([0, 0, 0, 1, 1, 2])


def of_sectors(bench: Benchmark, copies: int = 1) -> tuple[ProductWorld, np.ndarray]:
    """A sector benchmark with `copies` identical products per sector, and the positions [f] of its flows in pi."""
    K, N, _ = bench.pi.shape
    chosen = np.argwhere((bench.pi > 0) & (bench.X > 0)[:, :, None])
    at = np.concatenate([chosen[chosen[:, 0] == k] for k in range(K) for _ in range(copies)])
    rows = ((bench.pi > 0) & (bench.X > 0)[:, :, None]).sum(axis=2)
    start = np.concatenate([[0], np.cumsum(np.repeat(rows, copies, axis=0))])
    where = tuple(at.T)
    weight = np.arange(1.0, copies + 1.0)
    world = ProductWorld(
        regions=tuple(f"R{n}" for n in range(N)),
        sectors=tuple(f"S{k}" for k in range(K)),
        products=tuple(f"P{g}" for g in range(K * copies)),
        sector_of=np.repeat(np.arange(K), copies),
        row_start=start,
        exporter=at[:, 2].astype(np.uint8),
        trade_share=bench.pi[where],
        tariff=bench.tau[where],
        product_share=np.tile(weight / weight.sum(), K)[:, None] * np.repeat(bench.X > 0, copies, axis=0),
        spending=bench.X.copy(),
        input_share=np.ascontiguousarray(bench.gamma),
        value_added_share=np.ascontiguousarray(bench.beta),
        elasticity=np.repeat(bench.theta, copies),
    )
    return world, at


def sparse_world(seed: int = 3, kind: Any = np.float64, tariffs: bool = True) -> ProductWorld:
    """Five economies, three sectors, six products of differing elasticity within a sector, half the flows missing."""
    draw = np.random.default_rng(seed)
    N, G, K = 5, len(SECTOR_OF), 3
    flow = draw.lognormal(0.0, 1.0, (G, N, N)) * (draw.random((G, N, N)) < 0.5)
    flow[:, np.arange(N), np.arange(N)] += 6.0
    flow[1, 2, :] = 0.0  # nobody sells product 1 to economy 2
    at = np.argwhere(flow > 0)
    start = np.concatenate([[0], np.cumsum((flow > 0).sum(axis=2))])
    tariff = (draw.uniform(0.0, 0.3, len(at)) * (at[:, 1] != at[:, 2])).astype(kind) if tariffs else None
    gamma = 0.15 * draw.dirichlet(np.ones(K), (N, K)).transpose(0, 2, 1)
    return ProductWorld.from_flows(
        tuple("ABCDE"),
        ("food", "cars", "other"),
        tuple(f"P{g}" for g in range(G)),
        SECTOR_OF,
        start,
        at[:, 2].astype(np.uint8),
        flow[tuple(at.T)].astype(kind),
        tariff,
        np.ascontiguousarray(gamma),
        ELASTICITY,
    )


def at_home(world: ProductWorld) -> np.ndarray:
    """True at each economy's sales to itself [f]."""
    n = np.arange(len(world.regions))
    return np.any([world.where(importers=m, exporters=m) for m in n], axis=0)


def random_shock(world: ProductWorld, seed: int = 5) -> ProductShock:
    """Other tariffs and trade costs on every foreign flow."""
    draw = np.random.default_rng(seed)
    home = at_home(world)
    tariff = np.where(home, 0.0, draw.uniform(0.0, 0.5, world.flows))
    return ProductShock.of_tariff(world, tariff, np.where(home, 1.0, draw.lognormal(0.0, 0.1, world.flows)))


@pytest.mark.parametrize("copies", [1, 3])
@pytest.mark.parametrize("closure", ["world_gdp_share", "balanced", "own_gdp_share"])
@pytest.mark.parametrize("holes", [False, True])
def test_equals_the_sector_model(copies: int, closure: ClosureName, holes: bool) -> None:
    """One product per sector, or several with the same shares, is the sector model itself."""
    bench = benchmark_of(random_world(11, holes=holes))
    world, at = of_sectors(bench, copies)
    draw = np.random.default_rng(2)
    tariff = bench.tau + draw.uniform(0.0, 0.4, bench.tau.shape) * (1 - np.eye(bench.regions))
    cost = (1 + tariff) / (1 + bench.tau) * draw.lognormal(0.0, 0.1, tariff.shape)
    sectors = Solver.of(bench).solve(Shock(cost, tariff), closure, TIGHT)
    flows = ProductShock(cost[tuple(at.T)], tariff[tuple(at.T)])
    found = solve_products(world, flows, closure, TIGHT)
    used = bench.X > 0
    assert_allclose(found.w_hat, sectors.w_hat, rtol=AGREEMENT)
    assert_allclose(found.P_hat[used], sectors.P_hat[used], rtol=AGREEMENT)
    assert_allclose(found.X, sectors.X, rtol=AGREEMENT, atol=AGREEMENT)
    assert_allclose(found.Y, sectors.output, rtol=AGREEMENT, atol=AGREEMENT)
    assert_allclose(found.tariff_revenue, sectors.tariff_revenue, rtol=AGREEMENT)
    assert_allclose(found.real_income_hat, sectors.real_income_hat, rtol=AGREEMENT)
    added = np.zeros_like(sectors.flow)
    np.add.at(added, tuple(at.T), found.flow)
    assert_allclose(added, sectors.flow, rtol=1e-9, atol=1e-9)


def test_benchmark_is_the_sector_benchmark() -> None:
    """Adding products up gives back the sector arrays."""
    bench = benchmark_of(random_world(7))
    added = of_sectors(bench, 2)[0].benchmark
    for name in ("pi", "tau", "gamma", "beta", "alpha", "theta", "wL", "D", "X"):
        assert_allclose(getattr(added, name), getattr(bench, name), rtol=1e-11, atol=1e-11, err_msg=name)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_no_change_changes_nothing(kind: Any) -> None:
    """Without a shock everything stays, in single precision too: shares count relative to their row's sum."""
    world = sparse_world(kind=kind)
    found = ProductSolver.of(world).solve(ProductShock(), tolerance=TIGHT)
    for ratio in (found.w_hat, found.P_hat, found.c_hat, found.real_income_hat, found.product_price_hat):
        assert_allclose(ratio, 1.0, rtol=ROUNDING)
    assert_allclose(found.Y, world.benchmark.Y, rtol=ROUNDING)
    assert found.report.sweeps == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("closure", ["world_gdp_share", "balanced"])
def test_equations_hold(seed: int, closure: ClosureName) -> None:
    """An evaluation that shares no kernel with the solver confirms each solution."""
    world = sparse_world(seed)
    shock = random_shock(world, seed)
    found = ProductSolver.of(world).solve(shock, closure, TIGHT)
    assert verify(world, shock, found).worst < 1e-11
    assert found.report.residual <= TIGHT


def test_check_sees_a_wrong_solution() -> None:
    """The independent check is no rubber stamp."""
    world = sparse_world()
    shock = random_shock(world)
    found = ProductSolver.of(world).solve(shock, tolerance=TIGHT)
    assert verify(world, shock, replace(found, w_hat=found.w_hat * np.array([1.01, 1, 1, 1, 1]))).worst > 1e-3
    assert verify(world, ProductShock(), found).worst > 1e-3


def test_products_are_not_their_sector() -> None:
    """A tariff on one product moves that product's price and leaves its neighbour's nearly alone."""
    world = sparse_world()
    chosen = world.where(products=0, importers=0) & ~world.where(importers=0, exporters=0)
    assert chosen.any()
    tariff = np.where(chosen, 1.0, world.tariff)
    found = ProductSolver.of(world).solve(ProductShock.of_tariff(world, tariff), tolerance=TIGHT)
    assert found.product_price_hat[0, 0] > 1.0 + 5 * abs(found.product_price_hat[1, 0] - 1.0)


def test_flows_add_up() -> None:
    """Product flows sum to outputs, and with tariffs to spending; shares match the product price indices."""
    world = sparse_world()
    shock = random_shock(world)
    found = ProductSolver.of(world).solve(shock, tolerance=TIGHT)
    of_product = np.repeat(np.arange(len(world.products)), np.diff(world.row_start[:: len(world.regions)]))
    output = np.zeros_like(found.Y)
    np.add.at(output, (world.sector_of[of_product], world.exporter), found.flow)
    assert_allclose(output, found.Y, rtol=1e-12)
    assert shock.tariff is not None
    paid = np.add.reduceat(found.flow * (1 + shock.tariff), world.row_start[:-1][np.diff(world.row_start) > 0]).sum()
    assert_allclose(paid, found.X.sum(), rtol=1e-11)


def test_price_index_derivative_is_the_share() -> None:
    """d ln P / d ln kappa of one flow is its share of spending (Shephard's lemma), at a sweep's given unit costs."""
    world = sparse_world()
    flow, step = 7, 1e-6
    row = int(np.searchsorted(world.row_start, flow, side="right")) - 1
    g, n = divmod(row, len(world.regions))
    log_P = []
    for sign in (1, -1):
        cost = np.ones(world.flows)
        cost[flow] += sign * step
        problem = prepare_products(world, ProductShock(cost), "balanced")
        log_P.append(product_sweep(problem, start_products(problem)).log_P[world.sector_of[g], n])
    wanted = world.product_share[g, n] * world.trade_share[flow] / world.row_total[g, n]
    assert_allclose((log_P[0] - log_P[1]) / (2 * step), wanted, rtol=1e-7)


@pytest.mark.parametrize("wage", [0, 2])
def test_steering_is_the_derivative(wage: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Moved along the linear response to a wage, a state's prices, outputs and revenue stay solved to first order."""
    monkeypatch.setattr(products_steering, "RESPONSE_SWEEPS", 100)
    world, _ = of_sectors(benchmark_of(random_world(4)))
    bench, steer = world.benchmark, products_steering.steering_at_benchmark(world.benchmark)
    problem = prepare_products(world, ProductShock(), "world_gdp_share")
    first, step = start_products(problem), 1e-4
    state = replace(
        first,
        log_w=step * np.eye(bench.regions)[wage],
        log_P=step * steer.prices[:, :, wage].astype(float),
        Y=first.Y + step * bench.wL * steer.outputs[:, :, wage],
        R=first.R + step * bench.wL * steer.revenue[:, wage],
    )
    found = product_sweep(problem, state)
    gap = product_gap(bench, state, found)
    for miss in (gap.log_P, gap.Y / bench.wL, gap.R / bench.wL):
        assert_allclose(miss / step, 0.0, atol=2e-3)
    slope = np.linalg.inv(steer.wage_inverse) + np.outer(bench.wL, bench.wL / bench.wL.sum())
    assert_allclose(found.excess / step / bench.wL, slope[:, wage] / bench.wL, atol=2e-3)


def test_domestic_loops_are_solved_in_one_step() -> None:
    """Outputs and revenue that miss only through an economy's own sales and its own revenue are put right at once."""
    world = sparse_world()
    bench = world.benchmark
    steer = products_steering.steering_at_benchmark(bench)
    held = replace(steer, wage_inverse=np.zeros_like(steer.wage_inverse))  # wages stay, and with them other economies
    draw = np.random.default_rng(0)
    d_Y, d_R = draw.normal(size=bench.alpha.shape), draw.normal(size=bench.regions)
    spending = bench.alpha * d_R + np.einsum("nks,sn->kn", bench.gamma, d_Y)
    n = np.arange(bench.regions)
    home = bench.pi[:, n, n] / (1 + bench.tau[:, n, n])
    rate = 1 - (bench.pi / (1 + bench.tau)).sum(axis=2)
    gap = products_steering.Gap(np.zeros_like(d_Y), d_Y - home * spending, d_R - (rate * spending).sum(axis=0))
    step = held.step(np.zeros(bench.regions), bench.Y, gap)[bench.regions + d_Y.size :]
    assert_allclose(step, np.concatenate([(d_Y / bench.wL).ravel(), d_R / bench.wL]), atol=1e-5)


@pytest.mark.parametrize("rate", [1.0, 5.0, 10.0])
def test_large_tariffs_are_solved(rate: float) -> None:
    """Every foreign flow taxed by +100 to +1000%: the sweeps still arrive, balanced trade given."""
    world = sparse_world(2)
    assert world.tariff is not None
    shock = ProductShock.of_tariff(world, world.tariff + rate * ~at_home(world))
    found = ProductSolver.of(world).solve(shock, "balanced", 1e-11)
    assert verify(world, shock, found).worst < 1e-10


def test_a_healthy_solve_needs_few_sweeps() -> None:
    """Steering that forgets a term still arrives, but late."""
    world = sparse_world()
    assert ProductSolver.of(world).solve(random_shock(world), tolerance=TIGHT).report.sweeps <= 16


def test_threads_and_precision_agree() -> None:
    """Two threads give the same answer; single-precision flows one to single precision."""
    world = sparse_world()
    shock = random_shock(world)
    one = ProductSolver.of(world).solve(shock, tolerance=TIGHT)
    two = ProductSolver.of(world).solve(shock, tolerance=TIGHT, threads=2)
    assert_allclose(two.real_income_hat, one.real_income_hat, rtol=1e-12)
    single = sparse_world(kind=np.float32)
    assert shock.tariff is not None
    assert shock.trade_cost is not None
    rounded = ProductShock(shock.trade_cost.astype(np.float32), shock.tariff.astype(np.float32))
    coarse = ProductSolver.of(single).solve(rounded, tolerance=TIGHT)
    assert_allclose(coarse.real_income_hat, one.real_income_hat, rtol=1e-6)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_extreme_costs_do_not_underflow(kind: Any) -> None:
    """All imports a million times dearer: home prices stay finite and trade vanishes; equations still hold."""
    world = sparse_world(kind=kind)
    home = at_home(world)
    shock = ProductShock(np.where(home, 1.0, 1e6).astype(kind), world.tariff)
    found = ProductSolver.of(world).solve(shock, "balanced", 1e-11)
    assert verify(world, shock, found).worst < (1e-5 if kind is np.float32 else 1e-10)
    assert found.flow[~home].sum() < 1e-6 * found.flow.sum()
    everything = ProductShock(np.full(world.flows, 1e9, dtype=kind), world.tariff)
    dearer = ProductSolver.of(world).solve(everything, "balanced", 1e-11)
    assert verify(world, everything, dearer).worst < (1e-5 if kind is np.float32 else 1e-10)


def test_cut_offs() -> None:
    """A cut flow vanishes; a buyer without any supplier, or a deficit that cannot be paid, is an error that says so."""
    world = sparse_world()
    home = at_home(world)
    pair = world.where(importers=0, exporters=1)
    assert pair.any()
    abroad = np.where(pair, np.inf, 1.0)
    found = ProductSolver.of(world).solve(ProductShock(abroad), "balanced", 1e-11)
    assert (found.flow[np.isinf(abroad)] == 0).all()
    with pytest.raises(NoEquilibriumError, match="A without any supplier of P3"):
        ProductSolver.of(world).solve(ProductShock(np.where(world.where(products=3, importers=0), np.inf, 1.0)))
    with pytest.raises(NoEquilibriumError, match="use closure `balanced`"):
        ProductSolver.of(world).solve(ProductShock(np.where(home, 1.0, np.inf)))


def test_free_trade_needs_no_tariff_array() -> None:
    """tariff=None is a world of zero tariffs."""
    free = sparse_world(tariffs=False)
    zero = replace(free, tariff=np.zeros(free.flows))
    cost = random_shock(free).trade_cost
    one = ProductSolver.of(free).solve(ProductShock(cost), tolerance=TIGHT)
    two = ProductSolver.of(zero).solve(ProductShock(cost), tolerance=TIGHT)
    assert_allclose(one.real_income_hat, two.real_income_hat, rtol=1e-13)


BROKEN: list[tuple[str, Any, str]] = [
    ("exporter", lambda v: np.where(np.arange(len(v)) == 3, 9, v).astype(np.uint8), "`exporter` holds 9"),
    ("exporter", lambda v: v[::-1].copy(), "must rise within a row"),
    ("exporter", lambda v: v.astype(np.int64), "contiguous uint8"),
    ("row_start", lambda v: v[::-1].copy(), "`row_start` must rise"),
    ("sector_of", lambda v: np.zeros_like(v), "`sector_of` must rise"),
    ("trade_share", lambda v: v * 1.01, "`trade_share` must sum to 1"),
    ("trade_share", lambda v: np.where(np.arange(len(v)) == 3, np.nan, v), "`trade_share` must be finite"),
    ("tariff", lambda v: v - 1.0, "`tariff` must be finite and not negative"),
    ("product_share", lambda v: v * 0.5, r"`product_share` must sum to 1; at \(A, food\)"),
    ("spending", lambda v: v[:, :-1], r"`spending` has shape \(3, 4\)"),
    ("value_added_share", lambda v: v * 0.9, "`input_share` with `value_added_share` must sum to 1"),
    ("elasticity", lambda v: v * 0.0, "`elasticity` must be positive"),
]


@pytest.mark.parametrize(("name", "change", "message"), BROKEN)
def test_broken_worlds_are_refused(name: str, change: Any, message: str) -> None:
    """Each broken field is named."""
    world = sparse_world()
    with pytest.raises(DataError, match=message):
        replace(world, **{name: change(getattr(world, name))})


def test_inputs_beyond_spending_are_refused() -> None:
    """Negative final demand is named by sector and economy."""
    world = sparse_world()
    gamma = np.zeros_like(world.input_share)
    gamma[:, 2, :] = 0.95
    with pytest.raises(DataError, match="inputs exceed spending on other"):
        replace(world, input_share=gamma, value_added_share=1.0 - gamma.sum(axis=1).T.copy())


@pytest.mark.parametrize(
    ("cost", "tariff", "message"),
    [(0.0, None, "must be positive"), (np.nan, None, "must be positive"), (None, -1.0, "above -1")],
)
def test_broken_shocks_are_refused(cost: float | None, tariff: float | None, message: str) -> None:
    """Ratios are positive, tariffs above -100%, one number per flow."""
    world = sparse_world()
    full = [None if v is None else np.full(world.flows, v) for v in (cost, tariff)]
    with pytest.raises(ScenarioError, match=message):
        ProductSolver.of(world).solve(ProductShock(*full))
    with pytest.raises(MiddlepowerError, match="one number per flow"):
        ProductSolver.of(world).solve(ProductShock(np.ones(3)))


def test_world_is_read_only() -> None:
    """Nothing changes a world in place."""
    with pytest.raises(ValueError, match="read-only"):
        sparse_world().trade_share[0] = 0.5
