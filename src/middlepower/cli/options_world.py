"""The options of the commands that make worlds and elasticities of a user's own data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from middlepower.cli import complete

FlowSource = Annotated[
    str,
    typer.Argument(
        help="The OECD's wide CSV, a folder saved by pymrio, wiod:PATH, eora:PATH, or flows one a row as CSV or Excel."
    ),
]
FlowYear = Annotated[int, typer.Option("--year", help="The year of the flows.")]
StoredName = Annotated[str | None, typer.Option("--name", help="Store it under this name in your data folder.")]
WorldFile = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it to this file (.nc).")]
TariffsOf = Annotated[
    str | None,
    typer.Option(
        "--tariffs", metavar="FILE|WORLD|none", help="importer,exporter,sector,rate; or an embedded world's; or none."
    ),
]
TariffDay = Annotated[
    str | None, typer.Option(help="The day whose law the tariffs are, as 2022-07-01; mid-year if none.")
]
InputsOf = Annotated[
    str | None,
    typer.Option(
        "--inputs", metavar="FILE|none", help="sold,using,share of output; for flows that don't say who uses."
    ),
]
ThetaOf = Annotated[
    str | None,
    typer.Option(
        "--elasticities",
        metavar="SET|NUMBER|FILE",
        help="A set, a number, or sector,theta.",
        autocompletion=complete.sets,
    ),
]
ServicesOf = Annotated[
    str | None, typer.Option("--services", help="The sectors that are services, separated by commas; none for none.")
]
MarginsOf = Annotated[
    str | None,
    typer.Option(
        "--margins", help="Service industries that are margins on goods abroad, such as G,H49; merges services."
    ),
]
Groups = Annotated[
    str | None,
    typer.Option(
        "--aggregate",
        metavar="FILE,FILE",
        help="Groups of economies, of sectors (member,group); - leaves one out, standard are our sectors.",
    ),
]
UsDollars = Annotated[
    float | None,
    typer.Option("--usd", help="Million US dollars that one unit of the table is, where the table does not say so."),
]
