"""The document of `game coerce`, from a coercion that was played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from middlepower.data.cases import cases_of
from middlepower.data.sanctions import parties, threat_counts
from middlepower.document.arrange import Asked, Ranges, command_line, header_of, measures_used, names_of, own_centre
from middlepower.document.coerce_beliefs import belief_rows
from middlepower.document.coerced import (
    CaseBeside,
    CoerceGame,
    CoerceHorizon,
    CredibilityLine,
    CurvePoint,
    RecordRow,
    ThreatPoint,
    UtilitiesUsed,
    in_plane,
)
from middlepower.document.crisis_ends import ends_over, missing_end
from middlepower.document.header import Header
from middlepower.document.number import Number, Spread
from middlepower.document.threat_words import threat_words
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG
from middlepower.experiment.without_effect import joined
from middlepower.game.coerce import CARRIED_OUT, CURVE, Coercion
from middlepower.game.coerce_played import CoercionPlayed
from middlepower.language.catalogue import named, say, spoken
from middlepower.model.crisis_game.shifts import break_even, correspondence, deviated
from middlepower.scenario.nest import LONG_RUN_SOURCE
from middlepower.world.groups import title_of

RESISTANCE = (0.001, 0.999, 241)  # lowest, highest and number of the map's probabilities
CONCEDES = (0.25, 0.5, 0.75)  # chances whose lines the credibility map draws
COSTS = 41  # points of a line
PLOT_ROOM = 0.15  # by which the lines reach beyond the threats' sender costs


@dataclass(frozen=True)
class CoerceTold:
    """What a document is made of beside the game played: question, settings, command line; a file's words if any."""

    question: Question
    settings: Settings
    scenario: str
    words: str  # of the command line
    asks: str = ""  # the question in the game file
    remarks: tuple[str, ...] = ()  # its notes and sources


def coerce_document(played: CoercionPlayed, told: CoerceTold) -> CoerceGame:
    """The whole document."""
    coercion = played.coercion
    horizons = {when: _horizon(played, when) for when in played.horizons}
    names = (*coercion.senders, coercion.target)
    return CoerceGame(
        header=_header(played, told),
        **names_of(CoerceGame, told.question.world, names),
        senders=coercion.senders,
        target=coercion.target,
        threat=coercion.threat,
        threat_words=threat_words(coercion, coercion.threat),
        demand=coercion.demand,
        demand_title="" if coercion.demand is None else coercion.scenario.states[coercion.demand].title,
        scenario=told.scenario,
        utilities=_utilities(played),
        horizons=horizons,
        threats={name: {when: _point(played, name, when) for when in played.horizons} for name in CURVE},
        shift_map=shift_map(played),
        credibility=credibility(played),
        beliefs=belief_rows(played),
        record=record_rows(
            coercion, dict(zip(told.question.world.regions, map(named, told.question.world.region_names), strict=True))
        ),
        cases=case_rows(coercion),
        stake="" if coercion.stake is None else coercion.stake.what,
        stake_percent=None if coercion.stake is None else over(played, LONG, played.stake(LONG)),
        notes=(*_notes(played), *map(named, told.remarks)),
    )


def over(played: CoercionPlayed, horizon: str, values: Sequence[float] | np.ndarray, reason: str = "") -> Number:
    """The main variant's value at a horizon with the range over those that count."""
    return Number.over([float(value) for value in values], spread_at(played, horizon), reason)


def spread_at(played: CoercionPlayed, horizon: str) -> Spread:
    """What ranges at a horizon are over."""
    return Spread(played.payoffs.at(horizon).variants[0].counts)


