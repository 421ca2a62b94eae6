"""Coalitions against coercion over the elasticity sets and both horizons: the document of `game coalition`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from middlepower.data.sanctions import parties
from middlepower.document.arrange import names_of, own_centre, spread_of
from middlepower.document.game_coalition_body import (
    AllianceAt,
    AllianceMember,
    AllianceOutsider,
    AlliancePolicies,
    AlliancePolicy,
    AllianceSet,
    CoalitionGame,
)
from middlepower.document.number import Number, combine, numbers_named
from middlepower.document.power import power_header
from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.parallel import each
from middlepower.experiment.variant import Variant
from middlepower.game.alliance import (
    Alliance,
    AllianceStage,
    Deterrence,
    SecurityPolicy,
    coordinated,
    deterrence,
    shared_loss,
    smallest,
    transfers,
    uncoordinated,
)
from middlepower.language.catalogue import say, spoken
from middlepower.model.crisis_game.record import EstimatedDyad, estimated_dyads
from middlepower.world.groups import title_of

NOBODY = "nobody"


@dataclass(frozen=True)
class Dyad:
    """Whose estimated utilities a sender and its target have, and where they come from."""

    label: str
    source: str
    estimate: EstimatedDyad


def dyad_of(game: Alliance, like: str | None) -> Dyad:
    """The latest estimate of the sender and the member that it threatens, or of a dyad that is borrowed."""
    label = like or f"{game.sender}-{game.target}"
    sender, dash, target = label.partition("-")
    codes = parties()
    found = estimated_dyads(codes[sender], codes[target]) if dash and {sender, target} <= set(codes) else ()
    if not found or found[-1].dependence_term <= 0.0:
        raise ScenarioError(
            f"the record of threats has no estimate for `{label}`: borrow that of a dyad that it holds, such as --like "
            "USA-CAN, USA-KOR or USA-CHN."
        )
    return Dyad(label, say("game_coalition.estimate"), found[-1])


@dataclass(frozen=True)
class _Found:
    body: AllianceAt
    smallest: str
    stage: AllianceStage


def coalition_game_document(experiment: Experiment, game: Alliance, dyad: Dyad) -> CoalitionGame:
    """Participation, transfers, deterrence and security policy, at every horizon of an experiment."""
    found = {when: _at_horizon(experiment, game, dyad, when) for when in experiment.horizons}
    bodies = {
        when: combine([one.body for one in runs.values()], spread_of(experiment, when)) for when, runs in found.items()
    }
    mains = {when: next(iter(runs.values())) for when, runs in found.items()}
    policies = dict(zip(mains, each(lambda one: _policies(one.stage, dyad), mains.values()), strict=True))
    header = power_header(
        experiment, "game-coalition", _question(game), words(game, dyad), numbers_named("residual", bodies)
    )
    return CoalitionGame(
        header=replace(header, centre=own_centre(experiment.main.variant)),
        **names_of(CoalitionGame, experiment.world, (*game.members, *game.outsiders, game.sender)),
        members=game.members,
        sender=game.sender,
        target=game.target,
        outsiders=game.outsiders,
        threat_rate=game.threat,
        answer_rate=game.answer,
        level=game.level,
        dyad=dyad.label,
        dyad_source=dyad.source,
        beliefs=tuple(say(f"game_coalition.belief.{name}") for name in ("answer", "record", "weight", "once")),
        notes=tuple(say(f"game_coalition.note.{name}") for name in ("tariffs", "many", "transfers", "policy")),
        horizons=bodies,
        smallest={when: {v.label: one.smallest for v, one in runs.items()} for when, runs in found.items()},
        stable={when: _stable(one.body) for when, one in mains.items()},
        policies=policies,
    )


def _at_horizon(experiment: Experiment, game: Alliance, dyad: Dyad, when: str) -> dict[Variant, _Found]:
    starts = experiment.baselines(when)
    return dict(zip(starts, each(partial(_under, game, dyad), starts.values()), strict=True))


def _under(game: Alliance, dyad: Dyad, baseline: Baseline) -> _Found:
    """The game under one variant."""
    stage = AllianceStage(game, baseline)
    by_set = {
        chosen: deterrence(stage, dyad.estimate, dict.fromkeys(sorted(chosen), game.answer)) for chosen in game.sets
    }
    least = smallest(game, {chosen: one.challenge for chosen, one in by_set.items()})
    label = "" if least is None else ", ".join(name for name in game.members if name in least) or NOBODY
    whole = frozenset(game.members)
    outsiders = {name: AllianceOutsider(_joining(stage, whole, name)) for name in game.outsiders}
    body = AllianceAt(
        members=_members(stage, whole),
        outsiders=outsiders,
        sets=tuple(_set(stage, chosen, one) for chosen, one in by_set.items()),
        unanswered_loss_percent={
            name: Number.of(stage.lost(stage.by(frozenset()), name)[0]) for name in (*game.members, game.sender)
        },
        residual=Number.of(max(one.report.residual for one in stage.solved.values())),
    )
    return _Found(body, label, stage)


def _members(stage: AllianceStage, whole: frozenset[str]) -> dict[str, AllianceMember]:
    """Every member when all answer."""
    now = stage.by(whole)
    paid = transfers(stage, now)
    lost = {name: stage.lost(now, name) for name in stage.game.members}
    shared = shared_loss(stage, now)
    return {
        name: AllianceMember(
            Number.of(lost[name][0]),
            Number.of(lost[name][1]),
            Number.of(stage.lost(stage.by(whole - {name}), name)[0] - lost[name][0]),
            Number.of(paid[name]),
            Number.of(shared),
        )
        for name in stage.game.members
    }


def _joining(stage: AllianceStage, whole: frozenset[str], name: str) -> Number:
    return Number.of(stage.lost(stage.by(whole), name)[0] - stage.lost(stage.by(whole | {name}), name)[0])


def _set(stage: AllianceStage, chosen: frozenset[str], one: Deterrence) -> AllianceSet:
    return AllianceSet(
        members=tuple(name for name in stage.game.members if name in chosen),
        sender_loss_percent=Number.of(one.sender_cost),
        target_loss_percent=Number.of(stage.lost(stage.by(chosen), stage.game.target)[0]),
        challenge_chance_percent=Number.of(100.0 * one.challenge),
        carried_out_chance_percent=Number.of(100.0 * one.carried_out),
        equilibria=len(one.equilibria),
    )


def _stable(body: AllianceAt) -> bool:
    """Whether no member gains by leaving and no outsider by joining."""
    stay = all(one.gain_by_staying_percent.known >= 0.0 for one in body.members.values())
    return stay and all(one.gain_by_joining_percent.known <= 0.0 for one in body.outsiders.values())


def _policies(stage: AllianceStage, dyad: Dyad) -> AlliancePolicies:
    apart = uncoordinated(stage, dyad.estimate)
    return AlliancePolicies(_policy(apart), _policy(coordinated(stage, dyad.estimate, apart)))


def _policy(found: SecurityPolicy) -> AlliancePolicy:
    return AlliancePolicy(
        {name: Number.of(100.0 * rate) for name, rate in found.rates.items()},
        {name: Number.of(loss) for name, loss in found.expected.items()},
        Number.of(sum(found.expected.values())),
        Number.of(100.0 * found.carried_out),
    )


def _question(game: Alliance) -> str:
    sender, target, *members = (spoken().the(title_of(name)) for name in (game.sender, game.target, *game.members))
    return say("game_coalition.asked", members=", ".join(members), sender=sender, on=target)


def words(game: Alliance, dyad: Dyad) -> str:
    """The game as a command line."""
    joining = f" --outsiders {','.join(game.outsiders)}" if game.outsiders else ""
    return (
        f"game coalition --members {','.join(game.members)} --against {game.sender} --target {game.target}{joining} "
        f"--like {dyad.label} --threat {game.threat:g} --answer {game.answer:g} --level {game.level:g}"
    )
