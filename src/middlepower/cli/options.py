"""The options and arguments of all commands, each once: what it holds, its help, and how it is completed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from middlepower.cli import complete

# Of many commands.
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
OutDir = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write the files into this folder.")]
Also = Annotated[
    str | None,
    typer.Option(
        metavar="FORMATS",
        help="Files beside CSV and the page, separated by commas: xlsx, parquet, pdf, svg, png; efg of a game tree.",
        autocompletion=complete.in_a_list(complete.formats),
    ),
]

Elasticities = Annotated[
    str | None,
    typer.Option(
        metavar="SET|NUMBER|FILE",
        help="Elasticity set, such as FGO; one number; or my.csv (sector,theta). By default those that the world has.",
        autocompletion=complete.sets,
    ),
]
Horizon = Annotated[str, typer.Option(help="long, medium or first-year.", autocompletion=complete.horizons)]
Closure = Annotated[str, typer.Option(help="What happens to deficits.", autocompletion=complete.closures)]
BaselineDate = Annotated[str, typer.Option(help="The baseline: measures in force on this day.")]
OnWorld = Annotated[
    str,
    typer.Option(metavar="NAME|FILE", help="The world: embedded, or of your own.", autocompletion=complete.worlds),
]
AtBenchmark = Annotated[bool, typer.Option("--benchmark", help="The baseline is the world's own year instead.")]
Side = Annotated[
    str, typer.Option(help="both, import (cannot buy) or export (cannot sell).", autocompletion=complete.sides)
]
Ranges = Annotated[bool, typer.Option(help="Also under every published elasticity set.")]

# Of run.
ScenarioName = Annotated[
    str,
    typer.Argument(
        help="A built-in scenario (see `middlepower list scenarios`) or a YAML file.", autocompletion=complete.scenarios
    ),
]
ClosureOrAll = Annotated[
    str, typer.Option(help="What happens to deficits; `all` compares.", autocompletion=complete.closures)
]
WhoseBrief = Annotated[
    str | None, typer.Option(help="Whose brief it is: a code or name.", autocompletion=complete.economies)
]
SomeStates = Annotated[
    list[str] | None,
    typer.Option(help="Only these states; repeat, or separate by commas.", autocompletion=complete.states),
]
OtherWorld = Annotated[
    str | None,
    typer.Option(metavar="NAME|FILE", help="Another world than the scenario's.", autocompletion=complete.worlds),
]
NestElasticity = Annotated[float, typer.Option(help="Long-run elasticity between products of a flow.")]
RangesOrEnds = Annotated[
    bool,
    typer.Option(help="Also under every published elasticity set; at a shorter horizon, the ends of its elasticity."),
]
SetWeights = Annotated[
    str, typer.Option("--weights", help="What published sets weigh in the centre of headlines: equal, or score.")
]
Why = Annotated[bool, typer.Option("--why", help="Also list what each state changes: flows, trade covered, rates.")]
BesideRun = Annotated[
    list[str] | None,
    typer.Option(
        "--beside",
        help="Also ask, for the brief: coerce, treaty, wedge, frontier, align; separate by commas.",
        autocompletion=complete.beside,
    ),
]

# Of list.
Catalogue = Annotated[
    str,
    typer.Argument(
        help="economies, sectors, products, groups, worlds, scenarios, games, measures, cases, sets, horizons, "
        "closures, indicators, models, sources or all.",
        autocompletion=complete.catalogues,
    ),
]
Find = Annotated[str | None, typer.Option(help="Only rows in which this stands, such as korea or lobster.")]
LinesOf = Annotated[str | None, typer.Option(help="Only products with lines of this HS code, such as 0306.")]
Sender = Annotated[str | None, typer.Option(help="Only cases of this sender.")]
CaseTarget = Annotated[str | None, typer.Option(help="Only cases with this target.")]

# Of symbol.
SymbolName = Annotated[str, typer.Argument(help="A letter (tau), a name in Python (tariff) or words of its meaning.")]

# Of explain.
RunFolder = Annotated[Path, typer.Argument(help="A results.json, or the folder of a run.")]
WhoseChange = Annotated[
    str | None, typer.Option(help="Whose change to explain: a code or name.", autocompletion=complete.economies)
]

# Of doctor.
WorldOrFile = Annotated[
    str,
    typer.Argument(help="A world: a name, or a NetCDF file of your own.", autocompletion=complete.worlds),
]
BuildCode = Annotated[
    bool, typer.Option("--build", help="First build machine code: a minute once, and every run is faster.")
]

# Of replicate.
Studies = Annotated[
    list[str] | None,
    typer.Argument(help="Studies to rerun; none lists them.", autocompletion=complete.studies),
]
EveryStudy = Annotated[bool, typer.Option("--all", help="Rerun every study.")]
StudyData = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Folder of the studies' data.")]

# Of profile.
EconomyName = Annotated[str, typer.Argument(help="An economy: code or name.", autocompletion=complete.economies)]
Powers = Annotated[
    str | None,
    typer.Option(
        help="Powers, separated by commas; USA,CHN,EU if none.",
        autocompletion=complete.in_a_list(complete.economies),
    ),
]
PoliticalWeights = Annotated[Path | None, typer.Option(metavar="FILE", help="CSV of political weights.")]

# Of rank.
ToPower = Annotated[
    str | None, typer.Option(help="The power: an economy or a group.", autocompletion=complete.economies)
]
AllPairs = Annotated[bool, typer.Option("--matrix", help="All pairs instead of one power.")]
RankedBy = Annotated[
    str,
    typer.Option(
        help="exposure, leverage, sender-cost, export-share, import-share, tolerated-tariff, wedge or alignment.",
        autocompletion=complete.indicators,
    ),
]

# Of coalition.
Members = Annotated[
    str,
    typer.Option(
        help="Economies and groups, separated by commas.", autocompletion=complete.in_a_list(complete.economies)
    ),
]
Against = Annotated[
    str, typer.Option(help="The economy that they stop trading with.", autocompletion=complete.economies)
]

# Of frontier.
FrontierOf = Annotated[
    str, typer.Argument(help="An economy or a group, such as EU.", autocompletion=complete.economies)
]
FrontierPowers = Annotated[
    str | None,
    typer.Option(
        help="Powers that threaten, separated by commas; USA,CHN if none.",
        autocompletion=complete.in_a_list(complete.economies),
    ),
]
Threatened = Annotated[str, typer.Option(help="cutoff, or tariff:0.25 for 25 points on all goods.")]
AdmissibleSet = Annotated[
    str,
    typer.Option(
        help="Which policy is open: cusma-wto (bound), security (exceptions against the powers) or free.",
        autocompletion=complete.admissible,
    ),
]
Detail = Annotated[
    str, typer.Option(help="Tariffs by groups of goods, or by sectors.", autocompletion=complete.details)
]
AccessCost = Annotated[
    float | None,
    typer.Option(help="Yearly cost, as a part of sales, of making them 10% cheaper to deliver; none: no instrument."),
]
FrontierPoints = Annotated[int, typer.Option(help="Beliefs between 0 and 1 at which policy is sought.")]
SetsToo = Annotated[bool, typer.Option(help="Also under every published elasticity set: some minutes.")]

# Of tariffs.
Importer = Annotated[str, typer.Argument(help="Who taxes: an economy or a group.", autocompletion=complete.economies)]
Partners = Annotated[
    str,
    typer.Option(
        help="Partners, separated by commas; * is everybody.", autocompletion=complete.in_a_list(complete.economies)
    ),
]
LawOfDay = Annotated[str, typer.Option(help="The day whose law it is: 2026-01-13, or today.")]
TariffsBy = Annotated[str, typer.Option(help="The table that is shown: partner, sector or measure.")]
PathFrom = Annotated[str | None, typer.Option("--from", help="The first day of a path.")]
PathTo = Annotated[str | None, typer.Option("--to", help="The last day of the path; that of --date if none.")]
TariffWeights = Annotated[
    str | None, typer.Option(help="world, or a table of trade such as us-imports-2024, the default for USA.")
]
WithoutAdcvd = Annotated[bool, typer.Option("--without-adcvd", help="Without anti-dumping and countervailing duties.")]

# Of replay.
ReplayFrom = Annotated[str, typer.Option("--from", help="The first day, with whose law all is compared.")]
ReplayTo = Annotated[str, typer.Option("--to", help="The last day.")]
Between = Annotated[
    str | None, typer.Option(help="Between whom, such as CAN-CHN; CAN, USA, CHN and MEX if nobody is named.")
]
WhoseIncome = Annotated[str | None, typer.Option(help="Whose income is told first.", autocompletion=complete.economies)]

# Of score.
ScoreTest = Annotated[str | None, typer.Option(help="One test, such as canada-2025; all if none is named.")]
SeenData = Annotated[
    Path | None, typer.Option(metavar="DIR", help="A folder with what was seen, in the place of the package's own.")
]

Registered = Annotated[
    str | None, typer.Option("--register", metavar="SCENARIO", help="Write down forecasts of a scenario's states.")
]
ForecastYear = Annotated[int | None, typer.Option("--year", help="The year that registered forecasts are for.")]
ChangesSeen = Annotated[
    Path | None, typer.Option("--against", metavar="FILE.csv", help="Changes seen, to hold forecasts against.")
]
ForecastsFile = Annotated[
    Path | None, typer.Option("--forecast", metavar="FILE", help="Registered forecasts; those for 2027 if none.")
]

# Of compare.
FirstCompared = Annotated[
    str, typer.Argument(metavar="FIRST", help="SCENARIO:STATE, DIR:STATE of a run's folder, or a day.")
]
SecondCompared = Annotated[str, typer.Argument(metavar="SECOND", help="The same of the other.")]
Anyway = Annotated[bool, typer.Option("--anyway", help="Also where worlds or baselines differ.")]

# Of world info.
WorldName = Annotated[str, typer.Argument(help="A world: a name or a file.", autocompletion=complete.worlds)]

# Of trade import.
TradeFiles = Annotated[list[Path], typer.Argument(help="CSV files, as of BACI or Comtrade or plain.")]
TableName = Annotated[str | None, typer.Option(help="Name of the table; that of the file if none.")]
TableSource = Annotated[str, typer.Option(help="Where the numbers are from.")]
HsEdition = Annotated[int, typer.Option(help="HS edition of the codes: 1992, ..., 2017 or 2022.")]
Partial = Annotated[bool, typer.Option("--partial", help="The files hold some lines only.")]

# Of trade show.
Buyer = Annotated[str, typer.Option(help="Who buys: an economy or a group.", autocompletion=complete.economies)]
Seller = Annotated[str, typer.Option(help="Who sells: an economy or a group.", autocompletion=complete.economies)]
HsCodes = Annotated[list[str] | None, typer.Option(help="HS codes, such as 8703.80,72.")]

# Of data fetch.
OfficialData = Annotated[str, typer.Argument(help="baci: trade by HS6 (CEPII); oecd-icio: input-output tables.")]
DataYear = Annotated[int, typer.Option(help="The year to import.")]
OtherAddress = Annotated[str | None, typer.Option(help="Another address of the same file.")]

# Of ensemble.
Draws = Annotated[int | None, typer.Option("--draws", help="How many draws; 1000 by default, of sets all of them.")]
DrawsInstead = Annotated[
    int | None,
    typer.Option("--draws", help="Medians and 10th to 90th percentiles of so many draws instead of ranges."),
]
Over = Annotated[list[str] | None, typer.Option(help="Draw only these, by name.", autocompletion=complete.drawn)]
FlowError = Annotated[float, typer.Option(help="Standard deviation of ln flows, drawn by pair and sector.")]
DrawsOfProfile = Annotated[
    int | None,
    typer.Option("--draws", help="Medians and 10th to 90th percentiles of so many draws instead of ranges; 3 s each."),
]
DrawsOfGame = Annotated[
    int | None,
    typer.Option(
        "--draws", help="Medians and 10th to 90th percentiles of so many draws instead of ranges; 3 to 15 s each."
    ),
]
DrawsOfFrontier = Annotated[
    int | None,
    typer.Option("--draws", help="Medians and 10th to 90th percentiles of so many draws instead of ranges; 30 s each."),
]
DrawsOfTariffs = Annotated[
    int | None,
    typer.Option("--draws", help="Medians and 10th to 90th percentiles of so many draws instead of ranges; 1 s each."),
]
Design = Annotated[
    str,
    typer.Option(
        "--design",
        help="Where they lie: sobol, latin, or sets (themselves).",
        autocompletion=complete.designs,
    ),
]
Seed = Annotated[int, typer.Option("--seed", help="Of the draws; the same seed gives the same numbers.")]
Workers = Annotated[int | None, typer.Option("--workers", help="Processes on this machine; default: its cores.")]
Scheduler = Annotated[str | None, typer.Option("--scheduler", help="Address of a Dask scheduler, tcp://HOST:8786.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the draws in --out.")]

# Of align.
TwoPowers = Annotated[str, typer.Option("--powers", help="The two powers it stands between, with a comma.")]
Toward = Annotated[str | None, typer.Option("--toward", help="The power that the path leads to; default: the second.")]
Closer = Annotated[float, typer.Option("--closer", help="Standard deviations of distance that the path leads closer.")]
TiesData = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder with alliances and agreements, which are not carried."),
]
