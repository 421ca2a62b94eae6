"""A shock is checked when it is made: shapes, finite numbers, signs, quotas; errors name labels, never positions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from middlepower.errors import DataError, MeasureError, MiddlepowerError, NoEquilibriumError
from middlepower.experiment.one_world import solve_world
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.model.multi_sector.benchmark import without_inputs
from middlepower.model.multi_sector.solve import solve as solve_without_inputs
from middlepower.model.optimal.nash import nash_tariffs
from middlepower.names import Labels
from middlepower.scenario.entries import TariffChange
from middlepower.scenario.nest import HIGHEST_ELASTICITY, change, check_elasticity
from middlepower.scenario.schema import State
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock, no_change, same_shock
from middlepower.world.embedded import load_world
from worlds import random_shock, random_world

LABELS = Labels(("FOOD", "CARS"), ("AAA", "BBB", "CCC"))
SHAPE = (2, 3, 3)


def arrays(**changed: Any) -> dict[str, Any]:
    """The arrays of a shock that is in order, some of them changed."""
    ones = {name: np.ones(SHAPE) for name in ("trade_cost", "iceberg")}
    return {**ones, "tariff": np.zeros(SHAPE), "export_tax": np.zeros(SHAPE), "labels": LABELS, **changed}


def with_cell(value: float, fill: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """An array with one other number: CARS that BBB buys from CCC."""
    array = np.full(SHAPE, fill)
    array[1, 1, 2] = value
    return array


BAD_CELLS = [
    *[(name, bad, 1.0) for name in ("trade_cost", "iceberg") for bad in (0.0, -0.5, np.nan, np.inf)],
    *[(name, bad, 0.0) for name in ("tariff", "export_tax") for bad in (-1.0, -1.5, np.nan, np.inf)],
]


@pytest.mark.parametrize(("name", "bad", "fill"), BAD_CELLS)
def test_a_bad_number_is_an_error_that_names_its_flow(name: str, bad: float, fill: float) -> None:
    with pytest.raises(DataError, match=rf"`{name}` on BBB's imports of CARS from CCC is {bad:g}".replace("+", r"\+")):
        Shock(**arrays(**{name: with_cell(bad, fill)}))


def test_a_rate_of_minus_one_is_named_before_the_cost_of_zero_that_it_makes() -> None:
    with pytest.raises(
        DataError, match="`tariff` on BBB's imports of CARS from CCC is -1; it must be finite and above -1"
    ):
        Shock(**arrays(tariff=with_cell(-1.0, 0.0), trade_cost=with_cell(0.0, 1.0)))


@pytest.mark.parametrize("name", ["trade_cost", "export_tax", "iceberg"])
@pytest.mark.parametrize("shape", [(3, 3), (1, 3, 3), (2, 3, 1), (3, 2, 3)])
def test_arrays_of_other_flows_are_refused(name: str, shape: tuple[int, ...]) -> None:
    """Also such as NumPy would stretch to fit."""
    with pytest.raises(DataError, match=f"`{name}` has shape"):
        Shock(**arrays(**{name: np.ones(shape)}))


@pytest.mark.parametrize("shape", [(3, 3), (2, 3, 2)])
def test_a_tariff_that_is_no_cube_of_flows_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(DataError, match="sector, importer, exporter"):
        Shock(**arrays(tariff=np.zeros(shape)))


@pytest.mark.parametrize("cut", [np.zeros((2, 2), dtype=bool), np.zeros((3, 3))])
def test_a_cut_is_true_or_false_by_importer_and_exporter(cut: Any) -> None:
    with pytest.raises(DataError, match="`cut`"):
        Shock(**arrays(cut=cut))


def quota(**changed: Any) -> QuotaLine:
    """A quota on AAA's imports of CARS from BBB that is in order, its terms or its part's changed."""
    part = QuotaPart("tractors", 0.4, 0.0, 0.0, 0.3)
    own = {name: value for name, value in changed.items() if hasattr(part, name)}
    line = QuotaLine("Q1", 1, 0, 1, (replace(part, **own),), 1.2, 5.0, 0.6, 0.6)
    return replace(line, **{name: value for name, value in changed.items() if name not in own})


def test_a_quota_in_order_is_taken() -> None:
    assert Shock(**arrays(quotas=(quota(),))).quotas[0].volume == 1.2


def test_shocks_do_the_same_where_all_that_they_hold_is_equal() -> None:
    one = Shock(**arrays(quotas=(quota(),)))
    assert same_shock(one, Shock(**arrays(quotas=(quota(),))))
    more = np.zeros(SHAPE, dtype=bool)
    others = {"export_tax": None, "iceberg": 2.0 * np.ones(SHAPE), "quotas": (quota(volume=1.3),), "cut": more}
    for name, other in others.items():
        changed = Shock(**arrays(**{"quotas": (quota(),), name: other}))
        assert not same_shock(one, changed), name
        assert not same_shock(changed, one), name


BAD_QUOTAS = [
    *[(name, bad) for name in ("volume", "eta") for bad in (0.0, -1.0, np.nan, np.inf)],
    *[(name, bad) for name in ("other_cost", "other_net") for bad in (-0.1, np.nan)],
    *[(name, bad) for name in ("rate_before", "rate_in_quota") for bad in (-1.0, np.nan, np.inf)],
    *[("share", bad) for bad in (0.0, 1.1, np.nan)],
    ("rate_over_quota", -0.5),
    ("eta", 1.0),
    ("rent_to", "nobody"),
]


@pytest.mark.parametrize(("name", "bad"), BAD_QUOTAS)
def test_a_bad_term_of_a_quota_is_an_error_that_names_its_flow(name: str, bad: Any) -> None:
    with pytest.raises(DataError, match=rf"quota `Q1` on AAA's imports of CARS from BBB.*`{name}`"):
        Shock(**arrays(quotas=(quota(**{name: bad}),)))


@pytest.mark.parametrize("outside", [{"sector": 2}, {"importer": 3}, {"exporter": -1}])
def test_a_quota_outside_the_flows_is_refused(outside: dict[str, int]) -> None:
    with pytest.raises(DataError, match="quota `Q1` is on flow"):
        Shock(**arrays(quotas=(quota(**outside),)))


def test_without_labels_the_error_says_that_it_counts_positions() -> None:
    with pytest.raises(DataError, match="the economy at position 1's imports of the sector at position 1"):
        Shock(with_cell(np.nan, 1.0), np.zeros(SHAPE))


# ---------------------------------------------------------------- a shock on a world


def test_a_shock_of_another_world_is_an_error_and_no_broadcast() -> None:
    """One sector's shock on three sectors would be stretched over them."""
    world, other = random_world(1), random_world(2, sectors=1)
    with pytest.raises(DataError, match="make the shock from this world"):
        Solver.of(benchmark_of(world)).solve(no_change(other.tariff))
    with pytest.raises(DataError, match="make the shock from this world"):
        solve_without_inputs(without_inputs(world), no_change(other.tariff))
    with pytest.raises(DataError, match="make the shock from this world"):
        solve_world(world, no_change(other.tariff))


