"""Files of an explanation: the document, its movers and steps, the page."""

from __future__ import annotations

from middlepower.document.explained import Explained
from middlepower.document.file import write
from middlepower.report.csv_text import csv_text
from middlepower.report.explain_page import render_explained
from middlepower.report.profile_tables import numbers_of

MOVER_COLUMNS = ("sum", "own_wages", "input_prices", "import_prices", "trade_costs", "volume")


def explain_texts(document: Explained) -> dict[str, str]:
    """File name to content of all files."""
    page = render_explained(document)
    return {document.file_name: write(document), **_tables(document), "explained.html": page}


def _csv(document: Explained) -> str:
    rows = (
        [name, kind, mover.label, *(number.known for number in numbers_of(mover).values())]
        for name, state in document.states.items()
        for kind, movers in (("by_partner", state.by_partner), ("by_sector", state.by_sector))
        for mover in movers
    )
    return csv_text(("state", "kind", "label", *MOVER_COLUMNS), rows)


def _tables(document: Explained) -> dict[str, str]:
    return {"explained.csv": _csv(document), "explained_horizons.csv": _horizons_csv(document)}


def _horizons_csv(document: Explained) -> str:
    rows = (
        [name, step, number.known, *(number.ends or ("", "")), split.orders]
        for name, state in document.states.items()
        if (split := state.horizons)
        for step, number in (
            ("long run", split.long_run_log_points),
            *split.steps_log_points.items(),
            ("first year", split.first_year_log_points),
        )
    )
    return csv_text(("state", "step", "log_points", "low", "high", "orders"), rows)
