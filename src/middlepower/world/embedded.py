"""The worlds that come with middlepower, loaded and validated once."""

from __future__ import annotations

from functools import cache

import numpy as np

from middlepower.data.elasticities import DEFAULT_SET, elasticity
from middlepower.data.embedded import embedded_path, registry
from middlepower.errors import DataError
from middlepower.world.world import World


@cache
def load_world(name: str = "icio2022", elasticity_set: str = DEFAULT_SET, horizon: str = "long") -> World:
    """The embedded world `name` with a named elasticity set and horizon; see `middlepower list` for the names."""
    import xarray as xr

    path = embedded_path(name)
    try:
        with xr.open_dataset(path, engine="h5netcdf") as opened:
            data = opened.load()
    except OSError as error:
        raise DataError(f"the embedded world {path} can't be read ({error}). Reinstall middlepower.") from error
    sectors = tuple(str(code) for code in data["sector"].values)
    return World.from_flows(
        name=name,
        vintage=int(data.attrs["vintage"]),
        regions=[str(code) for code in data["region"].values],
        sectors=sectors,
        flow=np.asarray(data["flow"].values),
        tariff=np.asarray(data["benchmark_tariff"].values),
        input_share=np.asarray(data["input_share"].values),
        elasticity=elasticity(data, elasticity_set, horizon),
        elasticity_set=elasticity_set,
        horizon=horizon,
        region_names=tuple(str(one) for one in data["region_name"].values),
        sector_names=tuple(str(one) for one in data["sector_name"].values),
        isic=tuple(str(one) for one in data["isic"].values),
        members=_members(data),
        sources=tuple(registry()),
    )
