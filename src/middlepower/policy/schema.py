"""The strict schema of a trade-policy measure: who taxes whom, on what, at which rate, when, by what source.

Rates are fractions added to (or replacing) the ordinary duty; dates are the first and the last day in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from middlepower.errors import MeasureError
from middlepower.names import nearest_name
from middlepower.policy.goods import ALL_GOODS, ECONOMIES, known_goods
from middlepower.world.groups import expand, find_group

# A rate above 10 (1,000%) or below -1 (a subsidy above the price) is a percentage written by mistake.
HIGHEST_RATE, LOWEST_RATE = 10.0, -1.0

Instrument = Literal[
    "surtax",
    "retaliation",
    "anti_dumping",
    "countervailing",
    "anti_dumping_and_countervailing",
    "section_122",
    "section_232",
    "section_301",
    "section_338",
    "ieepa",
    "average",
    "tariff_increase",
    "tariff_rate_quota",
    "remission",
    "suspension",
    "repeal",
    "agreement",
    "ban",
    "licence",
    "probe",
    "review",
    "order",
    "threat",
    "event",
]
Relation = Literal["adds to MFN", "replaces MFN"]
Status = Literal["in force", "ended", "superseded", "suspended", "never in force", "unconfirmed", "open"]
Confidence = Literal["high", "medium", "low"]


def check_rate(rate: float) -> float:
    """The rate itself, or an error when it looks like a percentage."""
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise ValueError("a rate is a fraction: write 25% as 0.25")
    return rate


def check_good(label: str) -> str:
    """The label itself when it is a product, a sector or `all_goods`; else an error with the nearest one."""
    known = known_goods()
    if label not in known:
        raise ValueError(f"no such product or sector; did you mean `{nearest_name(label, known) or ALL_GOODS}`?")
    return label


def check_economy(label: str) -> str:
    """The ISO3 code itself, or an error with the nearest one."""
    if label not in ECONOMIES:
        raise ValueError(f"no such economy; did you mean `{nearest_name(label, ECONOMIES) or 'ROW'}`?")
    return label


def check_imposer(label: str) -> str:
    """The ISO3 code or the group's name itself, or an error with the nearest economy."""
    return label if find_group(label) else check_economy(label)


def check_target(label: str) -> str:
    """The ISO3 code, or `*` for every economy but the imposer and the exceptions."""
    return label if label == "*" else check_economy(label)


def as_targets(value: Any) -> Any:
    """A YAML list of economies and groups as a tuple of economies; anything else for pydantic to judge."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return as_tuple(value)
    found = [code for one in value for code in (expand([one], ECONOMIES) if find_group(one) else (one,))]
    return tuple(dict.fromkeys(found))


def as_tuple(value: Any) -> Any:
    """A YAML list as a tuple; anything else unchanged, for pydantic to judge."""
    return tuple(value) if isinstance(value, list) else value


Rate = Annotated[float, AfterValidator(check_rate)]
Share = Annotated[float, Field(gt=0.0, le=1.0)]
Economy = Annotated[str, AfterValidator(check_economy)]
Targets = Annotated[tuple[Annotated[str, AfterValidator(check_target)], ...], BeforeValidator(as_targets)]
Economies = Annotated[tuple[Economy, ...], BeforeValidator(as_targets)]
Goods = Annotated[tuple[Annotated[str, AfterValidator(check_good)], ...], BeforeValidator(as_tuple)]
Texts = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]


class Strict(BaseModel):
    """Base of all parts of a measure: frozen, and no key is ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)


class RateStep(Strict):
    """The rate from a day on, until the next step."""

    start: dt.date = Field(alias="from")
    rate: Rate


class Quota(Strict):
    """A tariff-rate quota: the in-quota rate up to a volume, the over-quota rate beyond it.

    `volume / reference` is the quota as a multiple of the volume behind the product's benchmark trade value.
    """

    volume: float = Field(gt=0.0)
    reference: float = Field(gt=0.0)
    unit: str
    reference_year: int
    in_quota_rate: Rate = 0.0
    over_quota_rate: Rate
    by: Literal["exporter", "all exporters"] = "exporter"
    rent_to: Literal["exporter", "importer"] = "exporter"
    growth_per_year: Rate = 0.0
    source: str
    note: str = ""

    @property
    def relative_volume(self) -> float:
        """Quota volume over the volume of the reference year."""
        return self.volume / self.reference


