"""The documents of `game wedge`: the bidding for one economy at two horizons, and a ranking of many."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

import numpy as np

from middlepower.data.codes import economies
from middlepower.document.arrange import names_of, spread_of
from middlepower.document.game_wedged import DeclaredBelief, HorizonBidding, MovedEconomy, Wedge, WedgeRanking
from middlepower.document.header import Header, Kind
from middlepower.document.number import Number, combine, numbers_named
from middlepower.document.power import power_header
from middlepower.document.rank import stability
from middlepower.document.wedge_main import belief_cases, cycles_of, equilibria_of, surface_of
from middlepower.document.wedge_numbers import numbers_of
from middlepower.errors import ScenarioError
from middlepower.experiment.experiment import Experiment
from middlepower.game.wedge.run import (
    HORIZONS,
    Bidders,
    Ranked,
    bidders_of,
    hegemons_of,
    main_bidding,
    other_outcomes,
    ranked,
)
from middlepower.game.wedge.schema import Belief, WedgeGame
from middlepower.indicators.labelled import About, LabelledColumn, column, no_reasons
from middlepower.language.catalogue import named, say, spoken
from middlepower.world.parties import economy_code
from middlepower.world.world import World

EVERY = "all"


def horizons_of(experiment: Experiment) -> tuple[str, ...]:
    """The horizons of a wedge document: the main one first, then the long run and the first year."""
    return tuple(dict.fromkeys([experiment.main.variant.horizon, *HORIZONS]))


def wedge_document(experiment: Experiment, game: WedgeGame, file: str | None = None) -> Wedge:
    """The bidding for one economy, of an experiment at the horizons of `game.wedge.run`; `file` is where the game
    stands, if not in the library."""
    bidders = bidders_of(experiment.world, game)
    bodies = {when: horizon_bidding(experiment, when, game, bidders) for when in horizons_of(experiment)}
    economy, first, second = bidders.codes
    name = names_in(experiment.world)
    question = say("game_wedge.question", economy=name[economy], first=name[first], second=name[second])
    words = f"game wedge {economy} --hegemons {first},{second}{of_file(file)}"
    return Wedge(
        header=wedge_header(experiment, "game-wedge", question, words, bodies),
        **names_of(Wedge, experiment.world),
        title=named(game.title),
        derivation=say("game_wedge.derivation"),
        economy=economy,
        hegemons=(first, second),
        lowest_tariff_percent=100.0 * game.bounds.low,
        highest_tariff_percent=100.0 * game.bounds.high,
        move_points=100.0 * game.move,
        beliefs={**declared(game), "taste": stated("taste", bidders.taste)},
        horizons=bodies,
        notes=tuple(say(f"game_wedge.note_{name}") for name in ("equations", "tariffs", "quotas", "votes", "range")),
    )


def of_file(file: str | None) -> str:
    """The option that names a game's file; empty for the library's."""
    return "" if file is None else f" --game {shlex.quote(file)}"


def names_in(world: World) -> dict[str, str]:
    """The economies' names as they stand in a sentence, by code."""
    the = spoken().the
    return {code: the(name) for code, name in zip(world.regions, world.region_names, strict=True)}


def wedge_header(experiment: Experiment, kind: Kind, question: str, words: str, body: object) -> Header:
    """The header of a wedge document."""
    return power_header(experiment, kind, question, words, numbers_named("residual", body))


def horizon_bidding(experiment: Experiment, when: str, game: WedgeGame, bidders: Bidders) -> HorizonBidding:
    """The bidding at one horizon."""
    run = next(run for run in experiment.runs if run.variant.horizon == when)
    main = main_bidding(run, game, bidders)
    outcomes = [main.outcome, *other_outcomes(experiment, when, game, bidders)]
    numbers = combine([numbers_of(one, bidders.hegemons) for one in outcomes], spread_of(experiment, when))
    return HorizonBidding(
        numbers=numbers,
        equilibria=equilibria_of(main.bidding, bidders.hegemons),
        cycles=cycles_of(main.bidding, bidders.hegemons),
        starts=main.bidding.found.starts,
        beliefs=belief_cases(main, game, bidders),
        tipping=surface_of(main),
    )


def declared(game: WedgeGame) -> dict[str, DeclaredBelief]:
    """The beliefs that hold for every economy."""
    return {"scale": stated("scale", game.beliefs.scale), "worth": stated("worth", game.beliefs.worth)}


