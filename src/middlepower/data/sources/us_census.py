"""US imports for consumption and calculated duties by HS10 line, from the US Census Bureau."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.reading import data_from

if TYPE_CHECKING:
    import pandas as pd

SOURCES = ("us-census-2024",)
CENSUS_CODES = {"CAN": "1220", "MEX": "2010", "CHN": "5700", "EU": "0003"}
LOW_VALUE_ESTIMATE = "9999950000"  # estimated imports of low-valued transactions: no product, no duty
YEAR = 2024


def read_us_imports(folder: Path, partner: str) -> pd.DataFrame:
    """Imports and calculated duty in US dollars by HS10 line (index), with its heading `hs4`, for one
    partner."""
    import pandas as pd

    file = folder / f"{YEAR}-hs10-imports{CENSUS_CODES[partner]}.parquet"
    with data_from(file):
        raw = pd.read_parquet(file)
    lines = pd.DataFrame(
        {
            "imports": raw["imports"].astype(float),
            "duty": raw["duty"].astype(float),
            "hs10": raw["HS10"].astype(str),
        }
    )
    lines = lines[(lines["imports"] > 0) & (lines["hs10"] != LOW_VALUE_ESTIMATE)]
    lines["hs4"] = lines["hs10"].str[:4]
    return lines.set_index("hs10").sort_index()
