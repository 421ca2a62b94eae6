"""The sentences that a reader of a state, or of the baseline, must know: why nothing moves, who is left out, and where
the flows already lack what is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.data.codes import economy_names
from middlepower.document.first_year import at_once
from middlepower.document.law import EXTRAPOLATION, Remark
from middlepower.document.past import before_all_text, past_text
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.left_out import unreached
from middlepower.experiment.past import Hit, earlier_world, hits, then_and_now
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.switches import DATE, Account, why_equal
from middlepower.experiment.without_effect import changes_rate, day_text, joined, moves
from middlepower.language.catalogue import named, say, spoken
from middlepower.world.embedded import vintages

MEASURES_NAMED = 4  # more would bury the sentence


def state_remarks(experiment: Experiment, name: str, found: Account) -> tuple[Remark, ...]:
    """The remarks on a state, of which these are the switches and what they touch."""
    question = experiment.question
    return (
        *_without_effect(experiment, name, found),
        *_not_reached(experiment, name, found),
        *_before_all(question, name),
        *_left_out(question, name),
        *_hit(question, name, found),
        *_extrapolated(experiment, name),
        *(Remark("tariff table", (name,), text) for text in question.remarks.get(name, ())),
    )


def baseline_remarks(question: Question) -> tuple[Remark, ...]:
    """The remarks on the baseline."""
    return (*_left_out(question, BASELINE), *_past(question))


def _without_effect(experiment: Experiment, name: str, found: Account) -> Iterator[Remark]:
    """Why a state equals its baseline, or else which of its switches change nothing."""
    main = experiment.main
    equal = why_equal(experiment.world, found, main.baseline.shock, main.shocks[name])
    if equal:
        clauses = joined(dict.fromkeys(reason.clause for reason in equal))
        kinds = tuple(dict.fromkeys(reason.kind for reason in equal))
        yield Remark("equals the baseline", kinds, say("document.remark_equal", reasons=clauses))
        return
    for switch in found.idle:
        if switch.reason is not None:
            dated, why = switch.name.startswith(DATE), switch.reason.clause
            told = say("document.remark_no_effect_of_date" if dated else "document.remark_no_effect", reason=why)
            yield Remark("no effect", (switch.reason.kind, switch.name), told)


def _not_reached(experiment: Experiment, name: str, found: Account) -> Iterator[Remark]:
    """Which quotas and licences that come or go stop nothing, because less is bought than they let in."""
    solved = [experiment.main.baseline.equilibrium, experiment.main.states[name]]
    for switch in found.switches:
        moving = [touch for touch in switch.touches if moves(touch)]
        status = {quota.status for one in solved for quota in one.quotas if quota.line.measure == switch.name}
        if moving and not any(changes_rate(touch) for touch in moving) and status == {"slack"}:
            told = say("document.remark_no_effect", reason=say("document.limit_not_reached", name=switch.name))
            yield Remark("no effect", ("limit not reached", switch.name), told)


def _extrapolated(experiment: Experiment, name: str) -> Iterator[Remark]:
    """That a full cut-off in the first year is beyond all that is known."""
    cuts = experiment.question.states[name].cut_off
    if at_once(experiment) is not None and any(cut.all_trade for cut in cuts):
        yield Remark(EXTRAPOLATION, (FIRST_YEAR,), say("document.remark_extrapolated"))


def _before_all(question: Question, name: str) -> Iterator[Remark]:
    """That no measure is known of a state's own day."""
    date, days = question.states[name].date, [m.date_in_force for m in question.measures if m.date_in_force]
    text = "" if date is None else before_all_text(question.measures, date)
    if date is not None and text:
        yield Remark("before all measures", (date.isoformat(), min(days).isoformat()), text)


def _left_out(question: Question, name: str) -> Iterator[Remark]:
    """Whom a state or the baseline leaves out."""
    names = dict(zip(question.world.regions, map(named, question.world.region_names), strict=True))
    alike: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for lost in unreached(question, name):
        alike.setdefault((lost.members, lost.inside), []).append(lost.of)
    for (members, inside), of in alike.items():
        yield Remark("left out", (*of, *members), _left_out_text(joined(of), members, inside, names.get(inside, "")))


def _left_out_text(of: str, members: tuple[str, ...], code: str, inside: str) -> str:
    listed, n = joined(economy_names().get(member, member) for member in members), len(members)
    if inside:
        return say("document.left_out_inside", of=of, members=listed, inside=inside, code=code, n=n)
    return say("document.left_out", of=of, members=listed, n=n)


def _past(question: Question) -> Iterator[Remark]:
    """That the baseline's law is older than the flows, and which world is not."""
    world, day = question.world, question.laws[BASELINE].date
    text = past_text(world, day)
    if text:
        yield Remark("past baseline", tuple(filter(None, (world.name, earlier_world(world, day.year)))), text)


def _hit(question: Question, name: str, found: Account) -> Iterator[Remark]:
    """What the flows that a state names were before, and which measures had hit them."""
    compared, vintage = then_and_now(question, name, found), str(question.world.vintage)
    if compared is not None:
        year, then, now = compared
        yield Remark(
            "past baseline",
            (str(year), vintage),
            say("document.flows_then", then=_dollars(then), year=str(year), now=_dollars(now), vintage=vintage),
        )
    known = hits(question, name, found)
    if not known:
        return
    shown, rest = known[:MEASURES_NAMED], len(known) - MEASURES_NAMED
    more = [say("document.more", number=rest)] if rest > 0 else []
    before = _of_before(question, known[0])
    told = say("document.hit", vintage=vintage, measures=joined([*map(_hit_text, shown), *more]))
    yield Remark(
        "past baseline",
        tuple(hit.measure.id for hit in known),
        " ".join(filter(None, (told, before))),
    )


def _dollars(musd: float) -> str:
    return say("common.million", number=spoken().rules.number(musd, 0))


def _of_before(question: Question, first: Hit) -> str:
    """Which world holds the flows of before a measure, where there is one."""
    start = first.measure.date_in_force
    other = earlier_world(question.world, start.year - 1) if start else ""
    return say("document.has_flows", world=other, vintage=str(vintages()[other])) if other else ""


def _hit_text(hit: Hit) -> str:
    measure, start, end = hit.measure, hit.measure.date_in_force, hit.measure.date_end
    when = [say("document.from_day", day=day_text(start))] if start else []
    when += [say("document.to_day", day=day_text(end))] if end else []
    return say("document.measure_hit", id=measure.id, title=measure.title, when=" ".join(when))
