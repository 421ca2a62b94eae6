"""Taxes on exports in a scenario: whose money it is, what buyers pay, and Lerner's symmetry."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.errors import MeasureError, MiddlepowerError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.run import question_of
from middlepower.experiment.switches import account
from middlepower.indicators.parts import parts_sold
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.rebase import rebased_world
from middlepower.model.long_run.solve import Solver
from middlepower.policy.flows import taxed
from middlepower.policy.place import benchmark_law
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.state import PolicyState
from middlepower.scenario.compile import shock_of
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import TIGHT, random_world

WORLD = load_world()
BASE = Baseline.of(WORLD)
ETA = 5.0
CRUDE = (WORLD.sectors.index("B06"), WORLD.region("USA"), WORLD.region("CAN"))

LERNER = """\
scenario: lerner
title: A tax on all that Canada sells abroad, or the same tariff on all that it buys there
economy: CAN
baseline: {name: status quo of 13 January 2026, date: 2026-01-13}
states:
  tariff:
    title: a uniform tariff of 20%
    tariffs: [{importers: [CAN], exporters: ["*"], sectors: ["*", SERV], rate: 0.2, relation: replaces}]
  export-tax:
    title: an export tax of 20% and no tariff
    tariffs: [{importers: [CAN], exporters: ["*"], sectors: ["*", SERV], rate: 0.0, relation: replaces}]
    export_taxes: [{exporters: [CAN], importers: ["*"], sectors: ["*", SERV], rate: 0.2}]
