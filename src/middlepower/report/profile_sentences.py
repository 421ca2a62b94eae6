"""The bottom line of a profile in sentences: exposure first, never a share of trade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from middlepower.report.profile_wording import short_number, span
from middlepower.report.wording import dollars, listed, plain, possessive

Document = Mapping[str, Any]
Cell = Mapping[str, Any]
ARTICLE = ("United", "European", "Netherlands", "Philippines", "Rest ", "Group", "Comprehensive", "Association", "Euro")
ALIKE = 2.0  # losses within this factor of each other are called alike
FIRM = 0.8  # share of pairs that keep their order, above which ranks are called firm


@dataclass(frozen=True)
class Bullet:
    """A bold lead and the text after it."""

    lead: str
    text: str


def bottom_line(document: Document) -> list[Bullet]:
    """Exposure, time, asymmetry, incidence, diversification and confidence, one bullet each."""
    found = [_exposure(document), _time(document), _asymmetry(document), _incidence(document)]
    found += [_diversification(document), _confidence(document)]
    return [bullet for bullet in found if bullet is not None]


def largest(document: Document) -> str:
    """The power with the largest exposure both ways at the main horizon."""
    when = document["horizon"]
    values = {power: sides["both"][when]["exposure_percent"]["value"] or 0.0 for power, sides in _powers(document)}
    return max(values, key=lambda power: values[power])


def _powers(document: Document) -> list[tuple[str, Any]]:
    return list(document["exposure"].items())


def _main(document: Document, power: str) -> Mapping[str, Cell]:
    cells: Mapping[str, Cell] = document["exposure"][power]["both"][document["horizon"]]
    return cells


def with_range(cell: Cell, decimals: int = 2) -> str:
    """`3.40% (3.40 to 6.97)`."""
    around = span(cell, decimals)
    return f"{short_number(cell, decimals)}%" + (f" ({around})" if around else "")


def _exposure(document: Document) -> Bullet:
    own, first = owner(document), largest(document)
    name = document["names"][first]
    cell = _main(document, first)["exposure_percent"]
    lead = f"Losing all trade with {the(name)} would cost {own} {with_range(cell)} of real income, every year."
    others = [
        f"{with_range(_main(document, power)['exposure_percent'])} for {the(document['names'][power])}"
        for power, _ in _powers(document)
        if power != first
    ]
    tail = f"The same cut costs {listed(others)}. " if others else ""
    when = f"{document['horizon']} run"
    ranges = "; in brackets the range over elasticities" if span(cell) else ""
    return Bullet(lead, f"{tail}General equilibrium, both directions, {when}{ranges}.")


def owner(document: Document) -> str:
    """The economy as it stands in a sentence."""
    return the(str(document["regions"][document["economy"]]))


def the(name: str) -> str:
    """A name as it stands in a sentence."""
    return f"the {name}" if name.startswith(ARTICLE) else name


def _time(document: Document) -> Bullet | None:
    first = largest(document)
    cells = document["exposure"][first]["both"]
    values = [cells[when]["exposure_percent"] for when in ("long", "medium", "short")]
    if any(cell["value"] is None for cell in values):
        return None
    long, medium, short = (with_range(cell, 1) for cell in values)
    text = (
        f"{the(document['names'][first])}: {long} once everybody has found other partners, {medium} after seven to ten "
        f"years, {short} in the first year. These are full cut-offs, a ruler and not a forecast."
    )
    firm = float(values[0]["low"]) < float(values[0]["high"]) < float(values[2]["low"])
    lead = "Time matters more than the choice of elasticities." if firm else "How long it lasts matters."
    return Bullet(lead, text[0].upper() + text[1:])


def _asymmetry(document: Document) -> Bullet | None:
    first = largest(document)
    cells = _main(document, first)
    if cells["sender_cost_percent"]["value"] is None:
        return None
    own, name = owner(document), the(document["names"][first])
    theirs = float(cells["sender_loss_musd"]["value"])
    verb = f"would lose {dollars(theirs)}" if theirs > 0 else f"would gain {dollars(theirs)}"
    text = (
        f"In money {name} {verb} a year, {own} {dollars(float(cells['loss_musd']['value']))}; in per cent of real "
        f"income {with_range(cells['sender_cost_percent'])} against {with_range(cells['exposure_percent'])}."
    )
    return Bullet(_balance(cells), text)


def _balance(cells: Mapping[str, Cell]) -> str:
    """How the two losses compare, in money and as shares."""
    leverage = _over(cells, "exposure_percent", "sender_cost_percent")
    if 1 / ALIKE < leverage < ALIKE:
        return "Both would lose much the same share."
    if leverage <= 1 / ALIKE:
        return "The power would be hit harder than its target."
    alike = 1 / ALIKE < _over(cells, "loss_musd", "sender_loss_musd") < ALIKE
    return "The dollars are alike, the pain is not." if alike else "The threat is asymmetric."


def _over(cells: Mapping[str, Cell], top: str, bottom: str) -> float:
    """A loss over the power's; infinite where the power loses nothing."""
    theirs = float(cells[bottom]["value"])
    return float(cells[top]["value"]) / theirs if theirs > 0 else float("inf")


