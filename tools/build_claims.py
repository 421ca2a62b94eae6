"""Build `lists/cusma_claims.csv`: what share of US imports from Canada and Mexico is entered without a CUSMA claim.

And `data/cusma_claims_months.csv`: the same shares month by month, from which draws are made.

Run `python -m tools.build_claims` after `build_tables`; the package itself never runs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from middlepower.data.elasticities import FOLDER
from middlepower.policy.goods import ALL_GOODS, HERE, goods_sectors
from tools.build_lists import named_good
from tools.build_tables import VALUE_ROUNDING, Row, raw_data_folder, sector_of, write_rows

if TYPE_CHECKING:
    import pandas as pd

CLAIMS = "us_law/cusma_claims_monthly_hs10_2025.parquet"
COLUMNS = ("exporter", "good", "unclaimed", "value_musd", "year", "source")
PARTNERS = {"1220": "CAN", "2010": "MEX"}
# Until June 2025 lines that are free of duty anyway were not marked: Canada's went from 0.97 to 0.15 unclaimed from
# June to July, while dutiable lines stayed at 0.05. The jump is in the reporting, not in the trade.
MARKED = tuple(f"2025-{month:02d}" for month in range(7, 13))
SOURCE = "USITC DataWeb, imports by HS10 and program claimed, July to December 2025, via a public tracker (MIT)"


@cache
def entries() -> pd.DataFrame:
    """US imports from Canada and Mexico in 2025: `exporter`, `month`, `hs`, `sector`, `value`, `claimed` (US$)."""
    import pandas as pd

    raw = pd.read_parquet(raw_data_folder() / CLAIMS)
    hs = raw["hts10"].astype(str)
    columns = {"month": raw["month"].astype(str), "hs": hs, "value": raw["total_value"], "claimed": raw["usmca_value"]}
    table = pd.DataFrame({"exporter": raw["cty_code"].astype(str).map(PARTNERS), **columns})
    table["sector"] = table["hs"].str[:4].map(sector_of())
    return table[table["value"] > 0].reset_index(drop=True)


def unclaimed(table: pd.DataFrame) -> float:
    """The share of the entries' customs value that no CUSMA claim was made for."""
    return 1.0 - float(table["claimed"].sum()) / float(table["value"].sum())


def goods_traded(exporter: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """(good, its entries) of all goods, of each product that US measures name, and of each sector without these.

    Chapter 98, goods that return or stay a while, and electricity are no goods sectors; no duty of these measures is
    laid on them.
    """
    table = entries()
    table = table[(table["exporter"] == exporter) & table["month"].isin(MARKED) & table["sector"].isin(goods_sectors())]
    pair = ("USA", exporter)
    good = [named_good(pair, hs, sector) for hs, sector in zip(table["hs"], table["sector"], strict=True)]
    for name, lines in ((ALL_GOODS, table), *table.groupby(good)):
        if float(lines["value"].sum()) / 1e6 > VALUE_ROUNDING:
            yield str(name), lines


def claim_row(exporter: str, good: str, lines: pd.DataFrame) -> Row:
    """The row of one good."""
    share, value = unclaimed(lines), float(lines["value"].sum()) / 1e6
    return {
        "exporter": exporter, "good": good, "unclaimed": f"{share:.4f}",
        "value_musd": f"{value:.1f}", "year": 2025, "source": SOURCE,
    }  # fmt: skip


def months_row(exporter: str, good: str, lines: pd.DataFrame) -> Row:
    """The row of one good with a share for each month; empty where nothing was entered in a month."""
    by_month = {month: lines[lines["month"] == month] for month in MARKED}
    shares = {month: f"{unclaimed(of):.4f}" if len(of) else "" for month, of in by_month.items()}
    return {"exporter": exporter, "good": good, **shares, "source": SOURCE}


def build_claims() -> None:
    """Nothing; writes the table of unclaimed shares, and the one by month."""
    traded = [(exporter, *one) for exporter in PARTNERS.values() for one in goods_traded(exporter)]
    write_rows(HERE / "lists" / "cusma_claims.csv", COLUMNS, [claim_row(*one) for one in traded])
    columns = ("exporter", "good", *MARKED, "source")
    write_rows(FOLDER / "cusma_claims_months.csv", columns, [months_row(*one) for one in traded])


if __name__ == "__main__":
    build_claims()
