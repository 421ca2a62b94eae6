# ruff: noqa: E501 -- a table of source lines
"""Mutants written by hand: each breaks one equation or one rule of the law, and each must be noticed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.mutants.edit import Mutant
from tests.mutants.places import Source, function_at


@dataclass(frozen=True)
class Broken:
    """One change of the source: what it breaks, where, the text and its replacement."""

    breaks: str
    file: str
    text: str
    instead: str


class StaleMutantError(Exception):
    """The text of a mutant no longer stands in its file exactly once."""


def kernel_mutants(package: Path) -> list[Mutant]:
    """The mutants below in a package; an error where a text has changed, because the list must follow the code."""
    return [located(broken, package) for broken in KERNELS]


def located(broken: Broken, package: Path) -> Mutant:
    """A mutant of the list at its place."""
    content = (package / broken.file).read_bytes()
    count = content.count(broken.text.encode())
    if count != 1:
        raise StaleMutantError(f"{broken.breaks}: `{broken.text}` stands {count} times in {broken.file}, not once")
    start = content.index(broken.text.encode())
    function = function_at(Source(broken.file, content), start)
    line = content[:start].count(b"\n") + 1
    end = start + len(broken.text.encode())
    return Mutant(broken.file, start, end, broken.instead, broken.breaks, line, function, broken.text)


KERNELS = (
    Broken("input table transposed in unit cost", "model/long_run/equations.py", "log_P.T[:, None, :], gamma)", "log_P.T[:, None, :], gamma.transpose(0, 2, 1))"),
    Broken("wages missing from unit cost", "model/long_run/equations.py", "log_c: Array = beta * log_w + ", "log_c: Array = 0.0 * log_w + "),
    Broken("sign of the trade elasticity", "model/long_run/equations.py", "exponent = -theta[:, None] * log_c", "exponent = theta[:, None] * log_c"),
    Broken("sign of the price index", "model/long_run/equations.py", "log_P: Array = -(np.log(Phi)", "log_P: Array = (np.log(Phi)"),
    Broken("input use transposed in spending", "model/long_run/equations.py", "np.matmul(benchmark.gamma, Y.T[:, :, None])", "np.matmul(benchmark.gamma.transpose(0, 2, 1), Y.T[:, :, None])"),
    Broken("tariff revenue lost", "model/long_run/equations.py", "revenue_rate = 1.0 - keep", "revenue_rate = 0.0 * keep"),
    Broken("sales at tariff-inclusive prices", "model/long_run/equations.py", "np.matmul((X / Phi)[:, None, :], problem.Kt)", "np.matmul((X / Phi)[:, None, :], problem.K)"),
    Broken("deficits paid by the wrong side", "model/long_run/equations.py", "transfer = deficits(problem.closure, bench, w_hat) + rents", "transfer = rents - deficits(problem.closure, bench, w_hat)"),
    Broken("importer and exporter swapped in the kernel", "model/core/problem.py", "K * net", "K * net.transpose(0, 2, 1)"),
    Broken("tariff taken for its square", "model/core/problem.py", "factor: Array = 1.0 + shock.tariff", "factor: Array = (1.0 + shock.tariff) ** 2"),
    Broken("real income by the wrong price index", "model/core/equilibrium.py", "self.income / self.benchmark.income / self.consumer_price_hat", "self.income / self.benchmark.income * self.consumer_price_hat"),
    Broken("output summed over exporters", "model/core/equilibrium.py", "total: Array = self.flow.sum(axis=1)", "total: Array = self.flow.sum(axis=2)"),
    Broken("nest elasticity's sign", "scenario/nest.py", "(after / before) ** (1.0 - eta)", "(after / before) ** (eta - 1.0)"),
    Broken("naive effective rate", "scenario/nest.py", "np.where(open_, border / whole, net_before)", "np.where(open_, whole / np.add.reduceat(weight * after, first), net_before)"),
    Broken("rent on all imports, not on those in quota", "model/core/quota.py", "np.minimum(most, table.limit)", "most"),
    Broken("rent paid by the exporter", "model/core/quota.py", "np.add.at(paid, table.importer, moved)", "np.add.at(paid, table.i[table.flow], moved)"),
    Broken("licences still wanted at the cap", "model/core/quota.py", "(table.cap > here + AT_CAP)", "(table.cap > here - AT_CAP)"),
    Broken("cut-off in one direction only", "scenario/own.py", "cells[np.ix_(k, b, a)] = True", "cells[np.ix_(k, a, b)] = True"),
    Broken("replaced measures stay", "policy/state.py", "if measure.id not in ended", "if measure.id"),
    Broken("terms of trade with the wrong sign", "indicators/decomposition.py", "-flow * dlnc / buyer", "flow * dlnc / buyer"),
    Broken("first-order formula without export prices", "indicators/first_order.py", "(earned - paid) / baseline.income", "(-paid) / baseline.income"),
    Broken("volumes at current prices", "model/core/equilibrium.py", "self.flow / self.c_hat[:, None, :]", "self.flow * self.c_hat[:, None, :]"),
)  # fmt: skip
