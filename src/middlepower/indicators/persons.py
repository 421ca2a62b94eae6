"""Persons employed in Canada by province and sector, and how a first year changes their number.

Statistics Canada counts employees by province and two-digit industry (Survey of Employment, Payrolls and Hours, 2024):
one row for manufacturing, one for mining, none for farms and fishing, and no self-employed. Within a row a province's
employees are spread over sectors so that its count holds and Canada's employees of a sector are in proportion to the
sector's labour income, starting from the sector's exports by province (iterative proportional fitting).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.data.provinces import PROVINCES, employees

Array = NDArray[np.float64]
FORESTRY = "Forestry, logging and support"
MINING = "Mining, quarrying, and oil and gas extraction"
MANUFACTURING = "Manufacturing"
SERVICES = ("Utilities", "Construction", "Service producing industries", "Unclassified businesses")
FITS = 200  # rounds of fitting; rows are scaled last, so that counts of provinces hold exactly
SMALLEST = 1e-6  # of a province's part in a sector, where its exports are not known


@dataclass(frozen=True)
class Staff:
    """Employees [p, k] in the order of PROVINCES and of some sectors; zero where nobody is counted."""

    persons: Array
    counted: NDArray[np.bool_]  # [k]
    kept_back: tuple[tuple[str, str], ...]  # (province, industry) without a published count

    def change(self, jobs: Array) -> Array:
        """Change of employees [p, k] for changes of jobs [k], fractions; nan jobs are jobs that nobody has."""
        moved: Array = self.persons * np.nan_to_num(jobs)
        return moved


def staff(sectors: Sequence[str], services: frozenset[str], labour_income: Array, exports: Array) -> Staff:
    """Employees by province and sector, from labour income [k] and exports by province [p, k]."""
    persons = np.zeros((len(PROVINCES), len(sectors)))
    for rows, inside in _groups(sectors, services):
        if inside:
            counts = np.sum([_counts(row) for row in rows], axis=0)
            persons[:, inside] = _fitted(counts, labour_income[inside], exports[:, inside])
    counts_of = employees()
    kept = [(p, row) for row, of in counts_of.items() for p, count in of.items() if count is None]
    counted = np.array([any(k in inside for _, inside in _groups(sectors, services)) for k in range(len(sectors))])
    return Staff(persons, counted, tuple(kept))


def _groups(sectors: Sequence[str], services: frozenset[str]) -> list[tuple[tuple[str, ...], list[int]]]:
    """(rows of the count, sectors that they hold): by ISIC's letter."""

    def places(letter: str) -> list[int]:
        return [k for k, code in enumerate(sectors) if code.startswith(letter) and code not in services]

    served = [k for k, code in enumerate(sectors) if code in services]
    return [
        ((FORESTRY,), places("A02")),
        ((MINING,), places("B")),
        ((MANUFACTURING,), places("C")),
        (SERVICES, served),
    ]


def _counts(row: str) -> Array:
    """Employees [p] of one row; zero where the count is kept back."""
    return np.array([employees()[row][province] or 0.0 for province in PROVINCES])


def _fitted(counts: Array, income: Array, exports: Array) -> Array:
    """Employees [p, k] with row sums `counts` and column sums in proportion to `income`, starting from `exports`."""
    whole = exports.sum(axis=0)
    even = np.full_like(exports, 1.0 / len(exports))
    start = np.divide(np.maximum(exports, 0.0), whole, out=even, where=whole > 0.0)
    found = (start + SMALLEST) * counts[:, None]
    wanted = counts.sum() * income / income.sum()
    for _ in range(FITS):
        found = found * (wanted / np.maximum(found.sum(axis=0), 1e-300))
        rows = found.sum(axis=1)
        found = found * np.divide(counts, rows, out=np.zeros_like(counts), where=rows > 0.0)[:, None]
    fitted: Array = found
    return fitted
