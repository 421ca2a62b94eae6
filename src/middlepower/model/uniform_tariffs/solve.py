"""Games in which each importer sets one tariff for all partners and sectors, on the model of `multi_sector`.

Lashkaripour (2021), section 2: importer n chooses t[n]; services are included, as in the paper's programs. A Rule
says which tariff each importer wants at a point: a closed form of `equations`, or the exact first-order
condition of `best_response`. One loop serves them all: a Newton step on wages and a step of tariffs towards the
rule, with the wages' reaction to tariffs foreseen, mixed by Anderson's method until both stand still.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.multi_sector.benchmark import check_no_inputs
from middlepower.model.multi_sector.equations import Kernels, WagePoint, evaluate, income_slope, wage_jacobian
from middlepower.model.multi_sector.solve import TOLERANCE, gauged, settle
from middlepower.model.uniform_tariffs.equations import Rule, Stage, TariffResponse, own_purchases
from middlepower.scenario.shock import Shock
from middlepower.solve.anderson import AndersonMixer
from middlepower.solve.residuals import largest

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

TARIFF_TOLERANCE = 1e-11  # of a tariff, a fraction: five digits below the golden tables' 1e-6
LIMIT = 300  # sweeps; 8 to 15 are usual
STEP = 0.3  # largest change of a log wage or of ln(1 + t) in one sweep
LOWEST = -0.5  # a rule that asks for less is cut off here: import subsidies beyond this play no part
BALANCED = 1e-8  # deficits over own value added below this are rounding
START = 0.3  # a first tariff near those found in the paper


@dataclass(frozen=True)
class Players:
    """Who sets a uniform tariff, against which tariffs of the others.

    active[n]; rivals[k, n, i] the tariffs of importers that are not active; base_K[k, n, i] the demand kernel
    before the active importers' tariffs; base_net[k, n, i] receipts per unit of spending, one in their rows.
    """

    benchmark: Benchmark
    active: Mask
    rivals: Array
    base_K: Array
    base_net: Array

    @property
    def taxed(self) -> Mask:
        """[n, i] True where an active importer's tariff applies."""
        foreign: Mask = ~np.eye(len(self.active), dtype=bool) & self.active[:, None]
        return foreign


@dataclass(frozen=True)
class TariffGame:
    """Tariffs [n] that their rule confirms and the equilibrium they lead to; passive importers have NaN.

    gap = largest distance between a tariff and the one its rule wants; sweeps = evaluations of the economy;
    stage = the point with its derivatives, at which any other Rule can be evaluated.
    """

    tariff: Array
    active: Mask
    equilibrium: Equilibrium
    stage: Stage
    gap: float
    sweeps: int


def nash_tariffs(benchmark: Benchmark, rule: Rule, first: Array | None = None) -> TariffGame:
    """The game in which every importer follows the rule at once; `first` = tariffs [n] to start from."""
    return play(players(benchmark, np.ones(benchmark.regions, dtype=bool), benchmark.tau), rule, first)


def optimal_tariff(
    benchmark: Benchmark, importer: int, rule: Rule, rivals: Array | None = None, first: Array | None = None
) -> TariffGame:
    """One importer follows the rule; the others' tariffs are rivals[k, n, i], by default the benchmark's."""
    active = np.arange(benchmark.regions) == importer
    return play(players(benchmark, active, benchmark.tau if rivals is None else rivals), rule, first)


def uniform(benchmark: Benchmark, tariff: Array) -> Array:
    """The cube [k, n, i] of uniform tariffs [n] on all partners and sectors; zero on home sales."""
    foreign = 1.0 - np.eye(benchmark.regions)
    return np.broadcast_to(foreign * tariff[:, None], benchmark.pi.shape)


def players(benchmark: Benchmark, active: Mask, rivals: Array) -> Players:
    """The Players of a benchmark with balanced trade."""
    check_no_inputs(benchmark)
    gap = np.abs(benchmark.D / benchmark.wL)
    if not gap.max() <= BALANCED:
        n = int(np.argmax(gap))
        raise DataError(
            f"`deficit` of {benchmark.labels.region(n)} is {gap[n]:.2%} of its value added; a tariff game "
            "needs balanced trade: use multi_sector.balanced(benchmark) first."
        )
    row = active[None, :, None]
    theta = benchmark.theta[:, None, None]
    change = np.where(row, 1.0, 1.0 + rivals) / (1.0 + benchmark.tau)
    return Players(benchmark, active, rivals, benchmark.pi * change**-theta, np.where(row, 1.0, 1.0 / (1.0 + rivals)))


