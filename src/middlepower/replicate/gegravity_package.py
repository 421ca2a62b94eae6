"""Runs the Python package gegravity, where it is installed, on flows of `model/gravity`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.gravity.equations import GravityBenchmark

Array = NDArray[np.float64]

YEAR = 2006
COST = "log_cost_index"


@dataclass(frozen=True)
class PackageResult:
    """What gegravity says, by economy: factory-gate price change in per cent, and its inverted welfare ratio."""

    version: str
    price_percent: dict[str, float]
    welfare_statistic: dict[str, float]


def run_package(
    regions: tuple[str, ...], benchmark: GravityBenchmark, cost_hat: Array, reference: str
) -> PackageResult:
    """gegravity's counterfactual; its trade costs are flow / (output x spending), so resistances start at one."""
    import pandas as pd

    ge = package()
    before = np.log(benchmark.flow / np.outer(benchmark.spending, benchmark.output) * benchmark.output.sum())
    after = before + (1.0 - benchmark.substitution) * np.log(cost_hat)
    data = ge.BaselineData(
        pd.DataFrame(pairs(regions, benchmark, before)),
        imp_var_name="importer",
        exp_var_name="exporter",
        year_var_name="year",
        trade_var_name="trade",
        expend_var_name="spending",
        output_var_name="output",
    )
    model = ge.OneSectorGE(
        baseline=data,
        cost_coeff_values=unit_weight(ge),
        cost_variables=[COST],
        year=str(YEAR),
        reference_importer=reference,
        sigma=benchmark.substitution,
        quiet=True,
    )
    return simulate(model, pd.DataFrame(pairs(regions, benchmark, after)))


def unit_weight(ge: Any) -> Any:
    """gegravity's coefficients: one on the log cost index."""
    import pandas as pd

    weight = pd.DataFrame([(COST, 1.0, 0.0)], columns=["var", "beta", "stderr"])
    return ge.CostCoeffs(estimates=weight, identifier_col="var", coeff_col="beta", stderr_col="stderr")


def package() -> Any:
    """The module gegravity; DataError when it is there but lacks something it needs."""
    try:
        return import_module("gegravity")
    except ImportError as error:
        raise DataError(f"gegravity is installed but can't be imported ({error}): complete or remove it.") from error


def pairs(regions: tuple[str, ...], benchmark: GravityBenchmark, log_cost: Array) -> list[dict[str, Any]]:
    """One record for each exporter and importer, as gegravity wants its data."""
    return [
        {
            "exporter": exporter,
            "importer": importer,
            "year": str(YEAR),
            "trade": benchmark.flow[n, i],
            "output": benchmark.output[i],
            "spending": benchmark.spending[n],
            COST: log_cost[n, i],
        }
        for i, exporter in enumerate(regions)
        for n, importer in enumerate(regions)
    ]


def simulate(model: Any, experiment: Any) -> PackageResult:
    """The counterfactual of a gegravity model, its calls in the order that it needs."""
    model.build_baseline()
    model.define_experiment(experiment)
    model.simulate()
    table = model.country_results
    price, welfare = table["factory gate price change (percent)"], table["welfare statistic"]
    return PackageResult(
        version("gegravity"),
        {str(code): float(value) for code, value in price.items()},
        {str(code): float(value) for code, value in welfare.items()},
    )
