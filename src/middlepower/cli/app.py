"""The commands and their options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from middlepower.cli import complete
from middlepower.cli.power import question_of_power, split
from middlepower.data.embedded import DEFAULT_WORLD

app = typer.Typer(
    name="middlepower",
    help="Trade, tariffs, retaliation, dependence and alignment, made computable.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
world_app = typer.Typer(help="The embedded worlds.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(world_app, name="world")
trade_app = typer.Typer(
    help="Trade by product: what is known, and tables of one's own.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(trade_app, name="trade")
data_app = typer.Typer(help="Official data from their publishers.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(data_app, name="data")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
OutDir = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write the files into this folder.")]

Elasticities = Annotated[str, typer.Option(help="Elasticity set, such as MEDIAN or FGO.", autocompletion=complete.sets)]
Horizon = Annotated[str, typer.Option(help="long, medium or first-year.", autocompletion=complete.horizons)]
Closure = Annotated[str, typer.Option(help="What happens to deficits.", autocompletion=complete.closures)]
BaselineDate = Annotated[str, typer.Option(help="The baseline: measures in force on this day.")]
OnWorld = Annotated[str, typer.Option(help="The embedded world: its year's flows.", autocompletion=complete.worlds)]
AtBenchmark = Annotated[bool, typer.Option("--benchmark", help="The baseline is the world's own year instead.")]
Side = Annotated[
    str, typer.Option(help="both, import (cannot buy) or export (cannot sell).", autocompletion=complete.sides)
]
Ranges = Annotated[bool, typer.Option(help="Also under every published elasticity set.")]


def _version(wanted: bool) -> None:
    if wanted:
        import middlepower

        print(f"middlepower {middlepower.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Trade, tariffs, retaliation, dependence and alignment, made computable."""


@app.command()
def run(
    scenario: Annotated[
        str,
        typer.Argument(
            help="A built-in scenario (see `middlepower list`) or a YAML file.", autocompletion=complete.scenarios
        ),
    ],
    out: OutDir = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Annotated[
        str, typer.Option(help="What happens to deficits; `all` compares.", autocompletion=complete.closures)
    ] = "world_gdp_share",
    economy: Annotated[
        str | None, typer.Option(help="Whose brief it is: a code or name.", autocompletion=complete.economies)
    ] = None,
    states: Annotated[
        list[str] | None,
        typer.Option(help="Only these states; repeat, or separate by commas.", autocompletion=complete.states),
    ] = None,
    world: Annotated[
        str | None,
        typer.Option(help="Another embedded world than the scenario's.", autocompletion=complete.worlds),
    ] = None,
    nest_elasticity: Annotated[float, typer.Option(help="Long-run elasticity between products of a flow.")] = 5.0,
    ranges: Annotated[
        bool,
        typer.Option(
            help="Also under every published elasticity set; at a shorter horizon, the ends of its elasticity."
        ),
    ] = True,
    why: Annotated[
        bool, typer.Option("--why", help="Also list what each state changes: flows, trade covered, rates.")
    ] = False,
) -> None:
    """Compare the policy states of a scenario with its baseline."""
    from middlepower.cli.run import run_command
    from middlepower.experiment.settings import Settings

    chosen = tuple(name for listed in states or [] for name in split(listed, "--states"))
    settings = Settings(elasticities, horizon, closure, nest_elasticity, ranges)
    run_command(scenario, economy, chosen, world, settings, out, json, why)


