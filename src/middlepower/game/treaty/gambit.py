"""A tree solved by Gambit, subgame by subgame from its ends: pure equilibria of each, or mixed ones if none is pure.

Every subgame here is a decision of one player, or of two who do not see each other; those below it are replaced by
their values first, so that what is found is subgame-perfect. pygambit comes with `pip install "middlepower[games]"`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from middlepower.errors import MissingExtraError
from middlepower.game.treaty.tree import Choice, End, Node, Tree, efg

Profile = dict[int, dict[str, float]]  # player: action: probability


@dataclass(frozen=True)
class SolvedTree:
    """A node with its value to each player, what is chosen there and below, and how many equilibria its subgame has."""

    values: tuple[float, ...]
    chosen: Mapping[tuple[str, ...], Mapping[str, float]] = field(default_factory=dict)  # history: action: probability
    equilibria: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    @property
    def path(self) -> tuple[str, ...]:
        """The most probable actions from the root, where every step is a player's."""
        steps: tuple[str, ...] = ()
        while steps in self.chosen:
            at = self.chosen[steps]
            steps = (*steps, max(at, key=lambda name: at[name]))
        return steps

    @property
    def pure(self) -> bool:
        """Whether every choice is made with certainty."""
        return all(max(at.values()) > 1.0 - 1e-9 for at in self.chosen.values())


def load_gambit() -> Any:
    """The package pygambit; MissingExtraError with the remedy where it is not installed."""
    try:
        import pygambit
    except ImportError:
        raise MissingExtraError('this needs pygambit: pip install "middlepower[games]".') from None
    return pygambit


def solve_tree(tree: Tree) -> SolvedTree:
    """The subgame-perfect equilibrium of a tree; where a subgame has several, the first in the order of actions."""
    return solved(tree, tree.root, ())


def solved(tree: Tree, node: Node, history: tuple[str, ...]) -> SolvedTree:
    """A node and all below it."""
    if isinstance(node, End):
        return SolvedTree(node.payoffs)
    if hidden(node):
        return at_once(tree, node, history)
    below = {name: solved(tree, child, (*history, name)) for name, child in node.branches}
    if node.player is None:
        weights = dict(zip(below, node.chances, strict=True))
        return gathered(below, weights, {}, {})
    reduced = Choice(node.player, "", tuple((name, End(one.values)) for name, one in below.items()))
    found = equilibria(Tree(tree.title, tree.players, reduced), (node.player,))
    weights = found[0][node.player]
    return gathered(below, weights, {history: weights}, {history: len(found)})


def hidden(node: Choice) -> bool:
    """Whether those who decide next can't tell the branches apart."""
    children = [child for _, child in node.branches if isinstance(child, Choice)]
    if node.player is None or len(children) < 2 or any(child.player is None for child in children):
        return False
    return len({child.information for child in children}) == 1


def at_once(tree: Tree, node: Choice, history: tuple[str, ...]) -> SolvedTree:
    """Two players who do not see each other."""
    second = [child for _, child in node.branches if isinstance(child, Choice)]
    one, two = node.player, second[0].player
    if one is None or two is None:
        raise TypeError("chance does not choose at once with a player")
    found = equilibria(Tree(tree.title, tree.players, node), (one, two))
    mixed = found[0]
    values = tuple(
        sum(
            mixed[one][name] * mixed[two][answer] * end.payoffs[player]
            for (name, _), child in zip(node.branches, second, strict=True)
            for answer, end in child.branches
            if isinstance(end, End)
        )
        for player in range(len(tree.players))
    )
    chosen = {history: mixed[one]} | {(*history, name): mixed[two] for name, _ in node.branches}
    return SolvedTree(values, chosen, {history: len(found)})


def gathered(
    below: Mapping[str, SolvedTree],
    weights: Mapping[str, float],
    chosen: Mapping[tuple[str, ...], Mapping[str, float]],
    counts: Mapping[tuple[str, ...], int],
) -> SolvedTree:
    """A node's value from those below it, with what is chosen everywhere."""
    players = range(len(next(iter(below.values())).values))
    values = tuple(sum(weights[name] * one.values[player] for name, one in below.items()) for player in players)
    for one in below.values():
        chosen, counts = {**chosen, **one.chosen}, {**counts, **one.equilibria}
    return SolvedTree(values, chosen, counts)


def equilibria(tree: Tree, players: tuple[int, ...]) -> list[Profile]:
    """All pure equilibria of a subgame in which each of some players decides once; all mixed ones if none is pure."""
    gambit = load_gambit()
    game = gambit.read_efg(io.StringIO(efg(tree)))
    pure = [profile_of(tree, one, players) for one in gambit.nash.enumpure_agent_solve(game).equilibria]
    if pure:
        return sorted(pure, key=lambda profile: first_places(tree, profile))
    return mixed_equilibria(tree, players)


def mixed_equilibria(tree: Tree, players: tuple[int, ...]) -> list[Profile]:
    """All mixed equilibria of a subgame of two players, the third left out of the text that Gambit reads."""
    gambit = load_gambit()
    two = only(tree, players)
    game = gambit.read_efg(io.StringIO(efg(two)))
    found = gambit.nash.enummixed_solve(game, rational=False).equilibria
    return [strategy_profile(tree, one, players) for one in found]


def only(tree: Tree, players: tuple[int, ...]) -> Tree:
    """The same subgame with the payoffs of its players alone."""

    def kept(node: Node) -> Node:
        if isinstance(node, End):
            return End(tuple(node.payoffs[player] for player in players))
        who = None if node.player is None else players.index(node.player)
        return Choice(who, node.information, tuple((name, kept(child)) for name, child in node.branches), node.chances)

    return Tree(tree.title, tuple(tree.players[player] for player in players), kept(tree.root))


def profile_of(tree: Tree, behaviour: Any, players: tuple[int, ...]) -> Profile:
    """What each player does, from Gambit's behaviour profile with one information set each."""
    found: Profile = {}
    for player in players:
        [(_, mixed)] = list(behaviour[tree.players[player]])
        found[player] = {str(name): float(chance) for name, chance in mixed}
    return found


def strategy_profile(tree: Tree, strategies: Any, players: tuple[int, ...]) -> Profile:
    """The same from a profile of strategies, which stand in the order of the player's actions."""
    found: Profile = {}
    for player in players:
        numbers = [float(chance) for _, chance in strategies[tree.players[player]]]
        found[player] = dict(zip(actions_of(tree.root, player), numbers, strict=True))
    return found


def actions_of(node: Node, player: int) -> tuple[str, ...]:
    """The actions of a player's one decision in a subgame."""
    if not isinstance(node, Choice):
        return ()
    if node.player == player:
        return tuple(name for name, _ in node.branches)
    return next((found for _, child in node.branches if (found := actions_of(child, player))), ())


def first_places(tree: Tree, profile: Profile) -> tuple[int, ...]:
    """The places of the actions chosen, in the order of the players, so that ties go to the action listed first."""
    return tuple(
        max(range(len(actions)), key=lambda place: profile[player][actions[place]])
        for player in sorted(profile)
        if (actions := actions_of(tree.root, player))
    )
