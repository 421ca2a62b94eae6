"""Elasticities estimated from a panel: a known one is found, and the normal equations of Poisson hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from own_data import panel_text

from middlepower.data.elasticities import elasticity_set
from middlepower.data.gravity import estimate_gravity, fit, read_panel
from middlepower.errors import DataError

pytest.importorskip("pyfixest")
THETA = 4.2


def panel(path: Path, noise: float) -> Path:
    """A made panel in a file."""
    path.write_text(panel_text(THETA, noise), encoding="utf-8")
    return path


def test_a_known_elasticity_is_found_without_noise(tmp_path: Path) -> None:
    """Values before duties fall by theta + 1, values with duties by theta."""
    exact = panel(tmp_path / "exact.csv", noise=0.0)
    frame = pd.read_csv(exact)
    assert_allclose(-fit(read_panel(exact), "a test").coef().iloc[0], THETA + 1.0, atol=1e-5)
    frame.assign(value=frame["value"] * (1.0 + frame["tariff"])).to_csv(tmp_path / "paid.csv", index=False)
    assert_allclose(-fit(read_panel(tmp_path / "paid.csv"), "a test").coef().iloc[0], THETA, atol=1e-5)


def test_with_noise_the_normal_equations_of_poisson_hold_and_the_truth_is_near(tmp_path: Path) -> None:
    """The likelihood is concave, so that its first-order conditions tell the estimate: residuals are orthogonal to the
    tariff and to every effect."""
    noisy = panel(tmp_path / "panel.csv", noise=0.02)
    rows = read_panel(noisy)
    mean = np.asarray(fit(rows, "a test")._Y_hat_response).ravel()
    off = rows.assign(gap=rows["value"] - mean, weighted=(rows["value"] - mean) * rows["ln_tariff"])
    size = rows["value"].sum()
    assert abs(off["weighted"].sum()) / size < 1e-6
    for effect in (["importer", "year"], ["exporter", "year"], ["importer", "exporter"]):
        assert off.groupby(effect)["gap"].sum().abs().max() / size < 1e-6
    (found,) = estimate_gravity(noisy)
    assert abs(found.theta - THETA) < 3.0 * found.standard_error < 2.0


def newton(rows: pd.DataFrame) -> tuple[float, float]:
    """(slope, its error clustered by pair) by weighted least squares with a dummy for every effect, in plain NumPy.

    The error is the sandwich of all parameters; groups and parameters are counted for a small sample as in Stata and
    fixest: effects that lie inside the clusters (pairs) cost no degree of freedom.
    """
    effects = [["importer", "year"], ["exporter", "year"], ["importer", "exporter"]]
    dummies = [pd.get_dummies(rows[names].astype(str).agg("^".join, axis=1), dtype=float) for names in effects]
    X = np.column_stack([rows["ln_tariff"], *dummies])
    y = rows["value"].to_numpy(dtype=np.float64) / rows["value"].mean()
    mu = y + 0.1
    for _ in range(50):
        weight = np.sqrt(mu)
        beta = np.linalg.lstsq(X * weight[:, None], (np.log(mu) + (y - mu) / mu) * weight, rcond=None)[0]
        mu = np.exp(X @ beta)
    inverse = np.linalg.pinv((X * mu[:, None]).T @ X)
    pair = dummies[2].to_numpy()
    scores = pair.T @ (X * (y - mu)[:, None])
    N, G, K = len(y), pair.shape[1], dummies[0].shape[1] + dummies[1].shape[1]
    small = G / (G - 1) * (N - 1) / (N - K)
    return float(beta[0]), float(np.sqrt(small * (inverse @ scores.T @ scores @ inverse)[0, 0]))


@pytest.mark.parametrize("noise", [0.02, 0.3])
def test_estimate_and_error_are_those_of_an_independent_calculation(tmp_path: Path, noise: float) -> None:
    """No published table whose data may be carried has this specification: the check is a second program."""
    noisy = panel(tmp_path / "panel.csv", noise)
    slope, error = newton(read_panel(noisy))
    (found,) = estimate_gravity(noisy)
    assert found.theta == pytest.approx(-slope - 1.0, abs=1e-6)
    assert found.standard_error == pytest.approx(error, rel=1e-4)


def test_the_estimates_are_a_set_of_elasticities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the command writes is what `--elasticities` reads, standard errors included."""
    from middlepower.cli.guard import guarded

    monkeypatch.chdir(tmp_path)
    panel(tmp_path / "panel.csv", noise=0.02)
    assert guarded(["estimate", "gravity", "panel.csv", "--out", "mine"]) == 0
    (steel,) = elasticity_set("mine/elasticities.csv").estimates.values()
    (found,) = estimate_gravity(tmp_path / "panel.csv")
    assert_allclose([steel.theta, steel.standard_error], [found.theta, found.standard_error])


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [("tariff", "25", "line 2: `tariff` is `25`: rates are fractions"), ("value", "-1", "trade is zero or more")],
)
def test_a_panel_with_a_wrong_cell_is_refused(tmp_path: Path, column: str, value: str, told: str) -> None:
    """By line and value."""
    frame = pd.read_csv(panel(tmp_path / "panel.csv", noise=0.0), dtype=str)
    frame.loc[0, column] = value
    frame.to_csv(tmp_path / "bad.csv", index=False)
    with pytest.raises(DataError, match=told):
        estimate_gravity(tmp_path / "bad.csv")


def test_tariffs_that_never_vary_give_no_estimate(tmp_path: Path) -> None:
    """The effects take all, and the error says so."""
    frame = pd.read_csv(panel(tmp_path / "panel.csv", noise=0.02))
    frame.assign(tariff=0.1).to_csv(tmp_path / "flat.csv", index=False)
    with pytest.raises(DataError, match=r"can't be estimated|must be above zero"):
        estimate_gravity(tmp_path / "flat.csv")
