"""What a state changes beside its baseline is read off the arrays that the solver gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from report_example import example_results

from middlepower.document.law import PAIRS_KEPT, LawLimit, law_told
from middlepower.document.number import Number
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.switches import account, why_equal
from middlepower.policy.library import load_measures
from middlepower.policy.schema import STOPPING, Measure, parse_measure
from middlepower.report.changes import HEAD, LawTable, change_row, why_tables
from middlepower.scenario.limits import Limit
from middlepower.scenario.paid import Paid, border_value
from middlepower.scenario.schema import State
from middlepower.scenario.touched import Touch
from middlepower.world.embedded import load_world

WORLD = load_world()
DAY = dt.date(2026, 1, 13)
LIBRARY = load_measures()


def measure(name: str, **changes: Any) -> Measure:
    """A duty of 10% on what China sells to the United States of motor vehicles, but for what is changed."""
    entry: dict[str, Any] = {
        "id": name, "title": name, "imposer": "USA", "targets": ["CHN"], "instrument": "surtax",
        "products": [{"goods": ["C29"], "rate": 0.1}], "date_in_force": "2026-01-01", "status": "in force",
        "sources": ["assumed"], "confidence": "low",
    }  # fmt: skip
    return parse_measure(entry | changes)


def asked(measures: Sequence[Measure], state: State, baseline: Sequence[str] = ()) -> Question:
    """A state beside a baseline of these measures alone, on a day before the law of any."""
    day = dt.date(2017, 1, 1)
    base = State(title="base", date=day, with_measures=tuple(baseline))
    return Question(WORLD, base, {"s": state}, tuple(measures))


def touched(question: Question) -> tuple[Touch, ...]:
    """The touches of the state `s`."""
    return account(question, "s").touches


TAXING = [one for one in LIBRARY if one.quantified and one.instrument not in STOPPING]


@pytest.mark.parametrize("one", TAXING, ids=lambda one: one.id)
def test_trade_times_the_change_of_rates_is_the_change_of_the_solvers_duties(one: Measure) -> None:
    """Switched on alone: the sum over its flows is what the state's arrays say beside those of the baseline."""
    question = asked([one], State(title="on", date=one.date_in_force or DAY, with_measures=(one.id,)))
    base, state = (Paid.under(WORLD, State(title=name), question.flows[name]) for name in (BASELINE, "s"))
    wanted = border_value(WORLD) * (state.rate - base.rate)
    found = np.zeros_like(wanted)
    for touch in touched(question):
        found[touch.cell] += touch.trade * (touch.after - touch.before)
    stopped = ~np.isfinite(wanted)  # by a ban
    assert (stopped == ~np.isfinite(found)).all()
    assert np.abs(found - wanted)[~stopped].max() < 1e-6 * max(1.0, np.abs(wanted[~stopped]).max())


@pytest.mark.parametrize(
    ("targets", "line"),
    [
        (["CAN", "MEX", "JPN", "CHN"], {"goods": ["all_goods"]}),
        (["CHN"], {"hs": ["84", "85", "87"]}),
        (["CAN"], {"goods": ["C24A"], "hs": ["7208"]}),
    ],
    ids=["all goods", "chapters", "a heading of steel"],
)
def test_the_same_goods_are_found_in_a_law_that_cuts_flows_otherwise(targets: list[str], line: dict[str, Any]) -> None:
    """Beside the whole law of a day, which names other goods, what is switched on explains all that changes."""
    own = measure("X", targets=targets, products=[line | {"rate": 0.1}], date_in_force="2026-02-01")
    question = Question(WORLD, State(title="law", date=DAY), {"s": State(title="on", with_measures=("X",))},
                        (*LIBRARY, own))  # fmt: skip
    base, state = (Paid.under(WORLD, State(title=name), question.flows[name]) for name in (BASELINE, "s"))
    wanted = border_value(WORLD) * (state.rate - base.rate)
    found = np.zeros_like(wanted)
    for touch in touched(question):
        found[touch.cell] = touch.trade * (touch.after - touch.before)
    known = np.isfinite(wanted)
    assert found[known].sum() > 0.0
    assert np.abs(found - wanted)[known].max() < 1e-6


