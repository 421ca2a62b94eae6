"""Whether the parts of a run's document that name each other agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from middlepower.document.timeline import LawTimeline

if TYPE_CHECKING:
    from middlepower.document.results import BaselineState, Results, StateResults


def disagreements(results: Results) -> Iterator[str]:
    """One sentence for each part that names what another one lacks."""
    if not results.states:
        yield "`states` is empty: ask for at least one state"
    if results.economy not in (*results.regions, *results.groups):
        yield f"`economy` is `{results.economy}`, not one of `regions` or `groups`"
    if results.break_even is not None and results.break_even.reaction not in results.states:
        yield f"`break_even.reaction` is `{results.break_even.reaction}`, not one of `states`"
    yield from _own(results, "baseline_state", results.baseline_state)
    yield from _of_rates(results)
    for code, state in results.states.items():
        yield from _own(results, f"states.{code}", state)
        yield from _of_sectors(results, code, state)
        yield from _of_provinces(results, code, state)
    yield from _of_timeline(results.timeline)


def _own(results: Results, place: str, state: BaselineState | StateResults) -> Iterator[str]:
    """The parts of a state without numbers for the economy that the document is about."""
    for part, held in (("economies", state.economies), ("actors", state.actors)):
        if results.economy not in held:
            yield f"`{place}.{part}` lacks `{results.economy}`, whose brief this is"


def _of_rates(results: Results) -> Iterator[str]:
    """States whose effective tariffs are of other pairs than the baseline's."""
    wanted = _pairs(results.baseline_state.effective_tariff_percent)
    for code, state in results.states.items():
        if _pairs(state.effective_tariff_percent) != wanted:
            yield f"`states.{code}.effective_tariff_percent` is of other pairs than that of `baseline_state`"


def _of_sectors(results: Results, code: str, state: StateResults) -> Iterator[str]:
    """The sectors of a state that the baseline lacks."""
    own = results.baseline_state.actors.get(results.economy)
    known = set() if own is None else set(own.output_musd)
    for sector in state.sectors.get(results.economy, {}):
        if sector not in known:
            yield f"`states.{code}.sectors` names `{sector}`, which the baseline's `output_musd` lacks"


def _of_provinces(results: Results, code: str, state: StateResults) -> Iterator[str]:
    """The provinces that a state lacks."""
    if state.provinces is not None:
        for province in results.provinces.names:
            if province not in state.provinces.provinces:
                yield f"`states.{code}.provinces.provinces` lacks `{province}`, which `provinces.names` holds"


def _of_timeline(timeline: LawTimeline) -> Iterator[str]:
    """Days whose rates are of other pairs than those of the first."""
    days = timeline.applied_percent
    if timeline.events and timeline.first not in days:
        yield f"`timeline.applied_percent` lacks `{timeline.first}`, which is `timeline.first`"
    pairs = [_pairs(rates) for rates in days.values()]
    for day, held in zip(days, pairs, strict=True):
        if held != pairs[0]:
            yield f"`timeline.applied_percent.{day}` is of other pairs than the first day's"


def _pairs(rates: Mapping[str, Mapping[str, object]]) -> set[tuple[str, str]]:
    return {(importer, partner) for importer, partners in rates.items() for partner in partners}
