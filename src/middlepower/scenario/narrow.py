"""A scenario narrowed to what is wanted of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from middlepower.errors import UnknownNameError
from middlepower.language.catalogue import say, spoken
from middlepower.names import unknown_name
from middlepower.scenario.schema import AskedQuestion, Scenario
from middlepower.world.embedded import load_world
from middlepower.world.groups import code_of, title_of
from middlepower.world.parties import label_of
from middlepower.world.world import World


def narrowed(
    scenario: Scenario, economy: str | None = None, states: Sequence[str] = (), world: str | None = None
) -> Scenario:
    """The scenario with only the named states, in its own order (all when none is named), told for an economy, on a
    world."""
    for name in states:
        if name not in scenario.states:
            raise unknown_name("state", name, scenario.states)
    kept = {name: state for name, state in scenario.states.items() if not states or name in states}
    questions = tuple(found for question in scenario.questions if (found := _asked_of(question, kept)) is not None)
    chosen = scenario.model_copy(update={"states": kept, "questions": questions})
    return _told_for(chosen if world is None else _on(chosen, load_world(world), world), economy)


def _on(scenario: Scenario, world: World, name: str) -> Scenario:
    """The scenario on another world than its own; powers and actors that this has not are left out, which is said."""
    asked = {field: getattr(scenario, field) for field in ("powers", "actors")}
    there = {field: tuple(one for one in names if _has(world, one)) for field, names in asked.items()}
    lost = [one for field, kept in there.items() for one in asked[field] if one not in kept]
    shown = [spoken().the(title_of(code_of(one))) for one in dict.fromkeys(lost)]
    told = (say("document.not_in_world", names=", ".join(shown), world=world.name),) if lost else ()
    return scenario.model_copy(update={"world": name, **there, "notes": (*scenario.notes, *told)})


def _has(world: World, name: str) -> bool:
    try:
        return bool(label_of(world, name))
    except UnknownNameError:
        return False


def _told_for(scenario: Scenario, economy: str | None) -> Scenario:
    """The scenario told for an economy: where that is not its own, title and question say whose side it is."""
    if economy is None or code_of(economy) == code_of(scenario.economy):
        return scenario
    name = spoken().the(title_of(code_of(economy)))
    told = {
        "economy": economy,
        "title": say("document.told_title", title=scenario.title.rstrip("."), name=name),
        "question": say("document.told_question", name=name),
        "questions": (),
    }
    return scenario.model_copy(update=told)


def _asked_of(question: AskedQuestion, states: Collection[str]) -> AskedQuestion | None:
    """A question with the points whose states are all there; None where none is left."""
    points = tuple(point for point in question.points if set(point.states) <= set(states))
    return question.model_copy(update={"points": points}) if points else None