"""


def entry(rate: float = 0.25, **changes: Any) -> dict[str, Any]:
    """Canada taxes its crude to the United States, but for what is changed."""
    return {"exporters": ["CAN"], "importers": ["USA"], "sectors": ["B06"], "rate": rate, **changes}


def asked(*taxes: dict[str, Any], world: World = WORLD, **more: Any) -> Question:
    """A question with one state."""
    state = State.model_validate({"title": "x", "export_taxes": list(taxes), **more})
    return Question(world, None, {"s": state})


def shock(*taxes: dict[str, Any], world: World = WORLD, **more: Any) -> Shock:
    """The shock of a state with export taxes."""
    return asked(*taxes, world=world, **more).shock_of("s", world, ETA)(None)


def test_lerners_symmetry_holds_through_a_scenario_file(tmp_path: Path) -> None:
    """With balanced trade a uniform tax on exports is the same uniform tariff on imports, quotas and law of others
    included: the same real income everywhere, the same shares; wages at home fall by the tax."""
    path = tmp_path / "lerner.yaml"
    path.write_text(LERNER, encoding="utf-8")
    question, solver = question_of(read_scenario(path)), Solver.of(benchmark_of(WORLD))
    found: dict[str, Equilibrium] = {
        name: solver.solve(question.shock_of(name, WORLD, ETA)(None), "balanced", TIGHT)
        for name in ("tariff", "export-tax")
    }
    tariff, tax = found["tariff"], found["export-tax"]
    assert_allclose(tax.real_income_hat, tariff.real_income_hat, rtol=1e-9)
    assert_allclose(tax.pi, tariff.pi, atol=1e-9)
    home = WORLD.region("CAN")
    relative = tax.w_hat / tariff.w_hat
    assert_allclose(relative / relative[home] / np.where(np.arange(len(relative)) == home, 1.0, 1.2), 1.0, rtol=1e-8)
    assert tariff.real_income_hat[home] != pytest.approx(1.0, abs=1e-3)


def test_the_treasury_of_the_exporter_has_the_money_at_producers_prices() -> None:
    solved = BASE.solver.solve(shock(entry()))
    assert solved.received[CRUDE[2]] == pytest.approx(0.25 * solved.flow[CRUDE], rel=1e-10)
    assert solved.paid[CRUDE[1]] == pytest.approx(0.25 * solved.flow[CRUDE], rel=1e-10)
    others = np.delete(solved.received, CRUDE[2])
    assert_allclose(others, 0.0, atol=1e-9)
    assert solved.report.residual < 1e-9


def test_a_small_tax_gains_its_revenue_from_abroad_first() -> None:
    """The derivative at zero: an exporter gains what its foreign buyers pay more, and they lose it, to first order
    with wages and prices answering as the exact solution says; a tax and a subsidy are mirror images."""
    step = 1e-4
    up, down = (BASE.solver.solve(shock(entry(rate)), tolerance=TIGHT) for rate in (step, -step))
    slope = (np.log(up.real_income_hat) - np.log(down.real_income_hat)) / (2 * step)
    curve = (np.log(up.real_income_hat) + np.log(down.real_income_hat)) / step**2
    assert slope[CRUDE[2]] > 0.0 > slope[CRUDE[1]]
    paid = WORLD.flow[CRUDE] / BASE.equilibrium.income[CRUDE[1]]
    assert -slope[CRUDE[1]] < paid  # buyers lose less than they would pay: they buy elsewhere, producers take less
    assert np.abs(curve).max() < 10.0


def test_it_is_no_loss_on_the_way_and_no_tariff() -> None:
    """The same cost as a trade cost and as a tariff, but the money stays, and stays with the exporter."""
    tax = shock(entry())
    tariff = shock(tariffs=[{**entry(0.25 * (1.0 + WORLD.tariff[CRUDE])), "relation": "adds"}])
    lost = shock(trade_costs=[{key: value for key, value in entry().items() if key != "rate"} | {"change": 0.25}])
    assert_allclose(tax.trade_cost, tariff.trade_cost, rtol=1e-12)
    assert_allclose(tax.trade_cost, lost.trade_cost, rtol=1e-12)
    assert tax.iceberg is None
    assert lost.iceberg is not None
    by_tax, by_tariff, by_loss = (BASE.solver.solve(one).real_income_hat for one in (tax, tariff, lost))
    n, i = CRUDE[1:]
    assert by_tax[i] > by_loss[i]
    assert by_tax[i] > by_tariff[i]
    assert by_tariff[n] > by_tax[n]


def test_entries_follow_one_another_and_all_goods_leave_services_alone() -> None:
    twice = shock(entry(0.1), entry(0.2))
    replaced = shock(entry(0.1), entry(0.2, relation="replaces"))
    star = shock(entry(0.1, sectors=["*"], importers=["*"]))
    assert twice.export_tax is not None
    assert replaced.export_tax is not None
    assert star.export_tax is not None
    assert (twice.export_tax[CRUDE], replaced.export_tax[CRUDE]) == (pytest.approx(0.3), pytest.approx(0.2))
    i = CRUDE[2]
    assert_allclose(star.export_tax[WORLD.is_goods, :, i].sum(axis=1), 0.1 * (len(WORLD.regions) - 1))
    assert not star.export_tax[~WORLD.is_goods].any()
    assert not star.export_tax[:, i, i].any()


def test_quotas_and_nests_on_the_flow_stay_and_buyers_pay_the_tax_on_top() -> None:
    """Canada's quota on Korean steel, which Korea taxes: the premium falls, for licences are worth less."""
    day = {"date": "2026-01-13"}
    flow = (WORLD.sectors.index("C24A"), WORLD.region("CAN"), WORLD.region("KOR"))
    taxed = shock(entry(0.1, exporters=["KOR"], importers=["CAN"], sectors=["C24A"]), **day)
    plain = shock(**day)
    (old,), (new,) = ([line for line in one.quotas if line.flow == flow] for one in (plain, taxed))
    assert old == new
    assert (plain.trade_cost[flow], taxed.trade_cost[flow]) == (1.0, pytest.approx(1.1))
    before, after = (BASE.solver.solve(one) for one in (plain, taxed))
    (was,), (now,) = ([quota for quota in one.quotas if quota.line.flow == flow] for one in (before, after))
    assert now.premium < was.premium
    assert now.fill <= 1.0 + 1e-9


