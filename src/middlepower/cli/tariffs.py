"""`middlepower tariffs`: what an importer takes from its partners on average, and what makes it so."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from middlepower.cli.output import print_table, wrote
from middlepower.document.file import write
from middlepower.document.tariff_rates import Tariffs
from middlepower.document.tariffs import Span, TariffRequest, tariff_question, tariffs_document
from middlepower.errors import ScenarioError
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.language.catalogue import say
from middlepower.report.folder import Place
from middlepower.report.profile_wording import billions, short_number
from middlepower.report.tariff_wording import partner_name
from middlepower.report.tariffs import part_rows, sector_rows, tariff_drawings, tariffs_texts
from middlepower.world.embedded import load_world

TODAY = "today"


def tariffs_command(
    request: TariffRequest,
    date: dt.date,
    world: str,
    settings: Settings,
    by: str,
    place: Place | None,
    as_json: bool,
) -> None:
    """Show average applied rates by partner, sector or measure, and their path."""
    check_asked(by)
    if place is not None:
        place.check()
    question = tariff_question(load_world(world), date, request.without)
    document = tariffs_document(request, threat_experiment(settings, question))
    if place is not None:
        written = place.write(tariffs_texts(document), document, tariff_drawings(document))
        print(wrote(written, place.folder, "tariffs.html"), file=sys.stderr)
    sys.stdout.write(write(document) if as_json else _plain(document, by))


def span_of(first: str | None, last: str | None, date: dt.date) -> Span:
    """The first and last day of a path, if one is asked for; without an end it goes to the date of the question."""
    if first is None and last is not None:
        raise ScenarioError("`--to` ends a path: give its beginning with `--from`, such as --from 2018-01-01.")
    if first is None:
        return None
    return day(first, "--from"), date if last is None else day(last, "--to")


def day(text: str, option: str) -> dt.date:
    """A day written as 2026-01-13, or today."""
    if text == TODAY:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ScenarioError(f"`{option}` is `{text}`: write a day as 2026-01-13, or today.") from None


def check_asked(by: str) -> None:
    """None; ScenarioError for a table that does not exist."""
    if by not in ("partner", "sector", "measure"):
        raise ScenarioError(f"`--by` is `{by}`: give partner, sector or measure.")


def _plain(document: Tariffs, by: str) -> str:
    header = document.header
    settings = say(
        "cli.tariffs_settings",
        world=header.world,
        vintage=str(header.vintage),
        elasticities=header.elasticities,
        horizon=header.horizon,
        closure=header.closure,
    )
    law = say("cli.tariffs_law", law=header.baseline, weights=document.weights_source)
    warnings = filter(None, (document.before_all_measures, header.past_baseline))
    title = "\n".join(
        [say("cli.tariffs_title", importer=document.name(document.importer)), law, settings, *warnings, ""]
    )
    tables = {
        "partner": (say("cli.by_partner"), _by_partner(document)),
        "sector": (say("cli.by_sector"), _by_sector(document)),
        "measure": (say("cli.by_measure"), _by_measure(document)),
    }
    shown = [tables[by]] if by == "partner" else [tables["partner"], tables[by]]
    if document.path:
        shown.append((say("cli.path_to", last=str(document.path_end)), _by_day(document)))
    return "\n".join([title, *(print_table(name, list(rows)) for name, rows in shown)])


def _by_partner(document: Tariffs) -> Iterable[Mapping[str, Any]]:
    for code, row in document.partners.items():
        whole = row.whole
        yield {
            say("cli.column.partner"): partner_name(document, code),
            say("cli.column.fixed_weights"): short_number(whole.applied_percent),
            say("cli.column.anti_dumping"): short_number(whole.adcvd_percent),
            say("cli.column.ordinary_duty"): short_number(row.ordinary_percent),
            say("cli.column.solved"): short_number(whole.effective_tariff_percent),
            say("cli.column.weight"): short_number(billions(whole.weight_musd), 1),
        }


def _by_sector(document: Tariffs) -> Iterable[Mapping[str, Any]]:
    for name, numbers in sector_rows(document):
        yield {say("cli.column.sector"): name, **dict(zip(document.partners, map(short_number, numbers), strict=True))}


def _by_measure(document: Tariffs) -> Iterable[Mapping[str, Any]]:
    for code, title, numbers in part_rows(document):
        yield {
            say("cli.column.measure"): code or title,
            **dict(zip(document.partners, map(short_number, numbers), strict=True)),
        }


def _by_day(document: Tariffs) -> Iterable[Mapping[str, Any]]:
    for step in document.path:
        yield {
            say("cli.column.from"): step.date,
            **{code: short_number(number) for code, number in step.applied_percent.items()},
        }
