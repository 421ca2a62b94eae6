"""World <-> Dataset <-> NetCDF: labels rule the order, broken files are refused, nothing is half-written."""

from __future__ import annotations

import errno
import os
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from middlepower.data.embedded import Source
from middlepower.errors import DataError, OutputError
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import random_world


@pytest.fixture
def world() -> World:
    return replace(random_world(2), services=("S1",)).aggregate(regions={"R3": "X"})


def assert_same(one: World, other: World) -> None:
    for field in fields(World):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            assert_array_equal(a, b)
        else:
            assert a == b, field.name


def test_dataset_round_trip(world: World) -> None:
    assert_same(World.from_dataset(world.to_dataset()), world)


@pytest.mark.parametrize("text", [None, "2022", "last year", "2022-13-01"])
def test_a_file_must_say_of_which_day_its_tariffs_are(world: World, text: str | None) -> None:
    data = world.to_dataset()
    data.attrs["tariff_date"] = text
    with pytest.raises(DataError, match=r"the attribute `tariff_date` is .*such as 2022-07-01"):
        World.from_dataset(data)


@pytest.mark.parametrize("text", [None, "SERV", '"SERV"', "[1]", "{}"])
def test_a_file_must_say_which_sectors_are_services(world: World, text: str | None) -> None:
    data = world.to_dataset()
    data.attrs["services"] = text
    with pytest.raises(DataError, match=r"the attribute `services` is .* as JSON"):
        World.from_dataset(data)


def test_netcdf_round_trip(world: World, tmp_path: Path) -> None:
    path = str(tmp_path / "world.nc")
    world.to_netcdf(path)
    assert_same(World.from_netcdf(path), world)
    assert os.listdir(tmp_path) == ["world.nc"]


def test_embedded_world_round_trip(tmp_path: Path) -> None:
    path = str(tmp_path / "world.nc")
    load_world().to_netcdf(path)
    back = World.from_netcdf(path)
    assert_same(back, load_world())
    assert isinstance(back.sources[0], Source)


def test_the_dataset_is_labelled_and_has_units(world: World) -> None:
    data = world.to_dataset()
    assert data["flow"].dims == ("sector", "importer", "exporter")
    assert float(data["flow"].sel(sector="S1", importer="R2", exporter="R0")) == world.flow[1, 2, 0]
    assert float(data["input_share"].sel(region="R1", sold="S0", using="S2")) == world.input_share[1, 0, 2]
    assert all("units" in data[name].attrs for name in data.data_vars)


def test_labels_rule_the_order(world: World) -> None:
    """Each axis shuffled on its own, and transposed: the world is the same."""
    data = world.to_dataset()
    mixed = data.assign(
        flow=data["flow"].isel(importer=[2, 0, 3, 1]).transpose("exporter", "importer", "sector"),
        input_share=data["input_share"].isel(using=[2, 0, 1]).transpose("using", "region", "sold"),
    )
    mixed["tariff"] = data["tariff"].isel(exporter=[3, 2, 1, 0], sector=[1, 2, 0])
    assert_same(World.from_dataset(mixed), world)


def test_shuffled_variable_by_variable(world: World) -> None:
    """A variable whose labels come in another order than the Dataset's own is aligned, not trusted."""
    import xarray as xr

    data = world.to_dataset()
    turned = data["flow"].isel(importer=slice(None, None, -1))
    pieces = {name: (turned if name == "flow" else data[name]) for name in data.data_vars}
    rebuilt = xr.Dataset(
        {name: array.variable for name, array in pieces.items() if name != "flow"}, coords=data.coords, attrs=data.attrs
    )
    rebuilt["flow"] = turned
    assert_same(World.from_dataset(rebuilt), world)


def test_a_missing_variable_is_named(world: World) -> None:
    with pytest.raises(DataError, match="lacks `tariff`"):
        World.from_dataset(world.to_dataset().drop_vars("tariff"))


def test_labels_that_disagree_are_named(world: World) -> None:
    data = world.to_dataset()
    data = data.assign_coords(importer=["R0", "R1", "R2", "ZZ"])
    with pytest.raises(DataError, match=r"axis importer at .*ZZ"):
        World.from_dataset(data)


def test_a_missing_coordinate_is_named(world: World) -> None:
    with pytest.raises(DataError, match="axis `region` has no labels"):
        World.from_dataset(world.to_dataset().drop_vars(["region", "region_name"]))


def test_a_wrong_axis_is_named(world: World) -> None:
    data = world.to_dataset()
    data["elasticity"] = data["elasticity"].rename(sector="goods").drop_vars("goods", errors="ignore")
    with pytest.raises(DataError, match="`elasticity` has axes"):
        World.from_dataset(data)


@pytest.mark.parametrize("content", [b"", b"not a NetCDF file", b"\x89HDF\r\n\x1a\n" + b"\0" * 100])
def test_a_garbage_file_is_refused(tmp_path: Path, content) -> None:
    path = tmp_path / "world.nc"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"world\.nc"):
        World.from_netcdf(str(path))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none"):
        World.from_netcdf(str(tmp_path / "none.nc"))


def test_a_truncated_file_is_refused(world: World, tmp_path: Path) -> None:
    path = tmp_path / "world.nc"
    world.to_netcdf(str(path))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(DataError, match=r"world\.nc"):
        World.from_netcdf(str(path))


def test_another_netcdf_file_is_refused(tmp_path: Path) -> None:
    import xarray as xr

    path = tmp_path / "other.nc"
    xr.Dataset({"x": ("a", [1.0])}).to_netcdf(path, engine="h5netcdf")
    with pytest.raises(DataError, match="lacks `flow`"):
        World.from_netcdf(str(path))


def test_an_unwritable_path_is_refused(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file" / "world.nc", tmp_path / "none" / "world.nc"):
        with pytest.raises(OutputError, match="can't write the world"):
            world.to_netcdf(str(path))


def test_a_full_disk_leaves_nothing_behind(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        world.to_netcdf(str(tmp_path / "world.nc"))
    assert os.listdir(tmp_path) == []


def test_an_old_file_survives_a_failed_write(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "world.nc"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError):
        world.to_netcdf(str(path))
    assert path.read_text() == "old"
