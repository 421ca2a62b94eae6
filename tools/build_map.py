"""Build `map_world.json`, the compact country shapes of the brief's map.

Input: `countries-50m.json` of the npm package `world-atlas` 2.0.2 (Natural Earth 4.1.0, public domain;
`npm pack world-atlas@2.0.2`) and a CSV of ISO 3166 codes with the columns `ISO3166-1-numeric` and
`ISO3166-1-Alpha-3`.
Run: `python -m tools.build_map countries-50m.json country-codes.csv map_world.json`.

The shapes are simplified arc by arc, so neighbours keep one common border, and projected with Equal Earth
(Savric, Patterson and Jenny 2019, International Journal of Geographical Information Science 33(3)).
"""

from __future__ import annotations

import csv
import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

WIDTH = 2000.0  # drawing units; whole units are precise enough at 1100 px and keep the file small
MARGIN = 6.0
AREA_KEPT = 1.2  # square units: a bend with a smaller triangle is dropped (a third of a pixel at 1000 px)
ISLET = 6.0  # square units: smaller rings are dropped unless they are the country's largest
TINY = 60.0  # square units: a country below it also gets a dot, so that Singapore and Hong Kong can be seen
EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)  # A1..A4 of the paper
MERIDIAN = 11.0  # degrees east, mid-map: the cut at 169 W runs through the Bering Strait, not through Russia
LEFT_OUT = {"ATA", "ATF", "HMD", "SGS", "IOT"}  # Antarctica and uninhabited southern islands
UNCODED = {"Kosovo": "XKX"}  # not in ISO 3166-1; user-assigned code of the World Bank and the IMF
EU27 = (
    "AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN ESP SWE"
).split()


def equal_earth(longitude: float, latitude: float) -> Point:
    """x, y on the unit sphere (y grows northward) of a place given in degrees."""
    a1, a2, a3, a4 = EQUAL_EARTH
    lam = math.radians(longitude)
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2 = theta * theta
    t6 = t2**3
    slope = 9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1
    x = 2 * math.sqrt(3) * lam * math.cos(theta) / (3 * slope)
    return x, theta * (a1 + a2 * t2 + a3 * t6 + a4 * t6 * t2)


def decoded_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Each arc of the topology as projected points in drawing units, y growing southward."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    unit = (WIDTH - 2 * MARGIN) / (2 * equal_earth(180, 0)[0])
    arcs = []
    for deltas in topology["arcs"]:
        column = row = 0
        arc: Ring = []
        for step_x, step_y in deltas:
            column, row = column + step_x, row + step_y
            longitude = (column * scale_x + move_x - MERIDIAN + 180) % 360 - 180
            x, y = equal_earth(longitude, row * scale_y + move_y)
            arc.append((x * unit, -y * unit))
        arcs.append(arc)
    return arcs


def triangle(a: Point, b: Point, c: Point) -> float:
    """Area of a triangle."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def simplified(arc: Ring, area_kept: float = AREA_KEPT) -> Ring:
    """The arc less its flattest bends (Visvalingam and Whyatt 1993); both ends stay."""
    points = list(arc)
    shortest = 4 if points[0] == points[-1] else 2
    while len(points) > shortest:
        areas = [triangle(*points[i - 1 : i + 2]) for i in range(1, len(points) - 1)]
        least = min(areas)
        if least >= area_kept:
            break
        floor = min(area_kept, 2 * least + 0.05)
        points = _without_flat(points, areas, floor, shortest)
    return points


def _without_flat(points: Ring, areas: list[float], floor: float, shortest: int) -> Ring:
    """The points less those whose triangle is at or below `floor`, never two neighbours in one pass."""
    kept = [points[0]]
    left = len(points)
    dropped_last = False
    for point, area in zip(points[1:-1], areas, strict=True):
        dropped_last = not dropped_last and area <= floor and left > shortest
        if dropped_last:
            left -= 1
        else:
            kept.append(point)
    return [*kept, points[-1]]


def ring_of(indices: list[int], arcs: list[Ring]) -> Ring:
    """One closed ring from arc numbers; ~n means arc n backwards."""
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def area(ring: Ring) -> float:
    """Area inside a closed ring (shoelace)."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def centre(ring: Ring) -> Point:
    """Mean of a ring's points: good enough for a dot on a tiny country."""
    return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)


