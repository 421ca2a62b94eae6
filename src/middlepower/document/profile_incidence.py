"""Who carries the loss from a full cut-off: sectors, jobs and, for Canada, provinces; how concentrated it is and what
it weighs with declared political weights. All numbers come from `indicators`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.data.provinces import ECONOMY, PROVINCES
from middlepower.data.sector_names import find_sector
from middlepower.document.losses import (
    Employment,
    Incidence,
    JobLoss,
    LossShares,
    PowerIncidence,
    Production,
    ProvinceLoss,
    Provinces,
    SectorLoss,
    Weighted,
)
from middlepower.document.number import Number, combine, lost
from middlepower.document.persons import Persons, PersonsCount, persons_between, persons_count
from middlepower.document.power import attempt, over_sets
from middlepower.document.table import Table
from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.indicators.exposure import cut_off
from middlepower.indicators.incidence import (
    Concentration,
    Weights,
    concentration,
    equal_weights,
    incidence,
    read_weights,
    sector_value_added,
    weighted_exposure,
)
from middlepower.indicators.provinces import by_province, exports_by_province, provinces_known, proxy_text
from middlepower.indicators.worker_cutoff import worker_cut_off, workers_before
from middlepower.language.catalogue import say
from middlepower.model.roy_frechet.solve import KAPPA, KAPPA_RANGE, RoyFrechetEquilibrium
from middlepower.names import unknown_name

if TYPE_CHECKING:
    import xarray as xr

WorkersBefore = tuple[list[RoyFrechetEquilibrium] | None, str]  # one of each kappa, or why there are none


@dataclass(frozen=True)
class Declared:
    """Declared political weights, those of sectors and those of provinces."""

    sectors: Weights
    provinces: Weights
    source: str


def declared(path: Path, sectors: Sequence[str], code: str) -> Declared:
    """The weights in a file, by the kind of their labels; a label that is neither sector nor province is an error."""
    weights = read_weights(path)
    provinces = tuple(PROVINCES) if code == ECONOMY else ()
    values: dict[str, float] = {}
    for label, value in weights.values.items():
        known = label if label in (*sectors, *provinces) else find_sector(label)
        if known not in (*sectors, *provinces):
            raise unknown_name("weight", label, (*sectors, *provinces), "A weight needs a sector by code or name.")
        if known in values:
            raise ScenarioError(f"{path}: `{label}` and another label both mean {known}: keep one.")
        values[known] = value
    named = Weights(values, weights.source)
    return Declared(_only(named, sectors), _only(named, provinces), weights.source)


def _only(weights: Weights, labels: Sequence[str]) -> Weights:
    return Weights({label: value for label, value in weights.values.items() if label in labels}, weights.source)


def incidences(experiment: Experiment, code: str, powers: Sequence[str], weights: Declared | None) -> Incidence:
    """The incidence of each power's full cut-off."""
    workers = attempt(lambda: _workers_before(experiment.main.baseline))
    return Incidence(
        threat=say("document.threat"),
        production_note=say("document.note_production"),
        employment_note=say(
            "document.note_employment", kappa=f"{KAPPA:g}", kappas=", ".join(f"{kappa:g}" for kappa in KAPPA_RANGE)
        ),
        provinces_proxy=proxy_text() if provinces_known(experiment.world, code) else None,
        kappa=KAPPA,
        kappa_range=tuple(KAPPA_RANGE),
        powers={power: _of_power(experiment, code, power, weights, workers) for power in powers},
    )


def _of_power(
    experiment: Experiment, code: str, power: str, weights: Declared | None, workers: WorkersBefore
) -> PowerIncidence:
    made, why_not = attempt(lambda: over_sets(experiment, lambda baseline: _production(baseline, code, power, weights)))
    before, why_none = workers
    held, why_none = (
        (None, why_none)
        if before is None
        else attempt(lambda: _employment(experiment.main.baseline, before, code, power))
    )
    count = _count(experiment, code)
    at_work, why_nobody = attempt(lambda: None if count is None else _at_work(experiment, count, code, power))
    return PowerIncidence(made, held, at_work, why_not, why_none, why_nobody)


def _count(experiment: Experiment, code: str) -> PersonsCount | None:
    """The employees of Canada in the first year's baseline under the main set; None for others,
    and where the first year is not known."""
    if code != ECONOMY or FIRST_YEAR not in experiment.horizons:
        return None
    baseline = next(iter(experiment.baselines(FIRST_YEAR).values()))
    world, sold = baseline.world, baseline.equilibrium.flow[:, :, baseline.world.region(code)]
    return persons_count(baseline, code, exports_by_province(sold, world.sectors, world.regions))


