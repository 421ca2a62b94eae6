"""An experiment -> the results document: plain names, labels and numbers, ready for JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import middlepower
from middlepower.data.elasticities import HORIZONS, SETS
from middlepower.experiment.experiment import Experiment, VariantRun
from middlepower.experiment.question import BASELINE
from middlepower.experiment.variant import nest_elasticity, nest_elasticity_source
from middlepower.indicators import grouped
from middlepower.model.core.closure import CLOSURES, NUMERAIRE
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.policy.schema import Measure
from middlepower.scenario.schema import Scenario

Array = NDArray[np.float64]
Change = Callable[[Equilibrium, Equilibrium, Array], Array]

# Headline numbers of an economy: name in the document -> array function and factor.
HEADLINES: dict[str, tuple[Change, float]] = {
    "real_income_percent": (grouped.real_income, 100.0),
    "real_income_musd": (grouped.real_income_money, 1.0),
    "exports_percent": (grouped.export_volume, 100.0),
    "imports_percent": (grouped.import_volume, 100.0),
}


def results_document(scenario: Scenario, experiment: Experiment) -> dict[str, Any]:
    """The whole document of an experiment; percentages are plain floats in per cent, missing values null."""
    main, world, settings = experiment.main, experiment.world, experiment.settings
    eta = nest_elasticity(main.variant.horizon, settings.nest_elasticity)
    return {
        "middlepower": middlepower.__version__,
        "scenario": scenario.scenario,
        "title": scenario.title,
        "question": scenario.question,
        "economy": scenario.economy,
        "powers": list(scenario.powers),
        "actors": list(scenario.actors),
        "baseline": scenario.baseline.name,
        "baseline_date": scenario.baseline.date.isoformat(),
        "world": world.name,
        "vintage": world.vintage,
        "elasticities": main.variant.elasticity_set,
        "elasticities_source": SETS[main.variant.elasticity_set].citation,
        "horizon": main.variant.horizon,
        "horizon_source": HORIZONS[main.variant.horizon].citation,
        "nest_elasticity": eta,
        "nest_elasticity_source": nest_elasticity_source(main.variant.horizon),
        "long_run_nest_elasticity": settings.nest_elasticity,
        "closure": settings.main_closure,
        "closure_meaning": CLOSURES[settings.main_closure],
        "numeraire": NUMERAIRE,
        "unit": f"million US dollars of {world.vintage}",
        "variants": [run.variant.label for run in experiment.runs],
        "regions": experiment.question.names,
        "sectors": _sector_labels(experiment),
        "baseline_state": _baseline_state(experiment),
        "states": {name: _state(experiment, name) for name in main.states},
        "measures_used": measures_used(experiment),
        "notes": [*scenario.notes],
        "other_estimates": [one.model_dump() for one in scenario.other_estimates],
        "sources": [_source(source) for source in world.sources],
        "scenario_definition": scenario.model_dump(mode="json", by_alias=True),
    }


def _source(source: Any) -> dict[str, str]:
    return {name: str(value) for name, value in vars(source).items()}


def _sector_labels(experiment: Experiment) -> dict[str, dict[str, str]]:
    world = experiment.world
    rows = zip(world.sectors, world.sector_names, world.isic, strict=True)
    return {code: {"name": name, "isic": isic} for code, name, isic in rows}


def _baseline_state(experiment: Experiment) -> dict[str, Any]:
    """Levels of the baseline equilibrium."""
    base, members = experiment.main.baseline.equilibrium, experiment.question.members
    labels = list(experiment.question.names)
    levels = {
        "income_musd": grouped.income(base, members),
        "value_added_musd": members @ base.value_added,
        "exports_musd": grouped.exports(base.flow, members).sum(axis=0),
        "imports_musd": grouped.imports(base.flow, members).sum(axis=0),
        "tariff_revenue_musd": members @ base.tariff_revenue,
    }
    share = 100.0 * grouped.export_share(base, members)
    economies: dict[str, dict[str, Any]] = {
        code: {key: float(values[e]) for key, values in levels.items()} for e, code in enumerate(labels)
    }
    for e, code in enumerate(labels):
        economies[code]["export_share_percent"] = _labelled(labels, share[e])
    return {"residual": base.report.residual, "economies": economies, "quotas": _quotas(experiment, base)}


def _state(experiment: Experiment, name: str) -> dict[str, Any]:
    question, main = experiment.question, experiment.main
    state, solved = question.states[name], main.states[name]
    before, after = set(question.laws[BASELINE].ids), set(question.laws[name].ids)
    return {
        "title": state.title,
        "description": state.description,
        "residual": solved.report.residual,
        "economies": _economies(experiment, name),
        "sectors": _sectors(experiment, name),
        "quotas": _quotas(experiment, solved),
        "solved_for": _solved_for(main, name),
        "measures": {"with": sorted(after - before), "without": sorted(before - after)},
        "solve": _solve(solved),
        "variants_without_equilibrium": [run.variant.label for run in experiment.runs if name not in run.states],
    }


def _solve(solved: Equilibrium) -> dict[str, Any]:
    report = solved.report
    return {
        "status": report.status.value,
        "method": report.method,
        "sweeps": report.sweeps,
        "tolerance": report.tolerance,
        "residual": report.residual,
        **{f"{name}_residual": value for name, value in report.residuals.parts.items()},
    }


def _economies(experiment: Experiment, name: str) -> dict[str, dict[str, Any]]:
    """Headline numbers of every economy and group with their range over the variants."""
    runs = [run for run in experiment.runs if name in run.states]
    labels, members = list(experiment.question.names), experiment.question.members
    values = {
        key: np.array([factor * change(run.baseline.equilibrium, run.states[name], members) for run in runs])
        for key, (change, factor) in HEADLINES.items()
    }
    share = 100.0 * grouped.export_share(experiment.main.states[name], members)
    found: dict[str, dict[str, Any]] = {}
    for e, code in enumerate(labels):
        entry: dict[str, Any] = {key: _number(table[0, e]) for key, table in values.items()}
        entry["export_share_percent"] = _labelled(labels, share[e])
        entry["ranges"] = {key: _range(table[:, e]) for key, table in values.items()}
        entry["by_variant"] = {
            key: {run.variant.label: _number(v) for run, v in zip(runs, table[:, e], strict=True)}
            for key, table in values.items()
        }
        if experiment.closures:
            entry["by_closure"] = {"real_income_percent": _by_closure(experiment, name, e)}
        found[code] = entry
    return found


def _by_closure(experiment: Experiment, name: str, e: int) -> dict[str, float | None]:
    """Real income change of economy e under every closure; missing where a closure has no equilibrium."""
    members = experiment.question.members[[e]]
    return {
        closure: 100.0 * float(grouped.real_income(run.baseline.equilibrium, run.states[name], members)[0])
        if name in run.states
        else None
        for closure, run in experiment.closures.items()
    }


def _sectors(experiment: Experiment, name: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Output and export volume changes of every sector of every economy and group."""
    runs = [run for run in experiment.runs if name in run.states]
    members = experiment.question.members
    pairs = [(run.baseline.equilibrium, run.states[name]) for run in runs]
    output = np.array([100.0 * grouped.output_volume(*pair, members) for pair in pairs])
    exports = np.array([100.0 * grouped.sector_export_volume(*pair, members) for pair in pairs])
    base = experiment.main.baseline.equilibrium.output @ members.T
    return {
        code: {
            sector: {
                "output_percent": _number(output[0, k, e]),
                "exports_percent": _number(exports[0, k, e]),
                "baseline_output_musd": float(base[k, e]),
                "output_percent_range": _range(output[:, k, e]),
                "exports_percent_range": _range(exports[:, k, e]),
            }
            for k, sector in enumerate(experiment.world.sectors)
        }
        for e, code in enumerate(experiment.question.names)
    }


