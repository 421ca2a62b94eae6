"""Which policy an economy may choose: tariffs and export taxes by partner and goods, access to markets, and bounds.

Every lever moves the logs of some flows' taxes or trade costs in proportion. Three admissible sets are declared:
`cusma-wto`: present duties may be cut, nothing may be raised above what is in force, no export tax; `security`: the
same, but essential-security exceptions (GATT Article XXI, CUSMA Article 32.2) are invoked against the powers named,
on whose trade tariffs and export taxes are free; `free`: any tariff, subsidy or export tax on anybody.
Rates in force stand for the bound ones: the gap between the two, where a member of the WTO may raise a duty without
asking anybody, is not in the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from middlepower.names import unknown_name
from middlepower.scenario.shock import Shock
from middlepower.world.world import World

Array = NDArray[np.float64]
Kind = Literal["tariff", "duty cut", "export tax", "access"]
Bounds = Literal["cusma-wto", "security", "free"]
Detail = Literal["groups", "sectors"]
REST = "others"

DEAREST = float(np.log(5.0))  # ln(1 + rate): 400% ends nearly all trade of a flow
SUBSIDY = float(np.log(0.7))  # 30%
WIDEST_ACCESS = 0.5  # ln of trade costs
GROUPS: dict[str, tuple[int, ...]] = {
    "farm-food": (1, 2, 3, 10, 11, 12),
    "energy-mining": (5, 6, 7, 8, 9, 19),
    "materials": (16, 17, 18, 20, 21, 22, 23, 24, 25),
    "transport-equipment": (29, 30),
    "other-manufactures": (13, 14, 15, 26, 27, 28, 31, 32, 33),
}
"""Groups of goods by their divisions of ISIC 4."""


@dataclass(frozen=True)
class Lever:
    """One instrument: what it moves, on trade with whom, in which goods, and how far (of its unknown)."""

    kind: Kind
    partner: str
    goods: str
    lower: float
    upper: float


@dataclass(frozen=True)
class Reach:
    """Which lever moves a flow's tax or cost, [k, n, i]; -1 for none; and by how much per unit, in logs."""

    lever: NDArray[np.intp]
    per_unit: Array

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> Reach:
        """The Reach of nothing."""
        return cls(np.full(shape, -1, dtype=np.intp), np.zeros(shape))

    def logs(self, x: Array) -> Array:
        """What positions x move every flow by, in logs."""
        moved: Array = np.where(self.lever >= 0, x[self.lever] * self.per_unit, 0.0)
        return moved

    def slopes(self, by_flow: Array, count: int) -> Array:
        """Slopes by lever, from those by flow."""
        on = self.lever >= 0
        total: Array = np.bincount(self.lever[on], (by_flow * self.per_unit)[on], count).astype(np.float64)
        return total


@dataclass(frozen=True)
class Levers:
    """All instruments of an economy, and what they move."""

    levers: tuple[Lever, ...]
    tariff: Reach
    export_tax: Reach
    access: Reach

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.levers)

    @property
    def bounds(self) -> tuple[Array, Array]:
        """(lower, upper) bounds of their positions."""
        return np.array([one.lower for one in self.levers]), np.array([one.upper for one in self.levers])

    def shock(self, world: World, x: Array) -> Shock:
        """The shock to a world of positions x: taxes move buyers' costs, access lowers trade costs."""
        tariff, tax = self.tariff.logs(x), self.export_tax.logs(x)
        cheaper = np.exp(-self.access.logs(x))
        before = np.zeros_like(world.tariff) if world.export_tax is None else world.export_tax
        return Shock(
            np.exp(tariff + tax) * cheaper,
            np.exp(np.log1p(world.tariff) + tariff) - 1.0,
            export_tax=np.exp(np.log1p(before) + tax) - 1.0,
            iceberg=cheaper,
        )


def check_bounds(name: str) -> Bounds:
    """The admissible set's name, or an error that says the nearest one."""
    for known in get_args(Bounds):
        if known == name:
            return known  # type: ignore[no-any-return]
    raise unknown_name("admissible set", name, get_args(Bounds))


def check_detail(name: str) -> Detail:
    """How finely levers are cut, or an error that says the nearest one."""
    for known in get_args(Detail):
        if known == name:
            return known  # type: ignore[no-any-return]
    raise unknown_name("detail of instruments", name, get_args(Detail))


