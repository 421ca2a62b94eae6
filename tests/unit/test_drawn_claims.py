"""Draws over CUSMA claims: each is the law with the shares of one month, and nothing else of it moves."""

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from middlepower.data.claims import claims_by_month
from middlepower.ensemble.columns import REAL_INCOME, Column
from middlepower.ensemble.plan import Plan
from middlepower.ensemble.solve import Bench
from middlepower.experiment.draw import CLAIMS, NEST, SET, Draw
from middlepower.experiment.drawing import DrawnLaws, draws, month_of, settings_under
from middlepower.experiment.experiment import run_variant, solve_baseline
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.uncertain import claims_of
from middlepower.experiment.variant import Variant
from middlepower.policy.claims import TABLE, by_claims, claims_in, in_month
from middlepower.policy.library import load_measures, measure
from middlepower.policy.tables import ClaimRow, built_in
from middlepower.scenario.compile import shock_of
from middlepower.scenario.few_flows import other_rates
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world

MONTHS = claims_by_month().months
ROWS = [row for row in built_in(TABLE, "claims_table") if isinstance(row, ClaimRow)]
STATES: dict[str, dict[str, Any]] = {
    "tariff": {"tariffs": [{"importers": ["USA"], "exporters": ["CAN"], "rate": 0.1}]},
    "replaced": {"tariffs": [{"importers": ["USA"], "exporters": ["MEX"], "rate": 0.2, "relation": "replaces"}]},
    "cut": {"cut_off": [{"between": ["USA"], "and": ["CAN"], "sectors": ["C20"]}]},
    "export tax": {"export_taxes": [{"exporters": ["CAN"], "importers": ["USA"], "sectors": ["C24B"], "rate": 0.05}]},
    "dearer": {"trade_costs": [{"importers": ["USA"], "exporters": ["CAN"], "change": 0.1}]},
}


@pytest.fixture(scope="module")
def question() -> Question:
    """The law of January 2026, and states that tax the flows of claims in every other way."""
    base = State(title="the law", date=dt.date(2026, 1, 13))
    return Question(load_world(), base, {name: State(title=name, **more) for name, more in STATES.items()})


@pytest.fixture(scope="module")
def alone(question: Question) -> Question:
    """The same under the claims of one month, looked up anew."""
    return replace(question, measures=in_month(question.measures, MONTHS[2]))


@pytest.fixture(scope="module")
def bench() -> Bench:
    """Two states of the main scenario."""
    scenario = narrowed(read_scenario("beijing-2026"), None, ("deal", "deal-and-us-100"), None)
    return Bench(Plan(scenario, Settings(), 64, part=8))


# ---------------------------------------------------------------- what is known


def test_the_shares_of_all_months_lie_between_those_of_single_months() -> None:
    """Months weigh by their trade, so no average lies outside; the artefact before July is left out."""
    assert (MONTHS[0], MONTHS[-1], len(MONTHS)) == ("2025-07", "2025-12", 6)
    for row in ROWS:
        key = row.exporter, row.good
        shares = [known[key] for known in claims_by_month().shares.values() if key in known]
        assert min(shares) - 1e-4 <= row.unclaimed <= max(shares) + 1e-4, key
    whole = [claims_by_month().shares[month]["CAN", "all_goods"] for month in MONTHS]
    assert max(whole) > 1.5 * min(whole)  # something to draw


def test_a_good_without_entries_in_a_month_keeps_the_share_of_all_months() -> None:
    average = {(row.exporter, row.good): row.unclaimed for row in ROWS}
    lacking = [(month, key) for month, known in claims_by_month().shares.items() for key in average if key not in known]
    assert lacking
    for month, key in lacking:
        found = {(row.exporter, row.good): row.unclaimed for row in claims_in(month)}
        assert (found[key], set(found)) == (average[key], set(average))


def test_a_month_moves_the_claims_and_nothing_else_of_the_law() -> None:
    known = load_measures()
    moved = in_month(known, MONTHS[0])
    changed = [old.id for old, new in zip(known, moved, strict=True) if old is not new]
    assert changed == [one.id for one in known if by_claims(one)]
    assert "US-CA-IEEPA-35" in changed
    assert not by_claims(measure("CA-US-2025-PHASE1"))  # a remission, by a table of its own
    old, new = (next(one for one in of if one.id == "US-CA-IEEPA-35").products[0] for of in (known, moved))
    share = claims_by_month().shares[MONTHS[0]]["CAN", "C28"]
    assert new.unclaimed_by_good["CAN", "C28"] == share != old.unclaimed_by_good["CAN", "C28"]
    assert new.rate == old.rate


# ---------------------------------------------------------------- the law of a month


@pytest.mark.parametrize("name", [BASELINE, *STATES])
def test_the_shock_of_a_month_is_the_law_of_that_month_compiled_in_full(
    question: Question, alone: Question, name: str
) -> None:
    month = question.in_month(MONTHS[2])
    state = alone.baseline if name == BASELINE else alone.states[name]
    assert state is not None
    wanted = shock_of(question.world, state, alone.flows[name], 4.0)
    found = month.shock_of(name, question.world, 4.0)(None)
    for field in ("trade_cost", "tariff", "export_tax", "cut", "iceberg"):
        one, other = getattr(wanted, field), getattr(found, field)
        assert (one is None) == (other is None), field
        assert one is None or np.array_equal(one, other), field
    assert wanted.quotas == found.quotas
    start = question.shock_of(name, question.world, 4.0)(None)
    assert not np.array_equal(start.tariff, found.tariff)