def _incidence(document: Document) -> Bullet | None:
    first = largest(document)
    jobs = document["incidence"]["powers"][first]["employment"]
    if "sectors" not in jobs:
        return None
    rows = {code: row["stay_percent"] for code, row in jobs["sectors"].items() if row["stay_percent"]["value"]}
    top = sorted(rows, key=lambda code: -float(rows[code]["value"]))[:3]
    named = [f"{_sector(document, code)} ({short_number(rows[code], 0)}%)" for code in top]
    text = f"A cut by {the(document['names'][first])} hits real pay hardest in {listed(named)}, before anybody moves."
    provinces = jobs.get("provinces")
    return Bullet("Who carries it.", text + (_province(provinces) if provinces else ""))


def _sector(document: Document, code: str) -> str:
    name = str(document["sectors"][code]["name"])
    return name[0].lower() + name[1:]


def _province(table: Mapping[str, Any]) -> str:
    from middlepower.indicators.provinces import PROVINCES

    spread = table["concentration"]
    if spread["top"] is None:
        return ""
    share = plain(float(spread["top_share_percent"]["value"]), 0)
    return (
        f" Of the losses that can be carried to provinces (goods sectors only, a proxy from exports to the United "
        f"States), {PROVINCES[spread['top']]} bears {share}%."
    )


def _diversification(document: Document) -> Bullet | None:
    found = document["diversification"]
    if "shares" not in found:
        return None
    power = found["away_from"]
    share = found["shares"]["powers"][power]["export_share"]
    exposure = found["exposure"][document["horizon"]][power]
    before, after = exposure["before"], exposure["after"]
    if before["value"] is None or after["value"] is None:
        return None
    moves = "falls" if after["value"] < before["value"] else "rises"
    text = (
        f"Doubling {possessive(owner(document))} exports to everybody but {the(document['names'][power])} takes its "
        f"export share from {short_number(share['before'], 0)}% to {short_number(share['after'], 0)}%; exposure "
        f"{moves} from {short_number(before)}% to {short_number(after)}%. It needs trade costs "
        f"{short_number(_positive(found['trade_cost_change_percent']), 0)}% lower with all other buyers."
    )
    return Bullet(_lesson(share, exposure), text)


def _lesson(share: Mapping[str, Cell], exposure: Mapping[str, Cell]) -> str:
    """What doubling the other exports does to exposure, beside what it does to the share."""
    if _fall(exposure) <= 0:
        return "Diversifying exports alone does not lower exposure."
    less = _fall(exposure) < _fall(share)
    return "Diversification moves shares more than exposure." if less else "Diversification lowers exposure."


def _fall(pair: Mapping[str, Cell]) -> float:
    """By how much a pair of numbers falls, as a fraction of the first."""
    before, after = pair["before"]["value"], pair["after"]["value"]
    return 0.0 if not before or after is None else 1.0 - float(after) / float(before)


def _positive(cell: Cell) -> dict[str, Any]:
    return {"value": abs(float(cell["value"])), "low": None, "high": None}


def _confidence(document: Document) -> Bullet:
    sets = document["rank_stability"]["sets"]
    others = [one["same_order"] for name, one in sets.items() if name != document["elasticities"] and one["same_order"]]
    if not others:
        return Bullet("No range was computed.", "Run it with --ranges for the other elasticity sets.")
    same = "The most exposing partner is the same under every set" if _same_top(sets) else "Even the first rank moves"
    cell = _main(document, largest(document))["exposure_percent"]
    floor = cell["value"] == cell["low"]
    text = (
        f"{same}; at least {plain(100 * min(others), 0)}% of all pairs of partners keep their order. "
        + (
            f"The main set, {document['elasticities']}, gives the smallest of all: read it as a floor. "
            if floor
            else ""
        )
        + "Quote a level with its range."
    )
    return Bullet("Ranks are firmer than levels." if min(others) > FIRM else "How sure this is.", text)


def _same_top(sets: Mapping[str, Mapping[str, float | None]]) -> bool:
    return all(one["same_top"] == 1.0 for one in sets.values())
