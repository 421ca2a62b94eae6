"""`middlepower world show`: the economies and sectors of a world, with their codes, sizes, tariffs and elasticities."""

from __future__ import annotations

from typing import Any

import numpy as np

from middlepower.cli.output import show
from middlepower.language.catalogue import named, say
from middlepower.report.folder import Place
from middlepower.world.embedded import load_world
from middlepower.world.world import World

Row = dict[str, Any]


def show_world_command(name: str, place: Place | None, as_json: bool) -> None:
    """Show a world in full: what it is, then its economies and its sectors, one a row."""
    world = load_world(name)
    facts = {
        "world": world.name,
        "vintage": world.vintage,
        "tariff_date": world.tariff_date.isoformat(),
        "elasticities": world.elasticity_set,
        "horizon": world.horizon,
    }
    tables = {"world": [facts], "economies": economy_rows(world), "sectors": sector_rows(world)}
    show(f"world-{world.name}", tables, place, as_json)


def economy_rows(world: World) -> list[Row]:
    """Every economy: code, name, sizes, the mean tariff on what it imports, and who is merged into it."""
    paid = np.divide(world.tariff_revenue, world.imports, out=np.zeros_like(world.imports), where=world.imports > 0)
    return [
        {
            "economy": code,
            "name": named(world.region_names[n]),
            "value_added_musd": round(float(world.value_added[n]), 1),
            "exports_musd": round(float(world.exports[n]), 1),
            "imports_musd": round(float(world.imports[n]), 1),
            "mean_tariff_percent": round(100.0 * float(paid[n]), 2),
            "holds": [member for member in world.constituents[code] if member != code],
        }
        for n, code in enumerate(world.regions)
    ]


def sector_rows(world: World) -> list[Row]:
    """Every sector: code, name, kind, ISIC, elasticity and sales."""
    return [
        {
            "sector": code,
            "name": named(world.sector_names[k]),
            "kind": say("cli.goods") if world.is_goods[k] else say("cli.services"),
            "isic": world.isic[k],
            "elasticity": round(float(world.elasticity[k]), 5),
            "sales_musd": round(float(world.flow[k].sum()), 1),
        }
        for k, code in enumerate(world.sectors)
    ]
