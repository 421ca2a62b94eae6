"""`middlepower world info`: where the numbers come from, and how they compare with published totals."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from middlepower.cli.output import show
from middlepower.data.embedded import embedded_names
from middlepower.report.folder import Place
from middlepower.world.aggregates import comparisons, main_aggregates, partner_shares
from middlepower.world.embedded import embedded_dataset, load_world
from middlepower.world.world import World

SHOWN = ("CAN", "USA", "CHN", "MEX")
SHARES = (("CAN", ("USA", "CHN")), ("USA", ("CAN", "CHN", "MEX")), ("CHN", ("USA", "CAN")), ("MEX", ("USA", "CHN")))
Row = dict[str, Any]


def info_command(name: str, place: Place | None, as_json: bool) -> None:
    """Show sources, build report, aggregates, shares and comparisons of a world."""
    world = load_world(name)
    tables = {
        "world": [_world(name)],
        "aggregates_musd": [_rounded(asdict(main_aggregates(world, code))) for code in _shown(world)],
        "shares_percent": _shares(name),
        "published_totals_musd": _comparisons(name),
        **({"build": _build(name)} if name in embedded_names() else {}),
        "sources": [_source(source) for source in world.sources],
    }
    show(f"world-{name}", tables, place, as_json)


def _shown(world: World) -> tuple[str, ...]:
    """The economies whose aggregates are shown: of a world without the usual ones, its first."""
    return tuple(code for code in SHOWN if code in world.regions) or world.regions[: len(SHOWN)]


def _world(name: str) -> Row:
    world = load_world(name)
    return {
        "world": name,
        "vintage": world.vintage,
        "input_year": world.input_year,
        "regions": len(world.regions),
        "sectors": len(world.sectors),
        "elasticity_set": world.elasticity_set,
        "merged_countries": [f"{code} in {region}" for code, region in world.members.items() if code != region],
    }


def _shares(name: str) -> list[Row]:
    world = load_world(name)
    return [
        {
            "economy": code,
            "partner": partner,
            "share_of_exports_percent": round(100 * sold, 2),
            "share_of_imports_percent": round(100 * bought, 2),
        }
        for code, partners in SHARES
        if code in world.regions
        for partner, (sold, bought) in partner_shares(
            world, code, tuple(one for one in partners if one in world.regions)
        ).items()
    ]


def _comparisons(name: str) -> list[Row]:
    return [
        {
            "published_total": total.reference.title,
            "published_musd": total.published,
            "year": total.reference.year,
            "world_musd": round(total.world, 1),
            "world_over_published": round(total.ratio, 3),
            "why_they_differ": total.reference.note,
            "source": total.reference.source,
        }
        for total in comparisons(load_world(name))
    ]


def _build(name: str) -> list[Row]:
    """What the build did to the data, from the attributes of an embedded file; of one's own `world build` said it."""
    hidden = ("sources", "name", "title")
    attributes = embedded_dataset(name).attrs
    return [{"item": key, "value": _plain(value)} for key, value in attributes.items() if key not in hidden]


def _plain(value: Any) -> Any:
    return round(float(value), 6) if hasattr(value, "dtype") else value


def _source(source: Any) -> Row:
    fields = ("title", "edition", "licence", "citation", "address", "used_for", "transformation")
    return {field: getattr(source, field) for field in fields}


def _rounded(row: Row) -> Row:
    return {key: round(value, 1) if isinstance(value, float) else value for key, value in row.items()}
