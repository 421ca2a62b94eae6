"""The brief: one self-contained HTML page made from the results document, with the figures of studies beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from middlepower.document.results import Results
from middlepower.language.catalogue import named, say
from middlepower.report import answers, figures, provinces, tables, wording
from middlepower.report.bottom_line import bottom_line, horizon_rows
from middlepower.report.changes import state_changes, titled_remarks
from middlepower.report.drawing import Drawing, svg
from middlepower.report.first_year import FIRST_YEAR, extrapolated, first_year_rows
from middlepower.report.first_year_tables import most_moved, sales_rows, unemployment_rows
from middlepower.report.law import STANDING, left_to_the_screen, left_to_the_table, not_verified, shown_measures
from middlepower.report.own_money import scale_note
from middlepower.report.pages import is_link, page, style
from middlepower.report.published import published_rows
from middlepower.report.questions import answered
from middlepower.report.quota_rows import quota_rows
from middlepower.report.sentences import decimals as own_decimals
from middlepower.report.sentences import one_run
from middlepower.report.sweeps import sweeps
from middlepower.report.timeline import ended, law_plot, law_rows, solved_rates_note
from middlepower.report.worldmap import world_map

FILTERS: dict[str, Callable[..., Any]] = {
    "signed": wording.signed,
    "plain": wording.plain,
    "or_dot": wording.or_dot,
    "money": wording.money,
    "money_range": wording.money_range,
    "range_text": wording.range_text,
    "date_text": wording.date_text,
    "short_date": wording.short_date,
    "variant_text": wording.variant_text,
    "horizon_text": wording.horizon_text,
    "rate_text": wording.rate_text,
    "listed": wording.listed,
    "possessive": wording.possessive,
    "first_clause": wording.first_clause,
    "data_of": wording.data_of,
    "capital": wording.capital,
    "the": wording.the,
    "named": named,
    "extrapolated": extrapolated,
    "host": lambda address: host(address),
    "people": provinces.people,
}


def render_brief(results: Results, drawings: Sequence[Drawing] = ()) -> str:
    """The brief as HTML text, with the figures of studies asked beside it; the same always gives the same text."""
    return page("brief.html", {**_context(results), "beside_figures": [svg(one) for one in drawings]}, FILTERS)


def host(address: str) -> str:
    """The site of a web address, or the text itself when it is not one."""
    if not is_link(address):
        return address
    return address.split("/")[2].removeprefix("www.")


def _context(results: Results) -> dict[str, Any]:
    """Every value that the template shows."""
    rows, grids, said = tables.income_rows(results), sweeps(results), answered(results)
    return {
        "r": results,
        "h": results.header,
        "first_year": FIRST_YEAR,
        "tables": tables,
        "own": results.name(results.economy),
        "style": style("page.css", "plots.css", "paper.css"),
        "bullets": bottom_line(results),
        "horizon_rows": horizon_rows(results),
        "scale_note": scale_note(results),
        "published": published_rows(results),
        **_law(results),
        "answered": said,
        "more_said": [question for question in said if len(question.sentences) > 1],
        "one_run": one_run(results),
        "changes": state_changes(results),
        "remarks": titled_remarks(results),
        "law_note": " ".join(filter(None, (left_to_the_table(results), not_verified(results.header)))),
        "measures": shown_measures(results),
        "screen_measures": left_to_the_screen(results),
        "standing": STANDING,
        "drawn": tables.drawn(results),
        "actors": tables.actors(results),
        "markets": tables.markets(results),
        "income_rows": rows,
        "income_decimals": wording.decimals_for(cell.value for row in rows for cell in row.cells),
        **_answers(results),
        **_first_year(results),
        **_provinces(results),
        "baseline_own": tables.baseline_own(results),
        "baseline_shares": [tables.baseline_share(results, market) for market in tables.markets(results)],
        "own_decimals": own_decimals(results),
        **_annex_tables(results),
        "map": world_map(results),
        "sweeps": grids,
        **_charts(results),
    }


def _answers(results: Results) -> dict[str, Any]:
    """Rows of the tables of trade, sectors, accounts, money and products."""
    return {
        "trade_rows": tables.trade_rows(results),
        "sector_columns": answers.sector_columns(),
        "sector_lines": answers.sector_lines(results),
        "accounts_rows": answers.accounts_rows(results),
        "money_rows": answers.money_rows(results),
        "product_rows": answers.product_rows(results),
        "instead_rows": answers.instead_rows(results),
    }


def _first_year(results: Results) -> dict[str, Any]:
    """The tables of the first year."""
    return {
        "first_year_rows": first_year_rows(results),
        "unemployment_rows": unemployment_rows(results),
        "most_moved": most_moved(results),
        "sales_rows": sales_rows(results),
    }


def _provinces(results: Results) -> dict[str, Any]:
    """The tables of provinces."""
    return {
        "province_rows": provinces.province_rows(results),
        "province_lines": provinces.product_lines(results),
        "province_states": provinces.province_states(results),
        "province_codes": provinces.shown_provinces(results),
    }


def _annex_tables(results: Results) -> dict[str, Any]:
    """Variants, tariffs, quotas, and all economies."""
    return {
        "variant_rows": tables.variant_rows(results),
        "tariff_rows": tables.tariff_rows(results),
        "quota_rows": quota_rows(results),
        "all_rows": tables.world_rows(results),
        "smallest_share": 100 * tables.SMALLEST_SHARE,
        "dots": say("brief.dots_and_file", dot=wording.DOT, bound=wording.least(3)),
    }


def _law(results: Results) -> dict[str, Any]:
    return {
        "law_rows": law_rows(results),
        "law_plot": law_plot(results),
        "law_ended": ended(results),
        "law_solved": solved_rates_note(results),
    }


def _charts(results: Results) -> dict[str, Any]:
    return {
        "income_chart": figures.income_chart(results),
        "actor_chart": figures.actor_chart(results),
        "sector_charts": figures.sector_charts(results),
        "tornadoes": figures.tornadoes(results),
    }
