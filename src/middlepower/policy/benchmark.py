"""The law that the embedded world's benchmark contains: measures in force in the year of its flows."""

from __future__ import annotations

import datetime as dt

from middlepower.policy.library import load_measures
from middlepower.policy.state import PolicyState, policy_state

BENCHMARK_DATE = dt.date(2022, 7, 1)  # middle of the year whose flows and duties the embedded world records


def benchmark_state() -> PolicyState:
    """The measures in force on the benchmark date."""
    return policy_state(load_measures(), BENCHMARK_DATE)
