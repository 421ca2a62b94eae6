"""Two laws on a world of products -> the flows of products that they tax, and what every part of them pays.

As `flows` does for sectors, with the goods that products are from `product_lines`. Products of a flow whose goods are
the same are looked up once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import MeasureError
from middlepower.policy.bundles import Part, Slice, flow_under, slices, slices_of, taxed_flows
from middlepower.policy.place import in_world
from middlepower.policy.product_lines import Composition, ProductBook
from middlepower.policy.share_parts import GoodsPart, Labels
from middlepower.policy.state import PlacedState, PolicyState

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Groups = Mapping[tuple[str, Composition], Index]
Rates = Mapping[tuple[str, Labels], Sequence[Part]]
Told = TypeVar("Told")
STEPS = 8  # of what is spent on the products of a flow at rates that depend on it: each takes off two digits


@dataclass(frozen=True)
class TaxedProducts:
    """The flows of products that two laws tax, by their places in the table; parts of flow f begin at first[f].

    share of the product's flow; before, after and recorded tax factors 1 + t as in `flows.TaxedFlows`; cell[3, f] the
    sector flow (k, n, i) that a product flow lies in.
    """

    flow: Index
    cell: Index
    first: Index
    share: Array
    before: Array
    after: Array
    recorded: Array

    @cached_property
    def of_part(self) -> Index:
        """The flow of each part."""
        return np.repeat(np.arange(len(self.first)), np.diff(self.first, append=len(self.share)))


def taxed_products(book: ProductBook, before: PolicyState, after: PolicyState) -> TaxedProducts:
    """Every flow of products whose rate a law changes."""
    world = book.table.world
    old, new = (in_world(law, world, book.memo.placings) for law in (before, after))
    return _end_to_end([piece for pair in taxed_flows(old, new) for piece in _known(book, old, new, pair)])


def at_benchmark(book: ProductBook, law: PolicyState) -> ProductBook:
    """The book with benchmark rates by product: those of the world's own law, which add up to the sector's rate.

    In a flow where these would take the other products below zero, all keep the sector's rate.
    """
    placed, tariff = in_world(law, book.table.world, book.memo.placings), book.tariff.copy()
    for pair in taxed_flows(placed, placed):
        for cell in _cells(book, placed, placed, pair):
            rates = cell.told(cell.benchmark)
            if rates is not None:
                tariff[cell.place] = rates
    return replace(book, tariff=tariff)


def _known(book: ProductBook, old: PlacedState, new: PlacedState, pair: tuple[str, str]) -> list[_Piece]:
    """The flows of a pair whose rates change from one law to another; what was looked up is kept."""
    key = (*pair, book.memo.law_on(old, *pair), book.memo.law_on(new, *pair))
    if key not in book.pieces:
        book.pieces[key] = [piece for cell in _cells(book, old, new, pair) for piece in cell.told(cell.pieces)]
    found: list[_Piece] = book.pieces[key]
    return found


@dataclass(frozen=True)
class _Piece:
    """Flows of a cell whose parts are the same: places, and [4, p] share, before, after, recorded of their parts."""

    flow: Index
    cell: tuple[int, int, int]
    numbers: Array


def _cells(book: ProductBook, old: PlacedState, new: PlacedState, pair: tuple[str, str]) -> Iterator[_Cell]:
    """The flows of goods of a pair, sector by sector."""
    world = book.table.world
    n, i = map(world.region, pair)
    place, product = book.sales(n, i)
    for k in np.flatnonzero(world.is_goods & (world.flow[:, n, i] > 0)).tolist():
        here = book.table.sector_of[product] == k
        yield _Cell(book, old, new, pair, (k, n, i), place[here], product[here])


@dataclass(frozen=True)
class _Cell:
    """One flow of a sector (k, n, i) under two laws, with the products that it is."""

    book: ProductBook
    old: PlacedState
    new: PlacedState
    pair: tuple[str, str]
    at: tuple[int, int, int]
    place: Index
    product: Index

    def told(self, ask: Callable[[], Told]) -> Told:
        """What is asked of the cell; an error names it."""
        try:
            return ask()
        except MeasureError as error:
            raise MeasureError(f"sector {self._sector} from {self.pair[1]} to {self.pair[0]}: {error}") from None

    def pieces(self) -> list[_Piece]:
        """The products of the cell whose rates change, those with the same goods together."""
        if not self.book.table.is_line[self.product[0]]:
            cut = slices(self.old, self.new, *self.pair, self._sector, self.book.shares)
            parts = flow_under(cut, self._rate).parts
            return _piece(self.place, self.at, np.array([_numbers(part, part.share) for part in parts]).T)
        groups = self._groups()
        rates = self._rates(groups, self._value * (1.0 + self.book.tariff[self.place]))
        return [
            piece
            for (sector, composition), inside in groups.items()
            for piece in _piece(self.place[inside], self.at, _parts_of(composition, sector, rates))
        ]

    def benchmark(self) -> Array | None:
        """The rates of the products under one law, which add up to the sector's; None where they are all the same."""
        groups = self._groups() if self.book.table.is_line[self.product[0]] else {}
        if not any(labels for _, composition in groups for labels, _ in composition):
            return None
        factor = np.full(len(self.place), 1.0 + self._rate)
        for _ in range(STEPS):
            rates = self._rates(groups, self._value * factor)
            for (sector, composition), inside in groups.items():
                share, before, *_ = _parts_of(composition, sector, rates)
                factor[inside] = share.sum() / (share / before).sum()
            factor *= self._value.sum() * (1.0 + self._rate) / (self._value * factor).sum()
        return factor - 1.0 if factor.min() >= 1.0 else None

    @property
    def _sector(self) -> str:
        return self.book.table.world.sectors[self.at[0]]

    @property
    def _rate(self) -> float:
        """The rate that the world records for the whole flow."""
        return float(self.book.table.world.tariff[self.at])

    @property
    def _value(self) -> Array:
        return self.book.table.value[self.place].astype(np.float64)

    def _rates(self, groups: Groups, spent: Array) -> Rates:
        """The parts of all goods that occur: rates that agree with that of the whole flow, given what is spent."""
        shares: dict[tuple[str, Labels], float] = {}
        for (sector, composition), inside in groups.items():
            for labels, share in composition:
                held = share * float(spent[inside].sum() / spent.sum())
                shares[sector, labels] = shares.get((sector, labels), 0.0) + held
        cut: list[tuple[tuple[str, Labels], Slice]] = []
        for (sector, labels), share in shares.items():
            part = GoodsPart(labels, share, "")
            cut += [((sector, labels), piece) for piece in slices_of(self.old, self.new, (*self.pair, sector), part)]
        found: dict[tuple[str, Labels], list[Part]] = {key: [] for key in shares}
        for (key, _), one in zip(cut, flow_under([piece for _, piece in cut], self._rate).parts, strict=True):
            found[key].append(one)
        return found

    def _groups(self) -> Groups:
        """{(our sector, of what goods products are): their places in the cell}."""
        found: dict[tuple[str, Composition], list[int]] = {}
        names = np.array([self.book.our_sector[g] for g in self.product.tolist()])
        for sector in dict.fromkeys(names.tolist()):
            inside = np.flatnonzero(names == sector)
            flow, laws = (*self.pair, sector), (self.old, self.new)
            goods = self.book.goods(laws, flow, self.place[inside], self.product[inside])
            for place, composition in zip(inside.tolist(), goods, strict=True):
                found.setdefault((sector, composition), []).append(place)
        return {key: np.array(places, dtype=np.int64) for key, places in found.items()}


