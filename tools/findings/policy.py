"""Findings 7 and 8: what doubling non-US exports does to shares and exposures, and the arithmetic of the wedge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import VariantRun
from middlepower.experiment.rebase import met_at
from middlepower.experiment.target import solve_for
from middlepower.experiment.variant import Variant
from middlepower.indicators.dependence import trade_shares
from middlepower.indicators.exposure import exposure
from middlepower.scenario.shock import cheaper
from tools.findings.settings import LONG, balanced_experiment, experiment, scenario, settings
from tools.findings.table import FURTHER, Row, quantity, statement

HORIZONS = ("long", "medium", "first-year")
WHEN = {"long": "long run", "medium": "seven to ten years", "first-year": "one year"}
CLAIMED_EXPOSURE = {
    ("USA", "long"): ("3.06", "2.86"),
    ("USA", "first-year"): ("", "unchanged"),
    ("CHN", "long"): ("0.60", "0.82"),
}
HARDLY = 0.02  # a change of exposure below this share is "not at all"
UNITS = "%"


@dataclass(frozen=True)
class Doubled:
    """Canada before and after its non-US exports doubled in the long run: exposures by (power, horizon), per cent."""

    share: tuple[float, float]
    concentration: tuple[float, float]
    cost_change: float
    before: Mapping[tuple[str, str], float]
    after: Mapping[tuple[str, str], float]

    def change(self, power: str, horizon: str) -> float:
        """Relative change of an exposure."""
        return self.after[power, horizon] / self.before[power, horizon] - 1.0


def doubled(baseline: Baseline) -> Doubled:
    """What the scenario's diversification does from a baseline, by exact solves."""
    target = scenario().states["diversify"].solve_for
    assert target is not None
    met = solve_for(baseline, target, partial(cheaper, baseline.shock))
    new = replace(baseline, shock=met.shock, equilibrium=met.equilibrium)
    shares = [trade_shares(one.world, one.equilibrium) for one in (baseline, new)]
    to_us = [100.0 * float(one["export_share"].sel(economy="CAN", partner="USA")) for one in shares]
    narrow = [float(one["export_concentration"].sel(economy="CAN")) for one in shares]
    before, after = _exposures(baseline), _exposures(new)
    return Doubled((to_us[0], to_us[1]), (narrow[0], narrow[1]), 100.0 * met.cost_change, before, after)


def _exposures(baseline: Baseline) -> dict[tuple[str, str], float]:
    """Canada's exposures by power and horizon; ties of the long run, threats at the horizon."""
    found = {}
    for horizon in HORIZONS:
        threat = met_at(baseline, Variant(baseline.world.elasticity_set, horizon, "long run"))
        for power in ("USA", "CHN"):
            found[power, horizon] = 100.0 * exposure(threat, "CAN", power)
    return found


def finding_7(variants: tuple[str, ...] = LONG) -> list[Row]:
    """Doubling non-US exports halves shares and hardly moves exposure."""
    at = settings()
    ours = {label: doubled(at.ours[label]) for label in variants}
    without, inputs = doubled(at.without), doubled(at.inputs)
    rows = [
        _pair("US share in exports", UNITS, ("61", "38"), [one.share for one in (without, inputs)], ours, "share"),
        _pair("concentration of exports", "HHI", ("", ""), [one.concentration for one in (without, inputs)], ours,
              "concentration"),
    ]  # fmt: skip
    flat = [row for pair in rows for row in pair]
    costs = {label: one.cost_change for label, one in ours.items()}
    flat.append(quantity(7, "trade cost change that doubles exports", UNITS, "", costs, without.cost_change,
                         inputs.cost_change))  # fmt: skip
    for power, name in (("USA", "the United States"), ("CHN", "China")):
        for horizon in HORIZONS:
            key = power, horizon
            flat += _exposure_rows(f"exposure to {name}, {WHEN[horizon]}", key, without, inputs, ours)
    return [*flat, *doubling_statements(ours)]