class Line(Strict):
    """Goods taxed alike.

    `coverage` is the share of the goods' trade that the rate bites on; `dutiable_content` the share of each
    good's value that is taxed. `targets` narrows the measure's targets. Tables are CSV files beside this
    module, read by `policy.tables`; `file.csv#key` keeps the rows of one list. `partner_table` gives rates by
    exporter and date, `sector_table` rates by sector, `coverage_table` the coverage by exporter and good.
    """

    goods: Goods = Field(min_length=1)
    exempt: Goods = ()
    targets: Targets = ()
    rate: Rate | None = None
    rate_steps: Annotated[tuple[RateStep, ...], BeforeValidator(as_tuple)] = ()
    partner_table: str | None = None
    sector_table: str | None = None
    quota: Quota | None = None
    coverage: Share = 1.0
    coverage_table: str | None = None
    dutiable_content: Share = 1.0
    mfn_rate: Rate | None = None
    hs: Texts = ()
    note: str = ""

    @model_validator(mode="after")
    def one_rate(self) -> Line:
        """The line itself when exactly one of its rate fields is filled and its steps ascend."""
        given = [self.rate is not None, bool(self.rate_steps), self.partner_table is not None]
        if sum([*given, self.sector_table is not None, self.quota is not None]) != 1:
            raise ValueError("give exactly one of rate, rate_steps, partner_table, sector_table, quota")
        days = [step.start for step in self.rate_steps]
        if days != sorted(set(days)):
            raise ValueError("the dates of rate_steps must ascend: put the earliest step first")
        return self

    def rate_on(self, day: dt.date) -> float | None:
        """The fixed rate or the step reached, 0 before the first step; None with a table or quota."""
        if not self.rate_steps:
            return self.rate
        reached = [step.rate for step in self.rate_steps if step.start <= day]
        return reached[-1] if reached else 0.0


class Measure(Strict):
    """One measure as the law or the announcement gives it.

    `yields_to` names instruments or measures that, in force on the same product, push this one aside there;
    `yields_over_quota_to` names quotas beyond which this one gives way, while inside them it applies.
    `replaces` names measures that end everywhere when this one is in force.
    """

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    imposer: Annotated[str, AfterValidator(check_imposer)]
    targets: Targets = Field(min_length=1)
    except_: Economies = Field(default=(), alias="except")
    products: Annotated[tuple[Line, ...], BeforeValidator(as_tuple)] = ()
    instrument: Instrument
    legal_act: str = ""
    relation: Relation = "adds to MFN"
    yields_to: Texts = ()
    yields_over_quota_to: Texts = ()
    replaces: Texts = ()
    date_in_force: dt.date | None
    date_end: dt.date | None = None
    status: Status
    quantified: bool = True
    not_quantified_because: str = ""
    trade_musd: float | None = Field(default=None, ge=0.0)
    sources: Texts
    confidence: Confidence
    note: str = ""

    @model_validator(mode="after")
    def dated(self) -> Measure:
        """The measure itself when its dates are in order and agree with its status."""
        if self.date_in_force and self.date_end and self.date_end < self.date_in_force:
            raise ValueError(f"date_end {self.date_end} is before date_in_force {self.date_in_force}: swap them")
        if (self.date_in_force is None) != (self.status == "never in force"):
            raise ValueError("date_in_force is null exactly when status is `never in force`: correct one of them")
        return self

    @model_validator(mode="after")
    def complete(self) -> Measure:
        """The measure itself when it has a source, and lines or the reason why it has none."""
        if not [text for text in self.sources if text.strip()]:
            raise ValueError("`sources` is empty: add at least one address or publication")
        if self.quantified and not self.products:
            raise ValueError("a quantified measure needs `products`; or set quantified: false and say why")
        if not self.quantified and not self.not_quantified_because:
            raise ValueError("quantified: false needs `not_quantified_because`")
        return self

    @cached_property
    def imposers(self) -> tuple[str, ...]:
        """The economies that impose the measure: one, or the members of a group."""
        return expand([self.imposer], ECONOMIES) if find_group(self.imposer) else (self.imposer,)

    def in_force_on(self, day: dt.date) -> bool:
        """Whether the measure is law on a day; both its dates are days in force."""
        if self.date_in_force is None or self.status == "unconfirmed":
            return False
        return self.date_in_force <= day and (self.date_end is None or day <= self.date_end)


def parse_measure(raw: Any, where: str = "measure") -> Measure:
    """The validated measure, or a `MeasureError` that names measure, field, value and remedy."""
    if not isinstance(raw, dict):
        raise MeasureError(f"{where}: expected a mapping with keys such as id, imposer, targets; got `{raw!r:.60}`.")
    label = f"measure `{raw.get('id', where)}`"
    if not raw.get("sources"):
        raise MeasureError(f"{label}: field `sources` is empty; add at least one address or publication.")
    try:
        return Measure.model_validate(raw)
    except ValidationError as error:
        raise MeasureError(f"{label}: {explain(error)}") from None


def explain(error: ValidationError) -> str:
    """The first complaint of pydantic as one line: field, value, remedy."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = known_keys(first["loc"])
        near = nearest_name(str(first["loc"][-1]), known)
        return f"unknown key `{field}`; " + (f"did you mean `{near}`?" if near else f"known: {', '.join(known)}.")
    message = first["msg"].removeprefix("Value error, ")
    if not field:
        return f"{message.rstrip('.')}."
    return f"field `{field}`, value `{first['input']!r:.60}`: {message.rstrip('.')}."


def known_keys(place: Iterable[str | int]) -> list[str]:
    """The keys allowed at a place in a measure, as they are written in YAML."""
    inside = [part for part in place if isinstance(part, str)][:-1]
    parts: dict[str, type[Strict]] = {"quota": Quota, "rate_steps": RateStep, "products": Line}
    part = next((parts[name] for name in reversed(inside) if name in parts), Measure)
    return [field.alias or name for name, field in part.model_fields.items()]
