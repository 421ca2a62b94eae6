"""Headlines hold the long run and the first year: each number is the one that the other horizon's own document has."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from middlepower.document.coalition import coalition_document
from middlepower.document.compare import chosen, comparison
from middlepower.document.number import Number
from middlepower.document.rank import rank_document
from middlepower.document.ranked import Coalition, Ranking
from middlepower.document.replay import replay_document
from middlepower.document.replayed import Replay
from middlepower.document.run import results_document
from middlepower.errors import NoEquilibriumError
from middlepower.experiment import experiment as solved
from middlepower.experiment import status_quo
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.ladder import Ladder, LadderRequest
from middlepower.experiment.question import Question
from middlepower.experiment.run import run_at_both
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import law_at_both, threat_at_both
from middlepower.experiment.variant import Variant, variants_beside
from middlepower.model.core.closure import ClosureName
from middlepower.report.compare_page import at_both_horizons, render_comparison
from middlepower.report.horizons import exposed_at_both, joint_at_both
from middlepower.report.rank_page import render_rank
from middlepower.report.replay import render_replay
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.world.embedded import load_world

LONG = Settings(ranges=False)
SOON = replace(LONG, horizon="first-year")
SAME = 1e-9
STEPS = LadderRequest(dt.date(2024, 9, 1), dt.date(2024, 11, 1), ("CAN", "CHN"))


@pytest.fixture(scope="module")
def rankings() -> tuple[Ranking, Ranking]:
    """The same ranking in the long run and in the first year."""
    starts = [threat_at_both(one, status_quo.status_quo()) for one in (LONG, SOON)]
    long, soon = (rank_document(one, "CHN", "exposure", "both") for one in starts)
    return long, soon


def coalition(settings: Settings) -> Coalition:
    return coalition_document(threat_at_both(settings, status_quo.status_quo()), ("CAN", "AUS"), "CHN", "both")


def replayed(settings: Settings) -> Replay:
    ladder = Ladder.of(load_world(), STEPS)
    return replay_document(ladder, law_at_both(settings, ladder.question))


def test_exposure_at_the_other_horizon_is_that_of_its_own_ranking(rankings: tuple[Ranking, Ranking]) -> None:
    for here, there in (rankings, rankings[::-1]):
        beside = here.other_horizon
        assert beside is not None
        assert beside.horizon == there.header.horizon
        for row in there.economies:
            assert beside.exposure_percent[row.economy].known == pytest.approx(row.exposure_percent.known, rel=SAME)
        assert beside.residual.known <= here.header.worst_residual
    assert rankings[0].floor_free_percent == rankings[1].floor_free_percent


def test_wages_that_fall_freely_soften_a_cut_off_in_the_first_year(rankings: tuple[Ranking, Ranking]) -> None:
    _, soon = rankings
    for row in soon.economies:
        assert 0.0 < soon.floor_free_percent[row.economy].known < row.exposure_percent.known


def test_the_page_of_a_ranking_names_both_with_the_first_year_last(rankings: tuple[Ranking, Ranking]) -> None:
    for ranking in rankings:
        said = exposed_at_both(ranking)
        assert said.index("in the long run") < said.index("in the first year")
        assert said.endswith("In the first year a full cut-off is an extrapolation.")
        assert said.split(" there if")[0] in render_rank(ranking)


def test_joint_cost_at_the_other_horizon_is_that_of_its_own_coalition() -> None:
    long, soon = coalition(LONG), coalition(SOON)
    for here, there in ((long, soon), (soon, long)):
        beside, joint = here.other_horizon, there.coalition
        assert beside is not None
        pairs = {
            "joint": (beside.joint_cost_percent, joint.joint_cost_percent),
            "money": (beside.joint_cost_musd, joint.joint_cost_musd),
            "members": (beside.members_loss_musd, joint.members_loss_musd),
            **{code: (beside.own_cost_percent[code], one.own_cost_percent) for code, one in joint.members.items()},
        }
        for name, (one, other) in pairs.items():
            assert one.known == pytest.approx(other.known, rel=SAME), name
        assert (beside.floor_free_percent is None) == (joint.floor_free_percent is None)
    assert "in the long run and" in joint_at_both(long)
    assert "if wages fall freely" in joint_at_both(long)


def test_a_step_of_the_law_is_told_at_both_horizons() -> None:
    long, soon = replayed(LONG), replayed(SOON)
    assert (long.header.horizon, soon.header.horizon) == ("long", "first-year")
    assert long.other_horizon is not None
    for one, other in zip(long.steps, soon.steps, strict=True):
        for code, actor in one.actors.items():
            beside = actor.other_horizon
            assert beside is not None
            for field in ("by_step", "added_up", "since_first"):
                told, own = (getattr(moves, field).real_income_percent.known for moves in (beside, other.actors[code]))
                assert told == pytest.approx(own, rel=SAME, abs=SAME)
    assert "in the long run and" in render_replay(long)
    assert "in the long run and" in render_replay(soon)


def test_two_states_are_compared_at_both_horizons() -> None:
    scenario = narrowed(read_scenario("beijing-2026"), None, ("deal", "allies"))
    results = results_document(scenario, run_at_both(scenario, LONG))
    document = comparison(chosen("one", results, "deal"), chosen("two", results, "allies"), False)
    first = document.actors["CAN"].first_year
    held = [results.states[name].actors["CAN"].first_year for name in ("deal", "allies")]
    assert first is not None
    assert [first.real_income_percent.before, first.real_income_percent.after] == [
        one.real_income_percent for one in held if one is not None
    ]
    gap = first.real_income_percent.after.known - first.real_income_percent.before.known
    assert first.real_income_percent.change == Number(gap)
    assert "in the long run and" in at_both_horizons(document)
    assert "Real income, first year, %" in render_comparison(document)


def test_the_range_beside_is_over_every_end_of_the_first_year_or_every_published_set() -> None:
    labels = [one.label for one in variants_beside(Settings())]
    assert labels[0] == "MEDIAN/long-then-first-year"
    assert "MEDIAN/long-then-first-year@0.25" in labels
    assert "MEDIAN/long-then-first-year+workers-stay" in labels
    sets = [one.elasticity_set for one in variants_beside(Settings(horizon="first-year"))]
    assert sets[0] == "MEDIAN"
    assert len(sets) == len(set(sets)) == 9


def test_beside_the_medium_run_stands_the_long_run_and_nothing_is_said_of_a_first_year() -> None:
    medium = replace(LONG, horizon="medium")
    experiment = threat_at_both(medium, status_quo.status_quo())
    ranking = rank_document(experiment, "CHN", "exposure", "both")
    assert ranking.other_horizon is not None
    assert ranking.other_horizon.horizon == "long"
    assert ranking.floor_free_percent == {}
    joint = coalition_document(experiment, ("CAN",), "CHN", "both")
    for said in (exposed_at_both(ranking), joint_at_both(joint), *joint.notes):
        assert "first year" not in said
    assert replayed(medium).header.horizon == "medium"


def test_a_world_without_labour_shares_has_one_horizon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_quo, "knows_labour", lambda sectors: False)
    experiment = threat_at_both(LONG, status_quo.status_quo())
    assert experiment.beside is None
    document = coalition_document(experiment, ("CAN",), "CHN", "both")
    assert document.other_horizon is None
    assert joint_at_both(document) == ""


def test_where_the_other_horizon_has_no_baseline_the_main_one_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    solve, question = solved.solve_baseline, status_quo.status_quo()

    def only_in_the_long_run(
        question: Question, settings: Settings, closure: ClosureName, variant: Variant
    ) -> Baseline:
        if settings.horizon != "long":
            raise NoEquilibriumError("none in the first year")
        return solve(question, settings, closure, variant)

    monkeypatch.setattr(solved, "solve_baseline", only_in_the_long_run)
    for both in (threat_at_both, law_at_both):
        found = both(LONG, question)
        assert (found.main.variant.horizon, found.beside) == ("long", None)
        with pytest.raises(NoEquilibriumError, match="none in the first year"):
            both(SOON, question)
