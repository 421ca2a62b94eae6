"""`middlepower tariffs` on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from middlepower.cli.output import print_table
from middlepower.document.tariff_rates import Tariffs
from middlepower.language.catalogue import say
from middlepower.report.profile_wording import billions, short_number
from middlepower.report.tariff_wording import partner_name
from middlepower.report.tariffs import part_rows, sector_rows


def plain_tariffs(document: Tariffs, by: str) -> str:
    """The tables by partner and by what was asked, as text."""
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
