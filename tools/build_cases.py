"""Builds the record of cases: who threatened whom, with what, over what, and what came of it.

`python -m tools.build_cases --data DIR` writes `data/cases.csv` from the record of Chinese coercion in the raw data
(its outcomes, with trade before and after from its measures) and from `cases_of_others.yaml`. What the record marks as
unverified or from memory stays out.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from middlepower.data.cases import CASES, COLUMNS, SEPARATOR
from middlepower.data.codes import economies
from middlepower.policy.library import load_measures

RECORD = "events/coercion_china.yaml"
OTHERS = Path(__file__).with_name("cases_of_others.yaml")
# Measures of the record that stand in the library under another name.
RENAMED = {
    "CN-US-2025-MAR-REF": "CN-US-2025-MAR",
    "CN-REE-APR2025-REF": "CN-REE-APR2025",
    "CN-REE-OCT2025-REF": "CN-REE-OCT2025",
    "CN-US-GAGESB-2024": "CN-US-MINERALS-2024",
    "CN-TW-PINEAPPLE-2021": "CN-TW-FRUIT-2021",
    "CN-TW-ECFA12-2024": "CN-TW-ECFA-2024",
}
NOT_ISO = {"EU": "EU", "UK": "GBR"}
MARKED = "(from memory)"  # what the record says of a clause without a source

Row = dict[str, str]


def rows(data: Path) -> Iterator[Row]:
    """The cases of the record, then those of others, in the order of their dates."""
    record = yaml.safe_load((data / RECORD).read_text(encoding="utf-8"))
    trade = {measure["id"]: measure for measure in record["measures"]}
    found = [_of_record(outcome, trade) for outcome in record["outcomes"] if not outcome.get("unverified")]
    found += [_of_others(case) for case in yaml.safe_load(OTHERS.read_text(encoding="utf-8"))]
    yield from sorted(found, key=lambda row: (row["threat_date"], row["case"]))


def _of_record(outcome: Mapping[str, Any], trade: Mapping[str, Any]) -> Row:
    """A case of the record in our columns."""
    ids = [name for name in outcome["measure_ids"] if not trade.get(name, {}).get("unverified")]
    listed = {measure.id for measure in load_measures()}
    ours = [name for name in dict.fromkeys(RENAMED.get(name, name) for name in ids) if name in listed]
    return _row(
        case=outcome["case"],
        sender=_code(outcome["sender"]),
        targets=[_code(target) for target in outcome["targets"]],
        kind=outcome["kind"],
        threat_date=outcome["threat_date"],
        threat=_plain(outcome["threat"]),
        demand=outcome["demand"],
        carried_out=outcome["carried_out_code"],
        carried_out_date=outcome["carried_out_date"],
        conceded=outcome["conceded_code"],
        outcome_date=outcome["outcome_date"],
        outcome=_plain(outcome["outcome"]),
        at_stake=outcome["trade_at_stake"],
        trade_before=_values(ids, trade, "trade_before"),
        trade_after=_values(ids, trade, "trade_after"),
        measures=ours,
        sources=outcome["sources"],
        confidence=outcome["confidence"],
    )


def _of_others(case: Mapping[str, Any]) -> Row:
    return _row(**{"at_stake": None, **case})


def _values(ids: list[str], trade: Mapping[str, Any], field: str) -> list[str]:
    """The first sourced value of each measure before or after it began, with unit and period."""
    told = []
    for name in ids:
        values = [
            one for one in trade.get(name, {}).get(field) or [] if one.get("source") and not one.get("unverified")
        ]
        if values:
            told.append(f"{name}: {values[0]['value']} {values[0]['unit']} ({values[0]['period']})")
    return told


def _plain(text: str) -> str:
    """A text without what the record has from memory: clauses that are marked, and days in brackets."""
    clauses = [clause for clause in text.split("; ") if MARKED not in clause]
    return re.sub(r"\s*\([^()]*from memory\)", "", "; ".join(clauses))


def _code(iso2: str) -> str:
    """The code of an economy or group that the record names by two letters."""
    by_iso2 = {economy.iso2: economy.code for economy in economies().values()}
    return NOT_ISO.get(iso2) or by_iso2[iso2]


def _row(**fields: Any) -> Row:
    cells = {name: SEPARATOR.join(map(str, v)) if isinstance(v, list) else v for name, v in fields.items()}
    return {name: "" if cells[name] is None else " ".join(str(cells[name]).split()) for name in COLUMNS}


def main() -> None:
    """Write the table of cases."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the raw data (events/...)")
    data = parser.parse_args().data
    with CASES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows(data))


if __name__ == "__main__":
    main()
