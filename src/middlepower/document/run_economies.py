"""The economies, actors and sectors of the document of `run`, from its outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from middlepower.document.actor import Actor, Headlines, SectorChange, TradeWith
from middlepower.document.first_year import FirstYears, at_once, first_years
from middlepower.document.number import Number, Pair
from middlepower.document.outcomes import (
    CHANGES,
    HEADLINES,
    LEVELS,
    RANGED_SECTORS,
    SECTORS,
    VALUES,
    Levels,
    Outcomes,
    StateOutcomes,
    changes,
)
from middlepower.document.results import Economy
from middlepower.document.run_diversion import diverted
from middlepower.experiment.experiment import Experiment
from middlepower.language.catalogue import say

Array = NDArray[np.float64]
REAL_INCOME = "real_income_percent"


def labelled(labels: Mapping[str, str] | Sequence[str], values: Array, reason: str) -> dict[str, Number]:
    """Single numbers by label."""
    return {label: Number.of(value, reason) for label, value in zip(labels, values.tolist(), strict=True)}


def economies_of(outcomes: Outcomes, name: str, about: Sequence[str]) -> dict[str, Economy]:
    """The headlines of every economy and group in a state; of those that nobody asked about the main run's answer."""
    state, missing = outcomes.states[name], say("document.nothing_before")
    return {
        code: Economy(
            code=code,
            **{key: state.economies[key].number(e, missing) for key in HEADLINES},
            by_variant_percent=_answers(state, e, len(state.labels) if code in about else 1),
        )
        for e, code in enumerate(outcomes.experiment.question.names)
    }


def _answers(state: StateOutcomes, e: int, runs: int) -> dict[str, Number]:
    """Real income of economy e under the first of the runs, the main one being the first."""
    return labelled(state.labels[:runs], state.by_run[REAL_INCOME][:runs, e], say("document.nothing_before"))


def actors_of(outcomes: Outcomes, name: str, wanted: Sequence[str]) -> dict[str, Actor]:
    """All numbers of the economies that a document is about, in a state."""
    codes = list(outcomes.experiment.question.names)
    beside = first_years(at_once(outcomes.experiment), name)
    return {code: _actor(outcomes, name, codes.index(code), wanted, beside) for code in wanted}


def _actor(outcomes: Outcomes, name: str, e: int, wanted: Sequence[str], beside: FirstYears | None) -> Actor:
    experiment, state = outcomes.experiment, outcomes.states[name]
    codes = list(experiment.question.names)
    sales, purchases = diverted(experiment, name, codes[e])
    changed = ("gdp_volume_musd", *CHANGES, *VALUES)
    reasons = {"terms_of_trade_percent": say("document.nothing_traded")}
    missing = say("document.nothing_before")
    numbers: dict[str, Any] = {key: state.economies[key].number(e, reasons.get(key, missing)) for key in changed}
    numbers |= {key: pair(state.levels[key], e) for key in LEVELS}
    return Actor(
        code=codes[e],
        **numbers,
        trade_with={other: trade_with(state, e, codes.index(other)) for other in wanted if other != codes[e]},
        export_share_percent=labelled(
            wanted, state.export_share[e, [codes.index(p) for p in wanted]], say("document.no_exports")
        ),
        diverted_sales=sales,
        diverted_purchases=purchases,
        by_variant=_by_label(state.labels, state.by_run, e),
        first_year=None if beside is None else beside.with_sectors(e) if codes[e] == wanted[0] else beside.of(e),
        by_closure=_by_closure(experiment, name, e) if experiment.closures else None,
    )


def pair(levels: Levels, place: int | tuple[int, ...]) -> Pair:
    """One level before and after, and its change."""
    missing = say("document.nothing_before")
    before, after = (Number.of(float(level[place]), missing) for level in (levels.before, levels.after))
    return Pair(before, after, levels.change.number(place, missing))


def trade_with(state: StateOutcomes, e: int, p: int) -> TradeWith:
    """Trade of economy e with partner p."""
    return TradeWith(pair(state.partners, (e, p)), pair(state.partners, (p, e)), pair(state.balances, (e, p)))


def _by_label(labels: Sequence[str], values: Mapping[str, Array], e: int) -> Headlines:
    missing = say("document.nothing_before")
    return Headlines(**{key: labelled(labels, values[key][:, e], missing) for key in HEADLINES})


def _by_closure(experiment: Experiment, name: str, e: int) -> Headlines:
    """The headlines of economy e under every closure; missing where a closure has no equilibrium."""
    solved = {closure: run for closure, run in experiment.closures.items() if name in run.states}
    values = changes([run.pair(name) for run in solved.values()], experiment.question.members[[e]], HEADLINES)
    unsolved, missing = say("document.no_equilibrium_closure"), say("document.nothing_before")
    gone = {closure: Number.of(np.nan, unsolved) for closure in experiment.closures if closure not in solved}
    return Headlines(**{key: {**labelled(list(solved), table[:, 0], missing), **gone} for key, table in values.items()})


def sectors_of(outcomes: Outcomes, name: str, wanted: Sequence[str]) -> dict[str, dict[str, SectorChange]]:
    """Every sector of some economies in a state."""
    codes, state = list(outcomes.experiment.question.names), outcomes.states[name]
    missing, keys = say("document.nothing_before"), (*RANGED_SECTORS, *SECTORS)
    return {
        code: {
            sector: SectorChange(
                **{key: state.sectors[key].number((k, codes.index(code)), missing) for key in keys},
            )
            for k, sector in enumerate(outcomes.experiment.world.sectors)
        }
        for code in wanted
    }
