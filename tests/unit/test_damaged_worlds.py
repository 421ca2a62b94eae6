"""Worlds damaged in every way that we could think of: each ends in one line, none in a traceback or wrong numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

import middlepower as mp
from middlepower.cli.guard import guarded
from middlepower.errors import DataError
from middlepower.world.parts import read_parts
from worlds import random_world

File = Callable[[h5py.File], None]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound world file."""
    path = tmp_path_factory.mktemp("world") / "sound.nc"
    random_world(2).to_netcdf(str(path))
    return path


def said_of(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the doctor says of a file that it must refuse."""
    capsys.readouterr()
    code = guarded(["doctor", str(path)])
    said = capsys.readouterr()
    assert code == 2, said.out
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert said.err.strip().isprintable()
    return said.out + said.err


# ---------------------------------------------------------------- through xarray


def attribute(name: str, value: object) -> Callable[[xr.Dataset], xr.Dataset]:
    return lambda data: data.assign_attrs({name: value})


def labels(dim: str, values: list[object]) -> Callable[[xr.Dataset], xr.Dataset]:
    return lambda data: data.assign_coords({dim: values})


def cell(name: str, value: float) -> Callable[[xr.Dataset], xr.Dataset]:
    def put(data: xr.Dataset) -> xr.Dataset:
        array = data[name].copy()
        array[(0,) * array.ndim] = value
        return data.assign({name: array})

    return put


SOURCE = dict.fromkeys(
    ("id", "title", "publisher", "edition", "licence", "citation", "address", "used_for", "transformation", "sha256"),
    "",
)
DATASETS: dict[str, tuple[Callable[[xr.Dataset], xr.Dataset], str]] = {
    "a vintage in words": (attribute("vintage", "soon"), "`vintage` is `'soon'`"),
    "a vintage that is none": (attribute("vintage", np.nan), "`vintage` is"),
    "many vintages": (attribute("vintage", [2018, 2022]), "`vintage` is"),
    "a vintage without bound": (attribute("vintage", 1e300), "`vintage` is"),
    "members that are no JSON": (attribute("members", "{HUN: REU}"), "`members` is"),
    "members that are a list": (attribute("members", "[1]"), "`members` is"),
    "members without bottom": (attribute("members", "[" * 100_000), "`members` is"),
    "sources that are no list": (attribute("sources", "7"), "`sources` is"),
    "a source without its fields": (attribute("sources", json.dumps([SOURCE])), "`sources` is"),
    "a source with numbers": (attribute("sources", json.dumps([{**SOURCE, "retrieved": 3}])), "`sources` is"),
    "services that are no JSON": (attribute("services", "SERV"), "`services` is"),
    "services without bottom": (attribute("services", "[" * 100_000), "`services` is"),
    "a service that is no sector": (attribute("services", '["X9"]'), "X9"),
    "a day that is none": (attribute("tariff_date", "2022-02-30"), "`tariff_date` is"),
    "a name that is a number": (attribute("name", 3), "`name` is"),
    "labels that are numbers": (labels("region", [1, 2, 3, 4]), "`region` holds"),
    "labels that are NaN": (labels("sector", [np.nan, 1.0, 2.0]), "`sector` holds"),
    "a label twice": (labels("region", ["R0", "R0", "R2", "R3"]), "holds `R0` twice"),
    "an empty label": (labels("region", ["", "R1", "R2", "R3"]), "disagree on axis"),
    "an axis with other labels": (labels("importer", ["R0", "R1", "R2", "X"]), "disagree on axis importer"),
    "an axis with a label twice": (labels("exporter", ["R0", "R1", "R2", "R2"]), "disagree on axis exporter"),
    "escapes in a label": (labels("importer", ["\x1b[31mR0", "R1", "R2", "R3"]), r"\x1b[31mR0"),
    "no labels": (lambda data: data.drop_vars(["region", "region_name"]), "axis `region` has no labels"),
    "a missing variable": (lambda data: data.drop_vars("tariff"), "`tariff` is missing"),
    "names along another axis": (
        lambda data: data.drop_vars("region_name").assign_coords(region_name=("sector", ["a", "b", "c"])),
        "`region_name` has axes",
    ),
    "names that are numbers": (
        lambda data: data.drop_vars("isic").assign_coords(isic=("sector", [1.0, 2.0, 3.0])),
        "`isic` holds",
    ),
    "an axis of another size": (lambda data: data.isel(importer=[0, 1]), "disagree on axis importer"),
    "an empty world": (lambda data: data.isel(sector=[], sold=[], using=[]), "is empty"),
    "a wrong axis": (lambda data: data.assign(tariff=data["elasticity"]), "`tariff` has axes"),
    "numbers in words": (lambda data: data.assign(flow=data["flow"].astype(str)), "`flow` holds text"),
    "truth values": (lambda data: data.assign(tariff=data["tariff"] > 0), "markets don't clear"),
    "complex numbers": (lambda data: data.assign(tariff=data["tariff"] + 0j), ""),
    "dates for flows": (
        lambda data: data.assign(tariff=data["tariff"].assign_attrs(units="days since 0000-00-00")),
        "",
    ),
    "NaN": (cell("flow", np.nan), "`flow` is not finite"),
    "infinite": (cell("tariff", np.inf), "`tariff` is not finite"),
    "a flow without bound": (cell("flow", 1e308), "sum"),
    "a negative flow": (cell("flow", -1.0), "`flow` is -1"),
    "a share above one": (cell("input_share", 5.0), "must sum to one"),
    "no elasticity": (cell("elasticity", 0.0), "`elasticity` is not positive"),
    "no value added": (cell("value_added_share", 0.0), "must sum to one"),
}


@pytest.mark.filterwarnings("ignore:You are writing invalid netcdf")
@pytest.mark.parametrize("case", DATASETS)
def test_a_damaged_dataset_is_refused_in_one_line(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    change, said = DATASETS[case]
    path = tmp_path / "damaged.nc"
    with xr.open_dataset(sound, engine="h5netcdf") as opened:
        change(opened.load()).to_netcdf(path, engine="h5netcdf", invalid_netcdf=True)
    if case == "dates for flows":  # an attribute that would turn numbers into dates says nothing here
        assert guarded(["doctor", str(path)]) == 0
        return
    monkeypatch.setattr("middlepower.world.dataset.read_apart", read_parts)  # faster: the file is sound HDF5
    assert said in said_of(path, capsys)
    with pytest.raises(DataError):
        mp.World.from_netcdf(str(path))


# ---------------------------------------------------------------- through HDF5


def external_link(file: h5py.File) -> None:
    del file["tariff"]
    file["tariff"] = h5py.ExternalLink("/etc/passwd", "/tariff")


def soft_link(file: h5py.File) -> None:
    del file["tariff"]
    file["tariff"] = h5py.SoftLink("/tariff")


def virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout(shape=(3, 4, 4), dtype="f8")
    layout[:] = h5py.VirtualSource("/tmp/elsewhere.h5", "tariff", shape=(3, 4, 4))
    del file["tariff"]
    file.create_virtual_dataset("tariff", layout)


def outside(file: h5py.File) -> None:
    del file["tariff"]
    file.create_dataset("tariff", (3, 4, 4), "f8", external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)])


def boundless(file: h5py.File) -> None:
    file.create_dataset("more", (10**6, 10**6), "f8", chunks=(100, 100), compression="gzip")


def a_group(file: h5py.File) -> None:
    del file["flow"]
    file.create_group("flow")


def no_axes(file: h5py.File) -> None:
    del file["flow"].attrs["DIMENSION_LIST"]


def text(file: h5py.File) -> None:
    del file["tariff"]
    file["tariff"] = "text"


HDF5: dict[str, tuple[File, str]] = {
    "a link to another file": (external_link, "`tariff` is a link"),
    "a link to itself": (soft_link, "`tariff` is a link"),
    "numbers of another file": (virtual, "stand in another file"),
    "bytes of another file": (outside, "stand in another file"),
    "numbers without bound": (boundless, "claims to hold"),
    "a group": (a_group, ""),
    "no axes": (no_axes, ""),
    "text": (text, ""),
}


@pytest.mark.parametrize("case", HDF5)
def test_a_file_that_leads_elsewhere_is_refused_in_one_line(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    change, said = HDF5[case]
    path = tmp_path / "damaged.nc"
    path.write_bytes(sound.read_bytes())
    with h5py.File(path, "r+") as file:
        change(file)
    assert said in said_of(path, capsys)


# ---------------------------------------------------------------- byte by byte


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_refused_in_one_line(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], share: float
) -> None:
    content = sound.read_bytes()
    path = tmp_path / "cut.nc"
    path.write_bytes(content[: int(share * len(content))])
    assert "can't read a world" in said_of(path, capsys)


@pytest.mark.parametrize("place", ["/dev/zero", "/proc/self/status", "a folder", "a pipe", "none"])
def test_what_is_no_file_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str) -> None:
    import os

    path = {"a folder": tmp_path, "a pipe": tmp_path / "pipe", "none": tmp_path / "none"}.get(place, Path(place))
    if place == "a pipe":
        os.mkfifo(path)
    assert str(path) in said_of(path, capsys)


def test_a_world_of_no_numbers_is_refused_from_python() -> None:
    from dataclasses import replace

    for value in ("text", [[1.0], [1.0, 2.0]], None):
        with pytest.raises(DataError, match="`flow`"):
            replace(random_world(2), flow=value)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="a label is text"):
        replace(random_world(2), regions=(1, 2, 3, 4))  # type: ignore[arg-type]
    with pytest.raises(DataError, match="`isic` has 1 texts for 3"):
        replace(random_world(2), isic=("1",))


def test_a_file_that_keeps_the_library_busy_for_ever_is_given_up(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("middlepower.world.parts.SECONDS", 1e-6)
    with pytest.raises(DataError, match="takes for ever, so the file must be damaged"):
        mp.World.from_netcdf(str(sound))


def test_a_file_that_ends_the_process_which_reads_it_is_one_line(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(DataError, match="the HDF5 library gave up"):
        mp.World.from_netcdf(str(sound))


def test_packed_numbers_are_refused_and_filled_cells_are_missing(sound: Path, tmp_path: Path) -> None:
    with xr.open_dataset(sound, engine="h5netcdf") as opened:
        data = opened.load()
    path = tmp_path / "packed.nc"
    data.to_netcdf(
        path, engine="h5netcdf", encoding={"tariff": {"scale_factor": 0.001, "dtype": "i4", "_FillValue": -9}}
    )
    with pytest.raises(DataError, match=r"`tariff` is packed"):
        mp.World.from_netcdf(str(path))
    filled = data.assign(tariff=data["tariff"].where(data["tariff"] > data["tariff"].min()))
    filled.to_netcdf(path, engine="h5netcdf", encoding={"tariff": {"_FillValue": -99.0}})
    with pytest.raises(DataError, match="`tariff` is not finite"):
        mp.World.from_netcdf(str(path))
