"""The treaty game: its limits on payoffs made by hand, its equilibria by Gambit, and what is refused."""

from __future__ import annotations

import io
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pygambit
import pytest

from middlepower.data.sanctions import threat_counts
from middlepower.errors import MiddlepowerError, MissingExtraError
from middlepower.game.treaty.gambit import SolvedTree, load_gambit, solve_tree
from middlepower.game.treaty.moves import joined, joined_states, paths, states_of
from middlepower.game.treaty.payoffs import PayoffTable, TreatyOutcome
from middlepower.game.treaty.read import punished_belief, read_treaty, treaty_library, with_punished
from middlepower.game.treaty.schema import FOLLOWS, NOT, Review, TreatyBelief, TreatyGame
from middlepower.game.treaty.tree import Choice, End, Tree, answer_chances, believed_tree, efg, own_income_tree
from middlepower.game.treaty.values import (
    Believed,
    ValueLine,
    crossing,
    expected,
    levers,
    lockstep_line,
    waiting,
    where_all_positive,
)
from middlepower.model.break_even import break_even
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import State

GAME: dict[str, Any] = {
    "game": "treaty",
    "name": "made",
    "title": "A made game",
    "question": "Which scope?",
    "scenario": "treaty-2026",
    "mover": "CAN",
    "power": "USA",
    "partner": "CHN",
    "scopes": {
        "none": {"title": "None"},
        "small": {"title": "Small", "states": ["quota-deal"], "punished_by": {"hit": 1.0}},
        "large": {"title": "Large", "states": ["truce"], "punished_by": {"hit": 1.0}},
    },
    "observed": "small",
    "answers": {"accept": {"title": "Accepts"}, "hit": {"title": "Hits", "states": ["hundred"]}},
    "punished": {"value": 0.5, "low": 0.4, "high": 0.6, "source": "made"},
    "groups": {"farms": {"title": "Farms", "sectors": ["A01"]}},
    "sources": ["made"],
}
NEIGHBOUR = {"economy": "MEX", "follows": "follows", "does_not": "does not", "states": ["mexico-follows"]}


def made(**changes: Any) -> TreatyGame:
    """The made game with changes."""
    return TreatyGame.parsed({**GAME, **changes}, "made")


def outcome(own: float, power: float, farms: float = 0.0, neighbour: float = 0.0) -> TreatyOutcome:
    """An outcome for mover, neighbour and power, a dollar being a per cent."""
    values = np.array([own, neighbour, power])
    return TreatyOutcome(values, values, np.array([farms]), 0.0)


def table(game: TreatyGame, cells: dict[str, TreatyOutcome]) -> PayoffTable:
    """A table of outcomes by `scope.answer`, the same if the neighbour follows, unless `scope+.answer` is given."""
    found = {}
    for path in paths(game):
        name = f"{path.scope}{'+' if path.followed else ''}.{path.answer}"
        found[path.key] = cells.get(name, cells.get(f"{path.scope}.{path.answer}", outcome(0.0, 0.0)))
    return PayoffTable(game, ("CAN", "MEX", "USA"), found, outcome(0.0, 0.0), 100.0)


CELLS = {
    "small.accept": outcome(1.0, 0.0, 2.0),
    "small.hit": outcome(-9.0, -1.0, -1.0),
    "large.accept": outcome(2.0, 0.0, 1.0),
    "large.hit": outcome(-18.0, -1.0, 0.0),
    "none.hit": outcome(-10.0, -1.0),
}


def reckons(game: TreatyGame, p: float, **other: float) -> Believed:
    """Nobody follows; every agreement is punished with p, or with a probability of its own."""
    punished = {scope: 0.0 if scope == "none" else other.get(scope, p) for scope in game.scopes}
    return Believed(dict.fromkeys(game.scopes, False), punished, [1.0])


def best_scope(found: PayoffTable, believed: Believed) -> str:
    """The scope of the largest expected value."""
    return max(found.game.scopes, key=lambda scope: expected(found, scope, believed))


def belief(p: float) -> TreatyBelief:
    """A belief without a range."""
    return TreatyBelief(value=p, low=p, high=p, source="made")


def test_the_break_even_probability_is_gain_over_gain_and_loss() -> None:
    assert break_even(1.0, 9.0) == pytest.approx(0.1)
    assert break_even(3.0, 1.0) == pytest.approx(0.75)


def test_the_break_even_probability_goes_to_zero_with_the_loss_and_to_one_without_it() -> None:
    assert break_even(1.0, 1e12) == pytest.approx(0.0, abs=1e-11)
    assert break_even(1.0, 0.0) == 1.0
    assert break_even(1.0, -0.5) == 1.0
    assert break_even(-1.0, 5.0) == 0.0
    assert break_even(0.0, 5.0) == 0.0


