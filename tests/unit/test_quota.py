"""Tariff-rate quotas: slack, binding, over quota; who gets the rent; each case against a plain tariff or export tax."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock, no_change
from middlepower.world.world import World
from worlds import quota_on_rest_unchanged, random_world, solved

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


def test_slack_quota_is_the_in_quota_tariff(case, limits):
    found, plain = case.quota(1.01 * limits[1]), case.plain(IN_QUOTA)
    assert_allclose(found.real_income_hat, plain.real_income_hat, rtol=ROUNDING)
    assert_allclose(found.flow, plain.flow, rtol=1e-8)
    outcome = found.quotas[0]
    assert (outcome.status, outcome.premium, outcome.rent) == ("slack", 0.0, 0.0)
    assert outcome.fill == pytest.approx(1 / 1.01, rel=1e-8)
    assert_allclose(found.received, 0.0)


def test_tiny_quota_is_the_over_quota_tariff_but_for_the_rent(case, limits):
    """The importer keeps the rent: then not even revenue differs from a plain over-quota tariff."""
    found, plain = case.quota(0.3 * limits[0], "importer"), case.plain(OVER_QUOTA)
    assert_allclose(found.real_income_hat, plain.real_income_hat, rtol=ROUNDING)
    assert_allclose(found.tariff_revenue, plain.tariff_revenue, rtol=1e-8, atol=1e-8)
    outcome = found.quotas[0]
    assert outcome.status == "over quota"
    assert outcome.premium == pytest.approx((1.0 + OVER_QUOTA) / (1.0 + IN_QUOTA) - 1.0, rel=1e-9)
    assert outcome.fill == pytest.approx(1.0 / 0.3, rel=1e-6)


def test_tiny_quota_pays_rent_on_the_in_quota_part_only(case, limits):
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
def test_binding_quota_is_filled_exactly(case, limits, rent_to):
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


def test_binding_quota_with_rent_at_home_is_a_tariff_of_the_same_wedge(case, limits):
    found = case.quota(0.5 * sum(limits), "importer")
    wedge = (1.0 + IN_QUOTA) * (1.0 + found.quotas[0].premium) - 1.0
    assert_allclose(found.real_income_hat, case.plain(wedge).real_income_hat, rtol=1e-8)
    assert_allclose(found.received, 0.0)


def test_binding_quota_with_rent_abroad_is_an_export_tax():
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


def test_incomes_add_up(case, limits):
    found = case.quota(0.5 * sum(limits))
    world_income = found.value_added.sum() + found.tariff_revenue.sum() + found.quotas[0].rent
    assert found.income.sum() == pytest.approx(world_income, rel=1e-10)
    exports, imports = found.flow.sum(axis=(0, 1)), found.flow.sum(axis=(0, 2))
    rent = np.array([1.0, 0.0, -1.0, 0.0]) * found.quotas[0].rent
    assert_allclose(exports - imports + found.D + rent, 0.0, atol=1e-9 * found.income.sum())


def test_larger_quota_smaller_premium(case, limits):
    low, high = limits
    volumes = np.linspace(0.9 * low, 1.05 * high, 7)
    premiums = [case.quota(v).quotas[0].premium for v in volumes]
    assert premiums[0] > premiums[-1] == 0.0
    assert all(a >= b for a, b in pairwise(premiums))
    assert all(a > b for a, b in pairwise(premiums[1:-1]))


def test_rent_raises_the_exporters_income(case, limits):
    quota = 0.5 * sum(limits)
    abroad, home = case.quota(quota), case.quota(quota, "importer")
    assert abroad.real_income_hat[0] > home.real_income_hat[0]
    assert abroad.real_income_hat[2] < home.real_income_hat[2]
    assert abroad.real_income_hat[0] > case.plain(OVER_QUOTA).real_income_hat[0]


@pytest.mark.parametrize("seed", range(6))
def test_complementarity_of_several_quotas(seed):
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


def test_a_change_of_nothing_else_follows_the_quota():
    """A quota as large as the benchmark flow at the benchmark rate is no change."""
    world = random_world(3)
    case = Case(world)
    cars = QuotaPart("cars", case.share, case.rate, case.rate, case.rate + 1.0)
    line = quota_on_rest_unchanged(AT, cars, 1.0 + 1e-9, ETA)
    found = solved(world, Shock(np.ones_like(world.tariff), world.tariff, quotas=(line,)))
    assert_allclose(found.real_income_hat, 1.0, atol=1e-8)
