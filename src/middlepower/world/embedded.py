"""The worlds that come with middlepower, loaded and validated once.

The file is NetCDF-4, which is HDF5; it is read with h5py here, because xarray takes longer to import than all
the arrays to load. `embedded_dataset` gives the labelled Dataset.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.data.elasticities import DEFAULT_HORIZON as LONG
from middlepower.data.elasticities import DEFAULT_SET, at_horizon
from middlepower.data.elasticities import elasticities as theta_of
from middlepower.data.embedded import DEFAULT_WORLD, DEMO_WORLD, embedded_names, embedded_path, registry
from middlepower.errors import DataError
from middlepower.world.attributes import services_of, tariff_date_of
from middlepower.world.own import open_own
from middlepower.world.world import World

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
YEAR_OF_INPUTS = re.compile(r"\bof (\d{4})\b")  # in what a file says of its input table
NUMBERS = ("flow", "benchmark_tariff", "input_share")
LABELS = ("region", "sector", "region_name", "sector_name", "isic", "source_country", "member_of")


@dataclass(frozen=True)
class Raw:
    """Arrays and labels of an embedded file."""

    vintage: int
    input_year: int
    tariff_date: dt.date
    services: tuple[str, ...]
    numbers: dict[str, Array]
    labels: dict[str, tuple[str, ...]]


def embedded_dataset(name: str) -> xr.Dataset:
    """The embedded Dataset of a world, with everything that its build stored."""
    import xarray as xr

    with xr.open_dataset(embedded_path(name), engine="h5netcdf") as opened:
        return opened.load()


@cache
def vintages() -> dict[str, int]:
    """{world: the year of its flows} of the embedded worlds that stand for a year."""
    import h5py

    years = {}
    for name in (known for known in embedded_names() if known != DEMO_WORLD):
        with h5py.File(embedded_path(name), "r") as file:
            years[name] = int(np.ravel(file.attrs["vintage"])[0])
    return years


@cache
def _raw(name: str) -> Raw:
    import h5py

    path = embedded_path(name)
    try:
        with h5py.File(path, "r") as file:
            numbers = {variable: np.asarray(file[variable][:], dtype=np.float64) for variable in NUMBERS}
            labels = {variable: tuple(text.decode() for text in file[variable][:]) for variable in LABELS}
            vintage = int(np.ravel(file.attrs["vintage"])[0])
            inputs = int(YEAR_OF_INPUTS.findall(str(file.attrs["input_table"]))[0])
            return Raw(vintage, inputs, tariff_date_of(file.attrs), services_of(file.attrs), numbers, labels)
    except (OSError, KeyError) as error:
        raise DataError(f"the embedded world {path} can't be read ({error}). Reinstall middlepower.") from error


def load_world(name: str = DEFAULT_WORLD, elasticities: str | None = None, horizon: str = "long") -> World:
    """The world `name`: embedded, one of the user's own by name, or in a file; see `middlepower list worlds`.

    Without `elasticities` an embedded world has the median's, any other what its file holds.
    """
    if name in embedded_names():
        return _embedded(name, elasticities or DEFAULT_SET, horizon)
    world = open_own(name)
    if elasticities in (None, world.elasticity_set) and horizon == world.horizon:
        return world
    chosen = elasticities or world.elasticity_set
    theta = world.elasticity if chosen == world.elasticity_set else theta_of(world.sectors, chosen, LONG)
    return world.with_elasticity(at_horizon(theta, horizon), chosen, horizon)


@cache
def _embedded(name: str, elasticity_set: str, horizon: str) -> World:
    """The embedded world, read once for every set and horizon."""
    raw = _raw(name)
    merged = list(zip(raw.labels["source_country"], raw.labels["member_of"], strict=True))
    aggregates = {region for country, region in merged if country != region}
    return World.from_flows(
        name=name,
        vintage=raw.vintage,
        input_year=raw.input_year,
        regions=raw.labels["region"],
        sectors=raw.labels["sector"],
        tariff_date=raw.tariff_date,
        services=raw.services,
        flow=raw.numbers["flow"],
        tariff=raw.numbers["benchmark_tariff"],
        input_share=raw.numbers["input_share"],
        elasticity=theta_of(raw.labels["sector"], elasticity_set, horizon),
        elasticity_set=elasticity_set,
        horizon=horizon,
        region_names=raw.labels["region_name"],
        sector_names=raw.labels["sector_name"],
        isic=raw.labels["isic"],
        members={country: region for country, region in merged if region in aggregates},
        sources=tuple(registry(name)),
    )
