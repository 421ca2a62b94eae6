"""Equilibria of one shock share its arrays; what differs, where quotas add premiums, is kept cell by cell."""

import numpy as np
from numpy.testing import assert_array_equal

from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.model.core.patched import Patched
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario


def test_a_patched_array_is_the_common_one_but_in_its_cells() -> None:
    common = np.arange(8.0).reshape(2, 2, 2)
    whole = common.copy()
    whole[1, 0, 1], whole[0, 0, 0] = 70.0, 80.0
    patched = Patched.of(whole, common, [(1, 0, 1), (0, 0, 0)])
    assert_array_equal(patched.whole, whole)
    assert patched.common is common
    assert Patched.of(common, common, []).whole is common


def test_equilibria_under_many_elasticities_share_the_costs_and_rates_of_their_shock() -> None:
    scenario = narrowed(read_scenario("beijing-2026"), None, ("deal",))
    runs = run_scenario(scenario, Settings()).runs
    deals = [run.states["deal"] for run in runs]
    assert len({id(deal.receipts.common) for deal in deals}) < len(deals)
    premiums = [quota.premium for quota in deals[0].quotas]
    assert max(premiums) > 0.0
    fullest = deals[0].quotas[int(np.argmax(premiums))].line.flow
    assert deals[0].kappa_hat[fullest] != deals[0].landed.common[fullest]


def test_what_is_derived_of_a_state_goes_with_its_pair() -> None:
    scenario = narrowed(read_scenario("beijing-2026"), None, ("deal",))
    run = run_scenario(scenario, Settings(ranges=False)).main
    before, after = run.pair("deal")
    assert before is run.baseline.equilibrium
    assert_array_equal(after.flow, run.states["deal"].flow)
    assert "flow" not in vars(run.pair("deal")[1])
