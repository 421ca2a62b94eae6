"""Settings and fixtures shared by all tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).parent))  # so that every test can import worlds.py and oracle.py

# A first call may compile or read a file, so time says nothing about the property under test; the examples
# are the same in every run, so that a failure on one machine is a failure on all.
settings.register_profile("middlepower", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("unshrunk", settings.get_profile("middlepower"), phases=(Phase.explicit, Phase.generate))
settings.load_profile("middlepower")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the raw data, which are not part of the project: $MIDDLEPOWER_DATA or ../shared/data."""
    given = os.environ.get("MIDDLEPOWER_DATA")
    folder = Path(given) if given else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"raw data not at hand: {folder} is no folder (set MIDDLEPOWER_DATA to where they are)")
    return folder
