"""From where a solver ended to a checked Equilibrium."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName, deficits
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.patched import Patched
from middlepower.model.core.problem import export_tax_after, receipts
from middlepower.model.core.quota import (
    QuotaTable,
    bundles,
    export_tax_transfers,
    fills,
    quota_table,
    rent_transfers,
    volumes,
)
from middlepower.model.core.quota_outcomes import NO_QUOTAS, QuotaOutcomes
from middlepower.model.long_run.check import Claim, check_at, new_shares
from middlepower.model.long_run.equations import unit_cost_log
from middlepower.model.long_run.iterate import SolvedPoint
from middlepower.scenario.shock import Shock
from middlepower.solve.report import SolveReport, refused_above

Array = NDArray[np.float64]


def settle(
    benchmark: Benchmark, shock: Shock, closure: ClosureName, point: SolvedPoint, method: str, tolerance: float
) -> Equilibrium:
    """The Equilibrium at a solved point, with residuals from the independent check, be they as large as they may."""
    claim, quotas, (pi, log_price) = claimed(benchmark, shock, closure, point, np.exp(point.log_v))
    residuals = check_at(benchmark, claim, pi, log_price).with_part("quota", point.quota_gap)
    report = SolveReport(method, point.sweeps, tolerance, residuals)
    return equilibrium_at(benchmark, shock, closure, (claim, quotas), pi, claim.w_hat, point.log_v, report)


def equilibrium_at(
    benchmark: Benchmark,
    shock: Shock,
    closure: ClosureName,
    found: tuple[Claim, QuotaOutcomes],
    pi: Array,
    w_hat: Array,
    log_v: Array,
    report: SolveReport,
) -> Equilibrium:
    """The Equilibrium of what a solver claims; w_hat[n] ratio of value added, log_v ln price of value added: [n], or
    [s, n] where it differs by sector."""
    claim, quotas = found
    flows = [quota.line.flow for quota in quotas]
    return Equilibrium(
        benchmark=benchmark,
        closure=closure,
        w_hat=w_hat,
        P_hat=claim.P_hat,
        c_hat=np.exp(unit_cost_log(log_v, np.log(claim.P_hat), benchmark.beta, benchmark.gamma)),
        pi=pi,
        X=claim.X,
        receipts=Patched.of(claim.net, receipts(benchmark, shock), flows),
        landed=Patched.of(claim.kappa_hat, shock.landed_cost, flows),
        to_exporters=foreign_share(benchmark, shock, quotas, pi, claim),
        D=claim.D,
        received=claim.received,
        paid=claim.paid,
        quotas=quotas,
        report=report,
    )


def accepted(report: SolveReport) -> None:
    """Refuse what the independent check finds to be no solution, whatever the solver says of it."""
    if not report.residual <= refused_above(report.tolerance):
        raise NoEquilibriumError(
            f"the solver stopped, but the independent check finds an equation off by {report.residual:.1e} "
            f"({report.residuals.worst_name}) where {report.tolerance:.0e} was asked: there is no solution here."
        )


def foreign_share(benchmark: Benchmark, shock: Shock, quotas: QuotaOutcomes, pi: Array, claim: Claim) -> Patched:
    """What goes to the exporter's treasury or licence holders per unit of spending [k, n, i]."""
    tax = export_tax_after(benchmark, shock)
    common = np.broadcast_to(0.0, pi.shape) if tax is None else tax * claim.net
    share, flows = common.copy(), [quota.line.flow for quota in quotas]
    for quota in quotas:
        spending = pi[quota.line.flow] * claim.X[quota.line.flow[:2]]
        if quota.line.rent_to == "exporter" and spending > 0:
            share[quota.line.flow] += quota.rent / spending
    return Patched.of(share, common, flows)


def claimed(
    benchmark: Benchmark, shock: Shock, closure: ClosureName, point: SolvedPoint, per_worker: Array
) -> tuple[Claim, QuotaOutcomes, tuple[Array, Array]]:
    """(what the solver claims, in the terms of the independent check, quotas, the claim's `new_shares`).

    Transfers are recomputed from shares. per_worker[n] is the ratio of factor income, by which deficits go: with one
    wage an economy, the wage.
    """
    kappa, net = shock.landed_cost, receipts(benchmark, shock)
    export_tax = export_tax_after(benchmark, shock)
    count, table = len(shock.quotas), quota_table(shock.quotas, benchmark, export_tax)
    premium = point.z[:count]
    rent = point.z[count : 2 * count] * benchmark.wL[table.importer]
    if count:
        bundle, kappa, net = bundles(table, premium), kappa.copy(), net.copy()
        kappa[table.cells] *= bundle.cost
        net[table.cells] = bundle.border / table.export
    received, paid = rent_transfers(table, rent, benchmark.regions)
    claim = Claim(
        np.exp(point.log_v),
        np.exp(point.log_P),
        point.X,
        kappa,
        net,
        received,
        paid,
        deficits(closure, benchmark, per_worker),
    )
    shares = new_shares(benchmark, claim)
    if export_tax is not None:
        got, gave = export_tax_transfers(export_tax, shares[0] * net * claim.X[:, :, None])
        claim = replace(claim, received=received + got, paid=paid + gave)
    return claim, quota_outcomes(benchmark, shock, claim, table, shares[0], premium, rent), shares


def quota_outcomes(
    benchmark: Benchmark, shock: Shock, claim: Claim, table: QuotaTable, pi: Array, premium: Array, rent: Array
) -> QuotaOutcomes:
    """Premium, fill and rent of each quota, volumes recomputed from the claimed shares pi."""
    if not shock.quotas:
        return NO_QUOTAS
    log_c = benchmark.beta * np.log(claim.w_hat) + np.einsum("nks,kn->sn", benchmark.gamma, np.log(claim.P_hat))
    spending = pi[table.cells] * claim.X[table.k, table.n]
    fill = fills(table, volumes(table, bundles(table, premium), spending, log_c))
    return QuotaOutcomes(shock.quotas, np.expm1(premium), fill, rent)
