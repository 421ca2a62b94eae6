"""Findings 5 and 6: exposure against real income, without and with a horizon between choice and threat.

The policies are three tariffs of Canada, on goods of the United States, of China and of everybody else, added to those
in force: the claims are of these. Peace is the long run; a threat is met at the horizon of its name after the peace
equilibrium has been recorded as a benchmark (`recorded`), the medium run among them, for which `autonomy` has no
gradient. So the search is not that of `autonomy`, which knows only policies met in the first year, instruments by
partner and group, and beliefs for caps: it is sequential quadratic programming under a cap, with differences of exact
solves. Being another method it also checks the first. The frontier over all of a country's instruments is that of
`middlepower frontier`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.rebase import recorded
from middlepower.experiment.variant import Variant
from middlepower.indicators.exposure import exposure
from middlepower.indicators.threat_shocks import cut_matrix, with_tariff
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.shock import Shock, cheaper
from tools.findings.settings import LONG, MAIN, Cases, settings
from tools.findings.table import FURTHER, Row, quantity, statement

Array = NDArray[np.float64]
Logs = Sequence[float] | Array
ECONOMY, POWER, OTHER = "CAN", "USA", "CHN"
CUTS = (0.05, 0.10, 0.20)
CLAIMED_COSTS = {"first-year": ("0.010", "0.041", "0.157"), "medium": ("0.033", "0.111", "0.343")}
MOST = np.array([2.5, 0.09, 0.09])  # ln(1 + tariff): US goods at 1,100%, the others near their best
EXACT = 1e-5  # of a slope: residuals of 1e-10 over changes of real income of about 1e-4
QUADRATIC_STEPS = 100
DIFFERENCE = 1e-3  # relative step of central differences: far above the noise of solves to 1e-10
OBJECTIVE_TOLERANCE = 1e-6  # per cent of real income: costs are printed with three decimals
FIRST = 0.08  # ln(1 + tariff) to start from, near the optimum
SMALLEST, LARGEST = -0.5, 2.5  # ln(1 + tariff): a subsidy of 39%, a tariff of 1,100%
UNITS = "%"


def moved(baseline: Baseline, shock: Shock) -> Baseline:
    """The baseline after another shock to the same world."""
    return replace(baseline, shock=shock, equilibrium=baseline.solve(shock))


def log_income(found: Equilibrium, n: int) -> float:
    """100 ln W of one economy, relative to the benchmark."""
    return 100.0 * float(np.log(found.real_income_hat[n]))


def goods(baseline: Baseline) -> NDArray[np.bool_]:
    """[k] True for goods."""
    return baseline.world.is_goods


def partners(baseline: Baseline) -> tuple[list[int], list[int], list[int]]:
    """The exporters of Canada's three tariffs: the United States, China, everyone else."""
    world = baseline.world
    n, m, c = (world.region(code) for code in (ECONOMY, POWER, OTHER))
    return [m], [c], [i for i in range(len(world.regions)) if i not in (n, m, c)]


def taxed(baseline: Baseline, logs: Logs) -> Baseline:
    """The baseline after Canada adds tariffs ln(1 + rate) on the goods of each of `partners`."""
    n = baseline.world.region(ECONOMY)
    rate = np.zeros_like(baseline.world.tariff)
    for exporters, log in zip(partners(baseline), logs, strict=True):
        rate[np.ix_(np.flatnonzero(goods(baseline)), np.array([n]), np.array(exporters))] = np.expm1(log)
    return moved(baseline, with_tariff(baseline.shock, rate))


def dearer(baseline: Baseline, factor: float, pairs: NDArray[np.bool_]) -> Baseline:
    """The baseline after trade costs of all sectors on `pairs`[n, i] are multiplied by a factor."""
    change = np.where(pairs[None], factor, np.ones_like(baseline.shock.trade_cost))
    return moved(baseline, cheaper(baseline.shock, change))


def dearer_with_power(baseline: Baseline) -> Baseline:
    """Trade with the United States 10% dearer in both directions."""
    world = baseline.world
    pairs = cut_matrix(len(world.regions), [world.region(ECONOMY)], [world.region(POWER)], "both")
    return dearer(baseline, 1.1, pairs)


def cheaper_elsewhere(baseline: Baseline) -> Baseline:
    """Canada's sales to everyone but the United States 10% cheaper to deliver."""
    world = baseline.world
    n, m = world.region(ECONOMY), world.region(POWER)
    others = [i for i in range(len(world.regions)) if i not in (n, m)]
    return dearer(baseline, 0.9, cut_matrix(len(world.regions), [n], others, "export"))


