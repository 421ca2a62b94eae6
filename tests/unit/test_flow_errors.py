"""Errors of recorded trade: who sells to whom moves, every identity holds, and a draw is solved on that world."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import middlepower as mp
from middlepower.ensemble.columns import REAL_INCOME, Column
from middlepower.ensemble.flow_errors import FITTED, covered, fitted, with_errors
from middlepower.ensemble.plan import Plan
from middlepower.ensemble.solve import Bench
from middlepower.ensemble.summary import drivers
from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.draw import FLOWS, NEST, SET, Draw
from middlepower.experiment.drawing import settings_under
from middlepower.experiment.experiment import run_variant, solve_baseline
from middlepower.experiment.run import question_in
from middlepower.experiment.settings import Settings
from middlepower.experiment.uncertain import flow_errors, uncertain
from middlepower.experiment.variant import Variant
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.world.embedded import load_world
from middlepower.world.world import World

ERROR = 0.1


def plan_of(**settings: Any) -> Plan:
    """A plan of one state with errors of flows."""
    scenario = narrowed(read_scenario("beijing-2026"), None, ("deal-and-us-100",), None)
    return Plan(scenario, Settings(**{"flow_error": ERROR, **settings}), 8)


@pytest.fixture(scope="module")
def measured() -> World:
    """The embedded world."""
    return load_world()


@pytest.fixture(scope="module")
def wrong(measured: World) -> World:
    """The same with errors."""
    return with_errors(measured, ERROR, 0.3)


# ---------------------------------------------------------------- the world


def test_what_each_economy_makes_stays_and_what_it_buys_nearly(measured: World, wrong: World) -> None:
    """So value added of every economy does, and with it what a per cent of its income is."""
    np.testing.assert_allclose(wrong.flow.sum(axis=1), measured.flow.sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(wrong.flow.sum(axis=2), measured.flow.sum(axis=2), rtol=2.0 * FITTED)
    assert np.array_equal(wrong.tariff, measured.tariff)


def test_no_flow_becomes_zero_and_none_appears(measured: World, wrong: World) -> None:
    assert np.array_equal(wrong.flow > 0.0, measured.flow > 0.0)


def test_errors_have_about_the_standard_deviation_that_was_asked_for(measured: World, wrong: World) -> None:
    """Fitting takes a part of those of large flows away, and adds to small ones."""
    abroad = (measured.flow > 0.0) & ~np.eye(len(measured.regions), dtype=bool)
    off = np.log(wrong.flow[abroad] / measured.flow[abroad])
    assert off.std() == pytest.approx(ERROR, rel=0.2)
    assert abs(off.mean()) < 0.3 * ERROR


def test_industries_use_less_only_of_what_would_not_go_round(measured: World, wrong: World) -> None:
    """And no more than a hundredth less; all else of technology stays."""
    moved = wrong.input_share != measured.input_share
    assert 0.0 < moved.mean() < 0.05
    ratio = wrong.input_share[moved] / measured.input_share[moved]
    assert ratio.min() > 0.99
    assert ratio.max() < 1.0
    short = measured.flow.copy()
    short[:, 0, :] *= 0.5
    scaled = covered(measured, short)
    assert np.all(np.einsum("nks,sn->kn", scaled, short.sum(axis=1))[:, 0] <= short[:, 0, :].sum(axis=1) * 1.5)
    assert np.any(scaled[0] < measured.input_share[0])


def test_a_world_with_errors_is_an_equilibrium_of_its_own(wrong: World) -> None:
    solved = Baseline.of(wrong).equilibrium
    np.testing.assert_allclose(solved.w_hat, 1.0, atol=1e-9)


def test_the_same_point_has_the_same_errors(measured: World, wrong: World) -> None:
    assert np.array_equal(with_errors(measured, ERROR, 0.3).flow, wrong.flow)
    assert not np.allclose(with_errors(measured, ERROR, 0.31).flow, wrong.flow, rtol=1e-3)
    np.testing.assert_allclose(with_errors(measured, 0.0, 0.3).flow, measured.flow, rtol=1e-12)


def test_fitting_leaves_empty_rows_and_columns_empty() -> None:
    flow = np.array([[[4.0, 0.0, 1.0], [0.0, 0.0, 0.0], [2.0, 0.0, 3.0]]])
    made, bought = flow.sum(axis=1), flow.sum(axis=2)
    found = fitted(flow * np.array([[[1.0, 1.0, 1.5], [1.0, 1.0, 1.0], [0.7, 1.0, 1.0]]]), made, bought)
    np.testing.assert_allclose(found.sum(axis=1), made)
    assert np.array_equal(found > 0.0, flow > 0.0)


# ---------------------------------------------------------------- draws


def test_a_draw_with_errors_is_the_run_on_that_world() -> None:
    """The law too is looked up there anew: it does not hang on how large flows are."""
    bench, point = Bench(plan_of()), 0.3
    row = np.empty(bench.kept.width)
    drawn = settings_under(bench.plan.settings, Draw.of(0, {NEST: 5.0, FLOWS: point}), bench.plan.uncertain)
    residual, failure = bench._draw(drawn, row)
    question = question_in(bench.plan.scenario, with_errors(bench.question.world, ERROR, point))
    baseline = solve_baseline(question, Settings(), "world_gdp_share", Variant("MEDIAN"))
    lost = baseline.log_loss(run_variant(question, Settings(), Variant("MEDIAN"), baseline).states["deal-and-us-100"])
    place = [column.name for column in bench.kept.columns].index(Column("deal-and-us-100", REAL_INCOME, "CAN").name)
    assert row[place] == pytest.approx(100.0 * np.expm1(-lost[question.world.region("CAN")]), abs=1e-7)
    assert (failure, residual < 1e-9) == ("", True)


def test_errors_are_drawn_only_where_somebody_states_their_size() -> None:
    assert FLOWS not in [one.name for one in uncertain(Settings())]
    (error,) = [one for one in uncertain(Settings(flow_error=0.05)) if one.name == FLOWS]
    assert "standard deviation of 0.05" in error.meaning
    assert error.number(0.125) == 0.125


def test_no_share_of_a_variance_is_told_of_many_errors_at_once() -> None:
    """A point that stands for all of them is neither high nor low."""
    points = np.linspace(0.01, 0.99, 50)
    assert drivers(points, {FLOWS: points}, [flow_errors(0.1)]) == ()


def test_an_ensemble_says_which_errors_it_drew_and_who_stated_them() -> None:
    """Who asks for errors alone sees what they do: the answer has a range, and nothing else moved."""
    asked: dict[str, Any] = {"states": "deal-and-us-100", "draws": 6, "workers": 1}
    paper = mp.ensemble("beijing-2026", flow_error=ERROR, over=FLOWS, **asked)
    document = paper.document
    assert "independent normal errors" in paper.html()
    assert document.header.ranged_over == (FLOWS,)
    assert "--flow-error 0.1 --over flows" in document.header.command
    assert "not measured but stated by whoever asked" in " ".join(document.notes)
    own = document.states["deal-and-us-100"].economies["CAN"].real_income_percent
    assert own.low is not None
    assert own.high is not None
    assert own.low < own.known < own.high
    assert document.states["deal-and-us-100"].moved_by == ()


@pytest.mark.parametrize("error", [-0.1, 0.51, float("nan"), "much"])
def test_an_error_that_is_none_is_refused(error: Any) -> None:
    with pytest.raises(ScenarioError, match="give a standard deviation of ln flows"):
        Settings(flow_error=error)


def test_errors_that_nothing_would_draw_are_refused() -> None:
    with pytest.raises(ScenarioError, match="add `flows` to --over"):
        uncertain(Settings(flow_error=0.1, over=(SET,)))
    with pytest.raises(ScenarioError, match="draws no errors of flows"):
        replace(plan_of(), design="sets")
