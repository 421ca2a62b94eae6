"""The closed-form import cut-off loss: its curvature, its limits, and the model's own prices at fixed wages."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import ScenarioError
from middlepower.indicators.cutoff import cut_off_loss, cut_off_loss_ces, import_loss, loss_with_inputs
from middlepower.indicators.labelled import reasons, variable
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.check import Claim, new_shares
from middlepower.model.long_run.gains_from_trade import gains_from_trade
from middlepower.world.world import World
from worlds import random_world

ONE = np.ones(1)
SHARES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99)


@pytest.mark.parametrize(("theta", "printed"), [(2.0, (35, 60, 81, 115, 150, 230)), (4.0, (17, 30, 40, 58, 75, 115))])
def test_curvature(theta, printed) -> None:
    """100 x -ln(1 - lambda) / theta, the published table with no decimals (81 is 80.5, rounded up there)."""
    found = [100 * cut_off_loss(ONE, np.array([share]), theta * ONE) for share in SHARES]
    assert_allclose(found, printed, atol=0.55)


def test_two_sectors_by_hand() -> None:
    """Half on a sector that is half lost at theta 1, half on one untouched: 0.5 ln 2."""
    weight, share, theta = np.array([0.5, 0.5]), np.array([0.5, 0.0]), np.array([1.0, 3.0])
    assert_allclose(cut_off_loss(weight, share, theta), 0.5 * np.log(2.0))
    assert_allclose(cut_off_loss_ces(weight, share, theta, 2.0), -np.log(0.5 / 2.0 + 0.5))
    assert_allclose(cut_off_loss_ces(weight, share, theta, 0.5), 2.0 * np.log(0.5 * np.sqrt(2.0) + 0.5))


@pytest.mark.parametrize("near", [0.999999, 1.000001])
def test_ces_tends_to_cobb_douglas(near) -> None:
    weight, share, theta = np.array([0.3, 0.7]), np.array([0.5, 0.2]), np.array([2.0, 5.0])
    assert_allclose(cut_off_loss_ces(weight, share, theta, near), cut_off_loss(weight, share, theta), rtol=1e-5)
    assert cut_off_loss_ces(weight, share, theta, 1.0) == cut_off_loss(weight, share, theta)


def test_complements_make_a_loss_boundless_and_substitutes_bound_it() -> None:
    weight, share, theta = np.array([0.3, 0.7]), np.array([1.0, 0.0]), np.array([2.0, 5.0])
    assert np.isinf(cut_off_loss(weight, share, theta))
    assert np.isinf(cut_off_loss_ces(weight, share, theta, 0.5))
    assert_allclose(cut_off_loss_ces(weight, share, theta, 3.0), np.log(0.7) / -2.0)
    assert cut_off_loss(np.array([0.0, 1.0]), share, theta) == 0.0


def test_eta_must_be_positive() -> None:
    with pytest.raises(ScenarioError, match="`eta` is 0"):
        cut_off_loss_ces(ONE, 0.5 * ONE, ONE, 0.0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_prices_at_fixed_wages_are_those_of_the_model(seed: int) -> None:
    """All wages and all foreign prices held: the model's own price equation, no shared kernel."""
    world = random_world(seed)
    bench = benchmark_of(world)
    found = loss_with_inputs(bench.pi[:, 0], bench.gamma[0], bench.alpha[:, 0], bench.theta, 0, [1, 2])
    kappa = np.ones_like(bench.pi)
    kappa[:, 0, 1:3] = np.inf
    P_hat = np.ones_like(bench.alpha)
    none = np.zeros(4)
    for _ in range(300):
        claim = Claim(np.ones(4), P_hat, bench.X, kappa, 1.0 / (1.0 + bench.tau), none, none, bench.D)
        P_hat[:, 0] = np.exp(new_shares(bench, claim)[1][:, 0])
    assert_allclose(found, bench.alpha[:, 0] @ np.log(P_hat[:, 0]), rtol=1e-10)


def test_without_inputs_all_three_agree() -> None:
    world = random_world(5, inputs=False)
    table = import_loss(world, "R0", ["R1", "R2"])
    assert_allclose(table["roundabout"], table["final"], rtol=1e-12)
    assert_allclose(table["with_inputs"], table["final"], rtol=1e-12)
    share = world.trade_share[:, 0, 1]
    assert_allclose(table["final"][0], cut_off_loss(world.consumption_share[:, 0], share, world.elasticity))


def test_losing_all_imports_is_the_gain_from_trade() -> None:
    """One sector: roundabout is -ln(pi_nn) / (theta beta), exact in autarky (Costinot, Rodriguez-Clare 2014)."""
    flow = np.array([[[6.0, 2.0], [2.0, 6.0]]])
    gamma = np.full((2, 1, 1), 0.5)
    world = World.from_flows(
        "x",
        2000,
        "AB",
        ["S"],
        flow,
        0 * flow,
        gamma,
        np.array([4.0]),
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    table = import_loss(world, "A", ["B"])
    assert_allclose(table["roundabout"], -np.log(0.75) / (4.0 * 0.5))
    assert_allclose(table["roundabout"], -np.log1p(-gains_from_trade(benchmark_of(world))[0]))
    assert_allclose(table["with_inputs"], table["roundabout"], rtol=1e-10)


def test_a_lost_only_supplier_is_missing_with_the_reason() -> None:
    flow = np.array([[[6.0, 2.0], [2.0, 6.0]], [[0.0, 3.0], [0.0, 3.0]]])
    world = World.from_flows(
        "x",
        2000,
        "AB",
        ["S", "T"],
        flow,
        0 * flow,
        np.zeros((2, 2, 2)),
        np.array([4.0, 2.0]),
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    table = import_loss(world, "A", ["B"])
    assert np.isnan(table["final"][0])
    assert "nobody else supplies" in reasons(variable(table, "with_inputs"))[("B",)]
    assert np.isfinite(import_loss(world, "A", ["B"], eta=2.0)["final"][0])


def test_a_more_equal_world_loses_less_with_easier_substitution() -> None:
    world = random_world(6)
    losses = [float(import_loss(world, "R0", ["R1"], eta=eta)["final"][0]) for eta in (0.5, 1.0, 2.0)]
    assert losses[0] >= losses[1] >= losses[2] > 0.0