def test_a_state_with_a_rate_of_minus_one_says_so() -> None:
    """No word of a cut-off."""
    gift = TariffChange(importers=("CAN",), exporters=("USA",), rate=-1.0, relation="replaces")
    with pytest.raises(MiddlepowerError, match=r"`tariff` on CAN's imports of .* from USA is -1") as caught:
        solve_world(load_world(), State(title="gift", tariffs=(gift,)))
    assert "cut-off" not in str(caught.value)


@pytest.mark.parametrize("eta", [1e6, HIGHEST_ELASTICITY * 1.01, 0.0, -2.0, 1.0, np.nan, np.inf])
def test_a_nest_elasticity_without_a_ces_is_refused(eta: float) -> None:
    with pytest.raises(MeasureError, match="`nest_elasticity`"):
        check_elasticity(eta)


@pytest.mark.parametrize("eta", [1e-3, 1.001, 5.0, HIGHEST_ELASTICITY])
def test_nest_elasticities_in_range_give_numbers_at_the_largest_rates(eta: float) -> None:
    share, first = np.array([0.5, 0.5]), np.array([0])
    bundle = change(share, np.array([1.0, 1.0]), np.array([11.0, 1.0]), first, eta)
    assert np.isfinite(bundle.cost).all()
    assert (bundle.cost >= 1.0).all()


# ---------------------------------------------------------------- labels on every way


def test_errors_of_python_calls_name_economies_and_sectors() -> None:
    world = random_world(3)
    every = np.ones((4, 4), dtype=bool)
    stranded = replace(no_change(world.tariff), cut=every)
    for solve in (
        lambda: solve_world(world, stranded),
        lambda: Solver.of(benchmark_of(world)).solve(stranded, "balanced"),
        lambda: solve_without_inputs(without_inputs(world), stranded),
    ):
        with pytest.raises(NoEquilibriumError, match="R0 without any supplier of S0") as caught:
            solve()
        assert "position" not in str(caught.value)


def test_a_player_without_imports_goes_by_its_name() -> None:
    world = random_world(22)
    with pytest.raises(DataError, match="R2 buys nothing abroad"):
        nash_tariffs(Solver.of(benchmark_of(world)), players=np.array([2]), sectors=np.zeros(3, dtype=bool))


def test_a_place_comes_before_the_message_and_not_into_the_reason() -> None:
    error = NoEquilibriumError("no price: keep one supplier.").placed("state `cut`")
    assert str(error) == "state `cut`: no price: keep one supplier."
    assert error.reason == "no price"


def test_checking_a_shock_changes_no_number() -> None:
    """What was made before is made still."""
    world = random_world(5)
    shock = random_shock(world, 6)
    assert Shock(shock.trade_cost, shock.tariff).trade_cost is shock.trade_cost


@pytest.mark.parametrize("name", ["trade_cost", "tariff", "export_tax", "iceberg"])
@pytest.mark.parametrize("bad", ["x", [[1.0], [1.0, 2.0]], np.ones(SHAPE, dtype=complex), np.full(SHAPE, "1")])
def test_what_is_no_array_of_numbers_is_refused(name: str, bad: Any) -> None:
    with pytest.raises(DataError, match=f"`{name}` is no array of numbers"):
        Shock(**arrays(**{name: bad}))


@pytest.mark.parametrize("name", ["trade_cost", "tariff"])
def test_costs_and_rates_cannot_be_left_out(name: str) -> None:
    with pytest.raises(DataError, match=f"`{name}` is no array of numbers"):
        Shock(**arrays(**{name: None}))


def test_lists_of_numbers_become_arrays() -> None:
    shock = Shock(**arrays(tariff=np.zeros(SHAPE, dtype=int).tolist(), cut=[[False] * 3] * 3))
    assert shock.tariff.dtype == np.float64
    assert shock.cut is not None
    assert shock.cut.dtype == np.bool_


def test_a_shock_on_nothing_is_refused() -> None:
    with pytest.raises(DataError, match="none empty"):
        Shock(np.ones((0, 3, 3)), np.zeros((0, 3, 3)))


@pytest.mark.parametrize("bad", [None, "ab", ("a",)])
def test_quotas_are_a_tuple_of_quotas(bad: Any) -> None:
    with pytest.raises(DataError, match="give a tuple of QuotaLine"):
        Shock(**arrays(quotas=bad))
