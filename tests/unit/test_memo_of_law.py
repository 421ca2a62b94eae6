"""What is looked up for one law serves another only where both say the same of a pair."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from middlepower.policy.flows import Memo, taxed
from middlepower.policy.library import load_measures
from middlepower.policy.place import benchmark_law
from middlepower.policy.state import policy_state
from middlepower.world.embedded import load_world

DAYS = ("2018-07-06", "2019-09-01", "2025-04-09", "2025-08-07", "2026-03-01", "2026-09-29")


@pytest.fixture(scope="module")
def kept() -> Memo:
    return Memo.of(load_world())


@pytest.mark.parametrize("day", DAYS)
def test_the_law_of_a_day_is_the_same_whichever_days_were_asked_before(day: str, kept: Memo) -> None:
    world, measures = load_world(), load_measures()
    before, law = benchmark_law(world), policy_state(measures, dt.date.fromisoformat(day))
    pairs = [("USA", "CHN"), ("CHN", "USA"), ("CAN", "CHN"), ("CHN", "CAN"), ("CAN", "USA"), ("USA", "CAN")]
    shared, alone = (taxed(world, before, law, memo, pairs) for memo in (kept, None))
    for name in ("cell", "share", "before", "after", "recorded", "more_export_tax"):
        np.testing.assert_array_equal(getattr(shared, name), getattr(alone, name))
    assert [quota.measure for quota in shared.quotas] == [quota.measure for quota in alone.quotas]
