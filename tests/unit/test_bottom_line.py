"""What stands first in a run is exact: parts add up, money is money, chances are the formula's, the law is the law."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

from middlepower.document.bottom_line import money_scale, named_states, own_money
from middlepower.document.number import Number
from middlepower.document.published_beside import published_beside
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.world.embedded import load_world

WORLD = load_world()
STATES = ("deal", "deal-and-us-100", "cusma-lapses")


def solved(name: str, states: tuple[str, ...], economy: str | None = None) -> Results:
    """One run of some states of a library scenario."""
    scenario = narrowed(read_scenario(name), economy, states)
    return results_document(scenario, run_scenario(scenario, Settings(ranges=False)))


@pytest.fixture(scope="module")
def results() -> Results:
    """Three states of the main job."""
    return solved("beijing-2026", STATES)


def test_the_parts_of_a_change_of_income_add_up_to_it(results: Results) -> None:
    told = {name: state.why for name, state in results.states.items() if state.why is not None}
    assert set(told) == set(STATES[:2])  # the first, which is the best, and the worst
    for name, why in told.items():
        own = results.own(results.states[name])
        for key, number in (("percent", own.real_income_percent), ("musd", own.real_income_musd)):
            parts = [getattr(part, f"income_part_{key}").known for part in why.parts]
            assert_allclose(sum(parts), number.known, rtol=1e-7)
            assert [abs(part) for part in parts] == sorted(map(abs, parts), reverse=True)


def test_the_parts_of_a_group_add_up_over_its_members() -> None:
    results = solved("beijing-2026", ("deal-and-us-100",), "USMCA")
    state = results.main
    assert state.why is not None
    parts = [part.income_part_musd.known for part in state.why.parts]
    assert_allclose(sum(parts), results.own(state).real_income_musd.known, rtol=1e-7)


def test_the_chance_that_undoes_a_gain_makes_it_nil_in_expectation(results: Results) -> None:
    assert results.break_even is not None
    assert results.break_even.reaction == "deal-and-us-100"
    chance = results.break_even.chance_percent.known / 100.0
    gain, answered = (results.own(results.states[name]).real_income_percent.known for name in STATES[:2])
    assert gain > 0 > answered
    assert_allclose((1.0 - chance) * gain + chance * answered, 0.0, atol=1e-10)


def test_money_is_that_of_the_worlds_year() -> None:
    scale = money_scale(WORLD, "CAN")
    assert (scale.currency, scale.year, scale.persons) == ("CAD", 2022, 38_935_934)
    money = own_money(scale, Number(389.35934))
    assert money.real_income_person_usd is not None
    assert money.real_income_person_own is not None
    assert money.real_income_own_million is not None
    assert_allclose(money.real_income_person_usd.known, 10.0)
    assert_allclose(money.real_income_person_own.known, 13.014)
    assert_allclose(money.real_income_own_million.known, 389.35934 * 1.3014)


def test_a_currency_or_a_population_that_nobody_gives_is_none_and_no_number() -> None:
    money = own_money(money_scale(WORLD, "ROW"), Number(1.0))
    assert (money.real_income_own_million, money.real_income_person_usd) == (None, None)
    assert money_scale(WORLD, "USA").currency is None
    assert money_scale(WORLD, "USA").persons is not None
    assert money_scale(WORLD, "TWN").persons is None
    assert money_scale(WORLD, "TWN").currency == "TWD"


def test_a_group_has_the_population_of_all_its_members() -> None:
    persons = [money_scale(WORLD, code).persons for code in ("CAN", "MEX", "USA", "USMCA")]
    known = [number for number in persons if number is not None]
    assert sum(known[:3]) == known[3]


def test_the_bottom_line_names_no_state_whose_change_was_solved_for() -> None:
    assert named_states({"a": 0.1, "b": 2.0, "c": -1.0}, ("b",)) == ("a", "a", "c")
    assert named_states({"b": 2.0}, ("b",)) == ("b", "b", "b")


def test_the_timeline_ends_in_the_law_of_the_baseline(results: Results) -> None:
    timeline = results.timeline
    last = {event.measure: event.change for event in timeline.events}
    held = {measure.id for measure in results.header.measures if measure.in_baseline}
    assert {name for name, change in last.items() if change != "off"} <= held
    assert {measure.id for measure in timeline.ended}.isdisjoint(held)
    told = {measure.id for measure in (*timeline.ended, *results.header.measures)}
    assert set(last) <= told
    days = list(timeline.applied_percent)
    assert days == sorted(days)
    assert days[0] == timeline.first
    assert {event.date for event in timeline.events} == set(days[1:])
    before, after = (timeline.applied_percent[day]["CHN"]["CAN"].known for day in (days[0], days[-1]))
    assert after > before + 5.0  # canola, peas, pork, seafood


def test_published_numbers_stand_only_beside_the_same_question() -> None:
    scenario = read_scenario("published-2025")
    state = scenario.states["cusma-lapses"]
    economies = {"CAN": object()}
    assert published_beside(scenario, "long", "cusma-lapses", economies, {})
    other = scenario.model_copy(update={"states": {"cusma-lapses": state.model_copy(update={"with_measures": ()})}})
    assert published_beside(other, "long", "cusma-lapses", economies, {}) == ()
    assert published_beside(scenario, "medium", "cusma-lapses", economies, {}) == ()
    elsewhere = scenario.model_copy(update={"world": "icio2019"})
    assert published_beside(elsewhere, "long", "cusma-lapses", economies, {}) == ()
