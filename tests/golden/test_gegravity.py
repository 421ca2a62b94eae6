"""gegravity 0.3 on its own sample: the Canada-Japan agreement, and general equilibrium beside its short cut."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from middlepower.data.sources.gegravity_sample import FILE, read_sample
from middlepower.model.gravity.solve import modelled
from middlepower.replicate.gegravity import STUDY, SUBSTITUTION, setting
from middlepower.replicate.published import read_table


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory):
    """All rows, from the committed flows: an empty data root."""
    return list(STUDY.run(tmp_path_factory.mktemp("data")))


def test_every_row_with_a_tolerance_passes(rows) -> None:
    """Eight columns for thirty economies, to 1e-6."""
    failed = [(row.quantity, row.expected, row.ours) for row in rows if row.passed is False]
    assert failed == []
    assert sum(row.tolerance is not None for row in rows) >= 8 * 30 + 2


def test_welfare_statistic_below_one_is_a_gain(rows) -> None:
    """Canada and Japan gain, everyone else loses, in the short cut and in general equilibrium."""
    full = {row.quantity[:3]: (row.expected, row.ours) for row in rows if row.tolerance is None}
    gainers = {code for code, pair in full.items() if min(pair) > 0}
    assert gainers == {"CAN", "JPN"}
    assert all(max(pair) < 0 for code, pair in full.items() if code not in gainers)


def test_committed_flows_are_the_sample_s(shared_data: Path) -> None:
    """The table in targets/ is what the model makes of the sample file, where that is at hand."""
    if not (shared_data / FILE).exists():
        pytest.skip(f"{FILE} is not in the data root")
    sample = read_sample(shared_data / FILE)
    made = modelled(sample.cost_index, sample.output, sample.spending, SUBSTITUTION).flow
    table = read_table("gegravity_world", "importer")
    stored = np.array([[table[n][i] for i in sample.regions] for n in sample.regions])
    np.testing.assert_allclose(stored, made, rtol=1e-12)
    assert setting(shared_data).regions == tuple(table)
