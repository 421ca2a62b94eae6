"""What states change in law, for the terminal, the page and `law.csv`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from middlepower.document.law import LawChange
from middlepower.document.number import Number
from middlepower.document.results import Results, StateResults
from middlepower.report.tables import sector_name
from middlepower.report.wording import EN_DASH, count, listed, plain
from middlepower.scenario.touched import Touch

ROWS_SHOWN = 8  # of a state on the terminal, the largest trade: law.csv has all
ROWS_ON_PAGE = 5
LIMIT = "limit {before} -> {after} ({terms})"
LIMITED = "{percent}% of the volume of {vintage}"
HEAD = (
    "state", "kind", "name", "change", "importer", "exporter", "sector", "trade_covered_musd", "trade_aside_musd",
    "gives_way_to", "rate_before", "rate_after", "limit_before", "limit_after", "limit_terms",
)  # fmt: skip


@dataclass(frozen=True)
class LawTable:
    """What the states of a run change, flow by flow, with the labels of the flows."""

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    states: Mapping[str, Sequence[Touch]]

    def rows(self) -> Iterable[Sequence[object]]:
        """One row for each state, switch and flow, below `HEAD`."""
        for state, touches in self.states.items():
            for touch in touches:
                k, n, i = touch.cell
                after: object = touch.after if math.isfinite(touch.after) else ""  # nothing is bought any more
                yield (
                    *(state, touch.kind, touch.name, touch.change),
                    *(self.regions[n], self.regions[i], self.sectors[k]),
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
    what: str
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
    ordered = sorted(state.law, key=lambda row: -row.trade_covered_musd.known)
    rest = len(ordered) - most
    more = f"and {count(rest, 'row')} with less trade, in law.csv and results.json" if rest > 0 else ""
    return StateChanges(state, tuple(change_row(results, row) for row in ordered[:most]), more)


def change_row(results: Results, row: LawChange) -> ChangeRow:
    """One change of law as text, economies and sectors by name."""
    aside = row.trade_aside_musd.known
    way = f"gives way to {listed(row.gives_way_to)} on US$ {plain(aside, 0)} million" if aside > 0 else ""
    sector = sector_name(results, row.largest)
    titles = {measure.id: measure.title for measure in results.header.measures}
    return ChangeRow(
        title=titles.get(row.name, row.name[:1].upper() + row.name[1:]),
        what=f"{row.name}, {row.change}" if row.name in titles else row.change,
        note="; ".join(filter(None, (limit_text(row, results.header.vintage), way))),
        flow=f"{results.name(row.exporter)} to {results.name(row.importer)}",
        sectors=sector if row.flows == 1 else f"{row.flows} sectors, most in {sector}",
        trade=plain(row.trade_covered_musd.known, 0),
        before=rate_percent(row.rate_before),
        after=rate_percent(row.rate_after),
    )


def limit_text(row: LawChange, vintage: int) -> str:
    """What a quota or a licence lets in, before and after; empty where the switch sets no limit."""
    if row.limit is None:
        return ""
    before, after = (_limit(limit, vintage) for limit in (row.limit.limit_before, row.limit.limit_after))
    return LIMIT.format(before=before, after=after, terms=listed(row.limit.terms))


def _limit(limit: Number, vintage: int) -> str:
    if limit.value is None:
        return limit.reason or EN_DASH
    return LIMITED.format(percent=plain(100.0 * limit.value, 0), vintage=vintage)


def rate_percent(rate: Number) -> str:
    """A rate in per cent with one decimal, or why there is none."""
    return (rate.reason or EN_DASH) if rate.value is None else plain(100.0 * rate.value + 0.0, 1)


def remarks_of(results: Results) -> list[tuple[str, str]]:
    """(codes of what it is about, sentence) of every remark on the baseline and the states, each sentence once."""
    return [(listed(codes), text) for text, codes in _about(results).items()]


def titled_remarks(results: Results) -> list[tuple[str, str]]:
    """The same with the titles of the states."""
    titles = {"baseline": "Baseline"} | {state.code: state.title for state in results.states.values()}
    every = len(results.states)
    return [
        ("All states" if len(codes) == every > 1 else "; ".join(titles[code] for code in codes), text)
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
    """(title, rows) for each state that changes any law, codes for names."""
    tables = []
    for state in results.states.values():
        rows = sorted(state.law, key=lambda row: -row.trade_covered_musd.known)
        rest = len(rows) - most
        more = f"; {count(rest, 'row')} with less trade in law.csv with --out" if rest > 0 else ""
        title = f"what {state.code} changes: trade in US$ million of {results.header.vintage}, rates in %{more}"
        if rows:
            tables.append((title, [_why_row(row, results.header.vintage) for row in rows[:most]]))
    return tables


def _why_row(row: LawChange, vintage: int) -> dict[str, str]:
    """One change of law for the terminal."""
    aside = row.trade_aside_musd.known
    way = f"gives way to {listed(row.gives_way_to)} on {aside:,.0f}" if aside > 0 else ""
    notes = [note for note in (limit_text(row, vintage), way) if note]
    return {
        "switch": f"{row.name} {row.change}" + (f" ({'; '.join(notes)})" if notes else ""),
        "from": row.exporter,
        "to": row.importer,
        "sectors": str(row.flows),
        "most": row.largest,
        "trade": f"{row.trade_covered_musd.known:,.0f}",
        "before": rate_percent(row.rate_before),
        "after": rate_percent(row.rate_after),
    }
