"""Who carries the loss from a full cut-off: sectors, jobs and, for Canada, provinces; how concentrated it is and what
it weighs with declared political weights. All numbers come from `indicators`.
"""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.document.losses import (
    Employment,
    Incidence,
    JobLoss,
    PowerIncidence,
)
from middlepower.document.number import Number, combine, lost
from middlepower.document.power import attempt
from middlepower.document.profile_losses import AllLosses
from middlepower.document.profile_production import loss_shares, provinces_of
from middlepower.document.table import Table
from middlepower.experiment.baseline import Baseline
from middlepower.indicators.incidence import (
    concentration,
)
from middlepower.indicators.provinces import province_sheet, provinces_known, proxy_text
from middlepower.indicators.worker_cutoff import worker_cut_off, workers_before
from middlepower.language.catalogue import say
from middlepower.model.roy_frechet.solve import KAPPA, KAPPA_RANGE, RoyFrechetEquilibrium

WorkersBefore = tuple[list[RoyFrechetEquilibrium] | None, str]  # one of each kappa, or why there are none


def incidences(losses: AllLosses) -> Incidence:
    """The incidence of each power's full cut-off."""
    experiment, code, powers = losses.subject.experiment, losses.subject.code, losses.subject.powers
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
        powers={power: _of_power(losses, power, workers) for power in powers},
    )


def _of_power(losses: AllLosses, power: str, workers: WorkersBefore) -> PowerIncidence:
    experiment, code = losses.subject.experiment, losses.subject.code
    made, why_not = attempt(lambda: losses.made(power))
    before, why_none = workers
    held, why_none = (
        (None, why_none)
        if before is None
        else attempt(lambda: _employment(experiment.main.baseline, before, code, power))
    )
    at_work, why_nobody = attempt(lambda: losses.at_work(power))
    return PowerIncidence(made, held, at_work, why_not, why_none, why_nobody)


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
        concentration=loss_shares(concentration(cut.losses.columns["loss"], cut.size)),
        provinces=provinces_of(province_sheet(cut.losses, power)) if provinces_known(baseline.world, code) else None,
        residual=Number.of(cut.residual),
    )


def _job_loss(table: Table, sector: str) -> JobLoss:
    return JobLoss(
        stay_percent=table.percent("stay", sector=sector),
        move_percent=table.percent("move", sector=sector),
        income_lost_musd=table.number("loss", sector=sector),
    )
