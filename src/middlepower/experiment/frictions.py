"""Which frictions the first year has: the centre of every parameter, and one case for each end of its range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from middlepower.data.first_year import Level, first_year_parameters, labour_shares
from middlepower.experiment.draw import ANCHOR, FLOOR, KAPPA, LABOUR, Draw
from middlepower.language.catalogue import say
from middlepower.model.first_year.equations import Anchor, Frictions
from middlepower.names import unknown_name
from middlepower.world.world import World

FIRST_YEAR = "first-year"
CENTRE = "centre"
ANCHORS: tuple[Anchor, ...] = ("consumer prices", "own value added")  # that draws choose between


@dataclass(frozen=True)
class FrictionCase:
    """One choice of frictions: which value of each parameter it takes."""

    kappa: Level = "centre"
    floor: Level | None = "centre"
    anchor: Anchor = "consumer prices"
    labour_share: Level = "centre"


CASES = {
    CENTRE: FrictionCase(),
    "workers-stay": FrictionCase(kappa="low"),
    "workers-move": FrictionCase(kappa="high"),
    "wages-give": FrictionCase(floor="low"),
    "wages-hold": FrictionCase(floor="high"),
    "wages-follow-gdp": FrictionCase(anchor="own value added"),
    "less-labour": FrictionCase(labour_share="low"),
    "more-labour": FrictionCase(labour_share="high"),
}
"""The centre, and the ends of the range of each parameter, one at a time."""
NO_FLOOR = "no-floor"
FIXED_EXCHANGE_RATE = "fixed-exchange-rate"
APART = {
    NO_FLOOR: FrictionCase(floor=None),
    FIXED_EXCHANGE_RATE: FrictionCase(anchor="world value added"),
    "wages-follow-gdp-give": FrictionCase(floor="low", anchor="own value added"),
    "wages-follow-gdp-hold": FrictionCase(floor="high", anchor="own value added"),
    "fixed-exchange-rate-give": FrictionCase(floor="low", anchor="world value added"),
    "fixed-exchange-rate-hold": FrictionCase(floor="high", anchor="world value added"),
}
"""Cases to ask for by name; no range counts them."""
BY_ANCHOR: dict[Anchor, tuple[str, str, str]] = {
    "consumer prices": (CENTRE, "wages-give", "wages-hold"),
    "own value added": ("wages-follow-gdp", "wages-follow-gdp-give", "wages-follow-gdp-hold"),
    "world value added": (FIXED_EXCHANGE_RATE, "fixed-exchange-rate-give", "fixed-exchange-rate-hold"),
}
"""What wages are held relative to -> the case with the floor in the middle of its range, and those at its ends."""


def friction_text(name: str) -> str:
    """The case of that name in words."""
    friction_case(name)
    return say(f"common.frictions.{name}")


def friction_case(name: str) -> FrictionCase:
    """The case of that name."""
    known = {**CASES, **APART}
    if name not in known:
        raise unknown_name("case of frictions", name, known)
    return known[name]


def frictions_of(world: World, name: str = CENTRE) -> Frictions:
    """The frictions of a case in a world; labour's shares are one a sector, the same everywhere."""
    case, parameters = friction_case(name), first_year_parameters()
    share = labour_shares(world.sectors, case.labour_share)
    floor = 0.0 if case.floor is None else parameters["floor"].at(case.floor)
    everywhere = np.repeat(share[:, None], len(world.regions), axis=1)
    return Frictions(everywhere, parameters["kappa"].at(case.kappa), floor, case.anchor)


def drawn_frictions(world: World, draw: Draw) -> Frictions:
    """The frictions of a draw; labour's shares lie all at one place of their ranges."""
    low, middle, high = (labour_shares(world.sectors, level) for level in ("low", "centre", "high"))
    known = first_year_parameters()
    kappa, floor, anchor, at = (draw.get(name) for name in (KAPPA, FLOOR, ANCHOR, LABOUR))
    at = at or 0.0
    share = middle + at * (high - middle if at > 0.0 else middle - low)
    return Frictions(
        np.repeat(share[:, None], len(world.regions), axis=1),
        known["kappa"].centre if kappa is None else kappa,
        known["floor"].centre if floor is None else floor,
        ANCHORS[int(anchor or 0.0)],
    )
