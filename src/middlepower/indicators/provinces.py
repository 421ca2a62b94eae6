"""Canada's provinces: losses by sector carried to where the sector's exports to the United States come from.

A proxy, and labelled as one: only goods that went to the United States in 2022 are counted (customs basis, province of
origin, Statistics Canada), a sector takes the split of its product group (data/provinces_concordance.csv: `mixed` where
the group holds much else), and a province's exports stand for its production. Services and mining support have no
split: what they lose is reported as not attributed, never spread.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.statcan_provinces import CODES
from middlepower.errors import DataError
from middlepower.indicators.labelled import About, dataset, labelled, no_reasons

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
FOLDER = Path(__file__).parents[1] / "data"
ECONOMY = "CAN"
PROVINCES: dict[str, str] = {code: name for name, code in CODES.items()}
YEAR = 2022
SOURCE = (
    "Statistics Canada, Canadian international merchandise trade by province and product group (NAPCS), exports to the "
    f"United States, {YEAR}. Open Government Licence - Canada."
)
PROXY = (
    "Proxy: a sector's loss is carried to provinces in proportion to their goods exports to the United States in "
    f"{YEAR} in the sector's product group; production for other buyers is not seen, services are not attributed."
)
NO_SPLIT = "no provincial data: the table covers goods traded with the United States only"
SHARES = "fraction, sums to one over provinces"


@dataclass(frozen=True)
class GroupShare:
    """A product group that a sector's provincial split is taken from, with its weight and how well it fits."""

    sector: str
    group: str
    weight: float
    fit: str
    note: str


@cache
def concordance() -> tuple[GroupShare, ...]:
    """Sectors of the embedded world and their product groups; weights of a sector sum to one."""
    with (FOLDER / "provinces_concordance.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            GroupShare(row["sector"], row["group"], float(row["weight"]), row["fit"], row["note"])
            for row in csv.DictReader(file)
        )


@cache
def group_exports() -> dict[str, dict[str, float]]:
    """Exports to the United States, {product group: {province: million Canadian dollars}}, 2022."""
    exports: dict[str, dict[str, float]] = {}
    with (FOLDER / "provinces_exports.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            exports.setdefault(row["group"], {})[row["province"]] = float(row["exports_million_cad"])
    return exports


def split_of(sector: str) -> Array | None:
    """A sector's split over the provinces, in the order of PROVINCES, summing to one; None where there are no data."""
    parts = [part for part in concordance() if part.sector == sector]
    if not parts:
        return None
    split = np.zeros(len(PROVINCES))
    for part in parts:
        exports = np.array([group_exports()[part.group][code] for code in PROVINCES])
        split += part.weight * exports / exports.sum()
    return split


def provincial_split(sectors: Sequence[str]) -> xr.DataArray:
    """Each province's share in a sector [sector, province]; missing, with the reason, where there are no data."""
    rows = [split_of(sector) for sector in sectors]
    values = np.array([np.full(len(PROVINCES), np.nan) if row is None else row for row in rows])
    said = no_reasons(values.shape)
    said[np.isnan(values)] = NO_SPLIT
    about = About(
        SHARES, "share of each province in Canada's exports to the United States of the product group", SOURCE
    )
    split = labelled("provincial_split", values, {"sector": sectors, "province": list(PROVINCES)}, about, said)
    return split.assign_attrs(proxy=PROXY)


def by_province(by_sector: xr.Dataset) -> xr.Dataset:
    """Canada's losses by sector, as `incidence` and `worker_losses` give them, carried to provinces [province].

    `loss` in money; `share` in the gross losses attributed (provinces that gain count zero). Attributes: `total`,
    `income`, `other` (what no province gets: other income and the sectors without a split, the latter also as
    `not_attributed`), and `proxy`, which says what can't be seen.
    """
    _check_canada(by_sector)
    losses = by_sector["loss"].values
    split = provincial_split([str(code) for code in by_sector["sector"].values]).values
    covered = ~np.isnan(split).any(axis=1)
    carried, rest = losses[covered] @ split[covered], float(losses[~covered].sum())
    source = f"{by_sector['loss'].attrs['source']} {SOURCE}"
    share, said = shares_of(carried)
    axes = {"province": list(PROVINCES)}
    about = About(by_sector["loss"].attrs["units"], f"losses by sector, carried to provinces. {PROXY}", source)
    shared = About("fraction of the losses of provinces that lose", PROXY, source)
    arrays = [labelled("loss", carried, axes, about), labelled("share", share, axes, shared, said)]
    carry = {name: by_sector.attrs[name] for name in ("total", "income", "economy")}
    other = float(by_sector.attrs["other"]) + rest
    table = dataset(arrays, **carry, other=other, not_attributed=rest, proxy=PROXY)
    return table.assign_coords(province_name=("province", list(PROVINCES.values())))


def _check_canada(losses: xr.Dataset) -> None:
    """Refuse losses of another economy, or losses that are not by sector."""
    if losses.attrs.get("economy") != ECONOMY:
        raise DataError(
            f"provinces are Canada's: `economy` is {losses.attrs.get('economy')}, give losses of {ECONOMY}."
        )
    if losses["loss"].dims != ("sector",):
        raise DataError(f"`loss` has dimensions {losses['loss'].dims}: give one economy's losses by sector.")


def shares_of(losses: Array) -> tuple[Array, NDArray[np.str_]]:
    """(share of each in the gross losses, reasons): gains count zero; missing where nobody loses."""
    gross = np.maximum(losses, 0.0)
    said = no_reasons(losses.shape)
    if gross.sum() <= 0.0:
        said[...] = "nothing is lost, so there are no shares in the loss"
        return np.full(losses.shape, np.nan), said
    share: Array = gross / gross.sum()
    return share, said
