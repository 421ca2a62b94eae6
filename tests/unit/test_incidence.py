"""Incidence: losses by sector that add up, concentration by hand, political weights, workers who stay and who move."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import DataError, UnknownNameError
from middlepower.indicators.incidence import (
    WEIGHTS_TEMPLATE,
    Weights,
    concentration,
    equal_weights,
    exposure_weighed,
    gini,
    incidence,
    lorenz,
    other_losses,
    read_weights,
    sector_losses,
    weighted_exposure,
    worker_sheet,
)
from middlepower.indicators.labelled import About, LabelledColumn, column
from middlepower.model.roy_frechet.solve import solve_roy_frechet
from middlepower.scenario.shock import no_change
from middlepower.world.world import World
from tools.regions import SECTOR_CODES
from worlds import added_tariff, off_diagonal, random_shock, random_world, solved

TIGHT = 1e-12


def two_states(world: World, closure="world_gdp_share"):
    """A baseline that is not the benchmark, and a state, both with tariffs and icebergs."""
    return solved(world, random_shock(world, 3), closure), solved(world, random_shock(world, 4), closure)


def losses(*values: float) -> LabelledColumn:
    labels = [f"S{k}" for k in range(len(values))]
    return column("loss", values, {"sector": labels}, About("million US dollars", "by hand", "by hand"))


# ---------------------------------------------------------------- losses


def test_loss_by_hand() -> None:
    """Two countries, one sector, labour only, elasticity 4: the loss is real value added lost, and nothing else."""
    world = World.from_flows(
        "hand",
        2000,
        ["A", "B"],
        ["G"],
        np.array([[[80.0, 20.0], [20.0, 80.0]]]),
        np.zeros((1, 2, 2)),
        np.zeros((2, 1, 1)),
        np.array([4.0]),
        elasticity_set="hand",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    baseline = solved(world, no_change(world.tariff))
    state = solved(world, replace(no_change(world.tariff), cut=~np.eye(2, dtype=bool)))
    gains = 0.8 ** (1 / 4)  # real income in autarky = (home share)^(1 / theta), Arkolakis and others (2012)
    assert_allclose(sector_losses(baseline, state), 100.0 * (1.0 - gains) * np.ones((1, 2)), rtol=1e-9)
    found = incidence(world, baseline, state, "A")
    assert_allclose(found["loss_rate"], [1.0 - gains], rtol=1e-9)
    assert_allclose(found["share"], [1.0])
    assert found.attrs["other"] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("closure", ["world_gdp_share", "balanced", "fixed_nominal"])
def test_losses_add_up_to_the_loss_of_real_income(closure: str) -> None:
    world = random_world(6)
    baseline, state = two_states(world, closure)
    total = sector_losses(baseline, state).sum(axis=0) + other_losses(baseline, state)
    expected = (1.0 - state.real_income_hat / baseline.real_income_hat) * baseline.income
    assert_allclose(total, expected, rtol=1e-9, atol=1e-9)
    found = incidence(world, baseline, state, "R1")
    assert found.attrs["total"] == pytest.approx(expected[1])
    assert found.attrs["income"] == pytest.approx(baseline.income[1])


def test_no_change_is_no_loss() -> None:
    world = random_world(6)
    same = solved(world, no_change(world.tariff))
    found = incidence(world, same, same, "R0")
    assert_allclose(found["loss"], 0.0)
    assert found["share"].isnull().all()
    assert set(found["share_reason"].values) == {"nothing is lost, so there are no shares in the loss"}
    assert float(weighted_exposure(found, equal_weights())[0]) == 0.0


def test_idle_sectors_have_no_rate() -> None:
    world = random_world(6, holes=True)
    found = incidence(world, *two_states(world), "R0")
    assert np.isnan(found["loss_rate"].values[0])
    assert found["loss_rate_reason"].values[0] == "the sector has no value added in the baseline"
    assert found["loss"].values[0] == 0.0


def test_results_say_what_they_are() -> None:
    world = random_world(6)
    found = incidence(world, *two_states(world), "R1")
    assert found["loss"].attrs["units"].startswith("million US dollars")
    assert "VA_s" in found["loss"].attrs["definition"]
    assert "random" in found["loss"].attrs["source"]
    with pytest.raises(UnknownNameError, match="unknown economy or group `R9`"):
        incidence(world, *two_states(world), "R9")


# ---------------------------------------------------------------- concentration


def test_concentration_by_hand() -> None:
    """Losses 6, 3, 1 and a gain of 2: shares 0 .1 .3 .6, HHI .46; Lorenz 0 0 .1 .4 1, twice its area .5, Gini .5."""
    found = concentration(losses(3.0, 6.0, -2.0, 1.0))
    assert (found.top, found.top_share) == ("S1", pytest.approx(0.6))
    assert found.hhi == pytest.approx(0.36 + 0.09 + 0.01)
    area = (0.0 + (0.0 + 0.1) + (0.1 + 0.4) + (0.4 + 1.0)) / 4
    assert found.gini == pytest.approx(1.0 - area) == pytest.approx(0.5)
    assert (found.gross, found.net) == (pytest.approx(10.0), pytest.approx(8.0))


def test_one_loser_is_all_the_loss_and_equal_losers_are_not_concentrated() -> None:
    alone = concentration(losses(5.0))
    assert (alone.top_share, alone.hhi, alone.gini) == (1.0, 1.0, 0.0)
    equal = concentration(losses(2.0, 2.0, 2.0, 2.0))
    assert (equal.hhi, equal.gini) == (pytest.approx(0.25), pytest.approx(0.0))


def test_losses_in_proportion_to_size_are_not_concentrated() -> None:
    size = np.array([1.0, 2.0, 5.0])
    assert gini(3.0 * size, size) == pytest.approx(0.0, abs=1e-15)
    assert gini(3.0 * size) > 0.2
    x, y = lorenz(np.array([0.0, 4.0]), np.array([3.0, 1.0]))
    assert_allclose(x, [0.0, 0.75, 1.0])
    assert_allclose(y, [0.0, 0.0, 1.0])


def test_nobody_loses() -> None:
    found = concentration(losses(-1.0, 0.0))
    assert found.top == ""
    assert np.isnan([found.top_share, found.hhi, found.gini]).all()
    assert "nothing is lost" in found.reason
    assert found.net == -1.0
    with pytest.raises(DataError, match="needs a loss somewhere"):
        lorenz(np.zeros(2))
    with pytest.raises(DataError, match="positive size"):
        lorenz(np.array([1.0, 1.0]), np.array([0.0, 1.0]))


# ---------------------------------------------------------------- political weights


def test_weights_of_one_give_plain_exposure() -> None:
    world = random_world(6)
    baseline, state = two_states(world)
    for n, code in enumerate(world.regions):
        found = incidence(world, baseline, state, code)
        exposure = -np.log(state.real_income_hat[n] / baseline.real_income_hat[n])
        assert float(weighted_exposure(found, equal_weights())[0]) == pytest.approx(exposure, rel=1e-9)
        assert float(weighted_exposure(found, Weights({"S0": 1.0}, "one"))[0]) == pytest.approx(exposure, rel=1e-9)


def test_weights_by_hand() -> None:
    """Losses 10 and 20 of 100, 5 of revenue: with weights 2, 1 and 0 for revenue (20 + 20) / 100, in logs of 0.35."""
    found = losses(10.0, 20.0).array().to_dataset().assign_attrs(total=35.0, other=5.0, income=100.0, economy="R0")
    value = float(weighted_exposure(found, Weights({"S0": 2.0}, "declared"), other_weight=0.0)[0])
    assert value == pytest.approx(-np.log(0.65) / 0.35 * 0.40)
    assert "declared" in weighted_exposure(found, Weights({}, "declared")).attrs["source"]


def test_a_weight_for_nothing_is_an_error() -> None:
    with pytest.raises(UnknownNameError, match="unknown weight `C92`: did you mean `C29`"):
        Weights({"C92": 2.0}, "x").of(SECTOR_CODES)


def test_the_template_holds_equal_weights() -> None:
    found = read_weights(WEIGHTS_TEMPLATE)
    assert_allclose(found.of(SECTOR_CODES), 1.0)
    assert tuple(found.values) == SECTOR_CODES
    assert "no estimate" in found.source


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("label,weight\nC29,2\n", "no column `source`: weights need the columns label,weight,source"),
        ("label,weight,source\n", "holds no rows"),
        ("label,weight,source\nC29,two,me\n", "weight of `C29` is `two`"),
        ("label,weight,source\nC29,-1,me\n", "number from 0 up"),
        ("label,weight,source\nC29,nan,me\n", "number from 0 up"),
        ("label,weight,source\nC29,2,\n", "has no source"),
        ("label,weight,source\nC29\n", "line 2: 1 cells under 3 columns"),
        ("label,weight,source\nC29,2,me\nC29,3,me\n", "line 3: label `C29` stands twice"),
    ],
)
def test_bad_tables_of_weights(text, message, tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=message):
        read_weights(path)


def test_a_missing_table_of_weights(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can't read weights"):
        read_weights(tmp_path / "none.csv")


# ---------------------------------------------------------------- workers


def test_workers_losses_add_up_between_two_policies() -> None:
    """The baseline is not the benchmark: people are counted where the baseline finds them."""
    world = random_world(6)
    baseline, state = (solve_roy_frechet(world, random_shock(world, seed), 1.5, tolerance=TIGHT) for seed in (3, 4))
    for n, code in enumerate(world.regions):
        found = worker_sheet(world, baseline, state, code)
        move, stay = (found.columns[name].values for name in ("move", "stay"))
        ratio = state.equilibrium.real_income_hat[n] / baseline.equilibrium.real_income_hat[n]
        assert found.attrs["total"] == pytest.approx((1.0 - ratio) * baseline.equilibrium.income[n])
        assert (move <= stay + 1e-12).all()
        assert exposure_weighed(found, equal_weights()) == pytest.approx(-np.log(ratio), rel=1e-8)


def test_from_the_benchmark_they_are_the_equilibriums_own_numbers() -> None:
    world = random_world(6, holes=True)
    baseline = solve_roy_frechet(world, no_change(world.tariff), tolerance=TIGHT)
    state = solve_roy_frechet(world, random_shock(world, 4), tolerance=TIGHT)
    found = worker_sheet(world, baseline, state, "R0").columns
    assert_allclose(found["stay"].values, 1.0 - state.sector_real_wage_hat[:, 0], rtol=1e-8, atol=1e-11)
    assert_allclose(found["move"].values, 1.0 - state.incumbent_real_income_hat[:, 0], rtol=1e-8, atol=1e-11)
    assert np.isnan(found["stay"].values[0])
    assert found["stay"].reasons[0] == "nobody works in the sector in the baseline"


def test_easy_moves_spread_the_loss() -> None:
    """A tariff on one product of R0: its workers' loss of pay, and its distance to the rest, fall with kappa."""
    world = random_world(6, tariffs=False, balanced=True)
    rate = off_diagonal(world)
    rate[1:], rate[:, :, 1:] = 0.0, 0.0
    spread = []
    for kappa in (1.2, 3.0, 30.0, 1000.0):
        ends = (
            solve_roy_frechet(world, shock, kappa) for shock in (no_change(world.tariff), added_tariff(world, rate))
        )
        stay = worker_sheet(world, *ends, "R0").columns["stay"].values
        assert stay.argmax() == 0
        spread.append(stay.max() - stay.min())
    assert spread == sorted(spread, reverse=True)
    assert spread[-1] < 1e-3


def test_one_kappa_for_both() -> None:
    world = random_world(6)
    one, two = (solve_roy_frechet(world, no_change(world.tariff), kappa) for kappa in (1.5, 2.0))
    with pytest.raises(DataError, match=r"`kappa` is 1\.5 in the baseline and 2 in the state"):
        worker_sheet(world, one, two, "R0")
