"""The statistics of fit, against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.score import metrics

X = np.array([-1.0, 0.0, 1.0, 2.0])
Y = np.array([-3.0, 1.0, 1.0, 5.0])
W = np.array([1.0, 1.0, 1.0, 1.0])
ONE_EACH = np.arange(4)


def test_weighted_correlation_by_hand() -> None:
    """x about its mean is -1.5, -.5, .5, 1.5 and y is -4, 0, 0, 4: 12 / sqrt(5 * 32)."""
    assert_allclose(metrics.weighted_correlation(X, Y, W), 12.0 / np.sqrt(160.0))


def test_a_weight_of_two_is_the_flow_twice() -> None:
    """Weights count flows."""
    twice = metrics.weighted_correlation(np.append(X, 2.0), np.append(Y, 5.0), np.ones(5))
    assert_allclose(metrics.weighted_correlation(X, Y, np.array([1.0, 1.0, 1.0, 2.0])), twice)


def test_kehoe_line_by_hand() -> None:
    """b = 12 / 5, a = 1 - 2.4 * 0.5; all the weight on two flows draws the line through them."""
    assert_allclose(metrics.kehoe_line(X, Y, W), (-0.2, 2.4))
    assert_allclose(metrics.kehoe_line(X, Y, np.array([1.0, 1.0, 0.0, 0.0])), (1.0, 4.0))


def test_a_perfect_forecast_has_a_zero_b_one_and_no_error() -> None:
    """Kehoe's a and b of what was seen on itself."""
    assert_allclose(metrics.kehoe_line(Y, Y, W), (0.0, 1.0), atol=1e-12)
    assert metrics.rmse(Y, Y, W) == 0.0


def test_error_by_hand() -> None:
    """Errors -2, 1, 0, 3 with weights 1, 1, 1, 2: sqrt((4 + 1 + 18) / 5)."""
    assert_allclose(metrics.rmse(X, Y, np.array([1.0, 1.0, 1.0, 2.0])), np.sqrt(23.0 / 5.0))


def test_sign_hits_by_hand() -> None:
    """-1 and -3 agree, 0 says nothing, the last two agree; no change predicted hits nothing."""
    assert metrics.sign_hits(X, Y) == (3, 4)
    assert metrics.sign_hits(np.zeros(4), Y) == (0, 4)


def test_a_prediction_that_does_not_vary_has_no_correlation() -> None:
    """No change has an error, and neither correlation nor slope."""
    still = np.zeros(4)
    assert np.isnan(metrics.weighted_correlation(still, Y, W))
    assert np.isnan(metrics.kehoe_line(still, Y, W)[1])
    assert np.isnan(metrics.instrumented_slope(still, Y, X, W, ONE_EACH).value)


def test_instrumented_slope_by_hand() -> None:
    """z = -1, 1, 0, 0: sum zy = 4, sum zx = 1, slope 4. Residuals y - 4x are 1, 1, -3, -3; of z u only -1 and 1 are
    left, so the error is sqrt(4/3 * 2) / 1 and Student's t of three degrees at 97.5% is 3.18245."""
    z = np.array([-1.0, 1.0, 0.0, 0.0])
    found = metrics.instrumented_slope(X, Y, z, W, ONE_EACH)
    reach = 3.182446305284263 * np.sqrt(8.0 / 3.0)
    assert_allclose([found.value, found.low, found.high], [4.0, 4.0 - reach, 4.0 + reach])


def test_flows_of_one_cluster_add_up_before_they_are_squared() -> None:
    """With the two informative flows in one cluster their scores -1 and 1 cancel: no error is left to see."""
    z = np.array([-1.0, 1.0, 0.0, 0.0])
    found = metrics.instrumented_slope(X, Y, z, W, np.array([0, 0, 1, 2]))
    assert_allclose([found.low, found.high], [4.0, 4.0])


def test_effects_are_means_taken_out() -> None:
    """One grouping leaves deviations; two leave what neither explains: of a sum of both nothing."""
    rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    assert_allclose(metrics.without_means(Y, W, (rows,)), [-2.0, 2.0, -2.0, 2.0])
    both = np.array([10.0, 3.0])[rows] + np.array([-4.0, 7.0])[columns]
    assert_allclose(metrics.without_means(both, np.array([1.0, 2.0, 3.0, 4.0]), (rows, columns)), 0.0, atol=1e-9)


def test_bootstrap_is_the_same_each_time_and_holds_the_estimate() -> None:
    """A fixed seed; the estimate lies inside its interval; one cluster that is drawn whole has no spread."""
    random = np.random.default_rng(1)
    x = random.normal(size=200)
    y = x + random.normal(size=200)
    first, second = (metrics.bootstrap(x, y, np.ones(200), np.arange(200)) for _ in range(2))
    assert first == second
    assert first.b.low < first.b.value < first.b.high
    assert first.correlation.low > 0.5
    one = metrics.bootstrap(X, Y, W, np.zeros(4, dtype=np.intp))
    assert_allclose([one.rmse.low, one.rmse.high], one.rmse.value)


def test_chance_by_counting() -> None:
    """Of the 24 orders of x only the real one and none better correlates as well with itself: one in 24."""
    share = metrics.chance_share(X, X, W, np.zeros(4, dtype=np.intp))
    assert share == pytest.approx(1.0 / 24.0, abs=0.02)


def test_chance_stays_within_groups() -> None:
    """Where every flow is a group of its own there is but one order, which is always as good."""
    assert metrics.chance_share(X, Y, W, ONE_EACH) == 1.0
