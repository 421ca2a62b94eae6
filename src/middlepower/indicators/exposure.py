"""General-equilibrium exposure (indicator M4): the real income lost when a power stops trading with an economy.

E_{n,m} = -ln(W_n with the cut / W_n in the baseline), exact cut-off solves of Caliendo and Parro (2015): the pair is
excluded from every price index (no prohibitive tariff), services included. Import side: n cannot buy from m. Export
side: n cannot sell to m. A full cut-off is a threat off the path, a ruler and not a forecast: no unemployment, no
confidence, flexible wages, the deficit as the closure says. Per cent of gross national expenditure, which GDP is not.

Without inputs, trade balanced and elasticity 4, Canada's exposure to the United States is 1.64 (import side), 2.01
(export side) and 3.06 log per cent (both), the tests say; inputs nearly double it. Estimates of neighbouring
questions, none a target: a US tariff of 25% costs Canada 2% for good with retaliation (PBO 2025), 2.4% of GDP in the
first year with retaliation (Bank of Canada, January 2025), 2.6% with retaliation by all (Canadian Chamber of Commerce
2024), and one of 10% without retaliation 0.9% (C.D. Howe Institute 2017). `threat_curve` gives less with FGO
elasticities in the long run, about 0.9 at 25% and 1.2 with retaliation: full employment, goods only, tariff revenue
kept as income, neither uncertainty nor an exchange-rate channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, get_args

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.together import outcomes_and_equilibria, real_outcomes
from middlepower.indicators.decomposition import decompose
from middlepower.indicators.explain import explain
from middlepower.indicators.labelled import About, LabelledSheet, column, labelled, no_reasons, sheet
from middlepower.indicators.threat_shocks import Side, cut_matrix, with_cut, with_tariff
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.lockstep.solve import RealOutcome
from middlepower.names import unknown_name
from middlepower.scenario.shock import Shock
from middlepower.world.parties import economy, opponents

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
SIDES: tuple[Side, ...] = get_args(Side)
RATES = (0.10, 0.25, 0.50, 1.00)
LOG_POINTS = "log points of real income (gross national expenditure)"
RealState = RealOutcome | NoEquilibriumError
MONEY = "million US dollars a year, at the benchmark's prices and size"


@dataclass(frozen=True)
class Threat:
    """What a threat carried out does: log loss and money loss of the economy and of the power, the solve's residual.

    All NaN, with a reason, where there is no equilibrium.
    """

    exposure: float
    sender_cost: float
    loss: float
    sender_loss: float
    residual: float
    reason: str = ""


def check_side(side: str) -> Side:
    """The side's name, or an error that says the nearest one."""
    for known in get_args(Side):
        if known == side:
            return known  # type: ignore[no-any-return]
    raise unknown_name("side", side, SIDES)


@dataclass(frozen=True)
class ThreatAsked:
    """Powers m against economy n: a tariff of `rate` on top of the baseline's on n's goods, or, at an infinite rate, a
    cut-off, services included. On the side `import` n cannot buy; on `both` it does the same to them. With free_wages
    no floor holds those of the first year."""

    n: int
    m: tuple[int, ...]
    side: Side
    rate: float = np.inf
    free_wages: bool = False

    def after(self, baseline: Baseline) -> Shock:
        """The baseline's shock with the threat carried out."""
        world = baseline.world
        hit = cut_matrix(len(world.regions), [self.n], self.m, self.side)
        if np.isinf(self.rate):
            return with_cut(baseline.shock, hit)
        added: Array = np.where(world.is_goods[:, None, None] & hit[None], self.rate, 0.0)
        return with_tariff(baseline.shock, added)


@dataclass(frozen=True)
class ThreatTable:
    """A table of threats to be solved: its cases in the order of its labels, the last dimension first to change."""

    cases: tuple[ThreatAsked, ...]
    coords: dict[str, list[str]]


def without_floor(table: ThreatTable) -> ThreatTable:
    """The same threats where no floor holds the wages of the first year."""
    return replace(table, cases=tuple(replace(case, free_wages=True) for case in table.cases))


def tables_together(baseline: Baseline, tables: Sequence[ThreatTable]) -> list[LabelledSheet]:
    """Every table's outcomes; a threat that stands in several of them is solved once, and all are solved together."""
    found = iter(carried_out(baseline, [case for table in tables for case in table.cases]))
    return [threats(baseline, list(islice(found, len(table.cases))), table.coords) for table in tables]