def _at_work(experiment: Experiment, count: PersonsCount, code: str, power: str) -> Persons:
    """Employees more or fewer at work in the first year after a cut-off, with the range of that horizon."""

    def between(baseline: Baseline) -> Persons:
        return persons_between(count, baseline.equilibrium, cut_off(baseline, code, power))

    return over_sets(experiment, between, FIRST_YEAR)


# ---------------------------------------------------------------- by sector of production


def _production(baseline: Baseline, code: str, power: str, weights: Declared | None) -> Production:
    """Losses by sector of production, their concentration, provinces and weighted exposure, for one set."""
    world, before = baseline.world, baseline.equilibrium
    after = cut_off(baseline, code, power)
    losses = incidence(world, before, after, code)
    table, provinces = Table.of(losses), by_province(losses, power) if provinces_known(world, code) else None
    return Production(
        sectors={sector: _sector_loss(table, sector) for sector in world.sectors},
        other_loss_musd=Number.of(float(losses.attrs["other"])),
        total_loss_musd=Number.of(float(losses.attrs["total"])),
        concentration=_loss_shares(concentration(losses["loss"], sector_value_added(before)[:, world.region(code)])),
        provinces=None if provinces is None else _provinces(provinces),
        weighted=_weighted(losses, provinces, weights),
        residual=Number.of(after.report.residual),
    )


def _sector_loss(table: Table, sector: str) -> SectorLoss:
    return SectorLoss(
        value_added_lost_musd=table.number("loss", sector=sector),
        loss_of_income_percent=table.percent("loss_of_income", sector=sector),
        loss_of_value_added_percent=table.percent("loss_rate", sector=sector),
        share_percent=table.percent("share", sector=sector),
    )


def _loss_shares(of: Concentration) -> LossShares:
    """Largest share and whose it is, Herfindahl index and Gini coefficient of gross losses."""
    return LossShares(
        top=of.top or None,
        top_share_percent=Number.of(100.0 * of.top_share, of.reason),
        hhi=Number.of(of.hhi, of.reason),
        gini=Number.of(of.gini, of.reason),
        gross_loss_musd=Number.of(of.gross),
        net_loss_musd=Number.of(of.net),
    )


def _provinces(carried: xr.Dataset) -> Provinces:
    """Losses carried to provinces by the proxy, and what no province gets."""
    table = Table.of(carried)
    return Provinces(
        provinces={
            province: ProvinceLoss(
                carried_loss_musd=table.number("loss", province=province),
                share_percent=table.percent("share", province=province),
            )
            for province in PROVINCES
        },
        not_attributed_musd=Number.of(float(carried.attrs["not_attributed"])),
        concentration=_loss_shares(concentration(carried["loss"])),
    )


def _weighted(losses: xr.Dataset, provinces: xr.Dataset | None, weights: Declared | None) -> Weighted:
    """Exposure with equal weights and, where they are declared, with political ones."""
    equal = _weighted_percent(losses, equal_weights())
    if weights is None:
        return Weighted(equal)
    by_province = None if provinces is None else _weighted_percent(provinces, weights.provinces)
    return Weighted(equal, _weighted_percent(losses, weights.sectors), by_province)


def _weighted_percent(losses: xr.Dataset, weights: Weights) -> Number:
    return lost(Number.of(float(weighted_exposure(losses, weights).values[0])))


# ---------------------------------------------------------------- by sector of employment


def _workers_before(baseline: Baseline) -> list[RoyFrechetEquilibrium]:
    """The baseline with kappa's default, then over KAPPA_RANGE."""
    return [workers_before(baseline, kappa) for kappa in dict.fromkeys([KAPPA, *KAPPA_RANGE])]


def _employment(baseline: Baseline, before: Sequence[RoyFrechetEquilibrium], code: str, power: str) -> Employment:
    """Losses by sector of employment with kappa's default, ranges over KAPPA_RANGE."""
    return combine([_workers(baseline, one, code, power) for one in before])


def _workers(baseline: Baseline, before: RoyFrechetEquilibrium, code: str, power: str) -> Employment:
    """Losses by sector of employment, concentration and provinces, for one kappa."""
    cut = worker_cut_off(baseline, before, code, power)
    table = Table.of(cut.losses)
    return Employment(
        sectors={sector: _job_loss(table, sector) for sector in baseline.world.sectors},
        exposure_percent=lost(Number.of(cut.log_loss)),
        concentration=_loss_shares(concentration(cut.losses["loss"], cut.size)),
        provinces=_provinces(by_province(cut.losses, power)) if provinces_known(baseline.world, code) else None,
        residual=Number.of(cut.residual),
    )


def _job_loss(table: Table, sector: str) -> JobLoss:
    return JobLoss(
        stay_percent=table.percent("stay", sector=sector),
        move_percent=table.percent("move", sector=sector),
        income_lost_musd=table.number("loss", sector=sector),
    )
