"""The document of a treaty game: payoffs at every horizon asked for, thresholds with ranges, equilibria of the tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from middlepower.document.arrange import command_line, names_of, ranges_of, spread_of
from middlepower.document.header import Header
from middlepower.document.number import Number, combine
from middlepower.document.power import power_header
from middlepower.document.treaty import (
    GameTreaty,
    TreatyAtHorizon,
    TreatyBeliefStated,
    TreatyGroup,
    TreatyMove,
    TreatyNumbers,
    TreatyReview,
    TreatySolution,
)
from middlepower.document.treaty_numbers import (
    break_evens,
    disbelieved,
    lockstep_of,
    must_believe,
    paths_of,
    scope_value,
    waiting_of,
)
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG
from middlepower.game.treaty.gambit import SolvedTree, load_gambit, solve_tree
from middlepower.game.treaty.payoffs import (
    PayoffTable,
    TreatyPayoffs,
    TreatyQuestion,
    solve_payoffs,
)
from middlepower.game.treaty.read import OWN_BELIEF, punished_belief
from middlepower.game.treaty.schema import FOLLOWS, NOT, AnswerMove, ScopeMove, TreatyBelief, TreatyGame
from middlepower.game.treaty.tree import Tree, believed_tree, efg, own_income_tree
from middlepower.game.treaty.values import (
    Believed,
    levers,
)
from middlepower.language.catalogue import named, say

Progress = Callable[[str], None]


@dataclass(frozen=True)
class SolvedTable:
    """One variant's payoffs with both trees solved."""

    table: PayoffTable
    believed_tree: Tree
    own_tree: Tree
    believed: SolvedTree
    own: SolvedTree


@dataclass(frozen=True)
class TreatyRequest:
    """The game that is asked about, its part of the command line, and another world than the scenario's, if any."""

    game: TreatyGame
    words: str
    world: str | None = None


def treaty_document(request: TreatyRequest, asked: TreatyQuestion, settings: Settings, tell: Progress) -> GameTreaty:
    """The game, whose question is given, solved at the horizon of the settings, in the long run and the first year."""
    load_gambit()
    game = request.game
    belief = punished_belief(game)
    found: dict[str, TreatyPayoffs] = {}
    for horizon in dict.fromkeys((settings.horizon, LONG, FIRST_YEAR)):
        tell(say("game_treaty.solving", n=len(asked.question.states), horizon=horizon))
        found[horizon] = solve_payoffs(asked, settings, horizon)
    horizons = {horizon: at_horizon(payoffs, belief) for horizon, payoffs in found.items()}
    main = found[settings.horizon]
    residuals = [path.residual for one in horizons.values() for path in one.numbers.paths.values()]
    header = power_header(main.experiment, "game-treaty", named(game.question), "game treaty", residuals)
    return arranged(asked, belief, replace(header, command=command_of(request, settings)), horizons)


def over_horizons(document: GameTreaty) -> GameTreaty:
    """The document where ranges of all horizons are of the draws that its header tells of, if they are of any."""
    if document.drawn is None:
        return document
    centre, words = document.header.centre, document.header.range
    horizons = {
        when: replace(one, horizon_centre=centre, horizon_range=words) for when, one in document.horizons.items()
    }
    return replace(document, horizons=horizons)


def command_of(request: TreatyRequest, settings: Settings) -> str:
    """The command line that makes the document again."""
    punished = request.game.punished
    rest = [
        "" if punished is None or punished.source != OWN_BELIEF else f"--punished {punished.value:g}",
        "" if request.world is None else f"--world {request.world}",
        "" if settings.ranges else "--no-ranges",
    ]
    options = " ".join(filter(None, rest))
    return command_line(request.words, settings.elasticities, settings.horizon, settings.main_closure, options)


def arranged(
    asked: TreatyQuestion, belief: TreatyBelief, header: Header, horizons: Mapping[str, TreatyAtHorizon]
) -> GameTreaty:
    """The document of what was asked and found."""
    game, neighbour, lockstep = asked.game, asked.game.neighbour, asked.game.lockstep
    return GameTreaty(
        header=header,
        **names_of(GameTreaty, asked.question.world),
        game=game.name,
        title=named(game.title),
        scenario=game.scenario,
        mover=game.mover,
        power=game.power,
        partner=game.partner,
        neighbour=None if neighbour is None else neighbour.economy,
        neighbour_follows="" if neighbour is None else named(neighbour.follows),
        order=game.order,
        scopes={name: _move(one, one.punished_by) for name, one in game.scopes.items()},
        answers={name: _move(one, one.lottery, one.source) for name, one in game.answers.items()},
        observed=game.observed,
        punished=TreatyBeliefStated(belief.value, belief.low, belief.high, named(belief.source)),
        weighed={name: TreatyGroup(named(one.title), one.sectors, one.provinces) for name, one in game.groups.items()},
        review=review_of(game),
        lockstep_title="" if lockstep is None else named(lockstep.title),
        lockstep_cases={} if lockstep is None else {case: named(one) for case, one in lockstep.followed_titles.items()},
        notes=tuple(map(named, game.notes)),
        game_sources=game.sources,
        horizons=horizons,
    )


