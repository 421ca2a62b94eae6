"""A solved ladder of the law -> the document of `replay`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from middlepower.document.arrange import names_of, spread_of
from middlepower.document.number import Number
from middlepower.document.other_horizon import OtherHorizon, about
from middlepower.document.power import power_header
from middlepower.document.remarks import baseline_remarks
from middlepower.document.replayed import IncomeMove, LawSwitch, Replay, ReplayedActor, ReplayedMoves, ReplayedStep
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.ladder import Ladder, Rung
from middlepower.experiment.question import BASELINE
from middlepower.experiment.without_effect import joined
from middlepower.indicators import grouped
from middlepower.indicators.applied_rates import mean_rate
from middlepower.indicators.trade_weights import WORLD, TradeWeights, weights_of
from middlepower.language.catalogue import named, say
from middlepower.policy.rate_book import statutory_rates
from middlepower.world.groups import expand

Array = NDArray[np.float64]
Move = tuple[Array, Array]  # change of real income [run, e] as a ratio, and in million US dollars
Moves = tuple[Move, Move, Move]


def replay_document(ladder: Ladder, experiment: Experiment) -> Replay:
    """The steps of a ladder, with rates and what each did, and a range where there is more than one variant."""
    request, world = ladder.request, experiment.question.world
    weights = weights_of(world, WORLD)
    moves, beside = _moves(ladder, experiment), experiment.beside
    there: Sequence[Moves | None] = [None] * len(moves) if beside is None else _moves(ladder, beside)
    return Replay(
        header=power_header(
            experiment, "replay", _question(ladder), _words(ladder, experiment), _residuals(experiment)
        ),
        **names_of(Replay, world, ladder.actors),
        between=ladder.between,
        other_horizon=None if beside is None else OtherHorizon(**about(beside)),
        actors=ladder.actors,
        first=request.first.isoformat(),
        last=request.last.isoformat(),
        weights_source=weights.source,
        applied_percent=_rates(ladder, experiment, weights, BASELINE),
        steps=tuple(
            _step(ladder, experiment, weights, rung, here, other)
            for rung, here, other in zip(ladder.rungs, moves, there, strict=True)
        ),
        remarks=baseline_remarks(experiment.question),
        notes=(say("document.replay_note_step"), say("document.replay_note_day"), say("document.replay_note_rates")),
    )


def _question(ladder: Ladder) -> str:
    names = joined(ladder.question.names[code] for code in ladder.between)
    return say("document.replay_question", names=names)


def _words(ladder: Ladder, experiment: Experiment) -> str:
    """The part of the command line that is this command's own."""
    request = ladder.request
    words = f"replay --to {request.last} --economy {ladder.actors[0]}"
    words += f" --of {'-'.join(ladder.between)}" if request.between else ""
    return words + (" --ranges" if experiment.settings.ranges else "")


def _residuals(experiment: Experiment) -> list[Number]:
    runs = (*experiment.runs, *(experiment.beside.runs if experiment.beside else ()))
    solved = (one for run in runs for one in (run.baseline.equilibrium, *run.states.values()))
    return [Number.of(one.report.residual) for one in solved]


def _moves(ladder: Ladder, experiment: Experiment) -> list[Moves]:
    """(by step, added up, since the first day) of every rung."""
    steps = [_move(ladder, experiment, rung.before, rung.name) for rung in ladder.rungs]
    since = [_move(ladder, experiment, BASELINE, rung.name) for rung in ladder.rungs]
    return list(zip(steps, accumulate(steps, _after), since, strict=True))


def _move(ladder: Ladder, experiment: Experiment, earlier: str, later: str) -> Move:
    """The change of real income between two laws under every variant; NaN without an equilibrium."""
    members = experiment.question.members
    ratio, money = (np.full((len(experiment.runs), len(members)), np.nan) for _ in range(2))
    for r, run in enumerate(experiment.runs):
        before, after = ladder.at(run, earlier), ladder.at(run, later)
        if before is not None and after is not None:
            ratio[r] = grouped.real_income(before, after, members)
            money[r] = grouped.real_income_money(before, after, members)
    return ratio, money


def _after(sofar: Move, step: Move) -> Move:
    """Two changes one after the other."""
    return (1.0 + sofar[0]) * (1.0 + step[0]) - 1.0, sofar[1] + step[1]


def _step(
    ladder: Ladder, experiment: Experiment, weights: TradeWeights, rung: Rung, here: Moves, there: Moves | None
) -> ReplayedStep:
    law = _switches(ladder, rung)
    codes = list(experiment.question.names)
    return ReplayedStep(
        date=rung.name,
        moved=tuple(dict.fromkeys(switch.imposer for switch in law)),
        law=law,
        elsewhere=rung.step.elsewhere,
        alone=rung.alone,
        applied_percent=_rates(ladder, experiment, weights, rung.name),
        actors={code: _actor(experiment, codes.index(code), here, there) for code in ladder.actors},
    )


def _actor(experiment: Experiment, e: int, here: Moves, there: Moves | None) -> ReplayedActor:
    """The three comparisons of one economy or group at both horizons."""
    beside = experiment.beside
    other = None
    if beside is not None and there is not None:
        other = ReplayedMoves(*(_income(beside, move, e) for move in there))
    by_step, added_up, since_first = (_income(experiment, move, e) for move in here)
    return ReplayedActor(by_step, added_up, since_first, other)


def _switches(ladder: Ladder, rung: Rung) -> tuple[LawSwitch, ...]:
    known = {measure.id: measure for measure in ladder.question.measures}
    why = ladder.without_effect(rung)
    changes = [(known[name], change) for name, change in rung.step.changes.items()]
    return tuple(
        LawSwitch(
            one.id, change, named(one.title), one.imposer, tuple(one.targets), one.instrument, why.get(one.id, "")
        )
        for one, change in changes
    )


def _income(experiment: Experiment, move: Move, e: int) -> IncomeMove:
    spread = spread_of(experiment)
    percent, musd = (
        Number.over(values[:, e].tolist(), spread, say("document.no_equilibrium"), headline=True)
        for values in (100.0 * move[0], move[1])
    )
    return IncomeMove(percent, musd)


def _rates(
    ladder: Ladder, experiment: Experiment, weights: TradeWeights, name: str
) -> Mapping[str, Mapping[str, Number]]:
    """Average applied rates between the parties under the baseline's or a state's law, by importer and partner."""
    world = experiment.question.world
    rates = statutory_rates(world, experiment.question.flows[name])

    def mean(importer: str, partner: str) -> Number:
        n, i = (np.array([world.region(code) for code in expand([name], world)]) for name in (importer, partner))
        cells = (slice(None), n[:, None], i)
        return Number.of(100.0 * mean_rate(rates[cells], weights.value[cells]), say("document.replay_no_trade"))

    sides = ladder.between
    return {n: {i: mean(n, i) for i in sides if i != n} for n in sides}