def tables_and_equilibria(
    baseline: Baseline, tables: Sequence[ThreatTable], whole: Sequence[ThreatAsked]
) -> tuple[list[LabelledSheet], dict[ThreatAsked, Equilibrium | NoEquilibriumError]]:
    """(`tables_together`, {threat in `whole`: its equilibrium, or why there is none}), all solved together."""
    asked = [case for table in tables for case in table.cases]
    distinct = list(dict.fromkeys([*asked, *whole]))
    wanted = {distinct.index(case) for case in whole}
    shocks = [case.after(baseline) for case in distinct]
    states, kept = outcomes_and_equilibria(baseline, shocks, wanted, _free(distinct))
    by_case: dict[ThreatAsked, RealState] = dict(zip(distinct, states, strict=True))
    found = (outcome_of(baseline, case.n, case.m, by_case[case]) for case in asked)
    filled = [threats(baseline, list(islice(found, len(table.cases))), table.coords) for table in tables]
    ended: dict[ThreatAsked, Equilibrium | NoEquilibriumError] = {}
    for case in whole:
        state = by_case[case]
        ended[case] = state if isinstance(state, NoEquilibriumError) else kept[distinct.index(case)]
    return filled, ended


def carried_out(baseline: Baseline, cases: Sequence[ThreatAsked]) -> list[Threat]:
    """The Threat of every case; without an equilibrium, missing values and the reason."""
    states = states_after(baseline, cases)
    return [outcome_of(baseline, case.n, case.m, states[case]) for case in cases]


def states_after(
    baseline: Baseline, cases: Sequence[ThreatAsked]
) -> dict[ThreatAsked, RealOutcome | NoEquilibriumError]:
    """{case: what it leads to}, all solved together; the error where there is no equilibrium."""
    distinct = list(dict.fromkeys(cases))
    shocks = [case.after(baseline) for case in distinct]
    return dict(zip(distinct, real_outcomes(baseline, shocks, _free(distinct)), strict=True))


def _free(cases: Sequence[ThreatAsked]) -> set[int]:
    """The numbers of those with free wages."""
    return {number for number, case in enumerate(cases) if case.free_wages}


def outcome_of(baseline: Baseline, n: int, m: Sequence[int], state: RealState) -> Threat:
    """What a state of the world does to economy n and to powers m, or why it is none."""
    return missing(state.reason) if isinstance(state, NoEquilibriumError) else measured(baseline, n, m, state)


def missing(reason: str) -> Threat:
    """The Threat of which nothing is known, and why."""
    return Threat(np.nan, np.nan, np.nan, np.nan, np.nan, reason)


def measured(baseline: Baseline, n: int, m: Sequence[int], state: RealOutcome) -> Threat:
    """Losses of economy n and of powers m in an equilibrium; a group's log loss is that of its summed income."""
    money, powers = baseline.money_loss(state), list(m)
    theirs, income = float(money[powers].sum()), float(baseline.equilibrium.income[powers].sum())
    own = float(baseline.log_loss(state)[n])
    return Threat(own, -float(np.log1p(-theirs / income)), float(money[n]), theirs, state.residual)


def cut_off(baseline: Baseline, name: str, power: str, side: str = "both") -> Equilibrium:
    """The equilibrium in which a power (an economy, or all members of a group) is cut off from an economy."""
    n, m = opponents(baseline.world, name, power)
    cut = cut_matrix(len(baseline.world.regions), [n], m, check_side(side))
    return baseline.solve(with_cut(baseline.shock, cut))


def exposures(baseline: Baseline, name: str, powers: Sequence[str], sides: Sequence[str] = SIDES) -> xr.Dataset:
    """Exposure of an economy to each power and side, and what the power pays for it, [power, side].

    `exposure` E_{n,m} and `sender_cost` c_{m->n} in log points, `loss` and `sender_loss` in money, `residual` of
    each solve (attribute `worst_residual`).
    """
    return tables_together(baseline, [exposure_table(baseline, name, powers, sides)])[0].dataset()


