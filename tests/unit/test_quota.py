"""Tariff-rate quotas: slack, binding, over quota; who gets the rent; each case against a plain tariff or export tax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy.optimize import root

from middlepower.errors import ScenarioError
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.quota import bundles, fills, quota_table, volumes, wanted_premium
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock, no_change
from middlepower.world.world import World
from worlds import quota_on_rest_unchanged, random_world, solved

Array = NDArray[np.float64]
AT = (1, 2, 0)  # sector, importer, exporter
ETA = 5.0
IN_QUOTA, OVER_QUOTA = 0.1, 1.0
ROUNDING = 1e-9


@dataclass(frozen=True)
class Case:
    """A flow of which `share` is under a quota; the benchmark rate of every part is the flow's own."""

    world: World
    share: float = 0.3

    @property
    def rate(self) -> float:
        return float(self.world.tariff[AT])

    def line(self, volume: float, rent_to: str = "exporter", at: tuple[int, int, int] = AT) -> QuotaLine:
        rate = float(self.world.tariff[at])
        cars = QuotaPart("cars", self.share, rate, IN_QUOTA, OVER_QUOTA)
        return quota_on_rest_unchanged(at, cars, volume, ETA, rent_to)

    def quota(self, volume: float, rent_to: str = "exporter") -> Equilibrium:
        shock = replace(no_change(self.world.tariff), quotas=(self.line(volume, rent_to),))
        return solved(self.world, shock)

    def plain(self, rate: float) -> Equilibrium:
        """The equilibrium with a plain tariff on the line."""
        rest, cars = 1.0 - self.share, self.share * ((1.0 + rate) / (1.0 + self.rate)) ** (1.0 - ETA)
        net = (cars / (1.0 + rate) + rest / (1.0 + self.rate)) / (cars + rest)
        shock = no_change(self.world.tariff.copy())
        shock.trade_cost[AT] = (cars + rest) ** (1.0 / (1.0 - ETA))
        shock.tariff[AT] = 1.0 / net - 1.0
        return solved(self.world, shock)

    def line_receipts(self, found: Equilibrium, rate: float) -> float:
        """Producers' receipts on the line when its full wedge is `rate`, from the flow by hand."""
        cars = self.share * ((1.0 + rate) / (1.0 + self.rate)) ** (1.0 - ETA)
        spent = found.pi[AT] * found.X[1, 2] * cars / (cars + 1.0 - self.share)
        return float(spent / (1.0 + rate))

    def volume(self, found: Equilibrium, rate: float) -> float:
        """Volume of the line over its benchmark volume, by hand."""
        before = self.world.flow[AT] * (1.0 + self.rate) * self.share / (1.0 + self.rate)
        return self.line_receipts(found, rate) / float(found.c_hat[1, 0]) / before


@pytest.fixture(scope="module")
def case() -> Case:
    return Case(random_world(11))


@pytest.fixture(scope="module")
def limits(case) -> tuple[float, float]:
    """Volumes at the over-quota and the in-quota tariff: between them a quota binds."""
    return case.volume(case.plain(OVER_QUOTA), OVER_QUOTA), case.volume(case.plain(IN_QUOTA), IN_QUOTA)


def test_slack_quota_is_the_in_quota_tariff(case, limits) -> None:
    found, plain = case.quota(1.01 * limits[1]), case.plain(IN_QUOTA)
    assert_allclose(found.real_income_hat, plain.real_income_hat, rtol=ROUNDING)
    assert_allclose(found.flow, plain.flow, rtol=1e-8)
    outcome = found.quotas[0]
    assert (outcome.status, outcome.premium, outcome.rent) == ("slack", 0.0, 0.0)
    assert outcome.fill == pytest.approx(1 / 1.01, rel=1e-8)
    assert_allclose(found.received, 0.0)


