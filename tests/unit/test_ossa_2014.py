"""Ossa's model: accounting, exact gradients, wars and talks on small made data, and the published averages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from middlepower.data.sources.ossa2014 import TRADE, WEIGHTS, read_ossa2014
from middlepower.errors import DataError
from middlepower.model.ossa_2014.equations import ProfitBenchmark, gaps, real_income_log
from middlepower.model.ossa_2014.solve import objective_slope, solve_profits
from middlepower.model.ossa_2014.war import best_response, first_tariffs, gains, tariff_war, trade_talks
from middlepower.replicate.ossa_2014 import benchmark, effects, example, medians

Array = np.ndarray
SIGMA = np.array([3.0, 4.0])


def made(regions: int, seed: int = 3, alike: bool = False) -> ProfitBenchmark:
    """Balanced trade of `regions` in two sectors without tariffs: flows symmetric between any two."""
    draw = np.random.default_rng(seed).uniform(0.5, 1.5, (2, regions, regions))
    both = np.ones_like(draw) if alike else draw + draw.transpose(0, 2, 1)
    home = np.where(np.eye(regions, dtype=bool), 3.0, 0.3)
    return ProfitBenchmark(both * home, np.zeros_like(both), SIGMA)


def test_the_benchmark_is_an_equilibrium_and_a_tariffs_equilibrium_clears_every_market() -> None:
    bench = made(3)
    at = solve_profits(bench, bench.t)
    assert np.abs(np.concatenate(gaps(bench, at))).max() < 1e-12
    tariff = 0.3 * (1.0 - np.eye(3)) * np.ones((2, 1, 1))
    moved = solve_profits(bench, tariff)
    assert np.abs(np.concatenate(gaps(bench, moved))).max() < 1e-11
    spent = (bench.expenditure_share * np.exp(moved.log_E) * bench.spending)[..., None] * moved.share
    assert spent / (1.0 + tariff) == pytest.approx(bench.X * moved.x_hat, rel=1e-10)


def test_trade_out_of_balance_is_refused() -> None:
    bench = made(3)
    lopsided = bench.X.copy()
    lopsided[0, 0, 1] *= 2.0
    with pytest.raises(DataError, match="not balanced"):
        ProfitBenchmark(lopsided, bench.t, SIGMA)


def test_gradients_are_those_of_differences() -> None:
    bench = made(3)
    draw = np.random.default_rng(5)
    tariff = draw.uniform(0.0, 0.5, bench.X.shape) * (1.0 - np.eye(3))
    weights = draw.uniform(0.7, 1.3, (2, 3))
    at = solve_profits(bench, tariff)
    for j in range(3):
        slope = objective_slope(bench, at, weights[:, j], j)[1]
        move = draw.normal(size=tariff.shape) * (1.0 - np.eye(3))

        def value(step: float, move: Array = move, j: int = j) -> float:
            there = solve_profits(bench, (1.0 + tariff) * np.exp(step * move) - 1.0, at)
            return objective_slope(bench, there, weights[:, j], j)[0]

        assert float((slope * move).sum()) == pytest.approx((value(1e-5) - value(-1e-5)) / 2e-5, rel=1e-7)


def test_the_war_of_two_is_the_brute_force_war_and_leaves_no_profitable_deviation() -> None:
    bench, weights = made(2), np.ones((2, 2))
    war = tariff_war(bench, weights)
    grid = np.linspace(0.8, 1.2, 9)
    for j in range(2):
        for first in grid:
            for second in grid:
                other = war.tariff.copy()
                other[:, j] = (1.0 + other[:, j]) * np.array([first, second])[:, None] ** (np.arange(2) != j) - 1.0
                there = solve_profits(bench, other)
                assert real_income_log(bench, there)[j] <= real_income_log(bench, war.at)[j] + 1e-9


def test_symmetric_governments_choose_the_same_tariffs_and_lose_the_same() -> None:
    bench, weights = made(2, alike=True), np.ones((2, 2))
    war = tariff_war(bench, weights)
    assert war.tariff[:, 0, 1] == pytest.approx(war.tariff[:, 1, 0], abs=1e-4)
    assert war.gain[0] == pytest.approx(war.gain[1], abs=1e-6)
    assert war.gain[0] < 0.0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ric,BRA,BRA,x,0", "line 2: `trade` is `x`: write a number"),
        ("ric,BRA,BRA,1,nan", "line 2: `tariff` is `nan`"),
        ("wht,BRA,BRA,1,0", "line 2: sector `wht` is none of ric"),
        ("ric,BRA,USA,1,0", "line 2: importer `USA` is none of BRA"),
    ],
)
def test_a_wrong_cell_is_named_with_its_file_and_line(row: str, said: str, tmp_path: Path) -> None:
    (tmp_path / TRADE).parent.mkdir()
    (tmp_path / TRADE).write_text(f"sector,exporter,importer,trade,tariff\n{row}\n")
    (tmp_path / WEIGHTS).write_text("sector,sigma,lambda_pol_BRA\nric,3,1\n")
    with pytest.raises(DataError, match=said):
        read_ossa2014(tmp_path)


def test_weights_of_one_make_the_objective_real_income() -> None:
    bench, weights = made(3), np.ones((2, 3))
    at = solve_profits(bench, 0.2 * (1.0 - np.eye(3)) * np.ones((2, 1, 1)))
    assert gains(bench, at, weights) == pytest.approx(real_income_log(bench, at), abs=1e-10)


def test_talks_after_a_war_give_everybody_the_same_and_more_than_free_trade_gives_the_least() -> None:
    start = made(3)
    war = tariff_war(start, np.ones((2, 3)))
    bench = ProfitBenchmark(start.X * war.at.x_hat, war.tariff, SIGMA)
    talks = trade_talks(bench, np.ones((2, 3)))
    free = solve_profits(bench, np.zeros_like(bench.t))
    assert np.ptp(talks.gain) < 1e-7
    assert talks.tariff.min() >= 0.0
    assert talks.gain.min() >= real_income_log(bench, free).min() - 1e-9


def test_the_optimal_tariff_of_a_small_seller_is_near_one_over_sigma_less_one() -> None:
    """Without profits to shift between sectors alike, 1 / (sigma - 1) is the limit of a small economy's optimum."""
    size = np.array([0.02, 1.0])
    flows = np.where(np.eye(2, dtype=bool), 5.0 * size[:, None], 0.02) * np.ones((2, 1, 1))
    bench = ProfitBenchmark(flows, np.zeros_like(flows), np.array([4.0, 4.0]))
    best = best_response(bench, bench.t, np.ones((2, 2)), 0, first_tariffs(bench)[:, 0])
    assert best[:, 0, 1] == pytest.approx(1.0 / 3.0, abs=0.03)


