"""`make data` gives what is committed: tables to the byte, the world to rounding."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.project import ROOT, copy_project, project_files, to_rounding

pytestmark = pytest.mark.slow

WORLDS = tuple(f"src/middlepower/data/embedded/{name}.nc" for name in ("icio2017", "icio2019", "icio2022", "demo3"))
ROUNDING = 1e-12  # relative; processors add up in different orders


@pytest.fixture(scope="module")
def remade(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with its data made anew."""
    folder = tmp_path_factory.mktemp("remade")
    copy_project(folder)
    command = [sys.executable, "-m", "tools", "--data", str(shared_data)]
    environment = {**os.environ, "PYTHONPATH": f"{folder / 'src'}{os.pathsep}{folder}"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_table_is_the_committed_one(remade: Path) -> None:
    changed = {path for path in project_files() if (ROOT / path).read_bytes() != (remade / path).read_bytes()}
    assert changed <= set(WORLDS)


@pytest.mark.parametrize("world", WORLDS)
def test_an_embedded_world_is_the_committed_one_to_rounding(world: str, remade: Path) -> None:
    ours, theirs = (xr.load_dataset(folder / world, engine="h5netcdf") for folder in (ROOT, remade))
    assert set(ours.variables) == set(theirs.variables)
    for name in ours.variables:
        if ours[name].dtype.kind == "f":
            np.testing.assert_allclose(theirs[name], ours[name], rtol=ROUNDING, atol=ROUNDING, err_msg=str(name))
        else:
            assert (ours[name] == theirs[name]).all(), name
        assert ours[name].attrs == theirs[name].attrs, name
    assert theirs.attrs == to_rounding(ours.attrs, ROUNDING)