def test_tiny_quota_is_the_over_quota_tariff_but_for_the_rent(case, limits) -> None:
    """The importer keeps the rent: then not even revenue differs from a plain over-quota tariff."""
    found, plain = case.quota(0.3 * limits[0], "importer"), case.plain(OVER_QUOTA)
    assert_allclose(found.real_income_hat, plain.real_income_hat, rtol=ROUNDING)
    assert_allclose(found.tariff_revenue, plain.tariff_revenue, rtol=1e-8, atol=1e-8)
    outcome = found.quotas[0]
    assert outcome.status == "over quota"
    assert outcome.premium == pytest.approx((1.0 + OVER_QUOTA) / (1.0 + IN_QUOTA) - 1.0, rel=1e-9)
    assert outcome.fill == pytest.approx(1.0 / 0.3, rel=1e-6)


def test_premiums_are_found_by_what_names_a_quota_and_none_where_there_is_no_such_quota(case, limits) -> None:
    found = case.quota(0.3 * limits[0])
    outcome = found.quotas[0]
    assert len(found.quotas) == 1
    assert list(found.quotas) == [outcome]
    measure, product, flow = outcome.line.key
    premium, fill = found.quotas.found([("another", product, flow), outcome.line.key, (measure, "another", flow)])
    assert_allclose(premium, [0.0, outcome.premium, 0.0])
    assert_allclose(fill, [np.nan, outcome.fill, np.nan])


def test_tiny_quota_pays_rent_on_the_in_quota_part_only(case, limits) -> None:
    found = case.quota(0.3 * limits[0])
    outcome = found.quotas[0]
    receipts = case.line_receipts(found, OVER_QUOTA)
    in_quota = receipts / outcome.fill
    rent = outcome.premium * in_quota
    assert outcome.rent == pytest.approx(rent, rel=1e-8)
    assert_allclose(found.received, [rent, 0, 0, 0], rtol=1e-8)
    assert_allclose(found.paid, [0, 0, rent, 0], rtol=1e-8)
    # What the importer's treasury keeps: t_in on the in-quota invoice (rent included), t_out beyond, the rest's tariff.
    rest = found.flow[AT] - receipts
    mine = IN_QUOTA * (in_quota + rent) + OVER_QUOTA * (receipts - in_quota) + case.rate * rest
    others = sum(
        case.world.tariff[k, 2, i] * found.flow[k, 2, i] for k in range(3) for i in range(4) if (k, 2, i) != AT
    )
    assert found.tariff_revenue[2] == pytest.approx(mine + others, rel=1e-9)


@pytest.mark.parametrize("rent_to", ["exporter", "importer"])
def test_binding_quota_is_filled_exactly(case, limits, rent_to) -> None:
    low, high = limits
    quota = 0.5 * (low + high)
    found = case.quota(quota, rent_to)
    outcome = found.quotas[0]
    assert outcome.status == "binding"
    assert 0.0 < outcome.premium < (1.0 + OVER_QUOTA) / (1.0 + IN_QUOTA) - 1.0
    wedge = (1.0 + IN_QUOTA) * (1.0 + outcome.premium) - 1.0
    assert case.volume(found, wedge) == pytest.approx(quota, rel=1e-8)
    assert outcome.fill == pytest.approx(1.0, abs=1e-8)
    assert outcome.rent == pytest.approx(outcome.premium * case.line_receipts(found, wedge), rel=1e-8)


def test_binding_quota_with_rent_at_home_is_a_tariff_of_the_same_wedge(case, limits) -> None:
    found = case.quota(0.5 * sum(limits), "importer")
    wedge = (1.0 + IN_QUOTA) * (1.0 + found.quotas[0].premium) - 1.0
    assert_allclose(found.real_income_hat, case.plain(wedge).real_income_hat, rtol=1e-8)
    assert_allclose(found.received, 0.0)


def test_binding_quota_with_rent_abroad_is_an_export_tax() -> None:
    """A quota on the whole flow: the exporter's rent is the revenue of an export tax equal to the premium."""
    case = Case(random_world(11), share=1.0)
    found = case.quota(0.6)
    assert found.quotas[0].status == "binding"
    tax = np.zeros_like(case.world.tariff)
    tax[AT] = found.quotas[0].premium
    shock = no_change(case.world.tariff.copy())
    shock.tariff[AT] = IN_QUOTA
    shock.trade_cost[AT] = (1.0 + IN_QUOTA) * (1.0 + tax[AT]) / (1.0 + case.rate)
    taxed = solved(case.world, replace(shock, export_tax=tax))
    assert_allclose(found.real_income_hat, taxed.real_income_hat, rtol=1e-8)
    assert_allclose(found.flow, taxed.flow, rtol=1e-7)


