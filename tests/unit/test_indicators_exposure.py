"""Exposure: hand-worked autarky, limit cases, groups, policy baselines, and what can't be asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import DataError, ScenarioError, UnknownNameError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.rebase import recorded
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.experiment.together import real_outcomes
from middlepower.experiment.variant import Variant, variant_world
from middlepower.indicators.exposure import (
    ThreatAsked,
    curve_table,
    cut_off,
    exposure,
    exposure_parts,
    exposure_table,
    exposures,
    tables_together,
    threat_curve,
)
from middlepower.indicators.labelled import reasons, variable
from middlepower.indicators.leverage import leverage, power_index
from middlepower.indicators.matrix import exposure_matrix, exposures_to, extremes, matrix_sheet
from middlepower.indicators.threat_shocks import with_cut, with_tariff
from middlepower.language.catalogue import say
from middlepower.model.core.rebase import rebased_world
from middlepower.scenario.shock import QuotaPart, Shock, no_change
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import quota_on_rest_unchanged, random_shock, random_world, solved

THETA = 4.0


def twins(count: int = 2) -> World:
    """Identical economies, one sector, no inputs: each spends 6 at home and 1 on each other one."""
    flow = np.ones((1, count, count)) + 5.0 * np.eye(count)
    codes = [f"R{n}" for n in range(count)]
    none = np.zeros((count, 1, 1))
    return World.from_flows(
        "twins",
        2000,
        codes,
        ["S"],
        flow,
        0 * flow,
        none,
        np.array([THETA]),
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )


@pytest.fixture(scope="module")
def small() -> Baseline:
    return Baseline.of(random_world(3))


@pytest.fixture(scope="module")
def embedded() -> Baseline:
    return Baseline.of(load_world())


# ---------------------------------------------------------------- worked by hand


def test_autarky_by_hand() -> None:
    """Two twins cut off from each other: W_hat = pi_nn^(1/theta), so E = -ln(6/7)/4 for both; leverage is one."""
    found = exposures(Baseline.of(twins()), "R0", ["R1"], ["both"])
    by_hand = -np.log(6 / 7) / THETA
    assert_allclose(found["exposure"].item(), by_hand, rtol=1e-9)
    assert_allclose(found["sender_cost"].item(), by_hand, rtol=1e-9)
    assert_allclose(found["loss"].item(), 7.0 * (1.0 - (6 / 7) ** 0.25), rtol=1e-9)
    assert_allclose(leverage(found)["leverage"].item(), 1.0, rtol=1e-9)
    assert_allclose(leverage(found)["asymmetry"].item(), 0.0, atol=1e-10)


def test_one_of_three_twins_by_hand() -> None:
    """Both who part lose 1 of 8: P = (7/8)^(-1/4) at equal wages; their wages fall alike."""
    found = exposures(Baseline.of(twins(3)), "R0", ["R1"], ["both"])
    assert_allclose(found["exposure"].item(), found["sender_cost"].item(), rtol=1e-8)
    assert found["exposure"].item() > -np.log(7 / 8) / THETA  # the third economy's goods get dearer too


def test_symmetric_economies_have_a_symmetric_matrix() -> None:
    matrix = exposure_matrix(Baseline.of(twins(4)))
    values = matrix["exposure"].values
    off = ~np.eye(4, dtype=bool)
    assert_allclose(values[off], values[0, 1], rtol=1e-8)
    assert reasons(variable(matrix, "exposure"))[("R2", "R2")] == say("indicators.itself")
    assert np.isnan(np.diag(values)).all()


# ---------------------------------------------------------------- limits and definitions


def test_power_with_no_trade_has_no_exposure() -> None:
    world = twins(3)
    flow = np.array(world.flow)
    flow[0, 0, 1] = flow[0, 1, 0] = 0.0
    apart = World.from_flows(
        "x",
        2000,
        world.regions,
        ["S"],
        flow,
        world.tariff,
        world.input_share,
        world.elasticity,
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    assert_allclose(exposure(Baseline.of(apart), "R0", "R1"), 0.0, atol=1e-9)


def test_the_matrix_holds_single_exposures(small) -> None:
    matrix = exposure_matrix(small)
    for n, m in (("R0", "R2"), ("R2", "R0"), ("R3", "R1")):
        single = exposures(small, n, [m], ["both"])
        for name in ("exposure", "sender_cost", "loss", "sender_loss"):
            assert_allclose(matrix[name].sel(economy=n, power=m), single[name].item(), rtol=1e-8)
    assert_allclose(matrix["sender_cost"].values, matrix["exposure"].values.T)
    assert matrix.attrs["worst_residual"] < 1e-9
    assert matrix.attrs["solves"] == 6


def test_one_side_seen_from_the_other(small) -> None:
    """n can't buy from m is m can't sell to n: the sender's cost of one side is the exposure of the other."""
    calls = []
    buys = exposure_matrix(small, "import", lambda done, total: calls.append((done, total)))
    sells = exposure_matrix(small, "export")
    assert_allclose(buys["sender_cost"].values, sells["exposure"].values.T, rtol=1e-7)
    assert calls[-1] == (12, 12)
    assert buys.attrs["meaning"] == "the economy cannot buy from the power"


