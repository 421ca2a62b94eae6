"""The strict schema of a trade-policy measure: who taxes whom, on what, at which rate, when, by what source.

Rates are fractions added to (or replacing) the ordinary duty; dates are the first and the last day in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from middlepower.errors import MeasureError
from middlepower.policy.checks import Economies, Economy, Goods, Rate, Share, Targets, Texts, as_tuple, check_line
from middlepower.policy.goods import ALL_GOODS, load_products
from middlepower.policy.strict import Day, MeasurePart, Number, Whole
from middlepower.policy.tables import (
    ClaimsTable,
    CoverageTable,
    PartnerTable,
    SectorTable,
    steps_by_partner,
    stretches_by_sector,
)
from middlepower.reading import shown

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
Relation = Literal["adds to MFN", "replaces MFN", "replaces all", "at least"]
Status = Literal["in force", "ended", "superseded", "suspended", "never in force", "unconfirmed", "open"]
Confidence = Literal["high", "medium", "low"]


class RateStep(MeasurePart):
    """The rate from a day on, until the next step."""

    start: Day = Field(alias="from")
    rate: Rate


class Quota(MeasurePart):
    """A tariff-rate quota: the in-quota rate up to a volume, the over-quota rate beyond it.

    `volume / reference` is the quota as a multiple of the volume behind the product's benchmark trade value.
    """

    volume: Number = Field(gt=0.0)
    reference: Number = Field(gt=0.0)
    unit: str
    reference_year: Whole
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


class Line(MeasurePart):
    """Goods taxed alike.

    `coverage` is the share of the goods' trade that the rate bites on; `dutiable_content` the share of each
    good's value that is taxed. `targets` narrows the measure's targets. A table is given by the name of one that
    comes with the package, or as its rows; a name in a file of one's own is that of a CSV file beside it.
    `partner_table` gives rates by exporter and date, `sector_table` rates by sector, `coverage_table` the coverage
    by exporter and good.

    `claims_table` gives the share of a good's customs value that is entered without a claim of preference. It cuts no
    part out of the good: claimed and unclaimed goods are the same product, all of which pays the average rate.

    `hs` beside named products lists the lines of the law, for which the products stand. Without products it decides:
    only these lines of the sectors named (of all sectors where `goods` is empty) are taxed. `share` is the share of
    the good in its sector's flow where no trade table knows it, from `share_source`. `mfn_rate` is the ordinary duty of
    the products or `hs` lines named; that of other goods follows from the world's tariff on their sector.
    """

    goods: Goods = ()
    exempt: Goods = ()
    targets: Targets = ()
    rate: Rate | None = None
    rate_steps: Annotated[tuple[RateStep, ...], BeforeValidator(as_tuple)] = ()
    partner_table: PartnerTable | None = None
    sector_table: SectorTable | None = None
    quota: Quota | None = None
    coverage: Share = 1.0
    coverage_table: CoverageTable | None = None
    claims_table: ClaimsTable | None = None
    dutiable_content: Share = 1.0
    mfn_rate: Rate | None = None
    hs: Texts = ()
    share: Share | None = None
    share_source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def on_something(self) -> Line:
        """The line itself when it names goods or HS lines, and one good where it states a share."""
        if not self.goods and not self.hs:
            raise ValueError("name what is taxed: `goods` (products, sectors or all_goods), or `hs` lines")
        if self.by_lines:
            for code in self.hs:
                check_line(code)
        if self.share is not None and (len(self.goods) != 1 or ALL_GOODS in self.goods or not self.names_part):
            raise ValueError("`share` goes with one product, or with `hs` lines of one sector: give each a line")
        if (self.share is None) != (not self.share_source.strip()):
            raise ValueError("`share` and `share_source` go together: say where the share is from")
        if self.mfn_rate is not None and not self.names_part:
            raise ValueError("`mfn_rate` goes with products or `hs` lines: a whole sector pays the world's own tariff")
        return self

    @property
    def by_lines(self) -> bool:
        """Whether HS lines decide what is taxed."""
        return bool(self.hs) and self.sector_table is None and not set(self.goods) & set(load_products())

    @property
    def names_part(self) -> bool:
        """Whether the line names a part of a sector."""
        return self.by_lines or bool(set(self.goods) & set(load_products()))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What the parts of flows that the line bites on are called: its goods, or its HS lines as one good."""
        return (f"HS {'+'.join(map(check_line, self.hs))}",) if self.by_lines else self.goods

    def in_sector(self, sector: str) -> bool:
        """Whether HS lines count in a sector: in those named, in all where none is."""
        return not self.goods or ALL_GOODS in self.goods or sector in self.goods

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

    def partner_rate(self, partner: str, day: dt.date) -> float:
        """The rate of the partner table on a day: the last step reached, zero before the first."""
        reached = [rate for start, rate in self.partner_steps.get(partner, ()) if start <= day]
        return reached[-1] if reached else 0.0

    def coverage_on(self, exporter: str, goods: Sequence[str], sector: str) -> float:
        """The share of a part's trade that the line bites on; a coverage table goes from product to sector."""
        if self.coverage_table is None:
            return self.coverage
        for good in (*goods, sector):
            for partner in (exporter, "*"):
                if (partner, good) in self.coverage_by_good:
                    return self.coverage_by_good[partner, good] * self.coverage
        return 0.0

    @property
    def taxes_a_part(self) -> bool:
        """Whether only a part of each good's value is taxed."""
        return self.dutiable_content < 1.0 or self.claims_table is not None

    def taxed_value(self, exporter: str, goods: Sequence[str], sector: str) -> float:
        """The share of each good's customs value that is taxed: its dutiable content, as far as it is unclaimed."""
        if self.claims_table is None:
            return self.dutiable_content
        for good in (*goods, sector, ALL_GOODS):
            if (exporter, good) in self.unclaimed_by_good:
                return self.unclaimed_by_good[exporter, good] * self.dutiable_content
        raise MeasureError(
            f"`claims_table` does not know the unclaimed share of {'+'.join(goods) or sector} from {exporter}: "
            f"add a row for {sector}, or for {ALL_GOODS}."
        )

    @cached_property
    def partner_steps(self) -> dict[str, tuple[tuple[dt.date, float], ...]]:
        """{partner: (date, rate) in order of time} of the partner table."""
        return steps_by_partner(self.partner_table or ())

    @cached_property
    def sector_stretches(self) -> dict[str, tuple[tuple[float, float, float], ...]]:
        """{sector: (start, end, rate) stretches of its trade} of the sector table."""
        return stretches_by_sector(self.sector_table or ())

    @cached_property
    def goods_covered(self) -> tuple[str, ...]:
        """The goods that the tables of coverage and of claims tell apart."""
        covered = [row.good for row in self.coverage_table or ()]
        return tuple(dict.fromkeys([*covered, *(row.good for row in self.claims_table or ())]))

    @cached_property
    def coverage_by_good(self) -> dict[tuple[str, str], float]:
        """{(exporter, good): coverage} of the coverage table."""
        return {(row.exporter, row.good): row.coverage for row in self.coverage_table or ()}

    @cached_property
    def unclaimed_by_good(self) -> dict[tuple[str, str], float]:
        """{(exporter, good): unclaimed share} of the claims table."""
        return {(row.exporter, row.good): row.unclaimed for row in self.claims_table or ()}


