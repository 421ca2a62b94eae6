"""Products at a solved equilibrium: the parts of a flow make up the flow, by hand and in the embedded world."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.document.run_products import baseline_parts, products_of
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.question import BASELINE
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.indicators.part_volumes import GoodsUnderLaw
from middlepower.indicators.parts import PartsSold, parts_sold
from middlepower.policy.bundles import Part
from middlepower.policy.duty import Duty
from middlepower.policy.flows import TaxedFlows
from middlepower.scenario.compile import shock_of
from middlepower.scenario.entries import TariffChange
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import State
from middlepower.scenario.shock import no_change
from worlds import random_world, solved

ETA = 5.0
WORLD = random_world(11, regions=3, sectors=2)
CELL = (1, 0, 2)
EV = ("C29", "CHN", "CAN", "ev")


def flows(after: tuple[float, ...], labels: tuple[str, ...] = ("seed", "oil", "rest")) -> TaxedFlows:
    """One flow of three parts, shares 0.2, 0.3 and 0.5, that paid the world's tariff alike."""
    before = np.full(3, 1.0 + WORLD.tariff[CELL])
    share = np.array([0.2, 0.3, 0.5])
    cell, first = np.array([CELL]).T, np.array([0])
    rows = zip(labels, share.tolist(), strict=True)
    parts = [Part(name, s, 0, 0, 0, () if name == "rest" else (name,), 0, 1, 0, Duty()) for name, s in rows]
    return TaxedFlows(
        cell, first, share, before, np.array(after), before, np.zeros(3), (), tuple(parts), (frozenset(),)
    )


def sold(after: tuple[float, ...], labels: tuple[str, ...] = ("seed", "oil", "rest")) -> PartsSold:
    """The parts at the equilibrium of these rates."""
    taxed = flows(after, labels)
    return parts_sold(taxed, solved(WORLD, shock_of(WORLD, State(title="taxed"), taxed, ETA)), ETA)


def test_parts_by_hand() -> None:
    """Shares of spending by s (f'/f)^(1 - eta), values at the border by 1 / f', volumes by 1 / c."""
    rate = 1.0 + float(WORLD.tariff[CELL])
    found = sold((2.0 * rate, rate, rate))
    k, n, i = CELL
    spent = found.equilibrium.pi[CELL] * found.equilibrium.X[k, n]
    weight = np.array([0.2 * 2.0**-4, 0.3, 0.5])
    seed, oil = (found.sold(CELL, name, share) for name, share in (("seed", 0.2), ("oil", 0.3)))
    assert seed is not None
    assert oil is not None
    assert seed.value == pytest.approx(spent * weight[0] / weight.sum() / (2.0 * rate))
    assert oil.value == pytest.approx(spent * weight[1] / weight.sum() / rate)
    assert seed.volume == pytest.approx(seed.value / found.equilibrium.c_hat[k, i])
    assert seed.paid / oil.paid == pytest.approx(2.0)
    assert seed.duty == pytest.approx(2.0 * rate - 1.0)
    assert seed.received == oil.received == pytest.approx(found.equilibrium.c_hat[k, i])
    assert np.isnan(seed.fill)
    relative = (seed.volume / oil.volume) / (0.2 / 0.3)
    assert relative == pytest.approx(2.0**-ETA), "demand of elasticity eta"


def test_a_product_that_no_law_names_moves_with_the_rest_of_its_flow() -> None:
    rate = 1.0 + float(WORLD.tariff[CELL])
    named = sold((2.0 * rate, rate, rate))
    unnamed = sold((2.0 * rate, rate, rate), ("seed", "rest", "rest"))
    assert unnamed.share_of(CELL, "oil") is None
    found, wanted = unnamed.sold(CELL, "oil", 0.3), named.sold(CELL, "oil", 0.3)
    assert found is not None
    assert wanted is not None
    for name in ("value", "volume", "duty", "received", "paid"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name)), name
    assert unnamed.sold(CELL, "oil", 0.9) is None, "more than the rest: its goods overlap with `seed`"


def test_a_product_of_an_untaxed_flow_is_a_share_of_it() -> None:
    found = sold((1.5, 1.5, 1.5))
    other = (0, 1, 2)
    product = found.sold(other, "seed", 0.25)
    assert product is not None
    assert product.value == pytest.approx(0.25 * found.equilibrium.flow[other])
    k, _, i = other
    assert product.paid == pytest.approx(found.equilibrium.c_hat[k, i])
    assert product.duty == pytest.approx(WORLD.tariff[other])


def test_a_product_that_a_ban_stops_sells_nothing_and_the_others_go_on() -> None:
    rate = 1.0 + float(WORLD.tariff[CELL])
    found = sold((float("inf"), rate, rate))
    seed, oil = (found.sold(CELL, name, share) for name, share in (("seed", 0.2), ("oil", 0.3)))
    assert seed is not None
    assert oil is not None
    assert seed.value == seed.volume == 0.0
    assert np.isnan(seed.paid)
    assert oil.value == pytest.approx(0.3 / 0.8 * found.equilibrium.flow[CELL])