def test_incomes_add_up(case, limits) -> None:
    found = case.quota(0.5 * sum(limits))
    world_income = found.value_added.sum() + found.tariff_revenue.sum() + found.quotas[0].rent
    assert found.income.sum() == pytest.approx(world_income, rel=1e-10)
    exports, imports = found.flow.sum(axis=(0, 1)), found.flow.sum(axis=(0, 2))
    rent = np.array([1.0, 0.0, -1.0, 0.0]) * found.quotas[0].rent
    assert_allclose(exports - imports + found.D + rent, 0.0, atol=1e-9 * found.income.sum())


def test_larger_quota_smaller_premium(case, limits) -> None:
    low, high = limits
    volumes = np.linspace(0.9 * low, 1.05 * high, 7)
    premiums = [case.quota(v).quotas[0].premium for v in volumes]
    assert premiums[0] > premiums[-1] == 0.0
    assert all(a >= b for a, b in pairwise(premiums))
    assert all(a > b for a, b in pairwise(premiums[1:-1]))


def test_rent_raises_the_exporters_income(case, limits) -> None:
    quota = 0.5 * sum(limits)
    abroad, home = case.quota(quota), case.quota(quota, "importer")
    assert abroad.real_income_hat[0] > home.real_income_hat[0]
    assert abroad.real_income_hat[2] < home.real_income_hat[2]
    assert abroad.real_income_hat[0] > case.plain(OVER_QUOTA).real_income_hat[0]


@pytest.mark.parametrize("seed", range(6))
def test_complementarity_of_several_quotas(seed: int) -> None:
    """Each premium lies between zero and its cap; positive only when filled, below the cap only when not exceeded."""
    world = random_world(seed)
    case = Case(world, share=0.4)
    draw = np.random.default_rng(seed)
    flows = [(k, n, i) for k in range(3) for n in range(4) for i in range(4) if n != i]
    chosen = [flows[at] for at in draw.choice(len(flows), 8, replace=False)]
    volumes, owners = draw.uniform(0.01, 2.0, 8), draw.choice(["exporter", "importer"], 8)
    lines = tuple(case.line(*terms) for terms in zip(volumes, owners, chosen, strict=True))
    found = solved(world, replace(no_change(world.tariff), quotas=lines))
    cap = (1.0 + OVER_QUOTA) / (1.0 + IN_QUOTA) - 1.0
    for outcome in found.quotas:
        assert -1e-12 <= outcome.premium <= cap * (1 + 1e-12)
        assert outcome.premium < 1e-9 or outcome.fill > 1.0 - 1e-8
        assert outcome.premium > cap * (1 - 1e-9) or outcome.fill < 1.0 + 1e-8
    assert found.report.residual < 1e-10


def test_a_change_of_nothing_else_follows_the_quota() -> None:
    """A quota as large as the benchmark flow at the benchmark rate is no change."""
    world = random_world(3)
    case = Case(world)
    cars = QuotaPart("cars", case.share, case.rate, case.rate, case.rate + 1.0)
    line = quota_on_rest_unchanged(AT, cars, 1.0 + 1e-9, ETA)
    found = solved(world, Shock(np.ones_like(world.tariff), world.tariff, quotas=(line,)))
    assert_allclose(found.real_income_hat, 1.0, atol=1e-8)


# ---------------------------------------------------------------- several quotas on one flow


def parts_with_premiums(parts: Sequence[QuotaPart], premiums: Sequence[float], rate: float) -> tuple[Array, Array]:
    """(share, tax factor after) of the parts and of the flow's rest, which pays `rate`; by hand."""
    caps = [(1.0 + part.rate_over_quota) / (1.0 + part.rate_in_quota) - 1.0 for part in parts]
    pays = [(1.0 + p.rate_in_quota) * (1.0 + min(r, cap)) for p, r, cap in zip(parts, premiums, caps, strict=True)]
    rest = 1.0 - sum(part.share for part in parts)
    return np.array([*(part.share for part in parts), rest]), np.array([*pays, 1.0 + rate])