def test_a_column_of_the_matrix(small) -> None:
    column, matrix = exposures_to(small, "R1"), exposure_matrix(small)
    assert_allclose(column["exposure"], matrix["exposure"].sel(power="R1"), rtol=1e-7)
    assert reasons(variable(column, "exposure")) == {("R1",): say("indicators.itself")}


def test_most_exposed_names_the_power(small) -> None:
    matrix = matrix_sheet(small)
    found, to = extremes(matrix)
    exposure, powers = matrix.columns["exposure"].values, matrix.columns["exposure"].coords["power"]
    assert to == [powers[m] for m in np.nan_to_num(exposure, nan=-1.0).argmax(axis=1)]
    assert_allclose(found.columns["largest_exposure"].values, np.nanmax(exposure, axis=1))
    assert_allclose(found.columns["reach"].values, np.nansum(matrix.columns["loss"].values, axis=0))


def test_threat_curve_ends_in_the_cut_off(small) -> None:
    curve = threat_curve(small, "R0", "R1")
    assert curve["threat"].values.tolist() == ["10%", "25%", "50%", "100%", "cut-off"]
    assert_allclose(curve["rate"].values, [0.1, 0.25, 0.5, 1.0, np.inf])
    ends = curve["exposure"].sel(threat="cut-off")
    assert_allclose(ends.sel(retaliation="without"), exposure(small, "R0", "R1", "export"), rtol=1e-8)
    assert_allclose(ends.sel(retaliation="with"), exposure(small, "R0", "R1", "both"), rtol=1e-8)
    none = threat_curve(small, "R0", "R1", [0.0])["exposure"].sel(threat="0%")
    assert_allclose(none, 0.0, atol=1e-9)


def test_a_huge_tariff_on_everything_is_the_cut_off(small) -> None:
    curve = threat_curve(small, "R0", "R1", [1e6])["exposure"]
    assert_allclose(curve.sel(threat="1e+08%"), curve.sel(threat="cut-off"), rtol=1e-4)


def test_tables_solved_together_share_their_threats_and_are_those_solved_alone(small, monkeypatch) -> None:
    """The cut-offs of a curve are those of the powers by side, and each is solved once."""
    counted: list[int] = []

    def counting(baseline, shocks, free):
        counted.append(len(shocks))
        return real_outcomes(baseline, shocks, free)

    monkeypatch.setattr("middlepower.indicators.exposure.real_outcomes", counting)
    tables = [exposure_table(small, "R0", ["R1", "R2"]), curve_table(small, "R0", "R1", [0.25])]
    sides, curve = (one.dataset() for one in tables_together(small, tables))
    assert counted == [8]  # two powers on three sides, and a tariff without and with an answer
    assert_allclose(sides["exposure"], exposures(small, "R0", ["R1", "R2"])["exposure"], rtol=0, atol=1e-9)
    assert_allclose(curve["exposure"], threat_curve(small, "R0", "R1", [0.25])["exposure"], rtol=0, atol=1e-9)
    assert float(curve["loss"][1, 1]) == float(sides["loss"].sel(power="R1", side="both"))


def test_threat_tariffs_spare_services() -> None:
    world = load_world()
    shock = ThreatAsked(0, (1,), "both", 0.25).after(Baseline.of(world))
    added = shock.tariff - world.tariff
    assert_allclose(added[-1], 0.0)
    assert_allclose(added[:-1, 1, 0], 0.25)
    assert_allclose(added[:-1, 0, 1], 0.25)
    assert_allclose(added[:, 2:, :], 0.0)
    assert_allclose(shock.trade_cost * (1 + world.tariff), 1 + shock.tariff)


