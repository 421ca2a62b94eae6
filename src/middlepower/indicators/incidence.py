"""Incidence (indicator M11): which sectors carry an economy's loss, how concentrated it is, what it weighs in politics.

Loss of sector s of economy n between a baseline and a state, in million US dollars at baseline consumer prices:

l_s = VA_s(baseline) - VA_s(state) / (P(state) / P(baseline)),   VA_s = value_added_share x output

and l_other the same for tariff revenue, rents and deficit, so that sum_s l_s + l_other = (1 - W_hat) income exactly.
Value added moves with its factors: in the one-wage model a sector's loss is mostly its shrinking, and what leaves it
reappears elsewhere as a gain. The loss of the people who work there needs wages by sector: `worker_sheet`, on the
Roy-Frechet variant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.indicators.labelled import About, LabelledColumn, LabelledSheet, column, labelled, no_reasons, sheet
from middlepower.indicators.provinces import shares_of
from middlepower.language.catalogue import say
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.roy_frechet.equations import incumbents_hat
from middlepower.model.roy_frechet.solve import RoyFrechetEquilibrium
from middlepower.names import unknown_name
from middlepower.reading import read_table
from middlepower.world.labels import source_of

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.world.world import World

Array = NDArray[np.float64]
MONEY = "million US dollars a year, at baseline consumer prices"
SMALL = 1e-9  # of real income: below it -ln(W) / (1 - W) is one to rounding
WEIGHTS_TEMPLATE = Path(__file__).parents[1] / "data" / "political_weights.csv"  # equal weights, to copy and change


def sector_value_added(of: Equilibrium) -> Array:
    """Value added [s, n] by sector, million US dollars."""
    value: Array = of.benchmark.beta * of.output
    return value


def sector_losses(baseline: Equilibrium, state: Equilibrium) -> Array:
    """l_s [s, n]: baseline value added less that of the state at baseline consumer prices; positive is a loss."""
    dearer = state.consumer_price_hat / baseline.consumer_price_hat
    loss: Array = sector_value_added(baseline) - sector_value_added(state) / dearer
    return loss


def other_losses(baseline: Equilibrium, state: Equilibrium) -> Array:
    """l_other [n]: the same for income that no sector earns: tariff revenue, quota rents, export taxes, deficit."""
    dearer = state.consumer_price_hat / baseline.consumer_price_hat
    loss: Array = (baseline.income - baseline.value_added) - (state.income - state.value_added) / dearer
    return loss


def incidence(world: World, baseline: Equilibrium, state: Equilibrium, economy: str) -> xr.Dataset:
    """Who carries an economy's loss, by sector of production, [sector].

    `loss` in money; `loss_rate` over the sector's baseline value added (missing where there is none); `loss_of_income`
    over the economy's baseline income; `share` in the gross losses (sectors that gain count zero). Attributes:
    `total` = (1 - W_hat) income, `other` (tariff revenue, rents, deficit), `income`, million US dollars.
    """
    return incidence_sheet(world, baseline, state, economy).dataset()


def incidence_sheet(world: World, baseline: Equilibrium, state: Equilibrium, economy: str) -> LabelledSheet:
    """The columns of `incidence`."""
    n = world.region(economy)
    loss, size = sector_losses(baseline, state)[:, n], sector_value_added(baseline)[:, n]
    other, income = float(other_losses(baseline, state)[n]), float(baseline.income[n])
    source = f"{source_of(world)} Closure {baseline.closure}."
    axes = {"sector": world.sectors}
    idle = no_reasons(size.shape)
    idle[size <= 0] = say("indicators.no_value_added")
    rate = np.where(size > 0, loss / np.where(size > 0, size, 1.0), np.nan)
    share, said = shares_of(loss)
    columns = [
        column("loss", loss, axes, About(MONEY, LOSS, source)),
        column("loss_rate", rate, axes, About("fraction of the sector's baseline value added", LOSS, source), idle),
        column("loss_of_income", loss / income, axes, About("fraction of baseline income", LOSS, source)),
        column("share", share, axes, About("fraction of the losses of sectors that lose", LOSS, source), said),
    ]
    found = sheet(columns, total=float(loss.sum()) + other, other=other, income=income, economy=economy)
    return found.saying("sector_name", ["sector"], list(world.sector_names))


LOSS = "l_s = VA_s(baseline) - VA_s(state) / (consumer prices in the state / in the baseline)"
STAY = "1 - (w_s / P in the state) / (w_s / P in the baseline), w_s the sector's wage per efficiency unit"
MOVE = "1 - mean real income ratio of the baseline's workers of s, each in the best sector again, abilities unchanged"


def worker_sheet(
    world: World, baseline: RoyFrechetEquilibrium, state: RoyFrechetEquilibrium, economy: str
) -> LabelledSheet:
    """Who carries an economy's loss, by sector of employment in the baseline, [sector], in the Roy-Frechet variant.

    `stay`: loss of real pay in the sector's jobs, before anybody moves (short run); `move`: mean loss of the people who
    held them, after everyone has taken the best sector again (long run); both fractions of their own real income.
    `loss` = `move` in money, which adds up to the economy's loss of real factor income; `share` of gross losses.
    Missing where nobody works in the baseline. All factors count as workers. Attributes as in `incidence`.
    """
    n, kappa = world.region(economy), same_kappa(baseline, state)
    base, new = baseline.equilibrium, state.equilibrium
    share = baseline.employment_share[:, n]
    works = share > 0
    wage = np.where(works, state.wage_hat[:, n], 1.0) / np.where(works, baseline.wage_hat[:, n], 1.0)
    dearer = float(new.consumer_price_hat[n] / base.consumer_price_hat[n])
    stay = np.where(works, 1.0 - wage / dearer, np.nan)
    move = 1.0 - incumbents_hat(wage, share, kappa) / dearer
    loss = np.where(works, share * move, 0.0) * base.value_added[n]
    source = f"{source_of(world)} Closure {base.closure}; dispersion of abilities kappa {kappa:g}."
    other = float(other_losses(base, new)[n])
    total, income = float(loss.sum()) + other, float(base.income[n])
    found = sheet(
        _worker_columns(world, (stay, move, loss), source), total=total, other=other, income=income, economy=economy
    )
    return found.saying("sector_name", ["sector"], list(world.sector_names))


def _worker_columns(world: World, effects: tuple[Array, Array, Array], source: str) -> list[LabelledColumn]:
    """The columns of `worker_sheet`."""
    stay, move, loss = effects
    said = no_reasons(stay.shape)
    said[np.isnan(stay)] = say("indicators.nobody_works")
    shares, why = shares_of(loss)
    axes = {"sector": world.sectors}
    own = "fraction of own real income"
    return [
        column("stay", stay, axes, About(own, STAY, source), said),
        column("move", move, axes, About(own, MOVE, source), said),
        column("loss", loss, axes, About(MONEY, "`move` times baseline factor income of the sector", source)),
        column("share", shares, axes, About("fraction of the losses of those who lose", MOVE, source), why),
    ]


def same_kappa(baseline: RoyFrechetEquilibrium, state: RoyFrechetEquilibrium) -> float:
    """The dispersion that both equilibria were solved with; DataError where they differ."""
    if baseline.kappa != state.kappa:
        raise DataError(
            f"`kappa` is {baseline.kappa:g} in the baseline and {state.kappa:g} in the state: use one value for both."
        )
    return state.kappa


# ---------------------------------------------------------------- concentration


@dataclass(frozen=True)
class Concentration:
    """How concentrated losses are: the largest share and whose it is, Herfindahl index, Gini coefficient.

    All over gross losses (gains count zero); `gini` against `size` where given, else against heads. `gross` and `net`
    in the units of the losses. NaN, and `top` empty, where nobody loses; then `reason` says so.
    """

    top: str
    top_share: float
    hhi: float
    gini: float
    gross: float
    net: float
    reason: str = ""


def concentration(losses: LabelledColumn, size: Array | None = None) -> Concentration:
    """Concentration of labelled losses along their only dimension; missing losses count zero.

    `size` (value added, population) makes the Gini coefficient ask whether losses are out of proportion.
    """
    values = np.nan_to_num(losses.values)
    (labels,) = losses.coords.values()
    share, said = shares_of(values)
    if np.isnan(share).any():
        return Concentration("", np.nan, np.nan, np.nan, 0.0, float(values.sum()), str(said[0]))
    largest = int(share.argmax())
    return Concentration(
        labels[largest],
        float(share[largest]),
        float(share @ share),
        gini(share, size),
        float(np.maximum(values, 0.0).sum()),
        float(values.sum()),
    )


def lorenz(losses: Array, size: Array | None = None) -> tuple[Array, Array]:
    """The Lorenz curve from (0, 0) to (1, 1): cumulated share of size, cumulated share of gross losses.

    Units are ordered by loss over size, smallest first; without sizes every unit counts the same. Units of no size that
    lose nothing are left out; a loss without size is an error.
    """
    gross = np.maximum(losses, 0.0)
    weight = np.ones_like(gross) if size is None else np.asarray(size, dtype=np.float64)
    if weight.min() < 0 or (gross[weight == 0] > 0).any() or gross.sum() <= 0:
        raise DataError("`lorenz` needs a loss somewhere, and a positive size wherever there is one.")
    kept = weight > 0
    order = np.argsort(gross[kept] / weight[kept], kind="stable")
    x, y = (np.concatenate([[0.0], np.cumsum(v[kept][order] / v.sum())]) for v in (weight, gross))
    return x, y


def gini(losses: Array, size: Array | None = None) -> float:
    """One less twice the area under the Lorenz curve: zero where losses are in proportion to size."""
    x, y = lorenz(losses, size)
    return float(1.0 - np.sum(np.diff(x) * (y[1:] + y[:-1])))


# ---------------------------------------------------------------- political weights


@dataclass(frozen=True)
class Weights:
    """What a dollar of loss counts in politics, by label (sector or province), declared by the user with a source.

    A label without an entry counts one.
    """

    values: Mapping[str, float]
    source: str

    def of(self, labels: Sequence[str]) -> Array:
        """The weights of labels, in their order; a weight for something else is an error with the nearest name."""
        for name in self.values:
            if name not in labels:
                raise unknown_name("weight", name, labels, "A weight needs the code of a sector or province.")
        return np.array([self.values.get(label, 1.0) for label in labels])


def read_weights(path: Path) -> Weights:
    """Declared weights from a CSV file with the columns label, weight, source; every row needs its source."""
    rows = read_table(path, ("label", "weight", "source"), ("note",), "weights")
    values: dict[str, float] = {}
    for row in rows:
        if row.cells["label"] in values:
            raise DataError(f"{path}, line {row.line}: label `{row.cells['label']}` stands twice. Keep one row.")
        values[row.cells["label"]] = _weight(f"{path}, line {row.line}", row.cells)
    return Weights(values, "; ".join(dict.fromkeys(row.cells["source"] for row in rows)))


def _weight(where: str, row: Mapping[str, str]) -> float:
    """The weight in a row; DataError names the label, what is wrong and what would be right."""
    try:
        value = float(row["weight"])
    except (TypeError, ValueError):
        value = np.nan
    if not (np.isfinite(value) and value >= 0.0):
        raise DataError(f"{where}: the weight of `{row['label']}` is `{row['weight']}`: write a number from 0 up.")
    if not row["source"]:
        raise DataError(f"{where}: the weight of `{row['label']}` has no source. Say where it comes from.")
    return value


def equal_weights() -> Weights:
    """The default: every label counts one."""
    return Weights({}, say("indicators.equal_weights"))


def weighted_exposure(incidence: xr.Dataset, weights: Weights, other_weight: float = 1.0) -> xr.DataArray:
    """Politically weighted exposure E^w of one economy, log points; equals E = -ln W_hat when all weights are one.

    E^w = [-ln W_hat / (1 - W_hat)] (sum_k w_k l_k + w_other l_other) / income, on losses by sector (`incidence`,
    `worker_sheet`) or by province (`by_province`). Gains count against losses with the same weights; `other_weight` is
    that of tariff revenue, rents and deficit, and of what no province gets.
    """
    losses = LabelledSheet.of(incidence)
    source = f"{losses.columns['loss'].about.source} Weights: {weights.source}"
    axes, about = {"economy": [str(losses.attrs["economy"])]}, About(WEIGHTED, EXPOSURE, source)
    return labelled("weighted_exposure", [exposure_weighed(losses, weights, other_weight)], axes, about)


def exposure_weighed(incidence: LabelledSheet, weights: Weights, other_weight: float = 1.0) -> float:
    """The number of `weighted_exposure`."""
    losses = incidence.columns["loss"]
    (labels,) = losses.coords.values()
    income, total, other = (float(incidence.attrs[name]) for name in ("income", "total", "other"))
    weighted = float(weights.of(labels) @ losses.values) + other_weight * other
    lost = total / income
    to_logs = 1.0 if abs(lost) < SMALL else float(-np.log1p(-lost)) / lost
    return to_logs * weighted / income


WEIGHTED = "log points of real income, weighted"
EXPOSURE = "E^w = [-ln W_hat / (1 - W_hat)] (sum_k w_k l_k + w_other l_other) / income"
