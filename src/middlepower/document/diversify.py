"""The diversification experiment: what it takes to multiply an economy's exports to all but one power, and what that
does to its shares and to its exposure.

The fall of trade costs is uniform over sectors and buyers and is found exactly (`experiment.target`). It is a
gift, so the gain of real income that comes with it is no return on a policy: nobody has paid for the cheaper trade.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from middlepower.document.cells import Number, Table, Tree, combine, lost
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.parallel import each
from middlepower.experiment.rebase import met_at
from middlepower.experiment.target import SolvedFor, solve_for
from middlepower.indicators.dependence import trade_shares
from middlepower.indicators.exposure import exposures
from middlepower.scenario.schema import SolveFor
from middlepower.scenario.shock import cheaper
from middlepower.world.parties import members

TIMES = 2.0


@dataclass(frozen=True)
class Diversified:
    """The baseline after the experiment, and the trade-cost change that it took."""

    baseline: Baseline
    found: SolvedFor


def diversified(start: Baseline, code: str, power: str, times: float = TIMES) -> Diversified:
    """The baseline in which an economy sells `times` as much (volumes) to all but the power."""
    target = SolveFor(exporter=code, except_importers=(power,), times=times)
    title = f"{start.name}, exports to all but {power} times {times:g}"
    solved = solve_for(start, target, partial(cheaper, start.shock))
    return Diversified(Baseline(start.world, start.solver, solved.shock, solved.equilibrium, title), solved)


def diversification(experiment: Experiment, code: str, power: str, powers: Sequence[str], times: float = TIMES) -> Tree:
    """The experiment in the long run, shares before and after, and exposures before and after at every horizon."""
    starts = experiment.baselines("long")
    solved = each(lambda start: diversified(start, code, power, times), starts.values())
    after = dict(zip(starts, solved, strict=True))
    return {
        "away_from": power,
        "times": times,
        **combine([_taken(starts[name], one, code) for name, one in after.items()]),
        "shares": combine([_shares(starts[name], one, code, powers) for name, one in after.items()]),
        "exposure": {when: _exposures(experiment, after, when, code, powers) for when in experiment.horizons},
        "note": "The fall of trade costs is free in this experiment: the gain of real income is no return on a policy.",
    }


def _taken(start: Baseline, after: Diversified, code: str) -> Tree:
    """What the experiment takes and gives."""
    n = start.world.region(code)
    gain = -start.log_loss(after.baseline.equilibrium)[n]
    return {
        "trade_cost_change_percent": Number(100.0 * after.found.cost_change),
        "reached": Number(after.found.reached),
        "real_income_percent": Number(-lost(Number(-gain)).value),
        "residual": Number(after.baseline.equilibrium.report.residual),
    }


def _shares(start: Baseline, after: Diversified, code: str, powers: Sequence[str]) -> Tree:
    """Shares of powers in exports and imports before and after, and the concentration of exports."""
    pair = {"before": start, "after": after.baseline}
    tables = {when: Table.of(trade_shares(one.world, one.equilibrium)) for when, one in pair.items()}
    by_power = {
        power: {
            name: {when: share_of(start, table, name, code, power) for when, table in tables.items()}
            for name in ("export_share", "import_share")
        }
        for power in powers
    }
    spread = {when: table.number("export_concentration", economy=code) for when, table in tables.items()}
    return {"powers": by_power, "export_concentration": spread}


def share_of(start: Baseline, table: Table, name: str, code: str, power: str) -> Number:
    """The share of a power (all members of a group) in a column of `trade_shares`, per cent."""
    codes = [start.world.regions[at] for at in members(start.world, power)]
    return Number(100.0 * sum(float(table.at(name, economy=code, partner=other)) for other in codes))


def _exposures(
    experiment: Experiment, after: Mapping[str, Diversified], when: str, code: str, powers: Sequence[str]
) -> Tree:
    """Exposure before and after at one horizon, by power, with the range over the sets."""

    before = experiment.baselines(when)

    def rows(name: str) -> Tree:
        pair = {"before": before[name], "after": met_at(after[name].baseline, when)}
        found = {moment: Table.of(exposures(at, code, powers, ["both"])) for moment, at in pair.items()}
        return {power: _before_after(found, power) for power in powers}

    return combine(each(rows, after))


def _before_after(found: Mapping[str, Table], power: str) -> Tree:
    """{before, after: exposure} and the change in percentage points."""
    values = {moment: lost(table.number("exposure", power=power, side="both")) for moment, table in found.items()}
    change = values["after"].value - values["before"].value
    return {**values, "change": Number(change, values["after"].reason or values["before"].reason)}
