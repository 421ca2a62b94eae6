"""Who carries the loss from a full cut-off: sectors, jobs and, for Canada, provinces; how concentrated it is and what
it weighs with declared political weights. All numbers come from `measures.incidence` and `measures.provinces`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from middlepower.document.cells import Number, Table, Tree, combine, lost
from middlepower.document.header import ranged, try_solve
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.indicators.exposure import cut_matrix, cut_off, with_cut
from middlepower.indicators.incidence import (
    Weights,
    concentration,
    equal_weights,
    incidence,
    read_weights,
    sector_value_added,
    weighted_exposure,
    worker_losses,
)
from middlepower.indicators.provinces import ECONOMY, PROVINCES, PROXY, by_province
from middlepower.model.roy_frechet.solve import KAPPA, KAPPA_RANGE, RoyFrechetEquilibrium, solve_roy_frechet
from middlepower.names import unknown_name
from middlepower.world.parties import opponents

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.scenario.shock import Shock

PRODUCTION = (
    "One wage: a sector's loss is value added that leaves it; what moves elsewhere shows there as a gain (negative)."
)
EMPLOYMENT = (
    "Roy-Frechet variant (after Galle, Rodriguez-Clare and Yi 2023): workers differ by sector. `stay_percent` is the "
    "loss of real pay in a sector's jobs before anybody moves, `move_percent` that of the people who held them after "
    f"moving. The dispersion kappa is {KAPPA:g}, quoted from memory: the range is over kappa = "
    f"{', '.join(f'{kappa:g}' for kappa in KAPPA_RANGE)} with the main elasticity set."
)


@dataclass(frozen=True)
class Declared:
    """Declared political weights, those of sectors and those of provinces."""

    sectors: Weights
    provinces: Weights
    source: str


def declared(path: Path, sectors: Sequence[str], code: str) -> Declared:
    """The weights in a file, by the kind of their labels; a label that is neither sector nor province is an error."""
    found = read_weights(path)
    provinces = tuple(PROVINCES) if code == ECONOMY else ()
    for label in found.values:
        if label not in (*sectors, *provinces):
            raise unknown_name("weight", label, (*sectors, *provinces), "A weight needs the code of a sector.")
    return Declared(_only(found, sectors), _only(found, provinces), found.source)


def _only(found: Weights, labels: Sequence[str]) -> Weights:
    return Weights({label: value for label, value in found.values.items() if label in labels}, found.source)


def incidences(found: Experiment, code: str, powers: Sequence[str], weights: Declared | None) -> dict[str, Any]:
    """The incidence of each power's full cut-off."""
    return {
        "threat": "the power and the economy stop trading with each other, goods and services, both ways",
        "production": PRODUCTION,
        "employment": EMPLOYMENT,
        "provinces_proxy": PROXY if code == ECONOMY else None,
        "kappa": KAPPA,
        "kappa_range": list(KAPPA_RANGE),
        "powers": {power: _one_power(found, code, power, weights) for power in powers},
    }


def _one_power(found: Experiment, code: str, power: str, weights: Declared | None) -> Tree:
    by_sector = try_solve(lambda: ranged(found, lambda at: _production(at, code, power, weights)))
    return {**by_sector, "employment": try_solve(lambda: _employment(found.main.baseline, code, power))}


# ---------------------------------------------------------------- by sector of production


def _production(at: Baseline, code: str, power: str, weights: Declared | None) -> Tree:
    """Losses by sector of production, their concentration, provinces and weighted exposure, for one set."""
    state = cut_off(at, code, power)
    table = incidence(at.world, at.equilibrium, state, code)
    size = sector_value_added(at.equilibrium)[:, at.world.region(code)]
    provinces = by_province(table) if code == ECONOMY else None
    return {
        "sectors": _sectors(Table.of(table), at.world.sectors),
        "other_loss_musd": Number(float(table.attrs["other"])),
        "total_loss_musd": Number(float(table.attrs["total"])),
        "concentration": _concentration(concentration(table["loss"], size)),
        "provinces": None if provinces is None else _provinces(provinces),
        "weighted": _weighted(table, provinces, weights),
        "residual": Number(state.report.residual),
    }