def goods_of(world: World, detail: Detail) -> dict[str, list[int]]:
    """{group or sector: its goods' positions} in a world."""
    goods = [int(k) for k in np.flatnonzero(world.is_goods)]
    if detail == "sectors":
        return {world.sectors[k]: [k] for k in goods}
    placed = {k: group_of(world.isic[k]) for k in goods}
    named = {name: [k for k in goods if placed[k] == name] for name in GROUPS}
    return {name: inside for name, inside in named.items() if inside}


def group_of(isic: str) -> str:
    """The group of goods that a sector belongs to, by the first ISIC division of its code such as `241, 2431`."""
    digits = "".join(c if c.isdigit() else " " for c in isic).split()
    division = int(digits[0][:2]) if digits else 0
    return next((name for name, divisions in GROUPS.items() if division in divisions), "other-manufactures")


def partners_of(world: World, n: int, powers: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """{power: its members} and everybody else as `others`."""
    named = {name: list(inside) for name, inside in powers.items()}
    taken = {n, *(i for inside in named.values() for i in inside)}
    return {**named, REST: [i for i in range(len(world.regions)) if i not in taken]}


def levers_of(
    world: World, n: int, powers: Mapping[str, Sequence[int]], bounds: Bounds, detail: Detail, access: bool
) -> Levers:
    """The instruments of economy n under an admissible set; market access only at a declared cost."""
    shape, goods, partners = world.tariff.shape, goods_of(world, detail), partners_of(world, n, powers)
    made = Levers((), Reach.none(shape), Reach.none(shape), Reach.none(shape))
    for partner, inside in partners.items():
        free = bounds == "free" or (bounds == "security" and partner != REST)
        least = SUBSIDY if bounds == "free" else 0.0
        for name, sectors in goods.items():
            if free:
                made = with_tariff(made, Lever("tariff", partner, name, least, DEAREST), n, inside, sectors)
            else:
                made = with_duty_cut(made, Lever("duty cut", partner, name, 0.0, 1.0), world, n, inside, sectors)
        every = [k for sectors in goods.values() for k in sectors]
        if free:
            made = with_export_tax(made, Lever("export tax", partner, "all", least, DEAREST), n, inside, every)
        if access:
            made = with_access(made, Lever("access", partner, "all", 0.0, WIDEST_ACCESS), n, inside, every)
    return made


def with_tariff(made: Levers, lever: Lever, n: int, inside: Sequence[int], sectors: Sequence[int]) -> Levers:
    """Also a tariff on purchases."""
    cells = np.ix_(sectors, [n], inside)
    return replace(
        made, levers=(*made.levers, lever), tariff=reaching(made.tariff, cells, made.count, np.ones(()))
    )


def with_duty_cut(
    made: Levers, lever: Lever, world: World, n: int, inside: Sequence[int], sectors: Sequence[int]
) -> Levers:
    """Also the part of present duties on purchases that is taken away; nothing where there are none."""
    cells = np.ix_(sectors, [n], inside)
    duty = np.log1p(world.tariff[cells])
    if not (duty > 0.0).any():
        return made
    moved = reaching(made.tariff, cells, made.count, -np.maximum(duty, 0.0))
    return replace(made, levers=(*made.levers, lever), tariff=moved)


def with_export_tax(made: Levers, lever: Lever, n: int, inside: Sequence[int], sectors: Sequence[int]) -> Levers:
    """Also a tax on sales."""
    cells = np.ix_(sectors, inside, [n])
    moved = reaching(made.export_tax, cells, made.count, np.ones(()))
    return replace(made, levers=(*made.levers, lever), export_tax=moved)


def with_access(made: Levers, lever: Lever, n: int, inside: Sequence[int], sectors: Sequence[int]) -> Levers:
    """Also cheaper delivery of sales."""
    cells = np.ix_(sectors, inside, [n])
    moved = reaching(made.access, cells, made.count, np.ones(()))
    return replace(made, levers=(*made.levers, lever), access=moved)


def reaching(reach: Reach, cells: tuple[NDArray[np.intp], ...], number: int, per_unit: Array) -> Reach:
    """The Reach with one more lever on some cells."""
    lever, unit = reach.lever.copy(), reach.per_unit.copy()
    lever[cells] = number
    unit[cells] = per_unit
    return Reach(lever, unit)
