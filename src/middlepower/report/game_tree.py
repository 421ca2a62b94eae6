"""The drawing of a treaty game's tree: who moves in columns from left to right, chosen branches thick and marked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from middlepower.game.treaty.schema import FOLLOWS, NOT
from middlepower.language.catalogue import say
from middlepower.report.game_treaty_tables import chance
from middlepower.report.profile_wording import billions, short_number
from middlepower.report.wording import labelled, parted, per_cent

if TYPE_CHECKING:
    from middlepower.document.treaty import GameTreaty, TreatySolution

WIDTH = 860  # pixels, as of all standing figures
ROW, LINE, TOP, BOTTOM = 42, 14, 46, 14  # of an end at least; of a line of a label; of the heads; below the last row
STEP = 178  # from one column of branches to the next
LETTERS, HEAD_LETTERS = 21, 14  # of a line of a branch's label, and of a head
VALUES = (620, 722, 850)  # where the columns of values end


@dataclass(frozen=True)
class Branch:
    """A branch from a node to the next, with its words and whether it is chosen."""

    x: float
    from_y: float
    to_y: float
    lines: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True)
class TreeEnd:
    """An end with what it is worth."""

    y: float
    values: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True)
class TreeDrawing:
    """A tree as it is drawn."""

    heads: tuple[tuple[float, str], ...]  # of the columns of moves
    value_heads: tuple[tuple[str, ...], ...]  # of the columns of values, in lines
    branches: tuple[Branch, ...]
    ends: tuple[TreeEnd, ...]
    height: int
    words: str  # for those who do not see it

    @property
    def value_places(self) -> tuple[int, ...]:
        """Where the columns of values end."""
        return VALUES


@dataclass(frozen=True)
class Twig:
    """A branch and what grows from it; an end has values."""

    label: str
    chosen: bool
    twigs: tuple[Twig, ...] = ()
    values: tuple[str, ...] = ()


Answers = Callable[[str, bool, bool], tuple[Twig, ...]]  # scope, whether the neighbour follows, whether it is chosen


def believed_drawing(document: GameTreaty, horizon: str) -> TreeDrawing:
    """The tree in which the power's answer is believed: each scope, the neighbour, acceptance and punishment."""
    solution = document.horizons[horizon].believed

    def answers(scope: str, followed: bool, chosen: bool) -> tuple[Twig, ...]:
        move = document.scopes[scope]
        first = next(iter(document.answers))
        punished = document.punished.value if move.chances else 0.0
        chances = {first: 1.0 - punished} | {name: punished * part for name, part in move.chances.items()}
        return tuple(
            Twig(
                say("game_treaty.tree.chance", answer=document.answers[name].title, chance=chance(p)),
                chosen,
                values=values(document, horizon, scope, followed, name),
            )
            for name, p in chances.items()
        )

    return drawn(document, scope_twigs(document, solution, answers))


def own_drawing(document: GameTreaty, horizon: str) -> TreeDrawing:
    """The tree in which the power answers for its own income: at each node only the answer that it would give."""
    solution = document.horizons[horizon].own_income

    def answers(scope: str, followed: bool, chosen: bool) -> tuple[Twig, ...]:
        history = history_of(document, scope, followed)
        at = solution.chosen["/".join(history)]
        best = {name: p for name, p in at.items() if p > 0.0}
        return tuple(
            Twig(answer_label(document, name, p), chosen, values=values(document, horizon, scope, followed, name))
            for name, p in best.items()
        )

    return drawn(document, scope_twigs(document, solution, answers))


def answer_label(document: GameTreaty, name: str, p: float) -> str:
    """An answer, with its probability where it is mixed."""
    title = document.answers[name].title
    return title if p > 1.0 - 1e-9 else say("game_treaty.tree.chance", answer=title, chance=chance(p))


def follow_choices(document: GameTreaty, scope: str) -> tuple[bool, ...]:
    """Whether the neighbour can follow a scope."""
    numbers = next(iter(document.horizons.values())).numbers
    return tuple(dict.fromkeys(path.followed for path in numbers.paths.values() if path.scope == scope))


def history_of(document: GameTreaty, scope: str, followed: bool) -> tuple[str, ...]:
    """The moves before the power's answer."""
    step = FOLLOWS if followed else NOT
    return (scope, step) if len(follow_choices(document, scope)) > 1 else (scope,)


