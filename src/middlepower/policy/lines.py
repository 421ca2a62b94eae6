"""The lines of a measure: goods taxed alike, at which rates from which days, on what part of their trade and value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from middlepower.data.trade.editions import refuse_gone, refuse_unknown
from middlepower.errors import MeasureError
from middlepower.policy.checks import Goods, Rate, Share, Targets, Texts, as_tuple, check_line
from middlepower.policy.goods import ALL_GOODS, load_products
from middlepower.policy.hs_lists import Lists, OneList
from middlepower.policy.strict import Day, MeasurePart, Number, Whole
from middlepower.policy.tables import (
    ClaimsTable,
    CoverageTable,
    PartnerTable,
    SectorTable,
    steps_by_partner,
    stretches_by_sector,
)


class RateStep(MeasurePart):
    """The rate from a day on, until the next step."""

    start: Day = Field(alias="from")
    rate: Rate


class VolumeStep(MeasurePart):
    """The volume of a quota from a day on."""

    start: Day = Field(alias="from")
    volume: Number = Field(gt=0.0)


class Quota(MeasurePart):
    """A tariff-rate quota: the in-quota rate up to a volume, the over-quota rate beyond it.

    `volume / reference` is the quota as a multiple of the volume behind the product's benchmark trade value. It holds
    for each exporter by itself; `volume_steps` are the volumes of later days.
    """

    volume: Number = Field(gt=0.0)
    reference: Number = Field(gt=0.0)
    unit: str
    reference_year: Whole
    in_quota_rate: Rate = 0.0
    over_quota_rate: Rate
    rent_to: Literal["exporter", "importer"] = "exporter"
    volume_steps: tuple[VolumeStep, ...] = ()
    source: str
    note: str = ""

    @model_validator(mode="after")
    def _ascending(self) -> Quota:
        days = [step.start for step in self.volume_steps]
        if days != sorted(set(days)):
            raise ValueError("the dates of volume_steps must ascend: put the earliest step first")
        return self

    @property
    def relative_volume(self) -> float:
        """Quota volume over the volume of the reference year."""
        return self.volume / self.reference

    def on(self, day: dt.date) -> Quota:
        """The quota with the volume of a day; the same object where that is asked for again."""
        reached = sum(step.start <= day for step in self.volume_steps)
        return self if reached == 0 else self.later[reached - 1]

    @cached_property
    def later(self) -> tuple[Quota, ...]:
        """The quota from each of its steps on."""
        return tuple(self.model_copy(update={"volume": step.volume, "volume_steps": ()}) for step in self.volume_steps)


RATES = ("rate", "rate_steps", "partner_table", "sector_table", "quota")


class Line(MeasurePart):
    """Goods taxed alike.

    `coverage` is the share of the goods' trade that the rate bites on; `dutiable_content` the share of each
    good's value that is taxed. `targets` narrows the measure's targets. A table is given by the name of one that
    comes with the package, or as its rows; a name in a file of one's own is that of a CSV file beside it.
    `partner_table` gives rates by exporter and date, `sector_table` rates by sector, `coverage_table` the coverage
    by exporter and good. `stops` is the share of the goods' trade, in the volumes of the world's year, that gets no
    licence; only a licence has it, and a ban has neither it nor a rate.

    `claims_table` gives the share of a good's customs value for which no preference or remission is claimed. It cuts
    no part out of the good: claimed and unclaimed goods are the same product, all of which pays the average rate.

    `hs` beside named products lists the lines of the law, for which the products stand. Without products it decides:
    only these lines of the sectors named (of all sectors where `goods` is empty) are taxed. `hs_list` names a file of
    such lines in the place of `hs`, `exempt_list` files of lines that the line spares. `share` is the share of
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
    stops: Share | None = None
    coverage: Share = 1.0
    coverage_table: CoverageTable | None = None
    claims_table: ClaimsTable | None = None
    dutiable_content: Share = 1.0
    mfn_rate: Rate | None = None
    hs: Texts = ()
    hs_list: OneList | None = None
    exempt_list: Lists = ()
    share: Share | None = None
    share_source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def on_something(self) -> Line:
        """The line itself when it names goods or HS lines, and one good where it states a share."""
        if not self.goods and not self.hs and self.hs_list is None:
            raise ValueError("name what is taxed: `goods` (products, sectors or all_goods), or `hs` lines")
        if self.hs_list is not None and (self.hs or not self.by_lines):
            raise ValueError("`hs_list` says what is taxed: leave out `hs`, `sector_table` and products in `goods`")
        if self.by_lines:
            for code in self.hs:
                # Law of another time names lines of its time: with a share of its own no table has to find them.
                (refuse_gone if self.share is None else refuse_unknown)(check_line(code))
        if self.share is not None and (len(self.goods) != 1 or ALL_GOODS in self.goods or not self.names_part):
            raise ValueError("`share` goes with one product, or with `hs` lines of one sector: give each a line")
        if (self.share is None) != (not self.share_source.strip()):
            raise ValueError("`share` and `share_source` go together: say where the share is from")
        if self.mfn_rate is not None and not self.names_part:
            raise ValueError("`mfn_rate` goes with products or `hs` lines: a whole sector pays the world's own tariff")
        return self

    @cached_property
    def by_lines(self) -> bool:
        """Whether HS lines decide what is taxed."""
        listed = bool(self.hs) or self.hs_list is not None
        return listed and self.sector_table is None and not set(self.goods) & set(load_products())

    @property
    def terms(self) -> tuple[str, ...]:
        """The fields that say at what rate the goods are taxed; none in a ban or a licence."""
        return tuple(name for name in RATES if getattr(self, name) not in (None, ()))

    @property
    def names_part(self) -> bool:
        """Whether the line names a part of a sector."""
        return self.by_lines or bool(set(self.goods) & set(load_products()))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What the parts of flows that the line bites on are called: its goods, or its HS lines as one good."""
        if self.hs_list is not None:
            return (self.hs_list.name,)
        return (f"HS {'+'.join(self.codes)}",) if self.by_lines else self.goods

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The HS lines that decide what is taxed."""
        return tuple(map(check_line, self.hs)) if self.hs_list is None else self.hs_list.codes

    @cached_property
    def spared(self) -> frozenset[str]:
        """What the parts of flows that the line spares are called."""
        return frozenset((*self.exempt, *(one.name for one in self.exempt_list)))

    def taxed_content(self, sector: str) -> float:
        """The share of each good's value that is taxed, by the line itself or its list."""
        listed = self.hs_list.content if self.hs_list is not None else {}
        return self.dutiable_content * (listed[sector] if listed else 1.0)

    def in_sector(self, sector: str) -> bool:
        """Whether HS lines count in a sector: in those named, in all where none is."""
        return not self.goods or ALL_GOODS in self.goods or sector in self.goods

    @model_validator(mode="after")
    def one_rate(self) -> Line:
        """The line itself when no two of its rate fields are filled and its steps ascend."""
        if len(self.terms) > 1:
            raise ValueError(f"give exactly one of {', '.join(RATES)}")
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

    def begun(self, partner: str, day: dt.date) -> bool:
        """Whether the line says a rate on a day at all: its steps, or those of a partner in its table, have begun."""
        starts = [step.start for step in self.rate_steps]
        if self.partner_table is not None:
            starts = [start for start, _ in self.partner_steps.get(partner, ())]
        return (not self.rate_steps and self.partner_table is None) or any(start <= day for start in starts)

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
        listed = self.hs_list is not None and bool(self.hs_list.content)
        return self.dutiable_content < 1.0 or listed or self.claims_table is not None

    def taxed_value(self, exporter: str, goods: Sequence[str], sector: str) -> float:
        """The share of each good's customs value that is taxed: its dutiable content, as far as it is unclaimed."""
        content = self.taxed_content(sector)
        if self.claims_table is None:
            return content
        for good in (*goods, sector, ALL_GOODS):
            if (exporter, good) in self.unclaimed_by_good:
                return self.unclaimed_by_good[exporter, good] * content
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


def hidden(lines: Sequence[Line]) -> str:
    """What an earlier line of a measure takes from a later one, in words; empty where nothing is taken."""
    for place, later in enumerate(lines):
        for earlier in lines[:place]:
            taken = (
                [fine for fine in _stated(later) if fine.startswith(_stated(earlier))]
                if _on_all(earlier, later)
                else []
            )
            if taken:
                return f"HS {taken[0]} of products.{place} lies in products.{lines.index(earlier)}, which stands first"
    return ""


def _on_all(earlier: Line, later: Line) -> bool:
    """Whether a line bites wherever a later one does, and HS lines decide that in one of them."""
    partners = not earlier.targets or (later.targets and set(later.targets) <= set(earlier.targets))
    both = earlier.by_lines and later.by_lines
    sectors = not both or not earlier.goods or not later.goods or set(earlier.goods) & set(later.goods)
    return bool(partners and sectors and (earlier.by_lines or later.by_lines))


def _stated(line: Line) -> tuple[str, ...]:
    """The HS codes that a line itself states, or that its products are; none of a list in a file."""
    products = load_products()
    named = [code for good in line.goods if good in products for code in products[good].hs]
    return (line.codes if line.hs_list is None else ()) if line.by_lines else tuple(named)
