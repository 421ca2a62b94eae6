"""An experiment's goods sold abroad by province: the arrays of all its runs, computed once for document and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.data.provinces import ECONOMY, PROVINCES, sizes
from middlepower.document.arrange import spread_of
from middlepower.document.spreads import Spreads
from middlepower.experiment.experiment import Experiment, VariantRun
from middlepower.experiment.question import BASELINE
from middlepower.experiment.variant import nest_elasticity
from middlepower.indicators import accounts
from middlepower.indicators.parts import PartsSold, parts_sold
from middlepower.indicators.province_sales import CarriedSales, SalesLayout, Seller, seller_of
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.policy.flows import TaxedFlows, sold_by

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CarriedState:
    """One state: its lines in the main run, and sales of goods abroad by province [p] with ranges over all runs.

    `of_sales` and `of_gdp` in per cent, nan where the size of a province is not known; `abroad` marks the lines.
    """

    main: CarriedSales
    abroad: NDArray[np.bool_]
    change: Spreads
    of_sales: Spreads
    of_gdp: Spreads
    not_known: Spreads


@dataclass(frozen=True)
class Carrying:
    """The states of an experiment by province, one at a time; `before` are the parts of the baselines, run by run."""

    experiment: Experiment
    seller: Seller
    before: Sequence[PartsSold]

    @classmethod
    def of(cls, experiment: Experiment, powers: Sequence[str]) -> Carrying:
        """What all states of an experiment are compared with."""
        seller = seller_of(experiment.world, powers)
        flows = sold_by(experiment.question.flows_with_own(BASELINE), seller.region)
        return cls(experiment, seller, [_parts(experiment, r, flows, r.baseline.equilibrium) for r in experiment.runs])

    def state(self, name: str) -> CarriedState:
        """One state by province."""
        return _state(self.experiment, name, self.seller, self.before)


def _parts(experiment: Experiment, run: VariantRun, flows: TaxedFlows, solved: Equilibrium) -> PartsSold:
    return parts_sold(flows, solved, nest_elasticity(run.variant, experiment.settings.nest_elasticity))


def _state(experiment: Experiment, name: str, seller: Seller, before: Sequence[PartsSold]) -> CarriedState:
    solved = [(old, run) for old, run in zip(before, experiment.runs, strict=True) if name in run.states]
    flows = sold_by(experiment.question.flows_with_own(name), seller.region)
    pairs = [(old, _parts(experiment, run, flows, run.pair(name)[1])) for old, run in solved]
    layout, spread = SalesLayout.of(seller, *pairs[0]), spread_of(experiment)
    runs, abroad, share = [layout.carried(*pair) for pair in pairs], layout.abroad, layout.share
    change = np.array([run.change * abroad for run in runs])
    sold = np.array([run.before * abroad for run in runs]) @ share
    gdp = np.array([_gdp(run) for _, run in solved])[:, None] * _parts_of_gdp()
    carried = change @ share
    rest = change.sum(axis=1) - carried.sum(axis=1)
    return CarriedState(
        runs[0],
        abroad,
        Spreads.over(carried, spread),
        Spreads.over(100.0 * _over(carried, sold), spread),
        Spreads.over(100.0 * _over(carried, gdp), spread),
        Spreads.over(rest[:, None], spread),
    )


def _gdp(run: VariantRun) -> float:
    """Canada's gross domestic product in a run's baseline, million US dollars."""
    solved = run.baseline.equilibrium
    member = np.eye(len(solved.X[0]))[[run.baseline.world.region(ECONOMY)]]
    return float(accounts.gdp(solved, member)[0])


def _parts_of_gdp() -> Array:
    """Each province's part of Canada's product [p]; nan for the territories, which the table does not have."""
    known: Mapping[str, float] = {code: size.gdp for code, size in sizes().items()}
    return np.array([known.get(code, np.nan) / known["Canada"] for code in PROVINCES])


def _over(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0.0)
