"""`spare`: a measure leaves some targets alone and stays in force on all others."""

from __future__ import annotations

import numpy as np
import pytest

from middlepower.errors import ScenarioError
from middlepower.experiment.experiment import solve_experiment
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.switches import account
from middlepower.experiment.variant import comparison_variants
from middlepower.policy.place import in_world
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world

WORLD = load_world()
BASE = State(title="status quo", date="2026-01-13")
SPARED = State(title="x", spare=[{"measures": ["US-232-METAL-50"], "targets": ["CAN"]}])


def asked(**states: State) -> Question:
    return Question(WORLD, BASE, states)


def test_the_target_is_spared_and_nobody_else() -> None:
    laws = asked(x=SPARED).laws
    before, after = (in_world(laws[name], WORLD) for name in (BASELINE, "x"))
    for code in WORLD.regions:
        lost = set(before.ids_on("USA", code)) - set(after.ids_on("USA", code))
        assert lost == ({"US-232-METAL-50"} if code == "CAN" else set()), code


def test_a_group_is_spared_member_by_member() -> None:
    state = State(title="x", spare=[{"measures": ["US-232-METAL-50"], "targets": ["USMCA"]}])
    spared = {region for _, region in asked(x=state).laws["x"].spared}
    assert {"CAN", "MEX"} <= spared
    assert "CHN" not in spared


def test_what_gave_way_to_the_spared_measure_applies_again() -> None:
    """Steel of no CUSMA origin then pays the emergency tariff: less than 50%, more than nothing."""
    found = [touch for touch in account(asked(x=SPARED), "x").touches if WORLD.sectors[touch.cell[0]] == "C24A"]
    assert found
    assert {(WORLD.regions[touch.cell[1]], WORLD.regions[touch.cell[2]]) for touch in found} == {("USA", "CAN")}
    assert all(touch.before > 0.3 and 0.0 < touch.after < 0.1 for touch in found)


def test_sparing_everybody_is_dropping_the_measure() -> None:
    everyone = [code for code in WORLD.regions if code != "USA"]
    question = asked(
        spared=State(title="x", spare=[{"measures": ["US-232-LUMBER"], "targets": everyone}]),
        dropped=State(title="y", without_measures=["US-232-LUMBER"]),
    )
    settings = Settings(ranges=False)
    run = solve_experiment(question, settings, comparison_variants(settings)).main
    one, other = (run.states[name].real_income_hat for name in ("spared", "dropped"))
    np.testing.assert_allclose(one, other, rtol=1e-9)
    assert np.abs(one / run.baseline.equilibrium.real_income_hat - 1.0).max() > 1e-6


def test_a_measure_that_is_not_in_force_cannot_be_spared() -> None:
    state = State(title="x", spare=[{"measures": ["US-232-METAL-25"], "targets": ["CAN"]}])
    with pytest.raises(ScenarioError, match=r"`spare` names `US-232-METAL-25`, which is not in force"):
        asked(x=state).laws  # noqa: B018


def test_sparing_who_is_not_hit_says_that_it_changes_nothing() -> None:
    state = State(title="x", spare=[{"measures": ["US-CA-IEEPA-35"], "targets": ["CHN"]}])
    (switch,) = account(asked(x=state), "x").switches
    assert switch.reason is not None
    assert switch.reason.kind == "no trade"
