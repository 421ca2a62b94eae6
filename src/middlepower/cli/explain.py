"""`middlepower explain`: an economy's change of real income in exact parts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from middlepower.cli.output import print_table
from middlepower.document.explain import explained, read_results
from middlepower.report.files import csv_text, json_text, write_texts

MOVERS = 6
LEGEND = (
    "Log points x 100 of real income; they add up exactly. own wages, input prices: in the prices of what it sells; "
    "import prices: of what it buys; trade costs: without tariffs, cut-offs included; volume: tariff revenue and "
    "volume of trade; first order: the formula of Caliendo and Parro (2015), an approximation."
)


def explain_command(results: Path, economy: str | None, out: Path | None, as_json: bool) -> None:
    """Explain every state of a run for one economy."""
    source = read_results(results)
    document = explained(source, economy or source["economy"])
    if out is not None:
        written = write_texts(out, {"explained.json": json_text(document), "explained.csv": _csv(document)})
        print(f"wrote {len(written)} files to {out}", file=sys.stderr)
    sys.stdout.write(json_text(document) if as_json else _plain(document))


def _plain(document: dict[str, Any]) -> str:
    head = (
        f"{document['economy']}: what moved real income, relative to the baseline: {document['baseline']}\n"
        f"world {document['world']} ({document['vintage']}); elasticities {document['elasticities']}; horizon "
        f"{document['horizon']}; closure {document['closure']}\n{LEGEND}\n"
    )
    totals = [_totals(name, state) for name, state in document["states"].items()]
    pages = [head, print_table("all states", totals)]
    for name, state in document["states"].items():
        for key, title in (("by_partner", "partners"), ("by_sector", "sectors")):
            rows = [_rounded(row) for row in state[key][:MOVERS]]
            pages.append(print_table(f"{name}: {title} that moved it most", rows))
    return "\n".join(pages)


def _totals(name: str, state: dict[str, Any]) -> dict[str, str]:
    keys = ("total", "own_wages", "input_prices", "import_prices", "trade_costs", "volume", "deficit", "rents")
    row = {"state": name, **{key: f"{state[key]:+.4f}" for key in keys}}
    return {**row, "first_order": f"{state['first_order_welfare_percent']:+.4f}"}


def _rounded(row: dict[str, Any]) -> dict[str, str]:
    return {key: f"{value:+.4f}" if isinstance(value, float) else str(value) for key, value in row.items()}


def _csv(document: dict[str, Any]) -> str:
    head = ["state", "kind", "label", "sum", "own_wages", "input_prices", "import_prices", "trade_costs", "volume"]
    rows = (
        [name, key, *(row[column] for column in head[2:])]
        for name, state in document["states"].items()
        for key in ("by_partner", "by_sector")
        for row in state[key]
    )
    return csv_text(head, rows)
