"""Payoffs: what each policy state is to every economy, exact equilibria at every set and horizon, kept on disk.

Only those that are missing are solved, both cores at work; each is on disk as soon as it is solved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Progress, solve_baseline, solve_state
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.machine_code import for_many
from middlepower.experiment.parallel import each
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG, Variant, comparison_variants, main_variant, nest_elasticity
from middlepower.experiment.weights import EQUAL
from middlepower.game.keys import payoff_keys
from middlepower.game.store import PayoffStore, StoredPayoff
from middlepower.indicators.incidence import sector_losses
from middlepower.model.core.closure import check_closure
from middlepower.names import unknown_name
from middlepower.scenario.schema import Scenario

Array = NDArray[np.float64]
HORIZONS = (LONG, FIRST_YEAR)


@dataclass(frozen=True)
class StatePayoffs:
    """Payoffs against the baseline, by [state, variant, economy]: `percent` of real income, `musd` million US dollars.

    `economies` are those of the world, then the groups that the question reports. The variants of a horizon begin with
    its main one. `sectors` [state, variant, sector] are gains of value added of one economy, million US dollars at
    baseline consumer prices, where they were asked for. `residual` [state, variant] is that of the state's equations,
    `income` [variant, economy] that of the baseline.
    Where a state has no equilibrium under a variant all is nan, and `failed` says why. `solved` is how many were not on
    disk, `remarks` what was wrong there.
    """

    states: tuple[str, ...]
    variants: tuple[Variant, ...]
    economies: tuple[str, ...]
    percent: Array
    musd: Array
    residual: Array
    sectors: Array
    income: Array
    failed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    solved: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def horizons(self) -> tuple[str, ...]:
        """The horizons, in the order of their variants."""
        return tuple(dict.fromkeys(variant.horizon for variant in self.variants))

    def at(self, horizon: str) -> StatePayoffs:
        """Those of one horizon, its main variant first."""
        if horizon not in self.horizons:
            raise unknown_name("horizon of these payoffs", horizon, self.horizons)
        place = [i for i, variant in enumerate(self.variants) if variant.horizon == horizon]
        return replace(
            self,
            variants=tuple(self.variants[i] for i in place),
            percent=self.percent[:, place],
            musd=self.musd[:, place],
            residual=self.residual[:, place],
            sectors=self.sectors[:, place],
            income=self.income[place],
        )

    def percent_of(self, state: str, economy: str) -> Array:
        """Per cent of real income [variant] of an economy or group in a state."""
        return np.asarray(self.percent[self.states.index(state), :, self.economies.index(economy)])

    def musd_of(self, state: str, economy: str) -> Array:
        """Million US dollars a year [variant] of an economy or group in a state."""
        return np.asarray(self.musd[self.states.index(state), :, self.economies.index(economy)])

    def income_of(self, economy: str) -> Array:
        """Income [variant] of an economy or group in the baseline, million US dollars a year."""
        return np.asarray(self.income[:, self.economies.index(economy)])

    def why_missing(self, state: str) -> str:
        """Why a state has no equilibrium under the first variant that lacks one; empty where all have it."""
        return next((self.failed[state, v.label] for v in self.variants if (state, v.label) in self.failed), "")


def payoffs(
    asked: Scenario | Question,
    states: Sequence[str] = (),
    horizons: Sequence[str] = HORIZONS,
    settings: Settings | None = None,
    store: PayoffStore | None = None,
    progress: Progress | None = None,
    sectors_of: str = "",
) -> StatePayoffs:
    """The payoffs of a scenario's states, by default all, under the variants of a comparison at each horizon; with the
    sectors of an economy where one is named."""
    question = question_of(asked) if isinstance(asked, Scenario) else asked
    settings, store = settings or Settings(), store or PayoffStore.users()
    check_closure(settings.closure)
    names = _known(question, states)
    variants = tuple(variant for when in horizons for variant in _variants(settings, when))
    _ = question.flows  # compiled once, before threads share it
    keys = {variant: payoff_keys(question, settings, variant, names, sectors_of) for variant in variants}
    found, remarks = _stored(store, keys)
    missing = [(v, [name for name in names if keys[v][name] not in found]) for v in variants]
    missing = [(variant, left) for variant, left in missing if left]

    def solve(numbered: tuple[int, tuple[Variant, list[str]]]) -> dict[str, StoredPayoff]:
        count, (variant, left) = numbered
        if progress is not None:
            progress(variant.label, count, len(missing))
        return _solve(question, settings, variant, {name: keys[variant][name] for name in left}, store, sectors_of)

    for new in each(solve, enumerate(missing)):
        found |= new
    table = [[found[keys[variant][name]] for variant in variants] for name in names]
    return _gathered(question, names, variants, table, sum(len(left) for _, left in missing), remarks)


def _known(question: Question, states: Sequence[str]) -> tuple[str, ...]:
    """The states asked for, by default all of the question; an error where one is none of them."""
    for name in states:
        if name not in question.states:
            raise unknown_name("state", name, question.states)
    names = tuple(states) or tuple(question.states)
    if not names:
        raise ScenarioError("there are no states to compute payoffs of: give the question one or more.")
    return names


def _variants(settings: Settings, horizon: str) -> tuple[Variant, ...]:
    """The variants of a comparison at a horizon, the main one first."""
    return comparison_variants(replace(settings, horizon=horizon, weights=EQUAL))


def _stored(
    store: PayoffStore, keys: Mapping[Variant, Mapping[str, str]]
) -> tuple[dict[str, StoredPayoff], tuple[str, ...]]:
    """({key: payoff} of those on disk, what is wrong with files there)."""
    found, remarks = {}, []
    for key in dict.fromkeys(key for by_state in keys.values() for key in by_state.values()):
        payoff, remark = store.read(key)
        if payoff is not None:
            found[key] = payoff
        if remark:
            remarks.append(remark)
    return found, tuple(remarks)


def _solve(
    question: Question,
    settings: Settings,
    variant: Variant,
    keys: Mapping[str, str],
    store: PayoffStore,
    sectors_of: str,
) -> dict[str, StoredPayoff]:
    """{key: payoff} of some states under one variant, each on disk as soon as it is solved."""
    try:
        baseline = solve_baseline(question, settings, settings.main_closure, variant)
    except NoEquilibriumError as error:
        if variant == main_variant(settings):
            raise
        return {key: StoredPayoff((), (), None, error.reason) for key in keys.values()}
    baseline, found = for_many(baseline, len(keys)), {}
    for name, key in keys.items():
        found[key] = _payoff(question, settings, variant, baseline, name, sectors_of)
        store.write(key, found[key])
    return found


def _payoff(
    question: Question, settings: Settings, variant: Variant, baseline: Baseline, name: str, sectors_of: str
) -> StoredPayoff:
    """The payoff of one state; without an equilibrium, the reason."""
    shock_at = question.shock_of(name, baseline.world, nest_elasticity(variant, settings.nest_elasticity))
    try:
        state = solve_state(baseline, question.states[name], shock_at).equilibrium
    except NoEquilibriumError as error:
        return StoredPayoff((), (), None, error.reason)
    ratio = state.real_income_hat / baseline.equilibrium.real_income_hat
    residual = max(state.report.residual, baseline.equilibrium.report.residual)
    sectors: list[float] = []
    if sectors_of:
        sectors = (-sector_losses(baseline.equilibrium, state)[:, question.world.region(sectors_of)]).tolist()
    income = tuple(baseline.equilibrium.income.tolist())
    return StoredPayoff(tuple(ratio.tolist()), income, float(residual), sectors=tuple(sectors))


def _gathered(
    question: Question,
    names: tuple[str, ...],
    variants: tuple[Variant, ...],
    table: Sequence[Sequence[StoredPayoff]],
    solved: int,
    remarks: tuple[str, ...],
) -> StatePayoffs:
    """Payoffs of all economies and groups from those of the world's economies."""
    members = question.members
    none = np.full(members.shape[1], np.nan)
    ratio = np.array([[np.array(cell.ratio) if cell.ratio else none for cell in row] for row in table])
    income = np.array([[np.array(cell.income) if cell.income else none for cell in row] for row in table])
    musd = ((ratio - 1.0) * income) @ members.T
    percent = 100.0 * musd / (income @ members.T)
    residual = np.array([[np.nan if cell.residual is None else cell.residual for cell in row] for row in table])
    wide = max(len(cell.sectors) for row in table for cell in row)
    empty = (np.nan,) * wide
    sectors = np.array([[cell.sectors or empty for cell in row] for row in table])
    failed = {
        (name, variant.label): cell.failed
        for name, row in zip(names, table, strict=True)
        for variant, cell in zip(variants, row, strict=True)
        if cell.failed
    }
    with np.errstate(all="ignore"):
        base = np.nanmax(income, axis=0) @ members.T  # the same in every state that has an equilibrium
    return StatePayoffs(
        names, variants, tuple(question.names), percent, musd, residual, sectors, base, failed, solved, remarks
    )