def test_at_the_break_even_probability_the_agreement_is_worth_nothing() -> None:
    game = made()
    found = table(game, CELLS)
    assert expected(found, "small", reckons(game, break_even(1.0, 9.0))) == pytest.approx(0.0, abs=1e-12)


def test_without_punishment_the_largest_gain_is_chosen_and_with_certain_punishment_nothing() -> None:
    game = made()
    found = table(game, CELLS)
    assert best_scope(found, reckons(game, 0.0)) == "large"
    assert best_scope(found, reckons(game, 1.0)) == "none"
    for p, scope in ((0.0, "large"), (1.0, "none")):
        assert solve_tree(believed_tree(found, belief(p))).path[0] == scope


def test_thresholds_are_where_the_observed_scope_stops_being_chosen() -> None:
    game = made()
    found = table(game, CELLS)
    lever = levers(found, reckons(game, 0.5))
    assert lever["probability"].over_nothing == pytest.approx((0.0, 0.1))
    # small beats large where 1 - 10 p >= 2 - 20 p, so from p = 0.1 on: there it is worth no less than nothing
    assert lever["probability"].over_all == pytest.approx((0.1, 0.1))
    assert lever["quota-form"].over_all == pytest.approx((0.0, 0.1))
    # at p = 0.5: -4 + (w - 1) 0.5 >= 0
    assert lever["farms"].over_nothing == pytest.approx((9.0, math.inf))
    just, over = reckons(game, 0.5, small=0.0999), reckons(game, 0.5, small=0.1001)
    assert (best_scope(found, just), best_scope(found, over)) == ("small", "none")


def test_a_weight_moves_the_choice_at_its_threshold_and_weights_of_one_are_income() -> None:
    game = made()
    found = table(game, CELLS)
    at_one = reckons(game, 0.5)
    assert expected(found, "small", at_one) == pytest.approx(0.5 * 1.0 + 0.5 * -9.0)
    lever = levers(found, at_one)["farms"].over_all
    assert lever is not None
    heavier, lighter = (replace(at_one, weights=[lever[0] + step]) for step in (0.01, -0.01))
    assert best_scope(found, heavier) == "small"
    assert best_scope(found, lighter) != "small"


def test_no_value_is_found_where_none_has_the_observed_scope_chosen() -> None:
    assert where_all_positive([ValueLine(-1.0, 0.0)], 0.0, 1.0) is None
    assert where_all_positive([ValueLine(-1.0, 1.0), ValueLine(0.5, -1.0)], 0.0, 10.0) is None
    assert where_all_positive([ValueLine(-1.0, 2.0), ValueLine(3.0, -1.0)], 0.0, 10.0) == pytest.approx((0.5, 3.0))


def test_a_lottery_is_worth_its_expectation() -> None:
    answers = {
        **GAME["answers"],
        "review": {"title": "Review", "lottery": {"accept": 0.75, "hit": 0.25}, "source": "x"},
    }
    found = table(made(answers=answers), CELLS)
    assert found.at("small", False, "review").musd[0] == pytest.approx(0.75 * 1.0 + 0.25 * -9.0)


def test_waiting_is_worth_most_where_the_answer_is_unknown_and_nothing_where_it_is_known_to_be_acceptance() -> None:
    review = Review(title="r", begins="2026-01-01", day="2026-07-02", ends="2028-01-01", source="s")
    known = waiting(1.0, -9.0, 0.0, review)
    assert known.value == pytest.approx(-known.forgone)
    assert known.forgone == pytest.approx(1.0 - review.left)
    unknown = waiting(1.0, -9.0, 0.5, review)
    assert unknown.sign_now == pytest.approx(-4.0)
    assert unknown.value == pytest.approx(review.left * 0.5)
    assert waiting(1.0, -9.0, 1.0, review).value == pytest.approx(0.0)
    assert waiting(1.0, 0.5, 1.0, review).wait == pytest.approx(review.left * 0.5)


def test_the_price_of_lockstep_changes_its_sign_where_both_are_the_same() -> None:
    move = {
        "title": "t",
        "followed": {"retaliates": [], "quiet": ["followed-china-quiet"]},
        "followed_titles": {"retaliates": "r", "quiet": "q"},
        "not_followed": ["not-followed"],
        "punishments": ["hit"],
    }
    found = table(made(lockstep=move), CELLS)
    extra = {
        "lockstep.followed.quiet": outcome(3.0, 0.0),
        "lockstep.not-followed.accept": outcome(2.0, 0.0),
        "lockstep.not-followed.hit": outcome(-6.0, 0.0),
    }
    found = replace(found, outcomes={**found.outcomes, **extra})
    paid = lockstep_line(found, "retaliates", "hit")
    assert (paid.at(0.0), paid.at(1.0), crossing(paid)) == (2.0, -6.0, 0.25)
    assert math.isnan(crossing(lockstep_line(found, "quiet", "hit")))


