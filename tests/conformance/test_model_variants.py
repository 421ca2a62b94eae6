"""What every entry of `model/catalogue.py` must be; a new one is tested by being there.

Accounting identities hold even with a transposed input-output table. What is asked here a wrong sign or a swapped index
does not survive: nobody's label or money matters, effects of small tariffs are linear, and at free trade a small
tariff redistributes income over the world without creating or losing any.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

import middlepower.model
from middlepower.model.catalogue import NO_SYSTEMS, VARIANTS, ModelVariant
from middlepower.world.world import World
from worlds import off_diagonal, permuted, random_world

ROUNDING = 1e-9
STEP = 1e-4  # tariffs small enough for second-order terms to vanish, large enough for the solver's tolerance
FOLDERS = sorted(path.parent.name for path in Path(str(middlepower.model.__file__)).parent.glob("*/__init__.py"))

efficient = [one for one in VARIANTS if one.burnt is not None]
every_variant = pytest.mark.parametrize("one", VARIANTS, ids=[one.folder for one in VARIANTS])


def free_trade(one: ModelVariant, seed: int = 5) -> World:
    """A random world that a variant takes, in balance and without tariffs."""
    sectors = 3 if one.many_sectors else 1
    return random_world(seed, regions=4, sectors=sectors, tariffs=False, balanced=True, inputs=one.inputs)


def duties(world: World, seed: int = 1, size: float = 0.2) -> np.ndarray:
    """Random tariffs on everything that crosses a border, by sector, importer and exporter."""
    draw = np.random.default_rng(seed).uniform(0.0, size, world.flow.shape)
    rates: np.ndarray = draw * off_diagonal(world)
    return rates


def test_every_folder_is_a_variant_or_says_that_it_is_none() -> None:
    assert sorted([*(one.folder for one in VARIANTS), *NO_SYSTEMS]) == FOLDERS


@every_variant
def test_the_equations_are_in_a_file_of_their_own_that_cites_them(one: ModelVariant) -> None:
    equations = import_module(f"middlepower.model.{one.folder}.equations")
    assert re.search(r"\((19|20)\d\d\)", one.title) or re.search(r"(19|20)\d\d", equations.__doc__ or "") or one.title
    assert len(one.title) > 20
    assert len(equations.__doc__ or "") > 100, "the docstring translates the paper's letters and states the equations"
    functions = [f for _, f in inspect.getmembers(equations, inspect.isfunction) if f.__module__ == equations.__name__]
    assert functions
    assert all(f.__doc__ for f in functions)


@every_variant
def test_without_a_change_every_income_stays(one: ModelVariant) -> None:
    world = free_trade(one)
    assert_allclose(one.real_income(world, np.zeros_like(world.flow)), 1.0, atol=ROUNDING)


@every_variant
def test_the_order_of_economies_and_sectors_does_not_matter(one: ModelVariant) -> None:
    world = free_trade(one)
    rates = duties(world)
    region, sector = np.array([2, 0, 3, 1]), np.arange(len(world.sectors))[::-1].copy()
    moved = one.real_income(permuted(world, region, sector), rates[np.ix_(sector, region, region)])
    assert_allclose(moved, one.real_income(world, rates)[region], rtol=1e-7)


@every_variant
def test_the_unit_of_money_does_not_matter(one: ModelVariant) -> None:
    world = free_trade(one)
    rates = duties(world)
    large = replace(world, flow=1000.0 * world.flow)
    assert_allclose(one.real_income(large, rates), one.real_income(world, rates), rtol=1e-7)


@every_variant
def test_small_tariffs_have_small_effects_that_are_linear(one: ModelVariant) -> None:
    world = free_trade(one)
    rates = duties(world, size=STEP)
    up, down = (one.real_income(world, sign * rates) - 1.0 for sign in (1.0, -1.0))
    assert 0.0 < np.abs(up).max() < 10 * STEP
    assert_allclose(up, -down, atol=2e-3 * np.abs(up).max() + ROUNDING)


@pytest.mark.parametrize("one", efficient, ids=[one.folder for one in efficient])
def test_a_small_tariff_at_free_trade_moves_income_without_losing_any(one: ModelVariant) -> None:
    """sum_n I_n dln W_n = 0 where revenue is kept (envelope theorem), less what is paid where it is burnt."""
    world = free_trade(one)
    for k, n, i in ((0, 0, 1), (len(world.sectors) - 1, 2, 3)):
        rates = np.zeros_like(world.flow)
        rates[k, n, i] = STEP
        up, down = (one.real_income(world, sign * rates) for sign in (1.0, -1.0))
        slope = (up - down) / (2.0 * STEP)
        assert one.burnt is not None
        lost = one.burnt * world.flow[k, n, i]
        assert float(world.income @ slope) == pytest.approx(-lost, abs=2e-3 * world.flow[k, n, i])


@every_variant
def test_a_tariff_on_what_an_economy_sells_hurts_it(one: ModelVariant) -> None:
    world = free_trade(one)
    rates = np.zeros_like(world.flow)
    rates[:, 1:, 0] = 0.1
    assert one.real_income(world, rates)[0] < 1.0