def _horizon(played: CoercionPlayed, horizon: str) -> CoerceHorizon:
    lost, conceded = played.losses(horizon), played.concession(horizon)
    found = played.endings(horizon)
    why = played.payoffs.at(horizon).why_missing(CARRIED_OUT)
    firm = [np.nan if one is None else one.equilibria[0].stands_firm for one in found]
    none = np.zeros(len(firm))
    given_up = none if conceded is None else conceded.target
    money = none if conceded is None else conceded.target_musd
    residual = played.payoffs.at(horizon).residual
    broken = [100.0 * break_even(float(g), float(e)) for g, e in zip(given_up, lost.target, strict=True)]
    return CoerceHorizon(
        target_loses_percent=over(played, horizon, lost.target, why),
        target_loses_musd=over(played, horizon, lost.target_musd, why),
        sender_loses_percent=over(played, horizon, lost.sender, why),
        sender_loses_musd=over(played, horizon, lost.sender_musd, why),
        concession_percent=None if conceded is None else over(played, horizon, conceded.target),
        concession_musd=None if conceded is None else over(played, horizon, conceded.target_musd),
        resolve_shift=over(played, horizon, [np.nan if one is None else one.shift for one in found], why),
        equilibria=ends_over(found, spread_at(played, horizon)),
        equilibria_most=max((len(one.equilibria) for one in found if one is not None), default=0),
        resistance_break_even_percent=None if conceded is None else over(played, horizon, broken, why),
        resisting_stake_percent=over(played, horizon, np.array(firm) * lost.target - given_up, why),
        resisting_stake_musd=over(played, horizon, np.array(firm) * lost.target_musd - money, why),
        residual=over(played, horizon, np.nanmax(residual, axis=0)),
    )


def _point(played: CoercionPlayed, name: str, horizon: str) -> ThreatPoint:
    """A threat of the curve at a horizon; of several equilibria the one with the least resistance."""
    lost, found = played.losses(horizon, name), played.endings(horizon, name)
    why = played.payoffs.at(horizon).why_missing(name)
    ends = ends_over(found, spread_at(played, horizon))
    end = ends[0] if ends else missing_end(why)
    return ThreatPoint(
        target_loses_percent=over(played, horizon, lost.target, why),
        sender_loses_percent=over(played, horizon, lost.sender, why),
        resists_percent=end.resists_percent,
        stands_firm_percent=end.stands_firm_percent,
        carried_out_percent=end.carried_out_percent,
        concedes_percent=end.concedes_percent,
        challenges_percent=end.challenges_percent,
    )


def shift_map(played: CoercionPlayed) -> tuple[CurvePoint, ...]:
    """All equilibria along the shift of W_B from the estimate, in the long run; the map turns back where it folds."""
    weight, by = played.weights(LONG)[0], played.deviations(LONG)[0]
    moved = deviated(played.start.utilities, by, weight, weight)
    low, high, count = RESISTANCE
    curve = correspondence(moved, np.linspace(ndtri(low), ndtri(high), int(count)))
    shifts = curve.W_B - float(played.start.utilities.W_B)
    columns = (shifts, curve.resists, curve.challenges, curve.resists * curve.stands_firm)
    return tuple(CurvePoint(*(float(value) for value in row)) for row in zip(*columns, strict=True))


def credibility(played: CoercionPlayed) -> tuple[CredibilityLine, ...]:
    """For each chance of a concession, the target's loss at which it is an equilibrium, along the sender's cost."""
    weight, by = played.weights(LONG)[0], played.deviations(LONG)[0]
    reference = played.references[LONG]
    costs = [
        float(played.losses(when, name).sender[0]) for name in CURVE for when in played.horizons if in_plane(name, when)
    ]
    costs = [cost for cost in costs if np.isfinite(cost)]
    room = PLOT_ROOM * max(max(costs) - min(costs), 0.1)
    lines = []
    for chance in CONCEDES:
        points = []
        for cost in np.linspace(min(costs) - room, max(costs) + room, COSTS):
            here = replace(by, sender=float(cost) - float(reference.sender[0]))
            moved = deviated(played.start.utilities, here, weight, weight)
            W_B = float(correspondence(moved, np.array([ndtri(1.0 - chance)])).W_B[0])
            loss = float(reference.target[0]) + (float(played.start.utilities.W_B) - W_B) / weight
            points.append((float(cost), loss))
        lines.append(CredibilityLine(chance, tuple(points)))
    return tuple(lines)