def _sectors(table: Table, sectors: Sequence[str]) -> Tree:
    return {
        sector: {
            "loss_musd": table.number("loss", sector=sector),
            "loss_of_income_percent": table.percent("loss_of_income", sector=sector),
            "loss_of_value_added_percent": table.percent("loss_rate", sector=sector),
            "share_percent": table.percent("share", sector=sector),
        }
        for sector in sectors
    }


def _concentration(of: Any) -> Tree:
    """Largest share and whose it is, Herfindahl index and Gini coefficient of gross losses."""
    return {
        "top": of.top or None,
        "top_share_percent": Number(100.0 * of.top_share, of.reason),
        "hhi": Number(of.hhi, of.reason),
        "gini": Number(of.gini, of.reason),
        "gross_loss_musd": Number(of.gross),
        "net_loss_musd": Number(of.net),
    }


def _provinces(found: xr.Dataset) -> Tree:
    """Losses carried to provinces by the proxy, and what no province gets."""
    table = Table.of(found)
    return {
        "provinces": {
            province: {
                "loss_musd": table.number("loss", province=province),
                "share_percent": table.percent("share", province=province),
            }
            for province in PROVINCES
        },
        "not_attributed_musd": Number(float(found.attrs["not_attributed"])),
        "concentration": _concentration(concentration(found["loss"])),
    }


def _weighted(table: xr.Dataset, provinces: xr.Dataset | None, weights: Declared | None) -> Tree:
    """Exposure with equal weights and, where they are declared, with political ones."""
    found = {"equal_percent": _one_weighted(table, equal_weights())}
    if weights is None:
        return found
    found["declared_by_sector_percent"] = _one_weighted(table, weights.sectors)
    if provinces is not None:
        found["declared_by_province_percent"] = _one_weighted(provinces, weights.provinces)
    return found


def _one_weighted(table: xr.Dataset, weights: Weights) -> Number:
    return lost(Number(float(weighted_exposure(table, weights).values[0])))


# ---------------------------------------------------------------- by sector of employment


def _employment(at: Baseline, code: str, power: str) -> Tree:
    """Losses by sector of employment with kappa's default, ranges over KAPPA_RANGE."""
    kappas = dict.fromkeys([KAPPA, *KAPPA_RANGE])
    return combine([_workers(at, code, power, kappa) for kappa in kappas])


def _workers(at: Baseline, code: str, power: str, kappa: float) -> Tree:
    """Losses by sector of employment, concentration and provinces, for one kappa."""
    n, m = opponents(at.world, code, power)
    cut = with_cut(at.shock, cut_matrix(len(at.world.regions), [n], m, "both"))
    base, state = _roy_frechet(at, at.shock, kappa), _roy_frechet(at, cut, kappa)
    table = worker_losses(at.world, base, state, code)
    loss = -_log_change(base, state, n)
    return {
        "sectors": _jobs(Table.of(table), at.world.sectors),
        "exposure_percent": lost(Number(loss)),
        "concentration": _concentration(concentration(table["loss"], sector_value_added(base.equilibrium)[:, n])),
        "provinces": _provinces(by_province(table)) if code == ECONOMY else None,
        "residual": Number(state.equilibrium.report.residual),
    }


def _jobs(table: Table, sectors: Sequence[str]) -> Tree:
    return {
        sector: {
            "stay_percent": table.percent("stay", sector=sector),
            "move_percent": table.percent("move", sector=sector),
            "loss_musd": table.number("loss", sector=sector),
        }
        for sector in sectors
    }


def _roy_frechet(at: Baseline, shock: Shock, kappa: float) -> RoyFrechetEquilibrium:
    try:
        return solve_roy_frechet(at.solver, shock, kappa, at.closure)
    except NoEquilibriumError as error:
        raise error.placed(f"kappa {kappa:g}") from error


def _log_change(base: RoyFrechetEquilibrium, state: RoyFrechetEquilibrium, n: int) -> float:
    import numpy as np

    return float(np.log(state.real_income_hat[n] / base.real_income_hat[n]))
