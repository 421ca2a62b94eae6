"""What is written beside a command's CSV tables and pages when asked for: XLSX, Parquet, PDF, SVG, PNG, game trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized

import middlepower
from middlepower.document.header import Document, Header
from middlepower.errors import ScenarioError
from middlepower.language.catalogue import say
from middlepower.report.chromium import chromium, drawn, printed
from middlepower.report.csv_text import check_arrow, csv_parquet
from middlepower.report.drawing import WIDTH, Drawing, height_of, svg
from middlepower.report.wording import labelled, parted
from middlepower.report.workbook import engine, workbook

FORMATS = ("xlsx", "parquet", "pdf", "svg", "png", "efg")
Texts = Mapping[str, str | bytes]


def asked(also: str) -> tuple[str, ...]:
    """The formats of a text such as xlsx,pdf; ScenarioError for one that does not exist."""
    formats = tuple(dict.fromkeys(part.strip() for part in also.split(",")))
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ScenarioError(f"`--also` has `{unknown[0]}`: give formats of {', '.join(FORMATS)}, separated by commas.")
    return formats


def check_engines(also: Sequence[str]) -> None:
    """None; OutputError with the remedy where a format lacks what makes it."""
    if "xlsx" in also:
        engine()
    if "parquet" in also:
        check_arrow()
    if {"pdf", "png"} & set(also):
        chromium()


def further(
    texts: Texts, also: Sequence[str], document: Document | None, drawings: Iterable[Drawing]
) -> dict[str, str | bytes]:
    """What some formats add to the files of a command."""
    tables = {name: text for name, text in texts.items() if name.endswith(".csv") and isinstance(text, str)}
    pages = {name: text for name, text in texts.items() if name.endswith(".html") and isinstance(text, str)}
    figures = list(drawings) if {"svg", "png"} & set(also) else []
    trees = [name for name in texts if name.endswith(".efg")]
    made: dict[str, str | bytes] = {}
    there = {"xlsx": tables, "parquet": tables, "pdf": pages, "svg": figures, "png": figures, "efg": trees}
    _check_there_is(also, there)
    if "xlsx" in also:
        made["tables.xlsx"] = workbook(tables, about(document), document)
    if "parquet" in also:
        packed = {f"{_stem(name)}.parquet": text for name, text in tables.items()}
        made |= {name: csv_parquet(text) for name, text in packed.items() if name not in texts}
    if "pdf" in also:
        made |= {f"{_stem(name)}.pdf": printed(text) for name, text in pages.items()}
    if "svg" in also:
        made |= {f"{one.name}.svg": svg(one) for one in figures}
    if "png" in also:
        made |= {f"{one.name}.png": drawn(svg(one), WIDTH, height_of(one)) for one in figures}
    return made


def _check_there_is(also: Sequence[str], made_of: Mapping[str, Sized]) -> None:
    """ScenarioError for a format of which this command has nothing to write."""
    for name in also:
        if not made_of[name]:
            what = {"pdf": "page", "svg": "figure", "png": "figure", "efg": "game tree"}.get(name, "table")
            raise ScenarioError(f"`--also {name}`: this command has no {what} to write so; leave {name} out.")


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def about(document: Document | None) -> Iterator[tuple[str, str]]:
    """What the first sheet of a workbook says, as pairs: baseline, world, settings, version, sources."""
    yield "middlepower", middlepower.__version__
    if document is not None:
        yield from _settings(document.header)
        for measure in document.header.measures:
            yield say("tables.about.measure", id=measure.id), labelled(measure.title, " ".join(measure.sources))
        for source in document.header.sources:
            said = (source.title, source.edition, source.licence, source.address)
            yield say("tables.about.source", id=source.id), parted(filter(None, said))


def _settings(header: Header) -> Iterator[tuple[str, str]]:
    yield say("tables.about.question"), header.question
    yield say("tables.about.baseline"), header.baseline
    yield say("tables.about.baselines_day"), header.baseline_date or ""
    yield say("tables.about.world"), f"{header.world} ({header.vintage})"
    yield say("tables.about.elasticities"), labelled(header.elasticities, header.elasticities_source)
    yield say("tables.about.horizon"), labelled(header.horizon, header.horizon_source)
    yield say("tables.about.closure"), labelled(header.closure, header.closure_meaning)
    yield say("tables.about.unit_of_money"), header.unit
    yield say("tables.about.unit_of_account"), header.numeraire
    yield say("tables.about.number"), header.centre
    yield say("tables.about.low_and_high"), header.range
    yield say("tables.about.worst_residual"), f"{header.worst_residual:.1e}"
    yield say("tables.about.command"), header.command
