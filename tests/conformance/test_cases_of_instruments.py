"""Scenario files that users brought, kept in `tests/cases`: what is right about each, by number."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.errors import MeasureError
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.policy.flows import TaxedFlows, taxed
from middlepower.policy.place import benchmark_law
from middlepower.policy.share_parts import Good
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import PolicyState
from middlepower.scenario.compile import shock_of
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import State
from middlepower.world.groups import expand

CASES = Path(__file__).resolve().parents[1] / "cases"
ETA = 5.0
DAY = dt.date(2026, 2, 1)


def asked(name: str) -> Question:
    """The question of a case."""
    return question_of(read_scenario(CASES / f"{name}.yaml"))


def cell(question: Question, sector: str, importer: str, exporter: str) -> tuple[int, int, int]:
    """The position of a flow."""
    world = question.world
    return world.sectors.index(sector), world.region(importer), world.region(exporter)


def solver_of(question: Question) -> Solver:
    """The solver of a question's world."""
    return Solver.of(benchmark_of(question.world))


def solved(question: Question, name: str) -> Equilibrium:
    """The equilibrium of the baseline or of a state."""
    return solver_of(question).solve(question.shock_of(name, question.world, ETA)(None))


def parts(flows: TaxedFlows, cell: tuple[int, int, int]) -> NDArray[np.float64]:
    """The rates after, part by part, of one flow."""
    (f,) = np.flatnonzero((cell == flows.cell.T).all(axis=1))
    return flows.after[flows.flow == f] - 1.0


def mean_rate(flows: TaxedFlows, place: tuple[int, int, int]) -> float:
    """The rate after, by the benchmark's shares of the parts of one flow."""
    (f,) = np.flatnonzero((place == flows.cell.T).all(axis=1))
    return float(flows.share[flows.flow == f] @ parts(flows, place))


@pytest.mark.parametrize("exporter", ["JPN", "KOR"])
def test_case_12_every_good_pays_the_higher_of_the_ordinary_duty_and_the_rate(exporter: str) -> None:
    """Sector by sector, the measure alone; what the law of the day adds comes on top."""
    question = asked("12-higher-of")
    world, benchmark = question.world, benchmark_law(question.world)
    (floor,) = (measure for measure in question.laws["s"].measures if measure.id == "floor")
    alone = taxed(world, benchmark, PolicyState(DAY, (floor,)))
    no_law = taxed(world, benchmark, PolicyState(DAY, ()))
    ordinary = shock_of(world, State(title="no measure"), no_law, 5.0).tariff
    n, i = world.region("USA"), world.region(exporter)
    goods = [int(k) for k in np.flatnonzero(world.is_goods & (world.flow[:, n, i] > 0))]
    for k in goods:
        assert_allclose(parts(alone, (k, n, i)), max(ordinary[k, n, i], 0.15), rtol=0, atol=1e-9)
        now, was = (question.flows[name] for name in ("s", "baseline"))
        assert (parts(now, (k, n, i)) >= 0.15 - 1e-12).all()
        assert (parts(now, (k, n, i)) >= parts(was, (k, n, i))).all()
    assert len(goods) > 20


def test_case_02_a_ban_on_sales_stops_the_imposers_sales_and_not_its_purchases() -> None:
    """China sells no non-ferrous metals to the United States; what it buys there goes on."""
    question = asked("02-export-ban")
    before, after = solved(question, "baseline"), solved(question, "ban")
    k, n, i = cell(question, "C24B", "USA", "CHN")
    assert before.flow[k, n, i] > 100.0
    assert after.flow[k, n, i] == 0.0
    assert after.flow[k, i, n] == pytest.approx(before.flow[k, i, n], rel=0.01)
    gone = (after.flow == 0.0) & (before.flow > 0.0)
    assert np.argwhere(gone).tolist() == [[k, n, i]]


