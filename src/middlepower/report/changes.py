"""What states change in law, for the terminal, the page and `law.csv`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from middlepower.document.law import LawChange
from middlepower.document.number import Number
from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import say
from middlepower.report.tables import sector_name
from middlepower.report.wording import EN_DASH, capital, listed, parted, plain
from middlepower.scenario.touched import Touch

ROWS_SHOWN = 8  # of a state on the terminal, the largest trade: law.csv has all
ROWS_ON_PAGE = 3
NAMES_SHOWN = 2  # of the measures that one gives way to; law.csv names all
HEAD = (
    "state", "kind", "name", "change", "importer", "exporter", "sector", "sector_name", "trade_covered_musd",
    "trade_aside_musd", "gives_way_to", "rate_before", "rate_after", "limit_before", "limit_after", "limit_terms",
)  # fmt: skip


@dataclass(frozen=True)
class LawTable:
    """What the states of a run change, flow by flow, with the labels of the flows."""

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    names: tuple[str, ...]  # of the sectors
    states: Mapping[str, Sequence[Touch]]

    def rows(self) -> Iterable[Sequence[object]]:
        """One row for each state, switch and flow, below `HEAD`."""
        for state, touches in self.states.items():
            for touch in touches:
                k, n, i = touch.cell
                after: object = touch.after if math.isfinite(touch.after) else ""  # nothing is bought any more
                yield (
                    *(state, touch.kind, touch.name, touch.change),
                    *(self.regions[n], self.regions[i], self.sectors[k], self.names[k]),
                    *(touch.trade, touch.aside, " ".join(touch.to), touch.before, after),
                    *_limit_cells(touch),
                )


def _limit_cells(touch: Touch) -> tuple[object, object, str]:
    """What a measure lets in before and after, empty for no limit, and its terms."""
    if touch.limit is None:
        return "", "", ""
    before, after = ("" if limit is None else limit for limit in (touch.limit.before, touch.limit.after))
    return before, after, "; ".join(touch.limit.terms)


@dataclass(frozen=True)
class ChangeRow:
    """One change of law as text."""

    title: str
    code: str
    change: str
    note: str
    flow: str
    sectors: str
    trade: str
    before: str
    after: str


@dataclass(frozen=True)
class StateChanges:
    """What a state changes: its rows, the largest trade first, and how many more there are."""

    state: StateResults
    rows: tuple[ChangeRow, ...]
    more: str


def state_changes(results: Results, most: int = ROWS_ON_PAGE) -> list[StateChanges]:
    """The changes of every state that has any."""
    return [_changes(results, state, most) for state in results.states.values() if state.law]


def _changes(results: Results, state: StateResults, most: int) -> StateChanges:
    shown, n, trade = _told(state, most)
    more = say("changes.more_on_page", n=n, trade=plain(trade, 0)) if n else ""
    return StateChanges(state, tuple(change_row(results, row) for row in shown), more)


def change_row(results: Results, row: LawChange) -> ChangeRow:
    """One change of law as text, economies and sectors by name."""
    aside = row.trade_aside_musd.known
    way = say("changes.gives_way", list=_others(row), money=plain(aside, 0)) if aside > 0 else ""
    sector = sector_name(results, row.largest)
    titles = {measure.id: measure.title for measure in results.header.measures}
    return ChangeRow(
        title=titles.get(row.name, capital(row.name)),
        code=row.name if row.name in titles else "",
        change=row.change,
        note=parted(filter(None, (limit_text(row, results.header.vintage), way))),
        flow=say("changes.flow", exporter=results.name(row.exporter), importer=results.name(row.importer)),
        sectors=sector if row.flows == 1 else say("changes.sectors", n=row.flows, sector=sector),
        trade=plain(row.trade_covered_musd.known, 0),
        before=rate_percent(row.rate_before),
        after=rate_percent(row.rate_after),
    )


def _others(row: LawChange) -> str:
    """What a measure gives way to: its names, or how many they are where they fill the cell."""
    names = row.gives_way_to
    return listed(names) if len(names) <= NAMES_SHOWN else say("changes.other_measures", n=len(names))


def limit_text(row: LawChange, vintage: int) -> str:
    """What a quota or a licence lets in, before and after; empty where the switch sets no limit."""
    if row.limit is None:
        return ""
    before, after = (_limit(limit, vintage) for limit in (row.limit.limit_before, row.limit.limit_after))
    return say("changes.limit", before=before, after=after, terms=listed(row.limit.terms))


def _limit(limit: Number, vintage: int) -> str:
    if limit.value is None:
        return limit.reason or EN_DASH
    return say("changes.limited", percent=plain(100.0 * limit.value, 0), vintage=str(vintage))


def rate_percent(rate: Number) -> str:
    """A rate in per cent with one decimal, or why there is none."""
    return (rate.reason or EN_DASH) if rate.value is None else plain(100.0 * rate.value + 0.0, 1)


def remarks_of(results: Results) -> list[tuple[str, str]]:
    """(codes of what it is about, sentence) of every remark on the baseline and the states, each sentence once."""
    return [(listed(codes), text) for text, codes in _about(results).items()]


def titled_remarks(results: Results) -> list[tuple[str, str]]:
    """The same with the titles of the states."""
    titles = {"baseline": say("changes.baseline")} | {state.code: state.title for state in results.states.values()}
    every = len(results.states)
    return [
        (say("changes.all_states") if len(codes) == every > 1 else parted(titles[code] for code in codes), text)
        for text, codes in _about(results).items()
    ]


def _about(results: Results) -> dict[str, list[str]]:
    """{sentence: the states that it is about} of all remarks, that of the baseline first."""
    remarks = {"baseline": results.baseline_state.remarks} | {s.code: s.remarks for s in results.states.values()}
    about: dict[str, list[str]] = {}
    for code, said in remarks.items():
        for remark in said:
            about.setdefault(remark.text, []).append(code)
    return about


def why_tables(results: Results, most: int = ROWS_SHOWN) -> list[tuple[str, list[dict[str, str]]]]:
    """(title, rows) for each state that changes any law, codes for names; last what no row of its own shows, summed."""
    tables = []
    for state in results.states.values():
        if not state.law:
            continue
        shown, n, trade = _told(state, most)
        rows = [_why_row(results, row) for row in shown]
        rows += [_rest_row(n, trade)] if n else []
        tables.append((say("changes.title", state=state.code, vintage=str(results.header.vintage)), rows))
    return tables


def _told(state: StateResults, most: int) -> tuple[Sequence[LawChange], int, float]:
    """The rows with the largest trade, how many more there are, and their trade, US$ million, switch by switch."""
    ordered = sorted(state.law, key=lambda row: -row.trade_covered_musd.known)
    hidden, rest = ordered[most:], state.law_rest
    trade = sum(row.trade_covered_musd.known for row in hidden) + sum(one.trade_covered_musd.known for one in rest)
    return ordered[:most], len(hidden) + sum(one.pairs for one in rest), trade


def _rest_row(n: int, trade: float) -> dict[str, str]:
    """The line below the rows of the terminal: all others added up."""
    keys = ("switch", "from", "to", "sectors", "most", "trade", "before", "after")
    row = dict.fromkeys((say(f"changes.column.{key}") for key in keys), "")
    return row | {
        say("changes.column.switch"): say("changes.rest", n=n),
        say("changes.column.trade"): plain(trade, 0),
    }


def _why_row(results: Results, row: LawChange) -> dict[str, str]:
    """One change of law for the terminal."""
    vintage = results.header.vintage
    aside = row.trade_aside_musd.known
    way = say("changes.gives_way_short", list=listed(row.gives_way_to), money=plain(aside, 0)) if aside > 0 else ""
    notes = [note for note in (limit_text(row, vintage), way) if note]
    return {
        say("changes.column.switch"): f"{row.name} {row.change}" + (f" ({'; '.join(notes)})" if notes else ""),
        say("changes.column.from"): row.exporter,
        say("changes.column.to"): row.importer,
        say("changes.column.sectors"): str(row.flows),
        say("changes.column.most"): sector_name(results, row.largest),
        say("changes.column.trade"): plain(row.trade_covered_musd.known, 0),
        say("changes.column.before"): rate_percent(row.rate_before),
        say("changes.column.after"): rate_percent(row.rate_after),
    }
