"""The published numbers of the long run beside ours: the table in the docs is what the package computes, the page what
the table says. `python -m tools.published_long_run` writes both."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from tools.beside import read
from tools.published_long_run import PAGE, TABLE, LongRunBeside, beside, of_the_long_run, redrawn

PRINTED = 2e-5  # the table has five decimals


@pytest.fixture(scope="module")
def printed() -> dict[str, LongRunBeside]:
    return {row.id: row for row in read(LongRunBeside, TABLE)}


@pytest.mark.slow
def test_numbers_of_the_long_run_are_those_computed(printed: dict[str, LongRunBeside]) -> None:
    for row in beside():
        assert astuple(row)[1:] == pytest.approx(astuple(printed[row.id])[1:], abs=PRINTED), row.id


def test_every_published_number_of_the_long_run_has_a_row(printed: dict[str, LongRunBeside]) -> None:
    assert [row.id for row in of_the_long_run()] == list(printed)


def test_the_page_of_the_long_run_says_what_the_table_says(printed: dict[str, LongRunBeside]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert redrawn(page, printed.values()) == page


def test_models_of_the_same_family_agree_in_sign_and_size(printed: dict[str, LongRunBeside]) -> None:
    """Exports of the ifo Institute, by a model of Caliendo and Parro: within a third of theirs, none of it chosen."""
    for row in printed.values():
        if row.id.startswith("ifo-2025-02"):
            assert 0.66 < row.ours / row.published < 1.34, row.id
