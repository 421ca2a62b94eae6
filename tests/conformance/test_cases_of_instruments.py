"""Scenario files that users brought, kept in `tests/cases`: what is right about each, by number."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.policy.flows import TaxedFlows, taxed
from middlepower.policy.place import benchmark_law
from middlepower.policy.state import PolicyState
from middlepower.scenario.compile import shock_of
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import State

CASES = Path(__file__).resolve().parents[1] / "cases"
DAY = dt.date(2026, 2, 1)


def asked(name: str) -> Question:
    """The question of a case."""
    return question_of(read_scenario(CASES / f"{name}.yaml"))


def parts(flows: TaxedFlows, cell: tuple[int, int, int]) -> NDArray[np.float64]:
    """The rates after, part by part, of one flow."""
    (f,) = np.flatnonzero((cell == flows.cell.T).all(axis=1))
    return flows.after[flows.flow == f] - 1.0


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