def under_premiums(world: World, parts: Sequence[QuotaPart], premiums: Sequence[float]) -> tuple[Equilibrium, Array]:
    """The equilibrium when the parts of flow AT pay fixed premiums as tariffs, and the parts' volumes over before.

    No quota is solved for: plain tariffs on a bundle, composed by hand.
    """
    rate = float(world.tariff[AT])
    share, factor = parts_with_premiums(parts, premiums, rate)
    before = np.array([*(1.0 + part.rate_before for part in parts), 1.0 + rate])
    weight = share * (factor / before) ** (1.0 - ETA)
    shock = no_change(world.tariff.copy())
    shock.trade_cost[AT] = weight.sum() ** (1.0 / (1.0 - ETA))
    shock.tariff[AT] = weight.sum() / (weight / factor).sum() - 1.0
    found = solved(world, shock)
    spent = found.pi[AT] * found.X[AT[0], AT[1]] * weight / weight.sum()
    was = world.trade_share[AT] * world.spending[AT[0], AT[1]] * share / before
    return found, (spent / factor / found.c_hat[AT[0], AT[2]] / was)[: len(parts)]


def quotas_on(world: World, groups: Sequence[Sequence[QuotaPart]], volumes: Sequence[float], rent_to: str) -> Shock:
    """Quotas on flow AT, each on a group of parts; the rest of the flow pays what it paid."""
    rate = float(world.tariff[AT])
    rest = 1.0 - sum(part.share for group in groups for part in group)
    lines = tuple(
        QuotaLine(f"M{q}", *AT, tuple(group), volume, ETA, rest, rest / (1.0 + rate), rent_to)
        for q, (group, volume) in enumerate(zip(groups, volumes, strict=True))
    )
    return replace(no_change(world.tariff), quotas=lines)


WORLD = random_world(11)
RATE = float(WORLD.tariff[AT])
CARS, TRUCKS = QuotaPart("cars", 0.3, RATE, 0.05, 1.5), QuotaPart("trucks", 0.5, RATE, 0.2, 0.9)


def test_two_quotas_on_one_flow_bind_together_as_brute_force_finds() -> None:
    """Rents at home: the premiums are tariffs. A root finder on plain tariffs finds the same two premiums."""
    low, high = under_premiums(WORLD, (CARS, TRUCKS), (1.0, 0.5))[1], under_premiums(WORLD, (CARS, TRUCKS), (0, 0))[1]
    volumes = 0.5 * (low + high)

    def misses(log_premiums: Array) -> Array:
        return np.log(under_premiums(WORLD, (CARS, TRUCKS), np.expm1(log_premiums))[1] / volumes)

    brute = np.expm1(root(misses, np.array([0.2, 0.1]), tol=1e-11).x)
    found = solved(WORLD, quotas_on(WORLD, ((CARS,), (TRUCKS,)), volumes, "importer"))
    assert [quota.status for quota in found.quotas] == ["binding", "binding"]
    assert_allclose([quota.premium for quota in found.quotas], brute, rtol=1e-7)
    assert_allclose([quota.fill for quota in found.quotas], 1.0, atol=1e-8)
    plain, _ = under_premiums(WORLD, (CARS, TRUCKS), brute)
    assert_allclose(found.real_income_hat, plain.real_income_hat, rtol=1e-8)


def test_the_order_of_two_quotas_does_not_matter() -> None:
    one = solved(WORLD, quotas_on(WORLD, ((CARS,), (TRUCKS,)), (0.2, 0.7), "exporter"))
    two = solved(WORLD, quotas_on(WORLD, ((TRUCKS,), (CARS,)), (0.7, 0.2), "exporter"))
    assert_allclose(one.real_income_hat, two.real_income_hat, rtol=1e-10)
    for here, there in zip(one.quotas, reversed(two.quotas), strict=True):
        assert here.premium == pytest.approx(there.premium, rel=1e-8)
        assert here.rent == pytest.approx(there.rent, rel=1e-8)
    assert one.received[AT[2]] == pytest.approx(sum(quota.rent for quota in one.quotas), rel=1e-9)
    border = one.pi[AT] * one.X[AT[0], AT[1]]
    assert one.foreign_share[AT] * border == pytest.approx(one.received[AT[2]], rel=1e-9)


