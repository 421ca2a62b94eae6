"""Cut-offs of products and HS lines as bans: what a flow consists of is known to measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.language.catalogue import say
from middlepower.policy.checks import is_line
from middlepower.policy.goods import goods_sectors, load_products
from middlepower.policy.hs_sectors import sectors_of
from middlepower.policy.lines import Line
from middlepower.policy.schema import Measure
from middlepower.scenario.entries import CutOff
from middlepower.scenario.own import cut_cells, region_indices
from middlepower.world.world import World


def bans_of(world: World, cuts: Iterable[CutOff], date: dt.date) -> tuple[Measure, ...]:
    """The bans that end trade in the products that cut-offs name, in force from a day on."""
    return tuple(ban for cut in cuts if cut.products for ban in _bans(world, cut, cut.products, date))


def _bans(world: World, cut: CutOff, products: tuple[str, ...], date: dt.date) -> Iterator[Measure]:
    """One ban for each economy of `between` and each direction.

    Its id tells all of its content: flows under laws of the same measures are cut into parts only once.
    """
    lines = tuple(_line(name, cut) for name in products)
    between, others = ([world.regions[n] for n in region_indices(world, names)] for names in (cut.between, cut.and_))
    for direction in ("imports", "exports") if cut.direction == "both" else (cut.direction,):
        for imposer in between:
            targets = tuple(code for code in others if code != imposer)
            share = "" if cut.share is None else f" (share {cut.share:g})"
            yield Measure.model_construct(
                id=f"cut-off of {', '.join(products)}{share}: {direction} of {imposer}, {', '.join(targets)}",
                title=say(f"reasons.ban.{direction}", imposer=imposer, goods=", ".join(products)),
                imposer=imposer,
                targets=targets,
                instrument="ban",
                direction=direction,
                products=lines,
                date_in_force=date,
                status="in force",
                sources=(say("reasons.scenarios_own"),),
                confidence="low",
            )


def banned_cells(world: World, cut: CutOff) -> NDArray[np.bool_]:
    """The flows [k, n, i] of which a cut-off ends the products that it names."""
    lines = [_line(name, cut) for name in cut.products or ()]
    sectors = {
        load_products()[good].sector if good in load_products() else good for line in lines for good in line.goods
    }
    known = tuple(code for code in sectors if code in world.sectors)
    if not known:
        return np.zeros(world.flow.shape, dtype=bool)
    return cut_cells(world, [cut.model_copy(update={"sectors": known, "products": None})])


def _line(name: str, cut: CutOff) -> Line:
    """A named product, or an HS line in its sector."""
    if not is_line(name):
        return Line(goods=(name,), share=cut.share, share_source=cut.share_source)
    sectors = tuple(sorted(sectors_of(name) & set(goods_sectors())))
    if not sectors:
        raise ScenarioError(f"`cut_off`: HS {name} is in no goods sector: check the code.")
    return Line(goods=sectors, hs=(name,), share=cut.share, share_source=cut.share_source)
