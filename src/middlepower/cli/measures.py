"""The measures of the package as tables: one row a measure to read, one row a rate to work with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from middlepower.policy.good_names import title_of
from middlepower.policy.goods import ALL_GOODS, load_products
from middlepower.policy.library import load_measures
from middlepower.policy.lines import Line
from middlepower.policy.schema import Measure

Row = dict[str, Any]


def measure_rows() -> list[Row]:
    """One row a measure: what it is, from when to when, and when that was last checked."""
    return [
        {
            "measure": measure.id,
            "title": measure.title,
            "date_in_force": _iso(measure.date_in_force),
            "date_end": _iso(measure.date_end),
            "status": measure.status,
            "verified_on": _iso(measure.verified_on),
        }
        for measure in load_measures()
    ]


def rate_rows() -> list[Row]:
    """One row a rate of a measure, with its goods, partner, first day and the share of trade that it bites on.

    `unclaimed` is the share of the goods' value that is entered without a claim of preference, and so pays.
    A measure without a number has one row, whose rate is missing.
    """
    return [row for measure in load_measures() for row in _of_measure(measure)]


def list_rows(names: Collection[str]) -> list[Row]:
    """One row an HS line of the lists that some measures tax or spare; `content` is the taxed share of the value."""
    lines = [line for measure in load_measures() if measure.id in names for line in measure.products]
    lists = {
        listed.name: listed for line in lines for listed in (*line.exempt_list, line.hs_list) if listed is not None
    }
    return [
        {"list": name, "list_named": title_of(name), "hs": code, "content": lists[name].content_of(code)}
        for name in sorted(lists)
        for code in lists[name].codes
    ]


def _of_measure(measure: Measure) -> Iterator[Row]:
    said = {
        "measure": measure.id,
        "title": measure.title,
        "imposer": measure.imposer,
        "targets": list(measure.targets),
        "except": list(measure.except_),
        "instrument": measure.instrument,
        "direction": measure.direction,
        "relation": measure.relation,
        "date_in_force": _iso(measure.date_in_force),
        "date_end": _iso(measure.date_end),
        "status": measure.status,
        "verified_on": _iso(measure.verified_on),
        "confidence": measure.confidence,
        "quantified": measure.quantified,
        "sources": list(measure.sources),
    }
    rated = [
        {"line": place, **_goods(line), **rate, **covered}
        for place, line in enumerate(measure.products, 1)
        for rate in _rates(line)
        for covered in _coverage(line, line.targets or measure.targets)
    ]
    yield from ({**said, **NOTHING, **row} for row in rated or [{}])


NOTHING: Row = {
    "line": None,
    "goods": [],
    "goods_named": [],
    "exempt": [],
    "hs": [],
    "hs_list": None,
    "exempt_lists": [],
    "line_targets": [],
    "ordinary_rate": None,
    "dutiable_content": None,
    "partner": None,
    "sector": None,
    "from": None,
    "rate": None,
    "over_quota_rate": None,
    "quota_over_reference": None,
    "share_of_imports": None,
    "stops": None,
    "covered_exporter": None,
    "covered_good": None,
    "coverage": None,
    "unclaimed": None,
}


def _goods(line: Line) -> Row:
    return {
        "goods": list(line.goods),
        "goods_named": [title_of(label) for label in line.labels],
        "exempt": list(line.exempt),
        "hs": list(line.hs),
        "hs_list": None if line.hs_list is None else line.hs_list.name,
        "exempt_lists": [listed.name for listed in line.exempt_list],
        "line_targets": list(line.targets),
        "ordinary_rate": line.mfn_rate,
        "dutiable_content": line.dutiable_content,
    }


def _rates(line: Line) -> Iterator[Row]:
    """The rates of a line: one, its steps, those of a table, or those in and over a quota; or what it stops."""
    if not line.terms:
        yield {"stops": line.stops}
    if line.quota is not None:
        rates = {"rate": line.quota.in_quota_rate, "over_quota_rate": line.quota.over_quota_rate}
        yield {**rates, "quota_over_reference": line.quota.relative_volume}
        for later in line.quota.volume_steps:
            volume = later.volume / line.quota.reference
            yield {"from": later.start.isoformat(), **rates, "quota_over_reference": volume}
    if line.rate is not None:
        yield {"rate": line.rate}
    for step in line.rate_steps:
        yield {"from": step.start.isoformat(), "rate": step.rate}
    for row in line.partner_table or ():
        yield {"partner": row.partner, "from": row.date.isoformat(), "rate": row.added_rate}
    for part in line.sector_table or ():
        yield {"sector": part.sector, "rate": part.added_rate, "share_of_imports": part.share_of_imports}


def _coverage(line: Line, targets: Sequence[str]) -> Iterator[Row]:
    """The share of trade that a line's rates bite on, and what part of its value: one, or one an exporter and good."""
    for row in line.coverage_table or ():
        covered = row.coverage * line.coverage
        unclaimed = _unclaimed(line, row.exporter, row.good)
        yield {"covered_exporter": row.exporter, "covered_good": row.good, "coverage": covered, "unclaimed": unclaimed}
    if line.coverage_table is None:
        for claim in line.claims_table or ():
            if claim.exporter in targets and _reaches(line, claim.good):
                named = {"covered_exporter": claim.exporter, "covered_good": claim.good}
                yield {**named, "coverage": line.coverage, "unclaimed": claim.unclaimed}
        if line.claims_table is None:
            yield {"coverage": line.coverage}


def _reaches(line: Line, good: str) -> bool:
    """Whether a line names a good, one of the sector, all goods but others, or HS lines, which may be of any sector."""
    known = load_products()
    named = {*line.goods, *(known[name].sector for name in line.goods if name in known)}
    return (not named or bool({good, ALL_GOODS} & named)) and good not in line.exempt


def _unclaimed(line: Line, exporter: str, good: str) -> float | None:
    """The share of a good's value without a claim: its own, or its sector's; None where the line knows no claims."""
    known = load_products()
    names = (good, known[good].sector) if good in known else (good,)
    found = [line.unclaimed_by_good[exporter, name] for name in names if (exporter, name) in line.unclaimed_by_good]
    return found[0] if found else None


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