def uniform_kernels(game: Players, tariff: Array) -> Kernels:
    """Kernels at the active importers' tariffs [n]; no power of a [k, n, i] array is taken."""
    benchmark = game.benchmark
    factor = (1.0 + tariff) ** -benchmark.theta[:, None]
    K = game.base_K * np.where(game.taxed, factor[:, :, None], 1.0)
    Kt = K * game.base_net / np.where(game.taxed, 1.0 + tariff[:, None], 1.0)
    return Kernels(K, Kt, np.zeros_like(benchmark.alpha))


def stage(benchmark: Benchmark, point: WagePoint, tariff: Array) -> tuple[Stage, Array]:
    """(the Stage at a point, the Newton step of log wages); one factorisation serves both."""
    slope = income_slope(benchmark, point)
    matrix, right = gauged(benchmark, point, wage_jacobian(benchmark, point, slope))
    d_trade = own_purchases(benchmark, point)
    d_income = -d_trade.sum(axis=1) / (point.income * point.kept)
    d_sales = (d_trade + point.trade * d_income[:, None]).T
    solved = np.linalg.solve(matrix, np.column_stack([right, -d_sales]))
    return Stage(benchmark, point, tariff, TariffResponse(d_trade, d_income, solved[:, 1:], slope)), solved[:, 0]


def play(game: Players, rule: Rule, first: Array | None = None) -> TariffGame:
    """The TariffGame where wages clear and every active importer's tariff is the one its rule wants."""
    benchmark, active = game.benchmark, game.active
    N = benchmark.regions
    start = np.full(N, START) if first is None else first
    x = np.concatenate([np.zeros(N), np.where(active, np.log1p(start), 0.0)])
    mixer = AndersonMixer(2 * N)
    none = np.zeros(N)
    for sweeps in range(1, LIMIT + 1):
        tariff = np.expm1(x[N:])
        point = evaluate(benchmark, uniform_kernels(game, tariff), none, x[:N])
        here, newton = stage(benchmark, point, tariff)
        wanted = wanted_tariffs(game, rule, here)
        gap = largest(wanted - tariff)
        if gap <= TARIFF_TOLERANCE and point.residual <= TOLERANCE:
            return finish(game, here, gap, sweeps)
        d_tariff = np.log1p(wanted) - x[N:]
        d_wage = newton + here.response.d_wage @ d_tariff
        x = mixer.next(x, np.clip(np.concatenate([d_wage, d_tariff]), -STEP, STEP))
    raise NoEquilibriumError(
        f"{LIMIT} sweeps leave tariffs {gap:.1e} from what their rule wants and an excess demand of "
        f"{point.residual:.1e}: start from other tariffs (`first`)."
    )


def wanted_tariffs(game: Players, rule: Rule, here: Stage) -> Array:
    """What the rule wants [n], zero for importers that are not active; an unbounded tariff raises."""
    wanted = np.where(game.active, rule(here), 0.0)
    if not np.isfinite(wanted).all():
        n = int(np.argmin(np.isfinite(wanted)))
        name = game.benchmark.labels.region(n)
        raise NoEquilibriumError(f"the rule has no finite tariff for {name}, which hardly trades: leave it out.")
    return np.maximum(wanted, LOWEST)


def finish(game: Players, here: Stage, gap: float, sweeps: int) -> TariffGame:
    """The TariffGame at a solved stage, its equilibrium checked independently."""
    benchmark, tariff = game.benchmark, here.tariff
    new = np.where(game.active[None, :, None], uniform(benchmark, tariff), game.rivals)
    shock = Shock((1.0 + new) / (1.0 + benchmark.tau), new)
    equilibrium = settle(benchmark, shock, "balanced", here.point, sweeps)
    return TariffGame(np.where(game.active, tariff, np.nan), game.active, equilibrium, here, gap, sweeps)
