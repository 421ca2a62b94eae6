"""The moves of a path joined into one policy state: what the scope, the neighbour and the answer change together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from middlepower.errors import ScenarioError
from middlepower.game.treaty.schema import FOLLOWS, NOT, TreatyGame
from middlepower.names import unknown_name
from middlepower.scenario.schema import Scenario, State


@dataclass(frozen=True)
class Course:
    """A scope, whether the neighbour follows, and an answer that is no lottery."""

    scope: str
    followed: bool
    answer: str

    @property
    def key(self) -> str:
        """The path in one word, such as `truce.does-not-follow.hundred`."""
        return ".".join((self.scope, FOLLOWS if self.followed else NOT, self.answer))


def paths(game: TreatyGame) -> tuple[Course, ...]:
    """Every path to an end of the tree; answers that are lotteries end at those of others."""
    plain = [name for name, answer in game.answers.items() if not answer.lottery]
    return tuple(
        Course(scope, followed, answer) for scope in game.scopes for followed in game.choices(scope) for answer in plain
    )


def states_of(game: TreatyGame, path: Course) -> tuple[str, ...]:
    """The states of the scenario whose changes a path joins, in the order of the moves."""
    answer = game.answers[path.answer]
    follows = game.neighbour.states if path.followed and game.neighbour is not None else ()
    answers = answer.if_followed if path.followed and answer.if_followed else answer.states
    return (*game.scopes[path.scope].states, *follows, *answers)


def lockstep_key(case: str) -> str:
    """The name of the state in which the mover followed, and the partner did what a case says."""
    return f"lockstep.followed.{case}"


def unfollowed_key(answer: str) -> str:
    """The name of the state in which it did not follow, and the power gave an answer."""
    return f"lockstep.not-followed.{answer}"


def lockstep_states(game: TreatyGame) -> dict[str, tuple[str, ...]]:
    """{name: states joined} of the move before."""
    move = game.lockstep
    if move is None:
        return {}
    answers = {name: game.answers[name].states for name in (game.accept, *move.punishments)}
    return {
        **{lockstep_key(case): states for case, states in move.followed.items()},
        **{unfollowed_key(name): (*move.not_followed, *states) for name, states in answers.items()},
    }


def joined_states(game: TreatyGame, scenario: Scenario) -> dict[str, State]:
    """{path or name: policy state} of every end of the tree and of the move before; the baseline is left out."""
    wanted = {path.key: states_of(game, path) for path in paths(game)} | lockstep_states(game)
    named = {key: [known(scenario, name) for name in names] for key, names in wanted.items() if names}
    return {key: reduce(joined, states) for key, states in named.items()}


def known(scenario: Scenario, name: str) -> State:
    """A state of the scenario by name; a state that has a target or a day of its own can't be joined."""
    if name not in scenario.states:
        raise unknown_name(
            f"state of scenario `{scenario.scenario}`", name, scenario.states, "An action names a state."
        )
    state = scenario.states[name]
    if state.solve_for is not None or state.date is not None or state.tariff_table is not None:
        raise ScenarioError(
            f"state `{name}` has `solve_for`, `date` or `tariff_table`, which can't be joined with other moves: "
            "give the action a state made of measures, tariffs, cut-offs or trade costs."
        )
    return state


def joined(first: State, second: State) -> State:
    """Both states' changes at once; ScenarioError where one switches on what the other switches off."""
    added = union(first.with_measures, second.with_measures)
    dropped = union(first.without_measures, second.without_measures)
    both = sorted(set(added) & set(dropped))
    if both:
        raise ScenarioError(
            f"moves `{first.title}` and `{second.title}` disagree on `{both[0]}`: one adds it, the other drops it."
        )
    return State(
        title=f"{first.title}; {second.title}",
        with_measures=added,
        without_measures=dropped,
        spare=(*first.spare, *second.spare),
        tariffs=(*first.tariffs, *second.tariffs),
        export_taxes=(*first.export_taxes, *second.export_taxes),
        trade_costs=(*first.trade_costs, *second.trade_costs),
        cut_off=(*first.cut_off, *second.cut_off),
    )


def union(first: Sequence[str], second: Iterable[str]) -> tuple[str, ...]:
    """Both in their order, each once."""
    return tuple(dict.fromkeys((*first, *second)))


def distinct(states: Mapping[str, State]) -> tuple[dict[str, State], dict[str, str]]:
    """({name: state} without doubles, {name: the name of its double}), so that no state is solved twice."""
    kept: dict[str, State] = {}
    of: dict[str, str] = {}
    for name, state in states.items():
        same = next((other for other, one in kept.items() if changes(one) == changes(state)), name)
        kept.setdefault(same, state)
        of[name] = same
    return kept, of


def changes(state: State) -> State:
    """The state without its words."""
    return state.model_copy(update={"title": "", "description": ""})
