"""The entries of a state in a scenario file: tariffs, taxes, costs and cut-offs of your own, targets and grids."""

from __future__ import annotations

from math import prod
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from middlepower.errors import ScenarioError
from middlepower.policy.checks import Rate, Share, check_good, check_known_line, is_line
from middlepower.policy.goods import load_products
from middlepower.policy.strict import Day, Number, Strict
from middlepower.world.groups import code_of

CostChange = Annotated[Rate, Field(gt=-1.0)]
Codes = tuple[str, ...]
ALL: Codes = ("*",)
MOST_POINTS = 60  # of a grid: each is a state under every elasticity set, in a document that people open


class ScenarioPart(Strict):
    """Base of all parts of a scenario."""

    complaint = ScenarioError


class TariffChange(ScenarioPart):
    """A tariff of your own: `rate` adds to what the flow pays, or replaces it."""

    importers: Codes = Field(min_length=1)
    exporters: Codes = Field(min_length=1)
    sectors: Codes = Field(default=ALL, min_length=1)
    rate: Rate
    relation: Literal["adds", "replaces"] = "adds"


class ExportTax(ScenarioPart):
    """A tax of your own on exports, which the exporter's treasury collects: a fraction of the producer's price.

    `rate` adds to what the flow pays there, or replaces it; below zero it is a subsidy.
    """

    exporters: Codes = Field(min_length=1)
    importers: Codes = Field(min_length=1)
    sectors: Codes = Field(default=ALL, min_length=1)
    rate: Rate
    relation: Literal["adds", "replaces"] = "adds"


class CostShock(ScenarioPart):
    """A change of trade costs other than tariffs: -0.1 makes delivery 10% cheaper."""

    importers: Codes = Field(min_length=1)
    exporters: Codes = Field(min_length=1)
    sectors: Codes = Field(default=ALL, min_length=1)
    change: CostChange


def check_product(label: str) -> str:
    """The product that a label names, or the digits of an HS line; else an error with what it may mean."""
    if is_line(label):
        return check_known_line(label)
    good = check_good(label)
    if good not in load_products():
        raise ValueError("this is a whole sector, which goes under `sectors`: name products or HS lines")
    return good


class CutOff(ScenarioPart):
    """An end of trade between two groups; `direction` is seen from `between`.

    All trade ends, services included, unless `sectors` or `products` say what does: sectors as elsewhere, where `*` is
    all goods; named products, and HS lines of 2 to 10 digits. `share`, from `share_source`, is that of the one product
    in its sector's flow where no trade table knows it.
    """

    between: Codes = Field(min_length=1)
    and_: Codes = Field(min_length=1, alias="and")
    direction: Literal["both", "imports", "exports"] = "both"
    sectors: Codes | None = Field(default=None, min_length=1)
    products: tuple[Annotated[str, AfterValidator(check_product)], ...] | None = Field(default=None, min_length=1)
    share: Share | None = None
    share_source: str = ""

    @property
    def all_trade(self) -> bool:
        """Whether nothing is named, so that all trade ends."""
        return self.sectors is None and self.products is None

    @model_validator(mode="after")
    def one_share(self) -> CutOff:
        """The cut-off itself when a share has one product and a source."""
        if self.share is not None and len(self.products or ()) != 1:
            raise ValueError("`share` goes with one product: give each a cut_off of its own")
        if (self.share is None) != (not self.share_source.strip()):
            raise ValueError("`share` and `share_source` go together: say where the share is from")
        return self


class Goal(ScenarioPart):
    """A number of the results that is to reach a value, per cent: a change of an economy relative to the baseline."""

    economy: str
    number: Literal["real_income_percent", "real_wage_percent", "exports_percent", "imports_percent"]
    value: Number = Field(gt=-100.0, le=1000.0)


class SolveFor(ScenarioPart):
    """A uniform change of trade costs on an economy's sales or purchases, found so that a target is reached.

    The flows are those of `exporter` to `importers`, or of `importer` from `exporters`, of all goods and services or
    of `sectors`. The target is their volume, `times` the baseline's at its prices, or a `goal`.
    """

    exporter: str | None = None
    importers: Codes = Field(default=ALL, min_length=1)
    except_importers: Codes = ()
    importer: str | None = None
    exporters: Codes = Field(default=ALL, min_length=1)
    except_exporters: Codes = ()
    sectors: Codes = ()
    times: Number | None = Field(default=None, gt=0.0, le=100.0)
    goal: Goal | None = None

    @model_validator(mode="after")
    def one_side_and_one_target(self) -> SolveFor:
        """The target itself when it names one economy, partners of the other side, and one of `times` and `goal`."""
        if (self.exporter is None) == (self.importer is None):
            raise ValueError("name either `exporter`, for its sales, or `importer`, for its purchases")
        if (self.times is None) == (self.goal is None):
            raise ValueError("give either `times`, a multiple of the baseline's volume, or a `goal`")
        wrong = ("exporters", "except_exporters") if self.exporter else ("importers", "except_importers")
        for name in wrong:
            if name in self.model_fields_set:
                own = "exporter" if self.exporter else "importer"
                raise ValueError(f"`{name}` does not go with `{own}`: name its partners on the other side")
        return self


class Grid(ScenarioPart):
    """A grid: the state once for each rate of its own tariffs and export taxes, each day, and each partner."""

    rates: tuple[Rate, ...] = ()
    dates: tuple[Day, ...] = ()
    partners: Codes = ()

    @model_validator(mode="after")
    def of_some_size(self) -> Grid:
        """The grid itself when it has points, none of them twice and not too many."""
        axes = [axis for axis in (self.rates, self.dates, self.partners) if axis]
        if not axes:
            raise ValueError("the grid is empty: give `rates`, `dates` or `partners`")
        named = tuple(map(code_of, self.partners))
        if any(len(set(axis)) < len(axis) for axis in (*axes, named)):
            raise ValueError("a point of the grid stands twice: give each once")
        if prod(map(len, axes)) > MOST_POINTS:
            raise ValueError(f"the grid has {prod(map(len, axes))} points, more than {MOST_POINTS}: ask for fewer")
        return self


class GridPoint(ScenarioPart):
    """Where a state stands on the grid of another; `sweep` says so of each of its points."""

    of: str  # the state whose grid it is
    title: str
    rate: Rate | None = None
    date: Day | None = None
    partner: str = ""


class Spare(ScenarioPart):
    """Measures that leave some of their targets alone, while they stay in force on all others."""

    measures: tuple[str, ...] = Field(min_length=1)
    targets: Codes = Field(min_length=1)