def _utilities(played: CoercionPlayed) -> UtilitiesUsed:
    start = played.start
    values = {name: float(getattr(start.utilities, name)) for name in ("S_A", "V_A", "C_B", "W_A", "W_B", "a")}
    return UtilitiesUsed(
        of=start.of,
        decade=None if start.dyad is None else start.dyad.row.decade,
        source=named(start.source),
        **values,
        dependence=None if start.dyad is None else start.dyad.row.covariates["targetecondep"],
        stands_firm=None if start.dyad is None else start.dyad.stands_firm,
        per_percent=played.weights(LONG)[0],
        reference=threat_words(played.coercion, played.coercion.reference),
        reference_loss_percent=over(played, LONG, played.references[LONG].target),
    )


def record_rows(coercion: Coercion, names: Mapping[str, str]) -> tuple[RecordRow, ...]:
    """How threats ended from 1970 to 2000: between the two, the sender's to all, all threats to the target, all."""
    known = {code: cow for code, cow in parties().items() if code in (*coercion.senders, coercion.target)}
    target = known.get(coercion.target)
    rows = []
    for sender in coercion.senders:
        own = names.get(sender, sender)
        if sender in known and target is not None:
            words = say("game_coerce.record.between", sender=own, target=names[coercion.target])
            rows.append(_record_row(words, known[sender], target))
        if sender in known:
            rows.append(_record_row(say("game_coerce.record.sender", sender=own), known[sender], None))
    if target is not None:
        rows.append(_record_row(say("game_coerce.record.target", target=names[coercion.target]), None, target))
    return (*rows, _record_row(say("game_coerce.record.all"), None, None))


def _record_row(words: str, sender: int | None, target: int | None) -> RecordRow:
    counts = threat_counts(sender, target)
    share = counts.share_carried_out if counts.threats else None
    return RecordRow(words, counts.threats, counts.conceded, counts.carried_out, counts.backed_down, share)


def case_rows(coercion: Coercion) -> tuple[CaseBeside, ...]:
    """Cases of this century: those between the two first, then the senders' others."""
    found = [case for sender in coercion.senders for case in cases_of(sender)]
    rows = [
        CaseBeside(
            case.case,
            case.threat_date,
            case.threat,
            case.demand,
            case.carried_out,
            case.conceded,
            coercion.target in case.targets,
        )
        for case in found
    ]
    return tuple(sorted(rows, key=lambda row: not row.between))


def _notes(played: CoercionPlayed) -> tuple[str, ...]:
    """What a reader must know, and what is missing."""
    notes = [say(f"game_coerce.note.{name}") for name in ("dollars", "months", "decades", "retaliation")]
    for horizon in played.horizons:
        why = played.payoffs.at(horizon).why_missing(CARRIED_OUT)
        if why:
            notes.append(say("game_coerce.missing", horizon=horizon, why=why))
    return (*notes, *played.payoffs.remarks)


def _header(played: CoercionPlayed, told: CoerceTold) -> Header:
    settings, question = told.settings, told.question
    main = played.payoffs.variants[0]
    base = question.baseline
    counted = tuple(v.label for v in played.payoffs.variants if v.counts) if settings.ranges else ()
    alone = "" if settings.ranges else "--no-ranges"
    ranges = Ranges(own_centre(main), say("game_coerce.range" if settings.ranges else "document.one_set"), counted)
    asked = Asked(
        kind="game-coerce",
        question=named(told.asks) or _question(played.coercion),
        command=command_line(told.words, main.elasticity_set, main.horizon, settings.main_closure, alone),
        baseline=question.baseline_name,
        baseline_date=None if base is None else base.date,
        elasticities=main.elasticity_set,
        horizon=main.horizon,
        closure=settings.main_closure,
        ranges=ranges,
        variants=tuple(variant.label for variant in played.payoffs.variants),
        measures=measures_used(question),
        nest_elasticity=settings.nest_elasticity,
        nest_elasticity_source=LONG_RUN_SOURCE,
        long_run_nest_elasticity=settings.nest_elasticity,
    )
    residuals = played.payoffs.residual[np.isfinite(played.payoffs.residual)]
    return header_of(asked, question.world, residuals.tolist())


def _question(coercion: Coercion) -> str:
    threat = threat_words(coercion, coercion.threat)
    senders = joined([spoken().the(title_of(sender)) for sender in coercion.senders])
    return say("game_coerce.asked", senders=senders, target=spoken().the(title_of(coercion.target)), threat=threat)
