"""The exact, additive decomposition of a change of real income: a path integral along the shock.

At every point of a path between two equilibria the envelope theorem gives, with F flows at basic prices,
1 + tau = spending / F, and d trade costs that are no tax (ratio),

I_n dlnW_n = sum_k,j F_jn dlnc_n - sum_k,i F_ni dlnc_i     terms of trade: own export prices, import prices
           - sum_k,i F_ni dlnd_ni                          trade costs, cut-offs included
           + sum_k,i tau (dF - F dlnc_i - F dlnd) - M      tariff revenue and volume of trade
           + dD_n + d(rents received - paid)               transfers
           + sum_s w L e dln(L e)                          labour at work, in the first year only

Own export prices split into own wages and prices of inputs, dlnc = beta dlnw + sum_k gamma dlnP; in the first year
dlnw stands for the price of a sector's value added, its wage and the return to its specific factor. Where a product
nest makes the cost of a bundle move by other than its average tax, M = (1 + tau) F dln(mix) belongs to the volume
of trade: it is the change of the products' own volumes. Sales at home cancel.

The instruments (effective costs, receipts and rents, so quotas too) move along a straight line in logs; flows that
are cut fall linearly to zero. Every node is a solved equilibrium, derivatives along the path are spectral
(barycentric at Gauss-Legendre nodes), and intervals are halved until the parts add up to the exact ln W_hat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import EquilibriumSolver
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.long_run.iterate import Unknowns
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]

NODES = 10
ADDS_UP = 1e-10  # in logs: far below what anybody prints, and within reach of solves at 1e-13
ADDS_UP_WITH_FLOOR = 1e-6  # where wages reach their floor the path has kinks, which halving closes in on slowly
DEEPEST = 12  # halvings of an interval
SOLVE_TOLERANCE = 1e-13
NEAREST = 8  # known equilibria that the search for another one begins from


@dataclass(frozen=True)
class Decomposition:
    """Log points of real income, exact in their sum.

    By flow [k, n, i], counted for importer n: `import_prices`, `trade_costs`, `volume`; counted for exporter i:
    `own_wages`, `input_prices`. By region [n]: `deficit`, `rents`, `employment`, and `total`, the exact ln W_hat.
    """

    own_wages: Array
    input_prices: Array
    import_prices: Array
    trade_costs: Array
    volume: Array
    deficit: Array
    rents: Array
    employment: Array
    total: Array

    def plus(self, other: Decomposition, weight: float = 1.0) -> Decomposition:
        """This decomposition and `weight` times another."""
        return Decomposition(*(getattr(self, f.name) + weight * getattr(other, f.name) for f in fields(self)))

    @property
    def terms_of_trade(self) -> Array:
        """Terms of trade [n]: own export prices and import prices."""
        earned = (self.own_wages + self.input_prices).sum(axis=(0, 1))
        total: Array = earned + self.import_prices.sum(axis=(0, 2))
        return total

    @property
    def gap(self) -> Array:
        """Exact ln W_hat less the sum of all parts [n]."""
        flows = self.terms_of_trade + (self.trade_costs + self.volume).sum(axis=(0, 2))
        left: Array = self.total - flows - self.deficit - self.rents - self.employment
        return left


@dataclass(frozen=True)
class Path:
    """Two equilibria of one benchmark and the straight line, in logs, between their instruments."""

    solver: EquilibriumSolver
    before: Equilibrium
    after: Equilibrium
    log_iceberg: Array

    def shock(self, point: float) -> Shock:
        """The instruments at a point of the path, 0 before and 1 after."""
        before, after = self.before, self.after
        net = before.net ** (1.0 - point) * after.net**point
        tax = ((1.0 - point) * before.foreign_share + point * after.foreign_share) / net
        tariff = 1.0 / (net * (1.0 + tax)) - 1.0
        cost = np.exp((1.0 - point) * _log(before.kappa_hat) + point * _log(after.kappa_hat)) * self._closing(point)
        closed = ~(np.isfinite(before.kappa_hat) | np.isfinite(after.kappa_hat))
        cut = closed if closed.any() else None
        taxed = self.solver.benchmark.export_tax is not None or tax.any()
        return Shock(cost, tariff, cut, export_tax=tax if taxed else None)

    def begin(self, point: float, taxed: bool, known: Mapping[float, Equilibrium]) -> Unknowns:
        """Where to look for the equilibrium at a point: on the polynomial through those nearby on the path."""
        at = np.array(sorted(known, key=lambda one: abs(one - point))[:NEAREST])
        gaps = at[:, None] - at[None, :] + np.eye(len(at))
        weight = 1.0 / gaps.prod(axis=1) / (point - at)
        weight /= weight.sum()

        def between(values: Iterable[Array]) -> Array:
            return np.asarray(np.tensordot(weight, np.array(list(values)), axes=1), dtype=np.float64)

        found, wL = [known[one] for one in at.tolist()], self.before.benchmark.wL
        return Unknowns(
            between(np.log(one.w_hat) for one in found),
            between(np.log(one.P_hat) for one in found),
            np.maximum(between(one.output for one in found), 0.0),
            between((one.received - one.paid) / wL for one in found) if taxed else np.zeros(0),
        )

    def trade_cost_slope(self, point: float) -> Array:
        """d ln d along the path: what was declared, and the closing and opening of flows."""
        theta = self.solver.benchmark.theta[:, None, None]
        closes, opens = self._changes()
        shutting: Array = np.where(closes, 1.0 / (theta * (1.0 - point)), 0.0) - np.where(
            opens, 1.0 / (theta * point), 0.0
        )
        return self.log_iceberg + shutting

    def mix_slope(self) -> Array:
        """d ln (mix): change of effective cost that is neither declared trade cost nor the average tax."""
        cost = _log(self.after.kappa_hat) - _log(self.before.kappa_hat)
        tax = np.log(self.before.net) - np.log(self.after.net)
        slope: Array = cost - tax - self.log_iceberg
        return slope

    def _changes(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Flows that the shock closes, and flows that it opens."""
        before, after = np.isfinite(self.before.kappa_hat), np.isfinite(self.after.kappa_hat)
        return before & ~after, after & ~before

    def _closing(self, point: float) -> Array:
        """Cost factor of flows that the shock closes or opens: their kernel moves linearly."""
        theta = self.solver.benchmark.theta[:, None, None]
        closes, opens = self._changes()
        shut: Array = np.where(closes, (1.0 - point) ** (-1.0 / theta), 1.0) * np.where(
            opens, point ** (-1.0 / theta), 1.0
        )
        return shut


