"""Build `lists/ca_us_remission.csv`: what share of Canada's purchases of US goods pays counter-tariffs.

Canada remits them on goods that are used in manufacturing or processing, or in packaging food and drink (United States
Surtax Remission Order (2025), SOR/2025-122). Input-output tables say what share of US goods of a sector Canadian
manufacturers buy; all of it is taken to be remitted. Run `python -m tools.build_remission`.
"""

from __future__ import annotations

import numpy as np

from middlepower.policy.goods import HERE, goods_sectors
from tools.build_claims import COLUMNS
from tools.build_tables import Row, raw_data_folder, write_rows

TABLE = "icio/icio2022_28sector_80c_intermediate.npz"
MANUFACTURING = "C"  # the section of ISIC: its codes begin with this letter
SOURCE = "OECD ICIO 2025 edition, year 2022: US goods that Canadian manufacturers buy, over all that Canada buys"


def manufacturers_share() -> dict[str, tuple[float, float]]:
    """{sector sold: (share that Canadian manufacturers buy, million US dollars of all)} of US goods."""
    with np.load(raw_data_folder() / TABLE, allow_pickle=True) as data:
        names = [list(map(str, data[key])) for key in ("sectors", "countries")]
        usa, canada = names[1].index("USA"), names[1].index("CAN")
        inputs, final = data["Z"][:, usa, :, canada], np.maximum(data["F"][:, usa, canada], 0.0)
    makers = [place for place, code in enumerate(names[0]) if code.startswith(MANUFACTURING)]
    whole = inputs.sum(axis=1) + final
    bought = inputs[:, makers].sum(axis=1)
    return {
        code: (float(bought[place] / whole[place]), float(whole[place]))
        for place, code in enumerate(names[0])
        if code in goods_sectors() and whole[place] > 0
    }


def rows() -> list[Row]:
    """One row for each sector of goods: the share that is not remitted."""
    return [
        {"exporter": "USA", "good": code, "unclaimed": f"{1.0 - share:.4f}", "value_musd": f"{value:.1f}", "year": 2022,
         "source": SOURCE}
        for code, (share, value) in manufacturers_share().items()
    ]  # fmt: skip


if __name__ == "__main__":
    write_rows(HERE / "lists" / "ca_us_remission.csv", COLUMNS, rows())
