"""Exact Nash equilibrium with one tariff per importer, inputs and tariff revenue included.

Every active importer n sets one rate on all its imports of the chosen sectors, given the others' rates: the
first-order condition is in `equations`. Its multipliers are those of ln W[n], so a Nash equilibrium needs N sets of
them at once: they are columns of the same batched matrix products.
Tariffs, wages and multipliers are refined together: each round warm-starts the solve
and the multipliers from the last, no more accurately than the tariffs' last step warrants; a secant step per player
updates the tariffs, and Anderson's method takes over where these do not settle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.problem import prepare, receipts
from middlepower.model.long_run.iterate import Outcome as Solution
from middlepower.model.long_run.iterate import Steering, start
from middlepower.model.long_run.linear import Point, blocks, excess_slope, gauged_inverse, wage_responses
from middlepower.model.long_run.settle import accepted, settle
from middlepower.model.long_run.solve import Solver
from middlepower.model.optimal.equations import Game, player_terms
from middlepower.model.optimal.instruments import one_tariff
from middlepower.model.optimal.optimum import OptimalTariffs, optimal_tariffs, refuse_quotas, settled, tangent_of
from middlepower.model.optimal.secant import REACTION, Guess, mixed, next_guess
from middlepower.model.sensitivity.adjoint.columns import Room, room_of, settle_columns
from middlepower.model.sensitivity.adjoint.equations import Tangent
from middlepower.scenario.shock import Shock, no_change
from middlepower.solve.anderson import AndersonMixer

Array = NDArray[np.float64]

Mask = NDArray[np.bool_]
Players = NDArray[np.intp]
TOLERANCE = 1e-8  # of ln(1 + tariff): three digits more than any tariff is quoted with
ROUNDS = 60  # seven to twelve are usual
SOLVE_SHARE = 1e-2  # accuracy of a round's solve, relative to the last step of the tariffs
MULTIPLIER_SHARE = 5.0  # accuracy of multipliers over that of the solve: they are better than their last step
LOOSEST, LAST = 1e-3, 1e-10  # bounds of that accuracy
CHECKED = 10.0 * LAST  # what the independent check may find: its units are not the solver's
START = 0.2  # a first tariff near those found
SECANTS = 14  # rounds of secant steps; if these do not settle the tariffs, Anderson's method does
WORN, WORN_AT_FIRST = 7, 14  # passes after which the steering is renewed: four and eight are usual
HALVINGS = 3  # of a step to tariffs at which no equilibrium is found
PASSES = 100  # of multipliers in one round


@dataclass(frozen=True)
class NashTariffs:
    """Nash tariffs and the equilibrium they lead to.

    tariff[n], NaN for importers that don't choose; slope[n] = dlnW[n]/dln(1 + t[n]) there; rounds of tariff updates
    and sweeps of the solver, in all.
    """

    tariff: Array
    slope: Array
    equilibrium: Equilibrium
    rounds: int
    sweeps: int


def nash_tariffs(
    solver: Solver,
    shock: Shock | None = None,
    closure: ClosureName = "world_gdp_share",
    players: Players | None = None,
    sectors: Mask | None = None,
    first: Array | None = None,
) -> NashTariffs:
    """The rates at which no player gains by a small change of its own, others' policy as in `shock` (benchmark).

    players = importers that choose (all); sectors[k] True where their rates apply (all); first[m] = rates to start
    from. `best_response` tells whether a player would gain by a large change.
    """
    game = game_of(solver, shock, closure, players, sectors)
    x = np.full(len(game.players), np.log1p(START)) if first is None else np.log1p(first)
    guess = Guess(x, np.full(len(x), REACTION))
    standing: Standing | None = None
    mixer, accuracy = AndersonMixer(len(x)), LOOSEST
    for rounds in range(1, ROUNDS + 1):
        guess, standing = reachable(game, guess, standing, accuracy)
        terms = player_terms(game, standing.here, standing.room, guess.x)
        move = float(np.abs(terms.wanted - guess.x).max())
        if move <= TOLERANCE and accuracy <= LAST:
            return finish(game, closure, guess.x, terms.slope, standing, rounds)
        guess = next_guess(guess, terms.wanted, accuracy) if rounds <= SECANTS else mixed(mixer, guess, terms.wanted)
        accuracy = min(max(SOLVE_SHARE * move, LAST), LOOSEST)
    raise NoEquilibriumError(
        f"tariffs did not settle in {ROUNDS} rounds (last step {move:.1e} of ln(1 + tariff), wanted {TOLERANCE:.0e}): "
        "start from other tariffs (`first`), or use closure `balanced`: with deficits kept there may be none."
    )


def best_response(
    solver: Solver,
    importer: int,
    others: Shock,
    closure: ClosureName = "world_gdp_share",
    sectors: Mask | None = None,
    first: float | None = None,
) -> OptimalTariffs:
    """The importer's best rate on all its imports of the chosen sectors, when everything else is as in `others`."""
    start_from = None if first is None else np.array([first])
    return optimal_tariffs(solver, one_tariff(solver.benchmark, importer, sectors), others, closure, start_from)


