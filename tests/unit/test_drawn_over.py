"""`--over`: only what is named is drawn, all else stays at its centre, and nobody is misled about which."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import middlepower as mp
from middlepower.ensemble.plan import Plan
from middlepower.ensemble.run import solve_ensemble
from middlepower.ensemble.runners import Here
from middlepower.ensemble.solve import nest_of
from middlepower.errors import MiddlepowerError, OutputError, ScenarioError
from middlepower.experiment.draw import BELIEF, CLAIMS, ERROR, NEST, SET
from middlepower.experiment.drawing import settings_under
from middlepower.experiment.settings import Settings
from middlepower.experiment.uncertain import belief_between, uncertain
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario


def plan_of(*over: str, **settings: Any) -> Plan:
    """A plan of one state that draws only what is named."""
    return Plan(narrowed(read_scenario("beijing-2026"), None, ("deal",), None), Settings(over=over, **settings), 8)


def test_what_is_not_named_stays_at_its_centre() -> None:
    plan = plan_of(CLAIMS)
    assert [one.name for one in plan.uncertain] == [CLAIMS]
    under = [settings_under(plan.settings, draw, plan.uncertain) for draw in plan.drawn(plan.parts[0])]
    assert {(one.elasticities, nest_of(one)) for one in under} == {("MEDIAN", 5.0)}
    assert len({one.draw.get(CLAIMS) for one in under if one.draw is not None}) > 1


def test_what_is_named_is_drawn_as_it_is_among_everything() -> None:
    """So a range over one parameter is a part of the range over all."""
    one, every = plan_of(NEST), plan_of()
    drawn = [[draw.get(NEST) for draw in plan.drawn(plan.parts[0])] for plan in (one, every)]
    assert drawn[0] == drawn[1]


def test_a_belief_of_a_game_may_be_all_that_is_drawn() -> None:
    more = belief_between(0.3, 0.4, 0.5, "a game")
    assert uncertain(Settings(over=(BELIEF,)), ("long", "first-year"), more) == more


@pytest.mark.parametrize(
    ("name", "settings", "near"),
    [
        ("kappa", {}, "not drawn here: name one of elasticity_set, nest_elasticity and claims."),
        ("claim", {}, "and claims"),
        (NEST, {"horizon": "first-year"}, "theta_first_year"),
        ("closure", {}, "`closure`, which is not drawn here"),
    ],
)
def test_a_name_that_is_not_drawn_is_refused_with_those_that_are(name: str, settings: Any, near: str) -> None:
    with pytest.raises(MiddlepowerError, match=near):
        _ = plan_of(name, **settings).uncertain


def test_a_refused_name_leaves_no_folder_behind(tmp_path: Path) -> None:
    folder = tmp_path / "draws"
    with pytest.raises(MiddlepowerError, match="not drawn here"):
        solve_ensemble(plan_of("kappa"), folder, Here())
    assert not folder.exists()


@pytest.mark.parametrize(
    ("settings", "remedy"),
    [
        (Settings(closure="all", over=(SET,)), "add `closure` to --over"),
        (Settings(weights="score", over=(NEST,)), "add `elasticity_set` to --over"),
        (Settings(over=(ERROR,)), "name one set that gives errors"),
    ],
)
def test_a_choice_that_leaves_another_option_idle_is_refused(
    settings: Settings, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("middlepower.experiment.uncertain.has_errors", lambda _: True)
    with pytest.raises(MiddlepowerError, match=remedy):
        uncertain(settings)


def test_the_sets_themselves_are_drawn_over_nothing_else() -> None:
    with pytest.raises(ScenarioError, match="draws nothing but the sets: leave --over out"):
        replace(plan_of(SET), design="sets")


def test_an_ensemble_says_what_it_drew_and_goes_on_with_nothing_else(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"states": "deal", "draws": 4, "workers": 1, "out": tmp_path / "draws"}
    paper = mp.ensemble("beijing-2026", over=["claims", "nest_elasticity"], **asked)
    assert paper.document.header.ranged_over == (NEST, CLAIMS)
    assert [one.name for one in paper.document.parameters] == [NEST, CLAIMS]
    assert "--draws 4 --design sobol --seed 1 --over nest_elasticity,claims" in paper.document.header.command
    with pytest.raises(OutputError, match="draws with another `settings`"):
        mp.ensemble("beijing-2026", over="claims", resume=True, **asked)


def test_any_other_answer_draws_only_what_is_named() -> None:
    """What the United States takes from Canada by law hangs on claims, and on nothing else that is drawn."""
    paper = mp.tariffs("USA", on="CAN", draws=6, over="claims")
    assert paper.document.header.ranged_over == (CLAIMS,)
    assert " --draws 6 --over claims --out DIR" in paper.document.header.command
    law = paper.document.partners["CAN"].whole.applied_percent
    assert law.low is not None
    assert law.high is not None
    assert law.high - law.low > 0.2
    elsewhere = mp.tariffs("USA", on="CAN", draws=2, over="nest_elasticity").document.partners["CAN"].whole
    assert elsewhere.applied_percent.ends is None
    assert np.isfinite(elsewhere.effective_tariff_percent.known)


def test_over_without_draws_says_what_is_lacking() -> None:
    with pytest.raises(ScenarioError, match="add --draws"):
        mp.profile("CAN", over="claims")
