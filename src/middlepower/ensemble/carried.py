"""What draws say of products and provinces: volumes of products whose law a state changes, sales abroad by province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from middlepower.data.provinces import PROVINCES
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.question import BASELINE, Question
from middlepower.indicators.part_volumes import GoodsUnderLaw
from middlepower.indicators.parts import Cell, PartsSold, parts_sold
from middlepower.indicators.parts_changed import changed
from middlepower.indicators.province_sales import SalesLayout, Seller, seller_of
from middlepower.indicators.provinces import provinces_known
from middlepower.scenario.nest import LONG_RUN_ELASTICITY
from middlepower.world.groups import expand
from middlepower.world.world import World

Array = NDArray[np.float64]
TO = ">"


@dataclass(frozen=True)
class ProductFlow:
    """A product of one flow."""

    cell: Cell
    sector: str
    product: str
    between: str  # EXPORTER>IMPORTER

    @property
    def label(self) -> str:
        """SECTOR/PRODUCT: a product may lie in several sectors."""
        return f"{self.sector}/{self.product}"


@dataclass(frozen=True)
class Carried:
    """The products of an economy's flows that each state's law treats unlike the baseline's, and Canada's provinces."""

    products: Mapping[str, tuple[ProductFlow, ...]]
    seller: Seller | None
    _told: dict[str, ToldByLaw] = field(default_factory=dict, init=False, compare=False)  # by state

    @classmethod
    def of(cls, question: Question, economy: str, powers: Sequence[str]) -> Carried:
        """Those of a question; provinces of Canada alone are known."""
        known = provinces_known(question.world, economy)
        return cls(changed_products(question, economy), seller_of(question.world, powers) if known else None)

    def anew(self) -> Carried:
        """The same products and provinces, for other laws."""
        return Carried(self.products, self.seller)

    @property
    def provinces(self) -> tuple[str, ...]:
        """The provinces that are told; none of other economies."""
        return () if self.seller is None else tuple(PROVINCES)

    def numbers(self, name: str, before: PartsSold, after: PartsSold) -> Iterator[Array]:
        """Changes of a state, per cent: volumes by product, then sales abroad by province."""
        if name not in self._told:
            self._told[name] = ToldByLaw.of(self.products[name], self.seller, before, after)
        yield self._told[name].growth(before, after)
        if (layout := self._told[name].layout) is not None:
            yield province_sales(layout, before, after)


@dataclass(frozen=True)
class ToldByLaw:
    """Where the laws of the baseline and of a state have the products, and a seller's lines; the same in all draws."""

    before: GoodsUnderLaw
    after: GoodsUnderLaw
    layout: SalesLayout | None

    @classmethod
    def of(
        cls, products: Sequence[ProductFlow], seller: Seller | None, before: PartsSold, after: PartsSold
    ) -> ToldByLaw:
        """What two laws tell, each given with an equilibrium of its own."""
        wanted = [(flow.cell, flow.product, _share(flow, before, after)) for flow in products]
        layout = None if seller is None else SalesLayout.of(seller, before, after)
        return cls(GoodsUnderLaw.of(before, wanted), GoodsUnderLaw.of(after, wanted), layout)

    def growth(self, before: PartsSold, after: PartsSold) -> Array:
        """Changes of volumes, per cent; nan where a product can't be told apart, or nothing was sold."""
        old, new = self.before.volumes(before), self.after.volumes(after)
        return 100.0 * (np.divide(new, old, out=np.full_like(old, np.nan), where=old > 0.0) - 1.0)


def _share(flow: ProductFlow, *sides: PartsSold) -> float:
    """The product's share of its flow, of which one of two laws tells."""
    return next(one for side in sides if (one := side.share_of(flow.cell, flow.product)) is not None)


def changed_products(question: Question, economy: str) -> dict[str, tuple[ProductFlow, ...]]:
    """{state: products of the economy's own flows whose law it changes}: a matter of law, the same in all draws."""
    world = question.world
    inside = {world.region(code) for code in expand([economy], world)}
    anywhere = Baseline.of(world).equilibrium  # laws are compared, at whatever equilibrium

    def parts(name: str) -> PartsSold:
        with np.errstate(invalid="ignore"):  # a flow that a law ends is still bought there
            return parts_sold(question.flows_with_own(name), anywhere, LONG_RUN_ELASTICITY)

    before, found = parts(BASELINE), {}
    for name in question.states:
        both = changed(before, parts(name))
        found[name] = tuple(flow_of(world, cell, product) for cell, product in both if inside & set(cell[1:]))
    return found


def flow_of(world: World, cell: Cell, product: str) -> ProductFlow:
    """A product of a flow."""
    k, n, i = cell
    return ProductFlow(cell, world.sectors[k], product, f"{world.regions[i]}{TO}{world.regions[n]}")


def province_sales(layout: SalesLayout, before: PartsSold, after: PartsSold) -> Array:
    """Change of each province's goods sold abroad over those in the baseline [p], per cent; nan where it sells none."""
    sales = layout.carried(before, after)
    change, sold = (sales.by_province(values * sales.abroad) for values in (sales.change, sales.before))
    return np.divide(100.0 * change, sold, out=np.full_like(sold, np.nan), where=sold > 0.0)
