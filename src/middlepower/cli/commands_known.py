"""The commands on what is known: names, worlds, studies, forecasts, trade by product, official data."""

from __future__ import annotations

from middlepower.cli.options import (
    Also,
    AsJson,
    BuildCode,
    Buyer,
    CaseTarget,
    Catalogue,
    ChangesSeen,
    DataYear,
    EveryStudy,
    Find,
    ForecastsFile,
    ForecastYear,
    HsCodes,
    HsEdition,
    LinesOf,
    OfficialData,
    OtherAddress,
    OutDir,
    Partial,
    Registered,
    ScoreTest,
    SeenData,
    Seller,
    Sender,
    Studies,
    StudyData,
    SymbolName,
    TableName,
    TableSource,
    TradeFiles,
    WorldName,
    WorldOrFile,
)
from middlepower.cli.place import placed
from middlepower.data.embedded import DEFAULT_WORLD


def list_all(
    what: Catalogue = "",
    find: Find = None,
    hs: LinesOf = None,
    sender: Sender = None,
    target: CaseTarget = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Show what has a name: economies, sectors, products, groups, measures, scenarios, ..., with codes."""
    if not (what or find or hs or sender or target):
        from middlepower.cli.overview import overview_command

        overview_command(placed(out, also), json)
        return
    from middlepower.cli.catalogue import list_command
    from middlepower.cli.search import Wanted

    list_command(what or "all", Wanted(find, hs, sender, target), placed(out, also), json)


def symbol(
    name: SymbolName,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Say what a letter or a name stands for, where it is used, and what papers call it."""
    from middlepower.cli.symbol import symbol_command

    symbol_command(name, placed(out, also), json)


def doctor(
    world: WorldOrFile = DEFAULT_WORLD,
    build: BuildCode = False,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Examine a world: every violated identity with its cell, and whether it solves; is machine code built?"""
    from middlepower.cli.doctor import build_command, doctor_command

    if build:
        build_command()
    doctor_command(world, placed(out, None), json)


def replicate(
    studies: Studies = None,
    everything: EveryStudy = False,
    data: StudyData = None,
    out: OutDir = None,
    json: AsJson = False,
) -> None:
    """Rerun published studies: their numbers beside ours, with tolerance and verdict."""
    from middlepower.cli.replicate import replicate_command

    replicate_command(studies or [], everything, data, placed(out, None), json)


def score(
    test: ScoreTest = None,
    data: SeenData = None,
    register: Registered = None,
    year: ForecastYear = None,
    against: ChangesSeen = None,
    forecast: ForecastsFile = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Say how well forecasts on frozen worlds fit what was seen, beside simpler methods."""
    import datetime as dt

    from middlepower.cli.forecasts import ForecastsAsked, against_command, register_command
    from middlepower.cli.score import plain_score
    from middlepower.cli.shown import show_answer
    from middlepower.front.score import score as ask

    asked, place = ForecastsAsked(register, year, against, forecast), placed(out, also)
    asked.check(test, data)
    if register is not None and year is not None:
        register_command(register, year, place, json, dt.date.today())
    elif against is not None:
        against_command(forecast, against, place, json)
    else:
        show_answer(lambda tell: ask(test, data, tell=tell), plain_score, place, json)


def world_info(
    name: WorldName = DEFAULT_WORLD,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Show a world's sources and transformations, and its main aggregates beside published totals."""
    from middlepower.cli.info import info_command

    info_command(name, placed(out, also), json)


def trade_import(
    files: TradeFiles,
    name: TableName = None,
    source: TableSource = "given by the user",
    edition: HsEdition = 2022,
    partial: Partial = False,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Read tables of trade by product into your data folder; they are used from then on."""
    from middlepower.cli.trade import Described, import_command

    import_command(files, Described(name, source, edition, partial), placed(out, also), json)


def trade_show(
    importer: Buyer,
    exporter: Seller,
    hs: HsCodes = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Show what the tables know of the trade between two economies, and from where."""
    from middlepower.cli.trade import show_command

    codes = [code.strip() for one in hs or [] for code in one.split(",") if code.strip()]
    show_command(importer, exporter, codes, placed(out, also), json)


def data_fetch(
    what: OfficialData,
    year: DataYear,
    address: OtherAddress = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Download an official file, record its checksum, and import it."""
    from middlepower.cli.trade import fetch_command

    fetch_command(what, year, address, placed(out, also), json)
