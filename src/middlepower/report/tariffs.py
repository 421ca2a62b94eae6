"""Files of average tariffs: the document, tables, the page, and the chart of a path alone."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.document.file import write
from middlepower.document.number import Number
from middlepower.document.tariff_rates import PartnerTariffs, Tariffs
from middlepower.language.catalogue import say
from middlepower.report.csv_text import blank, csv_text
from middlepower.report.drawing import Drawing, PlotFigure, RowFigure
from middlepower.report.profile import profile_page
from middlepower.report.profile_tables import Row, numbers_csv, numbers_of
from middlepower.report.tariff_figures import rate_chart, step_plot
from middlepower.report.tariff_wording import bullets, day_of, partner_name

ALL_GOODS = "*"


def tariffs_texts(document: Tariffs) -> dict[str, str]:
    """File name to content of all files."""
    texts = {
        document.file_name: write(document),
        "rates.csv": numbers_csv(("partner", "name", "sector", "sector_name"), _rates(document)),
        "parts.csv": csv_text(("partner", "part", "title", "instrument", "part_percent"), _parts(document)),
    }
    if document.path:
        texts["path.csv"] = csv_text(("date", *document.partners), _path(document))
    texts["tariffs.html"] = render_tariffs(document)
    return texts


def _rates(document: Tariffs) -> Iterator[Row]:
    for code, row in document.partners.items():
        name = partner_name(document, code)
        yield (code, name, ALL_GOODS, say("tariffs.all_goods")), numbers_of(row.whole)
        for sector, rates in row.sectors.items():
            yield (code, name, sector, document.sectors[sector].name), numbers_of(rates)


def _parts(document: Tariffs) -> Iterator[list[object]]:
    for code, row in document.partners.items():
        yield [code, "ordinary duty", say("tariffs.ordinary_duty").lower(), "", blank(row.ordinary_percent.value)]
        for part in row.parts:
            yield [code, part.measure, part.title, part.instrument, blank(part.part_percent.value)]


def _path(document: Tariffs) -> Iterator[list[object]]:
    for step in document.path:
        yield [step.date, *(blank(step.applied_percent[code].value) for code in document.partners)]


def render_tariffs(document: Tariffs) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "own": document.name(document.importer),
        "day": day_of(document),
        "names": {code: partner_name(document, code) for code in document.partners},
        "columns": [partner_name(document, code) for code in document.partners],
        "bullets": bullets(document),
        "chart": rate_chart(document),
        "steps": step_plot(document),
        "sectors": sector_rows(document),
        "parts": part_rows(document),
    }
    return profile_page("tariffs.html", context)


def tariff_drawings(document: Tariffs) -> Iterator[Drawing]:
    """The rates, and their path where one was asked for."""
    own, steps = document.name(document.importer), step_plot(document)
    note = say("tariffs.figure.note", day=day_of(document), weights=document.weights_source)
    yield RowFigure("rates", say("tariffs.figure.rates", own=own), note, rate_chart(document), "series")
    if steps is not None:
        yield PlotFigure("path", say("tariffs.figure.path", own=own), note, steps)


def sector_rows(document: Tariffs) -> list[tuple[str, list[Number]]]:
    """(sector, rate on each partner), in the order of the world's sectors."""
    none = Number(None, reason=say("tariffs.no_trade"))
    rows = []
    for code, sector in document.sectors.items():
        partners = [row.sectors[code].applied_percent if code in row.sectors else none for row in _all(document)]
        if any(number.value is not None for number in partners):
            rows.append((sector.name, partners))
    return rows


def part_rows(document: Tariffs) -> list[tuple[str, str, list[Number]]]:
    """(measure, title, points on each partner), the largest anywhere first, after the ordinary duty."""
    titles = {part.measure: part.title for row in _all(document) for part in row.parts}
    points = [{part.measure: part.part_percent for part in row.parts} for row in _all(document)]
    none = Number(None, reason=say("tariffs.no_part"))
    rows = [(name, title, [known.get(name, none) for known in points]) for name, title in titles.items()]
    rows.sort(key=lambda row: -max(abs(number.value or 0.0) for number in row[2]))
    return [("", say("tariffs.ordinary_duty"), [row.ordinary_percent for row in _all(document)]), *rows]


def _all(document: Tariffs) -> list[PartnerTariffs]:
    return list(document.partners.values())
