"""Lashkaripour (2021, Journal of International Economics 131), "The cost of a global tariff war", and beyond it.

Nash tariffs, one per importer over all partners and all sectors, services included, on WIOD 2014 and ICIO worlds
with trade balanced first. Three rules, never mixed up:

- public-code form: Eq. (14) without delta, denominator floored at one (the paper's public programs);
- paper form: Eq. (14) with delta, as printed;
- exact: every tariff is a best response of the same model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from middlepower.data.sources.icio_mat import ELASTICITY_SETS
from middlepower.data.sources.tariffwar import WORLDS, TariffWarData, read_world
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.multi_sector.benchmark import benchmark_from_spending
from middlepower.model.multi_sector.solve import balanced
from middlepower.model.uniform_tariffs.best_response import exact_form
from middlepower.model.uniform_tariffs.equations import Rule, paper_form, public_code_form
from middlepower.model.uniform_tariffs.solve import TariffGame, nash_tariffs, optimal_tariff, uniform
from middlepower.replicate.published import read_table
from middlepower.replicate.study import Kind, Reproduction, Study

SOLVED: Kind = "independently solved"
BESIDE: Kind = "exact beside an approximation"
TABLE = "WIOD 2014, in-sample elasticities, 44 x 16"
TOLERANCE = 1e-6  # of the golden table: per cent for tariffs and welfare, ratios for wages and income
PRINTED = 0.005  # numbers known to two decimals
BEST_RESPONSES = {"USA": 43.69, "ROW": 31.30}  # per cent; the others play the public-code form
RULES: dict[str, Rule] = {"public-code form": public_code_form, "paper form": paper_form, "exact": exact_form}
SHOWN = ("USA", "CHN", "CAN", "DEU", "MEX")


def balanced_world(root: Path, world: str = "WIOD2014", elasticity_set: str = "IS") -> tuple[TariffWarData, Benchmark]:
    """(the data, the benchmark after deficits have gone to zero) of a world and an elasticity set."""
    data = read_world(root, world, elasticity_set)
    return data, balanced(benchmark_from_spending(data.spending, data.tariff, data.elasticity))


def tariff_war(root: Path, world: str = "WIOD2014", elasticity_set: str = "IS", rule: str = "exact") -> TariffGame:
    """The tariff war on a world under one of RULES."""
    return nash_tariffs(balanced_world(root, world, elasticity_set)[1], RULES[rule])


def run(root: Path) -> Iterable[Reproduction]:
    """All rows of the study."""
    data, benchmark = balanced_world(root)
    code = nash_tariffs(benchmark, public_code_form)
    yield from golden(data, code)
    yield from best_responses(data, benchmark, code)
    yield from beside(data, code, "paper form", nash_tariffs(benchmark, paper_form))
    yield from beside(data, code, "exact", nash_tariffs(benchmark, exact_form))
    for world in WORLDS:
        for elasticity_set in ELASTICITY_SETS:
            if (world, elasticity_set) != ("WIOD2014", "IS") and (root / "icio" / f"{world}.mat").exists():
                yield from elsewhere(root, world, elasticity_set)


def golden(data: TariffWarData, code: TariffGame) -> Iterator[Reproduction]:
    """Net tariff, welfare, wage and income of every country against the table solved with the public programs."""
    equilibrium = code.equilibrium
    columns = {
        "tariff_percent": ("Nash tariff, per cent", 100.0 * code.tariff),
        "welfare_percent": ("welfare, per cent", 100.0 * (equilibrium.real_income_hat - 1.0)),
        "w_hat": ("wage ratio", equilibrium.w_hat),
        "Y_hat": ("income ratio", equilibrium.income / equilibrium.benchmark.income),
    }
    for country, theirs in read_table("lashkaripour_2021").items():
        for column, (label, values) in columns.items():
            ours = float(values[data.position(country)])
            quantity = f"{country} {label}, public-code form"
            yield Reproduction(quantity, TABLE, theirs[column], ours, TOLERANCE, SOLVED)


def best_responses(data: TariffWarData, benchmark: Benchmark, code: TariffGame) -> Iterator[Reproduction]:
    """Exact best responses of one country while all others keep the public-code form's Nash tariffs."""
    for country, theirs in BEST_RESPONSES.items():
        n = data.position(country)
        game = optimal_tariff(benchmark, n, exact_form, uniform(benchmark, code.tariff), code.tariff)
        quantity = f"{country} best response, per cent, exact"
        note = f"the formula gives {100.0 * code.tariff[n]:.2f}; the others keep the formula's tariffs"
        yield Reproduction(quantity, TABLE, theirs, float(100.0 * game.tariff[n]), PRINTED, SOLVED, note)


def beside(data: TariffWarData, code: TariffGame, name: str, other: TariffGame) -> Iterator[Reproduction]:
    """Another rule's Nash tariffs and welfare beside the published numbers of the public-code form."""
    note = f"expected: public-code form; found: {name}"
    welfare = 100.0 * (other.equilibrium.real_income_hat - 1.0)
    for country, theirs in read_table("lashkaripour_2021").items():
        n = data.position(country)
        for label, column, value in (
            ("Nash tariff, per cent", "tariff_percent", 100.0 * other.tariff[n]),
            ("welfare, per cent", "welfare_percent", welfare[n]),
        ):
            yield Reproduction(f"{country} {label}, {name}", TABLE, theirs[column], float(value), None, BESIDE, note)


def elsewhere(root: Path, world: str, elasticity_set: str) -> Iterator[Reproduction]:
    """Nash tariffs on other worlds and elasticity sets: the closed forms with the exact game beside them."""
    data, benchmark = balanced_world(root, world, elasticity_set)
    games = {name: nash_tariffs(benchmark, rule) for name, rule in RULES.items()}
    where = f"{world}, elasticities {elasticity_set}"
    note = "expected: public-code form, solved here; found: "
    for country in SHOWN:
        n = data.position(country)
        base = float(100.0 * games["public-code form"].tariff[n])
        for name in ("paper form", "exact"):
            quantity = f"{country} Nash tariff, per cent, {name}"
            value = float(100.0 * games[name].tariff[n])
            yield Reproduction(quantity, where, base, value, None, BESIDE, note + name)
    gap = max(float(np.nanmax(game.gap)) for game in games.values())
    worst = max(game.equilibrium.report.residual for game in games.values())
    yield Reproduction("largest residual of the three games", where, 0.0, max(gap, worst), 1e-10, SOLVED)


STUDY = Study(
    "lashkaripour-2021",
    "Lashkaripour, A. (2021), The cost of a global tariff war: a sufficient statistics approach, "
    "Journal of International Economics 131, 103419: Proposition 2, Eqs. (6), (7), (14)",
    ("icio/WIOD2014.mat",),
    run,
)