def scope_twigs(document: GameTreaty, solution: TreatySolution, answers: Answers) -> tuple[Twig, ...]:
    """The mover's branches with all that grows from them."""
    root = solution.chosen[""]
    return tuple(
        Twig(move.title, root[scope] > 0.5, neighbour_twigs(document, solution, scope, answers))
        for scope, move in document.scopes.items()
    )


def neighbour_twigs(document: GameTreaty, solution: TreatySolution, scope: str, answers: Answers) -> tuple[Twig, ...]:
    """The neighbour's branches of a scope; where there is nothing to follow, one that says so."""
    on_path = solution.chosen[""][scope] > 0.5
    choices = follow_choices(document, scope)
    if document.neighbour is None:
        return answers(scope, False, on_path)
    if len(choices) == 1:
        return (Twig(say("game_treaty.tree.nothing_to_follow"), on_path, answers(scope, False, on_path)),)
    at = solution.chosen[scope]
    found = []
    for followed in choices:
        chosen = at[FOLLOWS if followed else NOT] > 0.5
        who = document.name(document.neighbour)
        label = say("game_treaty.tree.follows" if followed else "game_treaty.tree.does_not", who=who)
        found.append(Twig(label, chosen, answers(scope, followed, chosen and on_path)))
    return tuple(found)


def values(document: GameTreaty, horizon: str, scope: str, followed: bool, answer: str) -> tuple[str, ...]:
    """What an end is worth: to the mover in per cent and dollars, to the power in dollars."""
    paths = document.horizons[horizon].numbers.paths
    path = paths[".".join((scope, FOLLOWS if followed else NOT, answer))]
    own, other = path.economies[document.mover], path.economies[document.power]
    return (
        per_cent(short_number(own.real_income_percent)),
        short_number(billions(own.real_income_musd), 1),
        short_number(billions(other.real_income_musd), 1),
    )


def drawn(document: GameTreaty, twigs: Sequence[Twig]) -> TreeDrawing:
    """The positions of all branches and ends."""
    branches: list[Branch] = []
    ends: list[TreeEnd] = []
    row = max(ROW, LINE * longest(twigs))
    place(twigs, 0, row, branches, ends)
    names = [document.mover, *([document.neighbour] if document.neighbour else []), document.power]
    heads = tuple((18.0 + STEP * n, document.name(name)) for n, name in enumerate(names))
    told_heads = (
        say("game_treaty.tree.percent", who=document.name(document.mover)),
        say("game_treaty.tree.money", who=document.name(document.mover)),
        say("game_treaty.tree.money", who=document.name(document.power)),
    )
    value_heads = tuple(tuple(wrap(head, HEAD_LETTERS)) for head in told_heads)
    height = math.ceil(TOP + row * len(ends) + BOTTOM)
    return TreeDrawing(heads, value_heads, tuple(branches), tuple(ends), height, parted(told(twigs, ())))


def longest(twigs: Sequence[Twig]) -> int:
    """The lines of the longest label."""
    return max(max(len(wrap(twig.label, LETTERS)), longest(twig.twigs) if twig.twigs else 0) for twig in twigs)


def place(twigs: Sequence[Twig], column: int, row: float, branches: list[Branch], ends: list[TreeEnd]) -> float:
    """The height of the node from which some twigs grow; they are placed on the way."""
    heights = []
    for twig in twigs:
        if twig.twigs:
            heights.append(place(twig.twigs, column + 1, row, branches, ends))
        else:
            heights.append(TOP + row * (len(ends) + 0.5))
            ends.append(TreeEnd(heights[-1], twig.values, twig.chosen))
    middle = sum(heights) / len(heights)
    for twig, height in zip(twigs, heights, strict=True):
        lines = tuple(wrap(twig.label, LETTERS))
        branches.append(Branch(10.0 + STEP * column, middle, height, lines, twig.chosen))
    return middle


def told(twigs: Sequence[Twig], before: tuple[str, ...]) -> Iterator[str]:
    """Every end in words."""
    for twig in twigs:
        said = (*before, twig.label)
        if twig.twigs:
            yield from told(twig.twigs, said)
        else:
            yield labelled(", ".join(said), ", ".join(twig.values))