def _parts_of(composition: Composition, sector: str, rates: Rates) -> Array:
    """[4, p] share, before, after and recorded of the parts of a product."""
    columns = [
        _numbers(part, share * (part.end - part.start))
        for labels, share in composition
        for part in rates[sector, labels]
    ]
    return np.array(columns).T


def _numbers(part: Part, share: float) -> tuple[float, float, float, float]:
    return share, 1.0 + part.before, 1.0 + part.after, 1.0 + part.recorded


def _piece(flow: Index, at: tuple[int, int, int], numbers: Array) -> list[_Piece]:
    """Flows with their parts; none where no part pays anything else than before."""
    if not numbers.size or (numbers[1] == numbers[2]).all():
        return []
    share = numbers[0] / numbers[0].sum()
    return [_Piece(flow, at, np.stack([share, *numbers[1:]]))]


def _end_to_end(found: Sequence[_Piece]) -> TaxedProducts:
    """All flows, their parts one after the other."""
    count = [piece.numbers.shape[1] for piece in found for _ in piece.flow]
    numbers = [np.tile(piece.numbers, len(piece.flow)) for piece in found]
    columns = np.concatenate([np.zeros((4, 0)), *numbers], axis=1)
    flows = np.concatenate([np.zeros(0, dtype=np.int64), *(piece.flow for piece in found)])
    cells = [np.repeat(np.array([piece.cell]).T, len(piece.flow), axis=1) for piece in found]
    cell = np.concatenate([np.zeros((3, 0), dtype=np.int64), *cells], axis=1)
    return TaxedProducts(flows, cell, (np.cumsum(count) - count).astype(np.int64), *columns)