def test_a_world_with_export_taxes_of_its_own_keeps_them() -> None:
    """What is recorded goes on without a word; `adds` comes on top, `replaces` stands in its place."""
    small = random_world(5)
    state = {"exporters": ["R0"], "importers": ["R1"], "sectors": ["S1"], "rate": 0.2}
    cell = (1, 1, 0)
    tax = np.zeros_like(small.tariff)
    tax[cell] = 0.2
    solved = Solver.of(benchmark_of(small)).solve(Shock(1.0 + tax, small.tariff, export_tax=tax))
    recorded = rebased_world(small, solved, "recorded")

    def of(*taxes: dict[str, Any]) -> Shock:
        none = PolicyState(recorded.tariff_date, ())
        named = State.model_validate({"title": "x", "export_taxes": list(taxes)})
        return shock_of(recorded, named, taxed(recorded, none, none), ETA)

    assert of().export_tax is None
    added, replaced, ended = of(state), of({**state, "relation": "replaces"}), of({**state, "rate": -0.2})
    assert replaced.export_tax is None  # 0.2 is what is recorded
    rates = [float(one.export_tax[cell]) for one in (added, ended) if one.export_tax is not None]
    assert rates == pytest.approx([0.4, 0.0], abs=1e-9)
    assert added.trade_cost[cell] == pytest.approx(1.4 / 1.2, rel=1e-9)
    assert replaced.trade_cost[cell] == pytest.approx(1.0, rel=1e-9)
    back = Solver.of(benchmark_of(recorded)).solve(ended)
    assert_allclose(back.pi, small.trade_share, atol=1e-6)


@pytest.mark.parametrize(
    ("taxes", "told"),
    [
        ([entry(importers=["CAN"])], "CAN's sales to itself cross no border: name other `importers`"),
        ([entry(-0.6), entry(-0.5)], r"CRUDE come to -1.1: together they must stay above -1"),
        ([entry(rate=25)], "rate"),
        ([entry(exporters=["CNA"])], "CNA"),
        ([entry(sectors=["B99"])], "B99"),
        ([entry(direction="exports")], "unknown key"),
    ],
)
def test_a_tax_that_cannot_be_is_an_error_with_the_remedy(taxes: list[dict[str, Any]], told: str) -> None:
    told = told.replace("CRUDE", "USA's imports of B06 from CAN")
    with pytest.raises(MiddlepowerError, match=told):
        shock(*taxes)


def test_a_group_among_itself_taxes_what_crosses_borders() -> None:
    """Not an error: members sell to one another."""
    found = shock(entry(exporters=["EU"], importers=["EU"], sectors=["C29"]))
    assert found.export_tax is not None
    members: NDArray[np.intp] = np.flatnonzero(found.export_tax.any(axis=(0, 1)))
    assert len(members) > 10
    assert (found.export_tax[WORLD.sectors.index("C29"), members, members] == 0.0).all()


def test_the_account_of_a_state_lists_export_taxes() -> None:
    """Which flow, how much trade, from nothing to a quarter; and one of zero says that it is none."""
    (touch,) = account(asked(entry()), "s").touches
    assert (touch.kind, touch.cell, touch.before, touch.after) == ("export tax", CRUDE, 0.0, 0.25)
    assert touch.trade == pytest.approx(WORLD.flow[CRUDE])
    nothing = account(asked(entry(0.0)), "s")
    assert [switch.reason.kind for switch in nothing.idle if switch.reason] == ["no rate"]


def test_a_state_with_export_taxes_is_no_baseline() -> None:
    question = asked(entry())
    assert question.shock_of(BASELINE, WORLD, ETA)(None).export_tax is None
    with pytest.raises(ScenarioError):
        shock(entry(importers=["CAN"]))


# ---------------------------------------------------------------- as a measure


def levied(rate: float | None, line: dict[str, Any] | None = None, **more: Any) -> Measure:
    """Canada's tax on what it sells to the United States of crude, but for what is changed."""
    raw = {
        "id": "tax",
        "title": "a tax on exports",
        "imposer": "CAN",
        "targets": ["USA"],
        "instrument": "export_tax",
        "products": [{"goods": ["B06"], **({} if rate is None else {"rate": rate}), **(line or {})}],
        "date_in_force": WORLD.tariff_date,
        "status": "in force",
        "sources": ["a test"],
        "confidence": "low",
        **more,
    }
    return parse_measure(raw)


