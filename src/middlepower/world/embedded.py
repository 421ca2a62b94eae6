"""The worlds that come with middlepower, loaded and validated once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.data.elasticities import DEFAULT_SET, at_horizon, elasticity_set as find_set
from middlepower.data.embedded import embedded_path, registry
from middlepower.errors import DataError
from middlepower.world.world import World

if TYPE_CHECKING:
    import xarray as xr


@cache
def embedded_dataset(name: str) -> xr.Dataset:
    """The embedded Dataset of a world, with everything that its build stored."""
    import xarray as xr

    path = embedded_path(name)
    try:
        with xr.open_dataset(path, engine="h5netcdf") as opened:
            return opened.load()
    except OSError as error:
        raise DataError(f"the embedded world {path} can't be read ({error}). Reinstall middlepower.") from error


def elasticities(name: str, elasticity_set: str, horizon: str) -> NDArray[np.float64]:
    """theta[k] of a named set at a horizon, in the sectors of an embedded world."""
    table = embedded_dataset(name)["elasticity"].sel(elasticity_set=find_set(elasticity_set).name)
    return at_horizon(np.asarray(table.values, dtype=np.float64), horizon)


@cache
def load_world(name: str = "icio2022", elasticity_set: str = DEFAULT_SET, horizon: str = "long") -> World:
    """The embedded world `name` with a named elasticity set and horizon; see `middlepower list` for the names."""
    theta = elasticities(name, elasticity_set, horizon)
    data = embedded_dataset(name)
    return World.from_flows(
        name=name,
        vintage=int(data.attrs["vintage"]),
        regions=[str(code) for code in data["region"].values],
        sectors=[str(code) for code in data["sector"].values],
        flow=np.asarray(data["flow"].values),
        tariff=np.asarray(data["benchmark_tariff"].values),
        input_share=np.asarray(data["input_share"].values),
        elasticity=theta,
        elasticity_set=elasticity_set,
        horizon=horizon,
        region_names=tuple(str(one) for one in data["region_name"].values),
        sector_names=tuple(str(one) for one in data["sector_name"].values),
        isic=tuple(str(one) for one in data["isic"].values),
        members=_members(data),
        sources=tuple(registry()),
    )


def _members(data: xr.Dataset) -> dict[str, str]:
    """Source country -> region of the world that it is merged into, for countries without a region of their own."""
    pairs = zip(data["source_country"].values, data["member_of"].values, strict=True)
    return {str(country): str(region) for country, region in pairs if str(country) != str(region)}