def test_parts_of_an_exposure_add_up(small) -> None:
    parts = exposure_parts(small, "R0", "R1")
    assert_allclose(parts.sum(), exposure(small, "R0", "R1"), atol=1e-8)
    assert float(parts.sel(part="trade_costs")) > 0.0
    assert parts["part"].values.tolist()[-3:] == ["deficit", "rents", "employment"]


def test_leverage_is_missing_where_the_sender_gains(embedded) -> None:
    """A US tariff of 10% on Canada moves the terms of trade its way: the point stays, the ratio has no meaning."""
    curve = leverage(threat_curve(embedded, "CAN", "USA", [0.1]))
    cell = {"threat": "10%", "retaliation": "without"}
    assert float(curve["sender_cost"].sel(cell)) < 0.0
    assert np.isnan(curve["leverage"].sel(cell))
    assert reasons(variable(curve, "leverage"))[("10%", "without")] == say("indicators.power_gains")
    assert float(curve["exposure"].sel(cell)) > 0.0


# ---------------------------------------------------------------- groups, baselines, variants


def test_a_group_is_cut_as_one(embedded) -> None:
    world = embedded.world
    state = cut_off(embedded, "CAN", "EU")
    members = [world.region(code) for code in "DEU FRA ITA ESP NLD BEL IRL POL SWE DNK AUT CZE REU".split()]
    assert_allclose(state.flow[:, 0, members], 0.0)
    assert_allclose(state.flow[:, members, 0], 0.0)
    assert state.flow[:, 0, world.region("GBR")].sum() > 0.0
    found = exposures(embedded, "CAN", ["EU"], ["both"])
    theirs = embedded.money_loss(state)[members].sum()
    assert_allclose(found["sender_loss"].item(), theirs, rtol=1e-8)
    share = theirs / embedded.equilibrium.income[members].sum()
    assert_allclose(found["sender_cost"].item(), -np.log1p(-share), rtol=1e-7)
    column = exposures_to(embedded, "EU", "import")
    assert reasons(variable(column, "exposure"))[("DEU",)] == "a member of EU"
    assert float(column["exposure"].sel(economy="CHE")) == pytest.approx(float(column["exposure"].max()))


def test_exposure_is_measured_from_the_baseline(small) -> None:
    """After another shock: E is the exact ratio of two equilibria, both with that shock."""
    world = small.world
    shock = random_shock(world, 8)
    after = Baseline.of(world, shock)
    cut = np.zeros((4, 4), dtype=bool)
    cut[0, 1] = cut[1, 0] = True
    base, state = solved(world, shock), solved(world, replace(shock, cut=cut))
    by_hand = np.log(base.real_income_hat[0] / state.real_income_hat[0])
    assert_allclose(exposure(after, "R0", "R1"), by_hand, atol=1e-8)
    assert abs(by_hand - exposure(small, "R0", "R1")) > 1e-4


def test_rebasing_changes_nothing_but_the_benchmark(small) -> None:
    """An equilibrium recorded as a new world has the same exposures as the old world in that equilibrium."""
    shock = random_shock(small.world, 8)
    after = Baseline.of(small.world, shock, "world_gdp_share")
    again = Baseline.of(rebased_world(small.world, after.equilibrium, "after"))
    for side in ("import", "export", "both"):
        assert_allclose(exposure(again, "R0", "R1", side), exposure(after, "R0", "R1", side), atol=1e-8)


def test_settled_ties_and_a_short_run_threat(embedded) -> None:
    """The same horizon changes nothing; a shorter one makes every exposure larger (LeChatelier)."""
    same, soon = (recorded(embedded, Variant(embedded.world.elasticity_set, when)) for when in ("long", "first-year"))
    base = exposures(embedded, "CAN", ["USA", "CHN"])["exposure"]
    assert_allclose(exposures(same, "CAN", ["USA", "CHN"])["exposure"], base, atol=1e-7)
    assert (exposures(soon, "CAN", ["USA", "CHN"])["exposure"] > 2.0 * base).all()


def test_variants_of_the_embedded_world() -> None:
    world = load_world("icio2022", "FGO")
    assert variant_world(world, Variant("FGO", "long")) is world
    assert_allclose(variant_world(world, Variant("FGO", "first-year")).elasticity, 0.75)
    assert_allclose(variant_world(world, Variant("FGO", "first-year", theta=1.5)).elasticity, 1.5)
    assert variant_world(world, Variant("U4", "long")).elasticity_set == "U4"
    with pytest.raises(DataError, match="set U4 has no sector S0"):
        variant_world(random_world(1), Variant("U4", "long"))