def test_case_04_a_ban_of_sectors_stops_these_sales_to_all_that_are_named() -> None:
    question = asked("04-export-tax-and-sector-ban")
    world, found = question.world, question.shock_of("ore-ban", question.world, ETA)(None)
    expected = np.zeros(world.tariff.shape, dtype=bool)
    buyers = [world.region(code) for code in expand(["USA", "JPN", "EU"], world)]
    expected[np.ix_([world.sectors.index(code) for code in ("B07", "C24B")], buyers, [world.region("CHN")])] = True
    law = question.shock_of("baseline", world, ETA)(None).cut
    assert found.cut is not None
    assert (found.cut == (expected if law is None else expected | law)).all()
    before, after = solved(question, "baseline"), solved(question, "ore-ban")
    assert (after.flow[expected] == 0.0).all()
    assert (after.flow[~expected & (before.flow > 0.0)] > 0.0).all()
    huge = np.where(expected, 1e9, 1.0)
    limit = solver_of(question).solve(question.shock_of("baseline", world, ETA)(huge))
    assert_allclose(after.real_income_hat, limit.real_income_hat, rtol=1e-7)


def test_case_04_an_export_tax_is_paid_by_buyers_to_the_exporters_treasury() -> None:
    """Canada's crude to the United States: that flow alone is dearer by a quarter, and Canada has the money."""
    question = asked("04-export-tax-and-sector-ban")
    place = cell(question, "B06", "USA", "CAN")
    one, other = (question.shock_of(name, question.world, ETA)(None) for name in ("oil-tax", "baseline"))
    assert one.export_tax is not None
    assert np.argwhere(one.export_tax).tolist() == [list(place)]
    assert one.export_tax[place] == pytest.approx(0.25, abs=1e-12)
    assert_allclose(one.trade_cost / other.trade_cost, 1.0 + one.export_tax, rtol=1e-14)
    assert_allclose(one.tariff, other.tariff, rtol=0, atol=0)
    before, after = solved(question, "baseline"), solved(question, "oil-tax")
    assert after.flow[place] < 0.5 * before.flow[place]
    assert after.received[place[2]] - before.received[place[2]] == pytest.approx(0.25 * after.flow[place], rel=1e-3)
    assert after.report.residual < 1e-9


@pytest.mark.parametrize("pair", [("surtax-in-force", "surtax-lifted"), ("quota-in-force", "quota-lifted")])
def test_case_03_a_tariff_that_replaces_is_the_rate_of_all_goods_of_the_flow(pair: tuple[str, str]) -> None:
    """Written with the measure in force or lifted: one equilibrium where only that flow differs."""
    question = asked("03-own-tariff-on-nested-flow")
    place = cell(question, "C29", "CAN", "CHN") if "surtax" in pair[0] else cell(question, "C24A", "CAN", "KOR")
    one, other = (question.shock_of(name, question.world, ETA)(None) for name in pair)
    for array in ("trade_cost", "tariff"):
        assert getattr(one, array)[place] == pytest.approx(getattr(other, array)[place], rel=1e-12)
    assert one.tariff[place] == pytest.approx(0.0, abs=1e-12)
    assert not [line for line in one.quotas if line.flow == place]


def test_case_05_all_goods_and_services_in_one_entry_or_in_two() -> None:
    question = asked("05-star-and-services")
    one, two = (question.shock_of(name, question.world, ETA)(None) for name in ("one-entry", "two-entries"))
    assert_allclose(one.trade_cost, two.trade_cost, rtol=1e-14)
    n, i = question.world.region("CAN"), question.world.region("USA")
    assert_allclose(one.iceberg[:, n, i] if one.iceberg is not None else 0.0, 0.95)


def test_case_10_two_quotas_on_the_same_goods_are_an_error_that_names_both() -> None:
    question = asked("10-two-quotas")
    with pytest.raises(MeasureError, match="measures `q-large` and `q-small` both put a quota on the same goods"):
        _ = question.flows


def test_case_13_only_the_lines_are_taxed() -> None:
    """Titanium and magnesium articles, not the sector of non-ferrous metals around them."""
    question = asked("13-hs-lines")
    place = cell(question, "C24B", "USA", "CHN")
    lines = Good("lines", ("810890", "810419"), "two-lines")
    share = ShareBook(question.world).parts(("USA", "CHN", "C24B"), [lines])[0].share
    assert 0.0 < share < 0.1
    law = benchmark_law(question.world)
    (measure,) = (one for one in question.laws["s"].measures if one.id == "two-lines")
    alone = PolicyState(law.date, (*law.measures, measure))
    with_them, without = (mean_rate(taxed(question.world, law, one), place) for one in (alone, law))
    assert with_them - without == pytest.approx(0.25 * share, rel=1e-9)
    one, other = (question.shock_of(name, question.world, ETA)(None) for name in ("s", "baseline"))
    assert (np.abs(one.trade_cost - other.trade_cost) > 1e-12).sum() == 1
