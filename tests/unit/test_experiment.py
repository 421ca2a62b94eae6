"""One way from a question to equilibria: what is asked, under which variants, and what comes back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from middlepower.errors import MeasureError, NoEquilibriumError, ScenarioError, UnknownNameError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment, solve_experiment
from middlepower.experiment.one_world import solve_world
from middlepower.experiment.question import BASELINE, Question, benchmark_title
from middlepower.experiment.run import question_of, run_scenario
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import STATUS_QUO, status_quo, threat_experiment
from middlepower.experiment.variant import Variant
from middlepower.scenario.entries import CutOff, TariffChange
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import BaselineLaw, Scenario, State
from middlepower.world.embedded import load_world
from tests.worlds import random_shock, random_world

ALONE = Settings(ranges=False)
OWN = Variant("random")
TARIFF = TariffChange(importers=("R0",), exporters=("R1",), sectors=("S0", "S1"), rate=0.25)
THREAT = State(title="a tariff", tariffs=(TARIFF,))
SURTAX = "CA-CN-EV-2024"


@pytest.fixture(scope="module")
def short() -> dict[str, Experiment]:
    """The status quo at the first-year horizon, with ties made at the same horizon and in the long run."""
    ties = {"same": Variant("FGO", "first-year"), "rebased": Variant("FGO", "first-year", "long run")}
    return {name: solve_experiment(status_quo(), ALONE, [variant]) for name, variant in ties.items()}


def test_an_experiment_equals_solve_world() -> None:
    """From the benchmark, with an own tariff: the same solve, to the last bit."""
    world = random_world(4)
    experiment = solve_experiment(Question(world, None, {"threat": THREAT}), ALONE, [OWN])
    alone = solve_world(world, THREAT)
    assert_array_equal(experiment.main.states["threat"].real_income_hat, alone.real_income_hat)
    assert experiment.main.baseline.name == benchmark_title()
    assert_allclose(experiment.main.baseline.equilibrium.real_income_hat, 1.0, atol=1e-9)


@pytest.mark.parametrize("horizon", ["long", "first-year"])
def test_an_experiment_equals_solve_world_with_the_law_of_a_day(horizon: str) -> None:
    """Baseline and state; products nest with the elasticity of the horizon, or of the settings in the long run."""
    world, law = load_world("icio2022", "FGO", horizon), State(title="law of the day", date=STATUS_QUO)
    question, settings = Question(world, law, {"same": State(title="same law")}), Settings(nest_elasticity=3.0)
    main = solve_experiment(question, settings, [Variant("FGO", horizon)]).main
    alone = solve_world(world, law, nest_elasticity=3.0)
    assert_array_equal(main.baseline.equilibrium.real_income_hat, alone.real_income_hat)
    assert_array_equal(main.states["same"].real_income_hat, alone.real_income_hat)
    other = np.abs(solve_world(world, law).real_income_hat - alone.real_income_hat).max()
    assert other > 1e-6 if horizon == "long" else other == 0.0


def test_solve_world_stops_at_the_tolerance_that_is_asked() -> None:
    """A state, and a shock: fewer sweeps for less."""
    world = random_world(4)
    for change in (THREAT, random_shock(world, 2)):
        loose, tight = (solve_world(world, change, tolerance=asked).report for asked in (1e-6, 1e-11))
        assert loose.sweeps < tight.sweeps
        assert tight.residual < 1e-10


def test_what_is_near_the_baseline_is_solved_from_there() -> None:
    """The baseline's own shock takes no more than a look."""
    world = random_world(4)
    baseline = Baseline.of(world, random_shock(world, 2))
    again = baseline.solve(baseline.shock)
    assert again.report.sweeps < 0.2 * baseline.equilibrium.report.sweeps
    assert_allclose(baseline.log_loss(again), 0.0, atol=1e-9)


def test_two_commands_on_the_same_settings_share_one_baseline_number() -> None:
    """`run` and `profile` start from the same equilibrium."""
    scenario = narrowed(read_scenario("beijing-2026"), states=["deal"])
    run, profile = run_scenario(scenario, ALONE).main.baseline, threat_experiment(ALONE).main.baseline
    assert_array_equal(run.equilibrium.real_income_hat, profile.equilibrium.real_income_hat)
    assert_array_equal(run.shock.trade_cost, profile.shock.trade_cost)