def under(*measures: Measure, eta: float = ETA, **state: Any) -> Shock:
    """The shock of measures beside the benchmark's law, and of a state's own entries."""
    law = benchmark_law(WORLD)
    after = PolicyState(law.date, (*law.measures, *measures))
    return shock_of(WORLD, State.model_validate({"title": "x", **state}), taxed(WORLD, law, after), eta)


def test_a_measure_on_a_whole_sector_is_a_states_own_tax() -> None:
    by_law, own = under(levied(0.25)), shock(entry())
    assert by_law.export_tax is not None
    assert own.export_tax is not None
    assert_allclose(by_law.export_tax, own.export_tax, rtol=0, atol=1e-13)
    assert_allclose(by_law.trade_cost, own.trade_cost, rtol=1e-13)
    assert_allclose(by_law.tariff, own.tariff, rtol=0, atol=1e-13)


def test_a_tax_on_some_goods_of_a_flow_is_nested_and_counts_in_revenue() -> None:
    """Two products by hand: shares 0.3 and 0.7 of spending, 0.3 of it taxed by half at the exporter's border."""
    line = {"hs": ["2709"], "share": 0.3, "share_source": "a test"}
    found, eta = under(levied(0.5, line)), ETA
    weight = 0.3 * 1.5 ** (1 - eta)
    total = weight + 0.7
    assert found.export_tax is not None
    assert found.trade_cost[CRUDE] == pytest.approx(total ** (1 / (1 - eta)), rel=1e-12)
    assert 1.0 / (1.0 + found.export_tax[CRUDE]) == pytest.approx((weight / 1.5 + 0.7) / total, rel=1e-12)
    assert found.tariff[CRUDE] == pytest.approx(WORLD.tariff[CRUDE], abs=1e-14)
    solved = BASE.solver.solve(found)
    assert solved.received[CRUDE[2]] == pytest.approx(found.export_tax[CRUDE] * solved.flow[CRUDE], rel=1e-9)
    assert solved.report.residual < 1e-9


def test_what_the_parts_of_a_taxed_flow_sell_follows_their_prices() -> None:
    """Volumes fall with the price to the power of the elasticity; the border value holds the tax."""
    line = {"hs": ["2709"], "share": 0.3, "share_source": "a test"}
    law = benchmark_law(WORLD)
    flows = taxed(WORLD, law, PolicyState(law.date, (*law.measures, levied(0.5, line))))
    solved = BASE.solver.solve(under(levied(0.5, line)))
    sold = parts_sold(flows, solved, ETA)
    named, rest = (sold.sold(CRUDE, good, 0.0) for good in ("HS 2709", "rest"))
    assert named is not None
    assert rest is not None
    assert named.volume / rest.volume == pytest.approx(0.3 / 0.7 * 1.5**-ETA, rel=1e-9)
    assert named.volume + rest.volume == pytest.approx(solved.volume[CRUDE], rel=1e-9)
    border = solved.flow[CRUDE] + solved.received[CRUDE[2]]
    assert named.value + rest.value == pytest.approx(border, rel=1e-9)
    assert named.paid / rest.paid == pytest.approx(1.5, rel=1e-9)


@pytest.mark.parametrize("tariff", [0.0, 0.4])
def test_a_tax_and_a_tariff_on_the_same_goods_multiply(tariff: float) -> None:
    """Buyers pay the tariff on a border value that holds the tax; each treasury gets its own."""
    line = {"hs": ["2709"], "share": 0.3, "share_source": "a test"}
    duty = levied(tariff, line, id="duty", imposer="USA", targets=["CAN"], instrument="surtax")
    found, m = under(levied(0.5, line), duty), WORLD.tariff[CRUDE]
    weight = 0.3 * (1.5 * (1.0 + m + tariff) / (1.0 + m)) ** (1 - ETA)
    total = weight + 0.7
    border = (weight / (1.0 + m + tariff) + 0.7 / (1.0 + m)) / total
    producers = (weight / (1.0 + m + tariff) / 1.5 + 0.7 / (1.0 + m)) / total
    assert found.export_tax is not None
    assert found.trade_cost[CRUDE] == pytest.approx(total ** (1 / (1 - ETA)), rel=1e-12)
    assert 1.0 / (1.0 + found.tariff[CRUDE]) == pytest.approx(border, rel=1e-12)
    assert found.export_tax[CRUDE] == pytest.approx(border / producers - 1.0, rel=1e-12)