def _pair(
    name: str,
    unit: str,
    claimed: tuple[str, str],
    others: list[tuple[float, float]],
    ours: Mapping[str, Doubled],
    field: str,
) -> list[Row]:
    """Rows before and after of one field."""
    return [
        quantity(7, f"{name}, {when}", unit, claimed[at], {label: getattr(f, field)[at] for label, f in ours.items()},
                 others[0][at], others[1][at])
        for at, when in enumerate(("before", "after"))
    ]  # fmt: skip


def _exposure_rows(
    name: str, key: tuple[str, str], without: Doubled, inputs: Doubled, ours: Mapping[str, Doubled]
) -> list[Row]:
    """Rows of one exposure, before and after."""
    claimed = CLAIMED_EXPOSURE.get(key, ("", ""))
    before = {label: one.before[key] for label, one in ours.items()}
    after = {label: one.after[key] for label, one in ours.items()}
    return [
        quantity(7, f"{name}, before", UNITS, claimed[0], before, without.before[key], inputs.before[key]),
        quantity(7, f"{name}, after", UNITS, claimed[1], after, without.after[key], inputs.after[key]),
    ]


def doubling_statements(ours: Mapping[str, Doubled]) -> list[Row]:
    """Whether shares mislead about exposure, in every set."""
    return [
        statement(7, "Exposure to the United States falls by less than half of what the share falls, in per cent", {
            label: all(-one.change("USA", h) < 0.5 * (1.0 - one.share[1] / one.share[0]) for h in HORIZONS)
            for label, one in ours.items()}),
        statement(7, "One-year exposure to the United States does not fall by more than 2%", {
            label: one.change("USA", "first-year") > -HARDLY for label, one in ours.items()}, FURTHER),
        statement(7, "Exposure to China rises at every horizon", {
            label: all(one.change("CHN", h) > 0.0 for h in HORIZONS) for label, one in ours.items()}, FURTHER),
    ]  # fmt: skip


GAIN, LOSS, BREAK_EVEN = (
    "gain G from the deal",
    "loss L with the deal and a US tariff of 100%",
    "break-even probability",
)


def finding_8() -> list[Row]:
    """Canada refuses the deal on aggregate real income once punishment is a little likely."""
    at = settings()
    ours = {run.variant.label: wedge(run) for run in experiment().runs}
    without, inputs = (wedge(balanced_experiment(one.world).main) for one in (at.without, at.inputs))
    claims = {GAIN: "0.02 to 0.03", LOSS: "0.7 to 1.2", BREAK_EVEN: "2 to 3"}
    rows = [
        quantity(
            8, name, UNITS, claim, {label: one[name] for label, one in ours.items()}, without[name], inputs[name], 3
        )
        for name, claim in claims.items()
    ]
    return [
        *rows,
        statement(8, "A punishment probability of 3% is enough to refuse", {
            label: one[BREAK_EVEN] < 3.0 for label, one in ours.items()}),
        statement(8, "The break-even probability is between 2 and 3%", {
            label: 2.0 <= one[BREAK_EVEN] <= 3.0 for label, one in ours.items()}, FURTHER),
        statement(8, "The deal is worth 0.02 to 0.03%", {
            label: 0.015 <= one[GAIN] < 0.035 for label, one in ours.items()}, FURTHER),
    ]  # fmt: skip


def wedge(run: VariantRun) -> dict[str, float]:
    """G = ln W(deal), L = -ln W(deal and punishment), p* = G / (G + L): (1 - p) G = p L there; all in per cent."""
    n = run.baseline.world.region("CAN")

    def log_change(state: str) -> float:
        return 100.0 * float(np.log(run.states[state].real_income_hat[n] / run.baseline.equilibrium.real_income_hat[n]))

    gain, loss = log_change("deal"), -log_change("deal-and-us-100")
    return {GAIN: gain, LOSS: loss, BREAK_EVEN: 100.0 * gain / (gain + loss)}