def test_a_second_quota_that_never_binds_changes_nothing() -> None:
    """Trucks without limit at their in-quota rate: as if only that rate stood there."""
    both = solved(WORLD, quotas_on(WORLD, ((CARS,), (TRUCKS,)), (0.3, 1e6), "exporter"))
    weight = TRUCKS.share * ((1.0 + TRUCKS.rate_in_quota) / (1.0 + RATE)) ** (1.0 - ETA)
    rest = 1.0 - CARS.share - TRUCKS.share
    net = weight / (1.0 + TRUCKS.rate_in_quota) + rest / (1.0 + RATE)
    line = QuotaLine("M", *AT, (CARS,), 0.3, ETA, rest + weight, net, "exporter")
    alone = solved(WORLD, replace(no_change(WORLD.tariff), quotas=(line,)))
    assert both.quotas[1].status == "slack"
    assert_allclose(both.real_income_hat, alone.real_income_hat, rtol=1e-10)
    assert both.quotas[0].premium == pytest.approx(alone.quotas[0].premium, rel=1e-8)


def test_a_quota_that_binds_pushes_buyers_into_the_other() -> None:
    """With a quota on cars the trucks' premium is higher than without: they are substitutes, eta above theta + 1."""
    flexible = random_world(11, theta=(1.0, 2.0))
    both = solved(flexible, quotas_on(flexible, ((CARS,), (TRUCKS,)), (0.1, 0.8), "importer"))
    alone = solved(flexible, quotas_on(flexible, ((CARS,), (TRUCKS,)), (1e6, 0.8), "importer"))
    assert both.quotas[1].premium > alone.quotas[1].premium * 1.01


def test_one_quota_on_two_parts_alike_is_a_quota_on_their_sum() -> None:
    """A quota on a sector whose named products pay the same is the quota on the whole."""
    halves = tuple(QuotaPart(name, 0.2, RATE, IN_QUOTA, OVER_QUOTA) for name in ("ev", "rest"))
    whole = (QuotaPart("all", 0.4, RATE, IN_QUOTA, OVER_QUOTA),)
    for volume in (0.05, 0.4, 5.0):
        cut, one = (solved(WORLD, quotas_on(WORLD, (group,), (volume,), "exporter")) for group in (halves, whole))
        assert cut.quotas[0].status == one.quotas[0].status
        assert cut.quotas[0].premium == pytest.approx(one.quotas[0].premium, rel=1e-8, abs=1e-12)
        assert cut.quotas[0].rent == pytest.approx(one.quotas[0].rent, rel=1e-8, abs=1e-9)
        assert_allclose(cut.real_income_hat, one.real_income_hat, rtol=1e-10)


@pytest.mark.parametrize("volume", np.geomspace(0.002, 1.2, 9))
def test_one_quota_on_parts_that_pay_differently_has_one_premium(volume: float) -> None:
    """Its licences go where they save most; brute force finds the premium at which they are wanted for the quota.

    The electric car, taxed at 110% besides, saves at most a quarter by a licence, the rest up to 40%: as the quota
    shrinks, the cars first go without licences.
    """
    parts = (QuotaPart("ev", 0.3, RATE, 1.1, 1.6), QuotaPart("rest", 0.4, RATE, 0.1, 0.6))
    weight = np.array([part.share for part in parts]) / sum(part.share for part in parts)
    caps = np.array([1.0 + part.rate_over_quota for part in parts]) / np.array([2.1, 1.1]) - 1.0

    def wanted(premium: float, licensed: Array) -> float:
        return float((under_premiums(WORLD, parts, (premium, premium))[1] * weight * licensed).sum())

    found = solved(WORLD, quotas_on(WORLD, (parts,), (volume,), "importer"))
    (quota,) = found.quotas
    least = wanted(quota.premium, caps > quota.premium + 1e-8)
    most = wanted(quota.premium, caps > quota.premium - 1e-8)
    assert 0.0 <= quota.premium <= caps.max() * (1.0 + 1e-9)
    assert quota.premium < 1e-9 or most >= volume * (1.0 - 1e-7)
    assert quota.premium > caps.max() * (1.0 - 1e-9) or least <= volume * (1.0 + 1e-7)
    plain, _ = under_premiums(WORLD, parts, (quota.premium, quota.premium))
    assert_allclose(found.real_income_hat, plain.real_income_hat, rtol=1e-8)
    assert found.report.residual < 1e-10