def _move(one: ScopeMove | AnswerMove, chances: Mapping[str, float], source: str = "") -> TreatyMove:
    """A scope or an answer in the document's form."""
    return TreatyMove(named(one.title), one.states, chances, named(source))


def review_of(game: TreatyGame) -> TreatyReview | None:
    """The review in the document's form."""
    one = game.review
    if one is None:
        return None
    return TreatyReview(
        named(one.title), one.begins.isoformat(), one.day.isoformat(), one.ends.isoformat(), named(one.source)
    )


def at_horizon(payoffs: TreatyPayoffs, belief: TreatyBelief) -> TreatyAtHorizon:
    """Numbers with their ranges over the variants, and the equilibria of the main one."""
    tables = [solved_table(table, belief) for table in payoffs.tables]
    spread = spread_of(payoffs.experiment, among=payoffs.runs)
    ranges = ranges_of(payoffs.experiment)
    return TreatyAtHorizon(
        horizon_centre=ranges.centre,
        horizon_range=ranges.words,
        without_equilibrium=payoffs.left_out,
        numbers=combine([numbers_of(one, belief) for one in tables], spread),
        believed=solution_of(payoffs, tables, lambda one: (one.believed_tree, one.believed)),
        own_income=solution_of(payoffs, tables, lambda one: (one.own_tree, one.own)),
    )


def solved_table(table: PayoffTable, belief: TreatyBelief) -> SolvedTable:
    """A variant's table with both trees solved."""
    believed, own = believed_tree(table, belief), own_income_tree(table)
    return SolvedTable(table, believed, own, solve_tree(believed), solve_tree(own))


def solution_of(
    payoffs: TreatyPayoffs, tables: Sequence[SolvedTable], which: Callable[[SolvedTable], tuple[Tree, SolvedTree]]
) -> TreatySolution:
    """One of the trees under the main variant, and in how many variants the mover chooses the same."""
    tree, main = which(tables[0])
    every = [which(one)[1] for one in tables]
    values = [{name: Number.of(one.values[n]) for n, name in enumerate(tree.players)} for one in every]
    same = sum(one.path[:1] == main.path[:1] for one in every) / len(every)
    return TreatySolution(
        path=main.path,
        chosen={"/".join(history): dict(at) for history, at in main.chosen.items()},
        pure=main.pure,
        subgames_with_several=tuple("/".join(history) for history, n in main.equilibria.items() if n > 1),
        player_value_percent=combine(values, spread_of(payoffs.experiment, among=payoffs.runs)),
        same_choice_share=Number.of(same),
        efg=efg(tree),
    )


def believed_of(one: SolvedTable, belief: TreatyBelief) -> Believed:
    """What the mover reckons with: the neighbour's best answer, the declared probability, a dollar for a dollar."""
    game = one.table.game
    followed = {scope: follows(one.believed, scope) for scope in game.scopes}
    punished = {scope: belief.value if game.scopes[scope].punished_by else 0.0 for scope in game.scopes}
    return Believed(followed, punished, [1.0] * len(game.groups))


def follows(solved: SolvedTree, scope: str) -> bool:
    """Whether the neighbour follows a scope in an equilibrium, with more than half of the probability."""
    at = solved.chosen.get((scope,), {NOT: 1.0})
    return at.get(FOLLOWS, 0.0) > at.get(NOT, 0.0)


def numbers_of(one: SolvedTable, belief: TreatyBelief) -> TreatyNumbers:
    """All numbers of one variant, without ranges."""
    table, game = one.table, one.table.game
    believed = believed_of(one, belief)
    found = levers(table, believed)
    top = found["probability"].over_nothing
    return TreatyNumbers(
        paths=dict(paths_of(table)),
        break_even={scope: dict(break_evens(table, scope, believed)) for scope in game.scopes if scope != game.nothing},
        scopes={scope: scope_value(table, scope, believed) for scope in game.scopes},
        must_believe={name: must_believe(lever) for name, lever in found.items()},
        disbelieved_share=disbelieved(None if top is None else top[1], belief.value),
        waiting=waiting_of(table, believed),
        lockstep=lockstep_of(table),
    )