def kept_rings(rings: list[Ring]) -> list[Ring]:
    """The rings worth drawing: the largest, and every other above the islet size, uncut by the edge."""
    whole = [ring for ring in rings if max(p[0] for p in ring) - min(p[0] for p in ring) < WIDTH / 2]
    ordered = sorted(whole, key=area, reverse=True)
    return ordered[:1] + [ring for ring in ordered[1:] if area(ring) >= ISLET]


def path(rings: list[Ring], shift: Point) -> str:
    """SVG path data in whole units with relative steps."""
    parts = []
    for ring in rings:
        grid = [(round(x + shift[0]), round(y + shift[1])) for x, y in ring]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(grid)]
        line = "".join(f"{_joined(dx, dy)}" for dx, dy in steps[:-1] if dx or dy)
        parts.append(f"M{grid[0][0]} {grid[0][1]}l{line.strip()}z" if line else "")
    return "".join(parts)


def _joined(dx: int, dy: int) -> str:
    """A step as ` dx dy`, with the blanks that a minus sign makes unnecessary left out."""
    return f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}"


def country_codes(file: Path) -> dict[str, str]:
    """ISO numeric code (three digits) to ISO alpha-3."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [(row["ISO3166-1-numeric"], row["ISO3166-1-Alpha-3"]) for row in csv.DictReader(lines)]
    return {number.strip().zfill(3): alpha.strip() for number, alpha in rows if number.strip()}


def countries(topology: dict[str, Any], codes: dict[str, str]) -> dict[str, dict[str, Any]]:
    """ISO3 (or `-n` without one) to name and rings in drawing units."""
    arcs = [simplified(arc) for arc in decoded_arcs(topology)]
    found: dict[str, dict[str, Any]] = {}
    for number, shape in enumerate(topology["objects"]["countries"]["geometries"]):
        name = shape["properties"]["name"]
        code = codes.get(shape.get("id", ""), UNCODED.get(name, f"-{number}"))
        if code in LEFT_OUT or shape["type"] is None:
            continue
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = [ring_of(indices, arcs) for polygon in polygons for indices in polygon]
        entry = found.setdefault(code, {"name": name, "rings": []})
        entry["rings"] += rings
    drawn = {code: {**entry, "rings": kept_rings(entry["rings"])} for code, entry in found.items()}
    return {code: entry for code, entry in drawn.items() if entry["rings"]}


def map_document(shapes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The file's content: size, source, groups and one entry per country (name, path, dot when tiny)."""
    points = [point for entry in shapes.values() for ring in entry["rings"] for point in ring]
    left, top = min(p[0] for p in points), min(p[1] for p in points)
    shift = (MARGIN - left, MARGIN - top)
    entries = {}
    for code in sorted(shapes):
        rings = shapes[code]["rings"]
        entries[code] = {"name": shapes[code]["name"], "path": path(rings, shift)}
        if rings and sum(map(area, rings)) < TINY:
            x, y = centre(rings[0])
            entries[code]["dot"] = [round(x + shift[0]), round(y + shift[1])]
    size = [round(max(p[axis] for p in points) + shift[axis] + MARGIN) for axis in (0, 1)]
    source = "Natural Earth 4.1.0, 1:50m admin 0 countries (public domain), via npm world-atlas 2.0.2, simplified"
    groups = {"REU": EU27, "EU": EU27, "EUU": EU27}
    return {
        "source": source,
        "projection": "Equal Earth",
        "size": size,
        "groups": groups,
        "countries": entries,
    }


def main(arguments: list[str]) -> None:
    """None; writes the map file named last."""
    shapes_file, codes_file, target = map(Path, arguments)
    topology = json.loads(shapes_file.read_text(encoding="utf-8"))
    content = map_document(countries(topology, country_codes(codes_file)))
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace('},"', '},\n"')
    target.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
