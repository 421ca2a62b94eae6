"""What every file of `data/sets` must be; a new one is tested by being there."""

from __future__ import annotations

import re

import pytest
from numpy.testing import assert_allclose

from middlepower.data.codes import sectors
from middlepower.data.elasticities import SETS, ElasticitySet
from middlepower.data.embedded import embedded_names
from middlepower.experiment.one_world import solve_world
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world

LOWEST, HIGHEST = 0.1, 100.0  # trade elasticities in print lie between: the widest set has 64.85, the first year 0.25
THREAT = {"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25}

every_set = pytest.mark.parametrize("one", SETS.values(), ids=list(SETS))


@every_set
def test_a_set_is_cited_and_says_how_it_was_mapped_and_what_its_services_are(one: ElasticitySet) -> None:
    assert re.search(r"\((19|20)\d\d\)", one.citation), "the citation has no year"
    assert len(one.mapping) > 10
    assert len(one.services) > 10


@every_set
def test_a_set_has_a_short_name(one: ElasticitySet) -> None:
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9.-]{0,15}", one.name)


@every_set
def test_a_set_covers_every_sector_and_no_other(one: ElasticitySet) -> None:
    assert set(one.estimates) == set(sectors())


@every_set
def test_estimates_are_elasticities_not_sigmas_in_per_cent_and_have_a_source(one: ElasticitySet) -> None:
    for code, estimate in one.estimates.items():
        assert LOWEST <= estimate.theta <= HIGHEST, code
        assert estimate.standard_error is None or estimate.standard_error < 10 * estimate.theta, code
        assert estimate.source, code


@every_set
@pytest.mark.parametrize("name", embedded_names())
def test_every_embedded_world_solves_under_a_set(one: ElasticitySet, name: str) -> None:
    """25% on Canada costs Canada: the benchmark is untouched, and the equilibrium is one."""
    world = load_world(name, one.name)
    assert_allclose(world.elasticity, one.theta(world.sectors))
    found = solve_world(world, State(title="a threat", tariffs=[THREAT]))
    assert found.report.residual < 1e-9
    assert found.real_income_hat[world.region("CAN")] < 1.0