def test_own_taxes_add_to_the_laws_or_stand_in_its_place() -> None:
    added, replaced = (under(levied(0.25), export_taxes=[entry(0.1, relation=name)]) for name in ("adds", "replaces"))
    assert added.export_tax is not None
    assert replaced.export_tax is not None
    assert added.export_tax[CRUDE] == pytest.approx(0.35)
    assert replaced.export_tax[CRUDE] == pytest.approx(0.1)


def test_a_tax_of_the_worlds_own_law_is_in_its_prices_and_lifting_it_makes_them_cheaper() -> None:
    old, law = levied(0.25), benchmark_law(WORLD)
    was = PolicyState(law.date, (*law.measures, old))
    kept, lifted = (shock_of(WORLD, State(title="x"), taxed(WORLD, was, after), ETA) for after in (was, law))
    assert kept.export_tax is None
    assert_allclose(kept.trade_cost, 1.0, rtol=0, atol=1e-13)
    assert lifted.trade_cost[CRUDE] == pytest.approx(0.75, rel=1e-12)


def test_a_ban_wins_over_a_tax_and_a_quota_refuses_one_on_some_goods_only() -> None:
    banned = under(levied(0.25), levied(None, id="ban", instrument="ban", direction="exports"))
    assert banned.cut is not None
    assert banned.cut[CRUDE]
    licence = levied(None, {"stops": 0.4}, id="licence", instrument="licence", direction="exports")
    whole = under(levied(0.25), licence)
    assert whole.trade_cost[CRUDE] == pytest.approx(1.25)
    assert BASE.solver.solve(whole).volume[CRUDE] == pytest.approx(0.6 * WORLD.flow[CRUDE], rel=0.5)
    some = levied(0.25, {"hs": ["2709"], "share": 0.3, "share_source": "a test"})
    with pytest.raises(MeasureError, match="USA's imports of B06 from CAN meets a quota or a licence"):
        under(some, licence)


def test_a_measure_may_subsidise_and_taxes_stay_above_minus_one() -> None:
    assert under(levied(-0.2)).trade_cost[CRUDE] == pytest.approx(0.8)
    with pytest.raises(MeasureError, match=r"USA's imports of B06 from CAN come to -1\.2"):
        under(levied(-0.6), levied(-0.6, id="more"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"direction": "imports"}, "an export_tax is on what the imposer sells"),
        ({"relation": "at least"}, "`relation` is to the importer's duty"),
        ({"products": [{"goods": ["crude"], "rate": 0.1, "mfn_rate": 0.02}]}, "no import duty"),
        ({"products": [{"goods": ["B06"]}]}, "give exactly one of rate|has a `rate`"),
    ],
)
def test_a_tax_that_is_written_as_a_duty_is_an_error(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(MeasureError, match=told):
        levied(0.25, **changes)


@pytest.mark.parametrize("switched", ["on", "off"])
def test_the_account_of_a_state_lists_a_measure_that_taxes_exports(switched: str) -> None:
    """From nothing to a quarter, and back; also of one that was law when the flows were recorded."""
    for began in (WORLD.tariff_date, dt.date(2025, 1, 1)):
        measure, names = levied(0.25, date_in_force=began), {"with_measures": ("tax",)}
        on, off = State(title="on", **names), State(title="off", without_measures=("tax",))
        base, state = (off, on) if switched == "on" else (on, off)
        known = (*benchmark_law(WORLD).measures, measure)
        question = Question(WORLD, base.model_copy(update={"date": WORLD.tariff_date}), {"s": state}, known)
        (touch,) = account(question, "s").touches
        wanted = (0.0, 0.25) if switched == "on" else (0.25, 0.0)
        assert (touch.name, touch.cell) == ("tax", CRUDE)
        assert (touch.before, touch.after) == (pytest.approx(wanted[0]), pytest.approx(wanted[1]))
        assert touch.trade == pytest.approx(WORLD.flow[CRUDE])
