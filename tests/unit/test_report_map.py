"""The map builder: projection, simplification and drawing of country shapes."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from tools.build_map import area, equal_earth, main, path, simplified


def test_equal_earth_keeps_area() -> None:
    """A narrow cell at 60 degrees has half the area of one at the equator, as on the sphere."""

    def cell(latitude: float) -> float:
        corners = [(0, latitude - 0.01), (0.02, latitude - 0.01), (0.02, latitude + 0.01), (0, latitude + 0.01)]
        ring = [equal_earth(*corner) for corner in corners]
        return area([*ring, ring[0]])

    assert cell(60) / cell(0) == pytest.approx(0.5, rel=1e-6)


def test_equal_earth_is_symmetric() -> None:
    x, y = equal_earth(30, 45)
    assert equal_earth(-30, -45) == pytest.approx((-x, -y))
    assert equal_earth(0, 0) == (0, 0)


def test_simplified_keeps_ends_and_real_bends() -> None:
    arc = [(0.0, 0.0), (5.0, 0.001), (10.0, 0.0), (10.0, 10.0)]
    assert simplified(arc, 1.0) == [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]


def test_a_closed_ring_stays_a_ring() -> None:
    ring = [(0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1), (0.0, 0.0)]
    small = simplified(ring, 100.0)
    assert small[0] == small[-1]
    assert len(small) >= 4


def test_path_has_relative_whole_steps() -> None:
    assert path([[(0, 0), (10, 0), (10, -5), (0, 0)]], (1, 5)) == "M1 5l10 0 0-5z"


def test_main_builds_the_file(tmp_path: Path) -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[0, 0], [20, 0], [0, 20], [-20, 0], [0, -20]]],
        "objects": {
            "countries": {
                "geometries": [{"type": "Polygon", "arcs": [[0]], "id": "012", "properties": {"name": "Square"}}]
            }
        },
    }
    (tmp_path / "shapes.json").write_text(json.dumps(topology), encoding="utf-8")
    (tmp_path / "codes.csv").write_text("ISO3166-1-numeric,ISO3166-1-Alpha-3\n12,DZA\n", encoding="utf-8")
    main([str(tmp_path / name) for name in ("shapes.json", "codes.csv", "map.json")])
    built = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))
    assert built["countries"]["DZA"]["name"] == "Square"
    assert built["countries"]["DZA"]["path"].startswith("M")


def test_stored_map_has_no_antarctica_and_every_large_country() -> None:
    stored = json.loads(files("middlepower.report").joinpath("map_world.json").read_text(encoding="utf-8"))
    assert {"CAN", "USA", "CHN", "RUS", "BRA", "FRA", "NOR", "SGP", "HKG", "TWN"} <= set(stored["countries"])
    assert "ATA" not in stored["countries"]
    assert len(stored["groups"]["REU"]) == 27
