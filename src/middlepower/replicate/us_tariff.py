"""US tariff schedules on the model of Lashkaripour (2021): the public us-tariff programs, rerun.

ICIO 2022, 81 x 28, in-sample elasticities, one million US dollars added to each own-trade cell, trade balanced
first, no inputs. A schedule's US rate replaces the applied tariff on a partner in every sector, services included.
Under reciprocal retaliation the partner's rate on the US replaces its applied tariffs in the same way. Taiwan and
Sao Tome and Principe have no rate in the schedule of 2 April 2025: both keep their applied tariffs and do not
retaliate, as in the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.tariffwar import TariffWarData, april_rates, read_april_schedule
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.long_run.solve import Solver
from middlepower.model.multi_sector.solve import solve
from middlepower.model.uniform_tariffs.best_response import exact_form
from middlepower.model.uniform_tariffs.equations import Rule, paper_form, public_code_form
from middlepower.model.uniform_tariffs.solve import TariffGame, optimal_tariff
from middlepower.replicate.lashkaripour_2021 import balanced_world
from middlepower.replicate.published import read_table
from middlepower.replicate.study import Kind, Reproduction, Study
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]

IMPOSER = "USA"
SOLVED: Kind = "independently solved"
BESIDE: Kind = "exact beside an approximation"
TABLE = "ICIO 2022, in-sample elasticities, 81 x 28"
UNIFORM = (0.05, 0.10, 0.15, 0.20)
PARTNER_RATE = 0.10
EU = (
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE"
).split()
PARTNERS = {code: [code] for code in ("MEX", "CAN", "CHN", "IND", "BRA", "JPN")} | {"EU": EU}
SHOWN = ("USA", "CAN", "CHN", "MEX", "TWN")
TOLERANCE = 1e-6  # of the golden table: per cent for welfare, ratios for wages and income
TWICE = 1e-7  # per cent: two solvers of ours, both with residuals below 1e-10
OPTIMUM = {  # US tariff and US welfare, per cent, as printed
    "public-code form": (public_code_form, 23.77, 0.3519),
    "exact": (exact_form, 24.51, 0.3521),
}


@dataclass(frozen=True)
class Schedule:
    """US rates by partner [i] and the partners' rates on the US [n]; NaN leaves the applied tariff in place."""

    title: str
    rate: Array
    answer: Array

    def title_with(self, retaliation: bool) -> str:
        """The title with the kind of answer."""
        return f"{self.title}, {'reciprocal retaliation' if retaliation else 'no retaliation'}"


def uniform_schedule(data: TariffWarData, rate: float) -> Schedule:
    """One rate on everyone."""
    rates = np.full(len(data.countries), rate)
    return Schedule(f"{100.0 * rate:g}% on everyone", rates, rates)


def partner_schedule(data: TariffWarData, name: str, members: Iterable[str], rate: float) -> Schedule:
    """One rate on some partners; only they answer."""
    rates = np.full(len(data.countries), np.nan)
    rates[[data.position(code) for code in members]] = rate
    return Schedule(f"{100.0 * rate:g}% on {name}", rates, rates)


def april_schedule(root: Path, data: TariffWarData) -> Schedule:
    """The rates announced on 2 April 2025; Taiwan and Sao Tome and Principe have none."""
    rate, answer = april_rates(read_april_schedule(root), data.countries)
    return Schedule("schedule of 2 April 2025", rate, answer)


def tariffs(data: TariffWarData, schedule: Schedule, retaliation: bool) -> Array:
    """The tariff cube [k, n, i] under a schedule."""
    new, us = data.tariff.copy(), data.position(IMPOSER)
    hit = np.isfinite(schedule.rate)
    hit[us] = False
    new[:, us, hit] = schedule.rate[hit]
    if retaliation:
        back = np.isfinite(schedule.answer)
        back[us] = False
        new[:, back, us] = schedule.answer[back]
    return new


def shock(data: TariffWarData, schedule: Schedule, retaliation: bool) -> Shock:
    """The Shock of a schedule relative to applied tariffs."""
    new = tariffs(data, schedule, retaliation)
    return Shock((1.0 + new) / (1.0 + data.tariff), new)


def welfare(equilibrium: Equilibrium) -> Array:
    """Change of real income [n], per cent."""
    change: Array = 100.0 * (equilibrium.real_income_hat - 1.0)
    return change


