"""The import cut-off loss in closed form (indicator M3): what losing a supplier costs at given factor prices.

With lambda_k the power's share of n's spending on sector k and theta_k = sigma_k - 1:

Cobb-Douglas over sectors   L = -sum_k e_k / theta_k ln(1 - lambda_k)
CES (eta) over sectors      L = ln[(sum_k e_k kappa_k^(1-eta))^(1/(1-eta))],  kappa_k = (1 - lambda_k)^(-1/theta_k)
roundabout inputs           divided by the value-added share beta

The formulas are what nested CES demand implies; Clayton, Maggiori and Schreger (A framework for geoeconomics) build
their power on the same nonlinearity in the control share, with parameters that we have not read. The roundabout form
lets every remaining supplier's cost rise with n's own, as in a world of one buyer: exact when all trade is cut,
an upper bound otherwise. `with_inputs` keeps foreign costs and own wages fixed and solves n's own input-output loop.
All hold factor prices fixed: own wages would fall (so they overstate the import loss), the remaining suppliers'
costs would rise (so they understate it); which is larger differs by country. All miss the export loss: see `exposure`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.indicators.labelled import About, LabelledColumn, LabelledSheet, column, no_reasons, sheet
from middlepower.language.catalogue import say
from middlepower.world.labels import source_of
from middlepower.world.parties import opponents

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.model.core.equilibrium import Equilibrium
    from middlepower.world.world import World

Array = NDArray[np.float64]
SETTLED = 1e-13  # of log prices: rounding
MOST_SWEEPS = 2000  # input shares sum to less than one, so each sweep shrinks the error
COBB_DOUGLAS = 1e-9  # eta this near to one is one
UNITS = "log points of real expenditure"


def cut_off_loss(weight: Array, share: Array, elasticity: Array) -> float:
    """L = -sum_k e_k / theta_k ln(1 - lambda_k), log points; infinite where all of a needed sector is lost."""
    needed = weight > 0.0
    with np.errstate(divide="ignore"):
        return float(-(weight[needed] / elasticity[needed] * np.log1p(-share[needed])).sum())


def cut_off_loss_ces(weight: Array, share: Array, elasticity: Array, eta: float) -> float:
    """The same with elasticity eta between sectors, ln[(sum_k e_k kappa_k^(1-eta))^(1/(1-eta))].

    Below eta = 1 a sector that is lost whole costs everything; above it, others replace it.
    """
    if not (eta > 0.0 and np.isfinite(eta)):
        raise ScenarioError(f"`eta` is {eta}: the elasticity between sectors must be positive. Try 1, or 0.5.")
    if abs(eta - 1.0) < COBB_DOUGLAS:
        return cut_off_loss(weight, share, elasticity)
    needed = weight > 0.0
    power = (eta - 1.0) / elasticity[needed]
    with np.errstate(divide="ignore"):
        total = (weight[needed] * (1.0 - share[needed]) ** power).sum()
        return float(np.log(total) / (1.0 - eta))


def loss_with_inputs(pi: Array, gamma: Array, alpha: Array, theta: Array, n: int, lost: Sequence[int]) -> float:
    """L = sum_k alpha_k ln P_k with ln P_k = -1/theta_k ln(sum of shares kept + pi_kn c_k^-theta_k), c = prod P^gamma.

    pi[k, i] are n's spending shares, gamma[k, s] its input shares. Foreign unit costs and own wages stay.
    """
    kept = np.array(pi)
    kept[:, list(lost)] = 0.0
    home = kept[:, n].copy()
    kept[:, n] = 0.0
    foreign = kept.sum(axis=1)
    if np.any((home + foreign <= 0.0) & ((alpha > 0.0) | (gamma > 0.0).any(axis=1))):
        return float("inf")
    log_P = np.zeros_like(theta)
    for _ in range(MOST_SWEEPS):
        total = foreign + home * np.exp(-theta * (gamma.T @ log_P))
        new = np.where(total > 0.0, -np.log(np.where(total > 0.0, total, 1.0)) / theta, 0.0)
        done = float(np.abs(new - log_P).max()) < SETTLED
        log_P = new
        if done:
            break
    return float(alpha @ log_P)


def import_loss(
    world: World, name: str, powers: Sequence[str], eta: float = 1.0, equilibrium: Equilibrium | None = None
) -> xr.Dataset:
    """Closed-form losses of an economy that can't buy from a power any more, [power].

    `final` on its consumption alone; `roundabout` on all its spending, divided by the value-added share of gross
    output; `with_inputs` with its own input-output loop (always Cobb-Douglas, as in the model). `eta` is the
    elasticity between sectors of the first two. Missing where a needed sector has no other supplier.
    """
    return import_loss_sheet(world, name, powers, eta, equilibrium).dataset()


def import_loss_sheet(
    world: World, name: str, powers: Sequence[str], eta: float = 1.0, equilibrium: Equilibrium | None = None
) -> LabelledSheet:
    """The columns of `import_loss`."""
    pi = world.trade_share if equilibrium is None else equilibrium.pi
    X = world.spending if equilibrium is None else equilibrium.X
    output, value_added = (
        (world.output, world.value_added) if equilibrium is None else (equilibrium.output, equilibrium.value_added)
    )
    rows: dict[str, list[float]] = {name: [] for name in DEFINITIONS}
    for power in powers:
        n, m = opponents(world, name, power)
        share = np.minimum(pi[:, n, list(m)].sum(axis=1), 1.0)
        alpha, theta = world.consumption_share[:, n], world.elasticity
        rows["final"].append(cut_off_loss_ces(alpha, share, theta, eta))
        weight = X[:, n] / X[:, n].sum()
        beta = float(value_added[n] / output[:, n].sum())
        rows["roundabout"].append(cut_off_loss_ces(weight, share, theta, eta) / beta)
        rows["with_inputs"].append(loss_with_inputs(pi[:, n], world.input_share[n], alpha, theta, n, m))
    return sheet([_row(world, key, np.array(values), powers) for key, values in rows.items()], eta=eta)


DEFINITIONS = {
    "final": "consumption only: -sum_k alpha_k/theta_k ln(1 - lambda_k), or its CES form",
    "roundabout": "all spending, divided by the value-added share of gross output",
    "with_inputs": "sum_k alpha_k ln P_k with own input-output loop, wages and foreign costs fixed",
}


def _row(world: World, key: str, values: Array, powers: Sequence[str]) -> LabelledColumn:
    """One labelled definition, infinite losses as missing values with the reason."""
    said = no_reasons(values.shape)
    said[~np.isfinite(values)] = say("indicators.no_supplier")
    about = About(UNITS, DEFINITIONS[key], source_of(world))
    return column(key, np.where(said == "", values, np.nan), {"power": list(powers)}, about, said)
