"""The indicators of `compare` for economies and groups of economies at once.

`members` [e, n] is one where economy n belongs to e; an economy alone is a group of one. Income adds up over members;
trade is what crosses the group's border, so that trade among members is not trade.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.compare import real_income_value
from middlepower.model.core.equilibrium import Equilibrium, at_baseline_prices

Array = NDArray[np.float64]
NOTHING = 1e-9  # million US dollars: a tenth of a cent, what differences of sums leave by rounding


def inside(value: Array, members: Array) -> Array:
    """What members sell to each other, themselves included [..., e], of flows [..., n, i]."""
    total: Array = np.einsum("...nn->...n", value) @ members.T
    for e in np.flatnonzero(members.sum(axis=1) > 1.0):
        n = np.flatnonzero(members[e])
        total[..., e] = value[..., n[:, None], n].sum(axis=(-2, -1))
    return total


def exports(value: Array, members: Array) -> Array:
    """Sales across the border [k, e]."""
    sold: Array = value.sum(axis=1) @ members.T
    return sold - inside(value, members)


def imports(value: Array, members: Array) -> Array:
    """Purchases across the border [k, e]."""
    bought: Array = value.sum(axis=2) @ members.T
    return bought - inside(value, members)


def crossing(value: Array, price: Array, members: Array) -> tuple[Array, Array]:
    """(sales, purchases) across the border [..., k, e] of flows [k, n, i] times price[..., k, i] of their exporters.

    Only what members sell and buy is looked at, which of a few economies is far less than all flows.
    """
    at = np.flatnonzero(members.any(axis=0))
    some, of_members = members[:, at], price[..., at]
    home = inside(value[:, at[:, None], at] * of_members[..., None, :], some)
    sold = (value[:, :, at].sum(axis=1) * of_members) @ some.T
    bought = np.einsum("kni,...ki->...kn", value[:, at], price) @ some.T
    return sold - home, bought - home


def income(of: Equilibrium, members: Array) -> Array:
    """Income [e], million US dollars."""
    total: Array = members @ of.income
    return total


def real_income_money(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of real income in money [e], summed over members, million US dollars of the benchmark year."""
    total: Array = members @ real_income_value(baseline, state)
    return total


def real_income(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of real income [e]: the money of all members over their baseline income."""
    return real_income_money(baseline, state, members) / income(baseline, members)


def export_volume(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of export volume [e]."""
    new, old = at_baseline_prices(baseline, state), baseline.flow
    return growth(exports(new, members).sum(axis=0), exports(old, members).sum(axis=0))


def import_volume(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of import volume [e]."""
    new, old = at_baseline_prices(baseline, state), baseline.flow
    return growth(imports(new, members).sum(axis=0), imports(old, members).sum(axis=0))


def output_volume(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of output volume by sector [k, e]; nan where there is no baseline output."""
    new: Array = at_baseline_prices(baseline, state).sum(axis=1) @ members.T
    old: Array = baseline.output @ members.T
    return growth(new, old)


@dataclass(frozen=True)
class Volumes:
    """What is sold abroad, bought abroad [e], made and sold abroad by sector [k, e], million US dollars."""

    exports: Array
    imports: Array
    output: Array
    sector_exports: Array

    def growth_from(self, old: Volumes) -> Volumes:
        """Changes relative to other volumes at the same prices; nan where there was nothing."""
        pairs = zip(vars(self).values(), vars(old).values(), strict=True)
        return Volumes(*(growth(after, before) for after, before in pairs))


def volumes(of: Equilibrium, c_hat: Array, members: Array) -> Volumes:
    """`export_volume`, `import_volume`, `output_volume` and `sector_export_volume` at once, at the unit costs c_hat
    [k, i] of a baseline and without an array of all volumes; their changes are `Volumes.growth_from`."""
    price = c_hat / of.c_hat
    sold, bought = crossing(of.flow, price, members)
    return Volumes(sold.sum(axis=0), bought.sum(axis=0), (of.output * price) @ members.T, sold)


def sector_export_volume(baseline: Equilibrium, state: Equilibrium, members: Array) -> Array:
    """Change of export volume by sector [k, e]; nan where there are no baseline exports."""
    return growth(exports(at_baseline_prices(baseline, state), members), exports(baseline.flow, members))


def export_share(of: Equilibrium, members: Array) -> Array:
    """Share [e, p] of partner p, an economy or a group, in the exports of e; e's own members don't count."""
    sold = (of.flow.sum(axis=0) @ members.T).T * (1.0 - members)
    total = sold.sum(axis=1, keepdims=True)
    share: Array = np.where(total > 0, sold @ members.T / np.where(total > 0, total, 1.0), np.nan)
    return share


def growth(new: Array, old: Array) -> Array:
    """new / old - 1; nan where there was nothing, up to rounding of the sums."""
    there = old > NOTHING
    change: Array = np.where(there, new / np.where(there, old, 1.0) - 1.0, np.nan)
    return change
