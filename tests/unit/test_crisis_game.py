"""The crisis game: all equilibria, limits, borders, derivatives, and what the estimates reproduce."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import multivariate_normal, norm

from middlepower.data.sanctions import threat_counts
from middlepower.model.crisis_game.equations import Payoffs, both_below, equilibria, stands_firm
from middlepower.model.crisis_game.estimate import hessian, maximum_likelihood, nested_pseudo_likelihood, start
from middlepower.model.crisis_game.likelihood import equilibrium_inside, probit, two_step
from middlepower.model.crisis_game.record import averages, recorded
from middlepower.model.crisis_game.specification import COEFFICIENTS
from middlepower.replicate.crisis_game import npl_rows, vectors


def dyad(W_B: float, W_A: float = -1.9, S_A: float = 0.0, V_A: float = 1.0, V_B: float = 1.0) -> Payoffs:
    return Payoffs(*(np.array(v) for v in (S_A, V_A, 0.0, W_A, W_B, -1.2, V_B)))


def test_all_equilibria_of_the_known_dyads_are_found() -> None:
    assert all(row.passed for row in vectors())


@pytest.mark.parametrize("W_B", [-30.0, -4.0, -2.9, 0.0, 10.0])
def test_every_equilibrium_is_a_fixed_point_and_their_number_is_odd(W_B: float) -> None:
    found = equilibria(dyad(W_B))
    assert len(found) % 2 == 1
    for one in found:
        f = one.stands_firm
        assert one.resists == pytest.approx(float(ndtr((f * W_B + (1.0 - f)) / f)), rel=1e-9)
        assert sum(one.outcomes.values()) == pytest.approx(1.0, abs=1e-12)


def test_a_root_next_to_the_border_is_a_root() -> None:
    (only,) = equilibria(dyad(-30.0))
    assert 0.0 < only.resists < 1e-100
    assert only.challenges == pytest.approx(1.0)


def test_a_target_that_always_resists_is_challenged_only_by_the_resolved() -> None:
    (only,) = equilibria(dyad(50.0))
    assert only.resists == 1.0
    assert only.challenges == pytest.approx(1.0 - float(ndtr(1.9) * ndtr(1.2)), rel=1e-12)


def test_a_sender_who_would_rather_have_the_status_quo_than_a_concession_threatens_nobody() -> None:
    assert all(one.challenges < 1e-6 for one in equilibria(dyad(-3.0, S_A=20.0, V_A=0.0)))


def test_the_probability_below_two_correlated_normals_is_the_library_one() -> None:
    rho = float(np.sqrt(0.5))
    known = multivariate_normal(cov=[[1.0, rho], [rho, 1.0]])
    for h, k in ((0.3, -1.2), (-2.0, 0.7), (1.5, 2.5), (-0.4, -0.4)):
        assert float(both_below(np.array(h), np.array(k), rho)) == pytest.approx(float(known.cdf([h, k])), abs=1e-8)


@pytest.mark.parametrize("c", [4.0, 4.71, 9.0, 20.0])
def test_resolve_in_rare_challenges_is_what_integration_gives(c: float) -> None:
    acts = quad(lambda e: norm.pdf(e) * norm.cdf(0.2 + e), c + 0.3, c + 12.0, epsabs=0.0, epsrel=1e-11)[0]
    leaves = quad(lambda e: norm.pdf(e) * norm.cdf(-0.2 + e), c + 0.5, c + 12.0, epsabs=0.0, epsrel=1e-11)[0]
    u = Payoffs(*(np.array(v) for v in (0.0, 1.0, 0.0, -0.3, 0.0, -0.5)))
    assert float(stands_firm(u, np.array(c))) == pytest.approx(acts / (acts + leaves), rel=1e-9)


def test_both_likelihoods_have_the_gradient_of_their_differences() -> None:
    data = recorded()
    theta = start(data) + 0.01 * np.arange(20)
    resists, firm = averages(data)
    estimate = nested_pseudo_likelihood(data, resists, firm)
    z = probit(estimate.resists)
    value, slope = two_step(data, theta, resists, firm)
    inside = equilibrium_inside(data, estimate.theta, z)
    for e, one, other in zip(np.eye(20), slope, inside[1], strict=True):
        up, down = (two_step(data, theta + sign * 1e-6 * e, resists, firm)[0] for sign in (1.0, -1.0))
        assert one == pytest.approx((up - down) / 2e-6, rel=1e-5, abs=1e-4 * abs(value) / 4000.0)
        up, down = (equilibrium_inside(data, estimate.theta + sign * 1e-6 * e, z)[0] for sign in (1.0, -1.0))
        assert other == pytest.approx((up - down) / 2e-6, rel=1e-5, abs=1e-4)


def test_the_published_estimates_come_from_the_averages_of_the_record_too() -> None:
    data = recorded()
    rows = list(npl_rows(nested_pseudo_likelihood(data, *averages(data)), from_first_step=False))
    assert len(rows) == 21
    assert all(row.passed for row in rows)


def test_with_the_equilibrium_inside_the_levels_of_conceding_and_resisting_are_hardly_told_apart() -> None:
    data = recorded()
    estimate = nested_pseudo_likelihood(data, *averages(data))
    maximum = maximum_likelihood(data, estimate)
    assert maximum.log_likelihood > estimate.log_likelihood
    assert maximum.gradient < 1e-6
    i, j = COEFFICIENTS.index("C_B: constant"), COEFFICIENTS.index("W_B: constant")
    assert maximum.correlation(i, j) > 0.99
    assert maximum.standard_errors[i] > 1.0
    z = probit(maximum.resists)
    curved = hessian(lambda x: equilibrium_inside(data, x, z)[:2], maximum.theta)
    assert np.linalg.eigvalsh(curved).max() < 0.0


def test_the_record_counts_threats_as_published() -> None:
    everybody, us, us_canada = threat_counts(), threat_counts(2), threat_counts(2, 20)
    assert (everybody.conceded, everybody.carried_out, everybody.threats) == (144, 349, 633)
    assert (us.carried_out, us.threats) == (132, 274)
    assert (us_canada.carried_out, us_canada.threats) == (7, 13)
    assert np.isnan(threat_counts(710, 20).share_carried_out)