@app.command("list")
def list_all(
    what: Annotated[
        str,
        typer.Argument(
            help="economies, sectors, products, groups, worlds, scenarios, measures, cases, sets, horizons, "
            "closures, indicators, models, sources or all.",
            autocompletion=complete.catalogues,
        ),
    ] = "all",
    find: Annotated[str | None, typer.Option(help="Only rows in which this stands, such as korea or lobster.")] = None,
    hs: Annotated[str | None, typer.Option(help="Only products with lines of this HS code, such as 0306.")] = None,
    sender: Annotated[str | None, typer.Option(help="Only cases of this sender.")] = None,
    target: Annotated[str | None, typer.Option(help="Only cases with this target.")] = None,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Show what has a name: economies, sectors, products, groups, measures, scenarios, ..., with codes."""
    from middlepower.cli.catalogue import list_command
    from middlepower.cli.search import Wanted

    list_command(what, Wanted(find, hs, sender, target), out, json)


@app.command()
def symbol(
    name: Annotated[str, typer.Argument(help="A letter (tau), a name in Python (tariff) or words of its meaning.")],
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Say what a letter or a name stands for, where it is used, and what papers call it."""
    from middlepower.cli.symbol import symbol_command

    symbol_command(name, out, json)


@app.command()
def explain(
    results: Annotated[Path, typer.Argument(help="A results.json, or the folder of a run.")],
    economy: Annotated[
        str | None, typer.Option(help="Whose change to explain: a code or name.", autocompletion=complete.economies)
    ] = None,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Say who and what moved an economy's real income, in exact parts that add up."""
    from middlepower.cli.explain import explain_command

    explain_command(results, economy, out, json)


@app.command()
def doctor(
    world: Annotated[
        str,
        typer.Argument(help="An embedded world, or a NetCDF file of your own.", autocompletion=complete.worlds),
    ] = DEFAULT_WORLD,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Examine a world: every violated identity with its cell, and whether it solves."""
    from middlepower.cli.doctor import doctor_command

    doctor_command(world, out, json)


@app.command()
def replicate(
    studies: Annotated[
        list[str] | None,
        typer.Argument(help="Studies to rerun; none lists them.", autocompletion=complete.studies),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Rerun every study.")] = False,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Folder of the studies' data.")] = None,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Rerun published studies: their numbers beside ours, with tolerance and verdict."""
    from middlepower.cli.replicate import replicate_command

    replicate_command(studies or [], everything, data, out, json)


@app.command()
def profile(
    economy: Annotated[str, typer.Argument(help="An economy: code or name.", autocompletion=complete.economies)],
    powers: Annotated[
        str | None,
        typer.Option(
            help="Powers, separated by commas; USA,CHN,EU if none.",
            autocompletion=complete.in_a_list(complete.economies),
        ),
    ] = None,
    out: OutDir = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    weights: Annotated[Path | None, typer.Option(metavar="FILE", help="CSV of political weights.")] = None,
    ranges: Ranges = True,
) -> None:
    """Say who an economy depends on, what losing each power would cost it, and who would carry that."""
    from middlepower.cli.profile import profile_command
    from middlepower.document.profile import ProfileRequest
    from middlepower.experiment.settings import Settings

    request = ProfileRequest(economy, None if powers is None else split(powers, "--powers"), weights)
    settings = Settings(elasticities, horizon, closure, ranges=ranges)
    profile_command(request, question_of_power(date, benchmark, world), settings, out, json)


@app.command()
def rank(
    to: Annotated[
        str | None, typer.Option(help="The power: an economy or a group.", autocompletion=complete.economies)
    ] = None,
    matrix: Annotated[bool, typer.Option("--matrix", help="All pairs instead of one power.")] = False,
    by: Annotated[
        str,
        typer.Option(
            help="exposure, leverage, sender-cost, export-share or import-share.", autocompletion=complete.indicators
        ),
    ] = "exposure",
    side: Side = "both",
    out: OutDir = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = True,
) -> None:
    """Rank all economies by their exposure to a power, or show who is exposed to whom."""
    from middlepower.cli.rank import rank_command
    from middlepower.experiment.settings import Settings

    settings = Settings(elasticities, horizon, closure, ranges=ranges and not matrix)
    rank_command(to, matrix, by, side, question_of_power(date, benchmark, world), settings, out, json)


@app.command()
def coalition(
    members: Annotated[
        str,
        typer.Option(
            help="Economies and groups, separated by commas.", autocompletion=complete.in_a_list(complete.economies)
        ),
    ],
    against: Annotated[
        str, typer.Option(help="The economy that they stop trading with.", autocompletion=complete.economies)
    ],
    side: Side = "both",
    out: OutDir = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = True,
) -> None:
    """Say what several economies can do to a target together, what it costs them, and who adds how much."""
    from middlepower.cli.coalition import coalition_command
    from middlepower.experiment.settings import Settings

    settings = Settings(elasticities, horizon, closure, ranges=ranges)
    coalition_command(
        split(members, "--members"), against, side, question_of_power(date, benchmark, world), settings, out, json
    )


@app.command()
def tariffs(
    importer: Annotated[
        str, typer.Argument(help="Who taxes: an economy or a group.", autocompletion=complete.economies)
    ],
    on: Annotated[
        str,
        typer.Option(
            help="Partners, separated by commas; * is everybody.", autocompletion=complete.in_a_list(complete.economies)
        ),
    ] = "*",
    date: Annotated[str, typer.Option(help="The day whose law it is: 2026-01-13, or today.")] = "2026-01-13",
    by: Annotated[str, typer.Option(help="The table that is shown: partner, sector or measure.")] = "partner",
    first: Annotated[str | None, typer.Option("--from", help="The first day of a path.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last day of the path; that of --date if none.")] = None,
    chart: Annotated[bool, typer.Option("--chart", help="Also the path's figure alone, path.svg.")] = False,
    weights: Annotated[
        str | None, typer.Option(help="world, or a table of trade such as us-imports-2024, the default for USA.")
    ] = None,
    without_adcvd: Annotated[
        bool, typer.Option("--without-adcvd", help="Without anti-dumping and countervailing duties.")
    ] = False,
    out: OutDir = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    world: OnWorld = DEFAULT_WORLD,
) -> None:
    """Say what an importer takes from its partners on average, by sector, measure and day."""
    from middlepower.cli.tariffs import day, span_of, tariffs_command
    from middlepower.document.tariffs import TariffRequest
    from middlepower.experiment.settings import Settings

    on_day = day(date, "--date")
    span = span_of(first, last, on_day)
    request = TariffRequest(importer, split(on, "--on"), weights, without_adcvd, span)
    settings = Settings(elasticities, horizon, closure, ranges=False)
    tariffs_command(request, on_day, world, settings, by, chart, out, json)


@app.command()
def replay(
    first: Annotated[str, typer.Option("--from", help="The first day, with whose law all is compared.")] = "2018-01-01",
    last: Annotated[str, typer.Option("--to", help="The last day.")] = "2026-11-01",
    of: Annotated[
        str | None, typer.Option(help="Between whom, such as CAN-CHN; CAN, USA, CHN and MEX if nobody is named.")
    ] = None,
    economy: Annotated[
        str | None, typer.Option(help="Whose income is told first.", autocompletion=complete.economies)
    ] = None,
    out: OutDir = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = False,
) -> None:
    """Follow the law between economies step by step: who moved, the rates after it, and what each step did."""
    from middlepower.cli.replay import replay_command, two_parties
    from middlepower.cli.tariffs import day
    from middlepower.experiment.ladder import LadderRequest
    from middlepower.experiment.settings import Settings

    request = LadderRequest(day(first, "--from"), day(last, "--to"), two_parties(of), economy)
    settings = Settings(elasticities, horizon, closure, ranges=ranges)
    replay_command(request, world, settings, out, json)


@app.command()
def score(
    test: Annotated[str | None, typer.Option(help="One test, such as canada-2025; all if none is named.")] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder with what was seen, in the place of the package's own.")
    ] = None,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Say how well forecasts on frozen worlds fit what was seen, beside simpler methods."""
    from middlepower.cli.score import score_command

    score_command(test, data, out, json)


@app.command()
def compare(
    first: Annotated[
        str, typer.Argument(metavar="FIRST", help="SCENARIO:STATE, DIR:STATE of a run's folder, or a day.")
    ],
    second: Annotated[str, typer.Argument(metavar="SECOND", help="The same of the other.")],
    anyway: Annotated[bool, typer.Option("--anyway", help="Also where worlds or baselines differ.")] = False,
    out: OutDir = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    ranges: Ranges = False,
) -> None:
    """Say how far two states, two runs or the law of two days are apart, and what tells them apart."""
    from middlepower.cli.compare import compare_command
    from middlepower.experiment.settings import Settings

    settings = Settings(elasticities, horizon, closure, ranges=ranges)
    compare_command(first, second, anyway, settings, out, json)


@world_app.command("info")
def world_info(
    name: Annotated[str, typer.Argument(help="An embedded world.", autocompletion=complete.worlds)] = DEFAULT_WORLD,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Show a world's sources and transformations, and its main aggregates beside published totals."""
    from middlepower.cli.info import info_command

    info_command(name, out, json)


@trade_app.command("import")
def trade_import(
    files: Annotated[list[Path], typer.Argument(help="CSV files, as of BACI or Comtrade or plain.")],
    name: Annotated[str | None, typer.Option(help="Name of the table; that of the file if none.")] = None,
    source: Annotated[str, typer.Option(help="Where the numbers are from.")] = "given by the user",
    edition: Annotated[int, typer.Option(help="HS edition of the codes: 1992, ..., 2017 or 2022.")] = 2022,
    partial: Annotated[bool, typer.Option("--partial", help="The files hold some lines only.")] = False,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Read tables of trade by product into your data folder; they are used from then on."""
    from middlepower.cli.trade import Described, import_command

    import_command(files, Described(name, source, edition, partial), out, json)


@trade_app.command("show")
def trade_show(
    importer: Annotated[str, typer.Option(help="Who buys: an economy or a group.", autocompletion=complete.economies)],
    exporter: Annotated[str, typer.Option(help="Who sells: an economy or a group.", autocompletion=complete.economies)],
    hs: Annotated[list[str] | None, typer.Option(help="HS codes, such as 8703.80,72.")] = None,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Show what the tables know of the trade between two economies, and from where."""
    from middlepower.cli.trade import show_command

    codes = [code.strip() for one in hs or [] for code in one.split(",") if code.strip()]
    show_command(importer, exporter, codes, out, json)


@data_app.command("fetch")
def data_fetch(
    what: Annotated[str, typer.Argument(help="baci: trade by HS6 and pair of countries (CEPII).")],
    year: Annotated[int, typer.Option(help="The year to import.")],
    address: Annotated[str | None, typer.Option(help="Another address of the same file.")] = None,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Download an official file, record its checksum, and import it."""
    from middlepower.cli.trade import fetch_command

    fetch_command(what, year, address, out, json)
