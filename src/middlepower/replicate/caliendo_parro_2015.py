"""Caliendo and Parro (2015): NAFTA's tariff cuts of 1993 to 2005, all 31 economies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.cp2015 import NAFTA, REGIONS, NaftaData, read_cp2015
from middlepower.indicators.compare import real_income_change
from middlepower.indicators.first_order import first_order_welfare
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_shares import benchmark_from_flows
from middlepower.model.long_run.solve import Solver
from middlepower.replicate.published import read_table
from middlepower.replicate.study import Reproduction, Study
from middlepower.scenario.shock import Shock, no_change

Array = NDArray[np.float64]

CITATION = (
    "Caliendo, L. and F. Parro (2015), Estimates of the trade and welfare effects of NAFTA, "
    "Review of Economic Studies 82(1), 1-44, Table 2"
)
TOLERANCE = 0.002  # percentage points, on numbers given with six decimals
PRINTED = 0.01  # percentage points, on numbers printed with two decimals
SOLVE_TOLERANCE = 1e-12
MEXICO_WITH_DEFICITS = 1.17  # first-order welfare, per cent, deficits fixed in money
APPROXIMATE = "first-order formula at a large change; the exact change of real income stands in its own row"


def nafta_tariffs(data: NaftaData) -> Array:
    """The tariffs of 1993, and of 2005 among Canada, Mexico and the United States."""
    tariff = data.tariff_1993.copy()
    for importer, exporter in permutations([REGIONS.index(code) for code in NAFTA], 2):
        tariff[:, importer, exporter] = data.tariff_2005[:, importer, exporter]
    return tariff


def nafta(data: NaftaData, closure: ClosureName) -> tuple[Equilibrium, Equilibrium]:
    """(tariffs of 1993, NAFTA) under one closure; the first is a solve too, because the data do not clear."""
    solver = Solver.of(benchmark_from_flows(data.flow, data.tariff_1993, data.input_share, data.elasticity))
    tariff = nafta_tariffs(data)
    cost = (1.0 + tariff) / (1.0 + data.tariff_1993)
    baseline = solver.solve(no_change(data.tariff_1993), closure, SOLVE_TOLERANCE)
    return baseline, solver.solve(Shock(cost, tariff), closure, SOLVE_TOLERANCE)


def numbers(baseline: Equilibrium, state: Equilibrium) -> dict[str, Array]:
    """Every reported number by its column name, per cent [n]."""
    first = first_order_welfare(baseline, state)
    return {
        "welfare_first_order_percent": 100.0 * first.welfare,
        "terms_of_trade_percent": 100.0 * first.terms_of_trade,
        "volume_of_trade_percent": 100.0 * first.volume_of_trade,
        "real_wage_percent": 100.0 * (state.real_wage_hat / baseline.real_wage_hat - 1.0),
        "exact_real_income_percent": 100.0 * real_income_change(baseline, state),
    }


def run(root: Path) -> Iterator[Reproduction]:
    """Table 2 and the exact changes for NAFTA's members; all numbers of all economies; both deficit closures."""
    data = read_cp2015(root / "cp2015")
    balanced = numbers(*nafta(data, "balanced"))
    printed = read_table("caliendo_parro_2015")
    for code in NAFTA:
        for name, values in balanced.items():
            yield _row(code, name, values, printed[code][name])
    kept = numbers(*nafta(data, "world_gdp_share"))
    yield Reproduction(
        "MEX welfare_first_order_percent, deficits kept",
        "robustness, text",
        MEXICO_WITH_DEFICITS,
        float(kept["welfare_first_order_percent"][REGIONS.index("MEX")]),
        PRINTED,
        note=f"deficits fixed relative to world value added; {APPROXIMATE}",
    )
    yield from _everybody("balanced trade", balanced)
    yield from _everybody("deficits kept", kept)


def _row(code: str, name: str, values: Array, expected: float) -> Reproduction:
    exact = name == "exact_real_income_percent"
    return Reproduction(
        f"{code} {name}",
        "solved independently" if exact else "Table 2",
        expected,
        float(values[REGIONS.index(code)]),
        TOLERANCE,
        "independently solved" if exact else "published",
        APPROXIMATE if name == "welfare_first_order_percent" else "",
    )


def _everybody(closure: str, columns: dict[str, Array]) -> Iterator[Reproduction]:
    """Every number of every economy: shown, not judged."""
    for n, code in enumerate(REGIONS):
        for name, values in columns.items():
            quantity = f"{code} {name}, {closure}"
            yield Reproduction(quantity, "", None, float(values[n]), None, "found, nothing to hold it against")


STUDY = Study("caliendo-parro-2015", CITATION, ("cp2015",), run)