def test_the_main_variant_comes_first_and_baselines_go_by_set() -> None:
    """Two sets at two horizons."""
    variants = [Variant(name, when, "long run") for when in ("long", "first-year") for name in ("U4", "FGO")]
    experiment = solve_experiment(status_quo(), Settings("U4"), variants)
    assert [run.variant for run in experiment.runs] == variants
    assert list(experiment.baselines()) == variants[:2]
    assert experiment.horizons == ("long", "first-year")
    assert experiment.baselines("first-year")[variants[3]].world.horizon == "first-year"
    assert experiment.world is experiment.main.baseline.world


def test_baselines_by_set_are_refused_where_they_are_not_one_each() -> None:
    """No horizon that was not solved, and no set whose ties are made in two ways."""
    question = Question(random_world(4))
    both = solve_experiment(question, ALONE, [Variant("random", "medium"), Variant("random", "medium", "long run")])
    with pytest.raises(ScenarioError, match="random/medium, random/long-then-medium"):
        both.baselines()
    with pytest.raises(UnknownNameError, match="unknown horizon of this experiment `first-year`"):
        both.baselines("first-year")
    with pytest.raises(ScenarioError, match="no variant"):
        solve_experiment(question, ALONE, [])


# ---------------------------------------------------------------- where ties are made


def test_ties_of_the_long_run_are_the_flows_of_the_long_run(short: dict[str, Experiment]) -> None:
    """Re-based: the long-run baseline is the benchmark. At the same horizon trade has moved far less."""
    long = threat_experiment(replace(ALONE, elasticities="FGO")).main.baseline.equilibrium
    rebased, same = (short[name].main.baseline.equilibrium for name in ("rebased", "same"))
    assert_allclose(rebased.flow, long.flow, rtol=1e-7, atol=1e-6)
    world = load_world()
    cell = world.is_goods, world.region("USA"), world.region("CHN")
    lost = [1.0 - one.flow[cell].sum() / world.flow[cell].sum() for one in (same, long)]
    assert 0.0 < lost[0] < 0.5 * lost[1]


def test_a_rebased_baseline_changes_nothing_more(short: dict[str, Experiment]) -> None:
    """The law is in the benchmark already; at the same horizon it is a shock."""
    rebased, same = (short[name].main.baseline for name in ("rebased", "same"))
    assert_allclose(rebased.equilibrium.real_income_hat, 1.0, atol=1e-9)
    assert np.abs(same.equilibrium.real_income_hat - 1.0).max() > 1e-4
    assert rebased.world.horizon == same.world.horizon == "first-year"
    assert_allclose(rebased.world.elasticity, same.world.elasticity)


def test_states_of_a_rebased_variant_are_refused() -> None:
    question = Question(random_world(4), None, {"threat": THREAT})
    with pytest.raises(ScenarioError, match="random/long-then-medium"):
        solve_experiment(question, ALONE, [Variant("random", "medium", "long run")])


# ---------------------------------------------------------------- the law of a state


def scenario_with(base: BaselineLaw, state: State) -> Scenario:
    """A scenario of one state."""
    return Scenario(scenario="one", title="one", baseline=base, states={"state": state})


def test_measures_that_the_baseline_adds_hold_in_every_state() -> None:
    """A measure that is no law of the day, switched on for all."""
    base = BaselineLaw(name="before all", date=dt.date(2017, 1, 1), with_measures=(SURTAX,))
    laws = question_of(scenario_with(base, State(title="nothing else"))).laws
    assert SURTAX in laws[BASELINE].ids
    assert SURTAX in laws["state"].ids


def test_a_state_can_drop_what_the_baseline_adds_and_add_what_it_drops() -> None:
    base = BaselineLaw(name="before all", date=dt.date(2017, 1, 1), with_measures=(SURTAX,))
    laws = question_of(scenario_with(base, State(title="without it", without_measures=(SURTAX,)))).laws
    assert SURTAX in laws[BASELINE].ids
    assert SURTAX not in laws["state"].ids
    base = BaselineLaw(name="without it", date=dt.date(2025, 1, 1), without_measures=(SURTAX,))
    laws = question_of(scenario_with(base, State(title="with it", with_measures=(SURTAX,)))).laws
    assert SURTAX not in laws[BASELINE].ids
    assert SURTAX in laws["state"].ids


