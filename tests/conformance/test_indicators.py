"""What every entry of `indicators/catalogue.py` must be; a new one is tested by being there."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr

from greek import greek
from middlepower.experiment.baseline import Baseline
from middlepower.indicators.catalogue import INDICATORS, Case, Indicator
from middlepower.indicators.labelled import REASON
from middlepower.language.catalogue import say, speaking
from worlds import added_tariff, off_diagonal, random_world

REGIONS, SECTORS = ("CAN", "USA", "CHN", "MEX"), ("B06", "C29", "SERV")
TOLERANCE = 1e-9  # relative to the largest value: no change leaves rounding and the solver's residual

every_indicator = pytest.mark.parametrize("one", INDICATORS, ids=[one.name for one in INDICATORS])
changes = [one for one in INDICATORS if one.of == "change"]
every_change = pytest.mark.parametrize("one", changes, ids=[one.name for one in changes])


def case(seed: int = 3, rate: float = 0.2, money: float = 1.0) -> Case:
    """Four economies and three sectors, a tariff of everyone on everyone as the state."""
    labels = {"regions": REGIONS, "sectors": SECTORS, "services": ("SERV",), "region_names": (), "sector_names": ()}
    world = replace(random_world(seed), **labels)
    world = replace(world, flow=money * world.flow)
    baseline = Baseline.of(world)
    state = baseline.solve(added_tariff(world, rate * off_diagonal(world)))
    return Case(world, baseline, state, "CAN", "USA", "CHN")


def arrays(value: Any) -> dict[str, np.ndarray]:
    """The numbers of an indicator, by the name of the array; the reasons for missing ones left out."""
    if isinstance(value, xr.DataArray):
        return {str(value.name): value.values}
    if isinstance(value, xr.Dataset):
        return {str(name): array.values for name, array in value.items() if array.dtype.kind == "f"}
    return {"value": np.asarray(value, dtype=float)}


def units(value: Any) -> set[str]:
    """The units that labelled arrays carry."""
    named = [value] if isinstance(value, xr.DataArray) else list(value.data_vars.values())
    return {str(array.attrs.get("units")) for array in named if array.dtype.kind == "f"}


@every_indicator
def test_an_indicator_says_what_it_returns_and_in_which_unit(one: Indicator) -> None:
    assert len(one.definition) > 10
    assert one.definition.endswith((".", ":")), "the first paragraph of the docstring is a sentence"
    assert one.unit
    assert say(f"indicators.of.{one.of}")
    assert re.fullmatch(r"[a-z][a-z_]*", one.name)
    assert [other.name for other in INDICATORS].count(one.name) == 1


@every_indicator
def test_an_indicator_is_a_typed_function_of_this_folder(one: Indicator) -> None:
    assert one.function.__module__.startswith("middlepower.indicators.")
    hints = inspect.signature(one.function)
    assert hints.return_annotation is not inspect.Signature.empty
    assert all(part.annotation is not inspect.Parameter.empty for part in hints.parameters.values())


@every_indicator
def test_an_indicator_has_numbers_and_labelled_ones_carry_unit_definition_and_source(one: Indicator) -> None:
    value = one.value(case())
    assert any(np.isfinite(array).any() for array in arrays(value).values())
    if isinstance(value, xr.DataArray | xr.Dataset):
        assert None not in units(value)
        assert any(unit.startswith(one.unit) for unit in units(value)), units(value)
        for array in [value] if isinstance(value, xr.DataArray) else value.data_vars.values():
            if array.dtype.kind == "f":
                assert array.attrs["units"]
                assert array.attrs["definition"]
                assert array.attrs["source"]


def texts(value: Any) -> set[str]:
    """The reasons that an indicator gives for missing values."""
    if isinstance(value, xr.DataArray):
        value = value.to_dataset(name="value")
    if not isinstance(value, xr.Dataset):
        return set()
    named = {**value.data_vars, **value.coords}
    said = [array.values for name, array in named.items() if str(name).endswith(REASON)]
    return {str(text) for array in said for text in np.ravel(array) if text}


def test_reasons_are_said_in_the_language_that_is_spoken() -> None:
    one, found = case(), set()
    with speaking(greek()):
        for indicator in INDICATORS:
            found |= texts(indicator.value(one))
    assert len(found) > 1
    assert [text for text in found if re.search(r"[a-z]{3,} [a-z]{2,}", text)] == []


@every_change
def test_without_a_change_an_indicator_of_a_change_is_zero_or_missing(one: Indicator) -> None:
    still = case(rate=0.0)
    for name, array in arrays(one.value(still)).items():
        size = max(1.0, float(still.world.income.max()))
        assert np.abs(np.nan_to_num(array)).max() <= TOLERANCE * size, name


@every_change
def test_a_change_is_seen(one: Indicator) -> None:
    assert any(np.abs(np.nan_to_num(array)).max() > 1e-6 for array in arrays(one.value(case())).values())


@every_indicator
def test_numbers_do_not_depend_on_the_unit_of_money(one: Indicator) -> None:
    """In thousands of dollars instead of millions, money is a thousand times as much and all else the same."""
    small, large = arrays(one.value(case())), arrays(one.value(case(money=1000.0)))
    for name, array in small.items():
        if name != "residual":
            same = np.allclose(large[name], array, rtol=1e-6, atol=1e-9, equal_nan=True)
            money = np.allclose(large[name], 1000.0 * array, rtol=1e-6, atol=1e-6, equal_nan=True)
            assert same or money, name