def test_a_month_that_changes_more_than_rates_is_compiled_in_full(question: Question) -> None:
    """Flows under a quota have terms beside their rates, and other parts are another law."""
    flows = question.flows[BASELINE]
    quota = flows.quotas[0]
    after = flows.after.copy()
    after[quota.place] += 0.01
    assert other_rates(replace(flows, after=after), flows) is None
    assert other_rates(replace(flows, share=0.5 * flows.share), flows) is None
    same = other_rates(flows, flows)
    assert same is not None
    assert same.cell.shape == (3, 0)


def test_a_law_without_claims_draws_none(question: Question) -> None:
    before = replace(question, baseline=State(title="the law", date=dt.date(2018, 1, 1)), states={})
    assert [one.name for one in claims_of(question)] == [CLAIMS]
    assert claims_of(before) == ()


# ---------------------------------------------------------------- draws


def test_a_draw_of_a_month_is_the_run_under_the_law_of_that_month(bench: Bench) -> None:
    row, place = np.empty(bench.kept.width), 1
    drawn = settings_under(Settings(), Draw.of(0, {NEST: 5.0, CLAIMS: float(place)}), bench.plan.uncertain)
    residual, failure = bench._draw(drawn, row)
    alone = replace(bench.question, measures=in_month(bench.question.measures, MONTHS[place]))
    at = [column.name for column in bench.kept.columns].index(Column("deal-and-us-100", REAL_INCOME, "CAN").name)
    income = {}
    for name, asked in (("month", alone), ("all", bench.question)):
        baseline = solve_baseline(asked, Settings(), "world_gdp_share", Variant("MEDIAN"))
        run = run_variant(asked, Settings(), Variant("MEDIAN"), baseline)
        lost = baseline.log_loss(run.states["deal-and-us-100"])[asked.world.region("CAN")]
        income[name] = 100.0 * np.expm1(-lost)
    assert row[at] == pytest.approx(income["month"], abs=1e-7)
    assert abs(income["month"] - income["all"]) > 1e-5
    assert (failure, residual < 1e-9) == ("", True)


def test_what_lifting_the_35_per_cent_brings_hangs_on_claims() -> None:
    """The how-to says that it is nearly twice as much under the claims of August as under those of November."""
    scenario = narrowed(read_scenario("beijing-2026"), None, ("us-without-35",), None)
    lifted = Bench(Plan(scenario, Settings(over=(CLAIMS,)), 8))
    place = [column.name for column in lifted.kept.columns].index(Column("us-without-35", REAL_INCOME, "CAN").name)
    gain = {}
    for month in ("2025-08", "2025-11"):
        row = np.empty(lifted.kept.width)
        drawn = Draw.of(0, {CLAIMS: float(MONTHS.index(month))})
        lifted._draw(settings_under(lifted.plan.settings, drawn, lifted.plan.uncertain), row)
        gain[month] = row[place]
    assert 1.6 < gain["2025-08"] / gain["2025-11"] < 2.0


def test_every_month_is_as_likely_and_the_other_columns_stay(bench: Bench) -> None:
    over = bench.plan.uncertain
    assert [one.name for one in over] == [SET, NEST, CLAIMS]
    every = list(draws("sobol", 1, over, 0, 96))
    assert {month_of(draw) for draw in every} == set(MONTHS)
    counts = np.bincount([int(draw.get(CLAIMS) or 0.0) for draw in every])
    assert counts.min() >= 12
    without = list(draws("sobol", 1, over[:2], 0, 96))
    assert [draw.get(SET) for draw in every] == [draw.get(SET) for draw in without]


def test_the_sets_themselves_stand_under_the_claims_of_all_months(bench: Bench) -> None:
    plan = replace(bench.plan, draws=8, design="sets")
    assert {month_of(draw) for part in plan.parts for draw in plan.drawn(part)} == {None}


def test_shocks_of_one_law_are_forgotten_when_the_next_is_drawn(question: Question) -> None:
    """Else memory would hold those of every month at every elasticity."""
    laws, months = DrawnLaws(question), [Draw.of(place, {CLAIMS: float(place)}) for place in (0, 1)]
    first = laws.under(months[0], 4.0)
    first.compile_shocks(question.world, 4.0)
    assert (len(first.shocks), first is laws.under(months[0], 4.0)) == (1 + len(STATES), True)
    second = laws.under(months[1], 4.0)
    second.compile_shocks(question.world, 4.0)
    assert (len(first.shocks), len(second.shocks), len(question.shocks)) == (0, 1 + len(STATES), 1 + len(STATES))
    assert laws.under(Draw.of(2, {}), 6.0) is question
    assert (len(second.shocks), len(question.shocks)) == (0, 0)
