"""Canada's provinces: which split stands for what a sector or a good sells where, and losses carried by it.

A proxy, and labelled as one: a province's share in a published total (harvest, herd, exports to one country or to all;
data/provinces_uses.csv says which) stands for its share in what is sold. Where no share is known there is no split:
services, mining support and what no province is known to have stay in Canada's total and are never spread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.data.provinces import ANY, ECONOMY, PROVINCES, ROUNDING, US_YEAR, ProvinceSplit, splits, used_for
from middlepower.errors import DataError
from middlepower.indicators.labelled import About, LabelledSheet, column, no_reasons, sheet
from middlepower.language.catalogue import say
from middlepower.policy.goods import load_product_trade, load_products

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.world.world import World

Array = NDArray[np.float64]
SOURCE = (
    "Statistics Canada, exports of the provinces (Open Government Licence - Canada); crop, herd and landing figures of "
    "those named in provinces_splits.csv."
)


@dataclass(frozen=True)
class Carrier:
    """Shares of provinces [p] that carry a good or sector, and the proxies in words: `key` and `title`."""

    share: Array
    key: str
    splits: tuple[ProvinceSplit, ...]  # what the shares are of
    confidence: str  # of its weakest source
    sources: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        """The proxies in words, in the language that is spoken."""
        return " + ".join(split.title for split in self.splits)

    @property
    def not_known(self) -> float:
        """What no province gets."""
        rest = 1.0 - float(self.share.sum())
        return rest if rest > ROUNDING else 0.0


def proxy_text() -> str:
    """How losses get to provinces, and what that can't see."""
    return say("indicators.proxy", year=str(US_YEAR))


@cache
def carrier(code: str, destination: str) -> Carrier | None:
    """What carries a good or sector sold to a destination; None where no share of any province is known."""
    parts = [use for use in used_for(code, destination) if use.split]
    if not parts:
        return None
    of = [splits()[use.split] for use in parts]
    share: Array = np.sum([use.weight * split.share for use, split in zip(parts, of, strict=True)], axis=0)
    share.setflags(write=False)
    worst = min((split.confidence for split in of), key=("low", "medium", "high").index)
    sources = tuple(dict.fromkeys(source for split in of for source in split.sources))
    notes = tuple(dict.fromkeys(filter(None, (split.note for split in of))))
    return Carrier(share, " + ".join(split.name for split in of), tuple(of), worst, sources, notes)


@cache
def separate_goods(sector: str, destination: str) -> tuple[str, ...]:
    """The goods of a sector with a share, or a known lack of one, of their own at a destination."""
    known = load_products()
    return tuple(code for code in known if known[code].sector == sector and used_for(code, destination))


@cache
def split_of(sector: str, destination: str) -> Array | None:
    """A sector's split over the provinces, in the order of PROVINCES, for one destination; None without any data.

    Goods with shares of their own count by their part of the flow in the library's table; the rest takes the
    sector's split. Where something of it is not known the shares sum to less than one.
    """
    goods = separate_goods(sector, destination)
    trade = [row for row in load_product_trade() if (row.importer, row.exporter) == (destination, ECONOMY)]
    weight = {row.product: row.share for row in trade if row.product in goods and row.sector == sector}
    parts = [(part, carrier(good, destination)) for good, part in weight.items()]
    parts.append((1.0 - sum(weight.values()), carrier(sector, destination)))
    known = [(part, found) for part, found in parts if found is not None]
    if not known:
        return None
    split: Array = np.sum([part * found.share for part, found in known], axis=0)
    split.setflags(write=False)
    return split


def provinces_known(world: World, economy: str) -> bool:
    """Whether something stands for what a province of the economy sells: Canada's, in a sector that the tables know."""
    if economy != ECONOMY or economy not in world.regions:
        return False
    return any(split_of(sector, ANY) is not None for sector in world.sectors)


def provincial_split(sectors: Sequence[str], destination: str) -> Array:
    """Each province's share in a sector's sales to a destination [sector, province]; missing without data."""
    rows = [split_of(sector, destination) for sector in sectors]
    return np.array([np.full(len(PROVINCES), np.nan) if row is None else row for row in rows])


def exports_by_province(flow: Array, sectors: Sequence[str], regions: Sequence[str]) -> Array:
    """Canada's sales abroad [p, k] from its sales [k, n], each sector and market by its split; zero without one."""
    found = np.zeros((len(PROVINCES), len(sectors)))
    for n, region in enumerate(regions):
        for k, sector in enumerate(sectors if region != ECONOMY else ()):
            split = split_of(sector, region)
            found[:, k] += 0.0 if split is None else float(flow[k, n]) * split
    return found


def by_province(by_sector: xr.Dataset, power: str) -> xr.Dataset:
    """Canada's losses by sector, as `incidence` and `worker_sheet` give them, carried to provinces [province].

    `power` is who they are lost to: what a sector sells there decides which provinces carry it. `loss` in money;
    `share` in the gross losses attributed (provinces that gain count zero). Attributes: `total`, `income`, `other`
    (what no province gets: other income, sectors without a split, and shares that are not known; the last two also
    as `not_attributed`), and `proxy`, which says what can't be seen.
    """
    return province_sheet(LabelledSheet.of(by_sector), power).dataset()


def province_sheet(by_sector: LabelledSheet, power: str) -> LabelledSheet:
    """The columns of `by_province`."""
    losses = by_sector.columns["loss"]
    _check_canada(by_sector)
    split = np.nan_to_num(provincial_split(losses.coords["sector"], power))
    carried = losses.values @ split
    rest = float(losses.values @ (1.0 - split.sum(axis=1)))
    source = f"{losses.about.source} {SOURCE}"
    share, said = shares_of(carried)
    axes = {"province": list(PROVINCES)}
    about = About(losses.about.units, f"losses by sector, carried to provinces. {proxy_text()}", source)
    shared = About("fraction of the losses of provinces that lose", proxy_text(), source)
    columns = [column("loss", carried, axes, about), column("share", share, axes, shared, said)]
    carry = {name: by_sector.attrs[name] for name in ("total", "income", "economy")}
    other = float(by_sector.attrs["other"]) + rest
    found = sheet(columns, **carry, other=other, not_attributed=rest, proxy=proxy_text())
    return found.saying("province_name", ["province"], list(PROVINCES.values()))


def _check_canada(losses: LabelledSheet) -> None:
    """Refuse losses of another economy, or losses that are not by sector."""
    if losses.attrs.get("economy") != ECONOMY:
        raise DataError(
            f"provinces are Canada's: `economy` is {losses.attrs.get('economy')}, give losses of {ECONOMY}."
        )
    dims = tuple(losses.columns["loss"].coords)
    if dims != ("sector",):
        raise DataError(f"`loss` has dimensions {dims}: give one economy's losses by sector.")


def shares_of(losses: Array) -> tuple[Array, NDArray[np.str_]]:
    """(share of each in the gross losses, reasons): gains count zero; missing where nobody loses."""
    gross = np.maximum(losses, 0.0)
    said = no_reasons(losses.shape)
    if gross.sum() <= 0.0:
        said[...] = say("indicators.nothing_lost")
        return np.full(losses.shape, np.nan), said
    share: Array = gross / gross.sum()
    return share, said