def test_economies_and_the_groups_that_a_scenario_names_are_reported() -> None:
    """Economy, powers and actors; a group's row holds ones for its members."""
    base = BaselineLaw(name="a day", date=dt.date(2025, 1, 1))
    scenario = scenario_with(base, State(title="same day"))
    question = question_of(scenario.model_copy(update={"powers": ("USA", "EU"), "actors": ("CAN", "G7")}))
    assert list(question.names)[-2:] == ["EU", "G7"]
    assert len(question.names) == len(question.world.regions) + 2
    assert question.members[-1].sum() == 7
    assert_array_equal(question.members[:-2], np.eye(len(question.world.regions)))
    for part in ("powers", "actors"):
        with pytest.raises(UnknownNameError, match="CANN"):
            question_of(scenario.model_copy(update={part: ("CANN",)}))


def test_a_state_has_its_own_date_or_the_baseline_s() -> None:
    base = BaselineLaw(name="a day", date=dt.date(2025, 1, 1))
    assert question_of(scenario_with(base, State(title="same day"))).laws["state"].date == base.date
    other = State(title="another day", date=dt.date(2017, 1, 1))
    assert question_of(scenario_with(base, other)).laws["state"].date == other.date


def test_a_world_of_another_vintage_gets_the_law_since_its_own_day() -> None:
    """The same flows, whose tariffs stand for the law of 2018 or of 2022: what came between is a change or is none."""
    embedded, day = load_world(), dt.date(2022, 7, 1)
    assert embedded.tariff_date == day
    earlier = replace(embedded, vintage=2018, tariff_date=dt.date(2018, 1, 1))
    state = State(title="the law of 2022", date=day)
    since = {world.vintage: Question(world, None, {"law": state}) for world in (embedded, earlier)}
    shocks = {vintage: asked.shock_of("law", asked.world, 5.0)(None) for vintage, asked in since.items()}
    assert_allclose(shocks[2022].tariff, embedded.tariff, atol=1e-14)
    added = shocks[2018].tariff - earlier.tariff
    tie = embedded.sectors.index("C28"), embedded.region("USA"), embedded.region("CHN")
    assert added[tie] > 0.05
    assert added[:, embedded.region("JPN")].max() == 0.0
    assert since[2018].laws[BASELINE].date == earlier.tariff_date


def test_a_recorded_baseline_stands_for_the_law_of_its_day(short: dict[str, Experiment]) -> None:
    """The law that made its tariffs is no change there, and is one in the world that it came from."""
    assert short["rebased"].world.tariff_date == STATUS_QUO
    day = dt.date(2024, 12, 31)
    question = Question(load_world(), State(title="the end of 2024", date=day))
    variant = Variant("FGO", "medium", "long run")
    world = solve_experiment(question, ALONE, [variant]).world
    assert world.tariff_date == day
    same = Question(world, None, {"law": State(title="the same law", date=day)})
    assert_allclose(same.shock_of("law", world, 1.76)(None).tariff, world.tariff, atol=1e-12)


def test_a_recorded_law_that_hides_ordinary_duties_asks_for_them(short: dict[str, Experiment]) -> None:
    """In January 2026 a total counts on a part of the value of metal goods: their ordinary duty can't be read there."""
    world = short["rebased"].world
    same = Question(world, None, {"law": State(title="the same law", date=STATUS_QUO)})
    with pytest.raises(MeasureError, match="state the ordinary duty by `mfn_rate`"):
        same.shock_of("law", world, 1.76)


def test_a_state_called_baseline_is_refused() -> None:
    with pytest.raises(ScenarioError, match="`baseline`"):
        Question(random_world(1), None, {BASELINE: THREAT})


# ---------------------------------------------------------------- closures, failures, narrowing, settings


