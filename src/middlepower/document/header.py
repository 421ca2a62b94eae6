"""What every document is: one header, one table of quantities, the names of its codes; then its own body.

The same class, and the same names in JSON, for every command. A document is built once as frozen dataclasses; pages,
tables and JSON are made from these, and `document.file` reads JSON back into them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from middlepower.data.embedded import Source
from middlepower.document.number import Number, Pair

Kind = Literal[
    "run", "profile", "rank", "matrix", "coalition", "explain", "tariffs", "replay", "compare", "score", "ensemble",
    "game-coerce", "game-war", "game-coalition", "game-treaty", "game-wedge", "game-wedge-rank",
    "frontier", "align", "run-products",
]  # fmt: skip
SCHEMA = 4  # raised when a field of any document is renamed, removed or changes its meaning


@dataclass(frozen=True)
class MeasureUsed:
    """One trade measure that the baseline or a state switches on; rates are fractions, dates ISO."""

    id: str
    title: str
    imposer: str  # who imposes it
    targets: tuple[str, ...]  # on whom; `*` is everybody
    instrument: str
    rates: tuple[float, ...]  # the different rates of its lines
    date_in_force: str | None
    date_end: str | None
    status: str
    verified_on: str | None  # last day on which its status was checked; null for a measure of one's own without it
    verified: bool  # whether it was checked no earlier than every day asked for whose law holds it
    confidence: str  # in the entry
    quantified: bool  # whether it has a rate, a ban or a quota that can be computed
    sources: tuple[str, ...]  # legal texts and reports
    in_baseline: bool  # whether it is in force there
    states: tuple[str, ...]  # states in which it is in force
    not_shown: tuple[str, ...]  # its economies and goods without a region or sector of their own in the world


@dataclass(frozen=True)
class Header:
    """What a result is relative to, and what it rests on."""

    document: Kind  # its kind
    middlepower: str  # version
    schema: int  # of documents; another number is refused when read
    command: str  # the command line that makes the document again
    question: str  # what was asked
    baseline: str  # what every number is relative to
    baseline_date: str | None  # the day whose law it is; null: the world as it is recorded
    world: str  # the benchmark world
    vintage: int  # the year of its flows
    input_year: int  # the year of its input coefficients
    elasticities: str  # set of the main numbers
    elasticities_source: str  # citation of the set
    horizon: str  # long, medium or first-year
    horizon_source: str  # citation of the horizon
    nest_elasticity: float  # between the products of a flow, at this horizon
    nest_elasticity_source: str  # where it comes from
    long_run_nest_elasticity: float  # what was asked for, in the long run
    closure: str  # what happens to deficits
    closure_meaning: str  # the closure in words
    numeraire: str  # what money is measured in
    unit: str  # of money
    centre: str  # what the value of a headline is
    range: str  # what low and high are
    ranged_over: tuple[str, ...]  # the variants whose outcomes low and high are of
    variants: tuple[str, ...]  # elasticity set and horizon, that of the main numbers first
    worst_residual: float  # largest violation of any equation in any equilibrium behind the document
    measures: tuple[MeasureUsed, ...]  # trade measures of the baseline and the states
    sources: tuple[Source, ...]  # data behind every number
    past_baseline: str  # what to know of a baseline that is older than the world's flows
    draws: int = 0  # over everything uncertain, where low and high are their 10th and 90th percentile

    @property
    def main_variant(self) -> str:
        """The variant of the main numbers, such as `FGO/long`."""
        return self.variants[0]


@dataclass(frozen=True)
class Quantity:
    """What the numbers of one name are: unit, definition, and who says so."""

    unit: str
    definition: str
    source: str


@dataclass(frozen=True)
class StatedNumber:
    """A number with all that is known of it."""

    number: Number
    unit: str
    definition: str
    source: str


@dataclass(frozen=True)
class SectorLabel:
    """Readable name and ISIC code of a sector."""

    name: str
    isic: str


@dataclass(frozen=True)
class Document:
    """Base of all documents; `quantities` explains every field that holds a Number, by the field's name."""

    file_name: ClassVar[str]  # under which commands write it
    __pydantic_config__: ClassVar = {"strict": True, "extra": "forbid", "allow_inf_nan": False}  # how JSON is read back

    header: Header  # what the results are relative to, and what they rest on
    quantities: Mapping[str, Quantity]  # unit, definition and source of the numbers of each name
    regions: Mapping[str, str]  # the world's economies: code to name
    groups: Mapping[str, str]  # groups of economies that the document speaks of
    sectors: Mapping[str, SectorLabel]  # sector codes of the world

    def name(self, code: str) -> str:
        """Readable name of an economy or a group, or its code."""
        return self.regions.get(code) or self.groups.get(code, code)

    def stated(self, *path: str) -> StatedNumber:
        """The number at a path such as ("states", "deal", "economies", "CAN", "real_income_percent"), with its unit
        and source; KeyError or AttributeError where there is none."""
        place: Any = self
        for step in path:
            place = place[step] if isinstance(place, Mapping) else getattr(place, step)
        if not isinstance(place, Number | Pair):
            raise KeyError(f"no number stands at {path}")
        quantity = self.quantities[next(step for step in reversed(path) if step in self.quantities)]
        number = place if isinstance(place, Number) else place.after
        return StatedNumber(number, quantity.unit, quantity.definition, quantity.source)
