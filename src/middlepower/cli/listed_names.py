"""Rows of `middlepower list` for what has names: economies, sectors and products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from middlepower.data.codes import REST, NamedEconomy, economies, sectors
from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.policy.good_names import words_for
from middlepower.policy.goods import load_products
from middlepower.world.groups import aggregate_of, groups

if TYPE_CHECKING:
    from middlepower.world.world import World

Row = dict[str, Any]


def economy_rows() -> list[Row]:
    """Every economy: its codes, its names, the groups that it is in, and where it is in the default world."""
    from middlepower.world.embedded import load_world

    world = load_world(DEFAULT_WORLD)
    return [_economy(economy, world) for economy in economies().values()]


def _economy(economy: NamedEconomy, world: World) -> Row:
    own = economy.code in world.regions
    return {
        "economy": economy.code,
        "iso2": economy.iso2,
        "m49": economy.m49,
        "name": economy.name,
        "official": economy.official,
        "other_names": list(economy.other),
        "other_numbers": list(economy.comtrade),
        f"in_{world.name}": economy.code if own else aggregate_of(economy.code, world) or REST,
        "groups": [group.name for group in groups() if economy.code in group.members],
    }


def sector_rows() -> list[Row]:
    """Every sector: its codes, the words for it, and those for its parts, which are no names of it."""
    return [
        {
            "sector": sector.code,
            "name": sector.name,
            "kind": "goods" if sector.is_goods else "services",
            "isic_and_nace": sector.isic,
            "gtap": list(sector.gtap),
            "words": list(sector.words),
            "parts": [*sector.gtap_parts, *sector.parts],
        }
        for sector in sectors().values()
    ]


def product_rows() -> list[Row]:
    """Every named product: its HS lines, its sector, and the words for it."""
    return [
        {
            "product": product.id,
            "name": product.name,
            "sector": product.sector,
            "hs": list(product.hs),
            "words": words_for(product.id),
            "note": product.note,
        }
        for product in load_products().values()
    ]
