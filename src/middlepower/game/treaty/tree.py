"""The tree of a treaty game: decisions, chances and ends, and its text in Gambit's extensive-form format (EFG)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from middlepower.game.treaty.payoffs import PayoffTable
from middlepower.game.treaty.schema import FOLLOWS, NOT, TreatyBelief, TreatyGame

DIGITS = 9  # after the point of a payoff in per cent of real income: equilibria are solved to no more


@dataclass(frozen=True)
class End:
    """An end of the tree with the payoffs of the players, per cent of real income."""

    payoffs: tuple[float, ...]


@dataclass(frozen=True)
class Choice:
    """A decision of the player at a place of the list, or of chance (None, with probabilities); nodes that share
    `information` can't be told apart by the player."""

    player: int | None
    information: str
    branches: tuple[tuple[str, Node], ...]
    chances: tuple[float, ...] = ()


Node = End | Choice
AnswersNode = Callable[[str, bool], Node]


@dataclass(frozen=True)
class Tree:
    """A game in extensive form."""

    title: str
    players: tuple[str, ...]
    root: Node


def believed_tree(table: PayoffTable, belief: TreatyBelief) -> Tree:
    """The tree in which the power's answer is drawn from what is believed of it."""
    game = table.game

    def answers(scope: str, followed: bool) -> Node:
        chances = answer_chances(game, scope, belief.value)
        return Choice(
            None,
            f"{scope}.{followed}",
            tuple((name, end(table, scope, followed, name)) for name in chances),
            tuple(chances.values()),
        )

    return Tree(f"{game.title}: answer believed", game.players, scopes_node(game, answers))


def own_income_tree(table: PayoffTable) -> Tree:
    """The tree in which the power answers as its own real income has it."""
    game = table.game
    power = len(game.players) - 1

    def answers(scope: str, followed: bool) -> Node:
        seen = f"{scope}.{followed}" if game.order == "in turn" else scope
        return Choice(power, seen, tuple((name, end(table, scope, followed, name)) for name in game.answers))

    return Tree(f"{game.title}: answer chosen for income", game.players, scopes_node(game, answers))


def answer_chances(game: TreatyGame, scope: str, punished: float) -> dict[str, float]:
    """{answer: probability} given a scope: accepted, or punished in the forms that the scope names; every answer that
    is possible under it stands there. Without an agreement there is nothing to punish."""
    forms = game.scopes[scope].punished_by
    if not forms:
        return {game.accept: 1.0}
    found = dict.fromkeys((game.accept, *forms), 0.0)
    found[game.accept] += 1.0 - punished
    for name, part in forms.items():
        found[name] += punished * part
    return found


def scopes_node(game: TreatyGame, answers: AnswersNode) -> Choice:
    """The mover's decision, then the neighbour's where there is something to follow, then the answers."""

    def below(scope: str) -> Node:
        choices = game.choices(scope)
        if len(choices) == 1:
            return answers(scope, choices[0])
        return Choice(1, scope, tuple((FOLLOWS if one else NOT, answers(scope, one)) for one in choices))

    return Choice(0, "", tuple((scope, below(scope)) for scope in game.scopes))


def end(table: PayoffTable, scope: str, followed: bool, answer: str) -> End:
    """The end of a path, lotteries already taken in expectation."""
    outcome = table.at(scope, followed, answer)
    return End(tuple(float(outcome.percent[table.place(player)]) for player in table.game.players))


def efg(tree: Tree) -> str:
    """The tree as EFG text, which Gambit reads: payoffs in per cent of real income."""
    numbers = {"ends": 0}
    sets: dict[tuple[int | None, str], int] = {}
    lines = [f"EFG 2 R {quoted(tree.title)} {{ {' '.join(map(quoted, tree.players))} }} {quoted('')}"]
    lines += efg_lines(tree.root, "", sets, numbers)
    return "\n".join(lines) + "\n"


def efg_lines(node: Node, path: str, sets: dict[tuple[int | None, str], int], numbers: dict[str, int]) -> Iterator[str]:
    """The lines of a node and all below it, in the order of the format: a node, then its branches."""
    if isinstance(node, End):
        numbers["ends"] += 1
        payoffs = ", ".join(f"{one:.{DIGITS}f}" for one in node.payoffs)
        yield f"t {quoted('')} {numbers['ends']} {quoted(path)} {{ {payoffs} }}"
        return
    yield choice_line(node, sets)
    for name, child in node.branches:
        yield from efg_lines(child, f"{path}.{name}" if path else name, sets, numbers)


def choice_line(node: Choice, sets: dict[tuple[int | None, str], int]) -> str:
    """The line of a decision or a chance, its information set numbered by who decides."""
    key = (node.player, node.information)
    number = sets.setdefault(key, 1 + sum(player == node.player for player, _ in sets))
    if node.player is None:
        parts = " ".join(
            f"{quoted(name)} {exact(p)}" for (name, _), p in zip(node.branches, chances(node), strict=True)
        )
        return f"c {quoted('')} {number} {quoted(node.information)} {{ {parts} }} 0"
    actions = " ".join(quoted(name) for name, _ in node.branches)
    return f"p {quoted('')} {node.player + 1} {number} {quoted(node.information)} {{ {actions} }} 0"


def chances(node: Choice) -> tuple[int, ...]:
    """Probabilities in whole parts of 10^DIGITS that sum to all, as Gambit wants them."""
    whole = 10**DIGITS
    parts = [round(whole * chance) for chance in node.chances]
    parts[parts.index(max(parts))] += whole - sum(parts)
    return tuple(parts)


def exact(part: int) -> str:
    """A probability as a fraction."""
    return f"{part}/{10**DIGITS}"


def quoted(text: str) -> str:
    """Text as the format quotes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