def exposure_table(baseline: Baseline, name: str, powers: Sequence[str], sides: Sequence[str] = SIDES) -> ThreatTable:
    """The cut-offs of `exposures`, [power, side]."""
    between = [opponents(baseline.world, name, power) for power in powers]
    cases = tuple(ThreatAsked(n, m, check_side(side)) for n, m in between for side in sides)
    return ThreatTable(cases, {"power": list(powers), "side": list(sides)})


def exposure(baseline: Baseline, name: str, power: str, side: str = "both") -> float:
    """E_{n,m} = -ln W_hat of one economy, one power and one side, log points; NoEquilibriumError if there is none."""
    n = economy(baseline.world, name)
    return float(baseline.log_loss(cut_off(baseline, name, power, side))[n])


def threats(baseline: Baseline, outcomes: Sequence[Threat], coords: dict[str, list[str]]) -> LabelledSheet:
    """Threats, in the order of `coords`, as labelled columns."""
    shape = tuple(len(axis) for axis in coords.values())
    said = no_reasons(shape)
    said[...] = np.array([threat.reason for threat in outcomes]).reshape(shape)
    columns = []
    for name, (units, definition) in COLUMNS.items():
        values = np.array([getattr(threat, name) for threat in outcomes]).reshape(shape)
        columns.append(column(name, values, coords, About(units, definition, baseline.source), said))
    return sheet(columns, worst_residual=worst([threat.residual for threat in outcomes]), baseline=baseline.name)


def worst(residuals: Sequence[float]) -> float:
    """The largest residual of the solves that ended; NaN where none did."""
    known = [residual for residual in residuals if np.isfinite(residual)]
    return max(known) if known else float("nan")


COLUMNS = {
    "exposure": (LOG_POINTS, "E = -ln(W_n after the threat / W_n in the baseline)"),
    "sender_cost": (LOG_POINTS, "c = -ln(W of the power after its threat / in the baseline), summed income of a group"),
    "loss": (MONEY, "(1 - W_hat) times the economy's baseline income"),
    "sender_loss": (MONEY, "(1 - W_hat) times baseline income, summed over the power's members"),
    "residual": ("relative to own value added, prices in logs", "largest violation of any equation at the solution"),
}


def threat_curve(baseline: Baseline, name: str, power: str, rates: Sequence[float] = RATES) -> xr.Dataset:
    """Exposure to the power's tariffs on the economy's goods, and to its cut-off, [threat, retaliation].

    Threats are labelled `10%` and so on (points added to the present rate, services untaxed) and `cut-off` (the
    power buys nothing). With retaliation the economy does the same to the power's goods. The columns are those of
    `exposures`; the coordinate `rate` holds the fractions (infinite for the cut-off).
    """
    (curve,) = tables_together(baseline, [curve_table(baseline, name, power, rates)])
    return curve.dataset().assign_coords(rate=("threat", [*rates, np.inf]))


def curve_table(baseline: Baseline, name: str, power: str, rates: Sequence[float] = RATES) -> ThreatTable:
    """The threats of a `threat_curve`, [threat, retaliation]."""
    n, m = opponents(baseline.world, name, power)
    sides: tuple[Side, Side] = ("export", "both")
    cases = tuple(ThreatAsked(n, m, side, rate) for rate in (*rates, np.inf) for side in sides)
    labels = [*(f"{100 * rate:g}%" for rate in rates), "cut-off"]
    return ThreatTable(cases, {"threat": labels, "retaliation": ["without", "with"]})


def exposure_parts(baseline: Baseline, name: str, power: str, side: str = "both") -> xr.DataArray:
    """The parts of E_{n,m} along the closing of the flows, [part], exact in their sum; positive is a loss.

    Own wages and input prices in export prices, import prices, lost trade (trade costs), tariff revenue and
    volume, deficit, rents, employment, as in `indicators.decomposition`.
    """
    state = cut_off(baseline, name, power, side)
    explained = explain(decompose(baseline.solver, baseline.equilibrium, state), economy(baseline.world, name))
    others = {"deficit": explained.deficit, "rents": explained.rents, "employment": explained.employment}
    parts = {**explained.parts, **others}
    definition = "-(part of ln W_hat) along a path that closes the flows linearly; the parts add up to E"
    about = About(LOG_POINTS, definition, baseline.source)
    return labelled("exposure_part", [-value for value in parts.values()], {"part": list(parts)}, about)