def _quotas(experiment: Experiment, solved: Equilibrium) -> list[dict[str, Any]]:
    world = experiment.world
    return [
        {
            "measure": quota.line.measure,
            "product": quota.line.product,
            "importer": world.regions[quota.line.importer],
            "exporter": world.regions[quota.line.exporter],
            "sector": world.sectors[quota.line.sector],
            "premium": quota.premium,
            "fill": quota.fill,
            "volume_ratio": quota.fill * quota.line.volume,
            "quota_ratio": quota.line.volume,
            "rent_musd": quota.rent,
            "rent_to": quota.line.rent_to,
            "status": quota.status,
        }
        for quota in solved.quotas
    ]


def _solved_for(run: VariantRun, name: str) -> dict[str, Any] | None:
    if name not in run.solved_for:
        return None
    found = run.solved_for[name]
    spared = f" other than to {', '.join(found.target.except_importers)}" if found.target.except_importers else ""
    return {
        "what": f"uniform change of trade costs on {found.target.exporter}'s exports{spared}",
        "trade_cost_change_percent": 100.0 * found.cost_change,
        "target": f"{found.target.times:g} times the baseline volume of these exports",
        "reached": found.reached,
        "solves": found.solves,
    }


def measures_used(experiment: Experiment) -> list[dict[str, Any]]:
    """Every measure of the baseline or a state, with where it is used."""
    policies = experiment.question.laws
    used = {name for policy in policies.values() for name in policy.ids}
    return [
        {
            "id": measure.id,
            "title": measure.title,
            "imposer": measure.imposer,
            "targets": list(measure.targets),
            "instrument": measure.instrument,
            "rate": _rates(measure)[0] if len(_rates(measure)) == 1 else None,
            "rates": _rates(measure),
            "date_in_force": measure.date_in_force.isoformat() if measure.date_in_force else None,
            "date_end": measure.date_end.isoformat() if measure.date_end else None,
            "status": measure.status,
            "confidence": measure.confidence,
            "quantified": measure.quantified,
            "sources": list(measure.sources),
            "in_baseline": measure.id in policies[BASELINE].ids,
            "states": [name for name in policies if name != BASELINE and measure.id in policies[name].ids],
        }
        for measure in experiment.question.measures
        if measure.id in used
    ]


def _rates(measure: Measure) -> list[float]:
    """The different rates of a measure's lines, as fractions, in their order."""
    rates: dict[float, None] = {}
    for line in measure.products:
        if line.quota is not None:
            rates.update({line.quota.in_quota_rate: None, line.quota.over_quota_rate: None})
        elif line.rate is not None:
            rates[line.rate] = None
        rates.update({step.rate: None for step in line.rate_steps})
    return list(rates)


def _labelled(labels: Sequence[str], values: Array) -> dict[str, float | None]:
    return {label: _number(value) for label, value in zip(labels, values, strict=True)}


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _range(values: Array) -> dict[str, float | None]:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return {"low": None, "high": None}
    return {"low": float(finite.min()), "high": float(finite.max())}