def test_status_quo_of_january_2026_as_baseline() -> None:
    """Exposures to the United States from the tariffs of that day; a cut drops the quotas on flows that end."""
    there = threat_experiment(Settings(ranges=False)).main.baseline
    assert there.name == "status quo of 13 January 2026"
    assert "13 January 2026" in there.source
    found = exposures(there, "CAN", ["USA", "CHN"])
    assert found.attrs["worst_residual"] < 1e-9
    assert float(found["exposure"].min()) > 0.0
    everyone = np.ones((49, 49), dtype=bool)
    assert with_cut(there.shock, everyone).quotas == ()


# ---------------------------------------------------------------- tariffs on quota flows


def test_extra_tariff_on_a_slack_quota_is_a_plain_tariff() -> None:
    """A quota that never binds taxes nothing: with and without its line, the extra tariff does the same."""
    world = random_world(3)
    at = (1, 2, 0)
    t = float(world.tariff[at])
    line = quota_on_rest_unchanged(at, QuotaPart("p", 0.4, t, t, 2.0), 1e6, 5.0)
    added = np.zeros_like(world.tariff)
    added[:, 2, 0] = 0.3
    plain = with_tariff(no_change(world.tariff), added)
    quota = with_tariff(Shock(np.ones_like(world.tariff), world.tariff, quotas=(line,)), added)
    assert_allclose(solved(world, quota).real_income_hat, solved(world, plain).real_income_hat, atol=1e-9)
    assert quota.quotas[0].parts[0].log_premium_max == pytest.approx(line.parts[0].log_premium_max)


# ---------------------------------------------------------------- what can't be asked


@pytest.mark.parametrize(
    ("name", "power", "error", "text"),
    [
        ("CAN", "CAN", ScenarioError, "economy itself"),
        ("DEU", "EU", ScenarioError, "contains DEU itself"),
        ("FIN", "USA", UnknownNameError, "FIN is part of REU in this world; use REU"),
        ("CAN", "FIN", UnknownNameError, "FIN is part of REU in this world; use REU"),
        ("EU", "USA", UnknownNameError, "group of 13 economies"),
        ("CAN", "CNH", UnknownNameError, "did you mean `CHN`"),
    ],
)
def test_impossible_pairs(embedded, name: str, power, error, text) -> None:
    with pytest.raises(error, match=text):
        exposures(embedded, name, [power])


def test_unknown_side(small) -> None:
    with pytest.raises(UnknownNameError, match="unknown side `imports`: did you mean `import`"):
        exposure(small, "R0", "R1", "imports")


def test_members_of_an_aggregated_world() -> None:
    merged = random_world(3).aggregate(regions={"R2": "REST", "R3": "REST"})
    with pytest.raises(UnknownNameError, match="R3 is part of REST in this world; use REST"):
        exposure(Baseline.of(merged), "R0", "R3")


def test_no_equilibrium_is_missing_with_the_reason() -> None:
    """A buys T only from B: the cut leaves it without. Codes stand in the reason; the residual is missing too."""
    flow = np.array([[[6.0, 2.0], [2.0, 6.0]], [[0.0, 3.0], [0.0, 3.0]]])
    world = World.from_flows(
        "x",
        2000,
        "AB",
        ["S", "T"],
        flow,
        0 * flow,
        np.zeros((2, 2, 2)),
        np.array([4.0, 2.0]),
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    found = exposures(Baseline.of(world), "A", ["B"], ["import"])
    assert np.isnan(found["exposure"].item())
    assert np.isnan(found.attrs["worst_residual"])
    assert reasons(variable(found, "loss"))[("B", "import")] == "the cut-off leaves A without any supplier of T"
    assert "without any supplier" in reasons(variable(leverage(found), "leverage"))[("B", "import")]


# ---------------------------------------------------------------- power index


def test_power_index_by_hand() -> None:
    """A spends 1 of 10 on B at theta 2, B 2 of 8 on A: 0.05 - 0.125."""
    flow = np.array([[[9.0, 1.0], [2.0, 6.0]]])
    world = World.from_flows(
        "x",
        2000,
        "AB",
        ["S"],
        flow,
        0 * flow,
        np.zeros((2, 1, 1)),
        np.array([2.0]),
        elasticity_set="x",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    assert_allclose(power_index(world).values, [[0.0, 0.05 - 0.125], [0.125 - 0.05, 0.0]])
