"""`middlepower list`: every name that a user can type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from middlepower.cli.cases import case_rows
from middlepower.cli.listed_names import economy_rows, product_rows, sector_rows
from middlepower.cli.output import show
from middlepower.cli.search import Wanted, found
from middlepower.data.cases import SELECTION
from middlepower.data.elasticities import HORIZONS, SETS
from middlepower.data.embedded import all_sources
from middlepower.language.catalogue import say
from middlepower.model.core.closure import CLOSURES
from middlepower.names import unknown_name
from middlepower.report.folder import Place
from middlepower.world.groups import groups

if TYPE_CHECKING:
    from middlepower.world.world import World

Row = dict[str, Any]
# Columns of --json and --out only.
WIDE = (
    *("official", "other_numbers", "groups", "parts", "note"),
    *(
        "threat",
        "carried_out_date",
        "outcome",
        "outcome_date",
        "at_stake",
        "trade_before",
        "trade_after",
        "sources",
        "confidence",
    ),
)


def _scenarios() -> list[Row]:
    from middlepower.scenario.read import library, read_scenario

    rows = []
    for name in library():
        scenario = read_scenario(name)
        states = list(scenario.states)
        rows.append({"scenario": name, "title": scenario.title, "baseline": scenario.baseline.name, "states": states})
    return rows


def _games() -> list[Row]:
    from middlepower.game.reading import library_rows

    return library_rows()


def _measures() -> list[Row]:
    from middlepower.cli.measures import measure_rows

    return measure_rows()


def _worlds() -> list[Row]:
    from middlepower.world.embedded import load_world
    from middlepower.world.own import product_names, world_names

    return [*(_world(name, load_world(name)) for name in world_names()), *map(_of_products, product_names())]


def _of_products(name: str) -> Row:
    from middlepower.world.own import open_products, own_folder

    table = open_products(own_folder() / f"{name}.h5")
    return {**_world(name, table.world), "sectors": f"{len(table.products)} products"}


def _world(name: str, world: World) -> Row:
    return {
        "world": name,
        "year": world.vintage,
        "tariffs_of": world.tariff_date.isoformat(),
        "regions": len(world.regions),
        "sectors": len(world.sectors),
        "elasticities": world.elasticity_set,
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
    return [{"closure": name, "meaning": say(f"common.closure.{name}")} for name in CLOSURES]


def _groups() -> list[Row]:
    return [
        {"group": group.name, "title": group.title, "members": list(group.members), "as_of": group.date}
        for group in groups()
    ]


def _indicators() -> list[Row]:
    from middlepower.indicators.catalogue import INDICATORS

    return [
        {
            "indicator": indicator.name,
            "unit": indicator.unit,
            "of": say(f"indicators.of.{indicator.of}"),
            "definition": indicator.definition,
        }
        for indicator in INDICATORS
    ]


def _models() -> list[Row]:
    from middlepower.model.catalogue import VARIANTS

    return [{"model": variant.folder, "title": variant.title, "inputs": variant.inputs} for variant in VARIANTS]


def _sources() -> list[Row]:
    from middlepower.data.sources import readers

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


TABLES: dict[str, Callable[[], list[Row]]] = {
    "economies": economy_rows,
    "sectors": sector_rows,
    "products": product_rows,
    "worlds": _worlds,
    "scenarios": _scenarios,
    "games": _games,
    "measures": _measures,
    "cases": case_rows,
    "sets": _sets,
    "horizons": _horizons,
    "closures": _closures,
    "groups": _groups,
    "indicators": _indicators,
    "models": _models,
    "sources": _sources,
}


def list_command(what: str, wanted: Wanted, place: Place | None, as_json: bool) -> None:
    """Show one catalogue or all, or the rows of them in which something stands."""
    if what not in (*TABLES, "all"):
        raise unknown_name("list", what, (*TABLES, "all"))
    whole = found({name: rows() for name, rows in TABLES.items() if what in (name, "all")}, what, wanted)
    shown = {name: [_narrow(row) for row in rows] for name, rows in whole.items()}
    if what == "cases":
        shown["selection"] = whole["selection"] = [{"warning": SELECTION}]
    if what == "measures":
        from middlepower.cli.measures import list_rows, rate_rows

        kept = {row["measure"] for row in whole["measures"]}
        whole["rates"] = [row for row in rate_rows() if row["measure"] in kept]
        whole["lists"] = list_rows(kept)
    show("list", whole if as_json else shown, place, as_json, whole)


def _narrow(row: Row) -> Row:
    """A row without what makes it too wide for a terminal."""
    return {name: value for name, value in row.items() if name not in WIDE}
