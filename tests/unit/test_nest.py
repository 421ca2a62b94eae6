"""The product nest by hand: two products in one flow, and the limits of its elasticity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from middlepower.errors import MeasureError
from middlepower.scenario.nest import NestChange, change, check_elasticity

FIRST = np.array([0])
rates = st.floats(min_value=0.0, max_value=3.0)
shares = st.floats(min_value=0.01, max_value=0.99)
etas = st.floats(min_value=1.5, max_value=12.0)


def bundle(share, before, after, eta: float = 5.0) -> NestChange:
    """One bundle; rates as fractions."""
    return change(np.array(share), 1.0 + np.array(before), 1.0 + np.array(after), FIRST, eta)


def effective_rate(found: NestChange) -> float:
    return float(1.0 / found.net_after[0] - 1.0)


def test_two_products_by_hand() -> None:
    """A quarter of the flow at 100%, nothing on the rest, eta = 5.

    Weights 0.25 * 2^-4 = 0.015625 and 0.75, sum 0.765625; cost 0.765625^(-1/4) = 1.069045;
    receipts (0.015625 / 2 + 0.75) / 0.765625 = 0.9897959, so the effective rate is 1.0309%.
    """
    found = bundle([0.25, 0.75], [0.0, 0.0], [1.0, 0.0])
    assert found.cost[0] == pytest.approx(0.765625**-0.25, rel=1e-14)
    assert found.cost[0] == pytest.approx(1.069045, abs=5e-7)
    assert found.net_before[0] == 1.0
    assert effective_rate(found) == pytest.approx(0.765625 / 0.7578125 - 1.0, rel=1e-12)
    assert effective_rate(found) == pytest.approx(0.0103093, abs=5e-8)


def test_two_products_by_hand_with_benchmark_rates() -> None:
    """Shares 0.4 and 0.6, rates 10% -> 32% and 20% -> 20%, eta = 3: weights 0.4 * 1.2^-2 and 0.6."""
    found = bundle([0.4, 0.6], [0.1, 0.2], [0.32, 0.2], eta=3.0)
    weight = 0.4 / 1.44
    assert found.cost[0] == pytest.approx((weight + 0.6) ** -0.5, rel=1e-14)
    assert found.net_before[0] == pytest.approx(0.4 / 1.1 + 0.6 / 1.2, rel=1e-14)
    assert found.net_after[0] == pytest.approx((weight / 1.32 + 0.6 / 1.2) / (weight + 0.6), rel=1e-14)


@given(rates, rates, etas)
def test_one_product_is_a_plain_tariff(before, after, eta) -> None:
    found = bundle([1.0], [before], [after], eta)
    assert found.cost[0] == pytest.approx((1.0 + after) / (1.0 + before), rel=1e-12)
    assert effective_rate(found) == pytest.approx(after, rel=1e-12, abs=1e-12)


@given(shares, rates, rates, etas)
def test_equal_rates_are_a_plain_tariff(share, before, after, eta) -> None:
    found = bundle([share, 1.0 - share], [before, before], [after, after], eta)
    assert found.cost[0] == pytest.approx((1.0 + after) / (1.0 + before), rel=1e-11)
    assert effective_rate(found) == pytest.approx(after, rel=1e-11, abs=1e-11)


@given(shares, rates, rates, etas)
def test_no_change_of_rates_is_no_change(share, one, two, eta) -> None:
    found = bundle([share, 1.0 - share], [one, two], [one, two], eta)
    assert found.cost[0] == pytest.approx(1.0, rel=1e-12)
    assert found.net_after[0] == pytest.approx(found.net_before[0], rel=1e-12)


@pytest.mark.parametrize("share", [0.1, 0.6])
def test_a_prohibitive_tariff_leaves_the_rest(share) -> None:
    """The flow loses the product, not everything: cost (1 - share)^(1/(1-eta)), no duty collected."""
    found = bundle([share, 1.0 - share], [0.0, 0.0], [1e9, 0.0])
    assert found.cost[0] == pytest.approx((1.0 - share) ** -0.25, rel=1e-9)
    assert effective_rate(found) == pytest.approx(0.0, abs=1e-9)


@given(shares, st.floats(min_value=0.05, max_value=3.0), etas)
def test_substitution_keeps_cost_and_duty_below_the_naive_average(share, rate, eta) -> None:
    """Between no effect and the average rate, because buyers move to the untaxed product."""
    found = bundle([share, 1.0 - share], [0.0, 0.0], [rate, 0.0], eta)
    assert 1.0 < found.cost[0] < 1.0 + share * rate
    assert 0.0 < effective_rate(found) < share * rate


def test_elasticity_limits() -> None:
    """eta -> 1: Cobb-Douglas, the geometric mean; eta -> infinity: the cheaper product takes all."""
    share, after = [0.25, 0.75], [1.0, 0.0]
    assert bundle(share, [0.0, 0.0], after, 1.0 + 2e-6).cost[0] == pytest.approx(2.0**0.25, rel=1e-5)
    assert bundle(share, [0.0, 0.0], after, 0.999).cost[0] == pytest.approx(2.0**0.25, rel=1e-3)
    steep = bundle(share, [0.0, 0.0], after, 100.0)  # 0.75 ** (-1 / 99) = 1.0029
    assert steep.cost[0] == pytest.approx(0.75 ** (-1.0 / 99.0), rel=1e-12)
    assert effective_rate(steep) == pytest.approx(0.0, abs=1e-12)
    flat = bundle(share, [0.0, 0.0], after, 1e-9)
    assert flat.cost[0] == pytest.approx(1.25, rel=1e-8)  # eta -> 0: fixed quantities, the arithmetic mean


def test_cost_derivative_is_the_share_at_any_point() -> None:
    """d ln cost / d ln (1 + t) of a product = its new share (Shephard)."""
    share, before, step = np.array([0.2, 0.3, 0.5]), np.zeros(3), 1e-6
    after = np.array([0.6, 0.1, 0.0])
    weight = share * (1.0 + after) ** -4.0
    for p in range(3):
        factor = np.ones(3)
        factor[p] += step
        up = bundle(share, before, (1.0 + after) * factor - 1.0).cost[0]
        down = bundle(share, before, (1.0 + after) / factor - 1.0).cost[0]
        assert np.log(up / down) / (2 * np.log1p(step)) == pytest.approx(weight[p] / weight.sum(), rel=1e-7)


def test_many_bundles_at_once_are_each_alone() -> None:
    draw = np.random.default_rng(1)
    sizes = [3, 1, 4]
    parts = [(draw.dirichlet(np.ones(n)), draw.uniform(0, 0.2, n), draw.uniform(0, 1, n)) for n in sizes]
    share, before, after = (np.concatenate(column) for column in zip(*parts, strict=True))
    together = change(share, 1.0 + before, 1.0 + after, np.array([0, 3, 4]), 5.0)
    for at, part in enumerate(parts):
        alone = bundle(*part)
        for name in ("cost", "net_before", "net_after"):
            assert_allclose(getattr(together, name)[at], getattr(alone, name)[0], rtol=1e-13)


@pytest.mark.parametrize("eta", [0.0, -2.0, 1.0, 1.0 + 1e-9, float("nan"), float("inf")])
def test_impossible_elasticities_are_refused(eta) -> None:
    with pytest.raises(MeasureError, match="nest_elasticity"):
        check_elasticity(eta)