class Measure(MeasurePart):
    """One measure as the law or the announcement gives it.

    `relation` says how its rates meet the ordinary duty: they add to it; replace it (of two such measures the later
    law counts); replace it and all other measures on the same goods, quotas included (`replaces all`); or are totals of
    `at least`, so that goods pay the higher of the ordinary duty and the rate. What adds
    comes on top of such a total, of several totals the highest counts, and a rate that replaces ends the totals of
    earlier law but is itself raised to a total of later law. A sector's ordinary duty is one average of its goods.
    `yields_to` names instruments or measures that, in force on the same product, push this one aside there;
    `yields_content_to` names those that do so on the content that they tax only: this one applies to the rest of the
    value. `yields_over_quota_to` names quotas beyond which this one gives way, while inside them it applies.
    `replaces` names measures that end everywhere when this one is in force. `verified_on` is the last day on which
    its status was checked; measures of the package state it.
    """

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    imposer: Economy
    targets: Targets = Field(min_length=1)
    except_: Economies = Field(default=(), alias="except")
    products: Annotated[tuple[Line, ...], BeforeValidator(as_tuple)] = ()
    instrument: Instrument
    legal_act: str = ""
    relation: Relation = "adds to MFN"
    yields_to: Texts = ()
    yields_content_to: Texts = ()
    yields_over_quota_to: Texts = ()
    replaces: Texts = ()
    date_in_force: Day | None
    date_end: Day | None = None
    status: Status
    verified_on: Day | None = None
    quantified: bool = True
    not_quantified_because: str = ""
    trade_musd: Number | None = Field(default=None, ge=0.0)
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

    @model_validator(mode="after")
    def total(self) -> Measure:
        """The measure itself when a total is one: no quota, no rate on a part of the value."""
        is_total, name = self.relation in ("at least", "replaces all"), f"relation `{self.relation}`"
        if is_total and any(line.quota is not None for line in self.products):
            raise ValueError(f"{name} is a total: give a quota a measure of its own, which adds")
        if is_total and any(line.taxes_a_part for line in self.products):
            raise ValueError(f"{name} is a total on the whole value: use `coverage`, not dutiable_content or claims")
        return self

    @model_validator(mode="after")
    def gives_way_to_others(self) -> Measure:
        """The measure itself when it neither ends itself nor yields to itself, which would undo it without a word."""
        for field in ("replaces", "yields_to", "yields_content_to", "yields_over_quota_to"):
            if self.id in getattr(self, field):
                raise ValueError(f"`{field}` names the measure itself, `{self.id}`: name another measure")
        adds = self.relation == "adds to MFN" and all(line.quota is None for line in self.products)
        if self.yields_content_to and not adds:
            raise ValueError("`yields_content_to` is for rates that add to the ordinary duty: use `yields_to`")
        return self

    def in_force_on(self, day: dt.date) -> bool:
        """Whether the measure is law on a day; both its dates are days in force."""
        if self.date_in_force is None or self.status == "unconfirmed":
            return False
        return self.date_in_force <= day and (self.date_end is None or day <= self.date_end)

    def verified_to(self, day: dt.date) -> bool:
        """Whether nothing is in doubt on a day: its status was checked then or later, or it is a hypothesis."""
        return self.date_in_force is None or self.verified_on is None or self.verified_on >= day


def parse_measure(raw: Any, where: str = "measure") -> Measure:
    """The validated measure, or a `MeasureError` that names measure, field, value and remedy."""
    if not isinstance(raw, dict):
        raise MeasureError(f"{where}: expected a mapping with keys such as id, imposer, targets; got `{shown(raw)}`.")
    label = f"measure `{str(raw['id'])[:60]}`" if "id" in raw else where
    if not raw.get("sources"):
        raise MeasureError(f"{label}: field `sources` is empty; add at least one address or publication.")
    return Measure.parsed(raw, label)