def _log(kappa_hat: Array) -> Array:
    """ln kappa_hat, zero where the flow is cut: `_closing` closes it."""
    return np.asarray(np.log(np.where(np.isfinite(kappa_hat), kappa_hat, 1.0)), dtype=np.float64)


def decompose(
    solver: EquilibriumSolver, before: Equilibrium, after: Equilibrium, log_iceberg: Array | None = None
) -> Decomposition:
    """The decomposition of ln(W_after / W_before).

    log_iceberg[k, n, i] is the change of ln d, the part of the cost change that is no tax; zero when left out.
    Raises NoEquilibriumError when the parts can't be made to add up.
    """
    path = Path(solver, before, after, np.zeros_like(before.net) if log_iceberg is None else log_iceberg)
    return _interval(path, 0.0, 1.0, 0, {0.0: before, 1.0: after})


def _interval(path: Path, start: float, end: float, depth: int, known: dict[float, Equilibrium]) -> Decomposition:
    """The decomposition over a stretch of the path, halved while its parts don't add up; `known` are the equilibria
    found so far."""
    parts = _integrate(path, start, end, known)
    miss = float(np.abs(parts.gap).max())
    aim = ADDS_UP if path.before.labour is None else ADDS_UP_WITH_FLOOR
    if miss <= aim * max(end - start, 0.05):
        return parts
    if depth >= DEEPEST:
        raise NoEquilibriumError(
            f"the decomposition misses ln W by {miss:.1e} near {start:.4f} of the path: the shock jumps there. "
            "Decompose it in two steps."
        )
    middle = 0.5 * (start + end)
    return _interval(path, start, middle, depth + 1, known).plus(_interval(path, middle, end, depth + 1, known))


