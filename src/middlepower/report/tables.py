"""Plain rows, computed from the checked document, for the terminal, the files and the brief."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from middlepower.document.header import MeasureUsed
from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.wording import EN_DASH, NO_CHANGE, listed, the

if TYPE_CHECKING:
    from middlepower.document.actor import Actor, BaselineActor
    from middlepower.document.results import BaselineEconomy, Economy, Results, StateResults

FIRST_ACTORS = ("CAN", "USA", "CHN", "MEX")
LARGEST_SHOWN = 5
STATES_DRAWN = 5  # with a map and charts of their own; all states stand in every table
STATES_NAMED = 3  # of those where a measure is in force; measures_used.csv names all
SMALLEST_SHARE = 0.001  # of the economy's output: tiny sectors swing widely and say little about the economy


@dataclass(frozen=True)
class Cell:
    """One number with its range, and what it is in million US dollars."""

    label: str
    number: Number
    musd: Number | None = None

    @property
    def value(self) -> float:
        """The central number."""
        return self.number.known

    @property
    def spread(self) -> tuple[float, float] | None:
        """Its range; one run is none."""
        ends = self.number.ends
        return None if ends is None or ends[0] == ends[1] else ends


@dataclass(frozen=True)
class StateRow:
    """One state with one cell per column."""

    state: StateResults
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class TradeRow:
    """One state's trade of the economy whose brief it is; shares in per cent of its exports."""

    state: StateResults
    income_musd: Cell
    exports: Cell
    imports: Cell
    shares: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True)
class SectorMove:
    """One sector of one economy in one state."""

    name: str
    code: str
    output: Number


@dataclass(frozen=True)
class SectorTable:
    """Winners, best first, and losers, worst first, of one economy in one state."""

    state: StateResults
    winners: tuple[SectorMove, ...]
    losers: tuple[SectorMove, ...]


@dataclass(frozen=True)
class VariantRow:
    """One run: real income change of the economy by state, in per cent; what it is used for beside the range."""

    variant: str
    use: str
    values: tuple[float | None, ...]


def drawn(results: Results) -> tuple[StateResults, ...]:
    """The states with charts of their own: the main one and those that move the economy most, in their order."""
    states = list(results.states.values())
    ordered = sorted(states[1:], key=lambda state: -abs(results.own(state).real_income_percent.known))
    kept = {results.main.code, *(state.code for state in ordered[: STATES_DRAWN - 1])}
    return tuple(state for state in states if state.code in kept)


def actors(results: Results) -> tuple[str, ...]:
    """The economies of the main table: the brief's own, those of the document or FIRST_ACTORS, the powers."""
    wanted = dict.fromkeys((results.economy, *(results.actors or FIRST_ACTORS), *results.powers))
    shared = set.intersection(*(set(state.economies) for state in results.states.values()))
    return tuple(code for code in wanted if code in shared)


def cell(economy: Economy, name: str) -> Cell:
    """One headline number of one economy with its range."""
    return Cell(economy.code, economy.number(name))


def _income_cell(economy: Economy) -> Cell:
    return Cell(economy.code, economy.real_income_percent, economy.real_income_musd)


def income_rows(results: Results, codes: tuple[str, ...] | None = None) -> list[StateRow]:
    """States x actors: real income in per cent and US dollars."""
    chosen = codes or actors(results)
    return [
        StateRow(state, tuple(_income_cell(state.economies[code]) for code in chosen))
        for state in results.states.values()
    ]


def trade_rows(results: Results) -> list[TradeRow]:
    """States x trade numbers of the brief's economy."""
    rows = []
    for state in results.states.values():
        own, actor = results.own(state), results.own_actor(state)
        shares = tuple((power, share_of(actor, power)) for power in markets(results))
        money, exports, imports = (
            cell(own, name) for name in ("real_income_musd", "exports_percent", "imports_percent")
        )
        rows.append(TradeRow(state, money, exports, imports, shares))
    return rows


def markets(results: Results) -> tuple[str, ...]:
    """The powers whose share in the economy's exports is shown; the United States when none is named."""
    named = tuple(power for power in results.powers if power != results.economy)
    return named or tuple(code for code in ("USA",) if code != results.economy)


def baseline_own(results: Results) -> BaselineEconomy:
    """The baseline levels of the brief's economy."""
    return results.baseline_state.economies[results.economy]


def baseline_share(results: Results, market: str) -> float | None:
    """A market's share of the economy's exports in the baseline, in per cent."""
    return share_of(baseline_actor(results), market)


def baseline_actor(results: Results) -> BaselineActor:
    """The baseline's shares and sectors of the brief's economy."""
    return results.baseline_state.actors[results.economy]


def share_of(own: Actor | BaselineActor, market: str) -> float | None:
    """A market's share of an economy's exports, in per cent, None where it is not known."""
    share = own.export_share_percent.get(market)
    return None if share is None else share.value


def income_by_variant(economy: Economy) -> dict[str, float]:
    """Real income change of an economy under every variant that has one, in per cent."""
    numbers = economy.by_variant_percent
    return {name: number.value for name, number in numbers.items() if number.value is not None}