AT_POWER: Mapping[str, Callable[[Baseline], Baseline]] = {
    "Canadian tariff of 10% on US goods": lambda one: taxed(one, (np.log(1.1), 0.0, 0.0)),
    "Canadian tariff of 50% on US goods": lambda one: taxed(one, (np.log(1.5), 0.0, 0.0)),
    "trade with the United States 10% dearer": dearer_with_power,
}
ELSEWHERE: Mapping[str, Callable[[Baseline], Baseline]] = {
    "Canadian tariff of 50% on Chinese goods": lambda one: taxed(one, (0.0, np.log(1.5), 0.0)),
    "sales to other markets 10% cheaper": cheaper_elsewhere,
}


def slope(baseline: Baseline, policy: Callable[[Baseline], Baseline], side: str = "both") -> float:
    """Change of exposure per point of real income that a policy costs (negative: income buys less exposure)."""
    n = baseline.world.region(ECONOMY)
    after = policy(baseline)
    cost = log_income(baseline.equilibrium, n) - log_income(after.equilibrium, n)
    change = exposure(after, ECONOMY, POWER, side) - exposure(baseline, ECONOMY, POWER, side)
    return 100.0 * change / cost


def finding_5(variants: Sequence[str] | None = None) -> list[Row]:
    """In a static reversible model exposure falls one for one with real income, for policies aimed at the coercer."""
    at = settings()
    names = tuple(at.ours) if variants is None else variants
    found, every = [], dict.fromkeys(names, True)
    for name, policy in {**AT_POWER, **ELSEWHERE}.items():
        by_variant = {label: slope(at.ours[label], policy) for label in names}
        claimed = "−1" if name in AT_POWER else ""
        found.append(_slope_row(at, name, claimed, by_variant, policy))
        if name in AT_POWER:
            every = {label: every[label] and abs(by_variant[label] + 1.0) < EXACT for label in names}
    one_side = "Canadian tariff of 50% on US goods"
    sold = {label: slope(at.ours[label], AT_POWER[one_side], "export") for label in names}
    found.append(_slope_row(at, f"{one_side}, threat to Canadian sales only", "", sold, AT_POWER[one_side], "export"))
    return [*found, statement(5, "The slope is −1 for every policy aimed at the coercer", every)]


def _slope_row(
    at: Cases,
    name: str,
    claimed: str,
    by_variant: Mapping[str, float],
    policy: Callable[[Baseline], Baseline],
    side: str = "both",
) -> Row:
    without, inputs = slope(at.without, policy, side), slope(at.inputs, policy, side)
    return quantity(5, name, "slope", claimed, by_variant, without, inputs)


@dataclass(frozen=True)
class Point:
    """A choice of tariffs [US, China, others] as fractions, 100 ln W, exposures to both powers at the horizon (%)."""

    tariff: tuple[float, ...]
    income: float
    exposure: float
    to_other: float


@dataclass(frozen=True)
class Frontier:
    """Status quo, the best tariffs without a motive of security, and the cheapest ones for each reduction."""

    start: Point
    best: Point
    cheapest: Mapping[float, Point]

    def cost(self, cut: float) -> float:
        """Real income given up for a reduction, per cent of the best."""
        return self.best.income - self.cheapest[cut].income


def point(baseline: Baseline, logs: Logs, horizon: str) -> Point:
    """The Point of tariffs ln(1 + rate)."""
    after = taxed(baseline, logs)
    threat = threatened(after, horizon)
    n = baseline.world.region(ECONOMY)
    both = [100.0 * exposure(threat, ECONOMY, power) for power in (POWER, OTHER)]
    return Point(tuple(float(one) for one in np.expm1(logs)), log_income(after.equilibrium, n), *both)


def threatened(baseline: Baseline, horizon: str) -> Baseline:
    """The baseline recorded as a benchmark, with the elasticities of a horizon."""
    return recorded(baseline, Variant(baseline.world.elasticity_set, horizon, "long run"))


def frontier(baseline: Baseline, horizon: str, cuts: Sequence[float] = CUTS) -> Frontier:
    """The cheapest tariffs that lower exposure to the United States at a horizon by each of `cuts`."""
    n = baseline.world.region(ECONOMY)

    def loss(logs: Array) -> float:
        return -log_income(taxed(baseline, logs).equilibrium, n)

    logs = minimised(loss, np.full(3, FIRST))
    best = point(baseline, logs, horizon)
    cheapest = {}
    for cut in cuts:
        allowed = partial(room, baseline, horizon, (1.0 - cut) * best.exposure)
        logs = minimised(loss, logs, allowed)
        cheapest[cut] = point(baseline, logs, horizon)
    return Frontier(point(baseline, np.zeros(3), horizon), best, cheapest)


def room(baseline: Baseline, horizon: str, most: float, logs: Array) -> float:
    """How far exposure at a horizon stays below the most that is allowed, as a share of it, times ten."""
    found = 100.0 * exposure(threatened(taxed(baseline, logs), horizon), ECONOMY, POWER)
    return 10.0 * (1.0 - found / most)