def test_a_measure_that_is_dropped_mirrors_the_measure_that_is_added() -> None:
    names = ("CA-CN-METAL-2024", "CA-STEEL-TRQ-3", "CA-CN-EV-2024")
    known = [one for one in LIBRARY if one.id in names]
    day = max(one.date_in_force or DAY for one in known)
    on = Question(WORLD, State(title="without", date=day, without_measures=names[:1]),
                  {"s": State(title="with", with_measures=names[:1])}, tuple(known))  # fmt: skip
    off = Question(WORLD, State(title="with", date=day), {"s": State(title="without", without_measures=names[:1])},
                   tuple(known))  # fmt: skip
    added, dropped = ({touch.cell: touch for touch in touched(question)} for question in (on, off))
    assert added
    assert added.keys() == dropped.keys()
    for cell, touch in added.items():
        assert (touch.change, dropped[cell].change) == ("on", "off")
        assert touch.trade == pytest.approx(dropped[cell].trade)
        assert touch.before == pytest.approx(dropped[cell].after, abs=1e-12)
        assert touch.after == pytest.approx(dropped[cell].before, abs=1e-12)


def test_a_measure_that_gives_way_counts_nowhere_and_says_to_whom() -> None:
    strong, weak = measure("STRONG"), measure("WEAK", yields_to=["STRONG"])
    (touch,) = touched(asked([strong, weak], State(title="both", with_measures=("WEAK",)), ["STRONG"]))
    assert (touch.trade, touch.to) == (0.0, ("STRONG",))
    assert touch.aside > 0.0
    assert touch.after == pytest.approx(touch.before, abs=1e-12)


def test_a_partial_coverage_counts_that_part_of_the_trade() -> None:
    half = measure("HALF", products=[{"goods": ["C29"], "rate": 0.1, "coverage": 0.5}])
    (touch,) = touched(asked([half], State(title="on", with_measures=("HALF",))))
    assert touch.trade == pytest.approx(0.5 * border_value(WORLD)[touch.cell])
    assert touch.after - touch.before == pytest.approx(0.1)


def test_a_step_of_a_rate_is_another_rate_of_the_same_measure() -> None:
    steps = [{"from": "2016-01-01", "rate": 0.1}, {"from": "2020-01-01", "rate": 0.3}]
    rising = measure("RISING", date_in_force="2016-01-01", products=[{"goods": ["C29"], "rate_steps": steps}])
    (touch,) = touched(asked([rising], State(title="later", date=dt.date(2021, 1, 1))))
    assert touch.change == "other rate"
    assert touch.after - touch.before == pytest.approx(0.2)


def test_a_replacing_tariff_of_the_states_own_pushes_measures_aside() -> None:
    own = {"importers": ["USA"], "exporters": ["CHN"], "sectors": ["C29"], "rate": 0.4, "relation": "replaces"}
    question = asked([measure("M")], State(title="both", with_measures=("M",), tariffs=[own]))
    law, tariff = touched(question)
    assert (law.trade, law.to) == (0.0, ("a tariff of the state's own",))
    assert (tariff.kind, tariff.change, tariff.after) == ("tariff", "replaces", pytest.approx(0.4))


def test_own_tariffs_trade_costs_and_cut_offs_are_listed_flow_by_flow() -> None:
    flow = {"importers": ["USA"], "exporters": ["CAN"], "sectors": ["C29"]}
    state = State(
        title="all",
        tariffs=[flow | {"rate": 0.25}],
        trade_costs=[flow | {"change": -0.1}],
        cut_off=[{"between": ["USA"], "and": ["CHN"], "direction": "imports"}],
    )
    tariff, cost, *cut = touched(asked([], state))
    k, n, i = WORLD.sectors.index("C29"), WORLD.region("USA"), WORLD.region("CAN")
    assert tariff.cell == cost.cell == (k, n, i)
    assert tariff.trade == pytest.approx(WORLD.flow[k, n, i])
    assert tariff.after == pytest.approx(WORLD.tariff[k, n, i] + 0.25)
    assert (cost.before, cost.after) == (0.0, -0.1)
    assert {touch.cell[1:] for touch in cut} == {(n, WORLD.region("CHN"))}
    assert all(np.isnan(touch.after) for touch in cut)


