"""The record of cases: who threatened whom, with what, over what, what came of it, and who says so."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from middlepower.errors import DataError

CASES = Path(__file__).with_name("cases.csv")
SEPARATOR = "; "

Answer = Literal["yes", "partly", "no", "unclear"]
Confidence = Literal["high", "medium", "low"]

SELECTION = (
    "No sample: only what somebody called coercion or a threat stands here, threats never carried out are few, and "
    "most of China's measures were never declared, so that their days are those of reports. Shares of success that are "
    "counted in this table are biased. Retaliation in a tariff war is not pressure over politics: see `kind`."
)


@dataclass(frozen=True)
class ThreatCase:
    """One demand with a threat, and what came of it; days are as exact as the record (a year, a month or a day)."""

    case: str
    sender: str  # who threatened
    targets: tuple[str, ...]
    kind: str  # over what: territory, Taiwan, trade retaliation, ...
    threat_date: str
    threat: str  # with what
    demand: str
    carried_out: Answer
    carried_out_date: str
    conceded: Answer  # a judgement from the facts in `outcome`
    outcome_date: str
    outcome: str
    at_stake: str  # trade at stake, as the sources give it
    trade_before: tuple[str, ...]  # by measure, with unit and period
    trade_after: tuple[str, ...]
    measures: tuple[str, ...]  # of the library
    sources: tuple[str, ...]
    confidence: Confidence


COLUMNS = tuple(field.name for field in fields(ThreatCase))
LISTS = ("targets", "trade_before", "trade_after", "measures", "sources")
CODED = {"carried_out": get_args(Answer), "conceded": get_args(Answer), "confidence": get_args(Confidence)}


@cache
def load_cases() -> tuple[ThreatCase, ...]:
    """All cases, in the order of their threats."""
    with CASES.open(encoding="utf-8", newline="") as file:
        return tuple(_case(row) for row in csv.DictReader(file))


def _case(row: dict[str, str]) -> ThreatCase:
    for column, allowed in CODED.items():
        if row[column] not in allowed:
            raise DataError(f"{CASES.name}: case `{row['case']}`: `{column}` is `{row[column]}`; one of {allowed}.")
    cells = {name: tuple(filter(None, row[name].split(SEPARATOR))) if name in LISTS else row[name] for name in COLUMNS}
    return ThreatCase(**cells)  # type: ignore[arg-type]


def cases_of(sender: str | None = None, target: str | None = None) -> tuple[ThreatCase, ...]:
    """The cases of a sender on a target, both by code; None is anybody."""
    return tuple(
        case
        for case in load_cases()
        if (sender is None or case.sender == sender) and (target is None or target in case.targets)
    )
