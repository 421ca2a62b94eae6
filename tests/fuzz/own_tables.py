"""The doors of a user's own data: flows, inputs, tariffs, groups, elasticities, the OECD's file, panels of trade."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from own_data import ELASTICITIES, FLOWS, INPUTS, TARIFFS, icio_text, panel_text

from middlepower.data.gravity import read_panel
from middlepower.data.own_elasticities import own_rows
from middlepower.world.tables.assemble import BuildChoices, build
from middlepower.world.tables.source import read_source

GROUPS = "member,group\nCAN,NAM\nUSA,NAM\n"
ICIO = "\n".join(icio_text().splitlines())
PANEL = "\n".join(panel_text().splitlines()[:30])
TEXTS = {"flows": FLOWS, "inputs": INPUTS, "tariffs": TARIFFS, "elasticities": ELASTICITIES, "groups": GROUPS}


def own_tables(draw: Random, folder: Path, table: Callable[[Random, str], bytes]) -> None:
    """One table of a user's with cells or bytes changed; the others, where a world is built, are sound."""
    kind = draw.choice((*TEXTS, "flows", "icio", "panel"))
    for name, text in TEXTS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    path = folder / f"{kind}.csv"
    path.write_bytes(table(draw, {**TEXTS, "icio": ICIO, "panel": PANEL}[kind]))
    if kind == "panel":
        read_panel(path)
    elif kind == "elasticities" and draw.random() < 0.5:
        own_rows(str(path))
    elif kind == "icio":
        build(read_source(str(path), 2022), BuildChoices("icio", 2022, tariffs=draw.choice(("none", "icio2022"))))
    else:
        choices = BuildChoices(
            "mine",
            2022,
            tariffs=str(folder / "tariffs.csv"),
            inputs=str(folder / "inputs.csv"),
            elasticities=str(folder / "elasticities.csv"),
            regions=folder / "groups.csv" if kind == "groups" else None,
            services=draw.choice((None, ("services",), ("none",))),
        )
        build(read_source(str(folder / "flows.csv"), 2022), choices)