def test_tariffs_and_losses_of_the_war_on_the_published_data_are_those_of_the_print(shared_data: Path) -> None:
    if not (shared_data / TRADE).exists():
        pytest.skip(f"the data of Ossa (2014) are not in {shared_data}")
    data = read_ossa2014(shared_data)
    bench = benchmark(data)
    war = tariff_war(bench, np.ones_like(data.political_weight))
    assert medians(war.tariff).mean() == pytest.approx(58.1, abs=0.2)
    assert 100.0 * np.expm1(war.gain).mean() == pytest.approx(-2.4, abs=0.05)


def test_welfare_is_terms_of_trade_and_shifted_profits_to_first_order() -> None:
    """Where trade was free before, the volume of trade adds nothing; the columns of Table 2 then add up."""
    bench, step = made(3), 1e-5
    tariff = bench.t.copy()
    tariff[0, 1, [0, 2]] = step
    found = example(bench, solve_profits(bench, tariff), 0, 1)
    parts = found["terms-of-trade effect"] + found["profit-shifting effect"]
    assert found["welfare"] == pytest.approx(parts, rel=1e-3)
    assert found["production of the protected industry"] > 0.0 > found["production of the others, mean"]


def test_effects_are_nothing_where_nothing_changes_and_welfare_is_the_objective_with_weights_of_one() -> None:
    bench = made(3)
    still = effects(bench, solve_profits(bench, bench.t), np.ones((2, 3)))
    assert all(np.abs(value).max() < 1e-9 for value in still.values())
    moved = effects(bench, solve_profits(bench, 0.2 * (1.0 - np.eye(3)) * np.ones((2, 1, 1))), np.ones((2, 3)))
    assert moved["objective"] == pytest.approx(moved["welfare"], rel=1e-9)
    assert moved["wage"].mean() == pytest.approx(0.0, abs=1e-12)
