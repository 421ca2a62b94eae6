"""`middlepower world build`: a world of one's own, from a table of one's own."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from middlepower.cli.output import print_table
from middlepower.errors import DataError, ScenarioError
from middlepower.indicators.soundness import soundness
from middlepower.language.catalogue import say
from middlepower.report.folder import json_text
from middlepower.world.own import store
from middlepower.world.tables.assemble import BuildChoices, Built, build
from middlepower.world.tables.source import read_source
from middlepower.world.world import World


def build_world_command(source: str, choices: BuildChoices, file: Path | None, as_json: bool) -> None:
    """Make a world of a source, examine it as `doctor` does, store it, and say what was done to the data."""
    if file is None and not choices.name:
        raise ScenarioError("where to? give the world a name (`--name mine`), or a file (`--out mine.nc`).")
    if file is not None and file.suffix != ".nc":
        raise DataError(f"`--out` is {file}: a world file is called like mine.nc.")
    built = build(read_source(source, choices.year), choices)
    facts = asdict(soundness(built.world))
    written = _written(built.world, choices.name, file)
    document = _document(built, written, facts)
    sys.stdout.write(json_text(document) if as_json else _plain(document, built, choices.name or str(file)))


def _written(world: World, name: str, file: Path | None) -> str:
    """Where the world lies now."""
    if file is None:
        return str(store(world, name))
    world.to_netcdf(str(file))
    return str(file)


def _document(built: Built, written: str, facts: dict[str, Any]) -> dict[str, Any]:
    world = built.world
    return {
        "world": world.name,
        "file": written,
        **facts,
        "tariff_date": world.tariff_date.isoformat(),
        "elasticity_set": world.elasticity_set,
        "economies": list(world.regions),
        "sectors_of_world": list(world.sectors),
        "services": list(world.services),
        "notes": list(built.notes),
    }


def _plain(document: dict[str, Any], built: Built, label: str) -> str:
    """What was made, sector by sector, what was done to the data, and what to do next."""
    world = built.world
    sales = world.flow.sum(axis=(1, 2))
    rows = [
        {
            say("cli.column.sector"): code,
            say("cli.column.label"): name,
            say("cli.column.kind"): say("cli.goods") if goods else say("cli.services"),
            say("cli.column.elasticity"): f"{theta:g}",
            say("cli.column.sales_musd"): f"{total:,.0f}",
        }
        for code, name, goods, theta, total in zip(
            world.sectors, world.sector_names, world.is_goods.tolist(), world.elasticity, sales, strict=True
        )
    ]
    facts = [f"{key.replace('_', ' ')}: {_shown(value)}" for key, value in document.items() if key != "notes"]
    return "\n".join([*facts, *built.notes, print_table("", rows), say("cli.world_next", label=label), ""])


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
