"""The results document as frozen dataclasses: what `results.json` holds, with names and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CENTRAL_MEASURES = ("real_income_percent", "real_income_musd", "exports_percent", "imports_percent")


@dataclass(frozen=True)
class Range:
    """Lowest and highest result over all elasticity sets and horizons."""

    low: float
    high: float


@dataclass(frozen=True)
class Economy:
    """One economy in one state, relative to the baseline: changes in per cent or million US$."""

    code: str
    real_income_percent: float
    real_income_musd: float
    exports_percent: float
    imports_percent: float
    export_share_percent: Mapping[str, float]
    ranges: Mapping[str, Range]
    by_variant: Mapping[str, float]  # variant ("FGO/long") to real_income_percent

    def value(self, measure: str) -> float:
        """The central number of one of CENTRAL_MEASURES."""
        return float(getattr(self, measure))


@dataclass(frozen=True)
class SectorResult:
    """One sector of one economy in one state: volume changes in per cent, None where there was nothing to change."""

    code: str
    output_percent: float | None
    exports_percent: float | None
    output_range: Range | None
    baseline_output_musd: float | None


@dataclass(frozen=True)
class Quota:
    """One tariff-rate quota in one state; None where the document says nothing."""

    measure: str
    importer: str
    exporter: str
    sector: str
    product: str
    status: str
    premium: float | None
    volume_ratio: float | None
    fill: float | None
    rent_musd: float | None


@dataclass(frozen=True)
class SolvedFor:
    """What a state solved for: the trade-cost change that reaches a target."""

    what: str
    target: str
    trade_cost_change_percent: float | None
    reached: float | None


@dataclass(frozen=True)
class State:
    """One policy state and all its numbers."""

    code: str
    title: str
    description: str
    residual: float
    economies: Mapping[str, Economy]
    sectors: Mapping[str, Mapping[str, SectorResult]]
    quotas: tuple[Quota, ...]
    solved_for: SolvedFor | None
    measures_with: tuple[str, ...]
    measures_without: tuple[str, ...]
    unsolved: tuple[str, ...]  # variants without an equilibrium


@dataclass(frozen=True)
class BaselineEconomy:
    """One economy in the baseline: income and exports in million US$, markets' shares in per cent."""

    code: str
    export_share_percent: Mapping[str, float]
    income_musd: float | None
    exports_musd: float | None


@dataclass(frozen=True)
class MeasureUsed:
    """One trade-policy measure that some state or the baseline switches on."""

    code: str
    title: str
    imposer: str
    targets: tuple[str, ...]
    instrument: str
    rates: tuple[float | str, ...]
    date_in_force: str
    date_end: str
    status: str
    confidence: str
    sources: tuple[str, ...]
    in_baseline: bool
    states: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One data source with its edition, licence and address."""

    code: str
    title: str
    edition: str
    licence: str
    address: str
    used_for: str
    accessed: str
    publisher: str
    citation: str
    transformation: str


@dataclass(frozen=True)
class OtherEstimate:
    """What another institution published on a related question."""

    institution: str
    asked: str
    found: str
    address: str
    read: str


@dataclass(frozen=True)
class Sector:
    """Readable name and ISIC code of a sector."""

    code: str
    name: str
    isic: str


@dataclass(frozen=True)
class Results:
    """The whole results document; `states` keeps its order, the first is the main one."""

    version: str
    scenario: str
    title: str
    question: str
    economy: str
    baseline: str
    baseline_date: str
    world: str
    vintage: int
    elasticities: str
    horizon: str
    closure: str
    closure_meaning: str
    elasticities_source: str
    horizon_source: str
    actors: tuple[str, ...]
    numeraire: str
    nest_elasticity: float | None
    powers: tuple[str, ...]
    command: str
    baseline_residual: float | None
    baseline_economies: Mapping[str, BaselineEconomy]
    states: Mapping[str, State]
    sectors: Mapping[str, Sector]
    regions: Mapping[str, str]
    measures: tuple[MeasureUsed, ...]
    notes: tuple[str, ...]
    other_estimates: tuple[OtherEstimate, ...]
    sources: tuple[Source, ...]

    @property
    def main(self) -> State:
        """The first state: the one that the question is about."""
        return next(iter(self.states.values()))

    @property
    def worst_residual(self) -> float:
        """The largest residual of the baseline and all states."""
        residuals = [state.residual for state in self.states.values()]
        return max([*residuals, self.baseline_residual or 0.0])

    @property
    def central_variant(self) -> str:
        """The variant that the central numbers use, as `set/horizon`."""
        return f"{self.elasticities}/{self.horizon}"

    def own(self, state: State) -> Economy:
        """The numbers in `state` of the economy whose brief this is."""
        return state.economies[self.economy]

    def name(self, region: str) -> str:
        """Readable name of a region, or its code."""
        return self.regions.get(region, region)