@cache
def _rule() -> tuple[Array, Array, Array, Array]:
    """(nodes, weights, differentiation matrix, interpolation to both ends) on [0, 1], Gauss-Legendre."""
    x, weight = np.polynomial.legendre.leggauss(NODES)
    x, weight = 0.5 * (x + 1.0), 0.5 * weight
    gaps = x[:, None] - x[None, :] + np.eye(NODES)
    bary = 1.0 / gaps.prod(axis=1)
    matrix = bary[None, :] / bary[:, None] / gaps
    np.fill_diagonal(matrix, 0.0)
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    ends = np.array([bary / (end - x) / (bary / (end - x)).sum() for end in (0.0, 1.0)])
    return x, weight, matrix, ends


@dataclass(frozen=True)
class Slopes:
    """Derivatives along an interval at one node; dlnc splits into wages and inputs."""

    wages: Array
    inputs: Array
    flow: Array
    D: Array
    rents: Array
    labour_paid: Array


def _integrate(path: Path, start: float, end: float, known: dict[float, Equilibrium]) -> Decomposition:
    """The decomposition over one interval by one Gauss-Legendre rule."""
    x, weight, matrix, ends = _rule()
    length = end - start
    nodes = list[Equilibrium]()
    for point in (start + length * x).tolist():
        shock = path.shock(point)
        begin = path.begin(point, shock.export_tax is not None, known)
        known[point] = path.solver.solve(shock, path.before.closure, SOLVE_TOLERANCE, begin)
        nodes.append(known[point])
    total = None
    for m, node in enumerate(nodes):
        part = _parts(path, node, _slopes(node, nodes, matrix[m]), start + length * float(x[m]), length)
        total = part.plus(part, weight[m] - 1.0) if total is None else total.plus(part, weight[m])
    assert total is not None
    log_W = np.array([np.log(node.real_income_hat) for node in nodes])
    return replace(total, total=(ends[1] - ends[0]) @ log_W)


def _slopes(node: Equilibrium, nodes: list[Equilibrium], row: Array) -> Slopes:
    """Spectral derivatives at one node from the values at all."""
    bench = nodes[0].benchmark

    def slope(values: list[Array]) -> Array:
        return np.asarray(np.tensordot(row, np.array(values), axes=1), dtype=np.float64)

    log_P = slope([np.log(node.P_hat) for node in nodes])
    return Slopes(
        bench.beta * slope([node.value_added_price_log for node in nodes]),
        np.einsum("nks,kn->sn", bench.gamma, log_P),
        slope([node.flow for node in nodes]),
        slope([node.D for node in nodes]),
        slope([node.received - node.paid for node in nodes]),
        _more_work(node, nodes, row),
    )


def _more_work(node: Equilibrium, nodes: list[Equilibrium], row: Array) -> Array:
    """sum_s w L e dln(L e)[n] at one node, million US dollars; zero where everybody works."""
    if node.labour is None:
        return np.zeros_like(node.income)
    units = [np.log(other.labour.input_hat) for other in nodes if other.labour is not None]
    more: Array = (node.labour.paid * np.tensordot(row, np.array(units), axes=1)).sum(axis=0)
    return more


def _parts(path: Path, node: Equilibrium, slope: Slopes, point: float, length: float) -> Decomposition:
    """The integrand at one node, divided by own income; own sales left out, where both sides cancel."""
    n = np.arange(len(node.w_hat))
    flow = node.flow.copy()
    flow[:, n, n] = 0.0
    tau = 1.0 / node.net - 1.0
    dlnc = (slope.wages + slope.inputs)[:, None, :]
    dlnd, mix = length * path.trade_cost_slope(point), length * path.mix_slope()
    volume = tau * (slope.flow - flow * (dlnc + dlnd)) - (1.0 + tau) * flow * mix
    volume[:, n, n] = 0.0
    buyer, seller = node.income[None, :, None], node.income[None, None, :]
    return Decomposition(
        flow * slope.wages[:, None, :] / seller,
        flow * slope.inputs[:, None, :] / seller,
        -flow * dlnc / buyer,
        -flow * dlnd / buyer,
        volume / buyer,
        slope.D / node.income,
        slope.rents / node.income,
        slope.labour_paid / node.income,
        np.zeros_like(node.income),
    )