@pytest.mark.parametrize(
    ("state", "baseline", "why"),
    [
        (State(title="s", with_measures=("OLD",)), ["OLD"], "in the baseline"),
        (State(title="s", without_measures=("NEVER",)), [], "not in force"),
        (State(title="s", without_measures=("OLD",)), [], "not in force"),
        (State(title="s", with_measures=("TALK",)), [], "not quantified"),
        (State(title="s", with_measures=("WEAK",)), ["STRONG"], "gives way"),
        (State(title="s", with_measures=("ENDED",)), ["ENDS"], "ended by another"),
        (State(title="s", with_measures=("ZERO",)), [], "no rate"),
        (State(title="s", with_measures=("FLOOR",)), [], "paid already"),
        (State(title="s", date=dt.date(2017, 6, 1)), [], "same law"),
        (State(title="s", tariffs=[{"importers": ["CAN"], "exporters": ["CAN"], "rate": 0.2}]), [], "own sales"),
        (State(title="s", tariffs=[{"importers": ["CAN"], "exporters": ["USA"], "rate": 0.0}]), [], "no rate"),
        (State(title="s"), [], "no switch"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_state_that_equals_its_baseline_says_why(state: State, baseline: list[str], why: str) -> None:
    known = [
        measure("OLD"),
        measure("NEVER", date_in_force=None, status="never in force"),
        measure("TALK", quantified=False, not_quantified_because="it is talk", products=[]),
        measure("STRONG", targets=["KOR"]),
        measure("WEAK", targets=["KOR"], yields_to=["STRONG"]),
        measure("ENDED"),
        measure("ENDS", targets=["JPN"], replaces=["ENDED"]),
        measure("ZERO", products=[{"goods": ["C29"], "rate": 0.0}]),
        measure("FLOOR", relation="at least", products=[{"goods": ["C29"], "rate": 0.001}]),
    ]
    question = asked(known, state, baseline)
    found = account(question, "s")
    shocks = [question.shock_of(name, WORLD, 5.0)(None) for name in (BASELINE, "s")]
    assert [reason.kind for reason in why_equal(WORLD, found, *shocks)] == [why]


def test_a_date_beside_a_measure_of_its_own_says_what_is_law_on_both_days() -> None:
    state = State(title="s", date=dt.date(2020, 6, 2), with_measures=("NEW",))
    question = asked([measure("OLD"), measure("NEW", date_in_force="2030-01-01")], state, ["OLD"])
    idle = {switch.name: switch.reason for switch in account(question, "s").idle}
    assert list(idle) == ["date 2020-06-02"]
    told = idle["date 2020-06-02"]
    assert told is not None
    assert told.clause.startswith("apart from what it names itself, the same measures with the same rates are law on ")
    assert told.clause.endswith(" and 2 June 2020")


def an_empty_flow() -> tuple[str, str, str]:
    """(sector, importer, exporter) of a goods flow without any trade."""
    k, n, i = np.argwhere((WORLD.flow == 0.0) & WORLD.is_goods[:, None, None])[0].tolist()
    return WORLD.sectors[k], WORLD.regions[n], WORLD.regions[i]


def what_is_paid() -> dict[str, Any]:
    """The rate that the United States ask of Japanese vehicles, by the world itself, in its own place."""
    k, n, i = WORLD.sectors.index("C29"), WORLD.region("USA"), WORLD.region("JPN")
    return {"rate": float(WORLD.tariff[k, n, i]), "relation": "replaces"}


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (lambda: {"tariffs": [flow("C29", "USA", "JPN") | what_is_paid()]}, "paid already"),
        (lambda: {"tariffs": [flow(*an_empty_flow()) | {"rate": 0.5}]}, "no trade"),
        (lambda: {"tariffs": [flow("C29", "USA", "JPN") | {"rate": rate} for rate in (0.1, -0.1)]}, "switches cancel"),
        (lambda: {"trade_costs": [flow("C29", "USA", "JPN") | {"change": 0.0}]}, "no rate"),
        (lambda: {"export_taxes": [flow("C29", "USA", "JPN") | {"rate": 0.0}]}, "no rate"),
        (lambda: {"export_taxes": [flow(*an_empty_flow()) | {"rate": 0.5}]}, "no trade"),
        (lambda: {"cut_off": [{"between": ["CAN"], "and": ["CAN"]}]}, "own sales"),
    ],
)  # fmt: skip
def test_an_entry_of_ones_own_that_changes_nothing_says_why(entry: Callable[[], dict[str, Any]], why: str) -> None:
    question = asked([], State(title="s", **entry()))
    found = account(question, "s")
    shocks = [question.shock_of(name, WORLD, 5.0)(None) for name in (BASELINE, "s")]
    assert {reason.kind for reason in why_equal(WORLD, found, *shocks)} == {why}


def flow(sector: str, importer: str, exporter: str) -> dict[str, Any]:
    """One flow as entries name it."""
    return {"importers": [importer], "exporters": [exporter], "sectors": [sector]}


def test_what_is_dropped_beside_the_measure_that_it_gives_way_to_is_no_idle_switch() -> None:
    """Left in force, it would take the other's place."""
    known = [measure("STRONG"), measure("WEAK", yields_to=["STRONG"])]
    question = asked(known, State(title="s", without_measures=("STRONG", "WEAK")), ["STRONG", "WEAK"])
    assert not account(question, "s").idle


def test_another_quota_on_the_same_flow_is_no_state_that_equals_its_baseline() -> None:
    """At a flow under a quota no cost and no tariff tells the quota's size."""

    def with_quota(name: str, volume: float) -> Measure:
        terms = {"volume": volume, "reference": 1.0, "unit": "x", "reference_year": 2022, "over_quota_rate": 0.5,
                 "source": "assumed"}  # fmt: skip
        return measure(name, instrument="tariff_rate_quota", products=[{"goods": ["C29"], "quota": terms}])

    known = [with_quota("HALF", 0.5), with_quota("TENTH", 0.1)]
    question = asked(known, State(title="s", with_measures=("TENTH",), without_measures=("HALF",)), ["HALF"])
    shocks = [question.shock_of(name, WORLD, 5.0)(None) for name in (BASELINE, "s")]
    assert why_equal(WORLD, account(question, "s"), *shocks) == ()
    on, off = touched(question)
    assert on.limit == Limit(0.5, 0.1, ("0.1 x, 50% more beyond",))
    assert off.limit == Limit(0.5, 0.1, ("0.5 x, 50% more beyond",))


def test_a_licence_whose_rate_stays_says_what_it_lets_in() -> None:
    licence = measure("LICENCE", imposer="CHN", targets=["USA"], instrument="licence", direction="exports",
                      products=[{"goods": ["C24B"], "stops": 0.3}])  # fmt: skip
    found = account(asked([licence], State(title="s", with_measures=("LICENCE",))), "s")
    (touch,) = found.touches
    assert touch.after == pytest.approx(touch.before)
    assert touch.limit == Limit(None, 0.7, ("70% of the volume in the world's year, nothing beyond",))
    (row,) = law_told(WORLD, found).rows
    assert row.limit == LawLimit(Number(None, reason="none"), Number(0.7), touch.limit.terms)


def test_a_line_on_a_quota_shows_its_limit_before_and_after() -> None:
    results = example_results()
    row = next(row for row in results.states["deal"].law if row.limit is not None)
    told = "limit none → 110% of the volume of 2022 (49,000 vehicles, 100% more beyond)"
    assert change_row(results, row).note == told
    (_, shown) = next((title, rows) for title, rows in why_tables(results) if title.startswith("what deal changes"))
    assert f"{row.name} {row.change} ({told})" in [one["switch"] for one in shown]


def test_pairs_without_a_row_of_their_own_are_summed_and_counted() -> None:
    """A tariff of one buyer on everybody: rows and rest hold all trade that it covers."""
    own = {"tariffs": [{"importers": ["USA"], "exporters": ["*"], "sectors": ["C29"], "rate": 0.2}]}
    found = account(asked([], State(title="s", **own)), "s")
    told = law_told(WORLD, found)
    (rest,) = told.rest
    sellers = len({touch.cell[2] for touch in found.touches})
    assert sellers > PAIRS_KEPT
    assert (len(told.rows), rest.pairs) == (PAIRS_KEPT, sellers - PAIRS_KEPT)
    shown = sum(row.trade_covered_musd.known for row in told.rows)
    assert shown + rest.trade_covered_musd.known == pytest.approx(sum(touch.trade for touch in found.touches))
    assert rest.rate_after.known - rest.rate_before.known == pytest.approx(0.2)
    assert rest.trade_covered_musd.known < min(row.trade_covered_musd.known for row in told.rows) * rest.pairs


def test_a_rate_is_averaged_over_what_is_not_cut_off() -> None:
    ban = measure("BAN", instrument="ban", direction="imports", products=[{"goods": ["C29"]}])
    cut = {"cut_off": [{"between": ["USA"], "and": ["CHN"], "direction": "imports", "sectors": ["C29", "C28"]}]}
    question = asked([ban], State(title="s", **cut), ["BAN"])
    found = account(question, "s")
    assert any(not np.isfinite(touch.before) for touch in found.touches)
    (row,) = law_told(WORLD, found).rows
    assert row.rate_before.value is not None
    assert (row.rate_after.value, row.rate_after.reason) == (None, "cut off")


def test_rows_left_out_are_counted_below_the_table_with_their_trade() -> None:
    results = example_results()
    state = results.states["deal"]
    (_, rows) = next((title, rows) for title, rows in why_tables(results) if title.startswith("what deal changes"))
    hidden = sorted(one.trade_covered_musd.known for one in state.law)[: len(state.law) - (len(rows) - 1)]
    trade = sum(hidden) + sum(one.trade_covered_musd.known for one in state.law_rest)
    n = len(hidden) + sum(one.pairs for one in state.law_rest)
    assert rows[-1]["switch"].startswith(f"{n} others")
    assert rows[-1]["trade"] == f"{trade:,.0f}"


def test_a_quota_that_ends_shows_its_own_unit_in_the_table_of_law() -> None:
    terms = {"volume": 49000.0, "reference": 44356.0, "unit": "vehicles", "reference_year": 2023,
             "over_quota_rate": 1.0, "source": "assumed"}  # fmt: skip
    quota = measure("QUOTA", instrument="tariff_rate_quota", products=[{"goods": ["C29"], "quota": terms}])
    question = asked([quota], State(title="s", without_measures=("QUOTA",)), ["QUOTA"])
    table = LawTable(WORLD.regions, WORLD.sectors, WORLD.sector_names, {"s": touched(question)})
    (row,) = (dict(zip(HEAD, row, strict=True)) for row in table.rows())
    assert row["limit_before"] == pytest.approx(49000.0 / 44356.0)
    assert row["limit_after"] == ""
    assert row["limit_terms"] == "49,000 vehicles, 100% more beyond"


CUT = {"cut_off": [{"between": ["USA"], "and": ["CHN"], "direction": "imports", "sectors": ["C29"]}]}


@pytest.mark.parametrize(
    ("own", "kind"),
    [
        ({"tariffs": [{"importers": ["USA"], "exporters": ["CHN"], "sectors": ["C29"], "rate": 0.2}]}, "tariff"),
        ({"with_measures": ("M",)}, "measure"),
        ({"trade_costs": [{"importers": ["USA"], "exporters": ["CHN"], "sectors": ["C29"], "change": 0.2}]},
         "trade cost"),
        ({"export_taxes": [{"importers": ["USA"], "exporters": ["CHN"], "sectors": ["C29"], "rate": 0.2}]},
         "export tax"),
    ],
)  # fmt: skip
def test_what_the_same_state_cuts_off_has_no_rate_but_is_cut_off(own: dict[str, Any], kind: str) -> None:
    found = account(asked([measure("M")], State(title="s", **own, **CUT)), "s")
    law, cut = law_told(WORLD, found).rows
    assert (law.kind, law.rate_after.value, law.rate_after.reason) == (kind, None, "cut off")
    assert (law.trade_covered_musd.value, law.gives_way_to) == (0.0, ("cut-off 1",))
    assert law.trade_aside_musd == cut.trade_covered_musd
    assert [switch.reason.kind for switch in found.idle if switch.reason] == ["gives way"]


def test_a_tariff_counts_only_on_the_goods_of_a_flow_that_are_not_cut_off() -> None:
    own = {"tariffs": [flow("C29", "USA", "CHN") | {"rate": 0.2}]}
    cut = {"cut_off": [{"between": ["USA"], "and": ["CHN"], "direction": "imports", "products": ["ev"]}]}
    tariff, ended = account(asked([], State(title="s", **own, **cut)), "s").touches
    assert tariff.aside == pytest.approx(ended.trade)
    assert tariff.trade + ended.trade == pytest.approx(border_value(WORLD)[tariff.cell])
    assert tariff.to
    assert tariff.to[0].startswith("cut-off of ev")


def test_an_export_tax_in_law_gives_way_to_an_export_tax_of_the_states_own() -> None:
    law = measure("TAX", imposer="CHN", targets=["USA"], instrument="export_tax")
    own = flow("C29", "USA", "CHN") | {"rate": 0.4, "relation": "replaces"}
    tax, own_tax = touched(asked([law], State(title="both", with_measures=("TAX",), export_taxes=[own])))
    assert (tax.trade, tax.to) == (0.0, ("an export tax of the state's own",))
    assert own_tax.after == pytest.approx(0.4)