def minimised(loss: Callable[[Array], float], first: Array, limit: Callable[[Array], float] | None = None) -> Array:
    """The point that makes `loss` smallest with `limit` >= 0, by sequential quadratic programming."""
    from scipy import optimize

    minimize: Callable[..., Any] = optimize.minimize  # its stubs know neither these options nor scalar limits
    found = minimize(
        loss,
        first,
        method="SLSQP",
        jac="3-point",
        bounds=[(SMALLEST, LARGEST)] * len(first),
        constraints=[] if limit is None else [{"type": "ineq", "fun": limit}],
        options={"ftol": OBJECTIVE_TOLERANCE, "maxiter": QUADRATIC_STEPS, "finite_diff_rel_step": DIFFERENCE},
    )
    if not found.success:
        raise NoEquilibriumError(f"no best tariffs found: {found.message}. Ask for a smaller reduction of exposure.")
    result: Array = found.x
    return result


def finding_6() -> list[Row]:
    """With a long-run choice and a short-run threat the frontier is real and convex."""
    at = settings()
    ours = {label: frontier(at.ours[label], "first-year") for label in LONG}
    without, inputs = frontier(at.without, "first-year"), frontier(at.inputs, "first-year")
    rows = []
    for cut, claimed in zip(CUTS, CLAIMED_COSTS["first-year"], strict=True):
        costs = {label: one.cost(cut) for label, one in ours.items()}
        name = f"one-year exposure {cut:.0%} lower"
        rows.append(_cost_row(name, claimed, costs, without.cost(cut), inputs.cost(cut)))
    medium = frontier(at.main, "medium")
    for cut, claimed in zip(CUTS, CLAIMED_COSTS["medium"], strict=True):
        rows.append(_cost_row(f"exposure after seven to ten years {cut:.0%} lower", claimed, {MAIN: medium.cost(cut)}))
    rows.append(reach(at.main, ours[MAIN]))
    return [*rows, *tariffs_and_swap(ours, without, inputs), *frontier_statements(ours)]


def reach(baseline: Baseline, found: Frontier) -> Row:
    """How far a prohibitive tariff on US goods lowers one-year exposure, against the best tariffs."""
    shut = point(baseline, MOST, "first-year")
    fall = 100.0 * (1.0 - shut.exposure / found.best.exposure)
    return quantity(6, "one-year exposure with a prohibitive tariff on US goods, reduction", UNITS, "", {MAIN: fall})


def _cost_row(
    name: str, claimed: str, costs: Mapping[str, float], without: float = np.nan, inputs: float = np.nan
) -> Row:
    return quantity(6, f"cost of {name}", UNITS, claimed, costs, without, inputs, decimals=3)


def tariffs_and_swap(ours: Mapping[str, Frontier], without: Frontier, inputs: Frontier) -> list[Row]:
    """Rows on the tariffs, on exposure at the status quo and at the best tariffs, and on exposure to China."""
    columns: tuple[tuple[str, str, Callable[[Frontier], float]], ...] = (
        ("one-year exposure to the United States, status quo", UNITS, lambda f: f.start.exposure),
        ("the same at the best tariffs", UNITS, lambda f: f.best.exposure),
        ("gain of the best tariffs", UNITS, lambda f: f.best.income - f.start.income),
        ("best extra tariff on US goods", UNITS, lambda f: 100.0 * f.best.tariff[0]),
        ("tariff on US goods for 5% less exposure", UNITS, lambda f: 100.0 * f.cheapest[0.05].tariff[0]),
        ("tariff on US goods for 20% less exposure", UNITS, lambda f: 100.0 * f.cheapest[0.20].tariff[0]),
        ("one-year exposure to China, at the best tariffs", UNITS, lambda f: f.best.to_other),
        ("one-year exposure to China, 20% less to the United States", UNITS, lambda f: f.cheapest[0.20].to_other),
    )
    return [
        quantity(6, name, unit, "", {label: of(one) for label, one in ours.items()}, of(without), of(inputs))
        for name, unit, of in columns
    ]


def frontier_statements(ours: Mapping[str, Frontier]) -> list[Row]:
    """Convexity, the swap of dependences, and the price of the first steps."""
    return [
        statement(6, "Each further point of exposure costs more than the last", {
            label: convex([one.cost(cut) for cut in CUTS]) for label, one in ours.items()}),
        statement(6, "Exposure to China rises meanwhile", {
            label: one.cheapest[0.20].to_other > one.best.to_other for label, one in ours.items()}, FURTHER),
        statement(6, "The first 10% cost less than a twentieth of one per cent", {
            label: one.cost(0.10) < 0.05 for label, one in ours.items()}, FURTHER),
    ]  # fmt: skip


def convex(costs: Sequence[float]) -> bool:
    """True where the cost per point rises from step to step."""
    steps = np.diff([0.0, *costs]) / np.diff([0.0, *CUTS])
    return bool((np.diff(steps) > 0.0).all())