def run(root: Path) -> Iterable[Reproduction]:
    """All rows of the study."""
    data, benchmark = balanced_world(root, "ICIO2022", "IS")
    yield from golden(data, benchmark)
    games = {name: optimal_tariff(benchmark, data.position(IMPOSER), rule) for name, (rule, *_) in OPTIMUM.items()}
    yield from optimum(data, games)
    yield from optimum_with_delta(data, benchmark, games["public-code form"], paper_form)
    rate = games["public-code form"].tariff[data.position(IMPOSER)]
    yield from schedules(data, benchmark, [*listed(root, data), uniform_schedule(data, float(rate))])


def listed(root: Path, data: TariffWarData) -> list[Schedule]:
    """Uniform, by-partner and 2 April 2025 schedules."""
    by_partner = [partner_schedule(data, name, members, PARTNER_RATE) for name, members in PARTNERS.items()]
    return [*(uniform_schedule(data, rate) for rate in UNIFORM), *by_partner, april_schedule(root, data)]


def golden(data: TariffWarData, benchmark: Benchmark) -> Iterator[Reproduction]:
    """10% on everyone without retaliation, for all countries, against the table solved with the public programs."""
    equilibrium = solve(benchmark, shock(data, uniform_schedule(data, 0.10), retaliation=False))
    columns = {
        "welfare_percent": ("welfare, per cent", welfare(equilibrium)),
        "w_hat": ("wage ratio", equilibrium.w_hat),
        "Y_hat": ("income ratio", equilibrium.income / benchmark.income),
    }
    for country, theirs in read_table("us_tariff").items():
        for column, (label, values) in columns.items():
            quantity = f"{country} {label}, 10% on everyone, no retaliation"
            ours = float(values[data.position(country)])
            yield Reproduction(quantity, TABLE, theirs[column], ours, TOLERANCE, SOLVED)


def optimum(data: TariffWarData, games: dict[str, TariffGame]) -> Iterator[Reproduction]:
    """The US optimum by the closed form and exactly, others at their applied tariffs."""
    us = data.position(IMPOSER)
    for name, (_, rate, gain) in OPTIMUM.items():
        game = games[name]
        our_rate, our_gain = float(100.0 * game.tariff[us]), float(welfare(game.equilibrium)[us])
        yield Reproduction(f"US optimal uniform tariff, per cent, {name}", TABLE, rate, our_rate, 0.005, SOLVED)
        yield Reproduction(f"US welfare at that tariff, per cent, {name}", TABLE, gain, our_gain, 0.00005, SOLVED)


def optimum_with_delta(
    data: TariffWarData, benchmark: Benchmark, code: TariffGame, rule: Rule
) -> Iterator[Reproduction]:
    """The paper's own form of the closed form, beside the public programs' one."""
    us = data.position(IMPOSER)
    game = optimal_tariff(benchmark, us, rule)
    yield Reproduction(
        "US optimal uniform tariff, per cent, paper form",
        TABLE,
        float(100.0 * code.tariff[us]),
        float(100.0 * game.tariff[us]),
        None,
        BESIDE,
        "expected: public-code form, solved here; found: paper form, with delta",
    )


def schedules(data: TariffWarData, benchmark: Benchmark, wanted: list[Schedule]) -> Iterator[Reproduction]:
    """Welfare under every schedule, without and with retaliation, solved by two programs of ours."""
    second = Solver.of(benchmark)
    note = "expected: the input-output solver with inputs at zero; found: Newton on wages"
    for schedule in wanted:
        for retaliation in (False, True):
            change = shock(data, schedule, retaliation)
            ours, other = welfare(solve(benchmark, change)), welfare(second.solve(change, "balanced", 1e-11))
            for country in SHOWN:
                n = data.position(country)
                quantity = f"{country} welfare, per cent, {schedule.title_with(retaliation)}"
                yield Reproduction(quantity, TABLE, float(other[n]), float(ours[n]), TWICE, SOLVED, note)


STUDY = Study(
    "us-tariff",
    "Public us-tariff programs on the model of Lashkaripour (2021), Journal of International Economics 131, 103419",
    ("icio/ICIO2022.mat", "bilateral2023"),
    run,
)