def test_the_power_answers_for_its_own_income_and_the_mover_foresees_it() -> None:
    game = made()
    peaceful = solve_tree(own_income_tree(table(game, CELLS)))
    assert peaceful.path == ("large", "accept")
    greedy = {**CELLS, "large.hit": outcome(-18.0, 1.0)}
    assert solve_tree(own_income_tree(table(game, greedy))).path == ("small", "accept")


def test_a_neighbour_follows_where_that_pays_for_it() -> None:
    game = made(neighbour=NEIGHBOUR)
    cells = {
        **CELLS,
        "small+.accept": outcome(1.0, 0.0, neighbour=1.0),
        "small+.hit": outcome(-9.0, -1.0, neighbour=-3.0),
    }
    found = table(game, cells)
    assert solve_tree(believed_tree(found, belief(0.1))).chosen[("small",)][FOLLOWS] == 1.0
    assert solve_tree(believed_tree(found, belief(0.9))).chosen[("small",)][NOT] == 1.0


def pennies() -> SolvedTree:
    """A game in which neighbour and power choose at once, and each wants what the other does not."""
    game = made(neighbour=NEIGHBOUR, order="at once")
    cells = {
        "none.accept": outcome(0.0, 1.0),
        "small.accept": outcome(5.0, 1.0, neighbour=-1.0),
        "small.hit": outcome(5.0, -1.0, neighbour=1.0),
        "small+.accept": outcome(5.0, -1.0, neighbour=1.0),
        "small+.hit": outcome(5.0, 1.0, neighbour=-1.0),
        "large.accept": outcome(-1.0, 1.0),
    }
    return solve_tree(own_income_tree(table(game, cells)))


def test_where_no_pure_equilibrium_exists_the_mixed_one_is_reported() -> None:
    solved = pennies()
    assert not solved.pure
    assert solved.chosen[("small",)] == pytest.approx({FOLLOWS: 0.5, NOT: 0.5})
    assert solved.chosen[("small", FOLLOWS)] == pytest.approx({"accept": 0.5, "hit": 0.5})
    assert solved.values == pytest.approx((5.0, 0.0, 0.0))


def test_several_equilibria_are_counted_and_the_first_is_taken() -> None:
    game = made()
    tie = {**CELLS, "large.hit": outcome(-18.0, 0.0)}
    solved = solve_tree(own_income_tree(table(game, tie)))
    assert solved.equilibria[("large",)] == 2
    assert solved.chosen[("large",)]["accept"] == 1.0


def test_the_text_for_gambit_is_read_back_with_the_same_payoffs_and_probabilities() -> None:
    game = made(neighbour=NEIGHBOUR)
    tree = believed_tree(table(game, CELLS), belief(0.3))
    read = pygambit.read_efg(io.StringIO(efg(tree)))
    assert [str(player) for player in read.players] == ["CAN", "MEX", "USA"]
    assert read.max_payoff == pytest.approx(2.0)
    assert read.min_payoff == pytest.approx(-18.0)
    again = pygambit.read_efg(io.StringIO(read.to_efg()))
    assert again.to_efg() == read.to_efg()
    assert efg(tree).count("3/10") + efg(tree).count("300000000/1000000000") > 0


def test_gambit_and_backward_induction_by_hand_agree_on_random_trees() -> None:
    draw = np.random.default_rng(7)
    for _ in range(20):
        ends = draw.normal(size=(2, 3, 2))
        root = Choice(
            0,
            "",
            tuple(
                (str(a), Choice(1, str(a), tuple((str(b), End(tuple(ends[a, b]))) for b in range(3)))) for a in range(2)
            ),
        )
        best = [int(np.argmax(ends[a, :, 1])) for a in range(2)]
        first = int(np.argmax([ends[a, best[a], 0] for a in range(2)]))
        assert solve_tree(Tree("random", ("A", "B"), root)).path == (str(first), str(best[first]))


def test_without_pygambit_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygambit", None)
    with pytest.raises(MissingExtraError, match=r'pip install "middlepower\[games\]"'):
        load_gambit()


def test_answer_chances_sum_to_one_and_nothing_is_punished_without_an_agreement() -> None:
    game = read_treaty("treaty")
    for scope in game.scopes:
        assert sum(answer_chances(game, scope, 0.55).values()) == pytest.approx(1.0)
    assert answer_chances(game, "none", 0.55) == {"accept": 1.0}