def test_the_premium_of_a_shared_quota_falls_with_its_volume_and_rests_at_the_lower_cap() -> None:
    parts = (QuotaPart("ev", 0.3, RATE, 1.1, 1.6), QuotaPart("rest", 0.4, RATE, 0.1, 0.6))
    volumes = np.sort(np.concatenate([np.linspace(0.02, 1.6, 20), np.linspace(0.28, 0.36, 41)]))
    found = [solved(WORLD, quotas_on(WORLD, (parts,), (volume,), "exporter")) for volume in volumes]
    premiums = np.array([one.quotas[0].premium for one in found])
    lower, upper = 2.6 / 2.1 - 1.0, 1.6 / 1.1 - 1.0
    assert (np.diff(premiums) <= 1e-9).all()
    assert premiums[0] == pytest.approx(upper, rel=1e-9)
    assert premiums[-1] == 0.0
    assert (np.abs(premiums - lower) < 1e-9).sum() >= 1
    assert ((premiums > lower + 1e-6) & (premiums < upper - 1e-6)).any()


@pytest.mark.parametrize("seed", range(8))
def test_complementarity_of_quotas_that_share_flows(seed: int) -> None:
    """Three quotas on one flow, all else random: each premium is zero, or its quota is filled, or it is at its cap."""
    world = random_world(seed, theta=(1.0, 15.0))
    draw = np.random.default_rng(seed)
    rate = float(world.tariff[AT])
    share = 0.95 * draw.dirichlet(np.ones(4))[:3]
    parts = [QuotaPart(f"p{p}", float(share[p]), rate, *sorted(draw.uniform(0.0, 2.0, 2))) for p in range(3)]
    shock = quotas_on(
        world, [(part,) for part in parts], draw.uniform(0.01, 1.5, 3), str(draw.choice(["exporter", "importer"]))
    )
    found = solved(world, shock)
    assert found.report.residual < 1e-10
    for outcome, part in zip(found.quotas, parts, strict=True):
        cap = float(np.expm1(part.log_premium_max))
        assert -1e-12 <= outcome.premium <= cap * (1 + 1e-12)
        assert outcome.premium < 1e-9 or outcome.fill > 1.0 - 1e-8
        assert outcome.premium > cap * (1 - 1e-9) or outcome.fill < 1.0 + 1e-8


def test_quotas_that_disagree_on_the_rest_of_their_flow_are_refused() -> None:
    shock = quotas_on(WORLD, ((CARS,), (TRUCKS,)), (0.2, 0.7), "exporter")
    odd = replace(shock.quotas[1], other_cost=0.5)
    with pytest.raises(ScenarioError, match="`M0` and `M1` disagree on the rest of the flow"):
        solved(WORLD, replace(shock, quotas=(shock.quotas[0], odd)))


@pytest.mark.parametrize(("eta", "theta"), [(8.0, 0.5), (1.2, 12.0), (5.0, 4.0)])
def test_plain_steps_fill_two_quotas_on_one_flow(eta: float, theta: float) -> None:
    """Without any mixing: steps are long enough to get there and too short to overshoot, whatever the elasticities."""
    parts = (QuotaPart("cars", 0.5, 0.0, 0.0, 9.0), QuotaPart("trucks", 0.5, 0.0, 0.0, 9.0))
    lines = tuple(QuotaLine(part.product, *AT, (part,), 0.6, eta, 0.0, 0.0) for part in parts)
    bench = benchmark_of(WORLD)
    table = quota_table(lines, bench, None)
    thetas, unchanged = np.full(3, theta), np.zeros_like(bench.alpha)
    spent = bench.pi[AT] * bench.X[AT[0], AT[1]]
    premium = np.array([0.0, 1.0])
    for _ in range(300):
        bundle = bundles(table, premium)
        volume = volumes(table, bundle, spent * bundle.cost**-theta, unchanged)
        premium = wanted_premium(table, premium, bundle, volume, thetas)
    assert_allclose(fills(table, volume), 1.0, atol=1e-6)
