"""The options of the commands that make worlds and elasticities of a user's own data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from middlepower.cli import complete

FlowSource = Annotated[
    str | None,
    typer.Argument(
        help="The OECD's wide CSV, a folder saved by pymrio, wiod:PATH, eora:PATH, or flows one a row as CSV or Excel."
    ),
]
FlowYear = Annotated[int | None, typer.Option("--year", help="The year of the flows.")]
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
        "--inputs",
        metavar="FILE|none|WORLD",
        help="sold,using,share of output, for flows that don't say who uses; with --products the world of sectors.",
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
ProductsOf = Annotated[
    Path | None,
    typer.Option(
        "--products", metavar="FILE", help="Trade by HS line of six digits (BACI, Comtrade, plain): divides sectors."
    ),
]
CountriesOf = Annotated[
    Path | None, typer.Option("--countries", metavar="FILE", help="BACI's list of the numbers of countries.")
]
TitlesOf = Annotated[
    Path | None, typer.Option("--product-names", metavar="FILE", help="BACI's list of products: code,description.")
]
SectorsOf = Annotated[
    Path | None,
    typer.Option("--concordance", metavar="FILE", help="hs,sector: in which sector of the world which line lies."),
]
EditionOf = Annotated[
    int | None, typer.Option("--edition", help="HS edition of --products, as 2017; that of its name or 2022 if none.")
]