def stated(name: str, belief: Belief) -> DeclaredBelief:
    """A belief as a document says it, in per cent."""
    value, low, high = (100.0 * part for part in (belief.value, belief.low, belief.high))
    meaning, unit = say(f"game_wedge.belief_{name}"), say(f"game_wedge.unit_{name}")
    return DeclaredBelief(meaning, unit, value, low, high, named(" ".join(belief.source.split())))


# ---------------------------------------------------------------- ranking


def ranking_document(experiment: Experiment, game: WedgeGame, names: str, file: str | None = None) -> WedgeRanking:
    """How cheaply each of these economies is moved, under the main set, at two horizons; `file` as above."""
    world = experiment.world
    first, second = hegemons_of(world, game)
    asked = chosen(world, names, (first, second))
    horizons = horizons_of(experiment)
    tables = {
        when: ranked(next(run for run in experiment.runs if run.variant.horizon == when), game, asked)
        for when in horizons
    }
    main = tables[horizons[0]]
    rows = {code: moved(tables, code, (first, second)) for code in main.outcomes}
    ordered = dict(sorted(rows.items(), key=lambda item: cheapest_price(item[1], experiment.main.variant.horizon)))
    words = f"game wedge --rank {names} --hegemons {first},{second}{of_file(file)}"
    name = names_in(world)
    question = say("game_wedge.rank_question", first=name[first], second=name[second])
    return WedgeRanking(
        header=wedge_header(experiment, "game-wedge-rank", question, words, tuple(rows.values())),
        **names_of(WedgeRanking, world),
        title=named(game.title),
        derivation=say("game_wedge.derivation"),
        hegemons=(first, second),
        move_points=100.0 * game.move,
        beliefs=declared(game),
        economies=ordered,
        left_out=main.left_out,
        rank_stability=stability(say("game_wedge.order_at_horizons"), prices_by_horizon(ordered, horizons)),
        notes=tuple(say(f"game_wedge.note_{name}") for name in ("equations", "tariffs", "votes", "one_by_one")),
    )


def prices_by_horizon(rows: Mapping[str, MovedEconomy], horizons: Sequence[str]) -> dict[str, LabelledColumn]:
    """{horizon: minus what the cheaper hegemon pays for each economy}, missing where neither can, main one first."""
    about = About("million US dollars", "price of the cheaper hegemon", "exact equilibria")
    found = {}
    for when in horizons:
        prices = np.array([cheapest_price(row, when) for row in rows.values()])
        values = np.where(np.isfinite(prices), -prices, np.nan)
        said = no_reasons((len(rows),))
        said[np.isnan(values)] = say("game_wedge.nobody_moves")
        found[when] = column("price", values, {"economy": list(rows)}, about, said)
    return found


def chosen(world: World, names: str, hegemons: tuple[str, str]) -> tuple[str, ...]:
    """The economies of a list between commas, or all of the world but the hegemons and its aggregates."""
    if names == EVERY:
        return tuple(code for code in world.regions if code in economies() and code not in hegemons)
    codes = tuple(economy_code(world, name.strip()) for name in names.split(","))
    for code in codes:
        if code in hegemons:
            raise ScenarioError(f"`--rank` names {code}, one of the hegemons: name economies that both bid for.")
    return tuple(dict.fromkeys(codes))


def moved(tables: dict[str, Ranked], code: str, hegemons: tuple[str, str]) -> MovedEconomy:
    """One row of the ranking."""
    numbers = {when: numbers_of(table.outcomes[code], hegemons) for when, table in tables.items()}
    taste = next(iter(tables.values())).tastes[code]
    return MovedEconomy(
        aligned_free_percent={when: one.aligned_free_percent for when, one in numbers.items()},
        aligned_percent={when: one.aligned_percent for when, one in numbers.items()},
        move_musd={when: {m: one.hegemons[m].move_musd for m in hegemons} for when, one in numbers.items()},
        kept_percent={when: {m: one.hegemons[m].kept_percent for m in hegemons} for when, one in numbers.items()},
        taste_percent=Number(100.0 * taste.value, 100.0 * taste.low, 100.0 * taste.high),
        residual=Number.of(max(one.residual.known for one in numbers.values())),
    )


def cheapest_price(row: MovedEconomy, when: str) -> float:
    """What the cheaper hegemon pays; infinite where neither can."""
    prices = [number.value for number in row.move_musd[when].values() if number.value is not None]
    return min(prices, default=float("inf"))