def test_the_default_belief_is_the_record_s() -> None:
    found = punished_belief(read_treaty("treaty"))
    assert found.value == pytest.approx(349 / 633)
    assert found.low == pytest.approx(132 / 274)
    assert "7 of 13" in found.source
    assert with_punished(read_treaty("treaty"), 0.2).punished == TreatyBelief(
        value=0.2, low=0.2, high=0.2, source="--punished on the command line"
    )


def test_a_declared_belief_of_the_library_is_what_the_record_says() -> None:
    game = read_treaty("treaty-kor")
    pair, everybody = threat_counts(2, 732), threat_counts()
    assert game.punished is not None
    assert game.punished.value == pytest.approx(pair.share_carried_out, abs=0.005)
    assert game.punished.high == pytest.approx(everybody.share_carried_out, abs=0.005)
    assert f"{pair.carried_out} of {pair.threats}" in game.punished.source


@pytest.mark.parametrize("name", sorted(treaty_library()))
def test_every_game_of_the_library_joins_states_of_its_scenario(name: str) -> None:
    game = read_treaty(name)
    states = joined_states(game, read_scenario(game.scenario))
    assert all(path.key in states for path in paths(game) if states_of(game, path))


def test_joined_states_hold_both_changes_and_moves_that_disagree_are_refused() -> None:
    one, two = State(title="one", with_measures=("A",)), State(title="two", without_measures=("B",))
    both = joined(one, two)
    assert (both.with_measures, both.without_measures) == (("A",), ("B",))
    with pytest.raises(MiddlepowerError, match="disagree on `A`"):
        joined(one, State(title="three", without_measures=("A",)))


SMALL = GAME["scopes"]["small"]
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "probabilities": ({"scopes": {**GAME["scopes"], "small": {**SMALL, "punished_by": {"hit": 0.7}}}}, "sum to 0.7"),
    "lottery": (
        {"answers": {**GAME["answers"], "r": {"title": "R", "lottery": {"accept": 0.5, "hit": 0.4}, "source": "s"}}},
        "sum to 0.9",
    ),
    "unsourced": (
        {"answers": {**GAME["answers"], "r": {"title": "R", "lottery": {"accept": 0.5, "hit": 0.5}}}},
        "needs the `source`",
    ),
    "no actions": ({"scopes": {}}, "name at least one"),
    "one answer": ({"answers": {"accept": {"title": "Accepts"}}}, "answers"),
    "unknown answer": (
        {"scopes": {**GAME["scopes"], "small": {**SMALL, "punished_by": {"bomb": 1.0}}}},
        "names the answer `bomb`",
    ),
    "observed": ({"observed": "none"}, "name one of `scopes`"),
    "nothing changes": ({"scopes": {**GAME["scopes"], "none": {"title": "N", "states": ["truce"]}}}, "no agreement"),
    "stateless scope": (
        {"scopes": {**GAME["scopes"], "small": {"title": "S", "punished_by": {"hit": 1.0}}}},
        "names no state",
    ),
    "unpunished": ({"scopes": {**GAME["scopes"], "small": {"title": "S", "states": ["truce"]}}}, "lacks `punished_by`"),
    "twice": ({"power": "CAN"}, "stands twice"),
    "range": ({"punished": {"value": 0.9, "low": 0.1, "high": 0.5, "source": "s"}}, "widen the range"),
    "review": (
        {"review": {"title": "r", "begins": "2026-07-01", "day": "2026-01-01", "ends": "2030-01-01", "source": "s"}},
        "must follow one another",
    ),
    "unknown key": ({"prize": 3}, "unknown key `prize`"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_game_that_makes_no_sense_is_refused_in_one_line(name: str) -> None:
    changes, said = BAD[name]
    with pytest.raises(MiddlepowerError) as caught:
        made(**changes)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_action_that_names_no_state_is_refused_with_the_nearest() -> None:
    game = made(scopes={**GAME["scopes"], "small": {**SMALL, "states": ["quota-deel"]}})
    with pytest.raises(MiddlepowerError, match="quota-deal"):
        joined_states(game, read_scenario("treaty-2026"))


def test_without_a_record_of_the_power_the_game_must_give_a_belief() -> None:
    raw = {key: value for key, value in GAME.items() if key != "punished"}
    with pytest.raises(MiddlepowerError, match="give `punished`"):
        punished_belief(TreatyGame.parsed({**raw, "power": "VNM"}, "made"))


def test_files_that_are_no_treaty_game_are_refused(tmp_path: Path) -> None:
    for text, said in (("- 1\n", "a game needs keys"), ("game: war\n", "reads games with `game: treaty`")):
        file = tmp_path / "game.yaml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(MiddlepowerError, match=said):
            read_treaty(str(file))
    with pytest.raises(MiddlepowerError, match="treaty-kor"):
        read_treaty("treaty-korr")
