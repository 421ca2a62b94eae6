"""What a source of flows gives before a world is made of it: labels, flows and input use in million US dollars."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.data.codes import economy_names
from middlepower.data.codes import sectors as known_sectors
from middlepower.data.concordance import concorded, standard_code
from middlepower.data.economies import find_economy
from middlepower.errors import DataError

Array = NDArray[np.float64]
SHOWN = 6  # names in a message
WITHOUT_DOMESTIC = (
    "a matrix without domestic sales takes all spending for imports, and a tariff that costs 0.07% would seem to cost "
    "2.2%"
)


@dataclass(frozen=True)
class SourceTable:
    """Flows of a source before tariffs; axes k sold, n importer, i exporter, s using.

    flow[k, n, i] with own sales. intermediate[k, i, s, n] is the part of each flow that sectors use, None where a
    source has flows alone. `names` are the source's own labels of sectors and regions; `notes` say what reading did;
    `units` are all that the source says of the unit of its values, which are in that unit until the world is made.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    flow: Array
    intermediate: Array | None
    source: str
    region_names: tuple[str, ...] = ()
    sector_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse flows that are no numbers or below zero, and labels that stand twice."""
        for what, labels in (("economy", self.regions), ("sector", self.sectors)):
            twice = sorted({label for label in labels if labels.count(label) > 1})
            if twice:
                raise DataError(f"{self.source}: two labels stand for the {what} {twice[0]}: merge them in the file.")
        bad = ~np.isfinite(self.flow) | (self.flow < 0)
        if bad.any():
            k, n, i = (int(place) for place in np.argwhere(bad)[0])
            cell = f"({self.sectors[k]}, {self.regions[n]} from {self.regions[i]})"
            raise DataError(f"{self.source}: the flow {cell} is {self.flow[k, n, i]:g}: flows are zero or more.")

    @property
    def size(self) -> tuple[int, int]:
        """(sectors, regions)."""
        return len(self.sectors), len(self.regions)

    def noted(self, *notes: str) -> SourceTable:
        """The same table with further notes; empty ones are none."""
        return replace(self, notes=(*self.notes, *filter(None, notes)))


def labelled(table: SourceTable) -> SourceTable:
    """The table with the codes that are known for its labels: ISO codes of economies, sectors of ours; the labels
    themselves stay as names, and codes where none is known."""
    regions = _codes(table.regions, find_economy)
    sectors = _codes(table.sectors, lambda label: standard_code((label,)))
    titles = {code: one.name for code, one in known_sectors().items()}
    return replace(
        table,
        regions=regions,
        sectors=sectors,
        region_names=_names(table.regions, regions, economy_names()),
        sector_names=_names(table.sectors, sectors, titles),
    )


def _names(labels: Sequence[str], codes: Sequence[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """The labels as names; where a label is the code itself, the name that is known for it."""
    return tuple(label if label != code else known.get(code, code) for label, code in zip(labels, codes, strict=True))


def _codes(labels: Sequence[str], find: Callable[[str], str | None]) -> tuple[str, ...]:
    """The code of each label; the label itself where it has none, or where another label has the same."""
    found = [find(label) or label for label in labels]
    return tuple(label if found.count(code) > 1 else code for label, code in zip(labels, found, strict=True))


def check_domestic(table: SourceTable) -> None:
    """DataError where an economy, or a sector everywhere, has no sales at home."""
    home = table.flow[:, range(len(table.regions)), range(len(table.regions))]
    abroad = table.flow.sum(axis=1) - home
    for n in np.flatnonzero(home.sum(axis=0) <= 0):
        raise DataError(
            f"{table.source}: {table.regions[n]} sells nothing at home: {WITHOUT_DOMESTIC}. Add its domestic sales "
            "(output less exports), with the economy as both exporter and importer."
        )
    for k in np.flatnonzero((home.sum(axis=1) <= 0) & (abroad.sum(axis=1) > 0)):
        raise DataError(
            f"{table.source}: no economy sells {table.sectors[k]} at home: {WITHOUT_DOMESTIC}. Add domestic sales."
        )


def services_of(table: SourceTable, named: Sequence[str] | None) -> tuple[str, ...]:
    """The sectors that tariffs on all goods leave alone: those named, else those known to be services.

    DataError where none is named and it is not known of some sector whether it is goods.
    """
    if named is not None:
        return tuple(sector_in(table, name) for name in named)
    known = {code: concorded(code) for code in table.sectors}
    lost = [code for code, found in known.items() if found is None]
    if lost:
        raise DataError(
            f"{table.source}: whether {', '.join(lost[:SHOWN])} are goods or services isn't known: name all sectors "
            "that are services (`--services trade,transport`), or `--services none`."
        )
    return tuple(code for code, found in known.items() if found is not None and not found.is_goods)


def sector_in(table: SourceTable, name: str) -> str:
    """The code of a sector of the table by code, label or word; DataError with what it has."""
    for labels in (table.sectors, table.sector_names):
        if name in labels:
            return table.sectors[labels.index(name)]
    code = standard_code((name,))
    if code in table.sectors:
        return str(code)
    raise DataError(f"`{name[:40]}` is no sector of {table.source}: it has {', '.join(table.sectors[:40])}.")


def merged_sectors(table: SourceTable, old: Sequence[str], new: str, title: str) -> SourceTable:
    """The table with some sectors added up to one, which stands last."""
    kept = [code for code in table.sectors if code not in old]
    matrix = np.zeros((len(kept) + 1, len(table.sectors)))
    for place, code in enumerate(table.sectors):
        matrix[kept.index(code) if code in kept else len(kept), place] = 1.0
    use = table.intermediate
    names = dict(zip(table.sectors, table.sector_names, strict=True))
    return replace(
        table,
        sectors=(*kept, new),
        sector_names=(*(names[code] for code in kept), title),
        flow=np.einsum("ak,kni->ani", matrix, table.flow),
        intermediate=None if use is None else np.einsum("ak,kisn,bs->aibn", matrix, use, matrix, optimize=True),
    )


def from_parts(
    regions: Sequence[str], sectors: Sequence[str], intermediate: Array, final: Array, source: str
) -> SourceTable:
    """The table of intermediate[k, i, s, n] and final[k, i, n] flows: final demand below zero, as where stocks fall, is
    cut at zero, and a flow that is then less than what is used of it is what is used."""
    used = intermediate.sum(axis=2)
    total = used + final
    below = np.minimum(final, 0.0)
    flow = np.where(final < 0, np.maximum(total, 0.0), total)
    shrunk = np.divide(flow, used, out=np.ones_like(used), where=(used > flow) & (used > 0))
    if (shrunk != 1.0).any():
        intermediate = intermediate * shrunk[:, :, None, :]
    fallen = f"final demand of {-below.sum():,.0f} below zero (falling stocks, in the unit of the table)"
    note = f"{fallen} is taken from what is used." if below.any() else ""
    table = SourceTable(
        tuple(regions), tuple(sectors), np.ascontiguousarray(flow.transpose(0, 2, 1)), intermediate, source
    )
    return table.noted(note)
