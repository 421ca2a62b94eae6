"""Which policy an economy may choose: tariffs and export taxes by partner and goods, access to markets, and bounds.

Every lever moves the logs of some flows' taxes or trade costs in proportion. Three admissible sets are declared:
`cusma-wto`: present duties may be cut, nothing may be raised above what is in force, no export tax; `security`: the
same, but essential-security exceptions (GATT Article XXI(b)(iii), CUSMA Article 32.2) are invoked against the powers,
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

from middlepower.errors import ScenarioError
from middlepower.names import unknown_name
from middlepower.scenario.shock import Shock
from middlepower.world.world import World

Array = NDArray[np.float64]
Kind = Literal["tariff", "duty cut", "export tax", "access"]
Bounds = Literal["cusma-wto", "security", "free"]
Detail = Literal["groups", "sectors"]
REST = "others"
EVERYTHING = "all"
Cells = tuple[NDArray[np.intp], ...]

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
class PolicyLever:
    """One instrument: what it moves, on trade with whom, in which goods, and how far (of its unknown)."""

    kind: Kind
    partner: str
    goods: str
    lower: float
    upper: float


@dataclass(frozen=True)
class LeverReach:
    """Which lever moves a flow's tax or cost, [k, n, i]; -1 for none; and by how much per unit, in logs."""

    lever: NDArray[np.intp]
    per_unit: Array

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> LeverReach:
        """The LeverReach of nothing."""
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
class PolicyLevers:
    """All instruments of an economy, and what they move."""

    levers: tuple[PolicyLever, ...]
    tariff: LeverReach
    export_tax: LeverReach
    access: LeverReach

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
    raise unknown_name("admissible set of `--bounds`", name, get_args(Bounds))


def check_detail(name: str) -> Detail:
    """How finely levers are cut, or an error that says the nearest one."""
    for known in get_args(Detail):
        if known == name:
            return known  # type: ignore[no-any-return]
    raise unknown_name("detail of instruments of `--detail`", name, get_args(Detail))


def goods_of(world: World, detail: Detail) -> dict[str, list[int]]:
    """{group or sector: its goods' positions} in a world."""
    goods = [int(k) for k in np.flatnonzero(world.is_goods)]
    if detail == "sectors":
        return {world.sectors[k]: [k] for k in goods}
    placed = {k: group_of(world.sectors[k], world.isic[k]) for k in goods}
    named = {name: [k for k in goods if placed[k] == name] for name in GROUPS}
    return {name: inside for name, inside in named.items() if inside}


def group_of(sector: str, isic: str) -> str:
    """The group of goods that a sector belongs to, by the first ISIC division of its code such as `241, 2431`."""
    digits = "".join(c if c.isdigit() else " " for c in isic).split()
    if not digits:
        raise ScenarioError(
            f"sector {sector} has no ISIC code, so that it belongs to no group of goods: ask for `--detail sectors`."
        )
    division = int(digits[0][:2])
    return next((name for name, divisions in GROUPS.items() if division in divisions), "other-manufactures")


def partners_of(world: World, n: int, powers: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """{power: its members} and everybody else as `others`, where there is anybody else."""
    named = {name: list(inside) for name, inside in powers.items()}
    taken = {n, *(i for inside in named.values() for i in inside)}
    others = [i for i in range(len(world.regions)) if i not in taken]
    return {**named, REST: others} if others else named


def levers_of(
    world: World, n: int, powers: Mapping[str, Sequence[int]], bounds: Bounds, detail: Detail, access: bool
) -> PolicyLevers:
    """The instruments of economy n under an admissible set; market access only at a declared cost."""
    none = LeverReach.none(world.tariff.shape)
    made = PolicyLevers((), none, none, none)
    goods = goods_of(world, detail)
    for partner, inside in partners_of(world, n, powers).items():
        free = bounds == "free" or (bounds == "security" and partner != REST)
        least = SUBSIDY if bounds == "free" else 0.0
        for name, sectors in goods.items():
            bought = np.ix_(np.array(sectors), np.array([n]), np.array(inside))
            if free:
                made = with_tariff(made, PolicyLever("tariff", partner, name, least, DEAREST), bought)
            else:
                made = with_duty_cut(made, PolicyLever("duty cut", partner, name, 0.0, 1.0), world, bought)
        sold = np.ix_(np.flatnonzero(world.is_goods), np.array(inside), np.array([n]))
        if free:
            lever = PolicyLever("export tax", partner, EVERYTHING, least, DEAREST)
            made = replace(made, levers=(*made.levers, lever), export_tax=reaching(made.export_tax, sold, made.count))
        if access:
            lever = PolicyLever("access", partner, EVERYTHING, 0.0, WIDEST_ACCESS)
            made = replace(made, levers=(*made.levers, lever), access=reaching(made.access, sold, made.count))
    return made


def with_tariff(made: PolicyLevers, lever: PolicyLever, bought: Cells) -> PolicyLevers:
    """Also a tariff on purchases."""
    return replace(made, levers=(*made.levers, lever), tariff=reaching(made.tariff, bought, made.count))


def with_duty_cut(made: PolicyLevers, lever: PolicyLever, world: World, bought: Cells) -> PolicyLevers:
    """Also the part of present duties on purchases that is taken away; nothing where there are none."""
    duty = np.maximum(np.log1p(world.tariff[bought]), 0.0)
    if not duty.any():
        return made
    return replace(made, levers=(*made.levers, lever), tariff=reaching(made.tariff, bought, made.count, -duty))


def reaching(reach: LeverReach, cells: Cells, number: int, per_unit: Array | float = 1.0) -> LeverReach:
    """The LeverReach with one more lever on some cells."""
    lever, unit = reach.lever.copy(), reach.per_unit.copy()
    lever[cells] = number
    unit[cells] = per_unit
    return LeverReach(lever, unit)
