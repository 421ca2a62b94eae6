"""The published numbers of the first year beside ours: the table in the docs is what the package computes, the page
what the table says. `python -m tools.published_first_year` writes both."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from tools.beside import read
from tools.published_first_year import PAGE, TABLE, Compared, compared, crops, of_the_first_year, redrawn

PRINTED = 2e-5  # the table has five decimals


@pytest.fixture(scope="module")
def printed() -> dict[str, Compared]:
    return {row.id: row for row in read(Compared, TABLE)}


def test_numbers_beside_the_published_ones_are_those_computed(printed: dict[str, Compared]) -> None:
    for row in compared(of_the_first_year()):
        assert astuple(row)[1:] == pytest.approx(astuple(printed[row.id])[1:], abs=PRINTED), row.id


def test_the_sales_of_crops_are_those_computed(printed: dict[str, Compared]) -> None:
    row = crops()
    assert astuple(row)[1:] == pytest.approx(astuple(printed[row.id])[1:], rel=1e-6)


def test_the_table_has_a_row_for_every_published_number_of_the_first_year(printed: dict[str, Compared]) -> None:
    assert {row.id for row in of_the_first_year()} == set(printed) - {"aafc-2025-11-canola"}


def test_the_page_says_what_the_table_says(printed: dict[str, Compared]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert redrawn(page, printed.values()) == page