def sector_table(results: Results, state: StateResults, most: int = LARGEST_SHOWN) -> SectorTable:
    """The sectors of the brief's economy whose output grows and shrinks most."""
    rows = sector_rows(results, state)
    ordered = sorted(rows, key=lambda row: (-row.output.known, row.code))
    winners = [row for row in ordered if row.output.known > NO_CHANGE][:most]
    losers = [row for row in reversed(ordered) if row.output.known < -NO_CHANGE][:most]
    return SectorTable(state, tuple(winners), tuple(losers))


def sector_rows(results: Results, state: StateResults) -> list[SectorMove]:
    """The economy's sectors with a known change and at least SMALLEST_SHARE of its output."""
    output = {code: number.known for code, number in baseline_actor(results).output_musd.items()}
    least = SMALLEST_SHARE * sum(output.values())
    return [
        SectorMove(sector_name(results, code), code, change.output_percent)
        for code, change in state.sectors[results.economy].items()
        if change.output_percent.value is not None and output[code] >= least
    ]


def sector_name(results: Results, code: str) -> str:
    """Readable name of a sector, or its code."""
    return results.sectors[code].name if code in results.sectors else code


def largest_changes(state: StateResults, most: int = LARGEST_SHOWN) -> tuple[list[Economy], list[Economy]]:
    """The economies that gain most and that lose most real income in a state."""
    ordered = sorted(state.economies.values(), key=lambda economy: (-economy.real_income_percent.known, economy.code))
    gains = [economy for economy in ordered if economy.real_income_percent.known > 0][:most]
    losses = [economy for economy in reversed(ordered) if economy.real_income_percent.known < 0][:most]
    return gains, losses


def variants(results: Results) -> list[str]:
    """Every variant of the document, the main one first."""
    names = dict.fromkeys(name for state in results.states.values() for name in income_by_variant(results.own(state)))
    central = results.header.main_variant
    return [name for name in names if name == central] + [name for name in names if name != central]


def counted(results: Results) -> list[str]:
    """The variants whose outcomes the ranges are over."""
    return [name for name in variants(results) if name in results.header.ranged_over]


def variant_rows(results: Results) -> list[VariantRow]:
    """Variants x states: real income change of the brief's economy."""
    rows = []
    for name in variants(results):
        values = tuple(income_by_variant(results.own(state)).get(name) for state in results.states.values())
        rows.append(VariantRow(name, _use(results, name), values))
    return rows


def _use(results: Results, variant: str) -> str:
    """What the main run is used for: the headlines too, or sectors and partners only."""
    if variant != results.header.main_variant:
        return ""
    main = results.own(results.main).real_income_percent.value
    own = income_by_variant(results.own(results.main)).get(variant)
    return say("tables.central" if own == main else "tables.one_run")


def world_rows(results: Results) -> list[tuple[str, list[Economy]]]:
    """Every economy that all states have, with its numbers in each state."""
    states = list(results.states.values())
    everyone = [code for code in results.codes if all(code in state.economies for state in states)]
    return [(code, [state.economies[code] for state in states]) for code in everyone]


def tariff_rows(results: Results) -> list[tuple[str, str, list[Number]]]:
    """(importer, partner, effective tariff in the baseline and in every state) among the actors."""
    before = results.baseline_state.effective_tariff_percent
    held = [before, *(state.effective_tariff_percent for state in results.states.values())]
    return [
        (buyer, seller, [rates[buyer][seller] for rates in held])
        for buyer, partners in before.items()
        for seller in partners
    ]


def used_in(results: Results, measure: MeasureUsed) -> str:
    """Where a measure is in force: the baseline and which states, said the shorter way."""
    states = [code for code in results.states if code in measure.states]
    if not states:
        return say("tables.baseline_only") if measure.in_baseline else EN_DASH
    shown = _states_text(states, [code for code in results.states if code not in measure.states])
    return say("tables.baseline_and", states=shown) if measure.in_baseline else shown


def _states_text(states: list[str], missing: list[str]) -> str:
    """The states by code, or those that are missing, or how many there are where both would be many names."""
    if not missing:
        return say("tables.all_states")
    if len(missing) <= min(STATES_NAMED, len(states)):
        return say("tables.all_states_but", list=listed(missing))
    if len(states) <= STATES_NAMED:
        return listed(states)
    return say("tables.states_of", n=len(states), all=len(states) + len(missing))


def targets_text(results: Results, measure: MeasureUsed) -> str:
    """Who imposes a measure on whom, by name."""
    targets = [say("tables.all_countries") if code == "*" else the(results.name(code)) for code in measure.targets]
    imposer = results.name(measure.imposer)
    return say("tables.on", imposer=imposer, targets=listed(targets)) if targets else imposer


def spelled(results: Results, text: str) -> str:
    """The text with region codes replaced by names."""
    return re.sub(r"\b[A-Z]{3}\b", lambda code: results.name(code[0]), text)