def game_of(
    solver: Solver, shock: Shock | None, closure: ClosureName, players: Players | None, sectors: Mask | None
) -> Game:
    """The Game in which `players` (all by default) tax their imports of `sectors` (all by default)."""
    bench = solver.benchmark
    shock = no_change(bench.tau) if shock is None else shock
    refuse_quotas(shock)
    covered = np.ones(bench.sectors, dtype=bool) if sectors is None else sectors
    foreign = ~np.eye(bench.regions, dtype=bool) & covered[:, None, None]
    taxed: Mask = (bench.pi > 0.0) & (bench.X > 0.0)[:, :, None] & foreign
    buys: Mask = np.asarray(taxed.any(axis=(0, 2)))
    chosen = np.flatnonzero(buys) if players is None else players
    if not buys[chosen].all():
        n = chosen[~buys[chosen]][0]
        raise DataError(
            f"{bench.labels.region(n)} buys nothing abroad in the chosen sectors: leave it out of `players`."
        )
    taxed = taxed & np.isin(np.arange(bench.regions), chosen)[:, None]
    factor = np.where(taxed, 1.0 + shock.tariff, 1.0)
    base = prepare(bench, replace(shock, trade_cost=shock.trade_cost / factor), closure)
    problem = replace(base, K=base.K.copy(), Kt=base.Kt.copy())
    after_duty = receipts(bench, shock)  # on taxed flows only what exporters levy stays out of producers' receipts
    net = np.where(taxed, after_duty * (1.0 + shock.tariff), after_duty)
    return Game(solver, shock, chosen, taxed, problem, base.K, net)


def put(game: Game, log_factor: Array) -> None:
    """Write the rates ln(1 + t)[n] into the game's kernels, sector by sector."""
    net = np.exp(-log_factor)[:, None]
    for k, theta in enumerate(game.problem.benchmark.theta):
        np.multiply(game.free[k], np.where(game.taxed[k], net**theta, 1.0), out=game.problem.K[k])
        np.multiply(game.problem.K[k], np.where(game.taxed[k], net, 1.0) * game.net[k], out=game.problem.Kt[k])


@dataclass(frozen=True)
class Standing:
    """Where the game stands: steering (renewed where it has worn out), solution, multipliers, sweeps so far."""

    solver: Solver
    solution: Solution
    here: Tangent
    room: Room
    sweeps: int


def reachable(game: Game, guess: Guess, last: Standing | None, accuracy: float) -> tuple[Guess, Standing]:
    """(the guess, its Standing); a guess without equilibrium is moved half way to the last rates, at first to zero."""
    home = np.zeros_like(guess.x) if guess.last_x is None else guess.last_x
    for _ in range(HALVINGS):
        try:
            return guess, next_standing(game, guess.x, last, accuracy)
        except NoEquilibriumError:
            guess = replace(guess, x=0.5 * (guess.x + home))
    return guess, next_standing(game, guess.x, last, accuracy)


def next_standing(game: Game, x: Array, last: Standing | None, accuracy: float) -> Standing:
    """The Standing at rates x, started from the last one."""
    problem = game.problem
    log_factor = np.zeros(problem.benchmark.regions)
    log_factor[game.players] = x
    put(game, log_factor)
    solver = game.solver if last is None else last.solver
    solution = settled(solver, problem, start(problem) if last is None else last.solution.state, accuracy)
    room = room_of(game.players, problem.benchmark.alpha.shape, solver.steer) if last is None else last.room
    sweeps = solution.sweeps + (0 if last is None else last.sweeps)
    standing = Standing(solver, solution, tangent_of(problem, solution), room, sweeps)
    return with_multipliers(game, standing, MULTIPLIER_SHARE * accuracy, WORN if last is not None else WORN_AT_FIRST)


def with_multipliers(game: Game, standing: Standing, tolerance: float, worn: int) -> Standing:
    """The Standing with its multipliers settled; with new steering, if the old one needs more than `worn` passes."""
    income = standing.solution.implied.income
    if settle_columns(standing.here, standing.room, income, tolerance, worn) <= tolerance:
        return standing
    bench = game.solver.benchmark
    solver = Solver(bench, steering_at(standing.here))
    room = room_of(game.players, bench.alpha.shape, solver.steer)
    left = settle_columns(standing.here, room, income, tolerance, PASSES)
    if left <= tolerance:
        return replace(standing, solver=solver, room=room)
    raise NoEquilibriumError(
        f"the multipliers of {len(game.players)} players did not settle in {PASSES} passes (last step {left:.1e}, "
        f"wanted {tolerance:.0e}): start from other tariffs (`first`)."
    )


def steering_at(here: Tangent) -> Steering:
    """Steering at a Tangent, the deficits' reaction to wages included, in the units of `iterate.steer_at`."""
    bench = here.benchmark
    pi = here.K * here.b[:, None, :] / here.Phi[:, :, None]
    net = np.divide(here.Kt, here.K, out=np.ones_like(here.K), where=here.K > 0.0)
    point = Point(pi, net, here.X, here.size, bench.alpha, bench.beta, bench.gamma, bench.theta)
    inverse = blocks(point)
    dP, dY = wage_responses(point, inverse, here.deficit_slope)
    return Steering(inverse, gauged_inverse(excess_slope(point, dY), here.size), dP, dY / bench.wL[:, None])


def rates_shock(game: Game, x: Array) -> Shock:
    """The Shock in which the players' rates are exp(x) - 1."""
    rate = np.zeros(game.solver.benchmark.regions)
    rate[game.players] = np.expm1(x)
    new = np.where(game.taxed, rate[:, None], game.shock.tariff)
    cost = game.shock.trade_cost * (1.0 + new) / (1.0 + game.shock.tariff)
    return replace(game.shock, trade_cost=cost, tariff=new)


def finish(game: Game, closure: ClosureName, x: Array, slope: Array, standing: Standing, rounds: int) -> NashTariffs:
    """The NashTariffs at the last round, the equilibrium checked independently."""
    tariff, slopes = np.full((2, game.solver.benchmark.regions), np.nan)
    tariff[game.players], slopes[game.players] = np.expm1(x), slope
    shock = rates_shock(game, x)
    equilibrium = settle(game.solver.benchmark, shock, closure, standing.solution.point, "nash", CHECKED)
    accepted(equilibrium.report)
    return NashTariffs(tariff, slopes, equilibrium, rounds, standing.sweeps)
