# ruff: noqa: E501, T201 -- a table of source lines, and a report on a terminal
"""Mutation check: break one equation at a time and see that the tests notice.

`python tests/mutants.py` copies the package, applies one mutant after the other (a sign flipped, a table
transposed, importer and exporter swapped) and runs the tests that guard the kernels; each mutant must make at least one
fail. `make mutants` runs it; it takes some minutes and is no part of `make test`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
KERNEL_TESTS = (
    "tests/properties/test_derivatives.py",
    "tests/properties/test_no_change.py",
    "tests/properties/test_oracle.py",
    "tests/properties/test_symmetry.py",
    "tests/properties/test_theory.py",
    "tests/unit/test_model.py",
    "tests/unit/test_quota.py",
    "tests/unit/test_nest.py",
    "tests/unit/test_policy_engine.py",
    "tests/unit/test_scenario_compile.py",
    "tests/unit/test_decomposition.py",
    "tests/properties/test_indicators.py",
    "tests/golden/test_nafta.py",
)


@dataclass(frozen=True)
class Mutant:
    """One change of the source: what it breaks, where, the text and its replacement."""

    breaks: str
    file: str
    text: str
    instead: str


MUTANTS = (
    Mutant("input table transposed in unit cost", "model/long_run/equations.py", "log_P.T[:, None, :], gamma)", "log_P.T[:, None, :], gamma.transpose(0, 2, 1))"),
    Mutant("wages missing from unit cost", "model/long_run/equations.py", "log_c: Array = beta * log_w + ", "log_c: Array = 0.0 * log_w + "),
    Mutant("sign of the trade elasticity", "model/long_run/equations.py", "exponent = -theta[:, None] * log_c", "exponent = theta[:, None] * log_c"),
    Mutant("sign of the price index", "model/long_run/equations.py", "log_P: Array = -(np.log(Phi)", "log_P: Array = (np.log(Phi)"),
    Mutant("input use transposed in spending", "model/long_run/equations.py", "np.matmul(benchmark.gamma, Y.T[:, :, None])", "np.matmul(benchmark.gamma.transpose(0, 2, 1), Y.T[:, :, None])"),
    Mutant("tariff revenue lost", "model/long_run/equations.py", "revenue_rate = 1.0 - keep", "revenue_rate = 0.0 * keep"),
    Mutant("sales at tariff-inclusive prices", "model/long_run/equations.py", "np.matmul((X / Phi)[:, None, :], problem.Kt)", "np.matmul((X / Phi)[:, None, :], problem.K)"),
    Mutant("deficits paid by the wrong side", "model/long_run/equations.py", "transfer = deficits(problem.closure, bench, w_hat) + rents", "transfer = rents - deficits(problem.closure, bench, w_hat)"),
    Mutant("importer and exporter swapped in the kernel", "model/core/problem.py", "K * shock.net", "K * shock.net.transpose(0, 2, 1)"),
    Mutant("tariff taken for its square", "scenario/shock.py", "factor: Array = 1.0 + self.tariff", "factor: Array = (1.0 + self.tariff) ** 2"),
    Mutant("real income by the wrong price index", "model/core/equilibrium.py", "self.income / self.benchmark.income / self.consumer_price_hat", "self.income / self.benchmark.income * self.consumer_price_hat"),
    Mutant("output summed over exporters", "model/core/equilibrium.py", "total: Array = self.flow.sum(axis=1)", "total: Array = self.flow.sum(axis=2)"),
    Mutant("nest elasticity's sign", "policy/nest.py", "(after / before) ** (1.0 - eta)", "(after / before) ** (eta - 1.0)"),
    Mutant("naive effective rate", "policy/nest.py", "np.add.reduceat(weight / after, first) / total", "total / np.add.reduceat(weight * after, first)"),
    Mutant("rent on all imports, not on those in quota", "model/core/quota.py", "receipts * np.minimum(1.0, 1.0 / fill)", "receipts"),
    Mutant("rent paid by the exporter", "model/core/quota.py", "np.add.at(received, table.i, moved)", "np.add.at(received, table.n, moved)"),
    Mutant("premium without its cap", "model/core/quota.py", "0.0, table.premium_max)", "0.0, 2.0 * table.premium_max)"),
    Mutant("cut-off in one direction only", "scenario/compile.py", "matrix[np.ix_(b, a)] = True", "matrix[np.ix_(a, b)] = True"),
    Mutant("replaced measures stay", "policy/state.py", "if measure.id not in ended", "if measure.id"),
    Mutant("terms of trade with the wrong sign", "indicators/decomposition.py", "-flow * dlnc / buyer", "flow * dlnc / buyer"),
    Mutant("first-order formula without export prices", "indicators/first_order.py", "(earned - paid) / baseline.income", "(-paid) / baseline.income"),
    Mutant("volumes at current prices", "model/core/equilibrium.py", "self.flow / self.c_hat[:, None, :]", "self.flow * self.c_hat[:, None, :]"),
)  # fmt: skip


def main() -> int:
    """0 when every mutant is killed; prints a line for each."""
    survivors = [mutant for mutant in MUTANTS if not killed(mutant)]
    print(f"{len(MUTANTS) - len(survivors)} of {len(MUTANTS)} mutants killed")
    return 1 if survivors else 0


def killed(mutant: Mutant) -> bool:
    """Whether some test fails on a copy of the package with the mutant in it."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "middlepower"
        shutil.copytree(ROOT / "src" / "middlepower", package, ignore=shutil.ignore_patterns("__pycache__"))
        file = package / mutant.file
        source = file.read_text(encoding="utf-8")
        if source.count(mutant.text) != 1:
            print(f"STALE    {mutant.breaks}: its text stands {source.count(mutant.text)} times in {mutant.file}")
            return False
        file.write_text(source.replace(mutant.text, mutant.instead), encoding="utf-8")
        done = run_tests(folder)
    caught = done.returncode == 1
    first = next((line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))), "")
    print(f"{'killed  ' if caught else 'SURVIVED'} {mutant.breaks}: {first.split(' - ')[0]}", flush=True)
    return caught


def run_tests(folder: str) -> subprocess.CompletedProcess[str]:
    """The kernel tests against the package in a folder, up to the first failure."""
    shared = os.environ.get("MIDDLEPOWER_DATA", str(ROOT.parent / "shared" / "data"))
    environment = {**os.environ, "PYTHONPATH": folder, "MIDDLEPOWER_DATA": shared}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:benchmark",
        *KERNEL_TESTS,
    ]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
