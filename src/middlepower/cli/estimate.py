"""`middlepower estimate gravity`: trade elasticities from a user's own panel."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from middlepower.cli.options import Also, AsJson, OutDir
from middlepower.cli.place import placed
from middlepower.language.catalogue import say

estimate_app = typer.Typer(help="Elasticities from your own data.", no_args_is_help=True, rich_markup_mode=None)
Panel = Annotated[Path, typer.Argument(help="CSV: importer, exporter, year, value, tariff, and perhaps sector.")]
ValuesAre = Annotated[str, typer.Option("--values", help="customs (before duties) or duty-paid.")]


@estimate_app.command("gravity")
def estimate_gravity_of(
    file: Panel,
    values: ValuesAre = "customs",
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Estimate the trade elasticity of every sector by Poisson gravity with fixed effects."""
    from middlepower.cli.output import show
    from middlepower.data.gravity import estimate_gravity

    found = estimate_gravity(file, values)
    rows = [
        {"sector": one.sector, "theta": one.theta, "standard_error": one.standard_error, "source": one.source}
        for one in found
    ]
    place = placed(out, also)
    show("estimate", {"elasticities": rows}, place, json)
    if place is not None:
        print(say("cli.estimate_next", file=str(place.folder / "elasticities.csv")), file=sys.stderr)
