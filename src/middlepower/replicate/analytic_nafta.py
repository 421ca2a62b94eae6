"""Linear responses and the exact decomposition on the data of Caliendo and Parro (2015)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from middlepower.data.sources.cp2015 import NAFTA, REGIONS, TRADABLE, NaftaData, read_cp2015
from middlepower.indicators.decomposition import decompose
from middlepower.model.core.from_shares import benchmark_from_flows
from middlepower.model.long_run.solve import Solver
from middlepower.model.multi_sector.solve import rebased
from middlepower.model.sensitivity.linear_response.equations import duty_direction, terms_of_trade, volume_of_trade
from middlepower.model.sensitivity.linear_response.solve import LinearModel
from middlepower.replicate.analytic_row import row
from middlepower.replicate.caliendo_parro_2015 import nafta_tariffs
from middlepower.replicate.study import Reproduction
from middlepower.scenario.shock import Shock, no_change

LINEAR = "US tariff on Canadian goods, dlnW / dln(1 + t), 31 x 40, 1993, trade balanced"
PATH = "NAFTA tariffs 1993 -> 2005, 31 x 40, trade balanced"
TOLERANCE = 1e-13


def nafta_rows(root: Path) -> Iterator[Reproduction]:
    """All rows on these data."""
    data = read_cp2015(root / "cp2015")
    solver = Solver.of(benchmark_from_flows(data.flow, data.tariff_1993, data.input_share, data.elasticity))
    yield from linear_rows(solver)
    yield from path_rows(solver, data)


def linear_rows(solver: Solver) -> Iterator[Reproduction]:
    """Elasticities of welfare to one tariff, and their split into terms of trade and volume."""
    before = solver.solve(no_change(solver.benchmark.tau), "balanced", TOLERANCE)
    benchmark = rebased(solver.benchmark, before)
    duty = np.zeros_like(benchmark.pi)
    duty[:TRADABLE, REGIONS.index("USA"), REGIONS.index("CAN")] = 1.0
    direction = duty_direction(benchmark, duty)
    response = LinearModel.of(benchmark).response(direction)
    for code in NAFTA:
        yield row(f"{code}_linear_response", LINEAR, response.welfare[REGIONS.index(code)])
    parts = terms_of_trade(benchmark, response) + volume_of_trade(benchmark, response, direction)
    yield row("first_order_welfare_less_its_parts_gap", LINEAR, np.abs(response.welfare - parts).max())


def path_rows(solver: Solver, data: NaftaData) -> Iterator[Reproduction]:
    """The path integral adds up to the exact change of real income; its parts for the three members, per cent."""
    tariff = nafta_tariffs(data)
    before = solver.solve(no_change(data.tariff_1993), "balanced", TOLERANCE)
    after = solver.solve(Shock((1.0 + tariff) / (1.0 + data.tariff_1993), tariff), "balanced", TOLERANCE)
    parts = decompose(solver, before, after)
    yield row("path_integral_gap_percentage_points", PATH, 100.0 * np.abs(parts.gap).max())
    volume = parts.volume.sum(axis=(0, 2))
    for code in NAFTA:
        n = REGIONS.index(code)
        yield row(f"{code}_terms_of_trade_path_integral_percent", PATH, 100.0 * parts.terms_of_trade[n])
        yield row(f"{code}_volume_of_trade_path_integral_percent", PATH, 100.0 * volume[n])
