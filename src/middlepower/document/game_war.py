"""A tariff war over the elasticity sets, in the first year too, checked: the document of `game war`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from middlepower.document.arrange import names_of, own_centre, spread_of
from middlepower.document.game_war_body import (
    AnsweredTariff,
    PairTalks,
    TariffWar,
    WarBody,
    WarCheck,
    WarPlayer,
    WarRate,
    WarState,
)
from middlepower.document.number import Number, Spread, combine, ranged
from middlepower.document.power import power_header
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.parallel import each
from middlepower.experiment.rebase import recorded
from middlepower.experiment.variant import Variant
from middlepower.game.answers import Answer, answers
from middlepower.game.war import WarRules, arena_of
from middlepower.game.war_played import ALONE, FROM_STATUS_QUO, FROM_WAR, NASH, PAIRS, Changes, Played, changes, play
from middlepower.language.catalogue import say, spoken
from middlepower.model.trade_war.levers import NOBODY, Lever
from middlepower.model.trade_war.war import WarPoint, deviations
from middlepower.world.groups import title_of
from middlepower.world.parties import members

Array = NDArray[np.float64]
OTHERS = "others"
AT_BOUND = 1e-7  # of ln(1 + rate)
FirstYear = Mapping[str, Mapping[str, tuple[Number, Number]]]  # state, player: per cent and million US dollars


@dataclass(frozen=True)
class _Variant:
    """A war played under one variant, on its baseline without quotas."""

    baseline: Baseline
    played: Played


def war_document(experiment: Experiment, rules: WarRules, weights: Sequence[str] = ()) -> TariffWar:
    """Every player alone, the Nash equilibrium, talks, their checks, and the first year at the long run's rates.

    `weights` are the files of political weights as they stand on a command line.
    """
    starts = settled(experiment)
    first = next(iter(starts))
    runs = each(lambda variant: _play(rules, experiment, variant, starts[variant], variant == first), starts)
    main = runs[0]
    body = combine([_body(rules, run, state_names(rules)) for run in runs], spread_of(experiment))
    if first.horizon != FIRST_YEAR:
        body = with_first_year(body, in_first_year(experiment, rules, main.played))
    check = _check(rules, main)
    return TariffWar(
        header=replace(
            power_header(experiment, "game-war", _question(rules), words(rules, weights), [body.residual]),
            centre=own_centre(first),
        ),
        **names_of(TariffWar, experiment.world, rules.players),
        players=rules.players,
        instruments=rules.instruments,
        instruments_meaning=say(f"game_war.instruments.{rules.instruments}"),
        taxes=rules.taxes,
        bounds=rules.bounds,
        bounds_meaning=say(f"game_war.bounds.{rules.bounds}"),
        lowest_rate=rules.lowest,
        highest_rate=rules.highest,
        weights={player: rules.weights_of(player).source for player in rules.players},
        beliefs=tuple(say(f"game_war.belief.{name}") for name in ("answer", "outsiders", "aim", "talks", "bounds")),
        notes=tuple(say(f"game_war.note.{name}") for name in ("baseline", "first_year", "several", "lerner")),
        war=body,
        check=check,
        pairs=_pairs(rules, main.played),
        answers=_answers(rules, main.baseline),
    )


def settled(experiment: Experiment) -> dict[Variant, Baseline]:
    """{variant: baseline} at the main horizon, quotas recorded as the taxes that their premiums are."""
    found = experiment.baselines()
    return {
        variant: recorded(baseline, variant) if baseline.equilibrium.quotas else baseline
        for variant, baseline in found.items()
    }


def _play(rules: WarRules, experiment: Experiment, variant: Variant, baseline: Baseline, main: bool) -> _Variant:
    try:
        return _Variant(baseline, play(rules, baseline, experiment.question.world, main))
    except NoEquilibriumError as error:
        raise error.placed(f"the war under {variant.label}") from error


def state_names(rules: WarRules) -> tuple[str, ...]:
    """The outcomes of a war by name, in the order in which they are told."""
    alone = tuple(f"{ALONE}{player}" for player in rules.players)
    pairs = (PAIRS,) if rules.instruments == "partner" else ()
    return (*alone, NASH, FROM_WAR, FROM_STATUS_QUO, *pairs)


def in_first_year(experiment: Experiment, rules: WarRules, played: Played) -> FirstYear:
    """Real income of every player in the first year, at the rates of each state of the long run."""
    starts = experiment.baselines(FIRST_YEAR)
    spread = spread_of(experiment, FIRST_YEAR)
    found: dict[str, dict[str, tuple[Number, Number]]] = {}
    for name, point in played.states.items():
        rows = each(partial(_first_year, rules, experiment, point.x), starts.values())
        found[name] = {player: _over_sets([row[player] for row in rows], spread) for player in rules.players}
    return found


def _over_sets(outcomes: Sequence[tuple[Changes, str]], spread: Spread) -> tuple[Number, Number]:
    """(real income in per cent, in million US dollars) of one player over the sets, with the reason where it lacks."""
    percent = [Number.of(one.percent, reason) for one, reason in outcomes]
    return ranged(percent, spread), ranged([Number.of(one.musd, reason) for one, reason in outcomes], spread)


def _first_year(rules: WarRules, experiment: Experiment, x: Array, start: Baseline) -> dict[str, tuple[Changes, str]]:
    """(every player's Changes at rates x from a baseline of the first year, why there are none); NaN without them."""
    arena = arena_of(rules, start, experiment.question.world)
    try:
        now = arena.at(x)
    except NoEquilibriumError as error:
        return dict.fromkeys(rules.players, (Changes(np.nan, np.nan, np.nan), error.reason))
    return {player: (changes(start, player, now), "") for player in rules.players}


def with_first_year(body: WarBody, later: FirstYear) -> WarBody:
    """The outcomes with each player's real income in the first year."""
    states = {
        name: replace(
            state, players={who: _later(one, later.get(name, {}).get(who)) for who, one in state.players.items()}
        )
        for name, state in body.states.items()
    }
    return replace(body, states=states)


def _later(one: WarPlayer, found: tuple[Number, Number] | None) -> WarPlayer:
    return one if found is None else replace(one, in_first_year_percent=found[0], in_first_year_musd=found[1])


def _body(rules: WarRules, run: _Variant, names: Sequence[str]) -> WarBody:
    """One variant's outcomes."""
    states = {name: _state(rules, run, name) for name in names}
    worst = max(point.now.report.residual for point in run.played.states.values())
    return WarBody(states, Number.of(worst))


def _state(rules: WarRules, run: _Variant, name: str) -> WarState:
    """One outcome under one variant; without numbers, and with the reason, where there is none."""
    who = name.removeprefix(ALONE)
    title = (
        say("game_war.alone_state", player=title_of(who)) if name.startswith(ALONE) else say(f"game_war.state.{name}")
    )
    point = run.played.states.get(name)
    reason = run.played.missing.get(name, "" if point else say("game_war.main_only"))
    players = {player: _player(rules, run, place, point, reason) for place, player in enumerate(rules.players)}
    return WarState(title, reason, players, () if point is None else _rates(rules, run.played, point))


def _player(rules: WarRules, run: _Variant, place: int, point: WarPoint | None, reason: str) -> WarPlayer:
    """One player's numbers in one outcome."""
    player = rules.players[place]
    even = not rules.weights_of(player).values
    if point is None:
        none = Number(None, reason=reason)
        return WarPlayer(none, none, None if even else none, none, None, None)
    found = changes(run.baseline, player, point.now)
    aim = None if even else Number.of(100.0 * float(np.expm1(point.values[place])))
    return WarPlayer(Number.of(found.percent), Number.of(found.musd), aim, Number.of(found.tariff), None, None)


def _rates(rules: WarRules, played: Played, point: WarPoint) -> tuple[WarRate, ...]:
    """The rates of an outcome; those that stay as in the baseline are left out."""
    levers = played.arena.levers
    held = (point.x <= levers.lowest + AT_BOUND) | (point.x >= levers.highest - AT_BOUND)
    return tuple(
        _rate(rules, played, lever, Number.of(100.0 * float(np.expm1(x))), bool(at_bound))
        for lever, x, at_bound in zip(levers.levers, point.x, held, strict=True)
        if not np.isnan(x)
    )


def _rate(rules: WarRules, played: Played, lever: Lever, rate: Number, held: bool) -> WarRate:
    sectors = played.arena.before.benchmark.labels
    partner = None if lever.partner is None else OTHERS if lever.partner == NOBODY else rules.players[lever.partner]
    sector = None if lever.sector is None else sectors.sector(lever.sector)
    return WarRate(rules.players[lever.owner], lever.tax, sector, partner, rate, held, lever.free)


def _check(rules: WarRules, main: _Variant) -> WarCheck:
    war = main.played.states[NASH]
    found = deviations(main.played.arena, war)
    best = {player: Number.of(100.0 * float(found.best[place])) for place, player in enumerate(rules.players)}
    return WarCheck(war.rounds, war.slope, found.tried, best)


def _pairs(rules: WarRules, played: Played) -> tuple[PairTalks, ...]:
    if played.pairs is None:
        return ()
    return tuple(
        PairTalks(
            rules.players[deal.pair[0]],
            rules.players[deal.pair[1]],
            deal.signed,
            *(Number.of(100.0 * float(np.expm1(part))) for part in deal.surplus),
        )
        for deal in played.pairs.deals
    )


def _answers(rules: WarRules, baseline: Baseline) -> tuple[AnsweredTariff, ...]:
    """25% by the largest player on each other one, under every closure."""
    size = {player: _income(baseline, player) for player in rules.players}
    sender = max(size, key=lambda player: size[player])
    targets = [player for player in rules.players if player != sender]
    return tuple(_answered(one) for one in answers(baseline, sender, targets))


def _answered(one: Answer) -> AnsweredTariff:
    (sender, target), (sender_after, target_after) = one.unanswered, one.answered
    return AnsweredTariff(
        sender=one.sender,
        target=one.target,
        closure=one.closure,
        sender_percent=Number.of(sender.percent),
        target_percent=Number.of(target.percent),
        answer_rate_percent=Number.of(100.0 * one.rate),
        sender_answered_percent=Number.of(sender_after.percent),
        target_answered_percent=Number.of(target_after.percent),
    )


def _income(baseline: Baseline, player: str) -> float:
    return float(baseline.equilibrium.income[list(members(baseline.world, player))].sum())


def _question(rules: WarRules) -> str:
    return say("game_war.asked", players=", ".join(spoken().the(title_of(player)) for player in rules.players))


def words(rules: WarRules, weights: Sequence[str] = ()) -> str:
    """The rules as a command line."""
    declared = "".join(f" --weights {shlex.quote(text)}" for text in weights)
    return (
        f"game war --players {','.join(rules.players)} --instruments {rules.instruments} "
        f"--taxes {','.join(rules.taxes)} --bounds {rules.bounds} --lowest {rules.lowest:g} --highest {rules.highest:g}"
        f"{declared}"
    )