def test_all_closures_are_compared_for_the_main_variant() -> None:
    """The default closure is the main one."""
    world = random_world(4)
    experiment = solve_experiment(Question(world, None, {"threat": THREAT}), Settings(closure="all"), [OWN])
    assert experiment.main.baseline.closure == "world_gdp_share"
    closures = {name: run.baseline.closure for name, run in experiment.closures.items()}
    assert all(name == closure for name, closure in closures.items())
    assert len(closures) == 4
    by_hand = solve_world(world, THREAT, "balanced")
    assert_array_equal(experiment.closures["balanced"].states["threat"].real_income_hat, by_hand.real_income_hat)


def test_a_state_without_equilibrium_ends_the_main_variant_and_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The error names the state; other variants simply lack it."""
    question = Question(random_world(4), None, {"threat": THREAT})
    variants = [OWN, Variant("random", "medium")]

    def fails_at(horizon: str) -> None:
        def fail(baseline: Baseline, *rest: object) -> object:
            if baseline.world.horizon == horizon:
                raise NoEquilibriumError("none in R1")
            return solve_state(baseline, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr("middlepower.experiment.experiment.solve_state", fail)

    from middlepower.experiment.experiment import solve_state

    fails_at("medium")
    experiment = solve_experiment(question, Settings(), variants)
    assert [list(run.states) for run in experiment.runs] == [["threat"], []]
    fails_at("long")
    with pytest.raises(NoEquilibriumError, match="state `threat`: none in R1"):
        solve_experiment(question, Settings(), variants)


def test_a_baseline_without_equilibrium_is_named_with_its_variant() -> None:
    """An economy without trade cannot keep its deficit or surplus."""
    alone = CutOff.model_validate({"between": ["R0"], "and": ["*"]})
    question = Question(random_world(4), State(title="R0 alone", cut_off=(alone,)))
    with pytest.raises(NoEquilibriumError, match=r"^baseline `R0 alone` under random/long: .*R0"):
        solve_experiment(question, ALONE, [OWN])


def test_a_benchmark_without_equilibrium_is_named_with_its_variant_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsolved(*_: object, **__: object) -> Baseline:
        raise NoEquilibriumError("R1 has no income")

    monkeypatch.setattr(Baseline, "of", unsolved)
    with pytest.raises(NoEquilibriumError, match=r"^baseline `the world's benchmark` under random/long: R1 has"):
        solve_experiment(Question(random_world(4)), ALONE, [OWN])


def test_a_narrowed_scenario_holds_what_is_wanted_in_its_own_order() -> None:
    scenario = read_scenario("beijing-2026")
    found = narrowed(scenario, "MEX", ["truce", "deal"])
    assert found.economy == "MEX"
    assert list(found.states) == ["deal", "truce"]
    assert narrowed(scenario) == scenario
    with pytest.raises(UnknownNameError, match="did you mean `deal`"):
        narrowed(scenario, states=["deall"])


def test_settings_refuse_what_does_not_exist() -> None:
    for wrong in ({"elasticities": "FG0"}, {"horizon": "mediun"}, {"closure": "balancd"}):
        with pytest.raises(UnknownNameError, match="did you mean"):
            Settings(**wrong)  # type: ignore[arg-type]
    assert Settings(closure="all").main_closure == "world_gdp_share"


def test_settings_and_changes_of_the_wrong_kind_end_in_one_clear_line() -> None:
    """Python callers get the package's own errors."""
    with pytest.raises(ScenarioError, match="`horizon` is None"):
        Settings(horizon=None)  # type: ignore[arg-type]
    with pytest.raises(ScenarioError, match="`nest_elasticity` is '5'"):
        Settings(nest_elasticity="5")  # type: ignore[arg-type]
    with pytest.raises(ScenarioError, match="`change` is a dict"):
        solve_world(random_world(1), {"rate": 0.1})  # type: ignore[arg-type]
    with pytest.raises(ScenarioError):
        State(title="in per cent", tariffs=({"importers": ["R0"], "exporters": ["R1"], "rate": 2500},))  # type: ignore[arg-type]


def test_threats_have_one_closure() -> None:
    with pytest.raises(UnknownNameError, match="unknown closure `all`"):
        threat_experiment(Settings(closure="all"))
