"""The outcomes of a run with the quantiles of draws in the place of ranges over sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from middlepower.document.ensemble import HIGH, LOW, MIDDLE, DrawsRead, drawn_ranges, over_option
from middlepower.document.outcomes import DrawsBehind, Outcomes, StateOutcomes
from middlepower.document.spreads import Spreads
from middlepower.ensemble.columns import EVERYWHERE, OUTPUT, OWN, Column
from middlepower.ensemble.plan import Plan
from middlepower.experiment.weights import EQUAL

Places = Mapping[tuple[int, ...], Column]  # of numbers in an array


def with_draws(outcomes: Outcomes, read: DrawsRead, plan: Plan) -> Outcomes:
    """The outcomes of the main run, where draws tell a number with its median over them and 10th and 90th percentile.

    What no draw keeps stays as the main run has it, without a range.
    """
    states = {name: _state(outcomes, read, name) for name in outcomes.states}
    weights = "" if plan.settings.weights == EQUAL else f" --weights {plan.settings.weights}"
    options = f"--draws {plan.draws}{weights}{over_option(plan.settings, plan.uncertain)}"
    return replace(outcomes, states=states, drawn=DrawsBehind(drawn_ranges(plan), options, read.residual, read.income))


def _state(outcomes: Outcomes, read: DrawsRead, name: str) -> StateOutcomes:
    codes, sectors = list(outcomes.experiment.question.names), outcomes.experiment.world.sectors
    main = outcomes.states[name]
    economies = {
        key: _placed(main.economies[key], read, {(e,): Column(name, key, code) for e, code in enumerate(codes)})
        for key in EVERYWHERE
    }
    economies |= {
        key: _placed(main.economies[key], read, {(codes.index(code),): Column(name, key, code) for code in read.about})
        for key in OWN
    }
    own = codes.index(read.economy)
    output: Places = {(k, own): Column(name, OUTPUT, read.economy, sector) for k, sector in enumerate(sectors)}
    made = _placed(main.sectors[OUTPUT], read, output)
    return replace(main, economies={**main.economies, **economies}, sectors={**main.sectors, OUTPUT: made})


def _placed(main: Spreads, read: DrawsRead, columns: Places) -> Spreads:
    """The main run's numbers with those of draws at some places."""
    value, known = main.value.copy(), np.zeros_like(main.known)
    low, high = np.full_like(value, np.nan), np.full_like(value, np.nan)
    for place, column in columns.items():
        of = read.columns[column]
        known[place] = of.draws
        if of.draws:
            low[place], value[place], high[place] = of.quantiles[[LOW, MIDDLE, HIGH]]
    return Spreads(value, low, high, known, read.draws)
