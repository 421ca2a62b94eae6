"""One table in full: named columns of equal length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = Sequence[str] | NDArray[np.float64]


@dataclass(frozen=True)
class Columns:
    """One table: its name and its columns, texts or numbers; missing numbers are nan."""

    name: str
    columns: Mapping[str, Column]
