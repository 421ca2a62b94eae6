"""The baseline of a run in its document: levels of its equilibrium, and the quotas of any equilibrium."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.document.actor import BaselineActor
from middlepower.document.effective import effective_tariffs
from middlepower.document.number import ALL, Number
from middlepower.document.remarks import baseline_remarks
from middlepower.document.results import BaselineEconomy, BaselineState, QuotaUse
from middlepower.document.run_economies import labelled
from middlepower.experiment.experiment import Experiment
from middlepower.indicators import accounts, grouped
from middlepower.language.catalogue import say
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.world.groups import expand


def baseline_state(experiment: Experiment, about: Sequence[str]) -> BaselineState:
    """Levels of the baseline equilibrium."""
    base, members = experiment.main.baseline.equilibrium, experiment.question.members
    levels = {
        "income_musd": grouped.income(base, members),
        "value_added_musd": members @ base.value_added,
        "gdp_musd": accounts.gdp(base, members),
        "exports_musd": accounts.exports_value(base, members),
        "imports_musd": accounts.imports_value(base, members),
        "tariff_revenue_musd": accounts.tariff_revenue(base, members),
    }
    economies = {
        code: BaselineEconomy(**{name: Number.of(values[e]) for name, values in levels.items()})
        for e, code in enumerate(experiment.question.names)
    }
    residual = Number.over([run.baseline.equilibrium.report.residual for run in experiment.runs], ALL)
    quotas, remarks = quotas_of(experiment, base, about), baseline_remarks(experiment.question)
    tariffs = effective_tariffs(experiment.question, base, about)
    return BaselineState(residual, economies, _baseline_actors(experiment, about), tariffs, quotas, remarks)


def _baseline_actors(experiment: Experiment, about: Sequence[str]) -> dict[str, BaselineActor]:
    base, names = experiment.main.baseline.equilibrium, list(experiment.question.names)
    members = experiment.question.members
    share, output = 100.0 * grouped.export_share(base, members), base.output @ members.T
    return {
        code: BaselineActor(
            export_share_percent=labelled(
                about, share[names.index(code), [names.index(p) for p in about]], say("document.no_exports")
            ),
            output_musd=labelled(
                experiment.world.sectors, output[:, names.index(code)], say("document.nothing_before")
            ),
        )
        for code in about
    }


def quotas_of(experiment: Experiment, solved: Equilibrium, about: Sequence[str]) -> tuple[QuotaUse, ...]:
    """The quotas on what the economy, first of `about`, buys or sells."""
    world = experiment.world
    inside = {world.region(code) for code in expand(about[:1], world)}
    return tuple(
        QuotaUse(
            measure=quota.line.measure,
            product=quota.line.product,
            importer=world.regions[quota.line.importer],
            exporter=world.regions[quota.line.exporter],
            sector=world.sectors[quota.line.sector],
            status=quota.status,
            rent_to=quota.line.rent_to,
            premium=Number.of(quota.premium),
            fill=Number.of(quota.fill),
            volume_ratio=Number.of(quota.fill * quota.line.volume),
            quota_ratio=Number.of(quota.line.volume),
            rent_musd=Number.of(quota.rent),
        )
        for quota in solved.quotas
        if inside & {quota.line.importer, quota.line.exporter}
    )
