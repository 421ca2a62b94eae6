"""The readings of a public tracker of US tariffs that differ from the law, as changes of the library's measures.

The tracker (github.com/tradewartracker/trade-war-redux-2025, MIT; values in `us_law_by_partner.csv`) is one judgement
among others. Each rule here is one that it applied on some days and that the law did not have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from middlepower.policy.hs_lists import HsList
from middlepower.policy.lines import Line
from middlepower.policy.schema import Measure

Rule = Callable[[Measure], Measure]
ANNEX_II = ("us_annex_ii", "us_annex_ii_until_nov")
NARROW_UNTIL = dt.date(2025, 11, 12)
LAST_ON_EMERGENCY = dt.date(2026, 2, 23)
RECIPROCAL = ("US-RECIP-2025", "US-RECIP-CEILING", "US-CN-RECIP", "US-IN-OIL-2025")


def exempt_lines_too_narrow(measure: Measure) -> Measure:
    """Annex II names eight-digit lines; read as ten digits that end in 00, it misses those that are divided."""
    return _with_lists(measure, _ten_digits) if measure.id in RECIPROCAL else measure


def no_medicines(measure: Measure) -> Measure:
    """No section 232 on medicines; the library's rate on chapter 30 is an upper bound."""
    return _only(measure, ()) if measure.id == "US-232-PHARMA-DEAL" else measure


def ceilings_added(measure: Measure) -> Measure:
    """15% on top of the ordinary duty where the deals say 15% with it."""
    rated = measure.id.startswith(("US-RECIP-CEILING", "US-301-LABOR-10CAP", "US-301-LABOR-125CAP"))
    return measure.model_copy(update={"relation": "adds to MFN"}) if rated else measure


def uk_cars_at_25(measure: Measure) -> Measure:
    """No quota of British cars at 10%."""
    kept = [line for line in measure.products if line.targets != ("GBR",)]
    return _only(measure, kept) if measure.id == "US-232-AUTO-DEAL" else measure


def uk_metals_at_general_rates(measure: Measure) -> Measure:
    """British metals at 50% and 25% under the annexes of April 2026, for 25% and 15%."""
    kept = [line for line in measure.products if line.targets != ("GBR",)]
    return _only(measure, kept) if measure.id == "US-232-METAL-ANNEX" else measure


def aircraft_taxed(measure: Measure) -> Measure:
    """Civil aircraft under the section 122 surcharge and the action on forced labour, which spare them."""
    if not measure.id.startswith(("US-122", "US-301-LABOR")):
        return measure
    listed = [line.model_copy(update={"exempt_list": line.exempt_list[:1]}) for line in measure.products]
    return _only(measure, listed)


def cars_of_japan_and_korea_from_august(measure: Measure) -> Measure:
    """The deals' 15% on cars from 1 August 2025; Japan's came on 16 September, Korea's counts from 1 November."""
    lines = [
        _stepped(line, dt.date(2025, 8, 1)) if line.targets in (("JPN",), ("KOR",)) else line
        for line in measure.products
    ]
    return _only(measure, lines) if measure.id == "US-232-AUTO-DEAL" else measure


def no_exemptions_of_the_eu_deal(measure: Measure) -> Measure:
    """Generic medicines, cork and aircraft of the EU and Japan at 15% after 1 September 2025 as well."""
    return _only(measure, measure.products[:1]) if measure.id == "US-RECIP-CEILING" else measure


def india_50_from_7_august(measure: Measure) -> Measure:
    """The 25% over Russian oil together with the reciprocal 25%; it was charged from 27 August 2025."""
    oil = measure.id == "US-IN-OIL-2025"
    return measure.model_copy(update={"date_in_force": dt.date(2025, 8, 7)}) if oil else measure


def _only(measure: Measure, lines: Sequence[Line]) -> Measure:
    return measure.model_copy(update={"products": tuple(lines)})


def _stepped(line: Line, day: dt.date) -> Line:
    return line.model_copy(
        update={"rate_steps": tuple(step.model_copy(update={"start": day}) for step in line.rate_steps)}
    )


def _with_lists(measure: Measure, change: Callable[[HsList], HsList]) -> Measure:
    lines = []
    for line in measure.products:
        own = line.hs_list and change(line.hs_list)
        lines.append(line.model_copy(update={"hs_list": own, "exempt_list": tuple(map(change, line.exempt_list))}))
    return _only(measure, lines)


def _ten_digits(listed: HsList) -> HsList:
    if listed.name not in ANNEX_II:
        return listed
    return replace(listed, codes=tuple(code + "00" if len(code) == 8 else code for code in listed.codes))


OF_2025: tuple[Rule, ...] = (
    ceilings_added,
    uk_cars_at_25,
    cars_of_japan_and_korea_from_august,
    no_exemptions_of_the_eu_deal,
    india_50_from_7_august,
)
OF_2026: tuple[Rule, ...] = (ceilings_added, uk_metals_at_general_rates, aircraft_taxed, no_medicines)


def rules_of(day: dt.date) -> tuple[Rule, ...]:
    """The rules of a day: that of the exempt lines ended with the list of 14 November 2025."""
    if day >= LAST_ON_EMERGENCY + dt.timedelta(days=1):
        return OF_2026
    return (exempt_lines_too_narrow, *OF_2025) if day <= NARROW_UNTIL else OF_2025


def as_the_tracker_reads(measures: Sequence[Measure], rules: Sequence[Rule]) -> tuple[Measure, ...]:
    """The measures under some rules."""
    return tuple(_changed(measure, rules) for measure in measures)


def _changed(measure: Measure, rules: Sequence[Rule]) -> Measure:
    for rule in rules:
        measure = rule(measure)
    return measure
