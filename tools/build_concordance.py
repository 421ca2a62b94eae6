"""Derives the concordance of HS editions: `python -m tools.build_concordance --data DIR`.

For every edition from 1992 to 2017, the pairs (six-digit code of that edition, code of HS 2022 that it may be today),
chained from edition to edition: a code that was split has several, and what it was is one of them.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import h5py
import numpy as np

from middlepower.data.trade.editions import ASKED_EDITION, CONCORDANCE
from middlepower.data.trade.table import EDITIONS

if TYPE_CHECKING:
    import pandas as pd

FILE = "reference/hs_concordance_1992_2022.parquet"
SOURCE = "UN Comtrade correspondence tables, as collected by the Growth Lab at Harvard (Apache-2.0)"


def step(raw: pd.DataFrame, older: int, newer: int) -> dict[int, set[int]]:
    """{code of the older edition: codes of the newer one}."""
    rows = raw[raw["adjustment"] == f"{newer} to {older}"]
    found: dict[int, set[int]] = {}
    for before, after in zip(rows["code.before"].astype(int), rows["code.after"].astype(int), strict=True):
        found.setdefault(before, set()).add(after)
    return found


def chained(first: dict[int, set[int]], then: dict[int, set[int]]) -> dict[int, set[int]]:
    """Two steps as one; a code that the second step doesn't know stays itself."""
    return {old: set().union(*(then.get(code, {code}) for code in new)) for old, new in first.items()}


def main(arguments: list[str] | None = None) -> None:
    """Write the concordance."""
    import pandas as pd

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the raw data (reference/...)")
    parser.add_argument("--out", type=Path, default=CONCORDANCE, help="HDF5 file to write")
    options = parser.parse_args(arguments)
    raw = pd.read_parquet(options.data / FILE)
    today: dict[int, set[int]] | None = None
    with h5py.File(options.out, "w") as store:
        store.attrs["source"] = SOURCE
        for older, newer in reversed(list(pairwise(EDITIONS))):
            one = step(raw, older, newer)
            today = one if newer == ASKED_EDITION or today is None else chained(one, today)
            pairs = np.array(sorted((old, new) for old, codes in today.items() for new in codes), dtype=np.int32)
            store.create_dataset(str(older), data=pairs, compression="gzip", shuffle=True, track_times=False)


if __name__ == "__main__":
    main()