def test_a_flow_that_is_cut_sells_nothing() -> None:
    cut = np.zeros((3, 3), dtype=bool)
    cut[0, 2] = True
    shut = solved(WORLD, replace(no_change(WORLD.tariff), cut=cut))
    product = parts_sold(flows((1.5, 1.5, 1.5)), shut, ETA).sold(CELL, "seed", 0.2)
    assert product is not None
    assert product.value == product.volume == 0.0
    assert np.isnan(product.paid)


@pytest.fixture(scope="module")
def experiment() -> Experiment:
    """The deal and a state of own tariffs, under the main set."""
    own = TariffChange(importers=("CAN",), exporters=("CHN",), sectors=("C29",), rate=0.5)
    scenario = read_scenario("beijing-2026")
    states = {"deal": scenario.states["deal"], "own": State(title="own", tariffs=(own,))}
    return run_scenario(scenario.model_copy(update={"states": states}), Settings(ranges=False))


def test_parts_of_every_flow_add_up_to_the_flow(experiment: Experiment) -> None:
    """Under the baseline, the deal with its quotas, and own tariffs: what producers get is the flow."""
    run, question = experiment.main, experiment.question
    for name, equilibrium in {BASELINE: run.baseline.equilibrium, **run.states}.items():
        taxed = question.flows_with_own(name)
        found = parts_sold(taxed, equilibrium, ETA)
        k, n, i = taxed.cell
        spent = np.bincount(taxed.flow, found.spending, len(taxed.first))
        assert_allclose(spent, (equilibrium.pi[k, n, i] * equilibrium.X[k, n]), rtol=1e-12)
        made = np.bincount(taxed.flow, found.volume, len(taxed.first)) * equilibrium.c_hat[k, i]
        assert_allclose(made, equilibrium.flow[k, n, i], rtol=1e-12)
        assert_allclose(np.bincount(taxed.flow, found.value, len(taxed.first)), equilibrium.flow[k, n, i], rtol=1e-9)


def test_the_products_of_the_deal(experiment: Experiment) -> None:
    """Those that its measures name: cars up to the quota, canola seed and meal, peas, lobster; nothing else."""
    rows = {
        (row.sector, row.exporter, row.importer, row.product): row
        for row in products_of(experiment, baseline_parts(experiment), "deal")
    }
    assert {product for *_, product in rows} == {"ev", "canola_seed", "canola_meal", "peas", "lobster_crab"}
    cars = rows[EV]
    assert cars.quota_fill is not None
    assert cars.quota_fill.after.known == pytest.approx(1.0, abs=1e-6)
    quota = next(q for q in experiment.main.states["deal"].quotas if q.line.measure == "CA-CN-EVQUOTA-2026")
    assert cars.duty_percent.after.known == pytest.approx(100.0 * (1.061 * (1.0 + quota.premium) - 1.0))
    assert cars.duty_percent.before.known == pytest.approx(106.1)
    assert cars.price_paid_percent.known < -30.0 < cars.volume_percent.known
    seed = rows["A01", "CAN", "CHN", "canola_seed"]
    assert seed.duty_percent.before.known > seed.duty_percent.after.known
    ratio = (1.0 + seed.volume_percent.known / 100.0) * (1.0 + seed.price_received_percent.known / 100.0)
    assert ratio == pytest.approx(seed.value_musd.after.known / seed.value_musd.before.known)


def test_an_own_tariff_on_a_flow_moves_the_products_that_law_names_in_it(experiment: Experiment) -> None:
    rows = {
        (row.sector, row.exporter, row.importer, row.product): row
        for row in products_of(experiment, baseline_parts(experiment), "own")
    }
    assert rows[EV].duty_percent.after.known == pytest.approx(rows[EV].duty_percent.before.known + 50.0)
    assert {key[:3] for key in rows} == {EV[:3]}


def test_volumes_of_many_goods_are_those_of_each() -> None:
    """Named by the law, a part of the rest, of a flow that no law taxes; nan where goods overlap."""
    rate = 1.0 + float(WORLD.tariff[CELL])
    found, other = sold((2.0 * rate, rate, rate)), (0, 2, 1)
    wanted = [(CELL, "seed", 0.2), (CELL, "peas", 0.1), (other, "cars", 0.4), (CELL, "everything", 0.9)]
    volumes = GoodsUnderLaw.of(found, wanted).volumes(found)
    alone = [found.sold(*one) for one in wanted]
    assert volumes[:3] == pytest.approx([one.volume for one in alone if one is not None], rel=1e-14)
    assert len(volumes[:3]) == 3
    assert alone[3] is None
    assert np.isnan(volumes[3])
