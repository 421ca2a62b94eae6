"""Members of groups that a state or the baseline names and that the world can't tell apart: they are left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.switches import switched
from middlepower.policy.place import members_left_out
from middlepower.policy.schema import Measure
from middlepower.scenario.own_touched import entries
from middlepower.world.groups import find_group, left_out_of


@dataclass(frozen=True)
class Unreached:
    """Members of a group, or of those that a measure names, which are inside a region (none: not in the world)."""

    of: str
    members: tuple[str, ...]
    inside: str


def unreached(question: Question, name: str) -> tuple[Unreached, ...]:
    """Whom the entries of a state, and the measures that it switches, leave out; of the baseline, all its measures."""
    if name == BASELINE:
        return tuple(_of_measures(question, question.laws[BASELINE].measures))
    state = question.states[name]
    names = [code for one in entries(question.world, state) for code in (*one.buyers, *one.sellers)]
    target = state.solve_for
    if target is not None:
        names += [*target.importers, *target.except_importers, *target.exporters, *target.except_exporters]
    names += [code for spare in state.spare for code in spare.targets]
    changed = switched(question, name)
    return (
        *_of_groups(question, names),
        *_of_measures(question, [measure for measure in question.measures if measure.id in changed]),
    )


def _of_groups(question: Question, names: Iterable[str]) -> list[Unreached]:
    found = []
    for name in dict.fromkeys(names):
        group = find_group(name)
        found += [
            Unreached(group.name if group else name, tuple(members), inside)
            for inside, members in left_out_of(name, question.world).items()
        ]
    return found


def _of_measures(question: Question, measures: Iterable[Measure]) -> list[Unreached]:
    merged: dict[tuple[str, str], list[str]] = {}
    for lost in members_left_out(measures, question.world, question.memo.placings):
        merged.setdefault((lost.measure, lost.inside), []).append(lost.name)
    return [Unreached(measure, tuple(members), inside) for (measure, inside), members in merged.items()]
