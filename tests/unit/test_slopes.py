"""Slopes of real income through the front door: labelled, the same at both horizons, and what solves say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import middlepower as mp
from middlepower.errors import MiddlepowerError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.frictions import frictions_of
from middlepower.experiment.variant import Variant, variant_world
from middlepower.indicators.slopes import real_income_slopes
from middlepower.scenario.shock import no_change

STEP = 1e-3


@pytest.mark.parametrize("horizon", ["long", "first-year"])
def test_a_slope_is_what_two_solves_say(horizon: str) -> None:
    world = variant_world(mp.load_world(), Variant("MEDIAN", horizon))
    start = Baseline.of(world)
    k, n, i = world.sectors.index("C29"), world.region("USA"), world.region("CAN")
    slopes = real_income_slopes(start, start.equilibrium, "CAN")
    assert slopes.attrs["horizon"] == horizon
    assert slopes.attrs["on_edge"] == 0
    got = slopes.tariff.sel(sector="C29", importer="USA", exporter="CAN")

    def value(step: float) -> float:
        cost, tariff = np.ones_like(world.tariff), world.tariff.copy()
        cost[k, n, i] = np.exp(step)
        tariff[k, n, i] = (1.0 + tariff[k, n, i]) * cost[k, n, i] - 1.0
        shock = replace(no_change(world.tariff), trade_cost=cost, tariff=tariff)
        solved = start.solver.solve(shock, start.closure, 1e-12)
        return float(np.log(solved.real_income_hat[i]))

    want = (value(STEP) - value(-STEP)) / (2.0 * STEP)
    assert float(got.sel(side="wages held")) == pytest.approx(want, rel=1e-4)
    assert float(got.sel(side="wages free")) == pytest.approx(want, rel=1e-4)


def test_where_no_wage_may_fall_the_baseline_has_two_sides() -> None:
    world = variant_world(mp.load_world(), Variant("MEDIAN", "first-year"))
    start = Baseline.of(world, frictions=frictions_of(world, "wages-hold"))
    slopes = real_income_slopes(start, start.equilibrium, "CAN")
    held, free = slopes.tariff.sel(side="wages held"), slopes.tariff.sel(side="wages free")
    assert slopes.attrs["on_edge"] > 1000
    place = {"sector": "C29", "importer": "USA", "exporter": "CAN"}
    assert float(held.sel(place)) < 1.5 * float(free.sel(place)) < 0.0  # idle workers make the loss larger


def test_a_name_that_no_economy_has_is_an_error() -> None:
    start = Baseline.of(mp.load_world())
    with pytest.raises(MiddlepowerError, match="CNA"):
        real_income_slopes(start, start.equilibrium, "CNA")
