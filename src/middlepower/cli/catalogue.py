"""`middlepower list`: every name that a user can type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from middlepower.cli.measures import measure_rows, rate_rows
from middlepower.cli.output import show
from middlepower.data.elasticities import HORIZONS, SETS
from middlepower.data.embedded import all_sources, embedded_names
from middlepower.data.sources import readers
from middlepower.indicators.catalogue import INDICATORS, OF
from middlepower.model.catalogue import VARIANTS
from middlepower.model.core.closure import CLOSURES
from middlepower.names import unknown_name
from middlepower.scenario.read import library, read_scenario
from middlepower.world.embedded import load_world
from middlepower.world.groups import groups
from middlepower.world.world import World

Row = dict[str, Any]


def list_command(what: str, out: Path | None, as_json: bool) -> None:
    """Show one catalogue or all."""
    tables = {
        "scenarios": _scenarios,
        "worlds": _worlds,
        "measures": measure_rows,
        "sets": _sets,
        "horizons": _horizons,
        "closures": _closures,
        "groups": _groups,
        "indicators": _indicators,
        "models": _models,
        "sources": _sources,
    }
    if what not in (*tables, "all"):
        raise unknown_name("list", what, (*tables, "all"))
    shown = {name: rows() for name, rows in tables.items() if what in (name, "all")}
    whole = {**shown, "rates": rate_rows()} if what == "measures" else shown
    show("list", whole if as_json else shown, out, as_json, whole)


def _scenarios() -> list[Row]:
    rows = []
    for name in library():
        scenario = read_scenario(name)
        states = list(scenario.states)
        rows.append({"scenario": name, "title": scenario.title, "baseline": scenario.baseline.name, "states": states})
    return rows


def _worlds() -> list[Row]:
    return [_world(load_world(name)) for name in embedded_names()]


def _world(world: World) -> Row:
    return {
        "world": world.name,
        "year": world.vintage,
        "tariffs_of": world.tariff_date.isoformat(),
        "regions": len(world.regions),
        "sectors": len(world.sectors),
    }


def _sets() -> list[Row]:
    return [
        {"set": known.name, "role": known.role, "citation": known.citation, "services": known.services}
        for known in SETS.values()
    ]


def _horizons() -> list[Row]:
    return [
        {
            "horizon": known.name,
            "elasticity": known.elasticity,
            "low": known.low,
            "high": known.high,
            "citation": known.citation,
        }
        for known in HORIZONS.values()
    ]


def _closures() -> list[Row]:
    return [{"closure": name, "meaning": meaning} for name, meaning in CLOSURES.items()]


def _groups() -> list[Row]:
    return [
        {"group": group.name, "title": group.title, "members": list(group.members), "as_of": group.date}
        for group in groups()
    ]


def _indicators() -> list[Row]:
    return [
        {
            "indicator": indicator.name,
            "unit": indicator.unit,
            "of": OF[indicator.of],
            "definition": indicator.definition,
        }
        for indicator in INDICATORS
    ]


def _models() -> list[Row]:
    return [{"model": variant.folder, "title": variant.title, "inputs": variant.inputs} for variant in VARIANTS]


def _sources() -> list[Row]:
    by_reader = readers()
    return [
        {
            "source": source.id,
            "title": source.title,
            "licence": source.licence,
            "used_for": source.used_for,
            "readers": [name for name, ids in by_reader.items() if source.id in ids],
        }
        for source in all_sources()
    ]
